package gitlab_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func TestRowsByIDAndName(t *testing.T) {
	w := newWorld(t)
	ada := w.user(gitlab.User{Username: "Ada"})
	assert.Same(t, ada.User, w.State().User(ada.User.ID))
	assert.Same(t, ada.User, w.State().UserByName("aDA"))
	assert.Nil(t, w.State().UserByName("bob"))
	assert.Nil(t, w.State().User(99))
	assert.Nil(t, w.State().Job(0))
	assert.Nil(t, w.State().Repository(99))
	assert.Nil(t, w.State().Token("none"))
	assert.Len(t, slices.Collect(w.State().Projects()), 1)
	assert.Nil(t, w.State().LatestDeployment(w.State().ProjectByID(w.project)))
	d := w.deploy(w.member("dev", gitlab.Developer), "production", 1, gitlab.Running)
	assert.Same(t, d, w.State().LatestDeployment(w.State().ProjectByID(w.project)))
}

func TestWriteReadsTheClockOnce(t *testing.T) {
	now := dawn.In(time.FixedZone("", 3600)).Add(1999 * time.Nanosecond)
	readings := 0
	i := gitlab.New(gitlab.Options{Now: func() time.Time { readings++; return now }})
	_, err := i.Write(func(tx *gitlab.Tx) error {
		assert.Equal(t, dawn.Add(time.Microsecond), tx.Now, "UTC, whole microseconds")
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, 1, readings)
}

func TestRevisionFollowsWhatJobsShow(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	before := w.State().Revision()
	d := w.deploy(dev, "production", 1, gitlab.Running)
	w.move(dev, d, gitlab.Success)
	assert.Equal(t, before, w.State().Revision(), "deployments are not among it")
	for _, change := range []func(*gitlab.Tx){
		func(tx *gitlab.Tx) { tx.PutUser(gitlab.User{Username: "new"}) },
		func(tx *gitlab.Tx) { tx.PutProject(gitlab.Project{Path: "acme/new"}) },
		func(tx *gitlab.Tx) { tx.PutJob(gitlab.Job{}) },
		func(tx *gitlab.Tx) { tx.PutPipeline(gitlab.Pipeline{}) },
		func(tx *gitlab.Tx) { tx.PutRunner(gitlab.Runner{}) },
	} {
		before = w.State().Revision()
		w.write(change)
		assert.Greater(t, w.State().Revision(), before)
	}
}

// What somebody made of a row must not outlive it, also when the next version is a copy of it.
func TestMemosAreForgotten(t *testing.T) {
	h := newHistory(t, 1)
	d := h.deploy(h.actor, "production", 1, gitlab.Running)
	d.Memo.Store("made of it")
	assert.Equal(t, "made of it", h.row(d.ID).Memo.Load())
	moved := h.move(h.actor, d, gitlab.Failed)
	assert.Nil(t, moved.Memo.Load())
	assert.Equal(t, "made of it", d.Memo.Load(), "the old version keeps its own")

	e := h.environment("production")
	e.Memo.Store("made of it")
	h.actor.User.Memo.Store("made of it")
	h.write(func(tx *gitlab.Tx) {
		assert.Nil(t, tx.PutEnvironment(*e).Memo.Load())
		assert.Nil(t, tx.PutUser(*h.actor.User).Memo.Load())
		moved.Memo.Store("made of it")
		assert.Nil(t, tx.PutDeployment(*moved).Memo.Load())
	})
}
