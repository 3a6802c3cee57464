package gitlab_test

import (
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// walker does one thing after another to a shop and to a project that its pipelines trigger, without knowing whether it may.
type walker struct {
	*line
	chance  *rand.Rand
	runner  string
	other   int64 // 0: removed
	running []*gitlab.Job
}

func newWalker(t testing.TB, seed uint64, o gitlab.Options) *walker {
	t.Helper()
	bridge := func(name, stage string, trigger gitlab.CITrigger) gitlab.CIJob {
		return ciJob(name, stage, func(j *gitlab.CIJob) { j.Trigger = &trigger }, deploysTo("production"))
	}
	stop := ciJob("stop", "3", when(gitlab.ManualStep), func(j *gitlab.CIJob) { j.Environment = &gitlab.CIEnvironment{Name: "review", Action: "stop"} })
	review := ciJob("review", "2", deploysTo("review"))
	review.Environment.OnStop = "stop"
	l := run(t, o,
		ciJob("build", "1"), ciJob("ask", "1", when(gitlab.ManualStep)), ciJob("flaky", "1", allowedToFail),
		ciJob("after", "2", needing("ask")), review, ciJob("insist", "2", when(gitlab.ManualStep), notOptional, deploysTo("staging")),
		ciJob("deploy", "3", deploysTo("production"), needing("build")), ciJob("last", "3", needing("deploy")),
		ciJob("clean", "3", when(gitlab.OnFailure)), stop, ciJob("report", ".post", when(gitlab.Always)),
		bridge("child", "2", gitlab.CITrigger{Include: ".gitlab-ci.yml", Depend: true}),
		bridge("other", "3", gitlab.CITrigger{Project: "acme/other", Depend: true}),
	)
	l.protect("production", roles(gitlab.Developer), gitlab.ApprovalRule{AccessRule: role(gitlab.Maintainer), Required: 1})
	w := &walker{line: &l, chance: rand.New(rand.NewPCG(seed, 0))}
	l.write(func(tx *gitlab.Tx) {
		r, err := tx.CreateRunner(l.actor, gitlab.NewRunner{Type: "project_type", ProjectID: l.project})
		require.NoError(t, err)
		w.runner = r.Token
	})
	w.open()
	return w
}

// open makes the project that pipelines trigger.
func (w *walker) open() {
	w.write(func(tx *gitlab.Tx) {
		w.other = tx.PutProject(gitlab.Project{
			Path: "acme/other", Visibility: gitlab.Private, DefaultBranch: "main", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{w.actor.User.ID: gitlab.Owner}),
		}).ID
		_, err := tx.CreateCommit(w.actor, "acme/other", gitlab.NewCommit{Branch: "main", Message: "CI [skip ci]", Actions: []gitlab.FileAction{create(".gitlab-ci.yml", "x")}})
		require.NoError(w.t, err)
	})
}

// try does what may be refused.
func (w *walker) try(verb func(tx *gitlab.Tx) error) { _, _ = w.Write(verb) }

func pick[T any](chance *rand.Rand, all []T) (picked T) {
	if len(all) > 0 {
		picked = all[chance.IntN(len(all))]
	}
	return picked
}

func (w *walker) jobs() []*gitlab.Job {
	var all []*gitlab.Job
	for p := range w.State().Projects() {
		for _, bridges := range []bool{false, true} {
			found, err := w.State().FindJobs(w.actor, p.Path, gitlab.JobFilter{Bridges: bridges})
			require.NoError(w.t, err)
			all = append(all, found...)
		}
	}
	return all
}

func (w *walker) pipelines() []*gitlab.Pipeline {
	var all []*gitlab.Pipeline
	for p := range w.State().Projects() {
		for _, source := range []string{"", "parent_pipeline"} {
			found, err := w.State().FindPipelines(w.actor, p.Path, gitlab.PipelineFilter{Source: source})
			require.NoError(w.t, err)
			all = append(all, found...)
		}
	}
	return all
}

