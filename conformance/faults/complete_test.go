package faults

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// Under one profile or the other every rule binds: what the documentation leaves open, GitLab decides. Only what a server may do and
// leave at will cannot be broken.
func TestEveryRuleHasAFault(t *testing.T) {
	t.Parallel()
	requirements, err := openapi.Requirements()
	require.NoError(t, err)
	broken := map[string]bool{}
	for _, f := range All() {
		broken[f.Rule] = true
	}
	var without []string
	for _, r := range requirements {
		if r.Excluded == "" && r.Level != "MAY" && !broken[r.ID] {
			without = append(without, r.ID)
		}
	}
	assert.Empty(t, without)
}
