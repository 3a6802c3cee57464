package conformance

import (
	"testing"
)

// Run examines the target inside a Go test, one subtest per case, several at a time:
//
//	conformance.Run(t, target, conformance.Options{Cases: cases.All()})
//
// A broken SHOULD and what is merely noted are logged, what is waived is skipped, all else but PASS fails. Rules that the
// contract's examiner found broken fail the test itself.
func Run(t *testing.T, target Target, options Options) {
	t.Helper()
	r, err := begin(t.Context(), target, options)
	if err != nil {
		r.close()
		t.Fatal(err)
	}
	slots := make(chan struct{}, r.options.Parallel)
	t.Run("cases", func(t *testing.T) {
		for _, c := range r.cases {
			t.Run(c.ID, func(t *testing.T) {
				t.Parallel()
				slots <- struct{}{}
				defer func() { <-slots }()
				tell(t, r.examine(c, 0))
			})
		}
	})
	r.close()
	for _, finding := range r.conclude(t.Context(), nil).Findings {
		for _, failure := range finding.Failures {
			say := t.Log
			if finding.Verdict == Fail {
				say = t.Error
			}
			say(finding.Verdict, finding.Rule, finding.Statement)
			say(failure.Lines())
		}
	}
	for _, left := range r.result.Left {
		t.Log("left behind: ", left.Thing, ": ", left.Reason)
	}
}

func tell(t *testing.T, result CaseResult) {
	t.Helper()
	for _, check := range result.Checks {
		switch check.Verdict {
		case Waived:
			t.Skip(check.Reason)
		case Fail, Untestable, Blocked, Error:
			t.Error(check.Verdict, check.Rule, check.Reason)
		case Warn, Noted:
			t.Log(check.Verdict, check.Rule, check.Reason)
		case Pass:
		}
		for _, failure := range check.Failures {
			t.Log(failure.Lines())
		}
	}
}
