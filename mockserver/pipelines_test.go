package mockserver_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

const (
	pipelines    = "/projects/1/pipelines"
	pipelineKeys = "id iid project_id sha ref status source created_at updated_at web_url"
)

// line puts a pipeline into the shop behind the server's back: a job that waits for a runner, and a trigger job that has
// started another pipeline.
func (v visitor) line(change func(*gitlab.Pipeline)) (job, bridge *gitlab.Job) {
	v.t.Helper()
	_, err := v.server.Instance().Write(func(tx *gitlab.Tx) error {
		pl := gitlab.Pipeline{ProjectID: 1, UserID: 3, SHA: shaB, Ref: "main", Status: gitlab.JobPending, Source: "api", CreatedAt: noon, UpdatedAt: noon}
		change(&pl)
		row := tx.PutPipeline(pl)
		child := tx.PutPipeline(gitlab.Pipeline{ProjectID: 1, UserID: 3, SHA: shaB, Ref: "main", Status: gitlab.JobSuccess, Source: "parent_pipeline", CreatedAt: noon, UpdatedAt: noon})
		made := gitlab.Job{
			ProjectID: 1, PipelineID: row.ID, UserID: 3, SHA: shaB, Ref: "main", Name: "test", Stage: "test", Status: gitlab.JobPending,
			Config: &gitlab.CIJob{Name: "test", Stage: "test", Script: []string{"make", "make test"}, Variables: map[string]string{"GREETING": "hello $CI_COMMIT_REF_NAME"}},
			Tags:   []string{"docker"}, CreatedAt: noon,
		}
		made.SetSeldom(gitlab.JobSeldom{QueuedAt: noon})
		job = tx.PutJob(made)
		made.Name, made.Bridge, made.Status = "child", true, gitlab.JobSuccess
		made.SetSeldom(gitlab.JobSeldom{QueuedAt: noon, Downstream: child.ID})
		bridge = tx.PutJob(made)
		return nil
	})
	require.NoError(v.t, err)
	return job, bridge
}

func itoa(id int64) string { return strconv.FormatInt(id, 10) }

func TestPipelineEntities(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, small(), now.set).as("reporter")
	job, _ := v.line(func(pl *gitlab.Pipeline) {
		pl.Status = gitlab.JobSuccess
		pl.SetSeldom(gitlab.PipelineSeldom{StartedAt: noon.Add(1500 * time.Millisecond), FinishedAt: noon.Add(63 * time.Second)})
	})
	path := pipelines + "/" + itoa(job.PipelineID)
	a := v.get(path)
	require.Equal(t, 200, a.status, a.body)
	assert.Equal(t, pipelineKeys+" before_sha tag yaml_errors user started_at finished_at committed_at duration queued_duration coverage detailed_status archived name", keys(t, a.body))
	assert.Equal(t, `"0000000000000000000000000000000000000000"`, a.member("before_sha"))
	assert.Equal(t, []string{"61", "1", "null", "null", "null", "false"},
		[]string{a.member("duration"), a.member("queued_duration"), a.member("coverage"), a.member("name"), a.member("yaml_errors"), a.member("tag")})
	assert.Equal(t, userKeys, keys(t, a.member("user")))
	assert.Equal(t, `{"icon":"status_success","text":"Passed","label":"passed","group":"success","tooltip":"passed","has_details":true,"details_path":"/acme/shop/-/pipelines/`+
		itoa(job.PipelineID)+`","illustration":null,"favicon":"/assets/ci_favicons/favicon_status_success.png"}`, a.member("detailed_status"))

	prompt, _ := v.line(func(pl *gitlab.Pipeline) {
		pl.Status = gitlab.JobRunning
		pl.SetSeldom(gitlab.PipelineSeldom{StartedAt: noon.Add(999 * time.Millisecond)})
	})
	a = v.get(pipelines + "/" + itoa(prompt.PipelineID))
	assert.Equal(t, []string{"null", "null"}, []string{a.member("duration"), a.member("queued_duration")})

	list := v.get(pipelines + "?per_page=1")
	require.Equal(t, 200, list.status, list.body)
	assert.Equal(t, pipelineKeys+" name", keys(t, strings.Trim(list.body, "[]")))
	assert.Equal(t, "5", list.header.Get("X-Total"))
	assert.Contains(t, list.header.Get("Link"), `per_page=1&sort=desc>; rel="next"`)
}

func TestPipelinesInOtherWords(t *testing.T) {
	v := visit(t, small()).as("reporter")
	for status, words := range map[gitlab.JobStatus][2]string{
		"manual": {"Blocked", "waiting for manual action"}, "waiting_for_resource": {"Waiting", "waiting for resource"}, "failed": {"Failed", "failed"},
	} {
		job, _ := v.line(func(pl *gitlab.Pipeline) { pl.Status = status })
		shown := v.get(pipelines + "/" + itoa(job.PipelineID)).object()["detailed_status"].(map[string]any)
		assert.Equal(t, []any{words[0], words[1], strings.ReplaceAll(string(status), "_", "-")}, []any{shown["text"], shown["label"], shown["group"]})
	}
}

