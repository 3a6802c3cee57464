package conformance

import (
	"context"
	"slices"
)

// conclude folds what the cases and the contract's examiner found, rule by rule.
func (r *run) conclude(ctx context.Context, problem error) Result {
	result := r.result
	result.Requests = r.tally.requests
	if r.coverage != nil {
		result.Coverage = r.coverage.Coverage()
	}
	result.Around, result.Unknown = r.tally.aroundNotes(), r.tally.unknownFields()
	if problem != nil {
		result.Problem = r.redactor.Text(problem.Error())
	}
	r.settle(result.Cases)
	for _, id := range r.judged(result.Cases) {
		rule, failures, end := r.ruleResult(id, result.Cases)
		result.Rules = append(result.Rules, rule)
		r.note(&result, rule, failures, end)
	}
	sortFindings(result.Findings)
	result.Outcome = outcomeOf(result.Rules, r.options.FailOn)
	if problem != nil && result.Outcome == Conformant {
		result.Outcome = Incomplete
	}
	if ctx.Err() != nil {
		result.Outcome = Interrupted
	}
	return result
}

// sortFindings puts the strongest first, otherwise in the order of the document.
func sortFindings(findings []Finding) {
	rank := func(f Finding) int { return slices.Index(Verdicts(), f.Verdict) }
	slices.SortStableFunc(findings, func(a, b Finding) int { return rank(a) - rank(b) })
}

// judged are the rules that the run has to do with, in the order of the document.
func (r *run) judged(cases []CaseResult) []string {
	ids := r.tally.rules()
	for _, c := range cases {
		for _, check := range c.Checks {
			ids = append(ids, check.Rule)
		}
	}
	slices.Sort(ids)
	return r.rules.sorted(slices.Compact(ids))
}

// ruleResult is how a rule ended, with all failures, and why it was not examined if it was not.
func (r *run) ruleResult(id string, cases []CaseResult) (rule RuleResult, failures []Failure, end ending) {
	row := r.rules.byID[id]
	rule = RuleResult{ID: id, Level: r.rules.level(id), Operation: row.Operation, Statement: row.Statement, Documentation: Documentation(row.Section), Cases: []string{}}
	failures = r.tally.failures(id)
	if len(failures) > 0 {
		rule.Verdict = map[Level]Verdict{Must: Fail, Should: Warn, Info: Noted}[rule.Level]
		rule.Checks++
	} else if r.tally.kept[id] > 0 {
		rule.Verdict = Pass
		rule.Checks++
	}
	for _, c := range cases {
		for _, check := range c.Checks {
			if check.Rule != id {
				continue
			}
			if !slices.Contains(rule.Cases, c.ID) {
				rule.Cases = append(rule.Cases, c.ID)
			}
			if check.Verdict.examined() {
				rule.Checks++
			}
			if worst := worse(rule.Verdict, check.Verdict); worst != rule.Verdict {
				rule.Verdict, rule.Reason, end = worst, check.Reason, check.end
			}
			failures = append(failures, check.Failures...)
		}
	}
	return rule, failures, end
}

// note files a rule among the findings, or among what was not examined.
func (r *run) note(result *Result, rule RuleResult, failures []Failure, end ending) {
	if len(failures) > 0 {
		result.Findings = append(result.Findings, Finding{
			Rule: rule.ID, Level: rule.Level, Verdict: rule.Verdict, Statement: rule.Statement, Failures: failures,
			Documentation: rule.Documentation, Blocks: blockedBy(rule.ID, result.Cases),
		})
	}
	unexamined := Unexamined{Rule: rule.ID, Level: rule.Level, Verdict: rule.Verdict, Reason: rule.Reason, Hint: end.hint, Without: Need(end.without)}
	switch rule.Verdict {
	case Untestable, Blocked, Error:
		result.Unexamined = append(result.Unexamined, unexamined)
	case Waived:
		unexamined.Hint, unexamined.Without = "", ""
		result.Waived = append(result.Waived, unexamined)
	case Pass, Fail, Warn, Noted:
	}
}

func blockedBy(rule string, cases []CaseResult) []string {
	blocked := []string{}
	for _, c := range cases {
		for _, check := range c.Checks {
			if check.By == rule && !slices.Contains(blocked, check.Rule) {
				blocked = append(blocked, check.Rule)
			}
		}
	}
	return blocked
}
