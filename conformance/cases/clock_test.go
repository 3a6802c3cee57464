package cases_test

import (
	"context"
	"sync"
	"time"
)

// clock is a clock that the examiner and the target share: who sleeps moves it on, and nobody waits.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 15, 8, 0, 0, 0, time.UTC)} }

// Now moves a little with each look, as time does.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Microsecond)
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	return ctx.Err()
}
