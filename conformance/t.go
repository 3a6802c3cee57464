package conformance

import (
	"context"
)

// T is what a case reports to. It is cut from [testing.T], which satisfies it, so that testify and helpers written for Go
// tests work in a case, and a case runs without go test.
type T interface {
	Helper()
	Name() string
	Errorf(format string, args ...any) // the expectation is not met; the case goes on
	Logf(format string, args ...any)
	FailNow()                         // ends the case
	Skipf(format string, args ...any) // the expectation does not apply to this target; ends the case
	Failed() bool
	Cleanup(func())           // runs after the case, last registered first
	Context() context.Context // ends with the case; during clean-up, a context that outlives timeout and interrupt
}
