package model_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/model"
)

var approvalRules = []model.ApprovalRule{
	{Name: "Operators", Required: 1, Admits: []string{"ann", "bob", "deployer"}},
	{Name: "Auditors", Required: 2, Admits: []string{"bob", "cid"}},
}

var voters = []string{"ann", "bob", "cid", "dan", "deployer"}

// booth counts votes as GitLab does, or wrongly in the way that fault says.
type booth struct {
	fault string
	votes []boothVote
}

type boothVote struct {
	model.Given
	rule int
}

func (b *booth) missing() (n int) {
	for i, r := range approvalRules {
		given := 0
		for _, v := range b.votes {
			if v.rule == i && (v.Status == "approved" || b.fault == "rejections count") {
				given++
			}
		}
		if b.fault == "surplus pays" {
			n += r.Required - given
		} else {
			n += max(r.Required-given, 0)
		}
	}
	return max(n, 0)
}

func (b *booth) Vote(v model.Vote) (int, model.Given) {
	if v.By == "deployer" && v.Status == "approved" && b.fault != "own approval" || b.missing() == 0 && b.fault != "never enough" {
		return 400, model.Given{}
	}
	rule := slices.IndexFunc(approvalRules, func(r model.ApprovalRule) bool {
		return (slices.Contains(r.Admits, v.By) || b.fault == "anybody") && (v.As == "" || v.As == r.Name || b.fault == "represented_as ignored")
	})
	if rule < 0 {
		return 400, model.Given{}
	}
	if b.fault == "always the first rule" {
		rule = 0
	}
	given := model.Given{User: v.By, Status: v.Status, Comment: v.Comment}
	i := slices.IndexFunc(b.votes, func(c boothVote) bool { return c.User == v.By && (c.rule == rule || b.fault == "one vote each") })
	switch {
	case i < 0 || b.fault == "twice counts":
		b.votes = append(b.votes, boothVote{given, rule})
	case b.votes[i].Status == v.Status:
		return 201, b.votes[i].Given
	default:
		b.votes[i].Given = given
	}
	return 201, given
}

func (b *booth) Show() model.Tally {
	t := model.Tally{Pending: b.missing(), ByRule: make([][]model.Given, len(approvalRules))}
	for _, v := range b.votes {
		t.Approvals = append(t.Approvals, v.Given)
		t.ByRule[v.rule] = append(t.ByRule[v.rule], v.Given)
	}
	return t
}

func poll(exact bool, fault string, votes []model.Vote) *model.Finding {
	finding, _ := model.NewBallot(exact, "deployer", approvalRules).Play(votes, &booth{fault: fault})
	return finding
}

func TestVotesCountedByTheRulesAreAllowed(t *testing.T) {
	for _, exact := range []bool{true, false} {
		for seed := range uint64(100) {
			require.Nil(t, poll(exact, "", model.Votes(seed, 20, voters, approvalRules)), "seed %d", seed)
		}
	}
}

func TestMiscountsAreFoundAndShrunk(t *testing.T) {
	for fault, expected := range map[string]struct {
		rule  string
		votes int // at most
	}{
		"rejections count":       {"R-APPROVE-PENDING", 1},
		"surplus pays":           {"R-APPROVE-PENDING", 2},
		"own approval":           {"R-APPROVE-OWN", 1},
		"never enough":           {"R-APPROVE-NOT-WAITING", 4},
		"anybody":                {"R-APPROVE-NO-RULE", 1},
		"represented_as ignored": {"R-APPROVE-REPRESENTED-AS-UNKNOWN", 1},
		"always the first rule":  {"R-APPROVE-PENDING", 3},
		"one vote each":          {"R-APPROVE-PENDING", 2},
		"twice counts":           {"R-APPROVE-SEEN", 2},
	} {
		t.Run(fault, func(t *testing.T) {
			best := shortestVotes(fault, expected.rule)
			require.NotEmpty(t, best, "no votes break the rule")
			assert.LessOrEqual(t, len(best), expected.votes, "%v", best)
		})
	}
}

func shortestVotes(fault, rule string) (best []model.Vote) {
	play := func(part []model.Vote) *model.Finding { return poll(true, fault, part) }
	for seed := range uint64(200) {
		votes := model.Votes(seed, 20, voters, approvalRules)
		if finding := play(votes); finding == nil || finding.Rule != rule {
			continue
		}
		if least := model.ShortestVotes(votes, rule, 1000, play); best == nil || len(least) < len(best) {
			best = least
		}
	}
	return best
}
