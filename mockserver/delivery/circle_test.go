package delivery

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"understudy/mockserver/gitlab"
)

// told asks whether a hook may be told of what follows from one event.
func (c *circle) told(hook int64, caused bool, now time.Time) bool {
	return c.admits(Delivery{Hook: &gitlab.Hook{ID: hook}, Event: "event", Caused: caused}, now)
}

func TestACircleEndsWhereItCloses(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	var c circle
	assert.True(t, c.told(1, false, now))
	assert.False(t, c.told(1, true, now), "the hook's own receiver caused it")
	assert.True(t, c.told(2, true, now), "another hook")
	assert.True(t, c.told(1, false, now), "nobody's receiver caused it")
	assert.False(t, c.told(2, true, now.Add(chainMemory)))
	assert.True(t, c.told(2, true, now.Add(chainMemory+1)), "it is half an hour since")
}

func TestAChainHasAnEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	var c circle
	for hook := range int64(longestChain) {
		assert.True(t, c.told(hook+1, true, now))
	}
	assert.False(t, c.told(longestChain+1, true, now))
}
