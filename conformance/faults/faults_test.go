package faults

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// What the faults make of an examination is for understudy prove to show.
func TestCatalogue(t *testing.T) {
	requirements, err := openapi.Requirements()
	require.NoError(t, err)
	known := map[string]bool{}
	for _, r := range requirements {
		known[r.ID] = r.Excluded == ""
	}
	seen, sentences := map[string]bool{}, map[string]string{}
	for _, f := range All() {
		assert.False(t, seen[f.ID], "%s is there twice", f.ID)
		seen[f.ID] = true
		assert.True(t, known[f.Rule], "%s breaks %s, which is no rule", f.ID, f.Rule)
		assert.True(t, strings.HasSuffix(f.Sentence, "."), f.ID)
		assert.Equal(t, strings.ToLower(f.ID), f.ID)
		assert.Empty(t, sentences[f.Sentence+f.Rule], "%s says what another says", f.ID)
		sentences[f.Sentence+f.Rule] = f.ID
	}
}
