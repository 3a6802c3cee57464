// Package control is what a stand-in needs beside the GitLab it stands in for: a clock that can be moved, a journal of what
// was asked, and things that go wrong when they are told to.
package control

import (
	"sync/atomic"
	"time"
)

// Clock is the time of one GitLab. It goes like the clock it was made from until somebody freezes, sets or moves it. Any
// number of goroutines may use it.
type Clock struct {
	source func() time.Time
	hands  atomic.Pointer[hands]
}

// hands are where a clock stands: still at an instant, or away from its source.
type hands struct {
	frozen time.Time // zero: it goes
	ahead  time.Duration
}

// NewClock returns a clock that goes like source.
func NewClock(source func() time.Time) *Clock {
	c := &Clock{source: source}
	c.hands.Store(&hands{})
	return c
}

// Now is the clock's time, UTC.
func (c *Clock) Now() time.Time {
	h := c.hands.Load()
	if !h.frozen.IsZero() {
		return h.frozen
	}
	return c.source().Add(h.ahead).UTC()
}

// Frozen tells whether the clock stands still.
func (c *Clock) Frozen() bool { return !c.hands.Load().frozen.IsZero() }

// Freeze makes the clock stand still at an instant, in whole microseconds.
func (c *Clock) Freeze(at time.Time) {
	c.hands.Store(&hands{frozen: at.UTC().Truncate(time.Microsecond)})
}

// Set makes the clock go on from an instant.
func (c *Clock) Set(at time.Time) { c.hands.Store(&hands{ahead: at.Sub(c.source())}) }

// Reset makes the clock go like its source again.
func (c *Clock) Reset() { c.hands.Store(&hands{}) }

// Advance moves the clock, back if by is negative; a frozen one stays frozen.
func (c *Clock) Advance(by time.Duration) {
	for {
		before := c.hands.Load()
		after := *before
		if before.frozen.IsZero() {
			after.ahead += by
		} else {
			after.frozen = before.frozen.Add(by)
		}
		if c.hands.CompareAndSwap(before, &after) {
			return
		}
	}
}
