package mockserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
)

// visitor sends requests to a running server as somebody.
type visitor struct {
	t      testing.TB
	server *mockserver.Running
	token  string
}

// visit starts a strict server with a dataset. The visitor has no token yet.
func visit(t testing.TB, d fixtures.Dataset, configure ...func(*mockserver.Config)) visitor {
	t.Helper()
	server := mockserver.Start(t, append(configure, func(c *mockserver.Config) {
		c.Dataset, c.Hosts = &d, []string{"app.example", "a.example", "gitlab.example.com", "a,b"}
	})...)
	return visitor{t: t, server: server}
}

// in is the same visitor for a subtest.
func (v visitor) in(tb testing.TB) visitor {
	tb.Helper()
	v.t = tb
	return v
}

// as is the same visitor with the token that the dataset infers for the user.
func (v visitor) as(username string) visitor {
	if username == "" {
		v.token = ""
	} else {
		v.token = username + "-token"
	}
	return v
}

// request sends a request as it is and returns what came back. The path begins below the API root unless it holds it. No
// request whatsoever may end in a 5xx.
func (v visitor) request(method, path, body string, headers ...string) answer {
	v.t.Helper()
	if !strings.HasPrefix(path, "/api") {
		path = "/api/v4" + path
	}
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.server.URL+path, strings.NewReader(body))
	require.NoError(v.t, err)
	if body == "" {
		r.Body = http.NoBody
	}
	if v.token != "" {
		r.Header.Set("PRIVATE-TOKEN", v.token)
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		if name == "Host" {
			r.Host = value
		}
		r.Header.Set(name, value)
	}
	response, err := noRedirects.Do(r)
	require.NoError(v.t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(v.t, err)
	require.Less(v.t, response.StatusCode, 500, "%s %s: %s", method, path, content)
	return answer{t: v.t, status: response.StatusCode, header: response.Header, body: string(content)}
}

var noRedirects = http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

const (
	formType = "Content-Type: application/x-www-form-urlencoded"
	jsonType = "Content-Type: application/json"
)

func (v visitor) get(path string, headers ...string) answer {
	v.t.Helper()
	return v.request("GET", path, "", headers...)
}

func (v visitor) post(path, form string) answer {
	v.t.Helper()
	return v.request("POST", path, form, formType)
}

func (v visitor) put(path, form string) answer {
	v.t.Helper()
	return v.request("PUT", path, form, formType)
}

func (v visitor) delete(path string, headers ...string) answer {
	v.t.Helper()
	return v.request("DELETE", path, "", headers...)
}

// create posts a deployment of shaB on main to project 1 and returns its path.
func (v visitor) create(environment, status string) string {
	v.t.Helper()
	a := v.post(shop, url.Values{"environment": {environment}, "sha": {shaB}, "ref": {"main"}, "tag": {"false"}, "status": {status}}.Encode())
	require.Equal(v.t, 201, a.status, a.body)
	return shop + "/" + a.member("id")
}

// answer is a response.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   string
}

// is asserts the status and every byte of the body.
func (a answer) is(status int, body string) {
	a.t.Helper()
	assert.Equal(a.t, status, a.status, a.body)
	assert.Equal(a.t, body, a.body)
}

// object is the body, decoded.
func (a answer) object() map[string]any {
	a.t.Helper()
	var decoded map[string]any
	require.NoError(a.t, json.Unmarshal([]byte(a.body), &decoded), a.body)
	return decoded
}

// member is the JSON text of one of the body's members.
func (a answer) member(name string) string {
	a.t.Helper()
	var members map[string]json.RawMessage
	require.NoError(a.t, json.Unmarshal([]byte(a.body), &members), a.body)
	return string(members[name])
}

// only is the one row of a list.
func (a answer) only() answer {
	a.t.Helper()
	var rows []json.RawMessage
	require.NoError(a.t, json.Unmarshal([]byte(a.body), &rows), a.body)
	require.Len(a.t, rows, 1)
	return answer{t: a.t, status: a.status, body: string(rows[0])}
}

