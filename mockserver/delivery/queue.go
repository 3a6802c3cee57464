// Package delivery tells hooks of events: a queue for each hook, receivers that are on this machine or named, and templates.
package delivery

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"understudy/mockserver/gitlab"
)

const maxWaiting = 1000 // deliveries of one hook

// Queues bring hooks what they are to be sent, each hook's in order and one at a time.
type Queues struct {
	receivers *receivers
	wanted    func(hook int64) bool // the hook still exists
	told      func(Attempt)
	now       func() time.Time
	log       *slog.Logger
	running   context.Context
	stop      context.CancelFunc

	mu      sync.Mutex
	queues  map[int64]*queue // by hook; there is one while somebody works it off
	circle  circle
	workers sync.WaitGroup
}

type queue struct {
	waiting []Delivery
	full    bool // it has been since there is this queue, and that has been said
}

// Settings are what queues are made with.
type Settings struct {
	Hosts  []string              // names or addresses that hooks may reach beside this machine
	Wanted func(hook int64) bool // tells whether a hook still exists
	Told   func(Attempt)         // hears of each attempt at a delivery that was queued, once it is over
	Now    func() time.Time
	Logger *slog.Logger
}

// New makes queues that nobody works at yet.
func New(s Settings) *Queues {
	d := &Queues{receivers: newReceivers(s.Hosts), wanted: s.Wanted, told: s.Told, now: s.Now, log: s.Logger, queues: map[int64]*queue{}}
	d.running, d.stop = context.WithCancel(context.Background())
	return d
}

// Close gives up what has not been delivered, and waits until nobody works any more.
func (d *Queues) Close() {
	d.mu.Lock()
	d.stop()
	d.mu.Unlock()
	d.workers.Wait()
}

// Add queues a delivery and never waits: what finds the queue full is dropped.
func (d *Queues) Add(next Delivery) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running.Err() != nil {
		return
	}
	if !d.circle.admits(next, d.now()) {
		d.warn(next.Hook, recursive)
		return
	}
	q := d.queues[next.Hook.ID]
	if q == nil {
		q = &queue{}
		d.queues[next.Hook.ID] = q
		d.workers.Go(func() { d.work(next.Hook.ID) })
	}
	if len(q.waiting) < maxWaiting {
		q.waiting = append(q.waiting, next)
		return
	}
	if !q.full {
		q.full = true
		d.warn(next.Hook, strconv.Itoa(maxWaiting)+" deliveries wait for this receiver, further ones are dropped")
	}
}

func (d *Queues) work(hook int64) {
	for {
		next, ok := d.next(hook)
		if !ok {
			return
		}
		d.deliver(next)
	}
}

// next takes the first of a hook's queue, and the queue away once it is empty.
func (d *Queues) next(hook int64) (Delivery, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.queues[hook]
	if len(q.waiting) == 0 || d.running.Err() != nil {
		delete(d.queues, hook)
		return Delivery{}, false
	}
	next := q.waiting[0]
	q.waiting = q.waiting[1:]
	return next, true
}

// deliver tries once, as GitLab does, and says so if the receiver does not take it.
func (d *Queues) deliver(next Delivery) {
	if d.running.Err() != nil || !d.wanted(next.Hook.ID) {
		return
	}
	a := d.send(d.running, next)
	if d.running.Err() != nil {
		return
	}
	d.told(a)
	if a.Failure() != "" {
		d.warn(next.Hook, a.Failure())
	}
}

// Try sends once, for somebody who waits for the answer. It is not queued, and nobody else hears of it.
func (d *Queues) Try(ctx context.Context, next Delivery) Attempt {
	d.mu.Lock()
	admitted := d.circle.admits(next, d.now())
	d.mu.Unlock()
	if !admitted {
		d.warn(next.Hook, recursive)
		return Attempt{Delivery: next, At: d.now(), Err: errRecursive}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.running, cancel)()
	a := d.send(ctx, next)
	if a.Err != nil && ctx.Err() == nil {
		d.warn(next.Hook, a.Failure())
	}
	return a
}

// Attempt is one attempt at a delivery, and what came of it.
type Attempt struct {
	Delivery

	At     time.Time // when it began
	Took   time.Duration
	Sent   []byte // the body as the hook's template has it; nil if it could not be made
	Answer Answer
	Err    error // why there is no answer, in words that name no URL
}

// Failure is why the receiver did not take the delivery; "" if it did.
func (a *Attempt) Failure() string {
	if a.Err == nil && a.Answer.Successful() {
		return ""
	}
	return a.Answer.Failure(a.Err)
}

func (d *Queues) send(ctx context.Context, next Delivery) Attempt {
	a := Attempt{Delivery: next, At: d.now()}
	if a.Sent, a.Err = rendered(next.Hook.Template, next.Body); a.Err == nil {
		a.Answer, a.Err = d.receivers.send(ctx, next, a.Sent)
	}
	a.Took = d.now().Sub(a.At)
	return a
}

func (d *Queues) warn(h *gitlab.Hook, why string) {
	d.log.LogAttrs(context.Background(), slog.LevelWarn, "hook not delivered",
		slog.Int64("hook", h.ID), slog.Int64("project", h.ProjectID), slog.String("why", why))
}
