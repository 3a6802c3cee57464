// Package report writes what a run found out: for people, for CI servers (JUnit), for programs (JSON).
package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"understudy/conformance"
)

// Console writes for people: one line per case under its section, and everything known about what did not pass.
func Console(w io.Writer, r conformance.Report, colour bool) error {
	page := &page{colour: colour}
	page.line("%s, project %s, profile %s, run %s", r.Target, r.Project, r.Profile, r.RunID)
	if r.Problem != "" {
		page.line("\n%s", legal(r.Problem))
	}
	page.capabilities(r.Capabilities)
	section := ""
	for _, result := range r.Results {
		if result.Section != section {
			section = result.Section
			page.line("\n%s", page.paint(bold, section))
		}
		page.result(result)
	}
	page.list("Fields that the document does not describe", undescribed(r))
	page.list("Left behind on the target", r.LeftBehind)
	page.line("\n%s: %s (%v)", page.paint(bold, string(r.Outcome)), counts(r), r.Duration.Round(time.Millisecond))
	_, err := io.WriteString(w, page.text.String())
	return err
}

// The escape sequences of terminals.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	grey   = "\x1b[90m"
	plain  = "\x1b[0m"
)

var colours = map[conformance.Verdict]string{
	conformance.Pass: green, conformance.Fail: red, conformance.Warn: yellow, conformance.Noted: grey,
	conformance.NotApplicable: grey, conformance.Untestable: red, conformance.Error: red,
}

type page struct {
	text   strings.Builder
	colour bool
}

func (p *page) line(format string, args ...any) {
	fmt.Fprintf(&p.text, format+"\n", args...)
}

func (p *page) paint(colour, text string) string {
	if !p.colour {
		return text
	}
	return colour + text + plain
}

func (p *page) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	p.line("\n%s:", title)
	for _, item := range items {
		p.line("  %s", item)
	}
}

func (p *page) capabilities(findings []conformance.Finding) {
	for _, finding := range findings {
		has := "has"
		if !finding.Available {
			has = "lacks"
		}
		p.line("  %s %s: %s", has, finding.Capability, finding.Evidence)
	}
}

func (p *page) result(r conformance.Result) {
	verdict := p.paint(colours[r.Verdict], fmt.Sprintf("%-14s", r.Verdict))
	p.line("  %s %-6s %s  %s", verdict, r.Level, r.ID, p.paint(grey, r.Title))
	if r.Reason != "" {
		p.detail(r.Reason)
	}
	for _, line := range r.Lines() {
		p.detail(line)
	}
}

// detail writes text that may come from the target: it must not steer the terminal.
func (p *page) detail(text string) {
	for line := range strings.Lines(legal(text)) {
		p.line("      %s", strings.TrimRight(line, "\n"))
	}
}

// counts is "61 PASS, 2 FAIL", without what did not occur.
func counts(r conformance.Report) string {
	var parts []string
	for _, verdict := range conformance.Verdicts() {
		if n := r.Count(verdict); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, verdict))
		}
	}
	if len(parts) == 0 {
		return "no case ran"
	}
	return strings.Join(parts, ", ")
}
