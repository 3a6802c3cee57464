package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/faults"
)

// docs/proof.md is what understudy prove wrote last, and the README quotes its summary. Both are about the servers that there are.
func TestThePageOfTheProofIsThisCatalogues(t *testing.T) {
	t.Parallel()
	page, readme := read(t, "../../docs/proof.md"), read(t, "../../README.md")
	var listed []string
	for line := range strings.Lines(page) {
		if cells := strings.Split(line, " | "); strings.HasPrefix(line, "| ") && len(cells) > 2 {
			listed = append(listed, strings.TrimPrefix(cells[0], "| "))
		}
	}
	wanted := []string{"fault"}
	for _, f := range faults.All() {
		wanted = append(wanted, f.ID)
	}
	wanted = append(wanted, "odd server")
	for _, o := range faults.Oddities() {
		wanted = append(wanted, o.ID)
	}
	slices.Sort(wanted) // some odd servers are others under each profile, by one name
	assert.ElementsMatch(t, slices.Compact(wanted), listed, "run make prove")
	summaries := 0
	for _, profile := range proofProfiles {
		_, rest, found := strings.Cut(page, "\n"+profile+":")
		require.True(t, found, profile)
		line, _, _ := strings.Cut(profile+":"+rest, "\n")
		assert.Contains(t, readme, "    "+line+"\n", "the README quotes docs/proof.md")
		summaries++
	}
	assert.Equal(t, len(proofProfiles), summaries)
}
