package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// Style says how the console is written.
type Style struct {
	Colour  bool
	Quiet   bool // what is wrong only
	Verbose bool // every case and check too
}

// Console writes for people: each finding once, the strongest first; what was not examined, and what would change that; the
// counts by level at the end.
func Console(w io.Writer, r conformance.Result, style Style) error {
	page := &page{style: style}
	if style.Verbose {
		page.cases(r.Cases)
	}
	page.findings(r.Findings)
	page.unexamined("Not examined", binding(r.Unexamined))
	if !style.Quiet {
		page.unexamined("Waived", binding(r.Waived))
		page.around(r.Around)
		page.list("Fields that the document does not describe", r.Unknown)
	}
	if style.Verbose {
		page.unreached(r)
	}
	page.list("The baseline is not true any more", r.Outdated)
	page.left(r)
	if !style.Quiet || r.Outcome != conformance.Conformant {
		page.counts(r)
	}
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
	conformance.Pass: green, conformance.Fail: red, conformance.Warn: yellow, conformance.Noted: grey, conformance.Waived: grey,
	conformance.Untestable: yellow, conformance.Blocked: yellow, conformance.Error: red,
}

type page struct {
	text  strings.Builder
	style Style
}

// line writes one line. Whatever the target put into it, it steers no terminal and stays one line.
func (p *page) line(indent, format string, args ...any) {
	text := strings.Join(strings.Fields(wire.Legible(fmt.Sprintf(format, args...))), " ")
	p.text.WriteString(indent + text + "\n")
}

// label writes a line that begins with a verdict in its colour.
func (p *page) label(colour, label, format string, args ...any) {
	text := strings.Join(strings.Fields(wire.Legible(fmt.Sprintf(format, args...))), " ")
	if p.style.Colour {
		label = colour + label + plain
	}
	p.text.WriteString(label + " " + text + "\n")
}

func (p *page) gap() {
	if p.text.Len() > 0 {
		p.text.WriteString("\n")
	}
}

func (p *page) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	p.gap()
	p.line("", "%s:", title)
	for _, item := range items {
		p.line("  ", "%s", item)
	}
}

func (p *page) cases(cases []conformance.CaseResult) {
	for _, c := range cases {
		p.label(colours[c.Verdict], fmt.Sprintf("%-10s", c.Verdict), "%s %s", c.ID, c.Title)
		for _, check := range c.Checks {
			p.line("             ", "%s %s %s", check.Verdict, check.Rule, check.Reason)
			for _, note := range check.Notes {
				p.line("               ", "%s", note)
			}
		}
	}
}

// findings are written each once. Of undecided rules a quiet console says nothing.
func (p *page) findings(findings []conformance.Finding) {
	for _, f := range findings {
		if f.Verdict == conformance.Noted && p.style.Quiet {
			continue
		}
		if f.Verdict == conformance.Noted {
			p.noted(f)
			continue
		}
		p.gap()
		if f.Accepted != "" {
			p.label(grey, string(f.Verdict), "%s (%s), accepted: %s", f.Rule, f.Level, f.Accepted)
			continue
		}
		p.label(colours[f.Verdict], string(f.Verdict), "%s (%s): %s", f.Rule, f.Level, f.Statement)
		p.failure(f.Failures[0])
		p.others(f)
	}
}

// noted is one line: what the target does is no mistake.
func (p *page) noted(f conformance.Finding) {
	first := f.Failures[0]
	p.label(colours[f.Verdict], string(f.Verdict), "%s: %s Here: %s", f.Rule, f.Statement, first.Actual)
}

func (p *page) failure(f conformance.Failure) {
	for _, line := range f.Lines() {
		p.line("  ", "%s", line)
	}
	if f.Evidence != nil {
		p.line("  ", "%s", f.Evidence.Curl)
	}
}

// others says how often, and where else, a rule was found broken.
func (p *page) others(f conformance.Finding) {
	answers, cases := 0, []string{}
	for _, failure := range f.Failures {
		answers += failure.Answers
		if failure.Case != "" && !slices.Contains(cases, failure.Case) {
			cases = append(cases, failure.Case)
		}
	}
	text := fmt.Sprintf("in %d answers", answers)
	if answers == 1 {
		text = "in 1 answer"
	}
	if len(cases) > 0 {
		text += ", found by " + some(cases)
	}
	if len(f.Blocks) > 0 {
		text += fmt.Sprintf("; %d rules could not be examined for it", len(f.Blocks))
	}
	p.line("  ", "%s", text)
}

// some names a few of a list.
func some(items []string) string {
	const enough = 4
	if len(items) <= enough {
		return strings.Join(items, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(items[:enough], ", "), len(items)-enough)
}

func (p *page) around(notes []conformance.Note) {
	var lines []string
	for _, note := range notes {
		lines = append(lines, fmt.Sprintf("%s: %s (%d times)", note.Operation, note.Text, note.Answers))
	}
	p.list("Operations around the Deployments API differ from GitLab's", lines)
}

func (p *page) left(r conformance.Result) {
	var lines []string
	for _, left := range r.Left {
		lines = append(lines, left.Thing.String()+": "+left.Reason)
	}
	p.list("Left behind on the target", lines)
}

// counts are the last lines: by level, and the outcome.
func (p *page) counts(r conformance.Result) {
	p.gap()
	for _, level := range []conformance.Level{conformance.Must, conformance.Should, conformance.Info} {
		var parts []string
		for _, verdict := range conformance.Verdicts() {
			if n := r.Count(level, verdict); n > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", n, verdict))
			}
		}
		if len(parts) > 0 {
			p.line("", "%s rules: %s", level, strings.Join(parts, ", "))
		}
	}
	if len(r.Coverage.Counts) > 0 {
		p.line("", "the run reached %.1f %% of what it can of the contract", r.Coverage.Percent())
	}
	colour := map[conformance.Outcome]string{conformance.Conformant: green, conformance.NonConformant: red}[r.Outcome]
	p.label(colour+bold, string(r.Outcome), "(%d cases, %d requests, %v)", len(r.Cases), r.Requests, r.Duration.Round(time.Millisecond))
}
