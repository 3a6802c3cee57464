package mockserver_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/control"
)

// listShop asks for the shop's deployments as a developer.
func listShop(t *testing.T, server *mockserver.Running) (*http.Response, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+shopDeployments, nil)
	require.NoError(t, err)
	request.Header.Set("PRIVATE-TOKEN", server.Tokens["developer"])
	return http.DefaultClient.Do(request)
}

func TestThingsGoWrongWhenTheyAreTold(t *testing.T) {
	server := mockserver.Start(t)
	text := func(then control.Outcome) (int, string, http.Header) {
		server.Fail(t, control.Rule{Name: "told", Match: control.Match{Operation: "listProjectDeployments", User: "developer"}, Then: then})
		response, err := listShop(t, server)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(body), response.Header
	}
	status, body, _ := text(control.Outcome{Status: 503})
	assert.Equal(t, 503, status)
	assert.JSONEq(t, `{"message":"503 Service Unavailable"}`, body)
	status, body, header := text(control.Outcome{Status: 429, RetryAfter: control.Duration(time.Minute), Headers: map[string]string{"X-Told": "so"}})
	assert.Equal(t, 429, status)
	assert.Equal(t, "Retry later\n", body)
	assert.Equal(t, []string{"60", "so"}, []string{header.Get("Retry-After"), header.Get("X-Told")})
	_, body, _ = text(control.Outcome{Status: 200, Body: json.RawMessage(`[{"id":"not a number"}]`)})
	assert.JSONEq(t, `[{"id":"not a number"}]`, body, "the contract is not held against what was told")
	status, body, header = text(control.Outcome{Status: 502, Body: json.RawMessage(`"<html>Bad Gateway</html>"`)})
	assert.Equal(t, 502, status)
	assert.Equal(t, "<html>Bad Gateway</html>", body)
	assert.Equal(t, "text/plain", header.Get("Content-Type"))

	asked := server.Requests(control.Filter{Status: "5xx"})
	asked.RequireCount(t, 2)
	assert.Equal(t, "told", *asked.All[0].Fault)
	assert.Zero(t, server.Breaches())

	server.Fail(t)
	response, err := listShop(t, server)
	require.NoError(t, err)
	response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode)
}

func TestConnectionsBreakOff(t *testing.T) {
	server := mockserver.Start(t)
	server.Fail(t, control.Rule{Then: control.Outcome{Reset: true}})
	response, err := listShop(t, server)
	if err == nil {
		response.Body.Close()
	}
	require.Error(t, err)
	assert.True(t, errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF), err)
	assert.Zero(t, server.Requests(control.Filter{}).RequireOne(t).Status)

	server.Fail(t, control.Rule{Then: control.Outcome{Truncate: new(100)}})
	response, err = listShop(t, server)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assert.Len(t, body, 100)
	assert.Greater(t, response.ContentLength, int64(100))
}

// A request that is carried out although its answer is lost is what idempotent clients are for.
func TestCarriedOutAllTheSame(t *testing.T) {
	server := mockserver.Start(t)
	count := func() int { return server.Instance().State().Count().Deployments }
	before := count()
	create := func(then control.Outcome) {
		server.Fail(t, control.Rule{Match: control.Match{Method: "POST"}, Then: then})
		status, _ := ask(t, "POST", server.URL+shopDeployments, server.Tokens["developer"], deployStaging)
		assert.Equal(t, 504, status)
	}
	create(control.Outcome{Status: 504})
	assert.Equal(t, before, count())
	create(control.Outcome{Status: 504, CarriedOut: true})
	assert.Equal(t, before+1, count())
}

func TestRateLimitsFollowTheClock(t *testing.T) {
	server := mockserver.Start(t)
	server.Freeze(fixtures.Epoch)
	controlled(t, http.StatusOK, "PUT", server.URL+"/-/understudy/faults", `{"rate_limits":[{"limit":2,"period":"1m","users":"authenticated"}]}`, nil)
	statuses := ""
	for range 3 {
		response, err := listShop(t, server)
		require.NoError(t, err)
		response.Body.Close()
		statuses += response.Status[:3] + " " + response.Header.Get("RateLimit-Remaining") + " " + response.Header.Get("Retry-After") + "|"
	}
	assert.Equal(t, "200 1 |200 0 |429 0 60|", statuses)
	server.Advance(time.Minute)
	response, err := listShop(t, server)
	require.NoError(t, err)
	response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode)
}

