package gitlab_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func TestWhatAJobWaitsFor(t *testing.T) {
	build := ciJob("build", "1")
	for name, tt := range map[string]struct {
		jobs  []gitlab.CIJob
		ended string // how build ends; empty: it does not
		want  outcome
	}{
		"the stage before":                 {[]gitlab.CIJob{build, ciJob("test", "2")}, "", outcome{"": pending, "build": pending, "test": created}},
		"and goes on after it":             {[]gitlab.CIJob{build, ciJob("test", "2")}, "success", outcome{"": running, "build": success, "test": pending}},
		"but not after a failure":          {[]gitlab.CIJob{build, ciJob("test", "2"), ciJob("deploy", "3")}, "failed", outcome{"": failed, "build": failed, "test": skipped, "deploy": skipped}},
		"unless that was allowed":          {[]gitlab.CIJob{ciJob("build", "1", allowedToFail), ciJob("test", "2")}, "failed", outcome{"": pending, "build": failed, "test": pending}},
		"for a failure":                    {[]gitlab.CIJob{build, ciJob("clean", "2", when(gitlab.OnFailure))}, "failed", outcome{"": running, "build": failed, "clean": pending}},
		"for a failure that did not come":  {[]gitlab.CIJob{build, ciJob("clean", "2", when(gitlab.OnFailure))}, "success", outcome{"": success, "build": success, "clean": skipped}},
		"for the end, however":             {[]gitlab.CIJob{build, ciJob("report", "2", when(gitlab.Always))}, "failed", outcome{"": running, "build": failed, "report": pending}},
		"somebody to play it":              {[]gitlab.CIJob{build, ciJob("ask", "2", when(gitlab.ManualStep))}, "success", outcome{"": success, "build": success, "ask": manual}},
		"somebody, and all else for it":    {[]gitlab.CIJob{build, ciJob("ask", "2", when(gitlab.ManualStep), notOptional), ciJob("last", "3")}, "success", outcome{"": manual, "build": success, "ask": manual, "last": created}},
		"nothing":                          {[]gitlab.CIJob{build, ciJob("lint", "2", needing())}, "", outcome{"": pending, "build": pending, "lint": pending}},
		"only what it needs":               {[]gitlab.CIJob{build, ciJob("slow", "1"), ciJob("test", "2", needing("build"))}, "success", outcome{"": running, "build": success, "slow": pending, "test": pending}},
		"a need that waits":                {[]gitlab.CIJob{build, ciJob("test", "2", needing("build")), ciJob("last", "2", needing("test"))}, "success", outcome{"": running, "build": success, "test": pending, "last": created}},
		"a need that fails":                {[]gitlab.CIJob{build, ciJob("test", "2", needing("build"))}, "failed", outcome{"": failed, "build": failed, "test": skipped}},
		"a need that nobody has played":    {[]gitlab.CIJob{build, ciJob("ask", "1", when(gitlab.ManualStep)), ciJob("test", "2", needing("ask"))}, "success", outcome{"": success, "build": success, "ask": manual, "test": skipped}},
		"a need of its own stage, later":   {[]gitlab.CIJob{ciJob("test", "1", needing("build")), build}, "success", outcome{"": pending, "build": success, "test": pending}},
		"an optional need that is not one": {[]gitlab.CIJob{build, ciJob("test", "2", func(j *gitlab.CIJob) { j.Needs = []gitlab.CINeed{{Job: "gone", Optional: true}} })}, "", outcome{"": pending, "build": pending, "test": pending}},
	} {
		t.Run(name, func(t *testing.T) {
			l := run(t, gitlab.Options{}, tt.jobs...)
			if tt.ended != "" {
				l.end("build", tt.ended)
			}
			got := l.statuses()
			for name, status := range got { // what else the runner has taken waits no less
				if status == running && name != "" {
					got[name] = pending
				}
			}
			if got[""] == running && tt.want[""] == pending {
				got[""] = pending
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestADeploymentFollowsItsJob(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("deploy", "2", deploysTo("production")))
	assert.Empty(t, l.deployment("deploy"), "before its turn")
	assert.NotNil(t, l.State().EnvironmentByName(l.project, "production"), "made with the pipeline")
	l.end("build", "success")
	assert.Equal(t, "created", l.deployment("deploy"))
	l.end("deploy", "success")
	assert.Equal(t, "success", l.deployment("deploy"))
	assert.Equal(t, success, l.State().Pipeline(l.pipeline).Status)

	require.NoError(t, l.retry(l.actor, "deploy"))
	assert.Equal(t, "created", l.deployment("deploy"), "of the new job")
	l.end("deploy", "failed")
	assert.Equal(t, "failed", l.deployment("deploy"))
	require.NoError(t, l.retry(l.actor, "deploy"))
	require.NoError(t, l.cancel("deploy"))
	assert.Equal(t, "canceled", l.deployment("deploy"))
	assert.Len(t, l.list(l.State(), l.actor, gitlab.DeploymentFilter{}), 3)
}

func TestADeploymentThatIsSkippedRunsWhenItsJobDoes(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("deploy", "2", deploysTo("production")), ciJob("last", "3"))
	l.end("build", "failed")
	assert.Equal(t, "skipped", l.deployment("deploy"))
	assertOutcome(t, forbidden("Job is not retryable"), l.retry(l.actor, "deploy"))
	l.advance(time.Minute)
	require.NoError(t, l.retry(l.actor, "build"))
	assert.Equal(t, "created", l.deployment("deploy"))
	assert.Equal(t, dawn.Add(time.Minute), l.list(l.State(), l.actor, gitlab.DeploymentFilter{})[0].UpdatedAt)
	assert.Equal(t, outcome{"": pending, "build": pending, "deploy": created, "last": created}, l.statuses())
	l.end("build", "success")
	l.end("deploy", "success")
	assert.Equal(t, "success", l.deployment("deploy"))
	assert.Len(t, l.list(l.State(), l.actor, gitlab.DeploymentFilter{}), 1)
}

func TestWhoMayPlay(t *testing.T) {
	for name, tt := range map[string]struct {
		level  gitlab.AccessLevel
		open   bool // developers may push to main
		access gitlab.AccessLevel
		want   error
	}{
		"a reporter":                            {gitlab.Reporter, true, gitlab.Developer, plainForbidden},
		"one of the deployers who may not push": {gitlab.Developer, false, gitlab.Developer, nil},
		"a reporter among the deployers":        {gitlab.Reporter, false, gitlab.Reporter, nil},
		"a guest among the deployers":           {gitlab.Guest, true, gitlab.Guest, plainForbidden},
		"a developer":                           {gitlab.Developer, true, gitlab.Developer, nil},
		"a developer where maintainers deploy":  {gitlab.Developer, true, gitlab.Maintainer, plainForbidden},
		"a maintainer":                          {gitlab.Maintainer, false, gitlab.Maintainer, nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production"), when(gitlab.ManualStep)))
			l.edit(func(p *gitlab.Project) { p.DefaultBranchOpen = tt.open })
			l.protect("production", roles(tt.access))
			assertOutcome(t, tt.want, l.play(l.member("player", tt.level), "deploy"))
		})
	}
}

func TestAJobThatWaitsForApprovals(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("deploy", "2", deploysTo("production")))
	l.protect("production", roles(gitlab.Maintainer), gitlab.ApprovalRule{AccessRule: role(gitlab.Maintainer), Required: 1})
	l.end("build", "success")
	assert.Equal(t, outcome{"": manual, "build": success, "deploy": manual}, l.statuses())
	assert.Equal(t, "blocked", l.deployment("deploy"))
	unplayable := &gitlab.Error{Kind: gitlab.BadRequest, Message: "Unplayable Job"}
	assertOutcome(t, unplayable, l.play(l.actor, "deploy"))

	approver := l.member("approver", gitlab.Maintainer)
	vote := func(v gitlab.Vote) {
		l.write(func(tx *gitlab.Tx) {
			_, err := tx.ApproveDeployment(approver, shop, 1, gitlab.NewVote{Vote: v})
			require.NoError(t, err)
		})
	}
	vote(gitlab.Approved)
	assert.Equal(t, "blocked", l.deployment("deploy"), "approving starts nothing")
	vote2 := l.play(l.actor, "deploy")
	require.NoError(t, vote2)
	assert.Equal(t, pending, l.job("deploy").Status)
	assert.Equal(t, "blocked", l.deployment("deploy"), "until a runner has it")
	l.end("deploy", "success")
	assert.Equal(t, "success", l.deployment("deploy"))
}

func TestAJobWhoseDeploymentIsRejected(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("deploy", "2", deploysTo("production")), ciJob("last", "3"))
	l.protect("production", roles(gitlab.Maintainer), gitlab.ApprovalRule{AccessRule: role(gitlab.Maintainer), Required: 1})
	l.end("build", "success")
	l.write(func(tx *gitlab.Tx) {
		_, err := tx.ApproveDeployment(l.actor, shop, 1, gitlab.NewVote{Vote: gitlab.Rejected})
		require.NoError(t, err)
	})
	assert.Equal(t, outcome{"": failed, "build": success, "deploy": failed, "last": skipped}, l.statuses())
	assert.Equal(t, "failed", l.deployment("deploy"))
	assert.Equal(t, "deployment_rejected", l.job("deploy").Seldom().FailureReason)
	assertOutcome(t, forbidden("Job is not retryable"), l.retry(l.actor, "deploy"))
}

