package conformance

import (
	"slices"
	"strings"

	"understudy/conformance/wire"
)

// need is a call of an operation under examination that a check needed, was not about, and did not get. Whose fault that is
// shows only when everything was examined.
type need struct {
	exchange *wire.Exchange
	trait    trait
	rule     string // that says just what was needed; "" if no single one does
	told     string // that the contract's examiner told of the answer, "" if none
	mismatch wire.Mismatch
	failure  Failure
}

// trait is what failures of one cause have in common.
type trait struct {
	operation string
	status    int    // of the answer
	expected  string // kind of status, "2xx", if that is what is wrong
	pointer   string // else what of the answer is
	hollow    bool   // a success without an object or a list, where nothing can be right
	vague     bool   // found by comparison with a model: the failure shows here, and its cause may be elsewhere
}

// kin tells whether failures may be of one cause: of one operation, and of its refusing or of what it answers.
func (t trait) kin(other trait) bool {
	return t.operation == other.operation && t.status == other.status && (t.vague || (t.expected == "") == (other.expected == ""))
}

func traitOf(e *wire.Exchange, m wire.Mismatch) trait {
	if e == nil || e.Neighbour {
		return trait{}
	}
	start := strings.TrimSpace(string(e.ResponseBody[:min(len(e.ResponseBody), 64)]))
	if m.Status == "" && e.Status/100 == 2 && !strings.HasPrefix(start, "{") && !strings.HasPrefix(start, "[") {
		return trait{operation: e.Operation, status: e.Status, hollow: true, vague: m.Vague}
	}
	return trait{operation: e.Operation, status: e.Status, expected: m.Status, pointer: wire.AnyIndex(m.Pointer), vague: m.Vague}
}

// owed is the end of a check that needed something else of an operation under examination.
func (r *run) owed(caseID, rule string, e *wire.Exchange, m wire.Mismatch) ending {
	n := &need{exchange: e, trait: traitOf(e, m), rule: rule, mismatch: m, failure: r.failure(caseID, e, m)}
	for _, v := range e.Violations {
		n.told = orElse(n.told, ruleOf(e, v))
	}
	return ending{verdict: Untestable, reason: r.redactor.Text(calls(e, m)), without: string(without(e)), need: n}
}

func calls(e *wire.Exchange, m wire.Mismatch) string {
	where := e.Method + " " + e.Path() + ": "
	if m.Pointer != "" {
		where += m.Pointer + ": "
	}
	return where + "expected " + m.Expected + ", got " + m.Actual
}

// settle names the rule that blocks each check whose need was not met: one that was found broken in answers of the same kind. If
// there is none, the rule that says just what was needed carries the failure, once; if no rule says that, the check stays
// untestable, with the call.
func (r *run) settle(cases []CaseResult) {
	r.explain(cases)
	broken := r.brokenTraits(cases)
	eachNeed(cases, func(_ *CheckResult, n *need) {
		if _, known := broken.find(n); !known && n.rule != "" {
			r.tally.violate(n.rule, n.mismatch.Expected, func() Failure { return n.failure })
			broken.add(n.trait, n.rule)
		}
	})
	eachNeed(cases, func(check *CheckResult, n *need) {
		if rule, known := broken.find(n); known {
			check.block(rule, check.Reason)
		}
	})
	for i := range cases {
		cases[i].sum()
	}
}

func eachNeed(cases []CaseResult, do func(*CheckResult, *need)) {
	for _, c := range cases {
		for i := range c.Checks {
			if n := c.Checks[i].end.need; n != nil {
				do(&c.Checks[i], n)
			}
		}
	}
}

// brokenTraits are the rules that were found broken, by what their failures have in common, the first of the document first.
type brokenTraits map[trait][]string

func (b brokenTraits) add(t trait, rule string) {
	if !slices.Contains(b[t], rule) {
		b[t] = append(b[t], rule)
	}
}

// find is the rule that a need was not met for: that which says what was needed, if it is broken; else one that failed just so, else
// one that failed in answers of this kind, else what the contract's examiner told of the answer.
func (b brokenTraits) find(n *need) (string, bool) {
	rules := slices.Clone(b[n.trait])
	var kin []string
	for t, others := range b {
		if t.kin(n.trait) {
			kin = append(kin, others...)
		}
	}
	slices.Sort(kin)
	rules = append(rules, kin...)
	switch {
	case slices.Contains(rules, n.rule):
		return n.rule, true
	case len(rules) > 0:
		return rules[0], true
	}
	return n.told, n.told != ""
}

func (r *run) brokenTraits(cases []CaseResult) brokenTraits {
	broken := brokenTraits{}
	for _, rule := range r.tally.rules() {
		for _, failure := range r.tally.failures(rule) {
			broken.add(failure.trait, rule)
		}
	}
	for _, c := range cases {
		for _, check := range c.Checks {
			if check.Verdict != Fail && check.Verdict != Warn {
				continue
			}
			for _, failure := range check.Failures {
				broken.add(failure.trait, check.Rule)
			}
		}
	}
	for _, rules := range broken {
		r.rules.sorted(rules)
	}
	return broken
}
