package gitlab_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

var errAborted = errors.New("aborted")

// everything is what a reader sees of a state: each list in each order, the current deployments, the environments.
func (h *history) everything(s *gitlab.State) []string {
	h.t.Helper()
	var seen []string
	show := func(title string, rows []*gitlab.Deployment) {
		for _, d := range rows {
			title += fmt.Sprintf(" %d/%d %s %d %d", d.ID, d.IID, d.Status, d.UpdatedAt.UnixMicro(), d.FinishedAt.UnixMicro())
		}
		seen = append(seen, title)
	}
	for _, environment := range append([]string{""}, haunts...) {
		show("id", h.list(s, h.actor, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID, Environment: environment}))
		show("updated", h.list(s, h.actor, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByUpdatedAt, Environment: environment}))
		show("ref", h.list(s, h.actor, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByRef, Environment: environment}))
		for _, status := range []gitlab.Status{gitlab.Success, gitlab.Failed} {
			show("finished", h.list(s, h.actor, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, Environment: environment, Status: new(status)}))
		}
	}
	for _, e := range s.Environments(h.project) {
		title := fmt.Sprintf("%s %s %d", e.Name, e.State, e.UpdatedAt.UnixMicro())
		if d := s.LastDeployment(e); d != nil {
			title += fmt.Sprintf(" %d", d.ID)
		}
		seen = append(seen, title)
	}
	return seen
}

// abort is a write that does a few things and then fails; it returns the draft as it was.
func (h *history) abort(creations int) gitlab.State {
	h.t.Helper()
	var draft gitlab.State
	published, err := h.Write(func(tx *gitlab.Tx) error {
		for n := range creations {
			_, err := tx.CreateDeployment(h.actor, shop, gitlab.NewDeployment{
				Environment: haunts[n%len(haunts)], SHA: sha(n % 6), Ref: "main", Status: gitlab.Status(1 + n%4),
			})
			require.NoError(h.t, err)
		}
		_, err := tx.CreateDeployment(h.actor, shop, gitlab.NewDeployment{Environment: "never/seen", SHA: "main", Ref: "main"})
		require.NoError(h.t, err)
		draft = tx.State
		return errAborted
	})
	require.ErrorIs(h.t, err, errAborted)
	require.Nil(h.t, published)
	return draft
}

func TestOldStatesStay(t *testing.T) {
	for _, seed := range []uint64{11, 12} {
		h := newHistory(t, seed)
		type memory struct {
			state *gitlab.State
			seen  []string
		}
		var kept []memory
		for n := range 500 {
			if n%9 == 0 {
				kept = append(kept, memory{h.State(), h.everything(h.State())})
			}
			if n%10 == 0 {
				before := h.State()
				draft := h.abort(1 + h.random.IntN(5))
				kept = append(kept, memory{&draft, h.everything(&draft)})
				require.Same(t, before, h.State(), "a failed write publishes nothing")
			}
			h.step()
		}
		for i, old := range kept {
			require.Equal(t, old.seen, h.everything(old.state), "state %d of seed %d", i, seed)
		}
	}
}

// Two writes that go on from the same state must not write into each other's rows, however full the newest part of an
// index is.
func TestDivergingFutures(t *testing.T) {
	h := newHistory(t, 3)
	for n := range 300 {
		base, before := h.State(), h.twice(h.State())
		draft := h.abort(1)
		abandoned := h.twice(&draft)

		h.advance(time.Second)
		status := gitlab.Running
		if n%2 == 0 {
			status = gitlab.Failed
		}
		d, err := h.create(h.actor, gitlab.NewDeployment{Environment: "production", SHA: sha(5), Ref: "v1.0", Status: status})
		require.NoError(t, err)

		require.True(t, slices.Equal(before, h.twice(base)), "the common past, %d rows", n)
		require.True(t, slices.Equal(abandoned, h.twice(&draft)), "the future that failed, %d rows", n)
		rows := h.list(h.State(), h.actor, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID})
		require.Len(t, rows, n+1)
		require.Same(t, d, rows[n])
	}
}

