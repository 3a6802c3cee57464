package gitlab_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// Instances that go on from one state share its rows and tables; what one does, no other sees.
func TestInstancesOfOneState(t *testing.T) {
	h := newHistory(t, 7)
	for range 300 {
		h.step()
	}
	base, before := h.State(), h.everything(h.State())
	ends, failures := make([]*gitlab.State, 8), make([]error, 8)
	var spaces sync.WaitGroup
	for n := range ends {
		spaces.Go(func() {
			space := base.Instance(gitlab.Options{Now: func() time.Time { return h.now }})
			for i := range 150 {
				_, err := space.Write(func(tx *gitlab.Tx) error {
					_, err := tx.CreateDeployment(h.actor, shop, gitlab.NewDeployment{
						Environment: haunts[i%len(haunts)], SHA: sha(i % 6), Ref: "main", Status: gitlab.Status(1 + (i+n)%4),
					})
					return err
				})
				failures[n] = errors.Join(failures[n], err)
			}
			ends[n] = space.State()
		})
	}
	spaces.Wait()
	require.NoError(t, errors.Join(failures...))
	assert.Equal(t, before, h.everything(base), "the common past")
	assert.Same(t, base, h.State(), "the instance they come from")
	for n, end := range ends[4:] {
		assert.Equal(t, h.everything(ends[n]), h.everything(end), "who does the same sees the same")
	}
	assert.NotEqual(t, h.everything(ends[0]), h.everything(ends[1]))
}

// What was made of a job in one instance is not taken for another's.
func TestRevisionsOfInstancesDiffer(t *testing.T) {
	w := newWorld(t)
	base := w.State()
	seen := map[uint64]bool{base.Revision(): true}
	for range 3 {
		space := base.Instance(gitlab.Options{Now: func() time.Time { return w.now }})
		state, err := space.Write(func(tx *gitlab.Tx) error {
			tx.PutUser(gitlab.User{Username: "new"})
			return nil
		})
		require.NoError(t, err)
		require.False(t, seen[state.Revision()])
		seen[state.Revision()] = true
	}
}

func TestRestore(t *testing.T) {
	h := newHistory(t, 9)
	for range 50 {
		h.step()
	}
	base, before := h.State(), h.everything(h.State())
	one := h.deploy(h.actor, "production", 1, gitlab.Running)
	after := h.State()
	h.Restore(base)
	assert.Equal(t, before, h.everything(h.State()))
	again := h.deploy(h.actor, "production", 2, gitlab.Running)
	assert.Equal(t, one.ID, again.ID, "ids go on from there as well")
	assert.Equal(t, sha(1), after.Deployment(after.ProjectByID(h.project), one.ID).SHA)
}

// Work that was put off is part of the state.
func TestRestoredWorkIsDoneWhenItIsDue(t *testing.T) {
	l := run(t, gitlab.Options{Async: time.Hour}, ciJob("build", "1"))
	waiting := l.State()
	due, found := l.Due()
	require.True(t, found)
	assert.Equal(t, l.now.Add(time.Hour), due)

	l.advance(time.Hour)
	done := l.State()
	require.NotEqual(t, created, done.Pipeline(l.pipeline).Status)
	_, found = l.Due()
	assert.False(t, found)

	l.Restore(waiting)
	assert.NotEqual(t, created, l.State().Pipeline(l.pipeline).Status)
	l.advance(-time.Hour)
	l.Restore(waiting)
	assert.Equal(t, created, l.State().Pipeline(l.pipeline).Status)
	assert.NotEqual(t, created, done.Pipeline(l.pipeline).Status, "the other state stays as it was")
}