func TestFaultsOverHTTP(t *testing.T) {
	server := mockserver.Start(t)
	faults := server.URL + "/-/understudy/faults"
	var in struct {
		Seed   uint64
		Rules  []struct{ Name string }
		Struck []int
	}
	controlled(t, http.StatusOK, "PUT", faults, `{"rules":[{"name":"flaky","every":2,"match":{"path":"/api/v4/*"},"then":{"status":500,"delay":"1ms"}}]}`, nil)
	for range 4 {
		ask(t, "GET", server.URL+"/api/v4/version", server.Tokens["developer"], "")
	}
	controlled(t, http.StatusOK, "GET", faults, "", &in)
	assert.Equal(t, "flaky", in.Rules[0].Name)
	assert.Equal(t, []int{2}, in.Struck)
	for broken, why := range map[string]string{
		`{"rules":[{}]}`: "then", `{"rules":[{"then":{"stauts":500}}]}`: "stauts", `{"rules":[{"then":{"delay":"soon"}}]}`: "delay",
		`{"rules":[{"then":{"status":99}}]}`: "status", `{"rules":[{"every":0,"then":{"status":500}}]}`: "every", `{"rules":`: "is no JSON: 1:9: unexpected end", `[`: "is no JSON: 1:1: unexpected end", `[]`: "is an array",
		`{"rules":[{"then":{"reset":true,"status":500}}]}`: "rules[0]",
	} {
		status, answer := ask(t, "PUT", faults, "", broken)
		assert.Equal(t, http.StatusBadRequest, status, broken)
		assert.Contains(t, answer, why)
	}
	controlled(t, http.StatusNoContent, "DELETE", faults, "", nil)
	controlled(t, http.StatusOK, "GET", faults, "", &in)
	assert.Empty(t, in.Rules)
}

func TestJournalOverHTTP(t *testing.T) {
	server := mockserver.Start(t)
	root := server.URL + "/-/understudy"
	ask(t, "GET", server.URL+shopDeployments+"?update_before=2026-01-01T00:00:00Z&private_token="+server.Tokens["developer"], "", "")
	ask(t, "POST", server.URL+"/api/v4/projects/1/hooks", server.Tokens["maintainer"], `{"url":"http://127.0.0.1:1/","token":"hush"}`)
	ask(t, "GET", server.URL+"/api/v4/nothing", "", "")
	status, all := ask(t, "GET", root+"/requests", "", "")
	require.Equal(t, http.StatusOK, status)
	for _, secret := range []string{"hush", server.Tokens["developer"], server.Tokens["maintainer"]} {
		assert.NotContains(t, all, secret)
	}
	var shown []control.Asked
	require.NoError(t, json.Unmarshal([]byte(all), &shown))
	require.Len(t, shown, 3)
	assert.Contains(t, shown[0].Notes[0].Message, "but updated_before")
	assert.Equal(t, "maintainer", *shown[1].User)
	assert.Equal(t, "unknown_route", shown[2].Notes[0].Kind)
	for query, want := range map[string]int{
		"operation=createProjectHook": 1, "method=get": 2, "status=2xx": 2, "status=404": 1, "user=developer": 1, "path=/api/v4/projects/*": 2,
		"after=1": 2, "limit=1": 1, "status=5xx": 0,
	} {
		controlled(t, http.StatusOK, "GET", root+"/requests?"+query, "", &shown)
		assert.Len(t, shown, want, query)
	}
	controlled(t, http.StatusNoContent, "DELETE", root+"/requests", "", nil)
	server.Requests(control.Filter{}).RequireNone(t)
}

func TestJournalAsAStream(t *testing.T) {
	server := mockserver.Start(t)
	ask(t, "GET", server.URL+"/api/v4/version", server.Tokens["developer"], "")
	request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+"/-/understudy/requests/stream?operation=getVersion", nil)
	require.NoError(t, err)
	request.Header.Set("Last-Event-ID", "0")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, "text/event-stream", response.Header.Get("Content-Type"))
	lines := bufio.NewScanner(response.Body)
	next := func() string {
		var event []string
		for lines.Scan() && lines.Text() != "" {
			event = append(event, lines.Text())
		}
		return strings.Join(event, "\n")
	}
	ask(t, "GET", server.URL+shopDeployments, server.Tokens["developer"], "")
	ask(t, "GET", server.URL+"/api/v4/version", server.Tokens["developer"], "")
	first := next()
	assert.True(t, strings.HasPrefix(first, "id: 1\nevent: request\ndata: {\"number\":1,"), first)
	assert.True(t, strings.HasPrefix(next(), "id: 3\n"), "the one in between is of another operation")
	server.EndStreams()
	assert.False(t, lines.Scan(), "the stream ends with the server")
}

func TestHealth(t *testing.T) {
	server := mockserver.Start(t)
	for path, want := range map[string]string{
		"/-/health": "GitLab OK", "/-/liveness": `{"status":"ok"}`, "/-/readiness": `{"status":"ok","master_check":[{"status":"ok"}]}`,
		"/spaces/none/-/health": `{"error":"404 Space Not Found"}` + "\n",
	} {
		_, body := ask(t, "GET", server.URL+path, "", "")
		assert.Equal(t, want, body)
	}
}
