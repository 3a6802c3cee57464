package shrink_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/conformance/shrink"
)

func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestListKeepsWhatTheFailureNeeds(t *testing.T) {
	for name, needed := range map[string][]int{
		"the first": {0}, "the last": {39}, "two far apart": {3, 31}, "neighbours": {19, 20}, "three": {0, 20, 39}, "nothing": nil,
	} {
		t.Run(name, func(t *testing.T) {
			items := upTo(40)
			least := shrink.List(items, 1000, func(part []int) bool {
				return !slices.ContainsFunc(needed, func(n int) bool { return !slices.Contains(part, n) })
			})
			assert.ElementsMatch(t, needed, least)
			assert.Equal(t, upTo(40), items, "what was given stays as it was")
		})
	}
}

func TestListFindsAPartThatCannotBeShortened(t *testing.T) {
	sum := func(part []int) (s int) {
		for _, n := range part {
			s += n
		}
		return s
	}
	fails := func(part []int) bool { return sum(part) >= 100 }
	least := shrink.List(upTo(40), 10_000, fails)
	assert.True(t, fails(least))
	for i := range least {
		assert.False(t, fails(slices.Delete(slices.Clone(least), i, i+1)), "%v holds without its %d", least, least[i])
	}
}

func TestListStaysWithinItsBudget(t *testing.T) {
	for _, budget := range []int{0, 1, 7} {
		calls := 0
		least := shrink.List(upTo(100), budget, func(part []int) bool {
			calls++
			return slices.Contains(part, 77)
		})
		assert.Equal(t, budget, calls)
		assert.Contains(t, least, 77)
	}
}

func TestTextKeepsWholeCharacters(t *testing.T) {
	least := shrink.Text("lange Straße, 日本語", 1000, func(part string) bool { return strings.Contains(part, "ß") && strings.Contains(part, "本") })
	assert.Equal(t, "ß本", least)
}
