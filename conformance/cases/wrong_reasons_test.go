package cases_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
)

// Servers that say one thing to everything. Nothing may pass against them but what expects just that, and only where the
// answer keeps the contract.
func TestWrongReasons(t *testing.T) {
	tests := map[string]struct {
		status  int
		body    string
		mayPass []string
	}{
		"200 and an empty list": {200, `[]`, []string{"access/token-is-accepted", "list/per_page-default"}},
		"200 and an object":     {200, `{}`, nil},
		"400":                   {400, `{"message": "400 Bad request"}`, nil},
		"400 for parameters":    {400, `{"error": "environment, sha, ref, tag, status, order_by, sort, page, per_page"}`, nil},
		"403":                   {403, `{"message": "403 Forbidden"}`, nil},
		"404":                   {404, `{"message": "404 Not found"}`, nil},
		"500":                   {500, `{"message": "500 Internal Server Error"}`, nil},
		"204":                   {204, "", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			assert.ElementsMatch(t, test.mayPass, passedAgainst(t, func(w http.ResponseWriter, r *http.Request) {
				if !strings.Contains(r.UserAgent(), "case=") {
					return // so that the cases are asked at all
				}
				if test.body != "" {
					w.Header().Set("Content-Type", "application/json")
					emptyPage(w.Header())
				}
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
		})
	}
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

func TestEchoPassesNothing(t *testing.T) {
	echo := func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"echo": "`+strings.ReplaceAll(string(body), `"`, `'`)+`"}`)
	}
	assert.Empty(t, passedAgainst(t, echo))
}

// passedAgainst are the cases that the server passes, with an identity for every role.
func passedAgainst(t *testing.T, handler http.HandlerFunc) []string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	target := conformance.Target{URL: server.URL, Project: "1", Ref: "main", SHA: "main", Tokens: map[conformance.Role]string{}}
	for _, role := range []conformance.Role{conformance.Maintainer, conformance.Developer, conformance.Reporter, conformance.Guest,
		conformance.Outsider, conformance.Approver, conformance.Bystander} {
		target.Tokens[role] = "glpat-of-the-" + string(role)
	}
	report, err := conformance.Execute(t.Context(), target, conformance.Options{Cases: cases.All()})
	require.NoError(t, err)
	require.NotEqual(t, conformance.Conformant, report.Outcome)
	passed := []string{}
	for _, result := range report.Results {
		if result.Verdict == conformance.Pass {
			passed = append(passed, result.ID)
		}
	}
	return passed
}
