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
// others made; and faults that remember something from one exchange to the next are examined with every case. What an examination does
// before its first case is the same whichever follow, so a difference to that alone needs one of them, no matter which. All this goes
// for odd servers as well.

// survey knows which cases each server makes a difference to, under one profile.
type survey struct {
	mu      sync.Mutex
	touched map[string][]string // by server: ids of cases
	lasting map[string]bool     // servers that remember
}

// suspect is a server to be replayed to.
type suspect struct {
	id      string
	touched func(*faults.Recording) (touched, lasting bool)
}

// suspects are all servers that can be replayed to, and are to be examined under the profile.
func suspects(profile string, only *regexp.Regexp) []suspect {
	var all []suspect
	for _, s := range subjects(only) {
		switch {
		case s.trial.profile != profile || s.trial.plan != faults.Plan{}:
		case s.fault != nil:
			all = append(all, suspect{s.id(), s.fault.Touched})
		case s.oddity.Replayable():
			all = append(all, suspect{s.id(), s.oddity.Touched})
		}
	}
	return all
}

// surveyOf examines the correct server and replays what it was asked.
func surveyOf(ctx context.Context, profile string, only *regexp.Regexp, parallel int) (*survey, error) {
	s := &survey{touched: map[string][]string{}, lasting: map[string]bool{}}
	searched := suspects(profile, only)
	beginning, err := askedOf(ctx, profile, []conformance.Case{nothing})
	if err != nil {
		return nil, err
	}
	s.note(nothing.ID, searched, beginning)
	catalogue := cases.All()
	if err := spread(parallel, len(catalogue), func(i int) error {
		c := catalogue[i]
		recording, err := askedOf(ctx, profile, []conformance.Case{c})
		if err == nil {
			s.note(c.ID, searched, recording.After(beginning))
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

// note replays what a case asked to each server that it is not yet known to be touched by.
func (s *survey) note(id string, searched []suspect, recording *faults.Recording) {
	for _, server := range searched {
		s.mu.Lock()
		known := slices.Contains(s.touched[server.id], id)
		s.mu.Unlock()
		if known {
			continue
		}
		touched, lasting := server.touched(recording)
		s.mu.Lock()
		if touched {
			s.touched[server.id] = append(s.touched[server.id], id)
		}
		s.lasting[server.id] = s.lasting[server.id] || lasting
		s.mu.Unlock()
	}
}

// nothing is a case that asks for nothing.
var nothing = conformance.Case{ID: "nothing", Script: func(*conformance.S) {}}

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

// cases are those to examine a server with: all of them if nothing is known about it.
func (s *survey) cases(server subject) []conformance.Case {
	all := cases.All()
	replayed := server.trial.plan == faults.Plan{} && (server.fault != nil || server.oddity.Replayable())
	if !replayed || s.lasting[server.id()] {
		return all
	}
	ids := s.touched[server.id()]
	if len(ids) == 1 && ids[0] == nothing.ID {
		return all[:1]
	}
	return slices.DeleteFunc(all, func(c conformance.Case) bool { return !slices.Contains(ids, c.ID) })
}
