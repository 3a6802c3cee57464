package conformance

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"
)

// unwindTime is how long a case may take to return after its context ended, before it is left behind.
const unwindTime = 5 * time.Second

// cleanupTime is how long all clean-up of one case may take.
const cleanupTime = 30 * time.Second

// caseT is the T of one case under the engine's own runner. It collects; verdict draws the conclusion.
type caseT struct {
	name     string
	evidence func() Evidence // the latest exchange, attached to each failure

	mu         sync.Mutex
	ctx        context.Context
	sealed     bool // the result has been read: whatever a left-behind goroutine still says is ignored
	ended      bool // the body returned, or stopped in one of the ways T offers
	failed     bool
	failures   []Failure
	notes      []string
	skipped    string
	untestable string
	broken     string // why the examination itself failed
	asserted   int
	cleanups   []func()
}

func (t *caseT) Helper()      {}
func (t *caseT) Name() string { return t.name }

func (t *caseT) Context() context.Context {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.ctx
}

func (t *caseT) Failed() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.failed
}

func (t *caseT) Errorf(format string, args ...any) {
	t.fail(Failure{Message: strings.TrimSpace(fmt.Sprintf(format, args...))})
}

func (t *caseT) Logf(format string, args ...any) {
	t.note(func() { t.notes = append(t.notes, fmt.Sprintf(format, args...)) })
}

func (t *caseT) Cleanup(f func()) {
	t.note(func() { t.cleanups = append(t.cleanups, f) })
}

func (t *caseT) FailNow() {
	t.note(func() { t.failed, t.ended = true, true })
	runtime.Goexit()
}

func (t *caseT) Skipf(format string, args ...any) {
	t.note(func() { t.skipped, t.ended = fmt.Sprintf(format, args...), true })
	runtime.Goexit()
}

// giveUp ends the case because what it needs could not be arranged.
func (t *caseT) giveUp(reason string) {
	t.note(func() { t.untestable, t.ended = reason, true })
	runtime.Goexit()
}

// breakOff ends the case because it cannot be examined.
func (t *caseT) breakOff(reason string) {
	t.note(func() { t.broken, t.ended = reason, true })
	runtime.Goexit()
}

func (t *caseT) fail(failure Failure) {
	failure.Evidence = t.evidence()
	t.note(func() { t.failed, t.failures = true, append(t.failures, failure) })
}

func (t *caseT) passed() {
	t.note(func() { t.asserted++ })
}

func (t *caseT) note(change func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.sealed {
		change()
	}
}

// run executes body in a goroutine of its own, then the clean-ups. A body that does not return soon after its context ended
// is left behind.
func (t *caseT) run(ctx context.Context, timeout time.Duration, body func()) {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	t.ctx = limited
	t.await(limited, func() {
		body()
		t.note(func() { t.ended = true })
	})
	t.note(func() {
		if !t.ended && t.broken == "" {
			t.broken = "the case's goroutine ended without a word"
		}
	})
	if limited.Err() != nil {
		t.note(func() { t.broken = brokenBy(ctx, timeout) })
	}
	t.cleanUp(ctx)
}

func brokenBy(ctx context.Context, timeout time.Duration) string {
	if ctx.Err() != nil {
		return "interrupted"
	}
	return fmt.Sprintf("did not finish within %v", timeout)
}

func (t *caseT) await(ctx context.Context, body func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer t.survive()
		body()
	}()
	select {
	case <-done:
	case <-ctx.Done():
		select {
		case <-done:
		case <-time.After(unwindTime):
		}
	}
}

// survive keeps a panic from ending the process. The first one is what broke the case.
func (t *caseT) survive() {
	if p := recover(); p != nil {
		stack := debug.Stack()
		t.note(func() {
			if t.broken == "" {
				t.broken = fmt.Sprintf("panic: %v\n\n%s", p, stack)
			}
		})
	}
}

func (t *caseT) cleanUp(ctx context.Context) {
	detached, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanupTime)
	defer cancel()
	t.note(func() { t.ctx = detached })
	for {
		f := t.nextCleanup()
		if f == nil {
			return
		}
		t.await(detached, f)
	}
}

func (t *caseT) nextCleanup() (f func()) {
	t.note(func() {
		if n := len(t.cleanups); n > 0 {
			f, t.cleanups = t.cleanups[n-1], t.cleanups[:n-1]
		}
	})
	return f
}

// verdict draws the conclusion and closes t to any further word. requests is how many requests the case itself sent.
func (t *caseT) verdict(level Level, requests int) (verdict Verdict, reason string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sealed = true
	t.failures = slices.Clip(t.failures)
	switch {
	case t.broken != "":
		return Error, t.broken
	case t.failed && level == Must:
		return Fail, ""
	case t.failed && level == Should:
		return Warn, ""
	case t.untestable != "":
		return Untestable, t.untestable
	case t.skipped != "":
		return NotApplicable, t.skipped
	case requests == 0:
		return Error, "the case sent no request, so it examined nothing"
	case t.asserted == 0 && !t.failed:
		return Error, "the case made no assertion, so it examined nothing"
	case level == Info:
		return Noted, ""
	default:
		return Pass, ""
	}
}
