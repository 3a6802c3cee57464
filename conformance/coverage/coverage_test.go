package coverage_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/conformance/coverage"
)

func TestUnionCountsWhatAnyRunReached(t *testing.T) {
	first, second := coverage.Part{Kind: coverage.Statuses, Operation: "a", Name: "404"}, coverage.Part{Kind: coverage.Statuses, Operation: "a", Name: "405"}
	far := coverage.Beyond{Part: coverage.Part{Kind: coverage.Statuses, Operation: "a", Name: "429"}, Reason: "nobody knows"}
	further := coverage.Beyond{Part: coverage.Part{Kind: coverage.Statuses, Operation: "a", Name: "409"}, Reason: "nobody knows"}
	one := coverage.Coverage{ // of five, one was reached
		Counts:    []coverage.Count{{Kind: coverage.Statuses, Reached: 1, Of: 3, Beyond: 2}},
		Unreached: []coverage.Part{first, second}, Beyond: []coverage.Beyond{far, further},
	}
	other := coverage.Coverage{ // another three, one of them beyond the usual
		Counts:    []coverage.Count{{Kind: coverage.Statuses, Reached: 3, Of: 4, Beyond: 1}},
		Unreached: []coverage.Part{second}, Beyond: []coverage.Beyond{further},
	}
	union := coverage.Union([]coverage.Coverage{one, other})
	assert.Equal(t, []coverage.Count{{Kind: coverage.Statuses, Reached: 3, Of: 4, Beyond: 1}}, union.Counts)
	assert.Equal(t, []coverage.Part{second}, union.Unreached)
	assert.Equal(t, []coverage.Beyond{further}, union.Beyond)
	assert.InDelta(t, 75, union.Percent(), 0)
	assert.InDelta(t, 100, coverage.Coverage{}.Percent(), 0)
}
