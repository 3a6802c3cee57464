package cases_test

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	rows, err := openapi.Requirements()
	require.NoError(t, err)
	known := map[string]bool{}
	for _, row := range rows {
		known[row.ID] = row.Excluded == ""
	}
	form := regexp.MustCompile(`^[a-z-]+/[a-z0-9_-]+$`)
	seen := map[string]bool{}
	for _, c := range cases.All() {
		assert.Regexp(t, form, c.ID)
		assert.False(t, seen[c.ID], "two cases are called %s", c.ID)
		seen[c.ID] = true
		assert.NotEmpty(t, c.Title, c.ID)
		require.NotEmpty(t, c.Rules, c.ID)
		for _, id := range c.Rules {
			assert.True(t, known[id], "%s: no rule %s", c.ID, id)
		}
	}
}

// target is the built-in server in this process, which nobody else uses, and the clock that it shares with whoever examines it:
// nobody waits. The project is the run's own.
type target struct {
	conformance.Target
	clock *clock
}

func mock(t *testing.T, profile openapi.Profile, configure ...func(*mockserver.Config)) target {
	t.Helper()
	clock := newClock()
	configure = append([]func(*mockserver.Config){func(c *mockserver.Config) { c.Now = clock.Now }}, configure...)
	return target{server(t, profile, configure...), clock}
}

// server is the built-in server as a target, in real time unless it is given a clock.
func server(t *testing.T, profile openapi.Profile, configure ...func(*mockserver.Config)) conformance.Target {
	t.Helper()
	running := mockserver.Start(t, append(configure, func(c *mockserver.Config) { c.Profile = profile })...)
	return conformance.Target{Handler: running, Profile: profile, Tokens: map[conformance.Role]string{conformance.Maintainer: running.Tokens["owner"]}}
}

// examined is how the target fares, with every case unless options name some.
func (x target) examined(t *testing.T, options conformance.Options) conformance.Result {
	t.Helper()
	options.Clock = x.clock
	if options.Cases == nil {
		options.Cases = cases.All()
	}
	result, err := conformance.Execute(t.Context(), x.Target, options)
	require.NoError(t, err)
	return result
}

// verdict is how it fares with every case, and no more than that.
func (x target) verdict(t *testing.T) conformance.Result {
	t.Helper()
	return x.examined(t, conformance.Options{Brief: true})
}

// Each case is a subtest of whoever examines a target inside a Go test.
func TestMockConforms(t *testing.T) {
	t.Parallel()
	target := mock(t, openapi.GitLab189())
	conformance.Run(t, target.Target, conformance.Options{Cases: cases.All(), Clock: target.clock, Brief: true})
}

// Nothing that the mock offers may go unexamined, nothing that the contract has unreached, and nothing may stay behind. Every
// rule is held: by a check of a case, or by the contract's examiner, which every answer passes. Waiting is real here, as users have it.
func TestMockIsExaminedWholly(t *testing.T) {
	t.Parallel()
	rows, err := openapi.Requirements()
	require.NoError(t, err)
	for _, profile := range []openapi.Profile{openapi.Documented(), openapi.GitLab189()} {
		t.Run(profile.Name(), func(t *testing.T) {
			t.Parallel()
			result, err := conformance.Execute(t.Context(), server(t, profile), conformance.Options{Cases: cases.All(), FailOn: conformance.Should})
			require.NoError(t, err)
			assert.Equal(t, conformance.Conformant, result.Outcome)
			assert.Empty(t, result.Left)
			assert.Empty(t, result.Unexamined)
			assert.Empty(t, result.Around)
			assert.Empty(t, result.Unknown)
			assert.Empty(t, result.Coverage.Unreached)
			for _, finding := range result.Findings {
				assert.Equal(t, conformance.Noted, finding.Verdict, "%s %v", finding.Rule, finding.Failures)
			}
			for _, row := range rows {
				if row.Excluded != "" {
					continue
				}
				held := result.Rule(row.ID)
				assert.Contains(t, []conformance.Verdict{conformance.Pass, conformance.Noted}, held.Verdict, "%s is not held", row.ID)
				if len(held.Cases) > 0 {
					assert.Positive(t, held.Checks, "%s is claimed, and checked by none", row.ID)
				}
			}
			t.Log(result.Duration, result.Requests)
		})
	}
}

// Other tiers and editions go without what they lack, and nothing else.
func TestTiersAndEditions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		profile openapi.Profile
		tier    gitlab.Tier
		edition gitlab.Edition
	}{
		"free as GitLab": {openapi.GitLab189(), gitlab.Free, ""}, "community": {openapi.Documented(), gitlab.Free, gitlab.CommunityEdition},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := mock(t, c.profile, func(config *mockserver.Config) { config.Tier, config.Edition = c.tier, c.edition })
			target.Tier, target.Edition = string(c.tier), string(c.edition)
			result := target.examined(t, conformance.Options{FailOn: conformance.Should})
			assert.Equal(t, conformance.Conformant, result.Outcome)
			assert.Empty(t, result.Unexamined)
			assert.Empty(t, result.Coverage.Unreached)
			for _, waived := range result.Waived {
				assert.Contains(t, waived.Reason, "approvals", waived.Rule)
			}
		})
	}
}

// What a run goes without is beyond its reach, and all else is reached.
func TestWhatIsWaivedIsBeyondReach(t *testing.T) {
	t.Parallel()
	for _, needs := range [][]conformance.Need{{conformance.Roles}, {conformance.Jobs, conformance.MergeRequests, conformance.Projects}} {
		t.Run(fmt.Sprint(needs), func(t *testing.T) {
			t.Parallel()
			target := mock(t, openapi.Documented())
			target.Without = needs
			result := target.examined(t, conformance.Options{})
			assert.Empty(t, result.Unexamined)
			assert.Empty(t, result.Coverage.Unreached)
			assert.InDelta(t, 100, result.Coverage.Percent(), 0)
		})
	}
}
