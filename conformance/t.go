package conformance

import "context"

// T is what a check reports to. It is cut from [testing.T], so that testify and helpers written for Go tests work in a check;
// the expectations of [wire.Answer] say more, since they know what they judge.
type T interface {
	Helper()
	Name() string
	Errorf(format string, args ...any) // the expectation is not met; the check goes on
	Logf(format string, args ...any)   // what was met, where several outcomes are acceptable
	FailNow()                          // ends the check
	Failed() bool
	Context() context.Context
}
