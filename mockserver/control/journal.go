package control

import (
	"slices"
	"sync"
	"time"
)

// maxKeptBody is how many bytes of a body the journal keeps: enough for any single thing, and the beginning of a list.
const maxKeptBody = 8 << 10

// Entry is one request and how it ended.
type Entry struct {
	Number      int64 // the first is 1
	At          time.Time
	Took        time.Duration
	RequestID   string
	Method      string
	Path        string // escaped, as sent
	Query       string // as sent
	ContentType string // of the request
	Operation   string // operationId, "" if none was found
	Missing     string // the operation that there is in GitLab, but not here
	User        string // username, "" if nobody was recognised
	Status      int    // 0: the connection was broken off
	Fault       string // what was done instead of answering; "" if nothing was

	// The bodies' first bytes, and how long they were.
	Sent, Answered           []byte
	SentLength, AnswerLength int
}

// Journal keeps the latest requests of one GitLab, in a bounded number of bytes. Any number of goroutines may use it.
type Journal struct {
	mu        sync.Mutex
	limit     int
	last      int64
	ring      ring // made when there is something to keep
	listeners map[chan Entry]struct{}
}

// NewJournal returns a journal that keeps so many bytes; of 0 it keeps nothing.
func NewJournal(limit int) *Journal {
	return &Journal{limit: limit, listeners: map[chan Entry]struct{}{}}
}

// Record keeps an entry, whose number the journal gives. All of it is copied; the oldest entries make room.
func (j *Journal) Record(e Entry) {
	if j.limit == 0 {
		return
	}
	e.SentLength, e.AnswerLength = len(e.Sent), len(e.Answered)
	e.Sent, e.Answered = e.Sent[:min(len(e.Sent), maxKeptBody)], e.Answered[:min(len(e.Answered), maxKeptBody)]
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	e.Number = j.last
	for listener := range j.listeners {
		select {
		case listener <- e.detached():
		default: // it sees by the numbers that it has missed something
		}
	}
	size := e.mostBytes()
	if size > j.limit {
		return
	}
	if j.ring.bytes == nil {
		j.ring = newRing(j, j.limit)
	}
	j.ring.push(e.appendTo(j.ring.room(size)))
}

// Find returns copies of the entries that match, oldest first: the latest limit of them.
func (j *Journal) Find(match func(*Entry) bool, limit int) []Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	var found []Entry
	for i := len(j.ring.records) - 1; i >= 0 && len(found) < limit; i-- {
		if e := readEntry(j.ring.record(i)); match(&e) {
			found = append(found, e.detached())
		}
	}
	slices.Reverse(found)
	return found
}

// detached is the entry with bodies of its own.
func (e Entry) detached() Entry {
	e.Sent, e.Answered = slices.Clone(e.Sent), slices.Clone(e.Answered)
	return e
}

// Clear forgets all entries; numbers go on.
func (j *Journal) Clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ring.clear()
}

// Listen returns a channel of the entries to come, and what to call when they are no longer wanted. Who does not keep up
// misses some.
func (j *Journal) Listen() (entries <-chan Entry, stop func()) {
	listener := make(chan Entry, 256)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.listeners[listener] = struct{}{}
	return listener, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.listeners, listener)
	}
}
