package mockserver_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver/gitlab"
)

// runner makes a runner of the shop that has the tag docker, and returns its token.
func (v visitor) runner() string {
	v.t.Helper()
	a := v.as("maintainer").post("/user/runners", "runner_type=project_type&project_id=1&tag_list=docker, linux")
	require.Equal(v.t, 201, a.status, a.body)
	return a.object()["token"].(string)
}

func TestCreatingARunner(t *testing.T) {
	v := visit(t, small())
	const project = "runner_type=project_type&project_id=1"
	a := v.as("maintainer").request("POST", "/user/runners", `{"runner_type":"project_type","project_id":1,"tag_list":["a","b"],"run_untagged":false,"description":"x"}`, jsonType)
	assert.Equal(t, 201, a.status, a.body)
	assert.Equal(t, "id token token_expires_at", keys(t, a.body))
	assert.True(t, strings.HasPrefix(a.member("token"), `"glrt-`), a.body)
	assert.Equal(t, "null", a.member("token_expires_at"))
	made := v.server.Instance().State().Runner(int64(a.object()["id"].(float64)))
	assert.Equal(t, gitlab.Runner{
		ID: made.ID, Description: "x", Type: "project_type", ProjectID: 1, Tagged: true, Tags: []string{"a", "b"}, Token: made.Token, CreatedAt: made.CreatedAt,
	}, *made)

	for _, tt := range []struct {
		who, form string
		status    int
		body      string
	}{
		{"maintainer", "", 400, errorOf("runner_type is missing, runner_type does not have a valid value")},
		{"maintainer", "runner_type=shared", 400, errorOf("runner_type does not have a valid value")},
		{"maintainer", "runner_type=project_type&group_id=1", 400, errorOf("project_id is missing")},
		{"maintainer", "runner_type=group_type&project_id=1", 400, errorOf("group_id is missing")},
		{"maintainer", project + "&access_level=all&maximum_timeout=x", 400, errorOf("access_level does not have a valid value, maximum_timeout is invalid")},
		{"maintainer", project + "&run_untagged=false", 400, messageOf("400 Bad request - Tags list can not be empty when runner is not allowed to pick untagged jobs")},
		{"maintainer", "runner_type=instance_type", 403, messageOf("403 Forbidden - Insufficient permissions")},
		{"maintainer", "runner_type=project_type&project_id=99", 403, messageOf("403 Forbidden - Insufficient permissions")},
		{"developer", project, 403, messageOf("403 Forbidden - Insufficient permissions")},
		{"", project, 401, messageOf("401 Unauthorized")},
	} {
		v.as(tt.who).post("/user/runners", tt.form).is(tt.status, tt.body)
	}
	assert.Equal(t, 201, v.as("admin").post("/user/runners", "runner_type=instance_type").status)
}

func TestScopesForCreatingARunner(t *testing.T) {
	d := small()
	for _, scope := range []string{"create_runner", "read_api"} {
		d.Tokens = append(d.Tokens, fixtures.Token{Token: scope + "-token", User: "maintainer", Scopes: []string{scope}})
	}
	v := visit(t, d)
	const form = "runner_type=project_type&project_id=1"
	assert.Equal(t, 201, v.as("create_runner").post("/user/runners", form).status)
	v.as("read_api").post("/user/runners", form).is(403, `{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"create_runner api read_api"}`)
	assert.Equal(t, 403, v.as("create_runner").get("/projects/1").status)
}

// Runners are known by their own token, whoever else the request names.
func TestRunnerTokens(t *testing.T) {
	v := visit(t, small())
	token := v.runner()
	v = v.as("")
	a := v.post("/runners/verify", "token="+token)
	assert.Equal(t, 200, a.status, a.body)
	assert.Equal(t, `"`+token+`"`, a.member("token"))
	for _, form := range []string{"token=wrong", "token=", "token=maintainer-token", "token=job-token"} {
		for _, who := range []string{"", "maintainer", "nobody"} {
			v.as(who).post("/runners/verify", form).is(403, forbidden)
			v.as(who).post("/jobs/request", form).is(403, forbidden)
			v.as(who).request("DELETE", "/runners", form, formType).is(403, forbidden)
			v.as(who).put("/jobs/1", form+"&state=success").is(403, forbidden)
		}
	}
	for _, request := range [][2]string{{"POST", "/runners/verify"}, {"POST", "/jobs/request"}, {"DELETE", "/runners"}, {"PUT", "/jobs/1"}} {
		v.request(request[0], request[1], "").is(400, errorOf("token is missing"))
	}
	assert.Equal(t, 200, v.as("nobody").post("/runners/verify", "token="+token).status)
	assert.Equal(t, 200, v.request("POST", "/runners/verify", `{"token":"`+token+`"}`, jsonType, "Sudo: nobody").status)

	v.request("DELETE", "/runners", `{"token":"`+token+`"}`, jsonType).is(204, "")
	v.delete("/runners?token="+token).is(403, forbidden)
	v.post("/jobs/request", "token="+token).is(403, forbidden)
}

