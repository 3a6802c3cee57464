package mockserver_test

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

const oneJob = "job: {script: [make]}"

// push commits a file to a branch with a message of its own and returns the SHA.
func (w workshop) push(branch, action, path, content, message string) string {
	w.t.Helper()
	form := url.Values{
		"branch": {branch}, "commit_message": {message}, "actions[][action]": {action}, "actions[][file_path]": {path}, "actions[][content]": {content},
	}
	return w.made(w.path+"/repository/commits", form.Encode()).text("id")
}

// newest is the newest pipeline, in full.
func (w workshop) newest() answer {
	w.t.Helper()
	ids := w.get(w.path + "/pipelines?per_page=1").ids()
	require.Len(w.t, ids, 1)
	return w.get(w.path + "/pipelines/" + strconv.Itoa(ids[0]))
}

func TestEveryPushStartsAPipeline(t *testing.T) {
	w := openWorkshop(t, oneJob)
	expect := func(ref, sha, status string) {
		t.Helper()
		pl := w.newest()
		assert.Equal(t, []string{ref, sha, status, "push"}, []string{pl.text("ref"), pl.text("sha"), pl.text("status"), pl.text("source")})
	}
	pushed := w.push("main", "create", "a", "x", "Add a")
	expect("main", pushed, "pending")

	w.made(w.path+"/repository/branches", "branch=topic&ref=main")
	expect("topic", pushed, "pending")
	assert.Equal(t, "0000000000000000000000000000000000000000", w.newest().text("before_sha"))
	topic := w.push("topic", "create", "b", "x", "Add b")
	expect("topic", topic, "pending")
	assert.Equal(t, pushed, w.newest().text("before_sha"))

	w.made(w.path+"/repository/tags", "tag_name=v1&ref=topic")
	expect("v1", topic, "pending")
	assert.Equal(t, "true", w.newest().member("tag"))

	picked := w.made(w.path+"/repository/commits/"+topic+"/cherry_pick", "branch=main").text("id")
	expect("main", picked, "pending")

	w.push("topic", "create", "c", "x", "Add c")
	mr := w.made(w.path+"/merge_requests", "source_branch=topic&target_branch=main&title=Topic").member("iid")
	merged := w.put(w.path+"/merge_requests/"+mr+"/merge", "")
	require.Equal(t, 200, merged.status, merged.body)
	expect("main", merged.text("merge_commit_sha"), "pending")

	for _, message := range []string{"Add d [skip ci]", "Add e [CI SKIP]", "Add f\n\n[ci-skip]"} {
		expect("main", w.push("main", "create", message[4:5], "x", message), "skipped")
		assert.Empty(t, w.get(w.path+"/pipelines/"+w.newest().member("id")+"/jobs").ids())
	}
	made := w.made(w.path+"/pipeline", "ref=main")
	assert.Equal(t, []string{"created", "api"}, []string{made.text("status"), made.text("source")}, "who asks for a pipeline gets one")

	count := len(w.get(w.path + "/pipelines?per_page=100").ids())
	w.push("main", "update", ".gitlab-ci.yml", "job: {script: [make], when: never}", "Nothing to run")
	w.push("main", "delete", ".gitlab-ci.yml", "", "No CI")
	assert.Len(t, w.get(w.path+"/pipelines?per_page=100").ids(), count, "no pipeline without jobs")
}

func TestAWrongConfigurationThatIsPushed(t *testing.T) {
	w := openWorkshop(t, oneJob)
	for config, want := range map[string]string{
		"job: {stage: nowhere, script: [make]}": "job job: chosen stage nowhere does not exist; available stages are .pre, build, test, deploy, .post",
		"a: {script: [x], needs: [b]}\nb: {script: [x], when: never}": "'a' job needs 'b' job, but 'b' does not exist in the pipeline. " +
			"This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.",
	} {
		w.push("main", "update", ".gitlab-ci.yml", config, "Break it")
		pl := w.newest()
		assert.Equal(t, []string{"failed", want}, []string{pl.text("status"), pl.text("yaml_errors")})
		assert.Empty(t, w.get(w.path+"/pipelines/"+pl.member("id")+"/jobs").ids())
		w.post(w.path+"/pipeline", "ref=main").is(400, `{"message":{"base":["`+want+`"]}}`)
		assert.Equal(t, pl.member("id"), w.newest().member("id"), "nothing is left of a pipeline that was asked for")
	}
}

func TestTooManyJobs(t *testing.T) {
	w := openWorkshop(t, oneJob)
	var many strings.Builder
	for n := range 501 {
		fmt.Fprintf(&many, "j%d: {script: [x]}\n", n)
	}
	w.push("main", "update", ".gitlab-ci.yml", many.String(), "More")
	assert.Equal(t, []string{"failed", "null"}, []string{w.newest().text("status"), w.newest().member("yaml_errors")})
	w.post(w.path+"/pipeline", "ref=main").
		is(400, `{"message":{"base":["The number of jobs has exceeded the limit of 500. Try splitting the configuration with parent-child-pipelines"]}}`)
}

