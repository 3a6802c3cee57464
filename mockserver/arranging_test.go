package mockserver_test

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// workshop is a project that one person has made over HTTP, with a configuration on its default branch and a runner that
// the test plays.
type workshop struct {
	visitor
	path   string // of the project
	runner string // the token of the runner
}

// openWorkshop makes everything with nothing but ada's token.
func openWorkshop(t *testing.T, config string, configure ...func(*mockserver.Config)) workshop {
	t.Helper()
	v := visit(t, arrival(), configure...).as("ada")
	w := workshop{visitor: v, path: "/projects/" + v.made("/projects", "name=shop&initialize_with_readme=true&shared_runners_enabled=false&group_runners_enabled=false").member("id")}
	w.commit("main", ".gitlab-ci.yml", config)
	w.runner = v.made("/user/runners", "runner_type=project_type&project_id="+strings.TrimPrefix(w.path, "/projects/")+"&tag_list=played&run_untagged=true").text("token")
	return w
}

// commit adds a file to a branch, which is made of main if it is new, without starting a pipeline. It returns the SHA.
func (w workshop) commit(branch, path, content string) string {
	w.t.Helper()
	form := url.Values{
		"branch": {branch}, "commit_message": {"Add " + path + " [skip ci]"}, "actions[][action]": {"create"},
		"actions[][file_path]": {path}, "actions[][content]": {content},
	}
	if branch != "main" {
		form.Set("start_branch", "main")
	}
	return w.made(w.path+"/repository/commits", form.Encode()).text("id")
}

// start starts a pipeline of main and returns its path.
func (w workshop) start() string {
	w.t.Helper()
	return w.path + "/pipelines/" + w.made(w.path+"/pipeline", "ref=main").member("id")
}

// job is the path of a pipeline's job, trigger jobs included.
func (w workshop) job(pipeline, name string) string {
	w.t.Helper()
	for _, list := range []string{"/jobs", "/bridges"} {
		var jobs []struct {
			ID   int
			Name string
		}
		require.NoError(w.t, json.Unmarshal([]byte(w.get(pipeline+list+"?per_page=100").body), &jobs))
		for _, j := range jobs {
			if j.Name == name {
				return w.path + "/jobs/" + strconv.Itoa(j.ID)
			}
		}
	}
	w.t.Fatalf("no job %s in %s", name, pipeline)
	return ""
}

// take gets the next job for the runner and returns its name, and how to report on it.
func (w workshop) take() (name string, report func(form string)) {
	w.t.Helper()
	var taken struct {
		ID      int
		Token   string
		JobInfo struct{ Name string } `json:"job_info"`
	}
	a := w.as("").made("/jobs/request", "token="+w.runner)
	require.NoError(w.t, json.Unmarshal([]byte(a.body), &taken))
	return taken.JobInfo.Name, func(form string) {
		w.t.Helper()
		w.as("").put("/jobs/"+strconv.Itoa(taken.ID), "token="+taken.Token+"&"+form).is(200, "200")
	}
}

// statuses are those of the deployments by environment.
func (w workshop) statuses() map[string]string {
	w.t.Helper()
	found := map[string]string{}
	for _, d := range w.deployments("") {
		found[d.Environment.Name] = d.Status
	}
	return found
}

type arrangedDeployment struct {
	ID          int
	Status      string
	SHA         string
	Environment struct{ Name string }
	Deployable  *struct {
		ID            int
		Status        string
		Name          string
		FailureReason string `json:"failure_reason"`
	}
}

func (w workshop) deployments(query string) []arrangedDeployment {
	w.t.Helper()
	var rows []arrangedDeployment
	a := w.get(w.path + "/deployments?per_page=100&order_by=id" + query)
	require.NoError(w.t, json.Unmarshal([]byte(a.body), &rows), a.body)
	return rows
}

func TestEveryStatusArrangedWithADeployable(t *testing.T) {
	w := openWorkshop(t, `
stages: [deploy, later]
.deploy: &deploy
  stage: deploy
  tags: [played]
  script: [make deploy]
created: {stage: deploy, tags: [nobody], script: [make], environment: created}
running: {<<: *deploy, environment: {name: running}}
success: {<<: *deploy, environment: success}
failed: {<<: *deploy, environment: failed}
canceled: {<<: *deploy, environment: canceled}
blocked: {<<: *deploy, when: manual, environment: blocked}
skipped: {<<: *deploy, stage: later, needs: [failed], environment: skipped}
`)
	pipeline := w.start()
	assert.Equal(t, 201, w.post(w.job(pipeline, "canceled")+"/cancel", "").status)
	for name, report := w.take(); ; name, report = w.take() {
		if name == "failed" {
			report("state=failed&failure_reason=script_failure")
			break
		}
		if name != "running" {
			report("state=" + name)
		}
	}
	want := map[string]string{}
	for _, status := range []string{"created", "running", "success", "failed", "canceled", "blocked", "skipped"} {
		want[status] = status
		found := w.deployments("&environment=" + status)
		require.Len(t, found, 1, status)
		require.NotNil(t, found[0].Deployable, status)
		assert.Equal(t, status, found[0].Deployable.Name)
	}
	assert.Equal(t, want, w.statuses())
	w.put(w.path+"/deployments/"+strconv.Itoa(w.deployments("&environment=blocked")[0].ID), "status=success").
		is(403, messageOf("403 Forbidden - Deployments created using GitLab CI can not be updated using the API"))
}

