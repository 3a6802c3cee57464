package faults

import (
	"net/http"
	"sync"
)

// Recording is a correct server that writes down what it is asked and what it answers, so that one can tell which faults would
// have made a difference to that.
type Recording struct {
	next http.Handler

	mu        sync.Mutex
	exchanges []*exchange
}

// Record makes one of a correct server.
func Record(next http.Handler) *Recording { return &Recording{next: next} }

// ServeHTTP answers one request.
func (r *Recording) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	x, err := newExchange(r.next, nil, request)
	if err != nil {
		r.next.ServeHTTP(w, request) // no fault has a say in that either
		return
	}
	answer := x.correct()
	r.mu.Lock()
	r.exchanges = append(r.exchanges, x)
	r.mu.Unlock()
	answer.write(w, request.Method)
}

// Split is what was recorded, by a word for each request.
func (r *Recording) Split(word func(*http.Request) string) map[string]*Recording {
	parts := map[string]*Recording{}
	for _, x := range r.exchanges {
		key := word(x.request)
		if parts[key] == nil {
			parts[key] = &Recording{}
		}
		parts[key].exchanges = append(parts[key].exchanges, x)
	}
	return parts
}

// After is what was recorded after a beginning that another recording has as well.
func (r *Recording) After(other *Recording) *Recording {
	same := 0
	for same < min(len(r.exchanges), len(other.exchanges)) && r.exchanges[same].call.same(other.exchanges[same].call) {
		same++
	}
	return &Recording{exchanges: r.exchanges[same:]}
}

// unasked ends a behaviour that would ask the server inside for something that nobody asked when it was recorded.
type unasked struct{}

func (unasked) ServeHTTP(http.ResponseWriter, *http.Request) { panic(unasked{}) }

// Touched tells whether a server with the fault, asked the same from its beginning, may have answered anything otherwise. It is
// true as soon as the fault asks the server inside for more than the client did; false is certain.
//
// lasting tells that the fault remembered something, by which it may make a difference to what it is asked later.
func (f Fault) Touched(r *Recording) (touched, lasting bool) { return f.behave.touched(r) }

// Replayable tells whether the oddity lies in nothing but answers that go otherwise.
func (o Oddity) Replayable() bool {
	return o.behave != nil && o.wrap == nil && !o.Line && o.Prefix == "" && !o.Alone && o.Background == 0
}

// Touched is the same for an oddity that is replayable.
func (o Oddity) Touched(r *Recording) (touched, lasting bool) { return o.behave.touched(r) }

func (b behaviour) touched(r *Recording) (touched, lasting bool) {
	m := newMemory()
	m.trusted[""] = credentials{} // whoever may do more is found soon, and what is asked in their name is asked of the server inside
	defer func() {
		lasting = len(m.values) > 0
		if p := recover(); p != nil {
			if _, more := p.(unasked); !more {
				panic(p)
			}
			touched = true
		}
	}()
	for _, recorded := range r.exchanges {
		x := &exchange{
			operation: recorded.operation, call: recorded.call, memory: m, next: unasked{}, request: recorded.request, right: recorded.right,
		}
		b(x)
		if x.isChanged() {
			return true, false
		}
	}
	return false, false
}
