package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// JUnit writes the result in the XML that CI servers read: a test for each rule, one suite for each operation. A broken MUST is a
// failure, and so is a broken SHOULD; what could not be examined is an error, what was waived is skipped. Texts are in attribute and
// element both, as some servers show only one of them.
func JUnit(w io.Writer, r conformance.Result) error {
	document := suites{Name: "understudy", Time: seconds(r.Duration)}
	if r.Problem != "" {
		document.add("target", r, testCase{Name: "target/can-be-examined", Class: "target",
			Error: &outcome{Type: "UNEXAMINABLE", Message: firstLine(r.Problem), Text: wire.Legible(r.Problem)}})
	}
	for _, rule := range r.Rules {
		suite := rule.Operation
		if suite == "" {
			suite = "everyOperation"
		}
		document.add(suite, r, caseOf(r, rule, suite))
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type totals struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
	Skipped  int `xml:"skipped,attr"`
}

type suites struct {
	XMLName xml.Name `xml:"testsuites"`
	Name    string   `xml:"name,attr"`
	totals
	Time   string   `xml:"time,attr"`
	Suites []*suite `xml:"testsuite"`
}

type suite struct {
	Name string `xml:"name,attr"`
	totals
	Timestamp string     `xml:"timestamp,attr"`
	Cases     []testCase `xml:"testcase"`
}

type testCase struct {
	Name    string   `xml:"name,attr"`
	Class   string   `xml:"classname,attr"`
	Time    string   `xml:"time,attr,omitempty"`
	Failure *outcome `xml:"failure"`
	Error   *outcome `xml:"error"`
	Skipped *outcome `xml:"skipped"`
	Output  string   `xml:"system-out,omitempty"`
}

type outcome struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (s *suites) add(name string, r conformance.Result, c testCase) {
	var to *suite
	for _, known := range s.Suites {
		if known.Name == name {
			to = known
		}
	}
	if to == nil {
		to = &suite{Name: name, Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05")}
		s.Suites = append(s.Suites, to)
	}
	to.Cases = append(to.Cases, c)
	to.count(c)
	s.count(c)
}

func (t *totals) count(c testCase) {
	t.Tests++
	switch {
	case c.Failure != nil:
		t.Failures++
	case c.Error != nil:
		t.Errors++
	case c.Skipped != nil:
		t.Skipped++
	}
}

func caseOf(r conformance.Result, rule conformance.RuleResult, suite string) testCase {
	c := testCase{Name: rule.ID, Class: suite, Time: "0.000"}
	text := textOf(r, rule)
	switch rule.Verdict {
	case conformance.Fail, conformance.Warn:
		c.Failure = &outcome{Type: string(rule.Level), Message: rule.Statement, Text: text}
	case conformance.Error, conformance.Untestable, conformance.Blocked:
		c.Error = &outcome{Type: string(rule.Verdict), Message: firstLine(rule.Reason), Text: wire.Legible(rule.Reason)}
	case conformance.Waived:
		c.Skipped = &outcome{Message: firstLine(rule.Reason)}
	case conformance.Pass, conformance.Noted:
		c.Output = text
	}
	return c
}

// textOf is what was found of a rule, with the request that shows it.
func textOf(r conformance.Result, rule conformance.RuleResult) string {
	var lines []string
	for _, finding := range r.Findings {
		if finding.Rule != rule.ID {
			continue
		}
		for _, failure := range finding.Failures {
			lines = append(lines, failure.Lines()...)
			if failure.Evidence != nil {
				lines = append(lines, failure.Evidence.Curl, failure.Evidence.Answer)
			}
			lines = append(lines, "")
		}
	}
	return wire.Legible(strings.Join(lines, "\n"))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }

func firstLine(text string) string {
	line, _, _ := strings.Cut(wire.Legible(text), "\n")
	return line
}
