package cases_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/mockserver"
	"understudy/openapi"
)

// wrapped is the built-in server with something changed on the way in or out.
func wrapped(t *testing.T, wrap func(http.Handler) http.Handler) conformance.Target {
	t.Helper()
	target := mock(t, openapi.Documented(), func(c *mockserver.Config) { c.Strict = false })
	target.Handler = wrap(target.Handler)
	return target
}

// edited answers as the server does, but for what edit makes of the answer. It may change everything.
func edited(edit func(*http.Request, *httptest.ResponseRecorder)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			recorder := httptest.NewRecorder()
			next.ServeHTTP(recorder, r)
			edit(r, recorder)
			for name, values := range recorder.Header() {
				w.Header()[name] = values
			}
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(recorder.Body.Bytes())
		})
	}
}

func replaceBody(recorder *httptest.ResponseRecorder, body []byte) {
	recorder.Body = bytes.NewBuffer(body)
	recorder.Header().Del("Content-Length")
}

func examined(t *testing.T, target conformance.Target) conformance.Result {
	t.Helper()
	result, err := conformance.Execute(t.Context(), target, conformance.Options{Cases: cases.All(), Patience: 50 * time.Millisecond})
	require.NoError(t, err)
	return result
}

// A target cannot get out of a rule by hiding what the rule needs.
func TestDodgesDoNotConform(t *testing.T) {
	var (
		mergeRequests = regexp.MustCompile(`/deployments/\d+/merge_requests`)
		pending       = regexp.MustCompile(`"pending_approval_count":\d+`)
	)
	dodges := map[string]func(http.Handler) http.Handler{
		"merge requests are always empty": edited(func(r *http.Request, recorder *httptest.ResponseRecorder) {
			if mergeRequests.MatchString(r.URL.Path) && recorder.Code == 200 {
				replaceBody(recorder, []byte(`[]`))
			}
		}),
		"no environment can be protected": func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.Contains(r.URL.Path, "protected_environments") {
					http.NotFound(w, r)
					return
				}
				next.ServeHTTP(w, r)
			})
		},
		"nothing is ever blocked": edited(func(r *http.Request, recorder *httptest.ResponseRecorder) {
			if r.URL.Query().Get("status") == "blocked" {
				replaceBody(recorder, []byte(`[]`))
			}
		}),
		"nothing is ever pending": edited(func(_ *http.Request, recorder *httptest.ResponseRecorder) {
			replaceBody(recorder, pending.ReplaceAll(recorder.Body.Bytes(), []byte(`"pending_approval_count":0`)))
		}),
	}
	for name, dodge := range dodges {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := examined(t, wrapped(t, dodge))
			assert.Contains(t, []int{1, 3}, result.Outcome.ExitCode())
		})
	}
}

// Lists that never end are found out, and waited for by nobody.
func TestEndlessListsEnd(t *testing.T) {
	list := regexp.MustCompile(`/deployments$`)
	endless := map[string]func(http.Handler) http.Handler{
		"page is not heeded": func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if query := r.URL.Query(); list.MatchString(r.URL.Path) && query.Has("page") {
					query.Del("page")
					r.URL.RawQuery = query.Encode()
				}
				next.ServeHTTP(w, r)
			})
		},
		"an empty page has one after it": edited(func(r *http.Request, recorder *httptest.ResponseRecorder) {
			if query := r.URL.Query(); list.MatchString(r.URL.Path) && recorder.Body.String() == "[]" {
				page, _ := strconv.Atoi(query.Get("page"))
				query.Set("page", strconv.Itoa(page+1))
				recorder.Header().Set("Link", "<http://"+r.Host+r.URL.Path+"?"+query.Encode()+`>; rel="next"`)
			}
		}),
		"the last page has one after it": edited(func(r *http.Request, recorder *httptest.ResponseRecorder) {
			if query := r.URL.Query(); list.MatchString(r.URL.Path) && recorder.Header().Get("X-Next-Page") == "" {
				recorder.Header().Set("X-Next-Page", cmp.Or(query.Get("page"), "1"))
				recorder.Header().Set("Link", "<http://"+r.Host+r.URL.Path+"?"+query.Encode()+`>; rel="next"`)
			}
		}),
	}
	for name, wrap := range endless {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.NotEmpty(t, findingsOf(examined(t, wrapped(t, wrap))))
		})
	}
}

