package cases_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/mockserver"
	"understudy/openapi"
)

func TestCatalogue(t *testing.T) {
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

// mock is the built-in server as a target in this process. The project is the run's own.
func mock(t *testing.T, profile openapi.Profile, configure ...func(*mockserver.Config)) conformance.Target {
	t.Helper()
	server := mockserver.Start(t, append(configure, func(c *mockserver.Config) { c.Profile = profile })...)
	return conformance.Target{Handler: server, Profile: profile, Tokens: map[conformance.Role]string{conformance.Maintainer: server.Tokens["owner"]}}
}

func TestMockConforms(t *testing.T) {
	t.Parallel()
	for _, profile := range []openapi.Profile{openapi.Documented(), openapi.GitLab189()} {
		t.Run(profile.Name(), func(t *testing.T) {
			t.Parallel()
			conformance.Run(t, mock(t, profile), conformance.Options{Cases: cases.All()})
		})
	}
}

// Nothing that the mock offers may go unexamined, and nothing may stay behind.
func TestMockIsExaminedWholly(t *testing.T) {
	t.Parallel()
	for _, profile := range []openapi.Profile{openapi.Documented(), openapi.GitLab189()} {
		result, err := conformance.Execute(t.Context(), mock(t, profile), conformance.Options{Cases: cases.All(), FailOn: conformance.Should})
		require.NoError(t, err)
		assert.Equal(t, conformance.Conformant, result.Outcome)
		assert.Empty(t, result.Left)
		assert.Empty(t, result.Unexamined)
		assert.Empty(t, result.Around)
		for _, finding := range result.Findings {
			assert.Equal(t, conformance.Noted, finding.Verdict, "%s %v", finding.Rule, finding.Failures)
		}
		t.Log(result.Duration, result.Requests)
	}
}