// step is one verb; it returns its name.
func (w *walker) step() string {
	j, pl := pick(w.chance, w.jobs()), pick(w.chance, w.pipelines())
	home := func(project int64) string { return w.State().ProjectByID(project).Path }
	switch w.chance.IntN(16) {
	case 0:
		w.try(func(tx *gitlab.Tx) error {
			_, err := tx.CreateCommit(w.actor, shop, gitlab.NewCommit{Branch: "main", Message: "x", Actions: []gitlab.FileAction{create(fmt.Sprint(w.chance.Int()), "x")}})
			return err
		})
		return "push"
	case 1:
		w.try(func(tx *gitlab.Tx) error {
			_, err := tx.CreatePipeline(w.actor, shop, gitlab.NewPipeline{Ref: "main"})
			return err
		})
		return "create"
	case 2, 3:
		w.try(func(tx *gitlab.Tx) error { _, err := tx.PlayJob(w.actor, home(j.ProjectID), j.ID, nil); return err })
		return "play " + j.Name
	case 4:
		w.try(func(tx *gitlab.Tx) error { _, err := tx.CancelJob(w.actor, home(j.ProjectID), j.ID, false); return err })
		return "cancel " + j.Name
	case 5, 6:
		w.try(func(tx *gitlab.Tx) error { _, err := tx.RetryJob(w.actor, home(j.ProjectID), j.ID); return err })
		return "retry " + j.Name
	case 7:
		w.try(func(tx *gitlab.Tx) error { _, err := tx.CancelPipeline(w.actor, home(pl.ProjectID), pl.ID); return err })
		return fmt.Sprint("cancel pipeline ", pl.ID)
	case 8:
		w.try(func(tx *gitlab.Tx) error { _, err := tx.RetryPipeline(w.actor, home(pl.ProjectID), pl.ID); return err })
		return fmt.Sprint("retry pipeline ", pl.ID)
	case 9, 10:
		before := w.State()
		w.try(func(tx *gitlab.Tx) error {
			taken, err := tx.RequestJob(w.runner)
			if taken != nil {
				require.Equal(w.t, pending, before.Job(taken.ID).Status, "a runner gets what waits")
				w.running = append(w.running, taken)
			}
			return err
		})
		return "request"
	case 11, 12:
		if taken := pick(w.chance, w.running); taken != nil {
			state := pick(w.chance, []string{"success", "success", "failed", "running"})
			w.try(func(tx *gitlab.Tx) error {
				_, err := tx.ReportJob(taken.ID, taken.Seldom().Token, gitlab.JobReport{State: state})
				return err
			})
			return state + " " + taken.Name
		}
		return "nothing to report"
	case 13:
		d := pick(w.chance, w.list(w.State(), w.actor, gitlab.DeploymentFilter{}))
		if d == nil {
			return "nothing to approve"
		}
		vote := pick(w.chance, []gitlab.Vote{gitlab.Approved, gitlab.Approved, gitlab.Rejected})
		w.try(func(tx *gitlab.Tx) error {
			_, err := tx.ApproveDeployment(gitlab.Actor{User: &gitlab.User{ID: 99, Admin: true}}, shop, d.ID, gitlab.NewVote{Vote: vote})
			return err
		})
		return string(vote)
	case 14:
		return w.stepAside()
	}
	w.advance(time.Duration(w.chance.IntN(4)) * time.Second)
	w.State()
	return "wait"
}

// stepAside is a verb that takes something away.
func (w *walker) stepAside() string {
	e := pick(w.chance, w.State().Environments(w.project))
	switch w.chance.IntN(5) {
	case 0:
		if w.other == 0 {
			w.open()
			return "other project again"
		}
		path := w.State().ProjectByID(w.other).Path
		marked := !w.State().ProjectByID(w.other).DeletionMark.IsZero()
		w.try(func(tx *gitlab.Tx) error {
			return tx.DeleteProject(w.actor, path, gitlab.ProjectDeletion{Permanently: marked, FullPath: path})
		})
		if marked {
			w.other = 0
		}
		return "delete project"
	case 1:
		w.try(func(tx *gitlab.Tx) error { return tx.DestroyEnvironment(w.actor, shop, e.ID, nil) })
		return "delete environment"
	case 2:
		if d := pick(w.chance, w.list(w.State(), w.actor, gitlab.DeploymentFilter{})); d != nil {
			w.try(func(tx *gitlab.Tx) error { return tx.DestroyDeployment(w.actor, shop, d.ID, nil) })
		}
		return "delete deployment"
	}
	w.try(func(tx *gitlab.Tx) error {
		_, err := tx.StopEnvironment(w.actor, shop, e.ID, w.chance.IntN(2) == 0)
		return err
	})
	return "stop environment"
}

