package cases_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/mockserver"
	"understudy/openapi"
)

func TestCatalogue(t *testing.T) {
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	rows, err := openapi.Requirements()
	require.NoError(t, err)
	byID := map[string]openapi.Requirement{}
	for _, row := range rows {
		byID[row.ID] = row
	}
	form := regexp.MustCompile(`^[a-z-]+/[a-z0-9_-]+$`)
	seen := map[string]bool{}
	for _, c := range cases.All() {
		assert.Regexp(t, form, c.ID)
		assert.False(t, seen[c.ID], "two cases are called %s", c.ID)
		seen[c.ID] = true
		assert.NotEmpty(t, c.Title, c.ID)
		assert.NotEmpty(t, c.Effect, c.ID)
		require.NotNil(t, document.Operation(c.Operation), "%s: operation %q", c.ID, c.Operation)
		require.NotEmpty(t, c.Requirements, c.ID)
		var levels []string
		for _, id := range c.Requirements {
			row, known := byID[id]
			if assert.True(t, known, "%s: no requirement %s", c.ID, id) {
				levels = append(levels, row.Level)
				assert.Contains(t, []string{"", c.Operation}, row.Operation, "%s: %s is about another operation", c.ID, id)
			}
		}
		assert.Equal(t, strongest(levels), string(c.Level), "%s is as binding as the strongest rule it tests", c.ID)
	}
}

func strongest(levels []string) string {
	for _, level := range []string{"MUST", "SHOULD", "INFO"} {
		if slices.Contains(levels, level) {
			return level
		}
	}
	return ""
}

func TestEveryOperationIsExamined(t *testing.T) {
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	for _, operation := range document.Operations() {
		examined := slices.ContainsFunc(cases.All(), func(c conformance.Case) bool { return c.Operation == operation.ID })
		assert.True(t, examined || operation.Neighbour, operation.ID)
	}
}

// mock is the built-in server as a target, with an identity for each role.
func mock(t *testing.T, profile openapi.Profile) conformance.Target {
	t.Helper()
	server := mockserver.Start(t, func(c *mockserver.Config) { c.Profile = profile })
	target := conformance.Target{URL: server.URL, Project: "acme/shop", Profile: profile, Tokens: map[conformance.Role]string{}}
	for role, token := range server.Tokens {
		target.Tokens[conformance.Role(role)] = token
	}
	target.Tokens[conformance.Approver] = server.Tokens["maintainer2"]
	target.Tokens[conformance.Bystander] = server.Tokens["developer"]
	return target
}

func TestMockConforms(t *testing.T) {
	for _, profile := range []openapi.Profile{openapi.Documented(), openapi.GitLab189()} {
		t.Run(profile.Name(), func(t *testing.T) { conformance.Run(t, mock(t, profile), cases.All()...) })
	}
}

// Nothing that the mock offers may go unexamined, and nothing may stay behind.
func TestMockIsExaminedWholly(t *testing.T) {
	for _, profile := range []openapi.Profile{openapi.Documented(), openapi.GitLab189()} {
		report, err := conformance.Execute(t.Context(), mock(t, profile), conformance.Options{Cases: cases.All(), Strict: true})
		require.NoError(t, err)
		assert.Equal(t, conformance.Conformant, report.Outcome)
		assert.Empty(t, report.LeftBehind)
		for _, result := range report.Results {
			assert.Contains(t, []conformance.Verdict{conformance.Pass, conformance.Noted}, result.Verdict, "%s: %s %v", result.ID, result.Reason, result.Lines())
			assert.Empty(t, result.Failures, "%s: %v", result.ID, result.Lines())
		}
	}
}
