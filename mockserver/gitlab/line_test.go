package gitlab_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// line is a world with a pipeline that a maintainer has started.
type line struct {
	*world
	actor    gitlab.Actor
	pipeline int64
}

// run starts a pipeline of these jobs, whose stages are named by their numbers.
func run(t testing.TB, o gitlab.Options, jobs ...gitlab.CIJob) line {
	t.Helper()
	if o.Edition == "" {
		o.Edition, o.Tier = gitlab.EnterpriseEdition, gitlab.Premium
	}
	w := newWorldWith(t, o)
	l := line{world: w, actor: w.member("maintainer", gitlab.Maintainer)}
	w.ci = gitlab.CIConfig{Stages: []string{".pre", "1", "2", "3", ".post"}, Jobs: jobs}
	w.write(func(tx *gitlab.Tx) {
		_, err := tx.CreateCommit(l.actor, shop, gitlab.NewCommit{Branch: "main", Message: "CI [skip ci]", Actions: []gitlab.FileAction{create(".gitlab-ci.yml", "x")}})
		require.NoError(t, err)
	})
	l.start()
	return l
}

func (l *line) start() {
	l.t.Helper()
	l.write(func(tx *gitlab.Tx) {
		pl, err := tx.CreatePipeline(l.actor, shop, gitlab.NewPipeline{Ref: "main"})
		require.NoError(l.t, err)
		l.pipeline = pl.ID
	})
}

// job is the newest job of that name.
func (l *line) job(name string) *gitlab.Job {
	l.t.Helper()
	for _, bridges := range []bool{false, true} {
		jobs, err := l.State().FindJobs(l.actor, shop, gitlab.JobFilter{PipelineID: l.pipeline, Bridges: bridges})
		require.NoError(l.t, err)
		for _, j := range jobs {
			if j.Name == name {
				return j
			}
		}
	}
	l.t.Fatalf("no job %s", name)
	return nil
}

// statuses are those of the jobs, and of the pipeline under "".
func (l *line) statuses() map[string]gitlab.JobStatus {
	l.t.Helper()
	found := map[string]gitlab.JobStatus{"": l.State().Pipeline(l.pipeline).Status}
	for _, j := range l.ci.Jobs {
		found[j.Name] = l.job(j.Name).Status
	}
	return found
}

// deployment is the status of a job's deployment, empty if it has none.
func (l *line) deployment(job string) string {
	l.t.Helper()
	id := l.job(job).ID
	for _, d := range l.list(l.State(), l.actor, gitlab.DeploymentFilter{}) {
		if d.JobID == id {
			return d.Status.String()
		}
	}
	return ""
}

// end ends a pending job as a runner would.
func (l *line) end(job, state string) {
	l.t.Helper()
	l.write(func(tx *gitlab.Tx) {
		r, err := tx.CreateRunner(l.actor, gitlab.NewRunner{Type: "project_type", ProjectID: l.project})
		require.NoError(l.t, err)
		for {
			taken, err := tx.RequestJob(r.Token)
			require.NoError(l.t, err)
			require.NotNil(l.t, taken, "nothing to run before %s", job)
			if taken.Name == job {
				_, err = tx.ReportJob(taken.ID, taken.Seldom().Token, gitlab.JobReport{State: state, FailureReason: "script_failure"})
				require.NoError(l.t, err)
				return
			}
		}
	})
}

func (l *line) do(verb func(*gitlab.Tx) (*gitlab.Job, error)) error {
	_, err := l.Write(func(tx *gitlab.Tx) error {
		_, err := verb(tx)
		return err
	})
	return err
}

func (l *line) play(a gitlab.Actor, job string) error {
	return l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) { return tx.PlayJob(a, shop, l.job(job).ID, nil) })
}

func (l *line) retry(a gitlab.Actor, job string) error {
	return l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) { return tx.RetryJob(a, shop, l.job(job).ID) })
}

func (l *line) cancel(job string) error {
	return l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) { return tx.CancelJob(l.actor, shop, l.job(job).ID, false) })
}

func ciJob(name, stage string, change ...func(*gitlab.CIJob)) gitlab.CIJob {
	j := gitlab.CIJob{Name: name, Stage: stage, Script: []string{"true"}, When: gitlab.OnSuccess}
	for _, c := range change {
		c(&j)
	}
	return j
}

func when(w gitlab.When) func(*gitlab.CIJob) {
	return func(j *gitlab.CIJob) { j.When, j.AllowFailure = w, w == gitlab.ManualStep }
}

func allowedToFail(j *gitlab.CIJob) { j.AllowFailure = true }

func notOptional(j *gitlab.CIJob) { j.AllowFailure = false }

func needing(jobs ...string) func(*gitlab.CIJob) {
	return func(j *gitlab.CIJob) {
		j.Needs = []gitlab.CINeed{}
		for _, name := range jobs {
			j.Needs = append(j.Needs, gitlab.CINeed{Job: name})
		}
	}
}

func deploysTo(environment string) func(*gitlab.CIJob) {
	return func(j *gitlab.CIJob) { j.Environment = &gitlab.CIEnvironment{Name: environment, Action: "start"} }
}

type outcome = map[string]gitlab.JobStatus

const (
	created  = gitlab.JobCreated
	pending  = gitlab.JobPending
	running  = gitlab.JobRunning
	success  = gitlab.JobSuccess
	failed   = gitlab.JobFailed
	canceled = gitlab.JobCanceled
	skipped  = gitlab.JobSkipped
	manual   = gitlab.JobManual
)
