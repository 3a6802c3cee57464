package mockserver_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
)

func (v visitor) list(path string) (members []map[string]any) {
	v.t.Helper()
	a := v.get(path)
	require.NoError(v.t, json.Unmarshal([]byte(a.body), &members), a.body)
	require.NotEmpty(v.t, members)
	return members
}

func TestJobsTellHowLongTheyHaveWaitedAndRun(t *testing.T) {
	t.Parallel()
	c := clock{now: noon}
	w := openWorkshop(t, "deploy: {script: [a], environment: qa}", c.set)
	pipeline := w.start()
	job := w.job(pipeline, "deploy")
	times := func() [2]string {
		return [2]string{w.get(job).member("queued_duration"), w.get(job).member("duration")}
	}
	deployable := func() any {
		shown, _ := w.list(w.path + "/deployments?status=running")[0]["deployable"].(map[string]any)
		return shown["duration"]
	}

	c.move(noon.Add(1500 * time.Millisecond))
	assert.Equal(t, [2]string{"1.5", "null"}, times())
	c.move(noon.Add(3 * time.Second))
	assert.Equal(t, [2]string{"3", "null"}, times())
	_, report := w.take()
	c.move(noon.Add(7 * time.Second))
	assert.Equal(t, [2]string{"3", "4"}, times())
	tag := w.get(w.path + "/deployments").header.Get("ETag")
	assert.Equal(t, tag, w.get(w.path+"/deployments").header.Get("ETag"))
	assert.InDelta(t, 4, deployable(), 0)
	c.move(noon.Add(9 * time.Second))
	assert.Equal(t, [2]string{"3", "6"}, times())
	assert.NotEqual(t, tag, w.get(w.path+"/deployments").header.Get("ETag"))
	assert.InDelta(t, 6, deployable(), 0, "in a deployment too")
	report("state=success")
	c.move(noon.Add(time.Hour))
	assert.Equal(t, [2]string{"3", "6"}, times())
}

// A job of a dataset that waits has done so since it was made.
func TestAJobOfADatasetHasWaitedSinceItWasMade(t *testing.T) {
	t.Parallel()
	c := clock{now: noon}
	d := small()
	d.Projects = d.Projects[:1]
	d.Projects[0].Deployments = []fixtures.Deployment{{Environment: "qa", Status: "created", CreatedAt: noon.Add(-time.Minute), Job: &fixtures.Job{Name: "deploy", Status: "pending"}}}
	v := visit(t, d, c.set).as("maintainer")
	assert.InDelta(t, 60, v.list("/projects/1/jobs?scope=pending")[0]["queued_duration"], 0)
	token := v.made("/user/runners", "runner_type=project_type&project_id=1").text("token")
	order := v.post("/jobs/request", "token="+token)
	assert.Equal(t, 201, order.status, order.body)
	assert.Contains(t, order.body, `"time_in_queue_seconds":60,`)
}

func TestASkippedChildUnderTheTwoStrategies(t *testing.T) {
	t.Parallel()
	for strategy, want := range map[string]string{"depend": "failed", "mirror": "skipped"} {
		w := openWorkshop(t, "child: {trigger: {include: child.yml, strategy: "+strategy+"}}")
		w.commit("main", "child.yml", "stages: [a, b]\nfirst: {stage: a, script: [x], when: on_failure}\nsecond: {stage: b, script: [x], when: on_failure}")
		assert.Equal(t, want, w.list(w.start() + "/bridges")[0]["status"], strategy)
	}
}
