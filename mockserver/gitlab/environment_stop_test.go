package gitlab_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// reviewing are a job that deploys to an environment and the manual one that stops it.
func reviewing(environment string) []gitlab.CIJob {
	deploy := ciJob("deploy", "1", deploysTo(environment))
	deploy.Environment.OnStop = "stop"
	stop := ciJob("stop", "1", when(gitlab.ManualStep))
	stop.Environment = &gitlab.CIEnvironment{Name: environment, Action: "stop"}
	return []gitlab.CIJob{deploy, stop}
}

func (w *world) stopEnvironment(a gitlab.Actor, name string, force bool) error {
	id := w.environment(name).ID
	_, err := w.Write(func(tx *gitlab.Tx) error {
		_, err := tx.StopEnvironment(a, shop, id, force)
		return err
	})
	return err
}

func TestAFailedDeploymentIsStoppedByItsJobToo(t *testing.T) {
	l := run(t, gitlab.Options{}, reviewing("review")...)
	l.end("deploy", "failed")
	require.NoError(t, l.stopEnvironment(l.actor, "review", false))
	assert.Equal(t, gitlab.Stopping, l.environment("review").State)
	assert.Equal(t, pending, l.job("stop").Status)
	l.end("stop", "success")
	assert.Equal(t, gitlab.Stopped, l.environment("review").State)
}

func TestASkippedJobStopsToo(t *testing.T) {
	jobs := reviewing("review")
	jobs[1].Stage = "2"
	l := run(t, gitlab.Options{}, jobs...)
	l.end("deploy", "failed")
	require.Equal(t, gitlab.JobSkipped, l.job("stop").Status)
	require.NoError(t, l.stopEnvironment(l.actor, "review", false))
	assert.Equal(t, pending, l.job("stop").Status)
	l.end("stop", "success")
	assert.Equal(t, gitlab.Stopped, l.environment("review").State)
}

func TestTheJobOfTheLastFinishedDeploymentStops(t *testing.T) {
	l := run(t, gitlab.Options{}, reviewing("review")...)
	l.end("deploy", "success")
	first := l.job("stop")
	l.advance(time.Minute)
	l.start()
	l.end("deploy", "failed")
	require.NoError(t, l.stopEnvironment(l.actor, "review", false))
	assert.Equal(t, manual, l.State().Job(first.ID).Status)
	assert.Equal(t, pending, l.job("stop").Status)
}

func TestAnEnvironmentThatStopsWithAnActionOnly(t *testing.T) {
	w := newWorld(t)
	developer := w.member("developer", gitlab.Developer)
	id := w.environment("qa").ID
	w.write(func(tx *gitlab.Tx) {
		_, err := tx.UpdateEnvironment(developer, shop, id, gitlab.EnvironmentChange{AutoStopSetting: "with_action"})
		require.NoError(t, err)
	})
	refusal := &gitlab.Error{Kind: gitlab.BadRequest, Message: "Attempted to stop the environment but failed to change the status"}
	assertOutcome(t, refusal, w.stopEnvironment(developer, "qa", false))
	assert.Equal(t, gitlab.Available, w.environment("qa").State)
	require.NoError(t, w.stopEnvironment(developer, "qa", true))
	require.NoError(t, w.stopEnvironment(developer, "qa", false), "it is stopped already")
}

func TestAChangeOfNothingIsNoChange(t *testing.T) {
	w := newWorld(t)
	reporter, developer := w.member("reporter", gitlab.Reporter), w.member("developer", gitlab.Developer)
	id := w.environment("qa").ID
	change := func(a gitlab.Actor, id int64, c gitlab.EnvironmentChange) error {
		_, err := w.Write(func(tx *gitlab.Tx) error {
			_, err := tx.UpdateEnvironment(a, shop, id, c)
			return err
		})
		return err
	}
	require.NoError(t, change(developer, id, gitlab.EnvironmentChange{Description: new("QA"), Tier: "testing"}))
	before := w.environment("qa")
	w.advance(time.Hour)
	require.NoError(t, change(developer, id, gitlab.EnvironmentChange{Description: new("QA"), Tier: "testing"}))
	assert.Equal(t, before.UpdatedAt, w.environment("qa").UpdatedAt)
	require.NoError(t, change(developer, id, gitlab.EnvironmentChange{Description: new("QA!")}))
	assert.Equal(t, dawn.Add(time.Hour), w.environment("qa").UpdatedAt)

	assertOutcome(t, plainForbidden, change(reporter, 999, gitlab.EnvironmentChange{})) // before it is looked for
	assertOutcome(t, recordNotFound, change(developer, 999, gitlab.EnvironmentChange{}))
	w.protect("qa", roles(gitlab.Maintainer))
	require.NoError(t, change(developer, id, gitlab.EnvironmentChange{Description: new("open")}), "protection is about deploying")
}

