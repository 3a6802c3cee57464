package main

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/faults"
)

// The whole proof is a matter of minutes: make prove.
func TestProveASample(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "proof.json")
	page := filepath.Join(t.TempDir(), "proof.html")
	code, out, errs := command(t, nil, "prove", "--only", "^(delete-forbidden-message|mrs-state-other-ignored|location-header)$",
		"--report", "json="+path, "--report", "html="+page)
	require.Zero(t, code, out+errs)
	assert.Contains(t, out, "2 faults, 1 odd but conforming servers")
	assert.Contains(t, out, "2 of 2 faults noticed by the very rule they break (0 survive, 0 unreached, 0 noticed too widely); 1 of 1 odd servers pass")
	var p proof
	require.NoError(t, json.Unmarshal([]byte(read(t, path)), &p))
	require.Len(t, p.Faults, 4)
	for _, v := range p.Faults {
		assert.Equal(t, noticed, v.Judgement)
		assert.Positive(t, v.Changed)
	}
	assert.Contains(t, read(t, page), "delete-forbidden-message")
}

func TestProveRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--only", "("}, "--only: "},
		{[]string{"--only", "nothing-of-that-name"}, "matches no fault and no odd server"},
		{[]string{"--report", "pdf=x"}, "formats are html, json, md"},
		{[]string{"--parallel", "0"}, "--parallel 0"},
	} {
		code, _, errs := command(t, nil, append([]string{"prove"}, c.args...)...)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, errs, c.says)
	}
}

func TestJudgements(t *testing.T) {
	t.Parallel()
	fault := faults.Fault{ID: "f", Rule: "R-1"}
	rules := func(verdicts ...conformance.Verdict) (result conformance.Result) {
		for i, v := range verdicts {
			result.Rules = append(result.Rules, conformance.RuleResult{ID: "R-" + string(rune('1'+i)), Verdict: v})
		}
		return result
	}
	fail, pass := conformance.Fail, conformance.Pass
	for _, c := range []struct {
		verdicts []conformance.Verdict
		changed  int64
		want     judgement
	}{
		{[]conformance.Verdict{fail, pass}, 1, noticed},
		{[]conformance.Verdict{conformance.Warn, fail, fail, fail, fail, fail}, 1, noticed},
		{[]conformance.Verdict{fail, fail, fail, fail, fail, fail, fail}, 1, wide},
		{[]conformance.Verdict{pass, fail}, 1, survived},
		{[]conformance.Verdict{conformance.Error}, 1, survived},
		{[]conformance.Verdict{conformance.Untestable}, 1, survived},
		{[]conformance.Verdict{fail}, 0, unreached},
	} {
		assert.Equal(t, c.want, judgeFault(fault, rules(c.verdicts...), c.changed).Judgement, "%v", c)
	}
	odd := faults.Oddities()[0]
	assert.Equal(t, passed, judgeOddity(odd, rules(pass), 1).Judgement)
	assert.Equal(t, accused, judgeOddity(odd, rules(conformance.Warn), 1).Judgement)
	assert.Equal(t, unreached, judgeOddity(odd, rules(pass), 0).Judgement)
	left := rules(pass)
	left.Unexamined = []conformance.Unexamined{{Rule: "R-1", Verdict: conformance.Untestable}}
	assert.Equal(t, accused, judgeOddity(odd, left, 1).Judgement)
}

func TestAProofThatLacksSomethingDoesNotHold(t *testing.T) {
	t.Parallel()
	assert.True(t, proof{}.holds())
	assert.False(t, proof{Faults: []verdictOn{{ID: "f", Profile: "documented", Judgement: survived}}}.holds())
	assert.False(t, proof{Silent: []string{"documented R-2"}}.holds())
}

// A case is left out where a fault makes no difference to it, so the same comes out as with every case.
func TestLeavingCasesOutChangesNoVerdict(t *testing.T) {
	t.Parallel()
	profile := proofProfiles[0]
	sampled := regexp.MustCompile("^(" + strings.Join(sample(), "|") + ")$")
	known, err := surveyOf(t.Context(), profile, sampled, 2)
	require.NoError(t, err)
	fewer, more := 0, 0
	for _, s := range subjects(sampled) {
		if s.trial.profile != profile {
			continue
		}
		some, err := s.examine(t.Context(), known)
		require.NoError(t, err)
		every, err := s.examine(t.Context(), nil)
		require.NoError(t, err)
		fewer, more = fewer+some.Cases, more+every.Cases
		some.Cases, some.Changed, some.Duration = every.Cases, every.Changed, every.Duration
		assert.Equal(t, every, some)
	}
	assert.Less(t, fewer, more/2)
}

// sample are a few faults from all over the catalogue, and an odd server.
func sample() []string {
	ids := []string{"refusal-error"}
	all := faults.All()
	for i := 40; i < len(all); i += 800 {
		ids = append(ids, all[i].ID)
	}
	return ids
}
