package gitlab_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

var (
	unknownCommit = invalid("sha", "The commit does not exist")
	unknownRef    = invalid("ref", "The branch or tag does not exist")
)

func TestCreateDeployment(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	for _, status := range []gitlab.Status{gitlab.Running, gitlab.Success, gitlab.Failed, gitlab.Canceled} {
		w.advance(time.Minute)
		n := gitlab.NewDeployment{Environment: "production", SHA: "main~1", Ref: "v1.0", Tag: true, Status: status}
		d, err := w.create(dev, n)
		require.NoError(t, err)
		finished := w.now
		if status == gitlab.Running {
			finished = time.Time{}
		}
		want := &gitlab.Deployment{
			ID: int64(status), IID: int64(status), ProjectID: w.project, EnvironmentID: w.environment("production").ID, UserID: dev.User.ID,
			Ref: "v1.0", SHA: "main~1", Tag: true, Status: status, CreatedAt: w.now, UpdatedAt: w.now, FinishedAt: finished, Memo: d.Memo,
		}
		assert.Equal(t, want, d, "sha and ref are kept as given")
	}
	assert.Len(t, w.State().Environments(w.project), 1, "the environment is made once")
}

func TestCreateDecidesInOrder(t *testing.T) {
	w := newWorld(t)
	dev, reporter := w.member("dev", gitlab.Developer), w.member("reporter", gitlab.Reporter)
	stranger := w.user(gitlab.User{Username: "stranger"})
	w.protect("guarded", roles(gitlab.Maintainer))
	for _, test := range []struct {
		name            string
		actor           gitlab.Actor
		environment     string
		sha, ref        string
		want            error
		leavesOneBehind bool
	}{
		{"the project before all", stranger, "a:b", "no", "no", projectNotFound, false},
		{"the right before the sha", reporter, "a:b", "no", "no", plainForbidden, false},
		{"the sha before the ref", dev, "a:b", "no", "no", unknownCommit, false},
		{"the ref before the environment", dev, "a:b", "main", "no", unknownRef, false},
		{"the environment's name before its protection", dev, "guarded/", "main", "main", invalid("name", characters), false},
		{"the protection last, the environment stays", dev, "guarded", "main", "main", plainForbidden, true},
		{"and the next time it is there", dev, "guarded", "main", "main", plainForbidden, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := w.State()
			_, err := w.create(test.actor, gitlab.NewDeployment{Environment: test.environment, SHA: test.sha, Ref: test.ref, Status: gitlab.Success})
			assertOutcome(t, test.want, err)
			added := len(w.State().Environments(w.project)) - len(before.Environments(w.project))
			assert.Equal(t, test.leavesOneBehind, added == 1)
			assert.Nil(t, w.State().LatestDeployment(w.State().ProjectByID(w.project)))
		})
	}
}

func TestPublishKeepsWhatCameBefore(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	w.protect("guarded", roles(gitlab.Maintainer))
	before := w.State()
	_, err := w.Write(func(tx *gitlab.Tx) error {
		if _, err := tx.CreateDeployment(dev, shop, gitlab.NewDeployment{Environment: "guarded", SHA: "main", Ref: "main"}); err == nil {
			return errAborted
		}
		tx.PutEnvironment(gitlab.Environment{ProjectID: w.project, Name: "after"})
		return plainForbidden
	})
	assertOutcome(t, plainForbidden, err)
	assert.Nil(t, before.EnvironmentByName(w.project, "guarded"))
	assert.NotNil(t, w.State().EnvironmentByName(w.project, "guarded"))
	assert.Nil(t, w.State().EnvironmentByName(w.project, "after"))
}