// ids are those of a list's rows.
func (a answer) ids() []int {
	a.t.Helper()
	require.Equal(a.t, 200, a.status, a.body)
	var rows []struct{ ID int }
	require.NoError(a.t, json.Unmarshal([]byte(a.body), &rows), a.body)
	ids := make([]int, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids
}

func messageOf(text string) string { return `{"message":"` + text + `"}` }

func errorOf(text string) string { return `{"error":"` + text + `"}` }

const (
	shaA = "a91957a858320c0e17f3a0eca7cfacbff50ea29a"
	shaB = "99d03678b90d914dbb1b109132516d71a4a03ea8"
	shop = "/projects/1/deployments"
)

var (
	forbidden = messageOf("403 Forbidden")
	notFound  = messageOf("404 Not found")
	noProject = messageOf("404 Project Not Found")
	noRoute   = errorOf("404 Not Found")
)

var members = map[string]string{
	"owner": "owner", "maintainer": "maintainer", "developer": "developer", "security": "security_manager", "reporter": "reporter",
	"planner": "planner", "guest": "guest",
}

// small is the dataset of most tests: the private acme/shop (1), the public acme/site (2), the internal acme/inside (3) and
// outsider's own other/secret (4), each with the commits shaA and shaB. The shop's deployments are 101, 102 (current) and
// 103 to production, 104 and 105 to staging; 106 to 108 were made by jobs.
func small() fixtures.Dataset {
	project := func(id int64, path, visibility string, deployments ...fixtures.Deployment) fixtures.Project {
		return fixtures.Project{
			ID: id, Path: path, Visibility: visibility, Creator: "outsider", Members: members,
			Commits:  []fixtures.Commit{{SHA: shaA}, {SHA: shaB}},
			Branches: map[string]string{"feature/login": shaA}, Tags: map[string]string{"v1.0": shaA},
			Deployments: deployments,
		}
	}
	secret := project(4, "other/secret", "private", fixtures.Deployment{ID: 401, Environment: "production", User: "outsider"})
	secret.Members = map[string]string{"outsider": "owner"}
	store := project(1, "acme/shop", "private",
		fixtures.Deployment{ID: 101, Environment: "production", SHA: shaA, User: "developer"},
		fixtures.Deployment{ID: 102, Environment: "production", SHA: shaB, User: "developer"},
		fixtures.Deployment{ID: 103, Environment: "production", SHA: shaB, User: "developer", Status: "failed"},
		fixtures.Deployment{ID: 104, Environment: "staging", Ref: "feature/login", User: "developer", Status: "running"},
		fixtures.Deployment{ID: 105, Environment: "staging", User: "developer", Status: "canceled"},
		fixtures.Deployment{ID: 106, Environment: "qa", User: "developer", Job: &fixtures.Job{}},
		fixtures.Deployment{ID: 107, Environment: "qa", User: "developer", Status: "running", Job: &fixtures.Job{Token: "job-token"}},
		fixtures.Deployment{ID: 108, Environment: "qa", User: "developer", Status: "blocked", Job: &fixtures.Job{}},
	)
	store.FormerPaths = []string{"acme/store"}
	return fixtures.Dataset{
		Users: []fixtures.User{
			{Username: "owner"}, {Username: "maintainer"}, {Username: "developer"}, {Username: "security"}, {Username: "reporter"},
			{Username: "planner"}, {Username: "guest"}, {Username: "outsider"}, {Username: "external", External: true},
			{Username: "auditor", Auditor: true}, {Username: "admin", Admin: true},
		},
		Projects: []fixtures.Project{
			store,
			project(2, "acme/site", "public", fixtures.Deployment{ID: 201, Environment: "production", User: "developer", Status: "running"}),
			project(3, "acme/inside", "internal", fixtures.Deployment{ID: 301, Environment: "production", User: "developer", Status: "running"}),
			secret,
		},
	}
}

// clock is a time that a test moves. The server reads it while it answers, and when something falls due.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) set(config *mockserver.Config) { config.Now = c.read }

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// edit changes a project's row behind the server's back.
func (v visitor) edit(project int64, change func(*gitlab.Project)) {
	v.t.Helper()
	_, err := v.server.Instance().Write(func(tx *gitlab.Tx) error {
		p := *tx.ProjectByID(project)
		change(&p)
		tx.PutProject(p)
		return nil
	})
	require.NoError(v.t, err)
}
