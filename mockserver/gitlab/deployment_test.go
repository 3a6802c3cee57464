package gitlab_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func TestStatusNames(t *testing.T) {
	for s, name := range []string{"created", "running", "success", "failed", "canceled", "skipped", "blocked"} {
		parsed, ok := gitlab.ParseStatus(name)
		assert.True(t, ok, name)
		assert.Equal(t, gitlab.Status(s), parsed)
		assert.Equal(t, name, parsed.String())
	}
	for _, name := range []string{"", "Success", "cancelled", "success "} {
		_, ok := gitlab.ParseStatus(name)
		assert.False(t, ok, name)
	}
}

func TestTransitions(t *testing.T) {
	// For each status, which event is refused on the way to running, success, failed and canceled; empty: allowed.
	table := map[gitlab.Status][4]string{
		gitlab.Created:  {"", "", "", ""},
		gitlab.Blocked:  {"", "", "", ""},
		gitlab.Running:  {"run", "", "", ""},
		gitlab.Success:  {"run", "succeed", "", ""},
		gitlab.Failed:   {"run", "", "drop", ""},
		gitlab.Canceled: {"run", "", "", "cancel"},
		gitlab.Skipped:  {"run", "", "", ""},
	}
	require.Len(t, table, 7)
	for from, refusals := range table {
		for i, event := range refusals {
			to := gitlab.Running + gitlab.Status(i)
			t.Run(from.String()+" to "+to.String(), func(t *testing.T) {
				w := newWorld(t)
				dev := w.member("dev", gitlab.Developer)
				before := w.put(gitlab.Deployment{EnvironmentID: w.environment("production").ID, UserID: 77, Status: from})
				old := *before
				w.advance(time.Minute)
				after, err := w.update(dev, before.ID, to)
				assert.Equal(t, old, *before, "who holds the old row keeps it")
				if event != "" {
					assertOutcome(t, invalid("status", `cannot transition via "`+event+`"`), err)
					assert.Same(t, before, w.row(before.ID))
					return
				}
				require.NoError(t, err)
				want := old
				want.Memo, want.Status, want.UpdatedAt = after.Memo, to, w.now
				if to != gitlab.Running {
					want.FinishedAt = w.now
				}
				assert.Equal(t, want, *after)
				assert.Same(t, after, w.row(before.ID))
			})
		}
	}
}

func TestUpdateDecidesInOrder(t *testing.T) {
	w := newWorld(t)
	dev, reporter := w.member("dev", gitlab.Developer), w.member("reporter", gitlab.Reporter)
	stranger := w.user(gitlab.User{Username: "stranger"})
	var job, archived *gitlab.Job
	w.write(func(tx *gitlab.Tx) {
		job = tx.PutJob(gitlab.Job{ProjectID: w.project, Status: gitlab.JobRunning})
		old := gitlab.Job{ProjectID: w.project}
		old.SetSeldom(gitlab.JobSeldom{Archived: true})
		archived = tx.PutJob(old)
	})
	free := w.deploy(dev, "production", 1, gitlab.Running)
	ofJob := w.put(gitlab.Deployment{EnvironmentID: free.EnvironmentID, JobID: job.ID, Status: gitlab.Running})
	ofArchived := w.put(gitlab.Deployment{EnvironmentID: free.EnvironmentID, JobID: archived.ID, Status: gitlab.Running})
	guarded := w.put(gitlab.Deployment{EnvironmentID: w.environment("guarded").ID, JobID: job.ID, Status: gitlab.Running})
	w.protect("guarded", roles(gitlab.Maintainer))
	ciText := forbidden("Deployments created using GitLab CI can not be updated using the API")

	for _, test := range []struct {
		name  string
		actor gitlab.Actor
		id    int64
		to    gitlab.Status
		want  error
	}{
		{"the project before all", stranger, 99, gitlab.Running, projectNotFound},
		{"unknown before the right", reporter, 99, gitlab.Running, recordNotFound},
		{"the right before the job", reporter, ofJob.ID, gitlab.Running, plainForbidden},
		{"protection before the job", dev, guarded.ID, gitlab.Success, plainForbidden},
		{"an archived job gives no reason", dev, ofArchived.ID, gitlab.Success, plainForbidden},
		{"the job before the transition", dev, ofJob.ID, gitlab.Running, ciText},
		{"a job's deployment, whatever the status", dev, ofJob.ID, gitlab.Success, ciText},
		{"the transition last", dev, free.ID, gitlab.Running, invalid("status", `cannot transition via "run"`)},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := w.State()
			_, err := w.update(test.actor, test.id, test.to)
			assertOutcome(t, test.want, err)
			assert.Same(t, before, w.State())
		})
	}
}

