package gitlab_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func triggering(trigger gitlab.CITrigger) func(*gitlab.CIJob) {
	return func(j *gitlab.CIJob) { j.Trigger = &trigger }
}

func (l *line) retryPipeline(a gitlab.Actor, id int64) {
	l.t.Helper()
	l.write(func(tx *gitlab.Tx) {
		_, err := tx.RetryPipeline(a, shop, id)
		require.NoError(l.t, err)
	})
}

func TestPlayingAJobBringsBackWhatNeedsIt(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("last", "1", needing("next")), ciJob("next", "1", needing("ask")), ciJob("ask", "1", when(gitlab.ManualStep)))
	assert.Equal(t, outcome{"": skipped, "ask": manual, "next": skipped, "last": skipped}, l.statuses())
	other := l.member("other", gitlab.Maintainer)
	require.NoError(t, l.play(other, "ask"))
	assert.Equal(t, outcome{"": pending, "ask": pending, "next": created, "last": created}, l.statuses())
	for _, job := range []string{"ask", "next", "last"} {
		assert.Equal(t, other.User.ID, l.job(job).UserID, job)
	}
}

func TestARetriedPipelineStartsOver(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("ask", "1", when(gitlab.ManualStep)), ciJob("lint", "2", needing()), ciJob("deploy", "2", deploysTo("production")))
	l.end("lint", "failed") // and build runs
	require.NoError(t, l.cancel("build"))
	require.NoError(t, l.play(l.actor, "ask"))
	l.end("ask", "failed")
	assert.Equal(t, outcome{"": failed, "build": canceled, "ask": failed, "lint": failed, "deploy": skipped}, l.statuses())
	other := l.member("other", gitlab.Maintainer)
	l.retryPipeline(other, l.pipeline)
	assert.Equal(t, outcome{"": pending, "build": pending, "ask": manual, "lint": pending, "deploy": created}, l.statuses(), "nobody has played ask again")
	assert.Equal(t, other.User.ID, l.job("deploy").UserID)

	require.NoError(t, l.play(l.actor, "ask"))
	l.end("ask", "failed")
	require.NoError(t, l.retry(l.actor, "ask"), "who retries the job itself plays it")
	assert.Equal(t, pending, l.job("ask").Status)
}

func TestARetriedPipelineLeavesJobsThatItsActorMayNotRun(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("deploy", "1", deploysTo("production")))
	require.NoError(t, l.cancel("build"))
	require.NoError(t, l.cancel("deploy"))
	l.protect("production", roles(gitlab.AdminAccess))
	l.retryPipeline(l.actor, l.pipeline)
	assert.Equal(t, outcome{"": running, "build": pending, "deploy": canceled}, l.statuses())
}

func TestATriggerJobWaitsForAPipelineThatGoesOn(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("child", "1", triggering(gitlab.CITrigger{Include: "child.yml", Depend: true}), deploysTo("production")), ciJob("last", "2"))
	assert.Equal(t, "downstream_pipeline_creation_failed", l.job("child").Seldom().FailureReason, "there is no such file")
	assert.Equal(t, skipped, l.job("last").Status)
	l.child = gitlab.CIConfig{Stages: []string{"1"}, Jobs: []gitlab.CIJob{ciJob("work", "1")}}
	l.write(func(tx *gitlab.Tx) {
		_, err := tx.CreateCommit(l.actor, shop, gitlab.NewCommit{Branch: "main", Message: "x [skip ci]", Actions: []gitlab.FileAction{create("child.yml", "child")}})
		require.NoError(t, err)
	})
	l.start()
	bridge := l.job("child")
	require.NotZero(t, bridge.Seldom().Downstream)
	assert.Equal(t, running, bridge.Status)
	child := bridge.Seldom().Downstream
	cancelAll := func() {
		l.write(func(tx *gitlab.Tx) {
			_, err := tx.CancelPipeline(l.actor, shop, child)
			require.NoError(t, err)
		})
	}
	cancelAll()
	assert.Equal(t, canceled, l.job("child").Status)
	assert.Equal(t, skipped, l.job("last").Status)
	l.retryPipeline(l.actor, child)
	assert.Equal(t, pending, l.job("child").Status)
	assert.Equal(t, created, l.job("last").Status, "it may still come to that")
	assert.Equal(t, bridge.ID, l.job("child").ID, "the same job")
	cancelAll()
	assert.Equal(t, canceled, l.job("child").Status)

	require.NoError(t, l.retry(l.actor, "child"), "of which the child is another")
	replaced := l.job("child")
	assert.NotEqual(t, child, replaced.Seldom().Downstream)
	l.retryPipeline(l.actor, child)
	assert.Equal(t, running, l.job("child").Status)
	assert.Equal(t, canceled, l.State().Job(bridge.ID).Status, "a job that has been replaced waits for nothing")
}

