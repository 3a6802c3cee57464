package cases_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/openapi"
)

// goesOn is what moves by itself while a job waits or runs, and when something happens in a project.
var goesOn = regexp.MustCompile(`"(queued_)?duration":[0-9.]+|"updated_at":"[^"]+","group_runners_enabled"`)

// photograph is everything that the owner sees of the projects there are.
func photograph(t *testing.T, server http.Handler, token string, projects int) string {
	t.Helper()
	var picture strings.Builder
	get := func(path string) []byte {
		request := httptest.NewRequest(http.MethodGet, "/api/v4"+path, nil)
		request.Header.Set("Private-Token", token)
		recorder := httptest.NewRecorder()
		server.ServeHTTP(recorder, request)
		body, _ := io.ReadAll(recorder.Body)
		fmt.Fprintf(&picture, "%s %d %s\n", path, recorder.Code, goesOn.ReplaceAll(body, nil))
		return body
	}
	for id := 1; id <= projects; id++ {
		project := fmt.Sprintf("/projects/%d", id)
		for _, list := range []string{"", "/environments", "/protected_environments", "/access_tokens", "/members/all", "/repository/branches",
			"/repository/tags", "/repository/commits", "/merge_requests", "/pipelines", "/jobs", "/hooks"} {
			get(project + list + "?per_page=100")
		}
		for page := 1; ; page++ {
			var deployments []struct{ ID int64 }
			_ = json.Unmarshal(get(fmt.Sprintf("%s/deployments?per_page=100&page=%d", project, page)), &deployments)
			for _, d := range deployments {
				get(fmt.Sprintf("%s/deployments/%d", project, d.ID))
				get(fmt.Sprintf("%s/deployments/%d/merge_requests", project, d.ID))
			}
			if len(deployments) < 100 {
				break
			}
		}
	}
	return picture.String()
}

// What other people made stays byte for byte as it was, in both modes, whatever the run finds there. Blocked deployments that
// wait for approvals are among it.
func TestOtherPeoplesObjectsAreLeftAlone(t *testing.T) {
	t.Parallel()
	dataset := fixtures.Default()
	for mode, project := range map[string]string{"projects of its own": "", "a project of theirs": "acme/shop"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			target := mock(t, openapi.Documented(), func(c *mockserver.Config) { c.Dataset = &dataset })
			target.Project = project
			token := target.Tokens[conformance.Maintainer]
			before := photograph(t, target.Handler, token, 3)
			require.Contains(t, before, `"status":"blocked"`)
			result := target.verdict(t)
			assert.Empty(t, result.Left)
			assert.NotEmpty(t, result.Created)
			after := photograph(t, target.Handler, token, 3)
			if before != after {
				assert.Fail(t, "something is not as it was", firstDifference(before, after))
			}
		})
	}
}

func firstDifference(before, after string) string {
	was, is := bytes.Split([]byte(before), []byte("\n")), bytes.Split([]byte(after), []byte("\n"))
	for i := range min(len(was), len(is)) {
		if !bytes.Equal(was[i], is[i]) {
			return fmt.Sprintf("%s\n%s", was[i], is[i])
		}
	}
	return fmt.Sprintf("%d lines, %d lines", len(was), len(is))
}
