package wire

import (
	"context"
	"sync"
	"time"
)

// Pace spaces out the requests of all lines that share it.
type Pace struct {
	gap time.Duration

	mu   sync.Mutex
	next time.Time
}

// NewPace allows so many requests a second; 0 or less allows any number.
func NewPace(perSecond float64) *Pace {
	if perSecond <= 0 {
		return nil
	}
	return &Pace{gap: time.Duration(float64(time.Second) / perSecond)}
}

func (p *Pace) wait(ctx context.Context, clock Clock) error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	now := clock.Now()
	at := p.next
	if at.Before(now) {
		at = now
	}
	p.next = at.Add(p.gap)
	p.mu.Unlock()
	return clock.Sleep(ctx, at.Sub(now))
}
