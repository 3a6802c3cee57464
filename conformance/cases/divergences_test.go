package cases_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/openapi"
)

// noticing are the cases that tell on whose side of a divergence a target is.
var noticing = map[string][]string{
	"order-by-ref":            {"list/order-by-ref"},
	"status-skipped":          {"list/status-skipped"},
	"destroy-running-message": {"delete/running-message"},
	"destroy-current-message": {"delete/current-message"},
	"approval-fields":         {"get/approval-summary-without-rules"},
}

// A target that takes the other side in one divergence is noticed by the cases of that divergence and by no others, and
// conforms as soon as the suite takes that side too.
func TestEachDivergenceDecidesItsCases(t *testing.T) {
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	for _, divergence := range document.Divergences() {
		t.Run(divergence.ID, func(t *testing.T) {
			flipped := openapi.Documented().Flip(divergence.ID)
			target := mock(t, flipped)
			assert.Empty(t, unsatisfied(t, target))
			target.Profile = openapi.Documented()
			assert.Equal(t, noticing[divergence.ID], unsatisfied(t, target))
		})
	}
}

// unsatisfied are the cases that found something to say against the target.
func unsatisfied(t *testing.T, target conformance.Target) []string {
	t.Helper()
	report, err := conformance.Execute(t.Context(), target, conformance.Options{Cases: cases.All()})
	require.NoError(t, err)
	var found []string
	for _, result := range report.Results {
		if len(result.Failures) > 0 {
			found = append(found, result.ID)
		}
	}
	return found
}
