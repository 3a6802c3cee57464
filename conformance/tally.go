package conformance

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// tally counts, for the whole run, what the contract's examiner found, and which rules were found broken while something was
// arranged.
type tally struct {
	mu       sync.Mutex
	requests int
	kept     map[string]int      // rules that conforming answers kept
	broken   map[string][]*fault // by rule
	notes    map[Note]int        // about the endpoints around, without Answers
	fields   map[string]bool     // that the document does not describe
}

type fault struct {
	key     string
	failure Failure
}

func newTally() *tally {
	return &tally{kept: map[string]int{}, broken: map[string][]*fault{}, notes: map[Note]int{}, fields: map[string]bool{}}
}

func (t *tally) keep(rule string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept[rule]++
}

// mostFaults is how many different failures of one rule are kept.
const mostFaults = 20

// violate counts a failure of a rule. Those of the same key are one.
func (t *tally) violate(rule, key string, describe func() Failure) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, known := range t.broken[rule] {
		if known.key == key {
			known.failure.Answers++
			return
		}
	}
	if len(t.broken[rule]) < mostFaults {
		failure := describe()
		failure.Answers = 1
		t.broken[rule] = append(t.broken[rule], &fault{key, failure})
	}
}

func (t *tally) around(operation, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.notes[Note{Operation: operation, Text: text}]++
}

func (t *tally) unknown(field string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fields[field] = true
}

func (t *tally) failures(rule string) []Failure {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []Failure
	for _, known := range t.broken[rule] {
		all = append(all, known.failure)
	}
	return all
}

// rules are those that the tally knows anything about.
func (t *tally) rules() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	ids := slices.Collect(maps.Keys(t.kept))
	for id := range t.broken {
		if _, known := t.kept[id]; !known {
			ids = append(ids, id)
		}
	}
	return ids
}

func (t *tally) aroundNotes() []Note {
	t.mu.Lock()
	defer t.mu.Unlock()
	notes := []Note{}
	for note, n := range t.notes {
		note.Answers = n
		notes = append(notes, note)
	}
	slices.SortFunc(notes, func(a, b Note) int { return strings.Compare(a.Operation+a.Text, b.Operation+b.Text) })
	return notes
}

func (t *tally) unknownFields() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string{}, slices.Sorted(maps.Keys(t.fields))...)
}
