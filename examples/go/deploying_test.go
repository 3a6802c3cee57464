// Package example shows tests in parallel against one stand-in: each takes a space, a GitLab of its own.
package example

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/control"
)

// deploy is the code under test: any client of GitLab's.
func deploy(t *testing.T, url, token, environment string) int {
	t.Helper()
	body := fmt.Sprintf(`{"environment":%q,"sha":"main","ref":"main","tag":false,"status":"success"}`, environment)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/v4/projects/1/deployments", strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("PRIVATE-TOKEN", token)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	return response.StatusCode
}

func TestDeploying(t *testing.T) {
	server := mockserver.Start(t)
	for n := range 100 {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			gitlab := server.Space(t)
			gitlab.Freeze(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))
			assert.Equal(t, http.StatusCreated, deploy(t, gitlab.URL, gitlab.Tokens["developer"], "review/mine"))
			gitlab.Requests(control.Filter{Operation: "createProjectDeployment"}).RequireOne(t)

			gitlab.Fail(t, control.Rule{Match: control.Match{Method: "POST"}, Times: 1, Then: control.Outcome{Status: 503}})
			assert.Equal(t, http.StatusServiceUnavailable, deploy(t, gitlab.URL, gitlab.Tokens["developer"], "review/mine"))
			assert.Equal(t, http.StatusCreated, deploy(t, gitlab.URL, gitlab.Tokens["developer"], "review/mine"))
		})
	}
}
