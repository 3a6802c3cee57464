package world

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"understudy/conformance/wire"
)

// grain is how finely the target tells times apart, as far as its answers have shown.
type grain struct {
	mu   sync.Mutex
	fine bool // a time with a fraction of a second has been seen
}

func (g *grain) learn(written string) {
	at, err := time.Parse(time.RFC3339, written)
	if err != nil || at.Nanosecond() == 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.fine = true
}

// Gaps are long enough to tell two moments apart, whichever way they were rounded.
const (
	fineGap   = 50 * time.Millisecond
	coarseGap = 1100 * time.Millisecond
)

// Gap lets time pass, so that what follows is later than what came before by the target's clock.
func (w *World) Gap(ctx context.Context) error {
	w.grain.mu.Lock()
	gap := coarseGap
	if w.grain.fine {
		gap = fineGap
	}
	w.grain.mu.Unlock()
	return w.Line.Clock.Sleep(ctx, gap)
}

// Timeline is an environment with three deployments whose times all differ, for reading only.
type Timeline struct {
	Environment string
	Made        []Deployment // in the order in which they were made, as they look at last
	Finished    []Deployment // in the order in which they became a success, and were last changed: 2, 3, 1 of Made
}

// Timeline is arranged once for all cases.
func (w *World) Timeline() (Timeline, error) {
	return once(w, "timeline", func() (Timeline, error) {
		p, err := w.Project()
		if err != nil {
			return Timeline{}, err
		}
		return p.timeline(w.Name("timeline"))
	})
}

func (p *Project) timeline(environment string) (Timeline, error) {
	t := Timeline{Environment: environment}
	for i := range 3 {
		what := change{ref: p.Ref, sha: p.SHA}
		if len(p.Branches) == 3 {
			what.ref = p.Branches[i]
		} else if i == 0 {
			what = change{ref: p.SHA, sha: p.SHA, tag: p.SHA == p.Ref}
		}
		d, err := p.deploy(p.w.ctx, environment, "running", what)
		if err != nil {
			return t, err
		}
		t.Made = append(t.Made, d)
		if err := p.w.Gap(p.w.ctx); err != nil {
			return t, err
		}
	}
	for _, i := range []int{1, 2, 0} {
		d, err := p.Move(p.w.ctx, t.Made[i], "success")
		if err != nil {
			return t, err
		}
		if d.lastChange == "" { // the document's example lacks it; reading shows it
			if d, err = p.read(d.ID); err != nil {
				return t, err
			}
		}
		t.Made[i] = d
		t.Finished = append(t.Finished, d)
		if err := p.w.Gap(p.w.ctx); err != nil {
			return t, err
		}
	}
	return t, nil
}

// Moved is the timeline, once it is sure that its updates changed what they should: the times and, in the list, the status.
func (w *World) Moved() (Timeline, error) {
	return once(w, "moved timeline", func() (Timeline, error) {
		t, err := w.Timeline()
		if err != nil {
			return t, err
		}
		before := t.Made[2].CreatedAt // the last that was made
		for _, d := range t.Finished {
			if !d.UpdatedAt.After(before) {
				return t, &CallError{Exchange: d.exchange, Rule: "R-UPDATE-UPDATED-AT", Mismatch: wire.Mismatch{
					Pointer: "/updated_at", Expected: "later than " + before.Format(time.RFC3339Nano), Actual: d.lastChange, Why: "It was changed later.",
				}}
			}
			before = d.UpdatedAt
		}
		return t, w.listed(t)
	})
}

// listed makes sure that the list shows the timeline as the successes that they became.
func (w *World) listed(t Timeline) error {
	p, err := w.Project()
	if err != nil {
		return err
	}
	var found []Deployment
	e := w.Line.Do(w.ctx, w.signer, wire.Request{
		Method: http.MethodGet, Path: p.URL("deployments"), Query: wire.Params{"environment": t.Environment, "status": "success"},
	})
	for _, d := range t.Finished {
		if e.Err != nil || decode(e, &found) != nil || !slices.ContainsFunc(found, func(f Deployment) bool { return f.ID == d.ID }) {
			return &CallError{Exchange: e, Rule: "R-UPDATE-SEEN", Mismatch: wire.Mismatch{
				Expected: fmt.Sprintf("deployment %d in the list", d.ID), Actual: start(e.ResponseBody), Why: "It became a success.",
			}}
		}
	}
	return nil
}

// Many is an environment with so many deployments, for reading only.
func (w *World) Many(count int) (environment string, err error) {
	return once(w, "many", func() (string, error) {
		p, err := w.Project()
		if err != nil {
			return "", err
		}
		name := w.Name("many")
		for range count {
			if _, err := p.Deploy(w.ctx, name, "failed"); err != nil {
				return "", err
			}
		}
		return name, nil
	})
}
