// Package coverage tells which parts of the contract the traffic of a run has reached. It says nothing about whether the
// target was right: that is the verdicts' business.
package coverage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"understudy/conformance/wire"
	"understudy/openapi"
)

// Kind is a kind of things that the document declares.
type Kind string

// The kinds.
const (
	Operations Kind = "operations"
	Accepted   Kind = "parameters accepted" // sent, and answered with 2xx
	Refused    Kind = "parameters refused"  // sent or left out, and refused by name
	Sent       Kind = "values sent"         // of a parameter's enum, and answered with 2xx
	Statuses   Kind = "statuses"
	Fields     Kind = "fields"      // members of the answers with 2xx
	Seen       Kind = "values seen" // of a member's enum
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{Operations, Accepted, Refused, Sent, Statuses, Fields, Seen} }

// Part is one thing that can be reached.
type Part struct {
	Kind      Kind   `json:"kind"`
	Operation string `json:"operation"`
	Name      string `json:"name,omitempty"` // of the parameter, value, status or member
}

func (p Part) String() string {
	return strings.TrimSpace(fmt.Sprintf("%s: %s %s", p.Kind, p.Operation, p.Name))
}

// Count is how much of a kind was reached.
type Count struct {
	Kind    Kind `json:"kind"`
	Reached int  `json:"reached"`
	Of      int  `json:"of"`     // the parts that could be reached
	Beyond  int  `json:"beyond"` // the parts that could not, and were not
}

// Beyond is a part that was not reached, for a reason that no request overcomes. It counts neither for nor against a run.
type Beyond struct {
	Part
	Reason string `json:"reason"`
}

// Coverage is what a run reached.
type Coverage struct {
	Counts    []Count  `json:"counts"`
	Unreached []Part   `json:"unreached"` // in the order of the document
	Beyond    []Beyond `json:"beyond"`    // in the order of the document
}

// Percent is the share of the parts within reach that was reached, from 0 to 100; of nothing, everything was.
func (c Coverage) Percent() float64 {
	reached, of := 0, 0
	for _, count := range c.Counts {
		reached, of = reached+count.Reached, of+count.Of
	}
	if of == 0 {
		return 100
	}
	return 100 * float64(reached) / float64(of)
}

// Union is what several runs reached together. Each covers the same document.
func Union(all []Coverage) Coverage {
	if len(all) == 0 {
		return Coverage{}
	}
	union := Coverage{Counts: []Count{}, Unreached: []Part{}, Beyond: []Beyond{}}
	for _, part := range all[0].Unreached {
		if !slices.ContainsFunc(all[1:], func(c Coverage) bool { return !slices.Contains(c.Unreached, part) }) {
			union.Unreached = append(union.Unreached, part)
		}
	}
	for _, part := range all[0].Beyond {
		if !slices.ContainsFunc(all[1:], func(c Coverage) bool { return !slices.Contains(c.Beyond, part) }) {
			union.Beyond = append(union.Beyond, part)
		}
	}
	for _, count := range all[0].Counts {
		union.count(count.Kind, count.Of+count.Beyond)
	}
	return union
}

// count adds the count of a kind with so many parts, when what was not reached is known.
func (c *Coverage) count(kind Kind, parts int) {
	count := Count{Kind: kind, Of: parts}
	for _, part := range c.Beyond {
		if part.Kind == kind {
			count.Of--
			count.Beyond++
		}
	}
	count.Reached = count.Of
	for _, part := range c.Unreached {
		if part.Kind == kind {
			count.Reached--
		}
	}
	c.Counts = append(c.Counts, count)
}

// Tracker notes what exchanges reach. It may be used by any number of goroutines.
type Tracker struct {
	operations map[string]*openapi.Operation // under examination
	parts      []Part
	beyond     map[Part]string // why a part cannot be reached

	mu      sync.Mutex
	reached map[Part]bool
	fields  map[string][]openapi.Field // of an operation's answers, by operation and status
}

// NewTracker looks at the operations under examination: those of the document that are no neighbours. What the run was told to
// go without is beyond its reach.
func NewTracker(document *openapi.Document, waiver func(need string) string) *Tracker {
	t := &Tracker{operations: map[string]*openapi.Operation{}, beyond: map[Part]string{}, reached: map[Part]bool{}, fields: map[string][]openapi.Field{}}
	for _, o := range document.Operations() {
		if !o.Neighbour {
			t.operations[o.ID] = o
			t.declare(o)
		}
	}
	rank := map[Kind]int{}
	for i, kind := range Kinds() {
		rank[kind] = i
	}
	slices.SortStableFunc(t.parts, func(a, b Part) int { return cmp.Compare(rank[a.Kind], rank[b.Kind]) })
	for _, part := range t.parts {
		if reason := beyondReach(part, waiver); reason != "" {
			t.beyond[part] = reason
		}
	}
	return t
}

// declare lists what can be reached of an operation.
func (t *Tracker) declare(o *openapi.Operation) {
	add := func(kind Kind, name string) {
		if part := (Part{kind, o.ID, name}); !slices.Contains(t.parts, part) {
			t.parts = append(t.parts, part)
		}
	}
	add(Operations, "")
	for _, p := range o.Parameters() {
		add(Accepted, p.Name)
		if p.Refusable() {
			add(Refused, p.Name)
		}
		for _, value := range p.Enum {
			add(Sent, p.Name+"="+value)
		}
	}
	for _, status := range o.Statuses() {
		add(Statuses, strconv.Itoa(status))
		if status >= 300 {
			continue
		}
		for _, field := range o.ResponseSchema(status).Fields() {
			add(Fields, field.Pointer)
			for _, value := range field.Enum {
				add(Seen, field.Pointer+"="+value)
			}
		}
	}
}

// Observe notes what an exchange reaches.
func (t *Tracker) Observe(e *wire.Exchange) {
	o := t.operations[e.Operation]
	if o == nil || e.Err != nil {
		return
	}
	parts := reachedBy(o, e)
	fields := t.fieldsOf(o, e.Status)
	parts = append(parts, seenIn(o, fields, e.ResponseBody)...)
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, part := range parts {
		t.reached[part] = true
	}
}

// fieldsOf are the members of an answer with the status, none for a refusal.
func (t *Tracker) fieldsOf(o *openapi.Operation, status int) []openapi.Field {
	if status < 200 || status > 299 {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	key := o.ID + strconv.Itoa(status)
	if _, known := t.fields[key]; !known {
		t.fields[key] = o.ResponseSchema(status).Fields()
	}
	return t.fields[key]
}

// Coverage is what was reached so far.
func (t *Tracker) Coverage() Coverage {
	t.mu.Lock()
	defer t.mu.Unlock()
	c := Coverage{Counts: []Count{}, Unreached: []Part{}, Beyond: []Beyond{}}
	of := map[Kind]int{}
	for _, part := range t.parts {
		of[part.Kind]++
		switch reason := t.beyond[part]; {
		case t.reached[part]:
		case reason != "":
			c.Beyond = append(c.Beyond, Beyond{part, reason})
		default:
			c.Unreached = append(c.Unreached, part)
		}
	}
	for _, kind := range Kinds() {
		c.count(kind, of[kind])
	}
	return c
}