func TestPipelinesRefusedToThoseWhoAskForThem(t *testing.T) {
	w := openWorkshop(t, oneJob)
	w.commit("quiet", ".gitlab-ci.yml.bak", "x")
	w.post(w.path+"/pipeline", "ref=nowhere").is(400, `{"message":{"base":["Reference not found"]}}`)
	developer, guest := w.holding(w.identity(w.path, "30", "api")), w.holding(w.identity(w.path, "10", "api"))
	guest.post(w.path+"/pipeline", "ref=main").is(403, forbidden)
	developer.post(w.path+"/pipeline", "ref=main").is(400, `{"message":{"base":["You do not have sufficient permission to run a pipeline on 'main'. `+
		`Please select a different branch or contact your administrator for assistance."]}}`)
	developer.made(w.path+"/pipeline", "ref=quiet")

	w.push("quiet", "update", ".gitlab-ci.yml", "job: {script: [make], when: never}", "x [skip ci]")
	w.post(w.path+"/pipeline", "ref=quiet").is(400, `{"message":{"base":["Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from being added to the pipeline."]}}`)
	w.push("quiet", "delete", ".gitlab-ci.yml", "", "x")
	w.post(w.path+"/pipeline", "ref=quiet").is(400, `{"message":{"base":["Missing CI config file"]}}`)
}

func TestEnvironmentsOfAConfiguration(t *testing.T) {
	w := openWorkshop(t, `
variables: {HOST: "$CI_COMMIT_REF_SLUG.example.com", TIER: testing, COLON: ":"}
deploy:
  script: [make]
  environment: {name: "review/$CI_COMMIT_REF_SLUG/$COLOR", url: "https://$HOST/$CI_ENVIRONMENT_SLUG", deployment_tier: $TIER}
fixed: {script: [make], environment: {name: fixed, deployment_tier: production}}
odd: {script: [make], environment: {name: qa, deployment_tier: $NOTHING}}
prepare: {script: [make], environment: {name: other, action: prepare}}
verify: {script: [make], environment: {name: other, action: verify}}
access: {script: [make], environment: {name: other, action: access}}
wrong: {script: [make], environment: "at$COLON"}
`)
	pipeline := w.path + "/pipelines/" + w.made(w.path+"/pipeline", "ref=main&variables[][key]=COLOR&variables[][value]=blue").member("id")
	tiers := map[string]string{}
	for _, name := range []string{"review/main/blue", "fixed", "qa", "other"} {
		found := w.get(w.path + "/environments?name=" + url.QueryEscape(name)).ids()
		require.Len(t, found, 1, name)
		tiers[name] = w.get(w.path + "/environments/" + strconv.Itoa(found[0])).text("tier")
	}
	assert.Equal(t, map[string]string{"review/main/blue": "testing", "fixed": "production", "qa": "testing", "other": "other"}, tiers)
	wrong := w.get(w.job(pipeline, "wrong"))
	assert.Equal(t, []string{`"failed"`, `"environment_creation_failure"`}, []string{wrong.member("status"), wrong.member("failure_reason")})
	for range 6 {
		_, report := w.take()
		report("state=success")
	}
	assert.Equal(t, map[string]string{"review/main/blue": "success", "fixed": "success", "qa": "success"}, w.statuses(), "only action start deploys")
	shown := w.get(w.path + "/environments?name=" + url.QueryEscape("review/main/blue")).body
	assert.Regexp(t, `"slug":"(review-main-blue-\w{6})".*"external_url":"https://main.example.com/review-main-blue-\w{6}"`, shown)
}

func TestAnEnvironmentStoppedByItsJobOverHTTP(t *testing.T) {
	w := openWorkshop(t, `
deploy: {script: [make], environment: {name: review, on_stop: stop}}
stop: {script: [make], when: manual, environment: {name: review, action: stop}}
`)
	pipeline := w.start()
	_, report := w.take()
	report("state=success")
	review := w.path + "/environments/" + strconv.Itoa(w.get(w.path + "/environments?name=review").ids()[0])
	assert.Equal(t, "stopping", w.done(review+"/stop").text("state"))
	assert.Equal(t, "stopping", w.done(review+"/stop").text("state"), "it is stopping already")
	assert.Equal(t, 403, w.delete(review).status)
	name, report := w.take()
	assert.Equal(t, "stop", name)
	report("state=success")
	assert.Equal(t, "stopped", w.get(review).text("state"))
	assert.Equal(t, 204, w.delete(review).status)

	retried := w.made(w.job(pipeline, "deploy")+"/retry", "")
	assert.Equal(t, "pending", retried.text("status"))
	_, report = w.take()
	report("state=success")
	assert.Empty(t, w.deployments(""), "there is no environment to deploy to")
}

// done is the answer to a POST that must answer 200.
func (w workshop) done(path string) answer {
	w.t.Helper()
	a := w.post(path, "")
	require.Equal(w.t, 200, a.status, a.body)
	return a
}

