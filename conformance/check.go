package conformance

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"understudy/conformance/wire"
)

// check is the T of one rule being held.
type check struct {
	s        *S
	result   CheckResult
	asserted int
	ended    bool // the body returned, or stopped in one of the ways T offers
	panicked string
	noAnswer bool
}

func (c *check) Helper()                  { c.note(func() { c.asserted++ }) } // testify calls it in each of its assertions
func (c *check) Name() string             { return c.s.id + " " + c.result.Rule }
func (c *check) Context() context.Context { return c.s.ctx }

func (c *check) Failed() bool {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	return len(c.result.Failures) > 0
}

func (c *check) Logf(format string, args ...any) {
	text := c.s.run.redactor.Text(fmt.Sprintf(format, args...))
	c.note(func() { c.result.Notes = append(c.result.Notes, text) })
}

func (c *check) Errorf(format string, args ...any) {
	c.fail(nil, plain(fmt.Sprintf(format, args...)))
}

func (c *check) FailNow() {
	c.note(func() {
		if len(c.result.Failures) == 0 {
			c.result.Failures = append(c.result.Failures, Failure{Case: c.s.id, Answers: 1, Expected: "the rule to hold", Actual: "it does not"})
		}
		c.ended = true
	})
	runtime.Goexit()
}

func (c *check) fail(e *wire.Exchange, m wire.Mismatch) {
	failure := c.s.run.failure(c.s.id, e, m)
	c.note(func() { c.result.Failures = append(c.result.Failures, failure) })
}

// note changes the check, unless its case has been given up meanwhile.
func (c *check) note(change func()) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	if !c.s.sealed {
		change()
	}
}

// survive keeps a panic from ending the process.
func (c *check) survive() {
	if p := recover(); p != nil {
		c.note(func() { c.panicked = fmt.Sprintf("panic: %v", p) })
	}
}

// conclude draws the verdict.
func (c *check) conclude() {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	r := &c.result
	switch {
	case r.Verdict != "": // blocked, untestable, no answer
	case c.panicked != "":
		r.Verdict, r.Reason = Error, c.panicked
	case len(r.Failures) > 0:
		r.Verdict = map[Level]Verdict{Must: Fail, Should: Warn, Info: Noted}[r.Level]
	case !c.ended:
		r.Verdict, r.Reason = Error, "the check's goroutine ended without a word"
	case c.asserted == 0:
		r.Verdict, r.Reason = Error, "the check expected nothing, so it examined nothing"
	case r.Level == Info:
		r.Verdict = Noted
	default:
		r.Verdict = Pass
	}
}

// failure is a mismatch as the result shows it.
func (r *run) failure(caseID string, e *wire.Exchange, m wire.Mismatch) Failure {
	return Failure{
		Case: caseID, Pointer: r.redactor.Text(m.Pointer), Expected: r.redactor.Text(m.Expected), Actual: r.redactor.Text(m.Actual),
		Why: r.redactor.Text(m.Why), Answers: 1, Evidence: r.evidence(e), trait: traitOf(e, m), exchange: e,
	}
}

// plain makes a mismatch of testify's text: without traces and paths of source files.
func plain(text string) wire.Mismatch {
	m := wire.Mismatch{}
	label := ""
	parts := map[string][]string{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		for _, name := range []string{"Error Trace:", "Error:", "Messages:", "Test:", "expected:", "actual  :", "Diff:"} {
			if rest, found := strings.CutPrefix(line, name); found {
				label, line = name, strings.TrimSpace(rest)
			}
		}
		if line != "" {
			parts[label] = append(parts[label], line)
		}
	}
	m.Expected = strings.Join(parts["expected:"], " ")
	m.Actual = strings.Join(parts["actual  :"], " ")
	m.Why = strings.Join(append(parts["Messages:"], parts[""]...), " ")
	if m.Expected == "" {
		m.Expected, m.Actual = "the rule to hold", strings.Join(parts["Error:"], " ")
	}
	if m.Actual == "" {
		m.Actual = m.Why
	}
	return m
}
