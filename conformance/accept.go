package conformance

// Accept is the result with the verdicts of some rules accepted, each for a reason, and with what is not true any more of the
// list that says so. What is accepted stays a finding, and does not count for the outcome.
func (r Result) Accept(reasons map[string]string, outdated []string) Result {
	r.Rules = append([]RuleResult{}, r.Rules...)
	r.Findings = append([]Finding{}, r.Findings...)
	for i := range r.Rules {
		r.Rules[i].Accepted = reasons[r.Rules[i].ID]
	}
	for i := range r.Findings {
		r.Findings[i].Accepted = reasons[r.Findings[i].Rule]
	}
	r.Outdated = outdated
	if r.Outcome == Interrupted || r.Problem != "" {
		return r
	}
	r.Outcome = outcomeOf(r.Rules, r.FailOn)
	if len(outdated) > 0 && r.Outcome != NonConformant {
		r.Outcome = Outdated
	}
	return r
}