func TestStatusesArrangedWithTriggerJobs(t *testing.T) {
	w := openWorkshop(t, `
stages: [first, second]
done: {stage: first, trigger: {include: child.yml}, environment: success}
busy: {stage: first, trigger: {include: child.yml, strategy: depend}, environment: running}
lost: {stage: first, trigger: nobody/nothing, environment: failed}
idle: {stage: first, trigger: {include: idle.yml, strategy: depend}, environment: idle, allow_failure: true}
late: {stage: second, trigger: {include: child.yml}, environment: skipped, needs: [lost]}
`)
	w.commit("main", "child.yml", "wait: {tags: [nobody], script: [sleep]}")
	w.commit("main", "idle.yml", "ask: {when: manual, script: [make]}")
	pipeline := w.start()
	assert.Equal(t, map[string]string{"success": "success", "running": "running", "failed": "failed", "skipped": "skipped", "idle": "failed"}, w.statuses())
	assert.Equal(t, "downstream_bridge_project_not_found", w.deployments("&environment=failed")[0].Deployable.FailureReason)

	assert.Equal(t, w.path+"/pipelines/4", pipeline, "after those of three commits that skip CI")
	assert.Equal(t, []int{4, 3, 2, 1}, w.get(w.path+"/pipelines").ids(), "child pipelines are not in the list")
	assert.Contains(t, w.get(w.path+"/repository/commits/main").member("last_pipeline"), `{"id":4,`, "nor a commit's last")
	children := w.get(w.path + "/pipelines?source=parent_pipeline").ids()
	require.Len(t, children, 3)
	for _, child := range children {
		assert.Equal(t, 200, w.post(w.path+"/pipelines/"+strconv.Itoa(child)+"/cancel", "").status)
	}
	assert.Equal(t, "canceled", w.statuses()["running"], "it ends as its child does")
	assert.Equal(t, 404, w.post(w.job(pipeline, "done")+"/cancel", "").status, "trigger jobs are canceled with their pipeline")
}

func TestAPIStatusesArrangedWithoutADeployable(t *testing.T) {
	w := openWorkshop(t, "job: {script: [true]}")
	for _, status := range []string{"running", "success", "failed", "canceled"} {
		w.made(w.path+"/deployments", "environment="+status+"&sha=main&ref=main&tag=false&status="+status)
	}
	for _, d := range w.deployments("") {
		assert.Nil(t, d.Deployable)
		assert.Equal(t, d.Environment.Name, d.Status)
	}
	assert.Len(t, w.deployments(""), 4)
}

// awaiting is a workshop whose production wants one vote of a maintainer and one of a group, with the tokens to give them.
func awaiting(t *testing.T) (w workshop, maintainer, tester string) {
	t.Helper()
	w = openWorkshop(t, `
stages: [build, deploy]
build: {stage: build, script: [make]}
deploy: {stage: deploy, script: [make deploy], environment: {name: production, url: "https://$CI_PROJECT_NAME.example.com"}}
`)
	group := w.made("/groups", "name=Testers&path=testers").member("id")
	w.made(w.path+"/share", "group_id="+group+"&group_access=20")
	maintainer, tester = w.identity(w.path, "40", "api"), w.identity("/groups/"+group, "20", "api")
	protected := w.request("POST", w.path+"/protected_environments", `{"name":"production","deploy_access_levels":[{"access_level":40}],
		"approval_rules":[{"access_level":40},{"group_id":`+group+`}]}`, jsonType)
	require.Equal(t, 201, protected.status, protected.body)
	return w, maintainer, tester
}

// waiting starts a pipeline whose deployment then waits for approvals.
func (w workshop) waiting() (pipeline string, deployment arrangedDeployment) {
	w.t.Helper()
	pipeline = w.start()
	_, report := w.take()
	report("state=success")
	blocked := w.deployments("&status=blocked")
	require.Len(w.t, blocked, 1)
	require.Equal(w.t, "manual", blocked[0].Deployable.Status)
	return pipeline, blocked[0]
}

