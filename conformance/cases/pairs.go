package cases

import (
	"fmt"
	"slices"
	"time"

	"understudy/conformance"
	"understudy/conformance/inputs"
	"understudy/conformance/model"
	"understudy/conformance/wire"
)

// pairTimeline is deployments to two environments, recorded, changed and finished at different times and in different orders.
func pairTimeline(s *conformance.S) []model.Command {
	scene := scene(s)
	ref := func(i int) string { return scene.Refs[i%len(scene.Refs)] }
	var all []model.Command
	add := func(c model.Command) {
		c.Number = len(all) + 1
		all = append(all, c, model.Command{Verb: model.Later, Number: 100 + len(all)})
	}
	for i, d := range []struct{ environment, status string }{
		{"A", "running"}, {"B", "success"}, {"A", "running"}, {"A", "failed"}, {"B", "running"}, {"A", "success"}, {"B", "canceled"},
	} {
		add(model.Command{Verb: model.Create, Environment: d.environment, Status: d.status, Ref: ref(i), SHA: scene.SHAs[i%len(scene.SHAs)]})
	}
	for _, of := range []int{5, 1} { // the numbers of two that are running
		add(model.Command{Verb: model.Update, Of: of, Status: "success"})
	}
	return all
}

func heldPairs(s *conformance.S) {
	g, p := newStage(s), project(s)
	if finding, _ := p.Play(pairTimeline(s), g); finding != nil {
		g.last.Needed().Fault(wire.Mismatch{Expected: "what was asked for", Actual: finding.Message, Vague: true})
	}
	moments := p.Moments()
	middle := moments[len(moments)/2]
	choices := []inputs.Choice{
		{Name: "environment", Values: []string{"A", "B", ""}}, {Name: "status", Values: []string{"", "running", "success", "failed", "canceled", "created"}},
		{Name: "order_by", Values: []string{"", "id", "iid", "created_at", "updated_at", "finished_at", "ref"}}, {Name: "sort", Values: []string{"", "asc", "desc"}},
		{Name: "updated_after", Values: []string{"", "m"}}, {Name: "updated_before", Values: []string{"", "m"}},
		{Name: "finished_after", Values: []string{"", "m"}}, {Name: "finished_before", Values: []string{"", "m"}},
	}
	queries := []model.Query{
		{Environment: "A", Status: "success", OrderBy: "finished_at", FinishedAfter: middle}, {Environment: "A", Status: "success", OrderBy: "finished_at", FinishedBefore: middle, Sort: "desc"},
		{Environment: "A", OrderBy: "updated_at", UpdatedAfter: middle}, {Environment: "B", OrderBy: "updated_at", UpdatedBefore: middle, Sort: "desc"},
		{Status: "running", OrderBy: "updated_at", UpdatedAfter: middle}, {Environment: "A"}, {Environment: "B", Sort: "desc"}, {Environment: "A", Sort: "asc"},
	}
	for _, row := range inputs.Pairs(choices) {
		queries = append(queries, queryOf(row, middle))
	}
	broken := map[string]func(){}
	for _, q := range queries {
		code, shown := g.List(q)
		if finding := p.List(q, code, shown); finding != nil && broken[finding.Rule] == nil {
			answer := g.last
			broken[finding.Rule] = func() {
				answer.Fault(wire.Mismatch{Expected: "what the filters keep, in the order asked for", Actual: finding.Message, Vague: true})
			}
		}
	}
	heldAll(s, pairRules, broken)
}

// heldAll checks the rules: those that something broke fail, the others were kept by all that was compared with the model.
func heldAll(s *conformance.S, rules []string, broken map[string]func()) {
	for rule, fail := range broken {
		if !slices.Contains(rules, rule) {
			s.Check(rule, func(conformance.T) { fail() })
		}
	}
	for _, rule := range rules {
		s.Check(rule, func(t conformance.T) {
			t.Helper()
			if fail := broken[rule]; fail != nil {
				fail()
			}
		})
	}
}

func queryOf(row []inputs.Argument, middle time.Time) model.Query {
	var q model.Query
	texts := map[string]*string{"environment": &q.Environment, "status": &q.Status, "order_by": &q.OrderBy, "sort": &q.Sort}
	times := map[string]*time.Time{
		"updated_after": &q.UpdatedAfter, "updated_before": &q.UpdatedBefore, "finished_after": &q.FinishedAfter, "finished_before": &q.FinishedBefore,
	}
	for _, a := range row {
		if text := texts[a.Name]; text != nil {
			*text = fmt.Sprint(a.Value)
		} else {
			*times[a.Name] = middle
		}
	}
	return q
}
