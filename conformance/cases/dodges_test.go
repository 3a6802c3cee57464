package cases_test

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/mockserver"
	"understudy/openapi"
)

// wrapped is the built-in server with something changed on the way in or out.
func wrapped(t *testing.T, wrap func(http.Handler) http.Handler) target {
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

// A target cannot get out of a rule by hiding what the rule needs.
func TestDodgesDoNotConform(t *testing.T) {
	t.Parallel()
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
			assert.Contains(t, []int{1, 3}, wrapped(t, dodge).verdict(t).Outcome.ExitCode())
		})
	}
}

// Lists that never end are found out, and waited for by nobody.
func TestEndlessListsEnd(t *testing.T) {
	t.Parallel()
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
			assert.NotEmpty(t, findingsOf(wrapped(t, wrap).verdict(t)))
		})
	}
}

// A declared tier is a promise.
func TestADeclaredTierIsHeldTo(t *testing.T) {
	t.Parallel()
	target := mock(t, openapi.Documented(), func(c *mockserver.Config) { c.Tier = "free" })
	voting := conformance.Options{Cases: casesOf([]string{"R-APPROVE-TIERS"})}
	undeclared := target.examined(t, voting)
	assert.Equal(t, conformance.Incomplete, undeclared.Outcome)
	require.NotEmpty(t, undeclared.Unexamined)
	assert.Equal(t, conformance.Approvals, undeclared.Unexamined[0].Without)
	assert.Empty(t, undeclared.Findings, "%v", findingsOf(undeclared))
	target.Tier = "premium"
	declared := target.examined(t, voting)
	assert.Equal(t, conformance.NonConformant, declared.Outcome)
	assert.Equal(t, conformance.Fail, declared.Rule("R-APPROVE-TIERS").Verdict)
	target.Tier = "free"
	assert.Equal(t, conformance.Conformant, target.examined(t, voting).Outcome)
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

// A clock of whole seconds, and an hour behind: the run waits as long as it needs, by the target's time.
func TestACoarseClockConforms(t *testing.T) {
	t.Parallel()
	clock := newClock()
	coarse := target{server(t, openapi.Documented(), func(c *mockserver.Config) {
		c.Now = func() time.Time { return clock.Now().Truncate(time.Second).Add(-time.Hour) }
	}), clock}
	result := coarse.verdict(t)
	assert.Equal(t, conformance.Conformant, result.Outcome)
	assert.Empty(t, findingsOf(result))
}