func TestADeploymentArrangedToWaitForTwoRulesAndPlayed(t *testing.T) {
	w, maintainer, tester := awaiting(t)
	pipeline, d := w.waiting()
	deployment, play := w.path+"/deployments/"+strconv.Itoa(d.ID), w.job(pipeline, "deploy")+"/play"
	unplayable := messageOf("400 Bad request - Unplayable Job")
	assert.Equal(t, "2", w.get(deployment).member("pending_approval_count"))
	w.post(play, "").is(400, unplayable)
	w.holding(w.identity(w.path, "30", "api")).post(play, "").is(403, forbidden)
	w.post(deployment+"/approval", "status=approved").is(400, ownDeployment)
	w.holding(maintainer).made(deployment+"/approval", "status=approved&comment=Go")
	w.post(play, "").is(400, unplayable)
	w.holding(tester).made(deployment+"/approval", "status=approved")
	assert.Equal(t, "0", w.get(deployment).member("pending_approval_count"))
	assert.Equal(t, `"blocked"`, w.get(deployment).member("status"), "approving starts nothing")
	assert.Equal(t, `"manual"`, w.get(pipeline).member("status"))

	assert.Equal(t, `"pending"`, w.post(play, "").member("status"))
	assert.Equal(t, `"blocked"`, w.get(deployment).member("status"), "until a runner has it")
	_, report := w.take()
	assert.Equal(t, `"running"`, w.get(deployment).member("status"))
	report("state=success")
	assert.Equal(t, `"success"`, w.get(deployment).member("status"))
	assert.Equal(t, `"success"`, w.get(pipeline).member("status"))
	assert.Contains(t, w.get(deployment).member("environment"), `"external_url":"https://shop.example.com"`)
}

func TestADeploymentArrangedToBeRejected(t *testing.T) {
	w, _, tester := awaiting(t)
	pipeline, d := w.waiting()
	w.holding(tester).made(w.path+"/deployments/"+strconv.Itoa(d.ID)+"/approval", "status=rejected")
	rejected := w.deployments("")[0]
	assert.Equal(t, "failed", rejected.Status)
	assert.Equal(t, "failed", rejected.Deployable.Status)
	assert.Equal(t, "deployment_rejected", rejected.Deployable.FailureReason)
	w.post(w.job(pipeline, "deploy")+"/retry", "").is(403, messageOf("403 Forbidden - Job is not retryable"))
	assert.Equal(t, `"failed"`, w.get(pipeline).member("status"))
}

// Merge requests reach a deployment by a merge commit, by a squash and by a fast-forward.
func TestLinkedMergeRequestsArranged(t *testing.T) {
	w := openWorkshop(t, "job: {script: [true]}")
	deploy := func() string {
		head := w.get(w.path + "/repository/commits/main").text("id")
		return w.path + "/deployments/" + w.made(w.path+"/deployments", "environment=production&ref=main&tag=false&status=success&sha="+head).member("id")
	}
	first := deploy()
	assert.Empty(t, w.get(first+"/merge_requests").ids())
	accept := func(branch, how string) int {
		w.commit(branch, branch+".txt", "x")
		mr := w.made(w.path+"/merge_requests", "source_branch="+branch+"&target_branch=main&title="+branch)
		merged := w.put(w.path+"/merge_requests/"+mr.member("iid")+"/merge", how)
		require.Equal(t, 200, merged.status, merged.body)
		id, err := strconv.Atoi(mr.member("id"))
		require.NoError(t, err)
		return id
	}
	plain := accept("plain", "")
	squashed := accept("squashed", "squash=true")
	assert.Equal(t, []int{squashed, plain}, w.get(deploy()+"/merge_requests").ids())
	require.Equal(t, 200, w.put(w.path, "merge_method=ff").status)
	forwarded := accept("forwarded", "")
	second := deploy()
	assert.Equal(t, []int{forwarded}, w.get(second+"/merge_requests").ids())
	assert.Equal(t, []int{forwarded, squashed, plain}, w.get(w.path+"/merge_requests?environment=production").ids())
}

func TestManyEnvironmentsArranged(t *testing.T) {
	w := openWorkshop(t, "job: {script: [true]}")
	for n := range 25 {
		w.made(w.path+"/environments", "name=env-"+strconv.Itoa(n))
	}
	assert.Len(t, w.get(w.path+"/environments").ids(), 20)
	second := w.get(w.path + "/environments?page=2")
	assert.Len(t, second.ids(), 5)
	assert.Equal(t, "25", second.header.Get("X-Total"))
}
