package conformance

import (
	"context"
	"testing"

	"understudy/conformance/wire"
)

// examine runs one case to its verdict.
func (r *run) examine(ctx context.Context, c Case) Result {
	start := r.options.Now()
	result := Result{
		ID: c.ID, Title: c.Title, Section: c.Section(), Operation: c.Operation, Level: c.Level,
		Requirements: r.rules(c),
	}
	if reason := r.inapplicable(c); reason != "" {
		result.Verdict, result.Reason = NotApplicable, reason
		return result
	}
	log := new(wire.Log)
	t := &caseT{name: c.ID, evidence: func() Evidence { return evidenceOf(log.Last()) }}
	s := newSession(r, c, t, log)
	t.run(ctx, r.options.Timeout, func() { c.Run(t, s) })

	result.Verdict, result.Reason = t.verdict(c.Level, s.sent)
	result.Failures, result.Notes, result.Exchanges = t.failures, t.notes, log.All()
	result.Duration = r.options.Now().Sub(start)
	r.report.LeftBehind = append(r.report.LeftBehind, s.left...)
	return result
}

// inapplicable tells why the case does not apply to the target, or "".
func (r *run) inapplicable(c Case) string {
	for _, role := range c.Roles {
		if !r.target.has(role) {
			return "no token for the role " + string(role)
		}
	}
	for _, need := range c.Needs {
		for _, finding := range r.report.Capabilities {
			if finding.Capability == need && !finding.Available {
				return "needs " + string(need) + ": " + finding.Evidence
			}
		}
	}
	return ""
}

func (r *run) rules(c Case) []Requirement {
	rules := []Requirement{}
	for _, id := range c.Requirements {
		rules = append(rules, Requirement{ID: id, Statement: r.requirements[id]})
	}
	return rules
}

func evidenceOf(e *wire.Exchange) Evidence {
	if e == nil {
		return Evidence{}
	}
	return Evidence{Curl: e.Curl(), Answer: e.Answer()}
}

// Run examines the target inside a Go test, one subtest per case:
//
//	conformance.Run(t, target, cases.All()...)
//
// A broken SHOULD and what is merely noted are logged, what does not apply is skipped, all else but PASS fails.
func Run(t *testing.T, target Target, cases ...Case) {
	t.Helper()
	r, err := begin(t.Context(), target, Options{Cases: cases})
	defer r.transport.CloseIdleConnections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range r.cases {
		t.Run(c.ID, func(t *testing.T) { tell(t, r.examine(t.Context(), c)) })
	}
	for _, left := range r.report.LeftBehind {
		t.Log("left behind: ", left)
	}
}

func tell(t *testing.T, result Result) {
	t.Helper()
	say := t.Log
	switch result.Verdict {
	case Fail, Untestable, Error:
		say = t.Error
	case NotApplicable:
		t.Skip(result.Reason)
	case Pass, Warn, Noted: // no reason to fail
	}
	for _, line := range result.Lines() {
		say(line)
	}
	if result.Verdict != Pass {
		say(result.Verdict, result.Reason)
	}
}
