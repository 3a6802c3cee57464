package gitlab_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// told is what hooks are told of: an event with the state it comes with.
type told struct {
	state *gitlab.State
	gitlab.DeploymentEvent
}

// hooked is a world with a maintainer and a hook for deployment events, whose events are collected.
func hooked(t *testing.T, async time.Duration) (*world, gitlab.Actor, *[]told) {
	t.Helper()
	events := new([]told)
	w := newWorldWith(t, gitlab.Options{
		Edition: gitlab.EnterpriseEdition, Tier: gitlab.Premium, Async: async,
		Deliver: func(s *gitlab.State, e gitlab.DeploymentEvent) { *events = append(*events, told{s, e}) },
	})
	maintainer := w.member("maintainer", gitlab.Maintainer)
	w.hook(maintainer)
	return w, maintainer, events
}

func (w *world) hook(a gitlab.Actor) *gitlab.Hook {
	w.t.Helper()
	var h *gitlab.Hook
	w.write(func(tx *gitlab.Tx) {
		var err error
		h, err = tx.CreateHook(a, shop, gitlab.HookChange{URL: new("http://localhost"), Events: map[gitlab.HookEvent]bool{gitlab.DeploymentEvents: true}})
		require.NoError(w.t, err)
	})
	return h
}

func TestEventsComeWithTheStateThatWasPublished(t *testing.T) {
	w, a, events := hooked(t, 0)
	d := w.deploy(a, "production", 1, gitlab.Running)
	require.Len(t, *events, 1)
	first := (*events)[0]
	assert.Same(t, w.State(), first.state)
	assert.Same(t, d, first.Deployment)
	assert.Len(t, first.Hooks, 1)
	w.move(a, d, gitlab.Success)
	require.Len(t, *events, 2)
	second := (*events)[1]
	assert.Equal(t, []any{gitlab.Success, dawn.Add(time.Second), int64(2)}, []any{second.Status, second.ChangedAt, second.ID})
}

func TestEventsThatArePutOff(t *testing.T) {
	w, a, events := hooked(t, time.Minute)
	w.move(a, w.deploy(a, "production", 1, gitlab.Running), gitlab.Failed)
	require.NoError(t, w.destroy(a, w.deploy(a, "production", 2, gitlab.Canceled).ID, nil))
	second := w.hook(a)
	assert.Empty(t, *events)

	w.advance(time.Hour)
	w.State()
	require.Len(t, *events, 2)
	for i, status := range []gitlab.Status{gitlab.Running, gitlab.Failed} {
		e := (*events)[i]
		assert.Equal(t, []any{status, dawn.Add(time.Duration(i) * time.Second)}, []any{e.Status, e.ChangedAt})
		assert.Equal(t, gitlab.Failed, e.Deployment.Status, "the deployment is shown as it is by then")
		assert.Equal(t, second, e.Hooks[1])
	}
}

func TestNoEvents(t *testing.T) {
	w, a, events := hooked(t, 0)
	other := w.member("other", gitlab.Developer)
	w.put(gitlab.Deployment{EnvironmentID: w.environment("qa").ID, Status: gitlab.Success}) // arranged, not reached
	w.write(func(tx *gitlab.Tx) {
		_, err := tx.UpdateHook(other, shop, 1, gitlab.HookChange{Events: map[gitlab.HookEvent]bool{gitlab.DeploymentEvents: false}})
		assert.Equal(t, gitlab.ErrForbidden, err)
		_, err = tx.UpdateHook(a, shop, 1, gitlab.HookChange{Events: map[gitlab.HookEvent]bool{gitlab.DeploymentEvents: false}})
		assert.NoError(t, err)
	})
	w.deploy(a, "production", 1, gitlab.Running)
	assert.Empty(t, *events)
}
