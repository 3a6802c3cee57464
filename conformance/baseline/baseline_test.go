package baseline_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/baseline"
)

var today = time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC)

func result() conformance.Result {
	return conformance.Result{
		FailOn: conformance.Must, Outcome: conformance.NonConformant,
		Rules: []conformance.RuleResult{
			{ID: "R-A", Level: conformance.Must, Verdict: conformance.Fail},
			{ID: "R-B", Level: conformance.Should, Verdict: conformance.Warn},
			{ID: "R-C", Level: conformance.Must, Verdict: conformance.Pass},
			{ID: "R-D", Level: conformance.Must, Verdict: conformance.Untestable},
			{ID: "R-E", Level: conformance.Info, Verdict: conformance.Noted},
		},
		Findings: []conformance.Finding{{Rule: "R-A"}, {Rule: "R-B"}},
	}
}

func read(t *testing.T, text string) baseline.Baseline {
	t.Helper()
	list, err := baseline.Read([]byte(text))
	require.NoError(t, err)
	return list
}

func TestWhatTheBaselineListsCountsNoMore(t *testing.T) {
	judged := read(t, `
- {rule: R-A, verdict: FAIL, reason: "ticket 7"}
- {rule: R-D, verdict: UNTESTABLE, reason: no runner, expires: 2026-11-26}`).Apply(result(), today)
	assert.Equal(t, conformance.Conformant, judged.Outcome)
	assert.Equal(t, "ticket 7", judged.Rule("R-A").Accepted)
	assert.Equal(t, "ticket 7", judged.Findings[0].Accepted)
	assert.Empty(t, judged.Findings[1].Accepted)
	assert.Empty(t, judged.Outdated)
}

func TestWhatTheBaselineDoesNotListStillCounts(t *testing.T) {
	assert.Equal(t, conformance.Incomplete, read(t, `[{rule: R-A, verdict: FAIL, reason: r}]`).Apply(result(), today).Outcome, "R-D")
	assert.Equal(t, conformance.NonConformant, read(t, `[{rule: R-D, verdict: UNTESTABLE, reason: r}]`).Apply(result(), today).Outcome, "R-A")
	assert.Equal(t, conformance.NonConformant, read(t, ``).Apply(result(), today).Outcome)
}

func TestABaselineMustStayTrue(t *testing.T) {
	for name, row := range map[string]struct {
		entry string
		says  string
	}{
		"mended":        {`{rule: R-C, verdict: FAIL, reason: r}`, "R-C is PASS now, not FAIL: take it out, or change it"},
		"other verdict": {`{rule: R-B, verdict: FAIL, reason: r}`, "R-B is WARN now, not FAIL: take it out, or change it"},
		"expired":       {`{rule: R-B, verdict: WARN, reason: r, expires: 2026-11-25}`, "R-B expired on 2026-11-25: mend it, or agree on another day"},
		"no rule":       {`{rule: R-NOPE, verdict: FAIL, reason: r}`, "R-NOPE is no rule of this version: take it out, or look it up with understudy rules"},
	} {
		t.Run(name, func(t *testing.T) {
			rest := "- {rule: R-A, verdict: FAIL, reason: r}\n- {rule: R-D, verdict: UNTESTABLE, reason: r}\n- "
			judged := read(t, rest+row.entry).Apply(result(), today)
			assert.Equal(t, []string{row.says}, judged.Outdated)
			assert.Equal(t, conformance.Outdated, judged.Outcome)
			assert.Equal(t, conformance.NonConformant, read(t, "- "+row.entry).Apply(result(), today).Outcome, "what is broken comes first")
		})
	}
	judged := read(t, "- {rule: R-A, verdict: FAIL, reason: r}\n- {rule: R-D, verdict: UNTESTABLE, reason: r}\n- {rule: R-GET-ONE, verdict: FAIL, reason: r}").Apply(result(), today)
	assert.Empty(t, judged.Outdated, "the run had nothing to do with that rule")
}

func TestUpdateKeepsWhatPeopleWrote(t *testing.T) {
	list := read(t, `
- {rule: R-A, verdict: WARN, reason: "ticket 7", expires: 2027-01-01}
- {rule: R-C, verdict: FAIL, reason: mended by now}`).Update(result(), today)
	var text strings.Builder
	require.NoError(t, list.Write(&text))
	assert.Equal(t, baseline.Baseline{
		{Rule: "R-A", Verdict: conformance.Fail, Reason: "ticket 7", Expires: "2027-01-01"},
		{Rule: "R-B", Verdict: conformance.Warn, Reason: "found on 2026-11-26; nobody has said why yet"},
		{Rule: "R-D", Verdict: conformance.Untestable, Reason: "found on 2026-11-26; nobody has said why yet"},
	}, read(t, text.String()))
	assert.Empty(t, list.Apply(result(), today).Outdated)

	text.Reset()
	require.NoError(t, baseline.Baseline(nil).Write(&text))
	assert.Empty(t, read(t, text.String()))
}

func TestMistakesOfABaselineAreNamed(t *testing.T) {
	for text, says := range map[string]string{
		`[{verdict: FAIL, reason: r}]`:                                                   "entry 1: rule is missing",
		`[{rule: R-A, verdict: PASS, reason: r}]`:                                        `entry 1: verdict of R-A is "PASS"`,
		`[{rule: R-A, verdict: FAIL}]`:                                                   "entry 1: reason of R-A is missing",
		`[{rule: R-A, verdict: FAIL, reason: r, expires: soon}]`:                         `entry 1: expires of R-A is "soon"`,
		`[{rule: R-A, verdict: FAIL, reason: r}, {rule: R-A, verdict: FAIL, reason: r}]`: "entry 2: R-A stands there twice",
		"- rule: R-A\n  verdict: FAIL\n  reason: r\n  expiry: 2027-01-01\n":              `[4:3] unknown field "expiry"`,
		"rule: R-A": "it is no list",
	} {
		_, err := baseline.Read([]byte(text))
		assert.ErrorContains(t, err, says, text)
	}
}