// Chains and trees of pipelines end somewhere.
func TestTriggersEnd(t *testing.T) {
	child := gitlab.CITrigger{Include: ".gitlab-ci.yml"}
	l := run(t, gitlab.Options{}, ciJob("child", "1", triggering(child)))
	reasons := map[string]int{}
	count := func() int {
		clear(reasons)
		jobs, err := l.State().FindJobs(l.actor, shop, gitlab.JobFilter{Bridges: true})
		require.NoError(t, err)
		for _, j := range jobs {
			reasons[j.Seldom().FailureReason]++
		}
		return len(jobs)
	}
	assert.Equal(t, 3, count(), "two generations below the first")
	assert.Equal(t, map[string]int{"": 2, "reached_max_descendant_pipelines_depth": 1}, reasons)

	l.ci.Jobs = nil
	for n := range 32 {
		l.ci.Jobs = append(l.ci.Jobs, ciJob("child"+strings.Repeat("x", n), "1", triggering(child)))
	}
	l.start()
	assert.Equal(t, 3+1000*32, count())
	assert.Equal(t, 2+999, reasons[""])
	assert.NotZero(t, reasons["reached_max_pipeline_hierarchy_size"])
}

func TestTriggersOfOtherProjects(t *testing.T) {
	for name, tt := range map[string]struct {
		project, branch, want string
		level                 gitlab.AccessLevel
	}{
		"itself":                 {"acme/shop", "", "invalid_bridge_trigger", gitlab.Owner},
		"nothing":                {"acme/nothing", "", "downstream_bridge_project_not_found", gitlab.Owner},
		"one that is not seen":   {"acme/$WHICH", "", "downstream_bridge_project_not_found", gitlab.NoAccess},
		"one where nobody may":   {"acme/$WHICH", "", "insufficient_bridge_permissions", gitlab.Developer},
		"a branch that is not":   {"acme/$WHICH", "none", "downstream_pipeline_creation_failed", gitlab.Owner},
		"back and forth":         {"acme/$WHICH", "", "", gitlab.Owner},
		"a configuration is not": {"acme/empty", "", "downstream_pipeline_creation_failed", gitlab.Owner},
	} {
		t.Run(name, func(t *testing.T) {
			l := run(t, gitlab.Options{}, ciJob("idle", "1", when(gitlab.ManualStep)))
			l.write(func(tx *gitlab.Tx) {
				for _, path := range []string{"acme/other", "acme/empty"} {
					members := map[int64]gitlab.AccessLevel{l.actor.User.ID: gitlab.Owner}
					p := *tx.PutProject(gitlab.Project{Path: path, Visibility: gitlab.Private, DefaultBranch: "main", Members: gitlab.NewMembers(members)})
					file := ".gitlab-ci.yml"
					if path == "acme/empty" {
						file = "README"
					}
					_, err := tx.CreateCommit(l.actor, path, gitlab.NewCommit{Branch: "main", Message: "x [skip ci]", Actions: []gitlab.FileAction{create(file, "x")}})
					require.NoError(t, err)
					p.Members = gitlab.NewMembers(map[int64]gitlab.AccessLevel{l.actor.User.ID: tt.level})
					tx.PutProject(p)
				}
			})
			l.ci.Variables = map[string]string{"WHICH": "other"}
			l.ci.Jobs = []gitlab.CIJob{ciJob("there", "1", triggering(gitlab.CITrigger{Project: tt.project, Branch: tt.branch}))}
			if name == "back and forth" {
				l.ci.Jobs = append(l.ci.Jobs, ciJob("back", "1", triggering(gitlab.CITrigger{Project: "acme/shop"})))
			}
			l.start()
			assert.Equal(t, tt.want, l.job("there").Seldom().FailureReason)
			if name == "back and forth" {
				jobs, err := l.State().FindJobs(l.actor, "acme/other", gitlab.JobFilter{Bridges: true})
				require.NoError(t, err)
				assert.Len(t, jobs, 4, "the same branch twice in a row of them")
			}
		})
	}
}