// A declared tier is a promise.
func TestADeclaredTierIsHeldTo(t *testing.T) {
	target := mock(t, openapi.Documented(), func(c *mockserver.Config) { c.Tier = "free" })
	undeclared := examined(t, target)
	assert.Equal(t, conformance.Incomplete, undeclared.Outcome)
	require.NotEmpty(t, undeclared.Unexamined)
	assert.Equal(t, conformance.Approvals, undeclared.Unexamined[0].Without)
	assert.Empty(t, undeclared.Findings, "%v", findingsOf(undeclared))
	target.Tier = "premium"
	declared := examined(t, target)
	assert.Equal(t, conformance.NonConformant, declared.Outcome)
	assert.Equal(t, conformance.Fail, declared.Rule("R-APPROVE-TIERS").Verdict)
	target.Tier = "free"
	assert.Equal(t, conformance.Conformant, examined(t, target).Outcome)
}

func findingsOf(result conformance.Result) []string {
	var ids []string
	for _, finding := range result.Findings {
		if finding.Verdict != conformance.Noted {
			ids = append(ids, fmt.Sprintf("%s %s %v", finding.Verdict, finding.Rule, finding.Failures[0].Lines()))
		}
	}
	return ids
}

// Conforming servers may differ in much.
func TestOddServersConform(t *testing.T) {
	times := regexp.MustCompile(`(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z`)
	var counter atomic.Int64
	odd := map[string]func(http.Handler) http.Handler{
		"the Link is in two fields": edited(func(_ *http.Request, recorder *httptest.ResponseRecorder) {
			if links := recorder.Header().Get("Link"); links != "" {
				parts := strings.Split(links, ", ")
				recorder.Header()["Link"] = []string{strings.Join(parts[:1], ", "), strings.ReplaceAll(strings.Join(parts[1:], " , "), `rel="`, `REL="`)}
			}
		}),
		"some requests are put off": func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if counter.Add(1)%20 == 0 {
					w.Header().Set("Retry-After", "0")
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(http.StatusTooManyRequests)
					_, _ = w.Write([]byte(`{"message":"429 Too Many Requests"}`))
					return
				}
				next.ServeHTTP(w, r)
			})
		},
		"errors are under the other key": edited(func(_ *http.Request, recorder *httptest.ResponseRecorder) {
			if recorder.Code < 400 {
				return
			}
			var body map[string]any
			if json.Unmarshal(recorder.Body.Bytes(), &body) != nil {
				return
			}
			swapped := map[string]any{}
			for name, value := range body {
				swapped[map[string]string{"message": "error", "error": "message"}[name]] = value
			}
			text, _ := json.Marshal(swapped)
			replaceBody(recorder, text)
		}),
		"more fields than documented": edited(func(_ *http.Request, recorder *httptest.ResponseRecorder) {
			replaceBody(recorder, bytes.ReplaceAll(recorder.Body.Bytes(), []byte(`"iid":`), []byte(`"extra":{"a":1},"iid":`)))
		}),
		"times with an offset": edited(func(_ *http.Request, recorder *httptest.ResponseRecorder) {
			replaceBody(recorder, times.ReplaceAllFunc(recorder.Body.Bytes(), func(text []byte) []byte {
				at, err := time.Parse(time.RFC3339, string(text))
				require.NoError(t, err)
				return []byte(at.In(time.FixedZone("", 5*3600+1800)).Format("2006-01-02T15:04:05.000-07:00"))
			}))
		}),
	}
	for name, wrap := range odd {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := examined(t, wrapped(t, wrap))
			assert.Equal(t, conformance.Conformant, result.Outcome)
			assert.Empty(t, findingsOf(result))
		})
	}
}

// A clock of whole seconds, and an hour behind: the run waits as long as it needs, by the target's time.
func TestACoarseClockConforms(t *testing.T) {
	clock := newClock()
	target := mock(t, openapi.Documented(), func(c *mockserver.Config) {
		c.Now = func() time.Time { return clock.Now().Truncate(time.Second).Add(-time.Hour) }
	})
	result, err := conformance.Execute(t.Context(), target, conformance.Options{Cases: cases.All(), Clock: clock})
	require.NoError(t, err)
	assert.Equal(t, conformance.Conformant, result.Outcome)
	assert.Empty(t, findingsOf(result))
}
