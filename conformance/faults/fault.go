// Package faults holds servers that are wrong in one respect each, and servers that are odd and right all the same.
//
// Both are made of a correct server by wrapping its http.Handler: what goes in is changed, or what comes out, or what was
// answered before is remembered and contradicted. They prove that the examiner notices what it says it holds a target to,
// and that it holds a target to nothing else; and they show what a client makes of a server that is wrong.
package faults

import (
	"net/http"
	"sync"
	"sync/atomic"

	"understudy/openapi"
)

// Fault is one way to be wrong.
type Fault struct {
	ID       string // lower case, begins with the operation: list-sort-default-desc
	Rule     string // the one rule of requirements.yaml that is broken
	Sentence string // what the server does wrong
	// Profile is the name of the profile under which this is wrong; "" is every profile.
	Profile string
	// Plan is what the server must be for the fault to show.
	Plan Plan

	behave  behaviour
	decided bool // the documentation has another rule against it
	usual   bool // so is every server that follows the documentation
}

// Plan says what kind of GitLab a fault or an oddity needs.
type Plan struct {
	Tier    string // free, premium, ultimate; "" is premium
	Edition string // ce, ee; "" is ee
}

// Server is a server made odd or wrong by wrapping another.
type Server struct {
	next    http.Handler
	behave  behaviour
	memory  *memory
	outside http.Handler // answers in place of behave, if there is one
	changed atomic.Int64
}

// Around makes a server with this fault of a correct one. It keeps what it remembers to itself; each call begins afresh.
func (f Fault) Around(next http.Handler) *Server {
	return &Server{next: next, behave: f.behave, memory: newMemory()}
}

// Changed counts the exchanges that did not go as they would have gone at the server inside.
func (s *Server) Changed() int64 { return s.changed.Load() }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.outside != nil {
		s.outside.ServeHTTP(w, r)
		return
	}
	x, err := newExchange(s.next, s.memory, r)
	if err != nil {
		s.next.ServeHTTP(w, r)
		return
	}
	s.behave(x)
	answer := x.current()
	x.memory.learn(x)
	if x.isChanged() {
		s.changed.Add(1)
	}
	answer.write(w, r.Method)
}

// All are the faults, in the order of the documentation's sections.
func All() []Fault {
	var all []Fault
	for _, faults := range [][]Fault{
		common(), listOrder(), listFilters(), listPages(), listRights(), reading(), approvalSummary(), recording(), recordingRefusals(),
		updating(), deleting(), shipping(), shippingFilters(), voting(), votingRefusals(), divergences(), protected(), fields(), texts(),
	} {
		all = append(all, faults...)
	}
	return all
}

// Find is the fault of this id.
func Find(id string) (fault Fault, found bool) {
	for _, f := range All() {
		if f.ID == id {
			return f, true
		}
	}
	return Fault{}, false
}

// contract tells operations apart; what the profiles differ in plays no part in that.
var contract = sync.OnceValue(mustLoad)

// levelOf is the level of each rule as the documentation has it.
var levelOf = sync.OnceValue(mustLevels)

func mustLevels() map[string]string {
	requirements, err := openapi.Requirements()
	if err != nil {
		panic(err) // they are embedded
	}
	levels := map[string]string{}
	for _, r := range requirements {
		levels[r.ID] = r.Level
	}
	return levels
}

func mustLoad() *openapi.Document {
	document, err := openapi.Load(openapi.Documented())
	if err != nil {
		panic(err) // it is embedded
	}
	return document
}
