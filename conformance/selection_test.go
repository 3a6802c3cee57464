package conformance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

func TestOrder(t *testing.T) {
	var asked []string
	var cases []conformance.Case
	for i := range 20 {
		id := fmt.Sprintf("engine/%02d", i)
		cases = append(cases, conformance.Case{ID: id, Rules: []string{mustRule}, Isolation: conformance.Alone, Script: func(s *conformance.S) {
			asked = append(asked, id)
			s.Check(mustRule, func(conformance.T) { probe(s).Status(200) })
		}})
	}
	run := func(options conformance.Options) (examined, told []string) {
		asked = nil
		options.Cases = cases
		for _, c := range execute(t, options).Cases {
			told = append(told, c.ID)
		}
		return asked, told
	}
	plain, told := run(conformance.Options{Parallel: 1})
	assert.Equal(t, told, plain)
	first, again := run(conformance.Options{Parallel: 1, Shuffle: true, Seed: 7})
	assert.NotEqual(t, told, first)
	assert.Equal(t, told, again, "results are in the order of the catalogue")
	second, _ := run(conformance.Options{Parallel: 1, Shuffle: true, Seed: 7})
	assert.Equal(t, first, second)
}

func TestRepeatingTellsWhatIsUnstable(t *testing.T) {
	times := 0
	c := oneCase(func(s *conformance.S) {
		times++
		s.Check(mustRule, func(conformance.T) { probe(s).Status(200 + 204*(times%2)) })
	}, mustRule)
	result := execute(t, conformance.Options{Cases: []conformance.Case{c}, Repeat: 2})
	assert.True(t, result.Cases[0].Unstable)
	assert.Equal(t, conformance.Fail, result.Cases[0].Verdict)
}

func TestSelection(t *testing.T) {
	cases := []conformance.Case{{ID: "get/one", Rules: []string{mustRule}}, {ID: "get/two", Rules: []string{shouldRule}}, {ID: "list/three", Rules: []string{infoRule}, ReadOnly: true}}
	tests := []struct {
		selected, skipped []string
		safe              bool
		want              []string
	}{
		{nil, nil, false, []string{"get/one", "get/two", "list/three"}},
		{[]string{"get"}, nil, false, []string{"get/one", "get/two"}},
		{[]string{"list/three"}, nil, false, []string{"list/three"}},
		{[]string{mustRule}, nil, false, []string{"get/one"}},
		{[]string{"should"}, nil, false, []string{"get/two"}},
		{[]string{"^get/t", "INFO"}, nil, false, []string{"get/two", "list/three"}},
		{nil, []string{"get/one", "R-LIST-.*"}, false, []string{"get/two"}},
		{nil, nil, true, []string{"list/three"}},
	}
	for _, test := range tests {
		selected, err := conformance.Options{Cases: cases, Selection: conformance.Selection{Select: test.selected, Skip: test.skipped}, ReadOnly: test.safe}.Selected()
		require.NoError(t, err)
		var ids []string
		for _, c := range selected {
			ids = append(ids, c.ID)
		}
		assert.Equal(t, test.want, ids, "%+v", test)
	}
	for _, words := range [][]string{{"("}, {"^nothing/"}} {
		_, err := conformance.Options{Cases: cases, Selection: conformance.Selection{Select: words}}.Selected()
		assert.ErrorIs(t, err, conformance.ErrUsage)
	}
}
