package example

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
)

// A story fills the stand-in with just what a test is about.
func TestWhatWaitsForApproval(t *testing.T) {
	t.Parallel()
	story := fixtures.Story("acme/shop",
		fixtures.Member("ana", "maintainer"),
		fixtures.Deploy("staging", fixtures.By("ben"), fixtures.Ships("Pay by invoice")),
		fixtures.Deploy("production", fixtures.Failed("script_failure")),
		fixtures.Deploy("production", fixtures.Blocked(), fixtures.By("ben"), fixtures.Ships("Pay by card"),
			fixtures.Rules(fixtures.ApprovalRule{AccessLevel: "maintainer", RequiredApprovals: 1})),
	)
	gitlab := mockserver.Start(t, func(c *mockserver.Config) { c.Dataset = &story })

	var waiting []struct {
		ID          int64
		Environment struct{ Name string }
	}
	ask(t, "GET", gitlab.URL+"/api/v4/projects/acme%2Fshop/deployments?status=blocked", "", &waiting)
	require.Len(t, waiting, 1)
	assert.Equal(t, "production", waiting[0].Environment.Name)

	deployment := fmt.Sprintf("%s/api/v4/projects/acme%%2Fshop/deployments/%d", gitlab.URL, waiting[0].ID)
	var shipped []struct{ Title string }
	ask(t, "GET", deployment+"/merge_requests", "", &shipped)
	require.Len(t, shipped, 1)
	assert.Equal(t, "Pay by card", shipped[0].Title)

	ask(t, "POST", deployment+"/approval", `{"status": "approved", "comment": "go"}`, nil)
	var approved struct {
		PendingApprovalCount int `json:"pending_approval_count"`
	}
	ask(t, "GET", deployment, "", &approved)
	assert.Zero(t, approved.PendingApprovalCount)
}

// ask sends a request as ana and reads the answer.
func ask(t *testing.T, method, url, body string, answer any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("PRIVATE-TOKEN", "ana-token")
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Less(t, response.StatusCode, 300)
	if answer != nil {
		require.NoError(t, json.NewDecoder(response.Body).Decode(answer))
	}
}
