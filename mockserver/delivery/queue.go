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

// backoffs are how long each attempt at a delivery waits.
var backoffs = []time.Duration{0, 100 * time.Millisecond, 400 * time.Millisecond}

// Queues bring hooks what they are to be sent, each hook's in order and one at a time.
type Queues struct {
	receivers *receivers
	wanted    func(hook int64) bool // the hook still exists
	log       *slog.Logger
	running   context.Context
	stop      context.CancelFunc

	mu      sync.Mutex
	queues  map[int64]*queue // by hook; there is one while somebody works it off
	workers sync.WaitGroup
}

type queue struct {
	waiting []Delivery
	full    bool // it has been since there is this queue, and that has been said
}

// New makes queues that nobody works at yet. Hosts are names or addresses that hooks may reach beside this machine; wanted tells
// whether a hook still exists.
func New(hosts []string, wanted func(int64) bool, log *slog.Logger) *Queues {
	d := &Queues{receivers: newReceivers(hosts), wanted: wanted, log: log, queues: map[int64]*queue{}}
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

// deliver tries as often as there is hope, and says so when there is none left.
func (d *Queues) deliver(next Delivery) {
	for attempt, backoff := range backoffs {
		d.pause(backoff)
		if d.running.Err() != nil || !d.wanted(next.Hook.ID) {
			return
		}
		answer, err := d.receivers.send(d.running, next)
		if err == nil && answer.Successful() || d.running.Err() != nil {
			return
		}
		if last := attempt == len(backoffs)-1; last || !answer.hopeful(err) {
			d.warn(next.Hook, answer.Failure(err))
			return
		}
	}
}

func (d *Queues) pause(backoff time.Duration) {
	select {
	case <-d.running.Done():
	case <-time.After(backoff):
	}
}

// Try sends once, for somebody who waits for the answer. The error is why there is none, in words for Answer.Failure.
func (d *Queues) Try(ctx context.Context, next Delivery) (Answer, error) {
	if err := d.running.Err(); err != nil {
		return Answer{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.running, cancel)()
	answer, err := d.receivers.send(ctx, next)
	if err != nil && ctx.Err() == nil {
		d.warn(next.Hook, answer.Failure(err))
	}
	return answer, err
}

func (d *Queues) warn(h *gitlab.Hook, why string) {
	d.log.LogAttrs(context.Background(), slog.LevelWarn, "hook not delivered",
		slog.Int64("hook", h.ID), slog.Int64("project", h.ProjectID), slog.String("why", why))
}