// twice is the project's list in two orders, one after the other.
func (h *history) twice(s *gitlab.State) []*gitlab.Deployment {
	h.t.Helper()
	return slices.Concat(
		h.list(s, h.actor, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID}),
		h.list(s, h.actor, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByUpdatedAt}))
}

func TestReadersBesideAWriter(t *testing.T) {
	h := newHistory(t, 5)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					h.assertConsistent(h.State())
				}
			}
		})
	}
	for range 500 {
		h.step()
		if h.random.IntN(10) == 0 {
			h.abort(2)
		}
	}
	close(done)
	readers.Wait()
	h.assertConsistent(h.State())
}

// assertConsistent checks that all of a state's lists speak of the same rows, and keeps something on each row as those do
// who show it.
func (h *history) assertConsistent(s *gitlab.State) {
	p := s.ProjectByID(h.project)
	all, err := s.FindDeployments(h.actor, shop, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID}, gitlab.Page{Number: 1, Size: 1000})
	assert.NoError(h.t, err) //nolint:testifylint // goroutines call this, which must not end the test
	updated, err := s.FindDeployments(h.actor, shop, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByUpdatedAt}, gitlab.Page{Number: 1, Size: 1000})
	assert.NoError(h.t, err) //nolint:testifylint // as above
	assert.ElementsMatch(h.t, ids(all.Rows), ids(updated.Rows))
	last := map[int64]*gitlab.Deployment{}
	for _, d := range all.Rows {
		assert.Same(h.t, d, s.Deployment(p, d.ID))
		d.Memo.Store(d.ID)
		if best := last[d.EnvironmentID]; d.Status == gitlab.Success && (best == nil || compare(gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt}, best, d) < 0) {
			last[d.EnvironmentID] = d
		}
	}
	for _, e := range s.Environments(h.project) {
		assert.Same(h.t, last[e.ID], s.LastDeployment(e))
		e.Memo.Store(e.Name)
	}
}

func TestIDsAreNeverUsedAgain(t *testing.T) {
	w := newWorld(t)
	owner := w.member("owner", gitlab.Owner)
	first := w.deploy(owner, "production", 1, gitlab.Failed)
	second := w.deploy(owner, "production", 1, gitlab.Failed)
	require.NoError(t, w.destroy(owner, second.ID, nil))
	w.move(owner, first, gitlab.Canceled)
	third := w.deploy(owner, "production", 1, gitlab.Failed)
	assert.Equal(t, []int64{1, 2, 3}, []int64{first.ID, second.ID, third.ID})
	assert.Equal(t, []int64{1, 2, 3}, []int64{first.IID, second.IID, third.IID})
	require.NoError(t, w.destroy(owner, first.ID, nil))
	require.NoError(t, w.destroy(owner, third.ID, nil))

	w.write(func(tx *gitlab.Tx) {
		other := tx.PutProject(gitlab.Project{Path: "acme/other", DefaultBranch: "main", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{owner.User.ID: gitlab.Owner})})
		tx.PutCommit(other.ID, gitlab.Commit{SHA: sha(0)})
		d, err := tx.CreateDeployment(owner, "acme/other", gitlab.NewDeployment{Environment: "production", SHA: sha(0), Ref: sha(0), Status: gitlab.Running})
		require.NoError(t, err)
		assert.Equal(t, []int64{4, 1}, []int64{d.ID, d.IID}, "ids are the instance's, iids the project's")
	})
	chosen := w.put(gitlab.Deployment{ID: 50, IID: 20, EnvironmentID: w.environment("production").ID, Status: gitlab.Running})
	next := w.deploy(owner, "production", 1, gitlab.Failed)
	assert.Equal(t, []int64{50, 51}, []int64{chosen.ID, next.ID})
	assert.Equal(t, []int64{20, 21}, []int64{chosen.IID, next.IID})
}