func TestADeletedBranchStopsWhatItRuns(t *testing.T) {
	w := newWorld(t)
	developer := w.member("developer", gitlab.Developer)
	deploy := func(environment, ref string) {
		w.put(gitlab.Deployment{EnvironmentID: w.environment(environment).ID, SHA: sha(3), Ref: ref, Status: gitlab.Success})
		w.advance(time.Second)
	}
	deploy("review/login", "feature/login")
	deploy("qa", "feature/login")
	deploy("qa", "main")
	deploy("guarded", "feature/login")
	w.protect("guarded", roles(gitlab.Maintainer))
	w.write(func(tx *gitlab.Tx) { require.NoError(t, tx.DeleteBranch(developer, shop, "feature/login", nil)) })
	for name, want := range map[string]gitlab.EnvironmentState{
		"review/login": gitlab.Stopped, "qa": gitlab.Available, "guarded": gitlab.Available,
	} {
		assert.Equal(t, want, w.environment(name).State, name)
	}
}

func TestStopStaleEnvironments(t *testing.T) {
	w := newWorld(t)
	maintainer, developer := w.member("maintainer", gitlab.Maintainer), w.member("developer", gitlab.Developer)
	for _, name := range []string{"old", "deployed", "protected", "changed"} {
		w.write(func(tx *gitlab.Tx) {
			tx.PutEnvironment(gitlab.Environment{ProjectID: w.project, Name: name, CreatedAt: tx.Now, UpdatedAt: tx.Now})
		})
	}
	w.protect("protected", roles(gitlab.Maintainer))
	w.advance(30 * 24 * time.Hour)
	w.deploy(maintainer, "deployed", 1, gitlab.Failed)
	id := w.environment("changed").ID
	w.write(func(tx *gitlab.Tx) {
		_, err := tx.UpdateEnvironment(developer, shop, id, gitlab.EnvironmentChange{Description: new("new")})
		require.NoError(t, err)
	})
	stop := func(a gitlab.Actor, ago time.Duration) error {
		_, err := w.Write(func(tx *gitlab.Tx) error { return tx.StopStaleEnvironments(a, shop, w.now.Add(-ago)) })
		return err
	}
	const day = 24 * time.Hour
	assertOutcome(t, plainForbidden, stop(developer, 8*day))
	for _, ago := range []time.Duration{6 * day, 3660 * day} {
		assertOutcome(t, &gitlab.Error{Kind: gitlab.BadRequest, Message: "Invalid Date"}, stop(maintainer, ago))
	}
	require.NoError(t, stop(maintainer, 8*day))
	for name, want := range map[string]gitlab.EnvironmentState{
		"old": gitlab.Stopped, "deployed": gitlab.Available, "protected": gitlab.Available, "changed": gitlab.Available,
	} {
		assert.Equal(t, want, w.environment(name).State, name)
	}
}

func TestDeleteReviewApps(t *testing.T) {
	w := newWorld(t)
	developer, reporter := w.member("developer", gitlab.Developer), w.member("reporter", gitlab.Reporter)
	for name, state := range map[string]gitlab.EnvironmentState{
		"review/1": gitlab.Stopped, "review/2": gitlab.Available, "qa/1": gitlab.Stopped, "review": gitlab.Stopped,
	} {
		w.write(func(tx *gitlab.Tx) {
			tx.PutEnvironment(gitlab.Environment{ProjectID: w.project, Name: name, State: state, CreatedAt: tx.Now, UpdatedAt: tx.Now})
		})
	}
	ask := func(a gitlab.Actor, d gitlab.ReviewDeletion) (found []*gitlab.Environment, err error) {
		_, err = w.Write(func(tx *gitlab.Tx) error {
			found, err = tx.DeleteReviewApps(a, shop, d)
			return err
		})
		return found, err
	}
	refusal := func(err error) *gitlab.ReviewRefusal {
		var r *gitlab.ReviewRefusal
		require.ErrorAs(t, err, &r)
		return r
	}
	_, err := ask(developer, gitlab.ReviewDeletion{Limit: 100})
	assert.False(t, refusal(err).Unauthorized, "none is thirty days old")
	_, err = ask(reporter, gitlab.ReviewDeletion{Limit: 100})
	assert.True(t, refusal(err).Unauthorized)

	w.advance(31 * 24 * time.Hour)
	found, err := ask(developer, gitlab.ReviewDeletion{Limit: 100, DryRun: true})
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, "review/1", found[0].Name)
	w.protect("review/1", roles(gitlab.Maintainer))
	_, err = ask(developer, gitlab.ReviewDeletion{Limit: 100})
	require.Len(t, refusal(err).Unprocessable, 1)

	w.write(func(tx *gitlab.Tx) {
		require.NoError(t, tx.UnprotectEnvironment(gitlab.Scope{ProjectID: w.project}, "review/1", nil))
	})
	_, err = ask(developer, gitlab.ReviewDeletion{Limit: 100})
	require.NoError(t, err)
	_, err = ask(developer, gitlab.ReviewDeletion{Limit: 100})
	require.Error(t, err, "that one is on its way already")
	w.advance(7 * 24 * time.Hour)
	assert.Nil(t, w.State().EnvironmentByName(w.project, "review/1"))
	assert.NotNil(t, w.State().EnvironmentByName(w.project, "review"))
}
