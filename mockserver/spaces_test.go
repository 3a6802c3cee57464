package mockserver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/control"
)

// ask sends a request as a token and returns status and body; JSON is sent if there is any.
func ask(t *testing.T, method, url, token, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	if token != "" {
		request.Header.Set("PRIVATE-TOKEN", token)
	}
	if body != "" || method == http.MethodPost || method == http.MethodPut {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(answer)
}

const (
	shopDeployments = "/api/v4/projects/1/deployments"
	deployStaging   = `{"environment":"staging","sha":"main","ref":"main","tag":false,"status":"running"}`
)

// control asks the control interface, which must answer so, and decodes what it says.
func controlled(t *testing.T, want int, method, url, body string, to any) {
	t.Helper()
	status, answer := ask(t, method, url, "", body)
	require.Equal(t, want, status, "%s %s: %s", method, url, answer)
	if to != nil {
		require.NoError(t, json.Unmarshal([]byte(answer), to))
	}
}

// A hundred tests at once, each in a space with its own clock: none sees another, and all see the same.
func TestSpacesAreWorldsOfTheirOwn(t *testing.T) {
	server := mockserver.Start(t)
	status, before := ask(t, "GET", server.URL+shopDeployments+"?per_page=100", server.Tokens["developer"], "")
	require.Equal(t, http.StatusOK, status)
	answers := make([]string, 100)
	var tests sync.WaitGroup
	for n := range answers {
		tests.Go(func() {
			space := server.Space(t)
			space.Freeze(fixtures.Epoch.AddDate(1, 0, n%2))
			for range 1 + n%3 {
				status, body := ask(t, "POST", space.URL+shopDeployments, space.Tokens["developer"], deployStaging)
				assert.Equal(t, http.StatusCreated, status, body)
				answers[n] = strings.ReplaceAll(body, space.Name(), "NAME")
			}
			space.Requests(control.Filter{Operation: "createProjectDeployment"}).RequireCount(t, 1+n%3)
			space.Advance(time.Hour)
			assert.Equal(t, fixtures.Epoch.AddDate(1, 0, n%2).Add(time.Hour), space.Now())
		})
	}
	tests.Wait()
	for n := range answers[6:] {
		assert.Equal(t, answers[n], answers[n+6], "the same at the same time, byte for byte")
	}
	assert.NotEqual(t, answers[0], answers[1])
	_, after := ask(t, "GET", server.URL+shopDeployments+"?per_page=100", server.Tokens["developer"], "")
	assert.Equal(t, before, after, "the stand-in itself has noticed nothing")
}

func TestSpacesOverHTTP(t *testing.T) {
	server := mockserver.Start(t)
	root := server.URL + control.Root
	var made struct {
		Name, URL string
		Tokens    map[string]string
		Projects  []struct{ ID int64 }
	}
	controlled(t, http.StatusCreated, "POST", root+"/spaces", "", &made)
	assert.Equal(t, "space-1", made.Name)
	assert.Equal(t, server.URL+"/spaces/space-1", made.URL)
	assert.Equal(t, server.Tokens, made.Tokens)
	assert.Len(t, made.Projects, 3)

	_, list := ask(t, "GET", made.URL+shopDeployments+"?per_page=1", made.Tokens["developer"], "")
	assert.Contains(t, list, made.URL+"/", "links lead back into the space")
	assert.NotContains(t, list, `"`+server.URL+"/acme")
	request, err := http.NewRequestWithContext(t.Context(), "GET", made.URL+"/api/v4/projects/acme%2Fshop/deployments?per_page=1", nil)
	require.NoError(t, err)
	request.Header.Set("PRIVATE-TOKEN", made.Tokens["developer"])
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	response.Body.Close()
	assert.Equal(t, http.StatusOK, response.StatusCode, "escaped paths stay escaped")
	assert.Contains(t, response.Header.Get("Link"), "<"+made.URL+"/api/v4/projects/")

	controlled(t, http.StatusConflict, "POST", root+"/spaces", `{"name":"space-1"}`, nil)
	controlled(t, http.StatusNotFound, "POST", root+"/spaces", `{"snapshot":"none"}`, nil)
	controlled(t, http.StatusBadRequest, "POST", root+"/spaces", `{"name":"Not A Name"}`, nil)
	controlled(t, http.StatusBadRequest, "POST", root+"/spaces", `{"from":"present","snapshot":"x"}`, nil)
	controlled(t, http.StatusBadRequest, "POST", root+"/spaces", `{"dataset":{"projects":[{"path":"no-namespace"}]}}`, nil)
	controlled(t, http.StatusCreated, "POST", root+"/spaces", `{"name":"small","dataset":{"projects":[{"path":"a/b","deployments":[{"environment":"x"}]}]}}`, &made)
	assert.Len(t, made.Projects, 1)
	status, list := ask(t, "GET", made.URL+shopDeployments, made.Tokens["admin"], "")
	assert.Equal(t, http.StatusOK, status, list)

	var rows []struct{ Name string }
	controlled(t, http.StatusOK, "GET", root+"/spaces", "", &rows)
	assert.Len(t, rows, 2)
	controlled(t, http.StatusNoContent, "DELETE", root+"/spaces/small", "", nil)
	controlled(t, http.StatusNotFound, "GET", root+"/spaces/small", "", nil)
	status, gone := ask(t, "GET", made.URL+shopDeployments, "", "")
	assert.Equal(t, http.StatusNotFound, status)
	assert.JSONEq(t, `{"error":"404 Space Not Found"}`, gone)
}

func TestForgottenSpacesEnd(t *testing.T) {
	now := fixtures.Epoch
	server := mockserver.Start(t, func(c *mockserver.Config) {
		c.SpaceTTL = time.Hour
		c.Now = func() time.Time { return now }
	})
	space := server.Space(t)
	alive := func() int {
		status, _ := ask(t, "GET", space.URL+"/-/understudy/clock", "", "")
		return status
	}
	for range 3 {
		now = now.Add(59 * time.Minute)
		assert.Equal(t, http.StatusOK, alive(), "it is used")
	}
	now = now.Add(time.Hour)
	assert.Equal(t, http.StatusNotFound, alive())
}

func TestSnapshotsAndReset(t *testing.T) {
	server := mockserver.Start(t)
	root, developer := server.URL+control.Root, server.Tokens["developer"]
	total := func() int { return server.Instance().State().Count().Deployments }
	deploy := func() string {
		status, body := ask(t, "POST", server.URL+shopDeployments, developer, deployStaging)
		require.Equal(t, http.StatusCreated, status, body)
		return body
	}
	controlled(t, http.StatusOK, "PUT", root+"/clock", `{"now":"2030-01-01T00:00:00Z","frozen":true}`, nil)
	start := total()
	controlled(t, http.StatusCreated, "POST", root+"/snapshots", `{"name":"before"}`, nil)
	first := deploy()
	controlled(t, http.StatusOK, "POST", root+"/clock/advance", `{"by":"7d"}`, nil)
	deploy()
	require.Equal(t, start+2, total())

	controlled(t, http.StatusNoContent, "POST", root+"/snapshots/before/restore", "", nil)
	assert.Equal(t, start, total())
	assert.Equal(t, first, deploy(), "the same ids, the same time")

	var clock struct {
		Now    time.Time
		Frozen bool
	}
	controlled(t, http.StatusNoContent, "POST", root+"/reset", "", nil)
	controlled(t, http.StatusOK, "GET", root+"/clock", "", &clock)
	assert.False(t, clock.Frozen)
	assert.Equal(t, start, total())
	controlled(t, http.StatusOK, "GET", root+"/snapshots", "", nil)
	controlled(t, http.StatusNoContent, "DELETE", root+"/snapshots/before", "", nil)
	controlled(t, http.StatusNotFound, "DELETE", root+"/snapshots/before", "", nil)
	controlled(t, http.StatusNotFound, "POST", root+"/snapshots/before/restore", "", nil)
}

// A clock that stands still and the same requests give the same bytes, headers included.
func TestAFixedClockGivesTheSameBytes(t *testing.T) {
	run := func() string {
		server := mockserver.Start(t, func(c *mockserver.Config) {
			c.Now, c.Hosts = func() time.Time { return fixtures.Epoch }, []string{"gitlab.example.com"}
		})
		var all bytes.Buffer
		for _, call := range []struct{ method, path, body string }{
			{"POST", shopDeployments, deployStaging}, {"GET", shopDeployments + "?per_page=2", ""}, {"GET", "/api/v4/nothing", ""},
			{"POST", "/api/v4/projects/1/access_tokens", `{"name":"bot","scopes":["api"],"expires_at":"2027-01-01"}`},
		} {
			request, err := http.NewRequestWithContext(t.Context(), call.method, server.URL+call.path, strings.NewReader(call.body))
			require.NoError(t, err)
			request.Header.Set("PRIVATE-TOKEN", server.Tokens["owner"])
			request.Header.Set("Content-Type", "application/json")
			request.Host = "gitlab.example.com"
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			response.Header.Del("Date") // the machine's, whatever the clock says
			require.NoError(t, response.Write(&all))
			response.Body.Close()
		}
		return all.String()
	}
	first := run()
	assert.Contains(t, first, "X-Runtime: 0.000000")
	assert.Equal(t, first, run())
}

// What is due when the clock is moved has been done when the answer comes.
func TestMovingTheClockDoesWhatIsDue(t *testing.T) {
	server := mockserver.Start(t, func(c *mockserver.Config) { c.Runner, c.Async = new(time.Minute), time.Second })
	space := server.Space(t, control.Origin{Clock: &control.ClockSetting{Frozen: true}})
	status, body := ask(t, "POST", space.URL+"/api/v4/projects/1/pipeline", space.Tokens["maintainer"], `{"ref":"main"}`)
	require.Equal(t, http.StatusCreated, status, body)
	var pipeline struct{ ID int64 }
	require.NoError(t, json.Unmarshal([]byte(body), &pipeline))
	read := func() string {
		_, body := ask(t, "GET", fmt.Sprintf("%s/api/v4/projects/1/pipelines/%d", space.URL, pipeline.ID), space.Tokens["maintainer"], "")
		var p struct{ Status string }
		require.NoError(t, json.Unmarshal([]byte(body), &p))
		return p.Status
	}
	assert.Equal(t, "created", read())
	controlled(t, http.StatusOK, "POST", space.URL+"/-/understudy/clock/advance", `{"by":"90s"}`, nil)
	assert.Equal(t, "running", read())
	space.Advance(time.Hour)
	assert.NotContains(t, []string{"created", "pending", "running"}, read())
}

func TestStateOutAndInOverHTTP(t *testing.T) {
	server := mockserver.Start(t)
	_, out := ask(t, "GET", server.URL+"/-/understudy/state", "", "")
	space := server.Space(t)
	ask(t, "POST", space.URL+shopDeployments, space.Tokens["developer"], deployStaging)
	controlled(t, http.StatusNoContent, "PUT", space.URL+"/-/understudy/state", out, nil)
	_, again := ask(t, "GET", space.URL+"/-/understudy/state", "", "")
	assert.Equal(t, out, again)
	controlled(t, http.StatusBadRequest, "PUT", space.URL+"/-/understudy/state", `{"projects":[{"path":""}]}`, nil)
	_, kept := ask(t, "GET", space.URL+"/-/understudy/state", "", "")
	assert.Equal(t, out, kept, "a broken dataset changes nothing")
}