func TestAJobWhoseUserMayNotDeploy(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("deploy", "2", deploysTo("production")))
	l.protect("production", roles(gitlab.AdminAccess))
	l.end("build", "success")
	assert.Equal(t, "protected_environment_failure", l.job("deploy").Seldom().FailureReason)
	assert.Equal(t, "failed", l.deployment("deploy"))
}

func TestAJobForAnEnvironmentThatCannotBe(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("no colons: here")))
	assert.Equal(t, "environment_creation_failure", l.job("deploy").Seldom().FailureReason)
	assert.Empty(t, l.deployment("deploy"))
}

func TestOlderDeploymentsDoNotOvertakeNewerOnes(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production"), when(gitlab.ManualStep)))
	older := l.job("deploy")
	l.deploy(l.actor, "production", 2, gitlab.Success)
	assertOutcome(t, plainForbidden, l.play(l.actor, "deploy"))
	assert.Equal(t, manual, l.State().Job(older.ID).Status)

	l.start()
	require.NoError(t, l.play(l.actor, "deploy"), "a newer one may")
	l.deploy(l.actor, "production", 3, gitlab.Success)
	l.write(func(tx *gitlab.Tx) {
		r, err := tx.CreateRunner(l.actor, gitlab.NewRunner{Type: "project_type", ProjectID: l.project})
		require.NoError(t, err)
		taken, err := tx.RequestJob(r.Token)
		require.NoError(t, err)
		assert.Equal(t, l.job("deploy").ID, taken.ID, "nobody looks again once it is pending")
	})
}

