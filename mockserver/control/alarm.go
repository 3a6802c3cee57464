package control

import (
	"sync"
	"time"

	"understudy/mockserver/gitlab"
)

// alarm sees to it that work that was put off is done when it is due, though nobody asks.
type alarm struct {
	instance *gitlab.Instance
	clock    *Clock

	mu      sync.Mutex
	timer   *time.Timer
	stopped bool
}

// set waits for what is due next, by the clock as it stands now. While the clock is frozen nothing becomes due.
func (a *alarm) set() {
	a.mu.Lock()
	defer a.mu.Unlock()
	due, found := a.instance.Due()
	if !found || a.stopped || a.clock.Frozen() {
		if a.timer != nil {
			a.timer.Stop()
		}
		return
	}
	after := due.Sub(a.clock.Now())
	if a.timer == nil {
		a.timer = time.AfterFunc(after, a.ring)
		return
	}
	a.timer.Reset(after)
}

func (a *alarm) ring() {
	a.instance.State()
	a.set()
}

func (a *alarm) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stopped = true
	if a.timer != nil {
		a.timer.Stop()
	}
}
