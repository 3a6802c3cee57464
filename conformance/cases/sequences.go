package cases

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"understudy/conformance"
	"understudy/conformance/model"
	"understudy/conformance/wire"
)

// Sequences of commands by chance, held to the suite's own model of what a project's deployments become. What goes wrong is
// told under the rule that the answer breaks, with the fewest commands that show it.
var sequences = []conformance.Case{
	sequenceCase("sequence/first", 1),
	sequenceCase("sequence/second", 2),
	sequenceCase("sequence/third", 3),
	{
		ID: "sequence/at-once", Title: "What is recorded and changed at one time is recorded and changed wholly, each by itself",
		Rules:  []string{"R-CREATE-IDS", "R-CREATE-READABLE", "R-UPDATE-SEEN"},
		Script: heldAtOnce,
	},
	{
		ID: "sequence/filters-in-pairs", Title: "Filters and orders of the list, every two of them together",
		Rules: pairRules, Compares: true,
		Script: func(s *conformance.S) { heldPairs(s) },
	},
	{
		ID: "sequence/votes", Title: "Votes by chance under two rules, held to the suite's own count of them",
		Rules: voteRules, Compares: true, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) { heldVotes(s) },
	},
}

var pairRules = []string{
	"R-LIST-FILTERS-TOGETHER", "R-LIST-ENVIRONMENT", "R-LIST-STATUS-RUNNING", "R-LIST-STATUS-SUCCESS", "R-LIST-STATUS-FAILED", "R-LIST-STATUS-CANCELED",
	"R-LIST-UPDATED-AFTER", "R-LIST-UPDATED-BEFORE", "R-LIST-FINISHED-AFTER", "R-LIST-FINISHED-BEFORE", "R-LIST-ORDER-BY-ID", "R-LIST-ORDER-BY-IID",
	"R-LIST-ORDER-BY-CREATED-AT", "R-LIST-ORDER-BY-UPDATED-AT", "R-LIST-ORDER-BY-FINISHED-AT", "R-LIST-ORDER-BY-REF", "R-LIST-SORT-DESC", "R-LIST-SORT-ASC",
	"R-LIST-SORT-DEFAULT", "R-LIST-FINISHED-NEEDS-SORT", "R-LIST-FINISHED-NEEDS-SUCCESS", "R-LIST-FINISHED-OTHER-SORT", "R-LIST-FINISHED-OTHER-STATUS",
	"R-LIST-ORDER-BY-DEFAULT",
}

var sequenceRules = []string{
	"R-CREATE", "R-CREATE-READABLE", "R-CREATE-IDS", "R-UPDATE-SEEN", "R-UPDATE-NOTHING-ELSE", "R-UPDATE-REFUSED-UNCHANGED", "R-UPDATE-UPDATED-AT", "R-DELETE-GONE",
	"R-DELETE-IDS-KEPT", "R-DELETE-RUNNING", "R-DELETE-CURRENT", "R-DELETE-CURRENT-MEANING", "R-DELETE-UNSUCCESSFUL", "R-DELETE", "R-LIST-COMPLETE",
	"R-LIST-FILTERS-TOGETHER", "R-UPDATE-STATUS-FINISHED", "R-UPDATE-STATUS-SAME", "R-CREATE-REPEATED",
}

func sequenceCase(id string, nth uint64) conformance.Case {
	return conformance.Case{
		ID: id, Title: "Thirty commands by chance leave what the model says", Rules: sequenceRules, Compares: true,
		Script: func(s *conformance.S) {
			sequence := model.Sequence(s.Seed()+nth, 30, scene(s))
			broken := map[string]func(){}
			if finding := play(s, sequence); finding != nil {
				const budget = 25
				least := model.Shortest(sequence, finding.Rule, s.Tries(budget), func(part []model.Command) *model.Finding { return play(s, part) })
				broken[finding.Rule] = func() { tell(s, least, finding) }
			}
			heldAll(s, sequenceRules, broken)
		},
	}
}

// tell plays the shortest sequence once more, so that its last answer is the evidence.
func tell(s *conformance.S, sequence []model.Command, first *model.Finding) {
	g := newStage(s)
	finding, _ := project(s).Play(sequence, g)
	if finding == nil {
		finding = first // played again, it did not happen
	}
	var steps []string
	for _, c := range sequence {
		steps = append(steps, c.String())
	}
	g.last.Fault(wire.Mismatch{Expected: "what the model says", Actual: finding.Message, Why: "after these steps: " + strings.Join(steps, "; "), Vague: true})
}

func scene(s *conformance.S) model.Scene {
	p := s.Project()
	return model.Scene{Environments: []string{"A", "B"}, Refs: p.Branches, SHAs: p.Commits}
}

func project(s *conformance.S) *model.Project {
	rules := model.Rules{Exact: s.Exact(), SortsByRef: !s.FollowsGitLab("order-by-ref"), FiltersSkipped: s.FollowsGitLab("status-skipped")}
	return model.NewProject(rules, s.Timeline().Made[0].User.Username)
}

func play(s *conformance.S, sequence []model.Command) *model.Finding {
	finding, _ := project(s).Play(sequence, newStage(s))
	return finding
}

// heldAtOnce records several deployments at one time, then changes one of them in several ways at one time.
func heldAtOnce(s *conformance.S) {
	e := s.Environment()
	post := wire.Request{Method: http.MethodPost, Path: collection(s), Form: s.Form(e)}
	answers := s.Client().Together(post, post, post, post, post, post, post, post)
	var made []int64
	iids := map[int64]bool{}
	for _, answer := range answers {
		d := decoded(answer.Needs())
		made = append(made, d.ID)
		iids[d.IID] = true
	}
	s.Check("R-CREATE-IDS", func(conformance.T) {
		if distinct := slices.Compact(slices.Sorted(slices.Values(made))); len(distinct) < len(made) || len(iids) < len(made) {
			answers[0].Fault(wire.Mismatch{Expected: "an id and an iid for each", Actual: fmt.Sprintf("ids %v, %d iids", made, len(iids)), Why: "They were recorded at one time."})
		}
		answers[0].Met()
	})
	s.Check("R-CREATE-READABLE", func(conformance.T) { just(within(s, e, nil).Because("they were recorded at one time"), made...) })
	s.Check("R-UPDATE-SEEN", func(conformance.T) {
		one := s.Path("deployments", made[0])
		var changes []wire.Request
		for _, status := range []string{"success", "failed", "canceled", "success"} {
			changes = append(changes, wire.Request{Method: http.MethodPut, Path: one, Form: wire.Params{"status": status}})
		}
		var ends []string
		for i, answer := range s.Client().Together(changes...) {
			if answer.Status(200, 400).Code() == 200 {
				ends = append(ends, changes[i].Form["status"])
			}
		}
		shown := s.Client().Get(one, nil).Needs()
		if status, _ := shown.At("/status"); !slices.Contains(ends, fmt.Sprint(status)) {
			shown.Fault(wire.Mismatch{Pointer: "/status", Expected: "one of " + strings.Join(ends, ", "), Actual: fmt.Sprint(status), Why: "These updates were accepted, at one time."})
		}
		shown.Met()
	})
}