func TestRetryingADeploymentJobMakesAnotherDeployment(t *testing.T) {
	w := openWorkshop(t, `
stages: [build, deploy]
build: {stage: build, script: [make]}
deploy: {stage: deploy, script: [make], environment: production}
`)
	pipeline := w.start()
	for range 2 {
		_, report := w.take()
		report("state=success")
	}
	first := w.job(pipeline, "deploy")
	build := w.made(w.job(pipeline, "build")+"/retry", "")
	assert.Equal(t, "pending", build.text("status"))
	assert.Equal(t, "created", w.made(first+"/retry", "").text("status"), "its stage has to come first")
	assert.Len(t, w.deployments(""), 1)
	_, report := w.take()
	report("state=success")
	name, report := w.take()
	assert.Equal(t, "deploy", name)
	assert.Equal(t, "running", w.statuses()["production"])
	report("state=failed")
	rows := w.deployments("")
	require.Len(t, rows, 2)
	assert.Equal(t, []string{"success", "failed"}, []string{rows[0].Status, rows[1].Status})
	w.post(first+"/retry", "").is(403, messageOf("403 Forbidden - Job is not retryable"))
}

func TestNewerDeploymentsForbidOlderOnes(t *testing.T) {
	w := openWorkshop(t, `
stages: [first, second]
manual: {stage: first, script: [make], when: manual, environment: production}
wait: {stage: first, script: [make]}
trigger: {stage: second, trigger: nobody/nothing, environment: staging}
`)
	pipeline := w.start()
	head := w.commit("main", "newer", "x")
	w.made(w.path+"/deployments", "environment=production&ref=main&tag=false&status=success&sha="+head)
	w.post(w.job(pipeline, "manual")+"/play", "").is(403, forbidden)
	_, report := w.take()
	report("state=success")
	assert.Equal(t, "downstream_bridge_project_not_found", w.deployments("&environment=staging")[0].Deployable.FailureReason, "the first there")
	w.done(w.job(w.start(), "manual") + "/play")
}

func TestAJobOfAnEnvironmentThatIsClosedToItsUser(t *testing.T) {
	w := openWorkshop(t, `
deploy: {script: [make], environment: production}
`)
	protected := w.request("POST", w.path+"/protected_environments", `{"name":"production","deploy_access_levels":[{"access_level":60}]}`, jsonType)
	require.Equal(t, 201, protected.status, protected.body)
	job := w.get(w.job(w.start(), "deploy"))
	assert.Equal(t, []string{`"failed"`, `"protected_environment_failure"`}, []string{job.member("status"), job.member("failure_reason")})
	assert.Equal(t, "failed", w.statuses()["production"])
}

func TestAPipelineOfAnotherProject(t *testing.T) {
	w := openWorkshop(t, "deploy: {trigger: {project: ada/other, branch: topic, strategy: depend}, environment: production}")
	other := workshop{visitor: w.visitor, path: "/projects/" + w.made("/projects", "name=other&initialize_with_readme=true").member("id"), runner: w.runner}
	other.commit("main", ".gitlab-ci.yml", "stages: [one, two]\na: {stage: one, script: [x]}\nb: {stage: two, script: [x]}")
	pipeline := w.start()
	assert.Equal(t, "downstream_pipeline_creation_failed", w.deployments("")[0].Deployable.FailureReason, "there is no such branch")

	other.made(other.path+"/repository/branches", "branch=topic&ref=main")
	w.made(w.job(pipeline, "deploy")+"/retry", "")
	assert.Equal(t, "running", w.deployments("&sort=desc")[0].Status)
	downstream := other.newest()
	assert.Equal(t, []string{"pipeline", "topic", "pending"}, []string{downstream.text("source"), downstream.text("ref"), downstream.text("status")})
	path := other.path + "/pipelines/" + downstream.member("id")
	assert.Equal(t, 200, other.post(path+"/cancel", "").status)
	assert.Equal(t, "canceled", w.deployments("&sort=desc")[0].Status)
	assert.Equal(t, "canceled", w.get(pipeline).text("status"))

	other.made(path+"/retry", "")
	assert.Equal(t, "pending", w.get(pipeline).text("status"), "it goes on as the other does")
}

func async(delay time.Duration) func(*mockserver.Config) {
	return func(c *mockserver.Config) { c.Async = delay }
}

func TestWhatGitLabDoesLater(t *testing.T) {
	now := &clock{now: noon}
	w := openWorkshop(t, "job: {script: [make], environment: production}", now.set, async(2*time.Second))
	w.push("main", "create", "a", "x", "Add a")
	made := w.made(w.path+"/pipeline", "ref=main")
	assert.Equal(t, "created", made.text("status"))
	assert.Equal(t, []int{1}, w.get(w.path+"/pipelines").ids(), "that of the push is to come")
	assert.Empty(t, w.deployments(""))
	now.move(noon.Add(1999 * time.Millisecond))
	assert.Len(t, w.get(w.path+"/pipelines").ids(), 1)
	now.move(noon.Add(2 * time.Second))
	assert.Len(t, w.get(w.path+"/pipelines").ids(), 3, "and that of the commit that skips CI")
	assert.Equal(t, "pending", w.get(w.path+"/pipelines/1").text("status"))
	assert.Len(t, w.deployments(""), 1, "that of the later pipeline follows later still")
	now.move(noon.Add(4 * time.Second))
	assert.Len(t, w.deployments(""), 2)
}
