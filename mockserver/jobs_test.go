package mockserver_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

const jobs = "/projects/1/jobs"

func TestListingJobs(t *testing.T) {
	v := visit(t, small()).as("reporter")
	job, bridge := v.line(func(*gitlab.Pipeline) {})
	newest := int(job.ID)
	for query, want := range map[string][]int{
		"":                                  {newest, 3, 2, 1},
		"?scope=running":                    {2},
		"?scope[]=running&scope[]=success":  {2, 1},
		"?scope[]=canceling":                {},
		"?per_page=2&page=2":                {2, 1},
		"?page=3&per_page=2&scope[]=manual": {},
	} {
		assert.Equal(t, want, v.get(jobs+query).ids(), query)
	}
	ofPipeline := pipelines + "/" + itoa(job.PipelineID)
	assert.Equal(t, []int{newest}, v.get(ofPipeline+"/jobs").ids())
	assert.Equal(t, []int{}, v.get(ofPipeline+"/jobs?scope=success").ids())
	assert.Equal(t, []int{int(bridge.ID)}, v.get(ofPipeline+"/bridges").ids())
	assert.Equal(t, []int{}, v.get(ofPipeline+"/bridges?scope[]=failed").ids())
	for _, path := range []string{jobs, ofPipeline + "/jobs", ofPipeline + "/bridges"} {
		v.get(path+"?scope=done").is(400, errorOf("scope does not have a valid value"))
		v.get(path+"?scope[]=running&scope[]=").is(400, errorOf("scope does not have a valid value"))
		assert.Equal(t, 200, v.as("guest").get(path).status, path)
	}
}

// GitLab counts the jobs of a pipeline, and not those of a project.
func TestJobsOfAProjectAreNotCounted(t *testing.T) {
	v := visit(t, small()).as("reporter")
	a := v.get(jobs + "?scope[]=running&scope[]=success&per_page=1")
	assert.Equal(t, []string{"1", "2", ""}, []string{a.header.Get("X-Page"), a.header.Get("X-Next-Page"), a.header.Get("X-Prev-Page")})
	assert.Empty(t, a.header.Values("X-Total"))
	assert.Empty(t, a.header.Values("X-Total-Pages"))
	assert.NotContains(t, a.header.Get("Link"), `rel="last"`)
	assert.Contains(t, a.header.Get("Link"), `jobs?id=1&page=2&per_page=1&scope%5B%5D=running&scope%5B%5D=success>; rel="next"`)

	a = v.get(pipelines + "/1/jobs")
	assert.Equal(t, []string{"1", "1"}, []string{a.header.Get("X-Total"), a.header.Get("X-Total-Pages")})
}

func TestJobEntities(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("reporter")
	job, bridge := v.line(func(*gitlab.Pipeline) {})
	const basic = "id status stage name ref tag coverage allow_failure created_at started_at finished_at erased_at duration queued_duration user commit pipeline web_url project"
	a := v.get(jobs + "/" + itoa(job.ID))
	assert.Equal(t, basic+" artifacts runner runner_manager artifacts_expire_at archived tag_list", keys(t, a.body))
	assert.Equal(t, `["docker"]`, a.member("tag_list"))
	a.is(200, strings.TrimSuffix(strings.TrimPrefix(v.get(jobs+"?per_page=1").body, "["), "]"))

	list := v.get(pipelines + "/" + itoa(job.PipelineID) + "/bridges")
	shown := strings.Trim(list.body, "[]")
	assert.Equal(t, basic+" downstream_pipeline", keys(t, shown))
	assert.Contains(t, shown, `"downstream_pipeline":{"id":`+itoa(bridge.Seldom().Downstream)+`,"iid":`)
	v.get(jobs+"/"+itoa(bridge.ID)).is(404, notFound)
	v.get("/projects/2/jobs/"+itoa(job.ID)).is(404, notFound)
	v.get(jobs+"/x").is(400, errorOf("job_id is invalid"))
}

func TestPlayingJobs(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	v.as("reporter").post(jobs+"/3/play", "").is(403, forbidden)
	v.as("developer").post(jobs+"/3/play", "").is(403, forbidden)
	v.post(jobs+"/1/play", "").is(400, messageOf("400 Bad request - Unplayable Job"))
	v.post(jobs+"/999/play", "").is(404, notFound)
	v.post(jobs+"/3/play", "job_variables_attributes[][key]=A").is(400, errorOf("job_variables_attributes[0][value] is missing"))
	a := v.request("POST", jobs+"/3/play", `{"job_variables_attributes":[{"key":"A","value":"1"}]}`, jsonType)
	assert.Equal(t, 200, a.status, a.body)
	assert.Equal(t, `"pending"`, a.member("status"))

	_, bridge := v.line(func(*gitlab.Pipeline) {})
	_, err := v.server.Instance().Write(func(tx *gitlab.Tx) error {
		waiting := *bridge
		waiting.SetSeldom(gitlab.JobSeldom{When: gitlab.ManualStep})
		waiting.Config = &gitlab.CIJob{Trigger: &gitlab.CITrigger{Project: "acme/nowhere"}}
		tx.PutJob(waiting)
		return nil
	})
	require.NoError(t, err)
	a = v.post(jobs+"/"+itoa(bridge.ID)+"/play", "")
	assert.Equal(t, 200, a.status, a.body)
	assert.NotEmpty(t, a.member("downstream_pipeline"), "a trigger job is shown as one")
}

func TestCancelingAndRetryingJobs(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	job, bridge := v.line(func(*gitlab.Pipeline) {})
	path := jobs + "/" + itoa(job.ID)
	v.as("developer").post(path+"/cancel", "").is(403, forbidden)
	v.as("reporter").post(path+"/retry", "").is(403, forbidden)
	v.post(path+"/cancel", "force=perhaps").is(400, errorOf("force is invalid"))
	v.post(path+"/retry", "").is(403, messageOf("403 Forbidden - Job is not retryable"))
	v.post(jobs+"/"+itoa(bridge.ID)+"/cancel", "").is(404, notFound)
	a := v.post(path+"/cancel", "")
	assert.Equal(t, 201, a.status, a.body)
	assert.Equal(t, `"canceled"`, a.member("status"))
	v.post(path+"/cancel", "force=true").is(201, a.body)

	a = v.post(path+"/retry", "")
	assert.Equal(t, 201, a.status, a.body)
	assert.Equal(t, []string{itoa(bridge.ID + 1), `"pending"`, `"test"`}, []string{a.member("id"), a.member("status"), a.member("name")})
	v.post(path+"/retry", "").is(403, messageOf("403 Forbidden - Job is not retryable"))
}
