package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"understudy/mockserver/control"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func TestClock(t *testing.T) {
	source := noon
	clock := control.NewClock(func() time.Time { return source })
	passes := func() { source = source.Add(time.Minute) }

	passes()
	assert.Equal(t, noon.Add(time.Minute), clock.Now(), "goes like its source")
	clock.Advance(time.Hour)
	passes()
	assert.Equal(t, noon.Add(time.Hour+2*time.Minute), clock.Now(), "goes ahead of it")

	clock.Freeze(noon.In(time.FixedZone("", 3600)))
	passes()
	assert.Equal(t, noon, clock.Now(), "stands still")
	assert.True(t, clock.Frozen())
	clock.Advance(-24 * time.Hour)
	passes()
	assert.Equal(t, noon.AddDate(0, 0, -1), clock.Now(), "is moved and stands still")

	clock.Set(noon.AddDate(1, 0, 0))
	passes()
	assert.Equal(t, noon.AddDate(1, 0, 0).Add(time.Minute), clock.Now(), "goes on from another time")
	assert.False(t, clock.Frozen())

	clock.Reset()
	assert.Equal(t, source, clock.Now(), "goes like its source again")
}
