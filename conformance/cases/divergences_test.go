package cases_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/mockserver"
	"understudy/openapi"
)

// decided are the rules that each divergence decides.
var decided = map[string][]string{
	"order-by-ref":              {"R-LIST-ORDER-BY-REF"},
	"status-skipped":            {"R-LIST-STATUS-SKIPPED"},
	"updated-after-equal":       {"R-LIST-UPDATED-AFTER-EQUAL"},
	"updated-before-equal":      {"R-LIST-UPDATED-BEFORE-EQUAL"},
	"finished-after-equal":      {"R-LIST-FINISHED-AFTER-EQUAL"},
	"destroy-running-message":   nil, // both texts are accepted from everybody: they say the same
	"destroy-current-message":   nil,
	"approval-fields":           {"R-GET-APPROVAL-SUMMARY-ONLY-THEN"},
	"approval-fields-on-create": {"R-CREATE-APPROVALS-ONLY-THEN"},
	"approval-fields-on-update": {"R-UPDATE-APPROVALS-ONLY-THEN"},
	"merge-requests-order":      {"R-MRS-ORDER"},
	"merge-requests-labels":     {"R-MRS-LABELS"},
	"merge-requests-view":       {"R-MRS-LABELS-DETAILS", "R-MRS-RENDER-HTML", "R-MRS-VIEW"},
	"merge-requests-approvals":  {"R-MRS-APPROVED-BY", "R-MRS-APPROVERS"},
}

// A target that takes the other side of one divergence breaks the rules that the divergence decides, and no others. Its clock is
// as fine as the times it shows: what happened within a millisecond cannot be told from outside.
func TestEachDivergenceDecidesItsRules(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	require.Len(t, decided, len(document.Divergences()))
	for _, base := range []openapi.Profile{openapi.Documented(), openapi.GitLab189()} {
		for _, row := range document.Divergences() {
			rules, known := decided[row.ID]
			require.True(t, known, row.ID)
			if rules == nil {
				continue
			}
			t.Run(base.Name()+" but for "+row.ID, func(t *testing.T) {
				t.Parallel()
				clock := newClock()
				flipped := target{server(t, base.Flip(row.ID), func(c *mockserver.Config) {
					c.Now = func() time.Time { return clock.Now().Truncate(time.Millisecond) }
				}), clock}
				flipped.Profile = base
				result := flipped.examined(t, conformance.Options{Cases: casesOf(rules), FailOn: conformance.Should, Brief: true})
				var broken []string
				for _, finding := range result.Findings {
					if len(finding.Failures) > 0 {
						broken = append(broken, finding.Rule)
					}
				}
				slices.Sort(broken)
				assert.Equal(t, rules, broken)
			})
		}
	}
}

// casesOf are the cases that hold these rules.
func casesOf(rules []string) []conformance.Case {
	return slices.DeleteFunc(cases.All(), func(c conformance.Case) bool {
		return !slices.ContainsFunc(c.Rules, func(rule string) bool { return slices.Contains(rules, rule) })
	})
}
