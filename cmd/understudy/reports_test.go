package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

// verified runs verify on the built-in server with a JSON report, and reads that.
func verified(t *testing.T, wanted int, args ...string) conformance.Result {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.json")
	code, _, errs := command(t, nil, append([]string{"verify", "--quiet", "--report", "json=" + path}, args...)...)
	require.Equal(t, wanted, code, errs)
	result, err := readResult(path)
	require.NoError(t, err)
	return result
}

func TestVerifyArchivesItsExchangesWithoutTokens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.har")
	result := verified(t, exitOK, "--select", "delete", "--report", "har="+path)
	var archive struct {
		Log struct {
			Version string
			Entries []struct {
				StartedDateTime string
				Request         struct {
					Method, URL string
					Headers     []struct{ Name, Value string }
				}
				Response struct {
					Status  int
					Content struct{ Text string }
				}
			}
		}
	}
	text := read(t, path)
	require.NoError(t, json.Unmarshal([]byte(text), &archive))
	assert.Equal(t, "1.2", archive.Log.Version)
	assert.Len(t, archive.Log.Entries, result.Requests)
	deletions := 0
	for _, entry := range archive.Log.Entries {
		if entry.Request.Method == "DELETE" && strings.Contains(entry.Request.URL, "/deployments/") {
			deletions++
		}
		for _, header := range entry.Request.Headers {
			if header.Name == "Private-Token" {
				assert.Equal(t, "$TOKEN", header.Value)
			}
		}
	}
	assert.Positive(t, deletions)
	assert.Contains(t, text, "Cannot destroy running deployment")
	assert.Empty(t, regexp.MustCompile(`.{30}glpat-.{6}`).FindAllString(text, 3), "tokens that the run made, too")
}

func TestVerifyWritesAPageThatLoadsNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.html")
	verified(t, exitOK, "--select", "delete", "--report", "html="+path)
	page := read(t, path)
	assert.Contains(t, page, "R-DELETE-RUNNING")
	assert.Contains(t, page, "the target calls itself")
	for _, loading := range []string{"<link", "src=", "@import", "url("} {
		assert.NotContains(t, page, loading)
	}
}

func TestShardsTogetherAreTheWhole(t *testing.T) {
	whole := verified(t, exitOK, "--select", "delete")
	dir := t.TempDir()
	var parts []string
	for _, shard := range []string{"1/3", "2/3", "3/3"} {
		path := filepath.Join(dir, strings.ReplaceAll(shard, "/", "-")+".json")
		code, _, errs := command(t, nil, "verify", "--quiet", "--select", "delete", "--shard", shard, "--report", "json="+path)
		require.Equal(t, exitOK, code, errs)
		parts = append(parts, path)
	}
	merged := filepath.Join(dir, "merged.json")
	code, out, errs := command(t, nil, "merge-reports", "--report", "json="+merged, parts[2], parts[0], parts[1])
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "conformant")
	result, err := readResult(merged)
	require.NoError(t, err)
	assert.Equal(t, caseIDs(whole.Cases), caseIDs(result.Cases), "in the order of the catalogue")
	for _, rule := range whole.Rules {
		assert.Equal(t, rule.Verdict, result.Rule(rule.ID).Verdict, rule.ID)
	}

	code, _, errs = command(t, nil, "merge-reports", parts[0], parts[2])
	assert.Equal(t, exitUsage, code)
	assert.Equal(t, "understudy: shard 2/3 is missing\n", errs)
	code, _, errs = command(t, nil, "merge-reports", parts[0], parts[0])
	assert.Equal(t, exitUsage, code)
	assert.Equal(t, "understudy: shard 1/3 is there twice\n", errs)
	code, _, errs = command(t, nil, "merge-reports", merged)
	assert.Equal(t, exitUsage, code)
	assert.Equal(t, "understudy: "+merged+" is no part of a run: it was made without --shard\n", errs)
	code, _, errs = command(t, nil, "merge-reports", "--report", "har="+filepath.Join(dir, "all.har"), parts[0], parts[1], parts[2])
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "JSON reports do not hold every exchange")
	other := filepath.Join(dir, "other.json")
	code, _, errs = command(t, nil, "verify", "--quiet", "--select", "delete", "--skip", "R-DELETE-IDS-KEPT", "--shard", "3/3", "--report", "json="+other)
	require.Equal(t, exitOK, code, errs)
	code, _, errs = command(t, nil, "merge-reports", parts[0], parts[1], other)
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "shard 3/3 is of another run")
	assert.Contains(t, errs, `skipping ["R-DELETE-IDS-KEPT"]`)
}

func TestWhatIsNoReportIsNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, row := range map[string]struct{ content, says string }{
		"broken":  {`{"schema"`, "is no JSON report of understudy verify: unexpected end of JSON input"},
		"typed":   {`{"schema": "understudy-report/2", "rules": "x"}`, "is no JSON report of understudy verify: json: cannot unmarshal"},
		"hollow":  {`{"schema": "understudy-report/2"}`, "is no JSON report of understudy verify: it has no outcome"},
		"foreign": {`{"schema": "understudy-report/1"}`, `has schema "understudy-report/1", and this understudy reads ` + conformance.SchemaVersion},
	} {
		path := filepath.Join(dir, name+".json")
		require.NoError(t, os.WriteFile(path, []byte(row.content), 0o600))
		for _, args := range [][]string{{"diff", path, path}, {"merge-reports", path}} {
			code, out, errs := command(t, nil, args...)
			assert.Equal(t, exitUsage, code, name)
			assert.Empty(t, out, name)
			assert.Contains(t, errs, path+" "+row.says)
			assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
		}
	}
	large := filepath.Join(dir, "large")
	require.NoError(t, os.WriteFile(large, nil, 0o600))
	require.NoError(t, os.Truncate(large, largestSmall+1))
	for _, args := range [][]string{
		{"diff", "/dev/zero", "/dev/zero"}, {"verify", "--baseline", large}, {"verify", "--target", "http://127.0.0.1:1", "--token-file", large},
		{"verify", "--target", "http://127.0.0.1:1", "--state", large},
	} {
		code, _, errs := command(t, nil, args...)
		assert.Equal(t, exitUsage, code, args)
		assert.Contains(t, errs, "it goes on after 64 MiB", args)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	}
}

func caseIDs(cases []conformance.CaseResult) []string {
	var all []string
	for _, c := range cases {
		all = append(all, c.ID)
	}
	return all
}

func TestBaselineOfVerify(t *testing.T) {
	path := filepath.Join(t.TempDir(), "baseline.yaml")
	require.NoError(t, os.WriteFile(path, []byte("- {rule: R-DELETE-RUNNING, verdict: FAIL, reason: it was so once}\n"), 0o600))
	code, out, _ := command(t, nil, "verify", "--select", "R-DELETE-RUNNING", "--baseline", path)
	assert.Equal(t, exitOutdated, code, out)
	assert.Contains(t, out, "R-DELETE-RUNNING is PASS now, not FAIL")

	code, out, _ = command(t, nil, "verify", "--select", "delete", "--baseline", path, "--update-baseline")
	assert.Equal(t, exitOK, code, out)
	assert.Contains(t, read(t, path), "[]")

	code, _, errs := command(t, nil, "verify", "--update-baseline")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "--update-baseline needs --baseline FILE")
	code, out, errs = command(t, nil, "verify", "--select", "delete", "--baseline", "/nowhere/b.yaml", "--update-baseline")
	assert.Equal(t, exitUsage, code)
	assert.Empty(t, out, "it is told before the run")
	assert.Contains(t, errs, "--baseline: there is no folder /nowhere: make it, or write elsewhere")
	code, _, errs = command(t, nil, "verify", "--baseline", path+".none")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "no such file")
}

func TestTooLittleCoverageIsIncomplete(t *testing.T) {
	code, _, errs := command(t, nil, "verify", "--select", "delete", "--min-coverage", "99.5")
	assert.Equal(t, exitIncomplete, code)
	assert.Contains(t, errs, "less than --min-coverage 99.5")
	result := verified(t, exitOK, "--select", "delete")
	assert.Positive(t, result.Coverage.Percent())
	code, _, _ = command(t, nil, "verify", "--select", "delete", "--min-coverage", "1")
	assert.Equal(t, exitOK, code)
}

func TestDiffTellsRulesThatEndedDifferently(t *testing.T) {
	dir := t.TempDir()
	before := verified(t, exitOK, "--select", "delete")
	after := before
	after.Rules = append([]conformance.RuleResult{}, before.Rules...)
	for i := range after.Rules {
		if after.Rules[i].ID == "R-DELETE-RUNNING" {
			after.Rules[i].Verdict = conformance.Fail
		}
	}
	write := func(name string, r conformance.Result) string {
		data, err := json.Marshal(r)
		require.NoError(t, err)
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	a, b := write("a.json", before), write("b.json", after)
	code, out, _ := command(t, nil, "diff", a, b)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, out, "worse R-DELETE-RUNNING (MUST): PASS -> FAIL")
	assert.Equal(t, 1, strings.Count(out, "->"))
	code, out, _ = command(t, nil, "diff", b, a)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, out, "better R-DELETE-RUNNING (MUST): FAIL -> PASS")
	code, out, _ = command(t, nil, "diff", a, a)
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "no rule ended differently")
	code, _, errs := command(t, nil, "diff", a, filepath.Join(dir, "none.json"))
	assert.Equal(t, exitUsage, code)
	assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
}

func TestExplainShowsWhatIsSent(t *testing.T) {
	code, out, errs := command(t, nil, "explain", "R-DELETE-RUNNING")
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "https://docs.gitlab.com/api/deployments/#delete-a-specific-deployment")
	assert.Contains(t, out, "curl --request DELETE")
	assert.Contains(t, out, "-> 400")
	code, out, errs = command(t, nil, "explain", "delete/one-timeline")
	require.Equal(t, exitOK, code, errs)
	assert.Contains(t, out, "R-DELETE-RUNNING (MUST)")
	code, _, errs = command(t, nil, "explain", "R-NOTHING")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, `"R-NOTHING" is neither a rule nor a case`)

	code, out, _ = command(t, nil, "rules", "delete", "running")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "R-DELETE-RUNNING")
	assert.NotContains(t, out, "R-LIST-ARRAY")
	code, _, errs = command(t, nil, "rules", "zeppelin")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "no rule speaks of zeppelin")
}
