package report_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/report"
	"understudy/conformance/wire"
)

var update = flag.Bool("update", false, "write the golden files anew")

// full has a result with every verdict, and texts that a format could trip over.
func full() conformance.Report {
	rules := []conformance.Requirement{{ID: "R-DELETE-RUNNING", Statement: "A running deployment is not deleted."}}
	failure := conformance.Failure{
		Message: "expected: http status", Expected: `"400 Bad Request"`, Actual: `"204 No Content"`,
		Evidence: conformance.Evidence{
			Curl:   `curl --request DELETE --header "PRIVATE-TOKEN: $TOKEN" --url 'https://gitlab.example.com/api/v4/projects/1/deployments/7'`,
			Answer: "204 No Content",
		},
	}
	odd := conformance.Failure{Message: "a <b> & \"c\" ]]>\n\x1b[31mred\x00"}
	return conformance.Report{
		Target: "https://gitlab.example.com/api/v4", Project: "acme/shop", Profile: "documented", Version: "v1.2.3", RunID: "abcd1234",
		Started: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Duration: 1500 * time.Millisecond, Outcome: conformance.NonConformant,
		Capabilities: []conformance.Finding{
			{Capability: conformance.ProjectDetails, Available: true, Evidence: "project 1 is acme/shop"},
			{Capability: conformance.Approvals, Evidence: "GET /projects/1 shows no setting"},
		},
		Results: []conformance.Result{
			{ID: "list/a", Section: "list", Title: "It is listed", Operation: "listProjectDeployments", Level: conformance.Must,
				Verdict: conformance.Pass, Duration: 12 * time.Millisecond, Exchanges: []wire.Exchange{{
					Identity: "maintainer", Method: "GET", URL: "https://gitlab.example.com/api/v4/projects/1/deployments", Status: 200,
					Operation: "listProjectDeployments", Unknown: []string{"/*/environment/slug"},
				}}},
			{ID: "list/b", Section: "list", Title: "It is noted", Level: conformance.Info, Verdict: conformance.Noted, Notes: []string{"answered with 200"}},
			{ID: "delete/a", Section: "delete", Title: "Running stays", Level: conformance.Must, Requirements: rules,
				Verdict: conformance.Fail, Failures: []conformance.Failure{failure}},
			{ID: "delete/b", Section: "delete", Title: "Odd <text>", Level: conformance.Should, Requirements: rules,
				Verdict: conformance.Warn, Failures: []conformance.Failure{odd}},
			{ID: "delete/c", Section: "delete", Title: "Not for this one", Level: conformance.Should, Verdict: conformance.NotApplicable, Reason: "no token for the role developer"},
			{ID: "delete/d", Section: "delete", Title: "No way", Level: conformance.Must, Verdict: conformance.Untestable, Reason: "cannot arrange a running deployment: 403"},
			{ID: "delete/e", Section: "delete", Title: "Broken", Level: conformance.Must, Verdict: conformance.Error, Reason: "panic: lost\n\ngoroutine 7"},
		},
		LeftBehind: []string{"deployment 7 in environment conformance-abcd1234-delete-a: 403"},
	}
}

func unreachable() conformance.Report {
	return conformance.Report{
		Target: "https://gitlab.example.com/api/v4", Project: "1", Profile: "documented", RunID: "abcd1234", Outcome: conformance.Inconclusive,
		Started: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Problem: "the target could not be examined: connection refused",
	}
}

func TestGolden(t *testing.T) {
	tests := map[string]func(io.Writer) error{
		"console.txt":           func(w io.Writer) error { return report.Console(w, full(), false) },
		"console-colour.txt":    func(w io.Writer) error { return report.Console(w, full(), true) },
		"junit.xml":             func(w io.Writer) error { return report.JUnit(w, full(), false) },
		"junit-strict.xml":      func(w io.Writer) error { return report.JUnit(w, full(), true) },
		"report.json":           func(w io.Writer) error { return report.JSON(w, full()) },
		"unreachable.txt":       func(w io.Writer) error { return report.Console(w, unreachable(), false) },
		"unreachable-junit.xml": func(w io.Writer) error { return report.JUnit(w, unreachable(), false) },
		"unreachable.json":      func(w io.Writer) error { return report.JSON(w, unreachable()) },
	}
	for name, write := range tests {
		t.Run(name, func(t *testing.T) {
			var got bytes.Buffer
			require.NoError(t, write(&got))
			path := filepath.Join("testdata", name)
			if *update {
				require.NoError(t, os.WriteFile(path, got.Bytes(), 0o644))
			}
			want, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, string(want), got.String())
		})
	}
}

// What CI servers count must be what they will find.
func TestJUnitTotals(t *testing.T) {
	type suite struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
		Cases    []struct {
			Failure *struct{} `xml:"failure"`
			Error   *struct{} `xml:"error"`
			Skipped *struct{} `xml:"skipped"`
		} `xml:"testcase"`
	}
	var document struct {
		suite
		Suites []suite `xml:"testsuite"`
	}
	var written bytes.Buffer
	require.NoError(t, report.JUnit(&written, full(), true))
	require.NoError(t, xml.Unmarshal(written.Bytes(), &document))
	var total suite
	for _, s := range document.Suites {
		var found suite
		for _, c := range s.Cases {
			found.Tests++
			found.Failures += present(c.Failure)
			found.Errors += present(c.Error)
			found.Skipped += present(c.Skipped)
		}
		found.Cases = s.Cases
		assert.Equal(t, found, s)
		total.Tests, total.Failures, total.Errors, total.Skipped =
			total.Tests+s.Tests, total.Failures+s.Failures, total.Errors+s.Errors, total.Skipped+s.Skipped
	}
	assert.Equal(t, total, document.suite)
	assert.Equal(t, 2, total.Failures)
	assert.Equal(t, 2, total.Errors)
	assert.Equal(t, 1, total.Skipped)
}

func present(element *struct{}) int {
	if element == nil {
		return 0
	}
	return 1
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteErrorsAreTold(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"console": func(w io.Writer) error { return report.Console(w, full(), false) },
		"junit":   func(w io.Writer) error { return report.JUnit(w, full(), false) },
		"json":    func(w io.Writer) error { return report.JSON(w, full()) },
	} {
		t.Run(name, func(t *testing.T) { require.ErrorContains(t, write(fullDisk{}), "no space left") })
	}
}
