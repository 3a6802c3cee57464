package model_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/model"
)

var scene = model.Scene{Environments: []string{"A", "B"}, Refs: []string{"alpha", "beta"}, SHAs: []string{"1f", "2f"}}

// exact is GitLab 18.9, which memory follows.
var exact = model.Rules{Exact: true}

const seeds = 120

func TestWhatFollowsTheRulesIsAllowed(t *testing.T) {
	for _, rules := range []model.Rules{exact, {}} {
		for seed := range uint64(200) {
			finding, step := model.NewProject(rules, "deployer").Play(model.Sequence(seed, 60, scene), newMemory(""))
			if !assert.Nil(t, finding, "seed %d, step %d", seed, step) {
				return
			}
		}
	}
}

// Each fault is found under the rule it breaks, by some of a few sequences, and shrunk to the few commands that show it.
func TestFaultsAreFoundAndShrunk(t *testing.T) {
	tests := []struct {
		fault, rule string
		commands    int // at most
	}{
		{"repeats", "R-CREATE-REPEATED", 2},
		{"any transition", "R-UPDATE-STATUS-SAME", 2},
		{"any transition", "R-UPDATE-STATUS-RUNNING", 2},
		{"refused but touched", "R-UPDATE-REFUSED-UNCHANGED", 4},
		{"updated_at stays", "R-UPDATE-UPDATED-AT", 3},
		{"ref lost on success", "R-UPDATE-NOTHING-ELSE", 2},
		{"update is not kept", "R-UPDATE-SEEN", 3},
		{"finishes once", "R-DELETE", 8},
		{"current is the first", "R-DELETE-CURRENT", 4},
		{"deletes what runs", "R-DELETE-RUNNING", 2},
		{"deletes the current", "R-DELETE-CURRENT", 2},
		{"keeps the failed", "R-DELETE-UNSUCCESSFUL", 2},
		{"deletes nothing", "R-DELETE-GONE", 3},
		{"ids again", "R-DELETE-IDS-KEPT", 3},
		{"reading touches", "R-UPDATE-REFUSED-UNCHANGED", 3},
		{"environment ignored", "R-LIST-ENVIRONMENT", 2},
		{"status loses environment", "R-LIST-FILTERS-TOGETHER", 2},
		{"status ignored for failed", "R-LIST-STATUS-FAILED", 2},
		{"status ignored for blocked", "R-LIST-STATUS-BLOCKED", 2},
		{"updated_at sorts by created_at", "R-LIST-ORDER-BY-UPDATED-AT", 5},
		{"iid sorts as text", "R-LIST-ORDER-BY-IID", 11},
		{"desc ignored", "R-LIST-SORT-DESC", 3},
	}
	for _, test := range tests {
		t.Run(test.fault+"/"+test.rule, func(t *testing.T) {
			least := shortest(t, test.fault, test.rule)
			require.NotEmpty(t, least, "no sequence breaks the rule")
			assert.LessOrEqual(t, len(least), test.commands, "%v", least)
			finding, _ := model.NewProject(exact, "deployer").Play(least, newMemory(test.fault))
			assert.Equal(t, test.rule, finding.Rule)
		})
	}
}

func shortest(t *testing.T, fault, rule string) []model.Command {
	t.Helper()
	play := func(part []model.Command) *model.Finding {
		finding, _ := model.NewProject(exact, "deployer").Play(part, newMemory(fault))
		return finding
	}
	var best []model.Command
	for seed := range uint64(seeds) {
		sequence := model.Sequence(seed, 60, scene)
		if finding := play(sequence); finding == nil || finding.Rule != rule {
			continue
		}
		if least := model.Shortest(sequence, rule, 2000, play); best == nil || len(least) < len(best) {
			best = least
		}
	}
	return best
}

