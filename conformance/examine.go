package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// unwindTime is how long a case may take to return after the run ended, before it is left behind.
const unwindTime = 5 * time.Second

// examine runs one case to its end.
func (r *run) examine(c Case, round int) CaseResult {
	started := r.options.Clock.Now()
	result := CaseResult{ID: c.ID, Title: c.Title, Section: c.Section()}
	for _, need := range c.Needs {
		if waiver := r.target.waiver(need); waiver != "" {
			return r.unexamined(result, c, ending{verdict: Waived, reason: "needs " + string(need) + ": " + waiver})
		}
	}
	if r.ctx.Err() != nil {
		return r.unexamined(result, c, ending{verdict: Error, reason: r.interruption()})
	}
	s := newS(r.ctx, r, c, round)
	s.execute(c)
	s.mu.Lock()
	s.sealed = true
	result.Checks = slices.Clone(s.checks)
	end := s.end
	result.Requests = s.sent
	s.mu.Unlock()
	result.Duration = r.options.Clock.Now().Sub(started)
	return r.unexamined(result, c, end)
}

// waivedAsSafe are the cases that a run leaves out because nothing may change.
func (r *run) waivedAsSafe() (results []CaseResult) {
	for _, c := range r.spared {
		result := CaseResult{ID: c.ID, Title: c.Title, Section: c.Section()}
		results = append(results, r.unexamined(result, c, ending{verdict: Waived, reason: "it changes something, and this run is to change nothing"}))
	}
	return results
}

// execute runs the script in a goroutine of its own. One that does not return soon after the run ended is left behind.
func (s *S) execute(c Case) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if p := recover(); p != nil {
				s.mu.Lock()
				s.end = ending{verdict: Error, reason: fmt.Sprintf("panic: %v", p)}
				s.mu.Unlock()
			}
		}()
		if c.Isolation == OwnProject {
			p, err := s.run.world.NewProject("own-" + s.slug())
			s.must(err)
			s.project = p
		}
		c.Script(s)
	}()
	select {
	case <-done:
	case <-s.ctx.Done():
		select {
		case <-done:
		case <-time.After(unwindTime):
		}
	}
}

// unexamined gives every claimed rule that was not checked the reason why, and draws the case's verdict.
func (r *run) unexamined(result CaseResult, c Case, end ending) CaseResult {
	if end.verdict == "" {
		end = ending{verdict: Error, reason: "the case claims the rule and did not check it"}
	}
	if result.Checks == nil {
		result.Checks = []CheckResult{}
	}
	for _, rule := range c.Rules {
		if slices.ContainsFunc(result.Checks, func(check CheckResult) bool { return check.Rule == rule }) {
			continue
		}
		result.Checks = append(result.Checks, CheckResult{Rule: rule, Level: r.rules.level(rule), Verdict: end.verdict, Reason: end.reason, By: end.by, end: end})
	}
	result.sum()
	return result
}

// sum draws the case's verdict: its worst check's.
func (c *CaseResult) sum() {
	c.Verdict, c.Reason = "", ""
	for _, check := range c.Checks {
		if worst := worse(c.Verdict, check.Verdict); worst != c.Verdict {
			c.Verdict, c.Reason = worst, check.Reason
		}
	}
}

// Execute examines the target. The result is complete whatever happens, so that it can always be written; the error says that
// there was no examination, or none to the end: [ErrUsage] or [ErrUnexaminable]. If ctx ends, the run ends, cleans up, and tells how
// far it came.
func Execute(ctx context.Context, target Target, options Options) (Result, error) {
	r, err := begin(ctx, target, options)
	if err == nil {
		r.options.Begun(r.result)
		r.result.Cases = append(r.schedule(), r.waivedAsSafe()...)
		err = r.silence()
	}
	r.close()
	return r.conclude(ctx, err), err
}

// silence is the error of a run that ended because the target fell silent.
func (r *run) silence() error {
	if cause := context.Cause(r.ctx); errors.Is(cause, errSilent) {
		return fmt.Errorf("%w: %w", ErrUnexaminable, cause)
	}
	return nil
}