func TestNobodyCommandsAJobThatWasOvertaken(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production")))
	older := l.list(l.State(), l.actor, gitlab.DeploymentFilter{})[0]
	created := func() error {
		_, err := l.update(l.actor, older.ID, gitlab.Success)
		return err
	}
	assertOutcome(t, forbidden("Deployments created using GitLab CI can not be updated using the API"), created())
	l.deploy(l.actor, "production", 3, gitlab.Success)
	assertOutcome(t, plainForbidden, l.cancel("deploy"))
	assertOutcome(t, plainForbidden, created())
}

// TestWhoDeploysNeedNotPush is about environments that only those who are named deploy to.
func TestWhoDeploysNeedNotPush(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production")))
	developer, reporter, outsider := l.member("developer", gitlab.Developer), l.member("reporter", gitlab.Reporter), l.member("other", gitlab.Developer)
	cancel := func(a gitlab.Actor) error {
		return l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) { return tx.CancelJob(a, shop, l.job("deploy").ID, false) })
	}
	update := func(a gitlab.Actor) error {
		_, err := l.update(a, l.list(l.State(), l.actor, gitlab.DeploymentFilter{})[0].ID, gitlab.Success)
		return err
	}
	assertOutcome(t, plainForbidden, cancel(developer))
	l.protect("production", []gitlab.AccessRule{{UserID: developer.User.ID}, {UserID: reporter.User.ID}})
	l.edit(func(p *gitlab.Project) { p.DefaultBranchOpen = true })
	assertOutcome(t, plainForbidden, cancel(outsider))
	assertOutcome(t, plainForbidden, cancel(l.actor)) // an owner, whom the protection does not name
	l.edit(func(p *gitlab.Project) { p.DefaultBranchOpen = false })
	assertOutcome(t, plainForbidden, cancel(reporter)) // GitLab asks for a developer first
	assertOutcome(t, forbidden("Deployments created using GitLab CI can not be updated using the API"), update(developer))
	assertOutcome(t, plainForbidden, update(reporter))
	require.NoError(t, cancel(developer))
	require.NoError(t, l.retry(reporter, "deploy"))
	assert.Equal(t, reporter.User.ID, l.job("deploy").UserID)
}

func TestWorkThatIsPutOff(t *testing.T) {
	l := run(t, gitlab.Options{Async: time.Second, Runner: new(time.Minute)}, ciJob("build", "1"), ciJob("deploy", "2", deploysTo("production")))
	assert.Equal(t, outcome{"": created, "build": created, "deploy": created}, l.statuses())
	l.advance(time.Second)
	assert.Equal(t, outcome{"": pending, "build": pending, "deploy": created}, l.statuses())
	l.advance(time.Minute)
	assert.Equal(t, running, l.job("build").Status)
	l.advance(time.Hour)
	assert.Equal(t, outcome{"": success, "build": success, "deploy": success}, l.statuses())
	deploy := l.job("deploy")
	assert.Equal(t, dawn.Add(4*time.Minute+2*time.Second), deploy.FinishedAt, "each piece of work at its own time, not when somebody asks")
	assert.InDelta(t, 60, deploy.Duration, 0)
	assert.InDelta(t, 60, deploy.QueuedDuration, 0)
	assert.Equal(t, deploy.FinishedAt, l.row(1).FinishedAt)
}

