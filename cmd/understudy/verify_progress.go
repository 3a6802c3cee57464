package main

import (
	"fmt"
	"io"

	"understudy/conformance"
)

// caseProgress tells how far a run is: one line that is written over on a terminal, a line now and then in a pipe.
type caseProgress struct {
	out      io.Writer // nil: tells nothing
	terminal bool
	total    int
	finished int
	broken   int
}

const caseProgressSteps = 4

func newCaseProgress(std streams, f verifyFlags, total int) *caseProgress {
	if f.quiet {
		return &caseProgress{}
	}
	return &caseProgress{out: std.err, terminal: isTerminal(std.err), total: total * f.repeat}
}

// begin are the first lines: what is examined, as whom, what for, and what the run makes.
func (p *caseProgress) begin(builtIn, safe bool, result conformance.Result) {
	if p.out == nil {
		return
	}
	where := result.Target
	if builtIn {
		where = "the built-in server"
	}
	fmt.Fprintf(p.out, "Examining %s as %s, profile %s, tier %s (run %s)\n",
		where, orDefault(result.User, "whoever owns the token"), result.Profile, orDefault(result.Tier, "undeclared"), result.RunID)
	switch {
	case safe:
		fmt.Fprintf(p.out, "Nothing is made or changed; project %s is read\n", result.Project)
	case result.Project == "":
		fmt.Fprintln(p.out, "Everything is made in projects of the run's own, which are deleted at the end; groups, if any, GitLab removes some days after")
	default:
		fmt.Fprintf(p.out, "Environments and deployments of the run's own are made in project %s, and removed at the end\n", result.Project)
	}
}

func (p *caseProgress) done(result conformance.CaseResult) {
	if p.out == nil {
		return
	}
	p.finished++
	if result.Verdict == conformance.Fail || result.Verdict == conformance.Warn {
		p.broken++
	}
	switch {
	case p.terminal:
		fmt.Fprintf(p.out, "\r%d of %d cases, %d with something wrong", p.finished, p.total, p.broken)
	case p.finished%max(p.total/caseProgressSteps, 1) == 0 && p.finished < p.total:
		fmt.Fprintf(p.out, "%d of %d cases, %d with something wrong\n", p.finished, p.total, p.broken)
	}
}

func (p *caseProgress) end() {
	if p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}