// What triggered a dataset's trigger job is not known.
func TestATriggerJobFromADataset(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"))
	put := func(status gitlab.JobStatus) *gitlab.Job {
		var j *gitlab.Job
		l.write(func(tx *gitlab.Tx) {
			pl := tx.PutPipeline(gitlab.Pipeline{ProjectID: l.project, SHA: "main", Ref: "main", Status: status, Source: "push"})
			j = tx.PutJob(gitlab.Job{ProjectID: l.project, PipelineID: pl.ID, SHA: "main", Ref: "main", Name: "old", Status: status, Bridge: true})
		})
		return j
	}
	for _, j := range []*gitlab.Job{put(success), put(manual)} {
		require.NoError(t, l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) {
			if j.Status == manual {
				return tx.PlayJob(l.actor, shop, j.ID, nil)
			}
			return tx.RetryJob(l.actor, shop, j.ID)
		}))
		l.pipeline = j.PipelineID
		assert.Equal(t, "downstream_pipeline_creation_failed", l.job("old").Seldom().FailureReason)
	}
}

func TestJobsOfAnArchivedProject(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("ask", "1", when(gitlab.ManualStep)))
	l.edit(func(p *gitlab.Project) { p.Archived = true })
	assertOutcome(t, plainForbidden, l.play(l.actor, "ask"))
	assertOutcome(t, plainForbidden, l.cancel("build"))
	assertOutcome(t, plainForbidden, l.retry(l.actor, "build"))
	l.end("build", "success") // what waits already runs
}

func TestForcingAJobToEnd(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"))
	l.edit(func(p *gitlab.Project) { p.DefaultBranchOpen = true })
	force := func(a gitlab.Actor) error {
		return l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) { return tx.CancelJob(a, shop, l.job("build").ID, true) })
	}
	assertOutcome(t, plainForbidden, force(l.member("developer", gitlab.Developer)))
	require.NoError(t, force(l.actor))
	assert.Equal(t, pending, l.job("build").Status, "which is not being canceled")
	l.write(func(tx *gitlab.Tx) {
		j := *l.job("build")
		j.Status = gitlab.JobCanceling
		tx.PutJob(j)
	})
	require.NoError(t, l.cancel("build"))
	assert.Equal(t, gitlab.JobCanceling, l.job("build").Status, "already")
	require.NoError(t, force(l.actor))
	assert.Equal(t, canceled, l.job("build").Status)
}

func TestARollbackIsNotOutdated(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production")))
	l.end("deploy", "success")
	l.deploy(l.actor, "production", 2, gitlab.Success)
	require.NoError(t, l.retry(l.actor, "deploy"), "the job has ended")
	l.end("deploy", "success")
	assert.Equal(t, "success", l.deployment("deploy"), "its deployment is the newest")
}

func TestStoppingAnEnvironmentTakesWhoMayRunItsJob(t *testing.T) {
	deploy := ciJob("deploy", "1", deploysTo("review"))
	deploy.Environment.OnStop = "stop"
	stop := ciJob("stop", "1", when(gitlab.ManualStep))
	stop.Environment = &gitlab.CIEnvironment{Name: "review", Action: "stop"}
	l := run(t, gitlab.Options{}, deploy, stop)
	l.end("deploy", "success")
	developer := l.member("developer", gitlab.Developer)
	_, err := l.Write(func(tx *gitlab.Tx) error {
		_, err := tx.StopEnvironment(developer, shop, l.environment("review").ID, false)
		return err
	})
	assertOutcome(t, plainForbidden, err)
	assert.Equal(t, gitlab.Available, l.environment("review").State)
}