func TestTheOwnRunnerReadsScripts(t *testing.T) {
	script := func(lines ...string) func(*gitlab.CIJob) { return func(j *gitlab.CIJob) { j.Script = lines } }
	l := run(t, gitlab.Options{Runner: new(time.Duration(0))}, ciJob("fine", "1", script("echo exit 1", "exit 0", "false")), ciJob("wrong", "1", script("make", " exit 3")))
	assert.Equal(t, outcome{"": failed, "fine": success, "wrong": failed}, l.statuses())
	assert.Equal(t, "script_failure", l.job("wrong").Seldom().FailureReason)
	assert.Equal(t, "understudy", l.State().Runner(l.job("fine").RunnerID).Description)
}

func TestAnEnvironmentIsStoppedByItsJob(t *testing.T) {
	deploy := ciJob("deploy", "1", deploysTo("review"))
	deploy.Environment.OnStop = "stop"
	stop := ciJob("stop", "1", deploysTo("review"), when(gitlab.ManualStep))
	stop.Environment = &gitlab.CIEnvironment{Name: "review", Action: "stop"}
	l := run(t, gitlab.Options{}, deploy, stop)
	l.end("deploy", "success")
	assert.Empty(t, l.deployment("stop"))
	state := func() gitlab.EnvironmentState { return l.environment("review").State }
	ask := func(force bool) {
		l.write(func(tx *gitlab.Tx) {
			_, err := tx.StopEnvironment(l.actor, shop, l.environment("review").ID, force)
			require.NoError(t, err)
		})
	}
	ask(false)
	assert.Equal(t, gitlab.Stopping, state())
	assert.Equal(t, pending, l.job("stop").Status)
	l.end("stop", "success")
	assert.Equal(t, gitlab.Stopped, state())

	require.NoError(t, l.retry(l.actor, "deploy"))
	l.end("deploy", "success")
	assert.Equal(t, gitlab.Available, state(), "a deployment starts it again")
	ask(true)
	assert.Equal(t, gitlab.Stopped, state())
	assert.Equal(t, success, l.job("stop").Status, "force does without the job")
}

func TestCancelingAPipelineEndsWhatNobodyHasPlayed(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("ask", "1", when(gitlab.ManualStep), deploysTo("production")), ciJob("deploy", "2"))
	assert.Equal(t, "blocked", l.deployment("ask"))
	cancel := func() {
		l.write(func(tx *gitlab.Tx) {
			_, err := tx.CancelPipeline(l.actor, shop, l.pipeline)
			require.NoError(t, err)
		})
	}
	cancel()
	canceledAll := outcome{"": canceled, "build": canceled, "ask": canceled, "deploy": canceled}
	assert.Equal(t, canceledAll, l.statuses())
	assert.Equal(t, "canceled", l.deployment("ask"))
	cancel()
	assert.Equal(t, canceledAll, l.statuses(), "there is nothing left to cancel")
}

func TestWhatACanceledJobKeepsFromRunning(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("test", "2"), ciJob("report", "3", when(gitlab.Always)))
	require.NoError(t, l.cancel("build"))
	assert.Equal(t, outcome{"": canceled, "build": canceled, "test": skipped, "report": skipped}, l.statuses())

	l = run(t, gitlab.Options{}, ciJob("build", "1", allowedToFail), ciJob("test", "2"))
	require.NoError(t, l.cancel("build"))
	assert.Equal(t, outcome{"": pending, "build": canceled, "test": pending}, l.statuses(), "nothing, if it was allowed to fail")
}

func TestAnEnvironmentTakesTheTierOfWhatSucceedsInIt(t *testing.T) {
	deploy := ciJob("deploy", "1", deploysTo("anywhere"))
	deploy.Environment.Tier = "production"
	l := run(t, gitlab.Options{}, ciJob("build", "1"))
	require.Equal(t, "other", l.environment("anywhere").Tier)
	l.ci.Jobs = []gitlab.CIJob{deploy}
	l.start()
	assert.Equal(t, "other", l.environment("anywhere").Tier, "one that was there before")
	l.end("deploy", "success")
	assert.Equal(t, "production", l.environment("anywhere").Tier)
}
