package conformance

// Verdict is how one case ended.
type Verdict string

// The verdicts.
const (
	Pass          Verdict = "PASS"
	Fail          Verdict = "FAIL"           // a MUST is broken
	Warn          Verdict = "WARN"           // a SHOULD is broken
	Noted         Verdict = "INFO"           // what the target does where nothing is prescribed
	NotApplicable Verdict = "NOT_APPLICABLE" // the target does not claim what the case needs
	Untestable    Verdict = "UNTESTABLE"     // what the case needs could not be arranged
	Error         Verdict = "ERROR"          // the examination itself failed: no answer, timeout, panic, nothing asserted
)

// Verdicts lists every verdict, in the order in which reports count them.
func Verdicts() []Verdict {
	return []Verdict{Pass, Fail, Warn, Noted, NotApplicable, Untestable, Error}
}

// Outcome is how a whole run ended.
type Outcome string

// The outcomes.
const (
	Conformant    Outcome = "conformant"
	NonConformant Outcome = "non-conformant"
	Inconclusive  Outcome = "inconclusive"
	Interrupted   Outcome = "interrupted"
)

// What a process exits with after a run.
const (
	ExitConformant    = 0
	ExitNonConformant = 1
	ExitUsage         = 2 // the run was asked for wrongly, or no case was selected
	ExitInconclusive  = 3
	ExitInterrupted   = 130
)

// ExitCode is what a process should exit with after a run with this outcome.
func (o Outcome) ExitCode() int {
	switch o {
	case Conformant:
		return ExitConformant
	case NonConformant:
		return ExitNonConformant
	case Interrupted:
		return ExitInterrupted
	default:
		return ExitInconclusive
	}
}

// outcomeOf folds verdicts. A broken rule is certain however much else could not be told, so it outranks what is inconclusive.
func outcomeOf(results []Result, strict bool) Outcome {
	outcome := Conformant
	for _, result := range results {
		switch result.Verdict {
		case Fail:
			return NonConformant
		case Warn:
			if strict {
				return NonConformant
			}
		case Untestable, Error:
			outcome = Inconclusive
		case Pass, Noted, NotApplicable: // speak for nothing and against nothing
		}
	}
	return outcome
}
