package conformance

import "slices"

// Verdict is how a check, a rule or a case ended.
type Verdict string

// The verdicts.
const (
	Pass       Verdict = "PASS"
	Fail       Verdict = "FAIL"       // a MUST is broken
	Warn       Verdict = "WARN"       // a SHOULD is broken
	Noted      Verdict = "INFO"       // what the target does where nothing is prescribed
	Untestable Verdict = "UNTESTABLE" // the target, or the run's rights, lack something around the operations under examination
	Blocked    Verdict = "BLOCKED"    // by another rule that is broken, and that carries the failure
	Waived     Verdict = "WAIVED"     // somebody said that the target does without
	Error      Verdict = "ERROR"      // the examination itself failed: no answer, panic, nothing checked
)

// Verdicts lists every verdict, the worst first.
func Verdicts() []Verdict {
	return []Verdict{Fail, Warn, Error, Blocked, Untestable, Noted, Pass, Waived}
}

// worse is the worse of two verdicts; none at all is better than any.
func worse(a, b Verdict) Verdict {
	order := Verdicts()
	switch {
	case a == "":
		return b
	case b == "" || slices.Index(order, a) < slices.Index(order, b):
		return a
	}
	return b
}

// examined tells whether a verdict says anything about the target.
func (v Verdict) examined() bool {
	return v == Pass || v == Fail || v == Warn || v == Noted
}

// Outcome is how a whole run ended.
type Outcome string

// The outcomes.
const (
	Conformant    Outcome = "conformant"
	NonConformant Outcome = "non-conformant"
	Incomplete    Outcome = "incomplete" // nothing binding is broken, as far as it was examined, and not all that is binding was
	Outdated      Outcome = "outdated"   // nothing is broken that the baseline does not list, and the list is not true any more
	Interrupted   Outcome = "interrupted"
)

// What a process exits with after a run.
const (
	ExitConformant    = 0
	ExitNonConformant = 1
	ExitUsage         = 2 // the run was asked for wrongly, or no case was selected
	ExitIncomplete    = 3
	ExitOutdated      = 4
	ExitInterrupted   = 130
)

// ExitCode is what a process should exit with after a run with this outcome.
func (o Outcome) ExitCode() int {
	switch o {
	case Conformant:
		return ExitConformant
	case NonConformant:
		return ExitNonConformant
	case Outdated:
		return ExitOutdated
	case Interrupted:
		return ExitInterrupted
	default:
		return ExitIncomplete
	}
}

// outcomeOf folds rules. A broken rule is certain however much else could not be told, so it outranks what is incomplete.
func outcomeOf(rules []RuleResult, strictest Level) Outcome {
	outcome := Conformant
	for _, rule := range rules {
		if rule.Accepted != "" {
			continue
		}
		binding := rule.Level == Must || rule.Level == Should && strictest == Should
		switch rule.Verdict {
		case Fail:
			return NonConformant
		case Warn:
			if binding {
				return NonConformant
			}
		case Error:
			outcome = Incomplete
		case Untestable, Blocked:
			if binding {
				outcome = Incomplete
			}
		case Pass, Noted, Waived: // nothing against the target
		}
	}
	return outcome
}
