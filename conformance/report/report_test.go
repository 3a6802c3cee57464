package report_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/conformance/report"
	"understudy/mockserver"
)

var shared struct {
	sync.Once
	results map[string]conformance.Result
}

// results are results of all kinds: of a run that is content, of one that finds and waives, of one that is not even begun. They are
// made once, and for reading only.
func results(t *testing.T) map[string]conformance.Result {
	t.Helper()
	shared.Do(func() { shared.results = examined(t) })
	return shared.results
}

func examined(t *testing.T) map[string]conformance.Result {
	t.Helper()
	mock := mockserver.Start(t, func(c *mockserver.Config) { c.Strict = false })
	execute := func(handler http.Handler, target conformance.Target) conformance.Result {
		target.Handler, target.Tokens = handler, map[conformance.Role]string{conformance.Maintainer: mock.Tokens["owner"]}
		result, _ := conformance.Execute(t.Context(), target, conformance.Options{
			Cases: cases.All(), Selection: conformance.Selection{Select: []string{"delete", "^approval/", "^get/", "^access/"}},
		})
		return result
	}
	broken := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodDelete && strings.Contains(r.URL.Path, "/deployments/"):
			w.WriteHeader(http.StatusNoContent)
		case strings.Contains(r.URL.Path, "/protected_environments"):
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"error":"404 Not Found \u001b[2J \u202e"}`)
		default:
			mock.ServeHTTP(w, r)
		}
	})
	return map[string]conformance.Result{
		"content":  execute(mock, conformance.Target{}),
		"broken":   execute(broken, conformance.Target{Without: []conformance.Need{conformance.Jobs}, Tier: "premium"}),
		"unbegun":  execute(http.NotFoundHandler(), conformance.Target{Project: "none/there"}),
		"unwanted": execute(mock, conformance.Target{Project: "acme/shop"}),
		"refused":  conformance.Refused(conformance.Target{}, conformance.Options{}, errors.New("no such thing")),
	}
}

func TestJSONFollowsItsSchema(t *testing.T) {
	t.Parallel()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema))
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("report.json", document))
	schema, err := compiler.Compile("report.json")
	require.NoError(t, err)
	for name, result := range results(t) {
		var text bytes.Buffer
		require.NoError(t, report.JSON(&text, result))
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text.Bytes()))
		require.NoError(t, err)
		require.NoError(t, schema.Validate(value), name)
		var read conformance.Result
		require.NoError(t, json.Unmarshal(text.Bytes(), &read))
		assert.Equal(t, result.Outcome, read.Outcome)
	}
}

// What CI servers read: a test for each rule, failures with bodies, skips with reasons, and counts that are right.
func TestJUnitIsWhatServersRead(t *testing.T) {
	t.Parallel()
	type testcase struct {
		Name    string `xml:"name,attr"`
		Class   string `xml:"classname,attr"`
		Failure *struct {
			Message string `xml:"message,attr"`
			Text    string `xml:",chardata"`
		} `xml:"failure"`
		Error *struct {
			Text string `xml:",chardata"`
		} `xml:"error"`
		Skipped *struct {
			Message string `xml:"message,attr"`
		} `xml:"skipped"`
	}
	type document struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Skipped  int `xml:"skipped,attr"`
		Suites   []struct {
			Cases []testcase `xml:"testcase"`
		} `xml:"testsuite"`
	}
	for name, result := range results(t) {
		var text bytes.Buffer
		require.NoError(t, report.JUnit(&text, result))
		var read document
		require.NoError(t, xml.Unmarshal(text.Bytes(), &read), name)
		byRule := map[string]testcase{}
		var failures, errors, skipped, tests int
		for _, suite := range read.Suites {
			for _, c := range suite.Cases {
				tests++
				assert.NotContains(t, byRule, c.Name)
				byRule[c.Name] = c
				switch {
				case c.Failure != nil:
					failures++
					assert.NotEmpty(t, c.Failure.Message)
					assert.Contains(t, c.Failure.Text, "curl ", "%s has a body", c.Name)
				case c.Error != nil:
					errors++
					assert.NotEmpty(t, c.Error.Text)
				case c.Skipped != nil:
					skipped++
					assert.NotEmpty(t, c.Skipped.Message)
				}
			}
		}
		assert.Equal(t, []int{tests, failures, errors, skipped}, []int{read.Tests, read.Failures, read.Errors, read.Skipped})
		for _, rule := range result.Rules {
			c, there := byRule[rule.ID]
			assert.True(t, there, rule.ID)
			assert.Equal(t, rule.Verdict == conformance.Fail || rule.Verdict == conformance.Warn, c.Failure != nil, rule.ID)
			assert.Equal(t, rule.Verdict == conformance.Waived, c.Skipped != nil, rule.ID)
		}
	}
}

func TestTheConsoleBeginsWithFindingsAndEndsWithCounts(t *testing.T) {
	t.Parallel()
	result := results(t)["broken"]
	var text strings.Builder
	require.NoError(t, report.Console(&text, result, report.Style{}))
	lines := strings.Split(strings.TrimSpace(text.String()), "\n")
	assert.True(t, strings.HasPrefix(lines[0], "FAIL R-"), lines[0])
	assert.True(t, strings.HasPrefix(lines[len(lines)-1], "non-conformant ("), lines[len(lines)-1])
	for _, finding := range result.Findings {
		if finding.Verdict != conformance.Noted {
			assert.Equal(t, 1, strings.Count(text.String(), string(finding.Verdict)+" "+finding.Rule+" "), finding.Rule)
		}
	}
	assert.Contains(t, text.String(), "Waived:\n  WAIVED needs jobs: without jobs: ")
	assert.NotContains(t, text.String(), "\x1b")
	assert.NotContains(t, text.String(), "\u202e")

	var quiet strings.Builder
	require.NoError(t, report.Console(&quiet, results(t)["content"], report.Style{Quiet: true}))
	assert.Empty(t, quiet.String(), "nothing is wrong")
}

// Colours are the console's own; what the target says has none.
func TestOnlyTheConsoleColours(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	require.NoError(t, report.Console(&text, conformance.Result{Outcome: conformance.NonConformant, Findings: []conformance.Finding{{
		Rule: "R-GET-ONE", Verdict: conformance.Fail, Failures: []conformance.Failure{{Expected: "a\x1b[31m", Actual: "b\nc\rd", Answers: 1}},
	}}}, report.Style{Colour: true}))
	assert.Contains(t, text.String(), "\x1b[31mFAIL\x1b[0m R-GET-ONE")
	assert.Contains(t, text.String(), "expected: a[31m\n")
	assert.Contains(t, text.String(), "actual: b cd\n")
}
