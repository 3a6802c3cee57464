package report

import (
	"fmt"
	"io"
	"slices"

	"understudy/conformance"
)

// Change is a rule that two runs ended differently.
type Change struct {
	Rule          string
	Level         conformance.Level // in the later run, or in the only one that had it
	Before, After conformance.Verdict
	Statement     string
	Why           string // what was found in the later run, in one line
}

// Worse tells whether the later run found more against the target than the earlier one.
func (c Change) Worse() bool { return rank(c.After) < rank(c.Before) }

// rank is the place of a verdict among all, the worst first; a rule that a run had nothing to do with says nothing.
func rank(v conformance.Verdict) int {
	if v == "" {
		v = conformance.Waived
	}
	return slices.Index(conformance.Verdicts(), v)
}

// Changes are the rules that the two results ended differently, those that became worse first, otherwise in the order of the
// document.
func Changes(before, after conformance.Result) []Change {
	var changes []Change
	add := func(rule conformance.RuleResult) {
		change := Change{Rule: rule.ID, Level: rule.Level, Statement: rule.Statement,
			Before: before.Rule(rule.ID).Verdict, After: after.Rule(rule.ID).Verdict}
		if change.Before == change.After {
			return
		}
		change.Why = after.Rule(rule.ID).Reason
		for _, f := range after.Findings {
			if f.Rule == rule.ID {
				change.Why = fmt.Sprintf("expected %s, was %s", f.Failures[0].Expected, f.Failures[0].Actual)
			}
		}
		changes = append(changes, change)
	}
	for _, rule := range after.Rules {
		add(rule)
	}
	for _, rule := range before.Rules {
		if after.Rule(rule.ID).Verdict == "" {
			add(rule)
		}
	}
	slices.SortStableFunc(changes, func(a, b Change) int {
		switch {
		case a.Worse() == b.Worse():
			return 0
		case a.Worse():
			return -1
		}
		return 1
	})
	return changes
}

// Diff writes what changed between two results, a rule to a line, for people.
func Diff(w io.Writer, before, after conformance.Result) error {
	p := &page{}
	p.line("", "before: %s, profile %s, %s: %s", before.Target, before.Profile, before.Started.UTC().Format("2006-01-02 15:04:05Z"), before.Outcome)
	p.line("", "after:  %s, profile %s, %s: %s", after.Target, after.Profile, after.Started.UTC().Format("2006-01-02 15:04:05Z"), after.Outcome)
	changes := Changes(before, after)
	for _, c := range changes {
		word := "better"
		if c.Worse() {
			word = "worse "
		}
		p.line("", "%s %s (%s): %s -> %s: %s", word, c.Rule, c.Level, orNone(c.Before), orNone(c.After), c.Statement)
		if c.Why != "" {
			p.line("       ", "%s", c.Why)
		}
	}
	if len(changes) == 0 {
		p.line("", "no rule ended differently")
	}
	_, err := io.WriteString(w, p.text.String())
	return err
}

func orNone(v conformance.Verdict) string {
	if v == "" {
		return "not part of the run"
	}
	return string(v)
}
