package cases_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
)

// Servers that say one thing to everything: whatever it is, it never conforms, in whichever mode they are examined.
func TestWrongReasons(t *testing.T) {
	t.Parallel()
	say := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			emptyPage(w.Header())
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	const json = "application/json"
	tests := map[string]http.HandlerFunc{
		"200 and an empty list": say(200, json, `[]`),
		"200 and an object":     say(200, json, `{}`),
		"200 and a deployment":  say(200, json, `{"id": 1, "status": "running", "environment": {"id": 1, "name": "e"}}`),
		"201 and an object":     say(201, json, `{}`),
		"400":                   say(400, json, `{"message": "400 Bad request"}`),
		"400 for parameters":    say(400, json, `{"error": "environment, sha, ref, tag, status, order_by, sort, page, per_page"}`),
		"403":                   say(403, json, `{"message": "403 Forbidden"}`),
		"404":                   say(404, json, `{"message": "404 Not found"}`),
		"500":                   say(500, json, `{"message": "500 Internal Server Error"}`),
		"204":                   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) },
		"301":                   say(301, json, `{}`),
		"HTML":                  say(200, "text/html", `<html>sign in</html>`),
		"HTML said to be JSON":  say(200, json, `<html>sign in</html>`),
		"reset":                 func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"hang":                  func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"echo":                  echo,
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, project := range []string{"", "acme/shop"} {
				result, err := conformance.Execute(t.Context(), conformance.Target{Handler: handler, Project: project, Tokens: someToken},
					conformance.Options{Cases: cases.All(), Timeout: 50 * time.Millisecond, Patience: time.Millisecond})
				assert.Contains(t, []int{1, 3}, result.Outcome.ExitCode(), "project %q: %v", project, err)
				for _, rule := range result.Rules {
					if rule.Verdict == conformance.Pass && rule.Level == conformance.Must {
						assert.Contains(t, mayPass[name], rule.ID, "project %q", project)
					}
				}
			}
		})
	}
}

var someToken = map[conformance.Role]string{conformance.Maintainer: "glpat-of-the-maintainer"}

// mayPass are the MUST rules that such an answer keeps: it is JSON, or the list that was asked for.
var mayPass = map[string][]string{
	"200 and an empty list": {"R-COM-RESPONSE-JSON", "R-COM-TOKEN-HEADER", "R-COM-API-ROOT", "R-LIST-ARRAY"},
	"400":                   {"R-COM-RESPONSE-JSON"},
	"400 for parameters":    {"R-COM-RESPONSE-JSON"},
	"404":                   {"R-COM-RESPONSE-JSON"},
	"403":                   {"R-COM-RESPONSE-JSON"},
}

func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"echo": "`+strings.ReplaceAll(string(body), `"`, `'`)+`"}`)
}

// emptyPage says about a list what GitLab says about an empty one.
func emptyPage(header http.Header) {
	for name, value := range map[string]string{
		"X-Page": "1", "X-Per-Page": "20", "X-Next-Page": "", "X-Prev-Page": "", "X-Total": "0", "X-Total-Pages": "1",
		"Link": `<http://127.0.0.1/api/v4/projects/1/deployments?page=1>; rel="first", <http://127.0.0.1/api/v4/projects/1/deployments?page=1>; rel="last"`,
	} {
		header.Set(name, value)
	}
}

// Over sockets, what is no HTTP or no trusted TLS is no verdict.
func TestNoVerdictWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	tls := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(tls.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	for name, url := range map[string]string{"TLS of nobody known": tls.URL, "nobody there": closed.URL} {
		result, err := conformance.Execute(t.Context(), conformance.Target{URL: url, Tokens: someToken}, conformance.Options{Cases: cases.All()})
		require.ErrorIs(t, err, conformance.ErrUnexaminable, name)
		assert.Equal(t, 3, result.Outcome.ExitCode(), name)
	}
}
