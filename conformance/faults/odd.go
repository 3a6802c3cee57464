package faults

import (
	"net/http"
	"sync/atomic"
	"time"
)

// Oddity is one way to be odd and to conform all the same.
type Oddity struct {
	ID       string
	Sentence string // what the server does
	// Profile is the name of the profile under which this conforms; "" is every profile.
	Profile string
	Plan    Plan
	// Line tells that the oddity is one of the line: it shows through sockets only.
	Line bool
	// Encrypted tells that the line is HTTP/2 through TLS.
	Encrypted bool
	// Prefix is a path that the server lives below, such as /gitlab; "" is none.
	Prefix string
	// Alone tells that the server has nothing but the seven operations: whoever examines it can arrange nothing around them.
	Alone bool
	// Background is how long what a server does in the background takes; it is for whoever makes the correct server.
	Background time.Duration

	behave behaviour
	wrap   func(next http.Handler, sleep func(time.Duration), count *atomic.Int64) http.Handler
}

// Around makes such a server of a correct one. It waits by sleep, so that a clock that nobody watches can stand in for real time.
func (o Oddity) Around(next http.Handler, sleep func(time.Duration)) *Server {
	s := &Server{next: next, behave: o.behave, memory: newMemory()}
	if o.behave == nil {
		s.behave = func(*exchange) {}
	}
	if o.wrap != nil {
		s.outside = o.wrap(next, sleep, &s.changed)
	}
	return s
}

// Inherent tells whether the oddity lies in what kind of server it is, not in how it answers: there is nothing to count then.
func (o Oddity) Inherent() bool { return o.behave == nil && o.wrap == nil }

// Oddities are all of them.
func Oddities() []Oddity {
	var all []Oddity
	for _, oddities := range [][]Oddity{oddBodies(), oddTimes(), oddIDs(), oddLinks(), oddLines(), oddRefusals(), oddTiming(), oddKinds(), fieldsAlways(), undecided()} {
		all = append(all, oddities...)
	}
	return all
}

// fieldsAlways are servers that follow the documentation and show everywhere what it promises for some tiers and some rules.
func fieldsAlways() []Oddity {
	add := func(name string, value any) func(*exchange, row) row {
		return func(_ *exchange, d row) row {
			if _, there := d[name]; there {
				return d
			}
			return member(d, name, value)
		}
	}
	written := on(opCreate, opUpdate).answered(200, 201)
	return []Oddity{
		{ID: "approvals-on-free", Sentence: "Recording and updating show approvals and pending_approval_count without a licence.", Profile: documented, Plan: Plan{Tier: "free"},
			behave: both(written.deployments(add("approvals", []any{})), written.deployments(add("pending_approval_count", number(0))))},
		{ID: "summary-always", Sentence: "Reading shows approval_summary without any rules, too.", Profile: documented,
			behave: on(opGet).answered(200).deployments(add("approval_summary", row{"rules": []any{}}))},
	}
}

// undecided are what is wrong by GitLab's side alone: where the documentation decides, it leaves these open.
func undecided() []Oddity {
	var all []Oddity
	for _, f := range All() {
		if f.Profile == gitlab189 && levelOf()[f.Rule] == "INFO" && !f.decided && !f.usual {
			all = append(all, Oddity{ID: "undecided-" + f.ID, Sentence: f.Sentence, Profile: documented, Plan: f.Plan, behave: f.behave})
		}
	}
	return all
}
