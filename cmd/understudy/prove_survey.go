package main

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/conformance/faults"
)

// A fault makes no difference to most cases. Which they are is found out beforehand: each case is examined by itself on a correct
// server, and what it asked is replayed against each fault. A case of which the fault would have changed no exchange ends as it does
// on a correct server, so it need not be examined again. All cases in a row are recorded as well, since a list may show a case what
// others made; and faults that remember something from one exchange to the next are examined with every case.

// survey knows which cases each fault makes a difference to, under one profile.
type survey struct {
	mu      sync.Mutex
	touched map[string][]string // by fault: ids of cases
	lasting map[string]bool     // faults that remember
}

// surveyOf examines the correct server and replays what it was asked.
func surveyOf(ctx context.Context, profile string, only *regexp.Regexp, parallel int) (*survey, error) {
	s := &survey{touched: map[string][]string{}, lasting: map[string]bool{}}
	var searched []faults.Fault
	for _, f := range faults.All() {
		if (f.Profile == "" || f.Profile == profile) && f.Plan == (faults.Plan{}) && only.MatchString(f.ID) {
			searched = append(searched, f)
		}
	}
	catalogue := cases.All()
	if err := spread(parallel, len(catalogue), func(i int) error {
		c := catalogue[i]
		recording, err := askedOf(ctx, profile, []conformance.Case{c})
		if err == nil {
			s.note(c.ID, searched, recording)
		}
		return err
	}); err != nil {
		return nil, err
	}
	whole, err := askedOf(ctx, profile, catalogue)
	if err != nil {
		return nil, err
	}
	parts := whole.Split(caseOf) // what served no case in particular is part of what each case asks by itself
	return s, spread(parallel, len(catalogue), func(i int) error {
		if id := catalogue[i].ID; parts[id] != nil {
			s.note(id, searched, parts[id])
		}
		return nil
	})
}

func (s *survey) note(id string, searched []faults.Fault, recording *faults.Recording) {
	for _, f := range searched {
		s.mu.Lock()
		known := slices.Contains(s.touched[f.ID], id)
		s.mu.Unlock()
		if known {
			continue
		}
		touched, lasting := f.Touched(recording)
		s.mu.Lock()
		if touched {
			s.touched[f.ID] = append(s.touched[f.ID], id)
		}
		s.lasting[f.ID] = s.lasting[f.ID] || lasting
		s.mu.Unlock()
	}
}

// askedOf examines a correct server and keeps what it was asked.
func askedOf(ctx context.Context, profile string, with []conformance.Case) (recording *faults.Recording, err error) {
	t := trial{profile: profile, cases: with}
	t.wrap = func(correct http.Handler, _ func(time.Duration)) http.Handler {
		recording = faults.Record(correct)
		return recording
	}
	_, err = t.run(ctx)
	return recording, err
}

// caseOf is the id of the case that sent a request, as its User-Agent tells; "" if it served none in particular.
func caseOf(r *http.Request) string {
	_, id, _ := strings.Cut(r.UserAgent(), "; case=")
	return strings.TrimSuffix(id, ")")
}

// cases are those to examine a server with this fault with: all of them if nothing is known about it.
func (s *survey) cases(f faults.Fault) []conformance.Case {
	if f.Plan != (faults.Plan{}) || s.lasting[f.ID] {
		return cases.All()
	}
	return slices.DeleteFunc(cases.All(), func(c conformance.Case) bool { return !slices.Contains(s.touched[f.ID], c.ID) })
}