func TestAnOldDeploymentBecomesCurrentAgain(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	assert.Zero(t, w.current("production"))
	first := w.deploy(dev, "production", 1, gitlab.Success)
	second := w.deploy(dev, "production", 2, gitlab.Success)
	w.deploy(dev, "production", 3, gitlab.Failed)
	w.deploy(dev, "staging", 3, gitlab.Success)
	assert.Equal(t, second.ID, w.current("production"))
	w.move(dev, first, gitlab.Failed)
	assert.Equal(t, second.ID, w.current("production"))
	w.move(dev, first, gitlab.Success)
	assert.Equal(t, first.ID, w.current("production"), "by time of finish, not by id")
	w.move(dev, first, gitlab.Canceled)
	assert.Equal(t, second.ID, w.current("production"))
	w.move(dev, second, gitlab.Failed)
	assert.Zero(t, w.current("production"))
}

func TestSuccessStartsAStoppedEnvironment(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	w.write(func(tx *gitlab.Tx) {
		tx.PutEnvironment(gitlab.Environment{ProjectID: w.project, Name: "production", State: gitlab.Stopped})
	})
	d := w.deploy(dev, "production", 1, gitlab.Running)
	assert.Equal(t, gitlab.Stopped, w.environment("production").State)
	stopped := w.State()
	w.move(dev, d, gitlab.Success)
	assert.Equal(t, gitlab.Available, w.environment("production").State)
	assert.Equal(t, gitlab.Stopped, stopped.EnvironmentByName(w.project, "production").State)
}

func TestDestroyDecidesInOrder(t *testing.T) {
	w := newWorld(t)
	dev, maintainer := w.member("dev", gitlab.Developer), w.member("maintainer", gitlab.Maintainer)
	stranger := w.user(gitlab.User{Username: "stranger"})
	current := w.deploy(dev, "production", 1, gitlab.Success)
	running := w.deploy(dev, "production", 2, gitlab.Running)
	guarded := w.deploy(dev, "guarded", 2, gitlab.Running)
	w.protect("guarded", roles(gitlab.AdminAccess))
	past, future := dawn.Add(-time.Hour), dawn.Add(time.Hour)
	changed := &gitlab.Error{Kind: gitlab.PreconditionFailed}

	for _, test := range []struct {
		name  string
		actor gitlab.Actor
		id    int64
		since *time.Time
		want  error
	}{
		{"the project before all", stranger, 99, &past, projectNotFound},
		{"unknown before the right", dev, 99, &past, recordNotFound},
		{"the right before the condition", dev, running.ID, &past, plainForbidden},
		{"protection before the condition", maintainer, guarded.ID, &past, plainForbidden},
		{"the condition before running", maintainer, running.ID, &past, changed},
		{"the condition before current", maintainer, current.ID, &past, changed},
		{"a microsecond short", maintainer, current.ID, new(current.UpdatedAt.Add(-time.Microsecond)), changed},
		{"the condition holds on the instant", maintainer, current.ID, &current.UpdatedAt, gitlab.ErrDestroyCurrent},
		{"running", maintainer, running.ID, &future, gitlab.ErrDestroyRunning},
		{"current", maintainer, current.ID, nil, gitlab.ErrDestroyCurrent},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := w.State()
			assertOutcome(t, test.want, w.destroy(test.actor, test.id, test.since))
			assert.Same(t, before, w.State())
		})
	}
	assert.Equal(t, "Cannot destroy running deployment", gitlab.ErrDestroyRunning.Message)
	assert.Equal(t, "Deployment currently deployed to environment", gitlab.ErrDestroyCurrent.Message)
}

func TestDestroy(t *testing.T) {
	w := newWorld(t)
	maintainer := w.member("maintainer", gitlab.Maintainer)
	first := w.deploy(maintainer, "production", 1, gitlab.Success)
	second := w.deploy(maintainer, "production", 2, gitlab.Success)
	w.move(maintainer, first, gitlab.Failed)
	w.move(maintainer, first, gitlab.Success) // finished last now, though the older one

	assertOutcome(t, gitlab.ErrDestroyCurrent, w.destroy(maintainer, first.ID, nil))
	require.NoError(t, w.destroy(maintainer, second.ID, nil), "an earlier success, though the highest id")
	assertOutcome(t, recordNotFound, w.destroy(maintainer, second.ID, nil))
	assert.NotNil(t, w.State().EnvironmentByName(w.project, "production"), "the environment stays")

	w.move(maintainer, first, gitlab.Canceled)
	require.NoError(t, w.destroy(maintainer, first.ID, nil), "the only one, once it is no success")

	environment := w.environment("production").ID
	for _, status := range []gitlab.Status{gitlab.Failed, gitlab.Canceled, gitlab.Created, gitlab.Blocked, gitlab.Skipped} {
		newest := w.put(gitlab.Deployment{EnvironmentID: environment, Status: status})
		require.NoError(t, w.destroy(maintainer, newest.ID, nil), status)
		assert.Nil(t, w.row(newest.ID))
	}
}