// check asserts what always holds.
func (w *walker) check() {
	s := w.State()
	current := map[string]bool{}
	for _, j := range w.jobs() {
		key := fmt.Sprint(j.PipelineID, j.Name)
		require.False(w.t, !j.Retried && current[key], "two jobs %s in pipeline %d", j.Name, j.PipelineID)
		current[key] = current[key] || !j.Retried
		if j.Retried {
			require.Contains(w.t, []gitlab.JobStatus{success, failed, canceled}, j.Status, "%s has been replaced", j.Name)
		}
	}
	for _, d := range w.list(s, w.actor, gitlab.DeploymentFilter{}) {
		j := s.Job(d.JobID)
		require.NotNil(w.t, j)
		require.NotNil(w.t, s.Environment(d.EnvironmentID))
		switch j.Status {
		case success, failed, canceled:
			require.Equal(w.t, string(j.Status), d.Status.String(), "deployment %d of %s", d.ID, j.Name)
		case running:
			require.True(w.t, j.Bridge || d.Status == gitlab.Running || d.Status == gitlab.Skipped, "deployment %d of %s: %s", d.ID, j.Name, d.Status)
		case manual:
			require.Contains(w.t, []gitlab.Status{gitlab.Blocked, gitlab.Skipped}, d.Status)
		default:
			require.True(w.t, j.Bridge || d.Status == gitlab.Created || d.Status == gitlab.Blocked || d.Status == gitlab.Skipped, "deployment %d of %s: %s", d.ID, j.Name, d.Status)
		}
	}
}

// checkSettled asserts what holds when nothing is left to be done in the background.
func (w *walker) checkSettled() {
	s := w.State()
	for _, pl := range w.pipelines() {
		var active, failing, waiting int
		jobs := w.of(pl)
		for _, j := range jobs {
			switch {
			case j.Status == running || j.Status == pending:
				active++
			case j.Status == created || j.Status == manual && !j.AllowFailure:
				waiting++
			case j.Status == failed && !j.AllowFailure:
				failing++
			}
			if up := s.Pipeline(j.Seldom().Downstream); up != nil && j.Config.Trigger.Depend && !j.Retried {
				assert.True(w.t, up.Status == manual || complete(up.Status) == complete(j.Status) || j.Status == canceled, "%s %s, its pipeline %s", j.Name, j.Status, up.Status)
			}
		}
		switch {
		case len(jobs) == 0:
		case active > 0:
			assert.Contains(w.t, []gitlab.JobStatus{running, pending}, pl.Status)
		case waiting > 0:
			assert.Equal(w.t, manual, pl.Status, "nothing else can keep a job from starting")
		case failing > 0:
			assert.Equal(w.t, failed, pl.Status)
		default:
			assert.Contains(w.t, []gitlab.JobStatus{success, canceled, skipped}, pl.Status)
		}
	}
}

func complete(s gitlab.JobStatus) bool {
	return s == success || s == failed || s == canceled || s == skipped
}

// of are the jobs of a pipeline that no other has replaced.
func (w *walker) of(pl *gitlab.Pipeline) []*gitlab.Job {
	var found []*gitlab.Job
	for _, j := range w.jobs() {
		if j.PipelineID == pl.ID && !j.Retried {
			found = append(found, j)
		}
	}
	return found
}

func walk(t testing.TB, seed uint64, steps int, o gitlab.Options) {
	t.Helper()
	w := newWalker(t, seed, o)
	var trail []string
	defer func() {
		if why := recover(); why != nil || t.Failed() {
			t.Errorf("seed %d: %q %v %s", seed, trail, why, debug.Stack())
		}
	}()
	for range steps {
		trail = append(trail, w.step())
		w.check()
		if o.Async == 0 && o.Runner == nil {
			w.checkSettled()
		}
		if t.Failed() {
			return
		}
	}
	w.advance(24 * time.Hour)
	w.check()
	w.checkSettled()
}

func TestRandomWalksThroughPipelines(t *testing.T) {
	for name, o := range map[string]gitlab.Options{
		"at once": {}, "later": {Async: time.Second}, "with a runner": {Runner: new(time.Duration(0))},
		"with a slow runner, later": {Async: 2 * time.Second, Runner: new(3 * time.Second)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(6) {
				walk(t, seed, 100, o)
			}
		})
	}
}

func FuzzPipelines(f *testing.F) {
	f.Add(uint64(1), true)
	f.Fuzz(func(t *testing.T, seed uint64, later bool) {
		var o gitlab.Options
		if later {
			o = gitlab.Options{Async: time.Second, Runner: new(2 * time.Second)}
		}
		walk(t, seed, 100, o)
	})
}