func TestListingPipelines(t *testing.T) {
	v := visit(t, small()).as("reporter")
	for query, want := range map[string][]int{
		"":                {3, 2, 1},
		"?sort=asc":       {1, 2, 3},
		"?status=running": {2},
		"?scope=finished": {1},
		"?scope=branches": {3},
		"?scope=tags":     {},
		"?username=DEVELOPER&source=push&ref=main&yaml_errors=false": {3, 2, 1},
		"?username=maintainer":         {},
		"?yaml_errors=true":            {},
		"?created_after=2100-01-01":    {},
		"?updated_before=2100-01-01":   {3, 2, 1},
		"?updated_before=2000-01-01":   {},
		"?updated_after=2100-01-01":    {},
		"?created_before=2000-01-01":   {},
		"?name=Build":                  {},
		"?name=":                       {3, 2, 1},
		"?sha=" + shaA:                 {},
		"?order_by=status&sort=asc":    {3, 2, 1},
		"?per_page=1&page=2":           {2},
		"?order_by=updated_at&page=9":  {},
		"?order_by=user_id&per_page=1": {3},
	} {
		assert.Equal(t, want, v.get(pipelines+query).ids(), query)
	}
	for query, want := range map[string]string{
		"?scope=done":            "scope does not have a valid value",
		"?scope[]=running":       "scope is invalid",
		"?status=done":           "status does not have a valid value",
		"?order_by=iid&sort=up":  "order_by does not have a valid value, sort does not have a valid value",
		"?yaml_errors=maybe":     "yaml_errors is invalid",
		"?created_after=someday": "created_after is invalid",
		"?source=me":             "source does not have a valid value",
		"?per_page=0":            "per_page has a value not allowed",
	} {
		v.get(pipelines+query).is(400, errorOf(want))
	}
}

func TestPipelinesRefused(t *testing.T) {
	v := visit(t, small())
	v.get(pipelines).is(401, messageOf("401 Unauthorized"))
	v.as("outsider").get(pipelines).is(404, noProject)
	assert.Equal(t, 200, v.as("guest").get(pipelines).status)
	assert.Equal(t, 200, v.as("guest").get(pipelines+"/1").status)
	for _, path := range []string{"/999", "/999/jobs", "/999/bridges"} {
		v.as("reporter").get(pipelines+path).is(404, notFound)
		v.as("reporter").get("/projects/2/pipelines"+strings.Replace(path, "999", "1", 1)).is(404, notFound)
	}
	v.as("reporter").get(pipelines+"/x").is(400, errorOf("pipeline_id is invalid"))
	for _, verb := range []string{"/cancel", "/retry"} {
		v.as("reporter").post(pipelines+"/1"+verb, "").is(403, forbidden)
		v.as("developer").post(pipelines+"/1"+verb, "").is(403, forbidden)
		v.as("maintainer").post(pipelines+"/999"+verb, "").is(404, notFound)
	}
	v.as("maintainer").get("/projects/acme%2Fstore/pipelines").is(301, "This resource has been moved permanently to "+v.server.URL+"/api/v4/projects/1/pipelines")
}

func TestPipelinesThatCannotBeMade(t *testing.T) {
	v := visit(t, small())
	const path = "/projects/1/pipeline"
	for form, want := range map[string]string{
		"":                                      errorOf("ref is missing"),
		"ref[]=main":                            errorOf("ref is invalid"),
		"ref=main&variables=A":                  errorOf("variables is invalid"),
		"ref=main&variables[][variable_type]=x": errorOf("variables[0][variable_type] does not have a valid value"),
		"ref=main&inputs=1":                     errorOf("inputs is invalid"),
		"ref=nowhere":                           `{"message":{"base":["Reference not found"]}}`,
		"ref=main&variables[][key]=A&variables[][value]=1": `{"message":{"base":["Missing CI config file"]}}`,
	} {
		v.as("maintainer").post(path, form).is(400, want)
	}
	v.as("reporter").post(path, "ref=main").is(403, forbidden)
	v.as("outsider").post(path, "ref=main").is(404, noProject)
}

func TestCancelingAndRetryingAPipeline(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	job, bridge := v.line(func(*gitlab.Pipeline) {})
	path := pipelines + "/" + itoa(job.PipelineID)
	a := v.post(path+"/cancel", "")
	assert.Equal(t, 200, a.status, a.body)
	assert.Equal(t, `"canceled"`, a.member("status"))
	assert.NotContains(t, a.body, `"name":null`, "only the reading operations tell a pipeline's name")
	assert.Equal(t, `"canceled"`, v.get("/projects/1/jobs/"+itoa(job.ID)).member("status"))

	a = v.post(path+"/retry", "")
	assert.Equal(t, 201, a.status, a.body)
	assert.Equal(t, []int{int(bridge.ID) + 1}, v.get(path+"/jobs").ids())
	assert.Equal(t, []int{int(bridge.ID) + 1, int(job.ID)}, v.get(path+"/jobs?include_retried=true").ids())
}