func TestRevisions(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	w.write(func(tx *gitlab.Tx) {
		tx.PutCommit(w.project, gitlab.Commit{SHA: "abcd1" + strings.Repeat("0", 35)})
		tx.PutCommit(w.project, gitlab.Commit{SHA: "abcd2" + strings.Repeat("0", 35)})
		tx.PutBranch(w.project, "-main", sha(5)) // git would take it for an option
		tx.PutBranch(w.project, "both", sha(4))
		tx.PutTag(w.project, "both", sha(2))
		third := *tx.Repository(w.project).Commit(sha(3))
		third.Message = "third of them"
		tx.PutCommit(w.project, third)
		tx.PutMergeRequest(gitlab.MergeRequest{ProjectID: w.project, SHA: sha(3)})
		e := tx.PutEnvironment(gitlab.Environment{ProjectID: w.project, Name: "production"})
		tx.PutDeployment(gitlab.Deployment{ProjectID: w.project, EnvironmentID: e.ID, SHA: sha(1), Ref: "main", Status: gitlab.Success})
		tx.PutDeployment(gitlab.Deployment{ProjectID: w.project, EnvironmentID: e.ID, SHA: sha(1), Ref: "main", Status: gitlab.Failed})
	})
	head, tag := sha(5), sha(2)
	for _, test := range []struct {
		revision string
		want     string // empty: names nothing
	}{
		{"main", head},
		{"refs/heads/main", head},
		{"feature/login", sha(3)},
		{"v1.0", tag},
		{"refs/tags/v1.0", tag},
		{"HEAD", head},
		{head, head},
		{head[:8], head},
		{head[:4], head},
		{"main~", sha(4)},
		{"main~0", head},
		{"main~1", sha(4)},
		{"main^", sha(4)},
		{"main^^", sha(3)},
		{"main~1~2", sha(2)},
		{"HEAD~5", sha(0)},
		{"v1.0~2", sha(0)},
		{head[:7] + "~1", sha(4)},
		{strings.ToUpper(head), head},
		{strings.ToUpper(head[:6]), head},
		{"heads/main", head},
		{"tags/v1.0", tag},
		{"both", tag},
		{"@", head},
		{"@~2", sha(3)},
		{"main@{0}", head},
		{"main^0", head},
		{"main^1", sha(4)},
		{"main^{commit}", head},
		{"main^{}~1", sha(4)},
		{"main^{/^third}", sha(3)},
		{"v1.0-3-g" + head[:7], head},
		{"refs/merge-requests/1/head", sha(3)},
		{"merge-requests/1/head~1", sha(2)},
		{"refs/environments/production/deployments/1", sha(1)},
		{"abcd1", "abcd1" + strings.Repeat("0", 35)},

		{"abcd", ""}, // ambiguous
		{"HEAD~6", ""},
		{"main^2", ""},
		{"main^{tree}", ""},
		{"main^{/nothing}", ""},
		{"main@{1}", ""},
		{"refs/merge-requests/2/head", ""},
		{"refs/environments/production/deployments/2", ""},
		{"refs/environments/staging/deployments/1", ""},
		{"HEAD~99999999999999999999", ""},
		{head[:3], ""},
		{head + "0", ""},
		{strings.Repeat("f", 40), ""},
		{"Main", ""},
		{"no/such/branch", ""},
		{"mai", ""},
		{"~1", ""},
		{"^", ""},
		{"-main", ""},
		{"--all", ""},
		{"main:README.md", ""},
		{":main", ""},
		{" main", ""},
		{"main ", ""},
		{"ma\tin", ""},
		{"main\n", ""},
		{"main\x00", ""},
		{"main" + strings.Repeat("~", 1<<14), ""},
	} {
		name := test.revision[:min(len(test.revision), 50)]
		if found := w.State().Resolve(w.State().ProjectByID(w.project), test.revision); test.want != "" {
			require.NotNil(t, found, name)
			assert.Equal(t, test.want, found.SHA, name)
		}
		var refusals [2]error
		if test.want == "" {
			refusals = [2]error{unknownCommit, unknownRef}
		}
		_, err := w.create(dev, gitlab.NewDeployment{Environment: "production", SHA: test.revision, Ref: "main", Status: gitlab.Running})
		assertOutcome(t, refusals[0], err)
		_, err = w.create(dev, gitlab.NewDeployment{Environment: "production", SHA: "main", Ref: test.revision, Status: gitlab.Running})
		assertOutcome(t, refusals[1], err)
	}
}

func TestAnEmptyRepositoryHasNoCommit(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	w.write(func(tx *gitlab.Tx) {
		p := tx.PutProject(gitlab.Project{Path: "acme/empty", DefaultBranch: "main", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{dev.User.ID: gitlab.Developer})})
		assert.True(t, tx.Repository(p.ID).Empty())
		for _, revision := range []string{"HEAD", "main", sha(0)} {
			_, err := tx.CreateDeployment(dev, "acme/empty", gitlab.NewDeployment{Environment: "production", SHA: revision, Ref: "main"})
			assertOutcome(t, unknownCommit, err)
		}
	})
	assert.False(t, w.State().Repository(w.project).Empty())
}

func TestRepeatingTheCurrentSuccess(t *testing.T) {
	w := newWorld(t)
	dev, other := w.member("dev", gitlab.Developer), w.member("other", gitlab.Developer)
	a := gitlab.NewDeployment{Environment: "production", SHA: sha(1), Ref: "main", Status: gitlab.Success}
	first, err := w.create(dev, a)
	require.NoError(t, err)
	w.advance(time.Minute)
	again, err := w.create(other, a)
	require.NoError(t, err)
	assert.Same(t, first, again, "whoever repeats it")

	with := func(change func(*gitlab.NewDeployment)) gitlab.NewDeployment {
		n := a
		change(&n)
		return n
	}
	known := map[int64]bool{first.ID: true}
	for _, test := range []struct {
		name string
		n    gitlab.NewDeployment
	}{
		{"running", with(func(n *gitlab.NewDeployment) { n.Status = gitlab.Running })},
		{"running again", with(func(n *gitlab.NewDeployment) { n.Status = gitlab.Running })},
		{"failed", with(func(n *gitlab.NewDeployment) { n.Status = gitlab.Failed })},
		{"another environment", with(func(n *gitlab.NewDeployment) { n.Environment = "staging" })},
		{"the same commit by another name", with(func(n *gitlab.NewDeployment) { n.SHA = sha(1)[:8] })},
		{"success A", a},
		{"another ref", with(func(n *gitlab.NewDeployment) { n.Ref = "feature/login" })},
		{"another tag", with(func(n *gitlab.NewDeployment) { n.Tag = true })},
		{"success A once more", a},
	} {
		w.advance(time.Minute)
		d, err := w.create(dev, test.n)
		require.NoError(t, err, test.name)
		assert.False(t, known[d.ID], test.name)
		known[d.ID] = true
	}
	last := w.row(w.current("production"))
	w.move(dev, last, gitlab.Failed)
	d, err := w.create(dev, a)
	require.NoError(t, err)
	assert.NotEqual(t, last.ID, d.ID, "no success any more")
}
