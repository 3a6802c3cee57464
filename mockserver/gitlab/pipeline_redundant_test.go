package gitlab_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// commit moves main on, without a pipeline of its own.
func (l *line) commit() {
	l.t.Helper()
	l.advance(time.Second)
	l.write(func(tx *gitlab.Tx) {
		_, err := tx.CreateCommit(l.actor, shop, gitlab.NewCommit{Branch: "main", Message: "on [skip ci]", Actions: []gitlab.FileAction{create(l.now.String(), "x")}})
		require.NoError(l.t, err)
	})
}

func intoNowhere(j *gitlab.CIJob) { j.Trigger = &gitlab.CITrigger{Project: "acme/nowhere"} }

func interruptible(j *gitlab.CIJob) { j.Interruptible = true }

func TestANewerPipelineCancelsOlderOnes(t *testing.T) {
	jobs := []gitlab.CIJob{ciJob("build", "1"), ciJob("ask", "2", when(gitlab.ManualStep), deploysTo("production"), notOptional)}
	for name, tt := range map[string]struct {
		jobs   []gitlab.CIJob
		before func(*line) // the newer pipeline
		want   gitlab.JobStatus
	}{
		"nothing has started":             {jobs: jobs, want: canceled},
		"the same commit":                 {jobs, func(*line) {}, pending},
		"a week has gone by":              {jobs, func(l *line) { l.commit(); l.advance(8 * 24 * time.Hour) }, pending},
		"a job runs":                      {jobs, func(l *line) { l.end("build", "running"); l.commit() }, running},
		"a job that may be interrupted":   {[]gitlab.CIJob{ciJob("build", "1", interruptible)}, func(l *line) { l.end("build", "running"); l.commit() }, canceled},
		"a trigger job has failed before": {[]gitlab.CIJob{ciJob("go", ".pre", intoNowhere, allowedToFail), jobs[0]}, nil, canceled},
		"the project wants it otherwise": {jobs, func(l *line) {
			l.commit()
			l.edit(func(p *gitlab.Project) { p.AutoCancelOff = true })
		}, pending},
	} {
		t.Run(name, func(t *testing.T) {
			l := run(t, gitlab.Options{}, tt.jobs...)
			build := l.job("build").ID
			if tt.before == nil {
				tt.before = (*line).commit
			}
			tt.before(&l)
			l.start()
			assert.Equal(t, tt.want, l.State().Job(build).Status)
			assert.NotEqual(t, canceled, l.job("build").Status, "of the newer one")
		})
	}
}

func TestADeploymentThatWaitsIsCanceledByTheNextPush(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production")))
	l.protect("production", roles(gitlab.Maintainer), gitlab.ApprovalRule{AccessRule: role(gitlab.Maintainer), Required: 1})
	l.commit()
	l.start()
	waiting := l.job("deploy")
	assert.Equal(t, "blocked", l.deployment("deploy"))
	l.commit()
	l.start()
	assert.Equal(t, canceled, l.State().Job(waiting.ID).Status)
	assert.Equal(t, "blocked", l.deployment("deploy"))
}

func TestWhatAPipelineSaysOfNewCommits(t *testing.T) {
	for how, want := range map[string]map[string]gitlab.JobStatus{
		gitlab.AutoCancelNone:          {"build": running, "soft": pending, "": running},
		gitlab.AutoCancelInterruptible: {"build": running, "soft": canceled, "": running},
		gitlab.AutoCancelConservative:  {"build": running, "soft": pending, "": running},
	} {
		l := run(t, gitlab.Options{}, ciJob("build", "1"), ciJob("soft", "1", interruptible))
		l.ci.OnNewCommit = how
		l.commit()
		l.start()
		l.end("build", "running")
		first := l.pipeline
		l.commit()
		l.start()
		l.pipeline = first
		assert.Equal(t, want, l.statuses(), how)
	}
}

func TestAProjectThatForbidsRollbacks(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production")))
	l.end("deploy", "success")
	l.deploy(l.actor, "production", 2, gitlab.Success)
	l.edit(func(p *gitlab.Project) { p.RollbackForbidden = true })
	assertOutcome(t, plainForbidden, l.retry(l.actor, "deploy"))
	l.edit(func(p *gitlab.Project) { p.ForwardingOff = true })
	require.NoError(t, l.retry(l.actor, "deploy"), "nothing is ever outdated")
}

func TestAJobIsPlayedWithVariables(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("production"), when(gitlab.ManualStep)))
	reporter := l.member("reporter", gitlab.Reporter)
	l.protect("production", []gitlab.AccessRule{{UserID: reporter.User.ID}, role(gitlab.Maintainer)})
	play := func(a gitlab.Actor) error {
		return l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) {
			return tx.PlayJob(a, shop, l.job("deploy").ID, map[string]string{"VERSION": "2"})
		})
	}
	assertOutcome(t, plainForbidden, play(reporter))
	require.NoError(t, play(l.actor))
	assert.Equal(t, "2", l.State().JobVariables(l.job("deploy"))["VERSION"])
	l.end("deploy", "failed")
	old := l.job("deploy")
	require.NoError(t, l.retry(l.actor, "deploy"))
	assert.NotEqual(t, old.ID, l.job("deploy").ID)
	assert.Equal(t, "2", l.State().JobVariables(l.job("deploy"))["VERSION"])
}
