package mockserver

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

// deliveries brings hooks what they are to be sent, each hook's in order and one at a time.
type deliveries struct {
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
	waiting []delivery
	full    bool // and this has been said
}

func newDeliveries(hosts []string, wanted func(int64) bool, log *slog.Logger) *deliveries {
	d := &deliveries{receivers: newReceivers(hosts), wanted: wanted, log: log, queues: map[int64]*queue{}}
	d.running, d.stop = context.WithCancel(context.Background())
	return d
}

// close gives up what has not been delivered, and waits until nobody works any more.
func (d *deliveries) close() {
	d.mu.Lock()
	d.stop()
	d.mu.Unlock()
	d.workers.Wait()
}

// add queues a delivery and never waits: what finds the queue full is dropped.
func (d *deliveries) add(next delivery) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running.Err() != nil {
		return
	}
	q := d.queues[next.hook.ID]
	if q == nil {
		q = &queue{}
		d.queues[next.hook.ID] = q
		d.workers.Go(func() { d.work(next.hook.ID) })
	}
	if len(q.waiting) < maxWaiting {
		q.waiting = append(q.waiting, next)
		return
	}
	if !q.full {
		q.full = true
		d.warn(next.hook, strconv.Itoa(maxWaiting)+" deliveries wait for this receiver, further ones are dropped")
	}
}

func (d *deliveries) work(hook int64) {
	for {
		next, ok := d.next(hook)
		if !ok {
			return
		}
		d.deliver(next)
	}
}

// next takes the first of a hook's queue, and the queue away once it is empty.
func (d *deliveries) next(hook int64) (delivery, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.queues[hook]
	if len(q.waiting) == 0 || d.running.Err() != nil {
		delete(d.queues, hook)
		return delivery{}, false
	}
	next := q.waiting[0]
	q.waiting, q.full = q.waiting[1:], false
	return next, true
}

// deliver tries as often as there is hope, and says so when there is none left.
func (d *deliveries) deliver(next delivery) {
	for attempt, backoff := range backoffs {
		d.pause(backoff)
		if d.running.Err() != nil || !d.wanted(next.hook.ID) {
			return
		}
		answer, err := d.receivers.send(d.running, next)
		if err == nil && answer.successful() || d.running.Err() != nil {
			return
		}
		if last := attempt == len(backoffs)-1; last || !answer.hopeful(err) {
			d.warn(next.hook, answer.failure(err))
			return
		}
	}
}

func (d *deliveries) pause(backoff time.Duration) {
	select {
	case <-d.running.Done():
	case <-time.After(backoff):
	}
}

// try sends once, for somebody who waits for the answer.
func (d *deliveries) try(ctx context.Context, next delivery) (receiverAnswer, error) {
	if err := d.running.Err(); err != nil {
		return receiverAnswer{}, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(d.running, cancel)()
	answer, err := d.receivers.send(ctx, next)
	if err != nil && ctx.Err() == nil {
		d.warn(next.hook, answer.failure(err))
	}
	return answer, err
}

func (d *deliveries) warn(h *gitlab.Hook, why string) {
	d.log.LogAttrs(context.Background(), slog.LevelWarn, "hook not delivered",
		slog.Int64("hook", h.ID), slog.Int64("project", h.ProjectID), slog.String("why", why))
}