func TestRunnerGetsAJobAndReports(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, small(), now.set)
	token := v.runner()
	v = v.as("")
	a := v.post("/jobs/request", "token="+token)
	a.is(204, "")
	assert.NotEmpty(t, a.header.Get("X-GitLab-Last-Update"))

	job, _ := v.line(func(*gitlab.Pipeline) {})
	now.move(noon.Add(90 * time.Second))
	a = v.request("POST", "/jobs/request", `{"token":"`+token+`","last_update":"`+a.header.Get("X-GitLab-Last-Update")+`","info":{"executor":"shell","features":{"variables":true}},"session":{"url":"x"}}`, jsonType)
	require.Equal(t, 201, a.status, a.body)
	assert.Equal(t, "id token allow_git_fetch job_info git_info runner_info variables steps hooks image services artifacts cache credentials features dependencies", keys(t, a.body))
	var order struct {
		ID      int64
		Token   string
		GitInfo struct {
			RepoURL  string `json:"repo_url"`
			Refspecs []string
		} `json:"git_info"`
		JobInfo struct {
			TimeInQueue float64 `json:"time_in_queue_seconds"`
		} `json:"job_info"`
		Steps     []struct{ Script []string }
		Variables []struct {
			Key, Value     string
			Public, Masked bool
		}
	}
	require.NoError(t, json.Unmarshal([]byte(a.body), &order))
	assert.Equal(t, job.ID, order.ID)
	assert.Equal(t, strings.Replace(v.server.URL, "://", "://gitlab-ci-token:"+order.Token+"@", 1)+"/acme/shop.git", order.GitInfo.RepoURL)
	assert.Equal(t, []string{"+refs/heads/main:refs/remotes/origin/main"}, order.GitInfo.Refspecs)
	assert.InDelta(t, 90, order.JobInfo.TimeInQueue, 0)
	assert.Equal(t, []string{"make", "make test"}, order.Steps[0].Script)
	values := map[string]string{}
	for _, variable := range order.Variables {
		values[variable.Key] = variable.Value
		assert.Equal(t, variable.Key == "CI_JOB_TOKEN", variable.Masked, variable.Key)
		assert.Equal(t, !variable.Masked, variable.Public, variable.Key)
	}
	assert.Equal(t, []string{"hello main", order.Token, v.server.URL + "/api/v4", "acme/shop"},
		[]string{values["GREETING"], values["CI_JOB_TOKEN"], values["CI_API_V4_URL"], values["CI_PROJECT_PATH"]})
	assert.Equal(t, `"running"`, v.as("reporter").get(jobs+"/"+itoa(job.ID)).member("status"))
	assert.Equal(t, 204, v.post("/jobs/request", "token="+token).status)

	path := "/jobs/" + itoa(job.ID)
	v.put(path, "token="+token+"&state=success").is(403, forbidden)
	v.put(path, "state=done&token="+order.Token).is(400, "400")
	v.put(path, "token="+order.Token).is(400, "400")
	v.put("/jobs/x", "token="+order.Token).is(400, errorOf("id is invalid"))
	v.put(path, "exit_code=x&token="+order.Token).is(400, errorOf("exit_code is invalid"))
	v.put(path, "state=running&token="+order.Token).is(200, "200")
	a = v.request("PUT", path, `{"token":"`+order.Token+`","state":"failed","failure_reason":"odd","exit_code":1}`, jsonType)
	a.is(200, "200")
	assert.Equal(t, "application/json", a.header.Get("Content-Type"))
	shown := v.as("reporter").get(jobs + "/" + itoa(job.ID))
	assert.Equal(t, []string{`"failed"`, `"unknown_failure"`}, []string{shown.member("status"), shown.member("failure_reason")})
	a = v.put(path, "state=success&token="+order.Token)
	a.is(403, messageOf("403 Forbidden - Job is not processing on runner"))
	assert.Equal(t, "failed", a.header.Get("Job-Status"))
}

func TestPausedRunnerGetsNothing(t *testing.T) {
	v := visit(t, small())
	a := v.as("maintainer").post("/user/runners", "runner_type=project_type&project_id=1&tag_list=docker&paused=true")
	v.line(func(*gitlab.Pipeline) {})
	v.as("").post("/jobs/request", "token="+a.object()["token"].(string)).is(204, "")
	assert.Equal(t, 201, v.as("").post("/jobs/request", "token="+v.runner()).status)
}