func TestAServerThatLeavesOpenWhatIsOpenIsAllowed(t *testing.T) {
	for seed := range uint64(seeds) {
		for _, fault := range []string{"repeats", "any transition"} {
			finding, step := model.NewProject(model.Rules{}, "deployer").Play(model.Sequence(seed, 60, scene), newMemory(fault))
			assert.Nil(t, finding, "%s, seed %d, step %d", fault, seed, step)
		}
	}
}

func TestTheSameSeedGivesTheSameSequence(t *testing.T) {
	first, second, other := model.Sequence(3, 50, scene), model.Sequence(3, 50, scene), model.Sequence(4, 50, scene)
	assert.Equal(t, fmt.Sprint(first), fmt.Sprint(second))
	assert.NotEqual(t, fmt.Sprint(first), fmt.Sprint(other))
}

func TestSoundSequencesMakeWhatTheyUse(t *testing.T) {
	part := []model.Command{{Verb: model.Update, Number: 5, Of: 1}, {Verb: model.Create, Number: 2}, {Verb: model.Delete, Number: 6, Of: 2}, {Verb: model.Later, Number: 7}}
	assert.Equal(t, part[1:], model.Sound(part))
}

// A timeline whose lists are asked for in every combination of filters, two by two.
func TestListsAreHeldToEveryFilter(t *testing.T) {
	for fault, rule := range map[string]string{
		"":                                "",
		"updated filter takes created_at": "R-LIST-UPDATED-AFTER",
		"status loses environment":        "R-LIST-FILTERS-TOGETHER",
		"environment ignored":             "R-LIST-ENVIRONMENT",
		"updated_at sorts by created_at":  "R-LIST-ORDER-BY-UPDATED-AT",
		"desc ignored":                    "R-LIST-SORT-DESC",
	} {
		t.Run(fault, func(t *testing.T) {
			memory := newMemory(fault)
			project := model.NewProject(exact, "deployer")
			finding, _ := project.Play(timeline, memory)
			require.Nil(t, finding)
			var rules []string
			for _, q := range timelineQueries(memory) {
				code, shown := memory.List(q)
				if finding := project.List(q, code, shown); finding != nil {
					rules = append(rules, finding.Rule)
				}
			}
			if rule == "" {
				assert.Empty(t, rules)
			} else {
				assert.Contains(t, rules, rule)
			}
		})
	}
}

var timeline = []model.Command{
	{Verb: model.Create, Number: 1, Environment: "A", Ref: "beta", SHA: "1f", Status: "running"}, {Verb: model.Later},
	{Verb: model.Create, Number: 2, Environment: "B", Ref: "alpha", SHA: "1f", Status: "success"}, {Verb: model.Later},
	{Verb: model.Create, Number: 3, Environment: "A", Ref: "alpha", SHA: "2f", Status: "running"}, {Verb: model.Later},
	{Verb: model.Update, Number: 4, Of: 3, Status: "success"}, {Verb: model.Later},
	{Verb: model.Update, Number: 5, Of: 1, Status: "success"}, {Verb: model.Later},
	{Verb: model.Create, Number: 6, Environment: "A", Ref: "beta", SHA: "2f", Status: "failed"},
}

func timelineQueries(m *memory) (all []model.Query) {
	middle := m.rows[2].UpdatedAt.Add(500 * time.Millisecond)
	for _, environment := range []string{"", "A", "B", "C"} {
		for _, status := range []string{"", "running", "success", "failed", "blocked"} {
			for _, order := range []string{"", "id", "iid", "created_at", "updated_at", "finished_at"} {
				for _, sort := range []string{"", "asc", "desc"} {
					for _, after := range []time.Time{{}, middle} {
						all = append(all, model.Query{Environment: environment, Status: status, OrderBy: order, Sort: sort, UpdatedAfter: after})
						all = append(all, model.Query{Environment: environment, Status: status, OrderBy: order, Sort: sort, FinishedBefore: after})
					}
				}
			}
		}
	}
	return all
}
