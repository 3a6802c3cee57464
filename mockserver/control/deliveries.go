package control

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// Sent is what a hook was sent of an event, and what came of it.
type Sent struct {
	Number  int64 // the first is 1
	At      time.Time
	Took    time.Duration
	Hook    int64
	Project int64
	URL     string      // the hook's, its variables as names
	Target  string      // the same with their values; secret
	Header  http.Header // but for what is the hook's own
	Own     []string    // names of the headers that the hook adds
	Event   []byte      // the event
	Body    []byte      // the event as it was sent
	Status  int         // of the answer; 0: there was none
	Answer  string      // its beginning
	Heading http.Header // and its head
	Failure string      // why the delivery was not taken, "" if it was
	Again   int64       // number of the one that was sent again, 0: this is none
}

// sentCost is what an attempt costs beside its bodies and texts, in bytes.
const sentCost = 256

func (s *Sent) cost() int {
	n := sentCost + len(s.URL) + len(s.Target) + len(s.Body) + len(s.Answer) + len(s.Failure)
	if len(s.Event) > 0 && len(s.Body) > 0 && &s.Event[0] != &s.Body[0] {
		n += len(s.Event)
	}
	for _, header := range []http.Header{s.Header, s.Heading} {
		for name, values := range header {
			n += len(name) + len(values[0])
		}
	}
	return n
}

// deliveriesShare is which part of what the journal may keep is for deliveries.
const deliveriesShare = 8

// Deliveries are the latest attempts, in a bounded number of bytes. Any number of goroutines may use them.
type Deliveries struct {
	mu          sync.Mutex
	limit, size int
	last        int64
	kept        []Sent // oldest first
}

// Told keeps an attempt, and returns it with its number.
func (s *Space) Told(sent Sent) Sent { return s.deliveries.keep(sent) }

func (d *Deliveries) keep(sent Sent) Sent {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last++
	sent.Number = d.last
	cost := sent.cost()
	if cost > d.limit {
		return sent
	}
	gone := 0
	for d.size += cost; d.size > d.limit; gone++ {
		d.size -= d.kept[gone].cost()
	}
	d.kept = append(slices.Delete(d.kept, 0, gone), sent)
	return sent
}

func (d *Deliveries) find(f DeliveryFilter, limit int) []Sent {
	d.mu.Lock()
	defer d.mu.Unlock()
	var found []Sent
	for i := len(d.kept) - 1; i >= 0 && len(found) < limit; i-- {
		if f.fits(&d.kept[i]) {
			found = append(found, d.kept[i])
		}
	}
	slices.Reverse(found)
	return found
}

// Received are what the space still knows that a hook was sent, oldest first.
func (s *Space) Received(hook int64) []Sent {
	return s.deliveries.find(DeliveryFilter{Hook: hook}, everything)
}

func (d *Deliveries) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept, d.size = nil, 0
}