func TestAJobThatWasOvertakenWhileItWasSkippedFailsInItsTurn(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("deploy", "2", deploysTo("production")))
	l.end("build", "failed")
	l.deploy(l.actor, "production", 2, gitlab.Success)
	require.NoError(t, l.retry(l.actor, "build"))
	l.end("build", "success")
	assert.Equal(t, "failed_outdated_deployment_job", l.job("deploy").Seldom().FailureReason)
}

func TestAJobThatIsArchived(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("ask", "1", when(gitlab.ManualStep)))
	l.write(func(tx *gitlab.Tx) {
		j := *l.job("ask")
		j.SetSeldom(gitlab.JobSeldom{When: gitlab.ManualStep, Archived: true})
		tx.PutJob(j)
	})
	assertOutcome(t, plainForbidden, l.play(l.actor, "ask"))
}

func TestTheSameCommitIsNeverOutdated(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production"), when(gitlab.ManualStep)))
	_, err := l.create(l.actor, gitlab.NewDeployment{Environment: "production", SHA: l.job("deploy").SHA, Ref: "main", Status: gitlab.Success})
	require.NoError(t, err)
	require.NoError(t, l.play(l.actor, "deploy"))
}

func TestPlayingAJobThatHasRun(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("ask", "1", when(gitlab.ManualStep)), ciJob("build", "1"))
	require.NoError(t, l.play(l.actor, "ask"))
	l.end("ask", "success")
	first := l.job("ask")
	require.NoError(t, l.play(l.actor, "ask"))
	assert.NotEqual(t, first.ID, l.job("ask").ID)
	assert.Equal(t, pending, l.job("ask").Status)
	require.NoError(t, l.cancel("build"))
	assertOutcome(t, &gitlab.Error{Kind: gitlab.BadRequest, Message: "Unplayable Job"}, l.play(l.actor, "build"))
}

// A job of another project's pipeline that is retried makes the trigger job wait again; canceling stops at the project.
func TestATriggerJobAndTheOtherProject(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("idle", "1", when(gitlab.ManualStep)))
	l.child = gitlab.CIConfig{Stages: []string{"1"}, Jobs: []gitlab.CIJob{ciJob("work", "1")}}
	l.write(func(tx *gitlab.Tx) {
		tx.PutProject(gitlab.Project{Path: "acme/other", DefaultBranch: "main", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{l.actor.User.ID: gitlab.Owner})})
		_, err := tx.CreateCommit(l.actor, "acme/other", gitlab.NewCommit{Branch: "main", Message: "x [skip ci]", Actions: []gitlab.FileAction{create(".gitlab-ci.yml", "child")}})
		require.NoError(t, err)
	})
	l.ci.Jobs = []gitlab.CIJob{ciJob("there", "1", triggering(gitlab.CITrigger{Project: "acme/other", Depend: true})), ciJob("last", "2")}
	l.start()
	there := line{world: l.world, actor: l.actor, pipeline: l.job("there").Seldom().Downstream}
	found := func() *gitlab.Job {
		jobs, err := l.State().FindJobs(l.actor, "acme/other", gitlab.JobFilter{PipelineID: there.pipeline})
		require.NoError(t, err)
		require.Len(t, jobs, 1)
		return jobs[0]
	}
	require.NoError(t, l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) {
		return tx.CancelJob(l.actor, "acme/other", found().ID, false)
	}))
	assert.Equal(t, outcome{"": canceled, "there": canceled, "last": skipped}, l.statuses())
	require.NoError(t, l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) { return tx.RetryJob(l.actor, "acme/other", found().ID) }))
	assert.Equal(t, outcome{"": pending, "there": pending, "last": created}, l.statuses())

	l.write(func(tx *gitlab.Tx) {
		_, err := tx.CancelPipeline(l.actor, shop, l.pipeline)
		require.NoError(t, err)
	})
	assert.Equal(t, pending, found().Status)
}
