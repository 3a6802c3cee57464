package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"understudy/conformance"
)

// JUnit writes the report in the XML that CI servers read: one suite per section. A broken MUST is a failure; what could not
// be examined is an error; a broken SHOULD passes with its text as output, unless strict makes it a failure; what does not
// apply is skipped. Texts are in attribute and element both, as some servers show only one of them.
func JUnit(w io.Writer, r conformance.Report, strict bool) error {
	document := suites{Name: "understudy", Time: seconds(r.Duration)}
	if r.Problem != "" {
		document.add("target", r, testCase{Name: "target/can-be-examined", Class: "target",
			Error: &outcome{Type: "UNEXAMINABLE", Message: firstLine(r.Problem), Text: legal(r.Problem)}})
	}
	for _, result := range r.Results {
		document.add(result.Section, r, caseOf(result, strict))
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

func (s *suites) add(section string, r conformance.Report, c testCase) {
	if n := len(s.Suites); n == 0 || s.Suites[n-1].Name != section {
		s.Suites = append(s.Suites, &suite{Name: section, Timestamp: r.Started.UTC().Format("2006-01-02T15:04:05")})
	}
	last := s.Suites[len(s.Suites)-1]
	last.Cases = append(last.Cases, c)
	last.count(c)
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

func caseOf(r conformance.Result, strict bool) testCase {
	text := legal(strings.Join(r.Lines(), "\n"))
	c := testCase{Name: r.ID, Class: r.Section, Time: seconds(r.Duration)}
	switch r.Verdict {
	case conformance.Fail:
		c.Failure = broken(r, text)
	case conformance.Warn:
		if strict {
			c.Failure = broken(r, text)
		} else {
			c.Output = "WARN: " + r.Title + "\n" + text
		}
	case conformance.Error, conformance.Untestable:
		c.Error = &outcome{Type: string(r.Verdict), Message: firstLine(r.Reason), Text: legal(r.Reason)}
		c.Output = text
	case conformance.NotApplicable:
		c.Skipped = &outcome{Message: firstLine(r.Reason)}
	default:
		c.Output = text
	}
	return c
}

func broken(r conformance.Result, text string) *outcome {
	return &outcome{Type: string(r.Level), Message: r.Title, Text: text}
}

func seconds(d time.Duration) string {
	return fmt.Sprintf("%.3f", d.Seconds())
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(legal(text), "\n")
	return line
}
