package model

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"

	"understudy/conformance/shrink"
)

// ApprovalRule is one rule of a protected environment.
type ApprovalRule struct {
	Name     string   // by which represented_as chooses it
	Required int      // approvals it asks for
	Admits   []string // who may vote under it
}

// Vote is what somebody asks for.
type Vote struct {
	By, Status, Comment string
	As                  string // represented_as, "" to leave it out
}

// String is the vote on one line.
func (v Vote) String() string {
	return fmt.Sprintf("%s: %s as %q, %q", v.By, v.Status, v.As, v.Comment)
}

// Given is a vote as an answer showed it.
type Given struct{ User, Status, Comment string }

// Tally is what a deployment shows of its votes.
type Tally struct {
	Untold    bool // it shows neither of these two, which the documentation leaves open
	Pending   int
	Approvals []Given
	ByRule    [][]Given // approval_summary, in the order of the rules; nil if the target shows none
}

// Ballot is the votes on one deployment as they must be.
type Ballot struct {
	exact    bool
	deployer string
	rules    []ApprovalRule
	votes    []counted // in the order in which they were first given
}

type counted struct {
	Given
	rule int
}

// NewBallot is a ballot without votes on what deployer deployed. exact asks for what GitLab 18.9 does where the
// documentation leaves something open.
func NewBallot(exact bool, deployer string, rules []ApprovalRule) *Ballot {
	return &Ballot{exact: exact, deployer: deployer, rules: rules}
}

// Pending is how many approvals are missing: of each rule as many as its approvals leave, and no rule's surplus counts for
// another.
func (b *Ballot) Pending() (missing int) {
	for i, rule := range b.rules {
		given := 0
		for _, v := range b.votes {
			if v.rule == i && v.Status == "approved" {
				given++
			}
		}
		missing += max(rule.Required-given, 0)
	}
	return missing
}

// Cast takes note of the answer to a vote.
func (b *Ballot) Cast(v Vote, code int, given Given) *Finding {
	rule, counts, refusal := b.admit(v)
	accepted := code >= 200 && code <= 299
	switch {
	case refusal == "R-APPROVE-OWN" && !b.exact && code < 500:
		// the documentation leaves it open
	case refusal != "" && accepted:
		return broken(refusal, "%s was accepted with %d", v, code)
	case refusal != "" && (code < 400 || code > 499):
		return broken("R-COM-NO-SERVER-ERROR", "%s was answered with %d", v, code)
	case counts && !accepted:
		return broken("R-APPROVE-STATUS-"+map[string]string{"approved": "APPROVED", "rejected": "REJECTED"}[v.Status], "%s was answered with %d", v, code)
	}
	if !accepted {
		return nil
	}
	return b.count(v, rule, given)
}

// admit finds the rule that a vote counts under, or why it does not count.
func (b *Ballot) admit(v Vote) (rule int, counts bool, refusal string) {
	mine := slices.IndexFunc(b.rules, func(r ApprovalRule) bool { return slices.Contains(r.Admits, v.By) })
	chosen := slices.IndexFunc(b.rules, func(r ApprovalRule) bool {
		return slices.Contains(r.Admits, v.By) && (v.As == "" || v.As == r.Name)
	})
	switch {
	case b.Pending() == 0:
		return 0, false, "R-APPROVE-NOT-WAITING"
	case mine < 0:
		return 0, false, "R-APPROVE-NO-RULE"
	case chosen < 0:
		return 0, false, "R-APPROVE-REPRESENTED-AS-UNKNOWN"
	case v.Status == "approved" && v.By == b.deployer:
		return chosen, false, "R-APPROVE-OWN"
	}
	return chosen, true, ""
}

func (b *Ballot) count(v Vote, rule int, given Given) *Finding {
	expected := Given{v.By, v.Status, v.Comment}
	i := slices.IndexFunc(b.votes, func(c counted) bool { return c.User == v.By && c.rule == rule })
	if i >= 0 && b.votes[i].Status == v.Status {
		expected = b.votes[i].Given // the same again changes nothing, its comment included
		if !b.exact {
			expected.Comment = given.Comment
		}
	}
	switch {
	case given.User != expected.User:
		return broken("R-APPROVE-USER-CALLER", "the vote of %s is answered as that of %s", v.By, given.User)
	case given.Status != expected.Status:
		return broken("R-APPROVE-STATUS-"+map[string]string{"approved": "APPROVED", "rejected": "REJECTED"}[v.Status], "%s is answered with the status %q", v, given.Status)
	case given.Comment != expected.Comment:
		return broken("R-APPROVE-COMMENT", "%s is answered with the comment %q", v, given.Comment)
	}
	if i < 0 {
		b.votes = append(b.votes, counted{expected, rule})
	} else {
		b.votes[i].Given = expected
	}
	return nil
}

// Shows takes note of what the deployment shows after the votes.
func (b *Ballot) Shows(t Tally) *Finding {
	var all []Given
	byRule := make([][]Given, len(b.rules))
	for _, v := range b.votes {
		all = append(all, v.Given)
		byRule[v.rule] = append(byRule[v.rule], v.Given)
	}
	if !t.Untold && t.Pending != b.Pending() {
		return broken("R-APPROVE-PENDING", "pending_approval_count is %d, after these votes %d are missing", t.Pending, b.Pending())
	}
	if !t.Untold && !slices.Equal(sorted(all), sorted(t.Approvals)) {
		return broken("R-APPROVE-SEEN", "approvals are %v, given were %v", t.Approvals, all)
	}
	for i, shown := range t.ByRule {
		if !slices.Equal(sorted(byRule[i]), sorted(shown)) {
			return broken("R-GET-APPROVAL-BY-RULE", "under %s the summary shows %v, given were %v", b.rules[i].Name, shown, byRule[i])
		}
	}
	return nil
}

func sorted(all []Given) []Given {
	return slices.SortedFunc(slices.Values(all), func(a, b Given) int {
		return cmp.Or(cmp.Compare(a.User, b.User), cmp.Compare(a.Status, b.Status), cmp.Compare(a.Comment, b.Comment))
	})
}

// PollingPlace is a deployment that waits for approvals, on the target.
type PollingPlace interface {
	Vote(Vote) (int, Given)
	Show() Tally
}

// Play casts the votes and looks at the deployment after each. It returns the first answer that the ballot does not allow,
// with the number of its vote; nil if there is none.
func (b *Ballot) Play(votes []Vote, place PollingPlace) (*Finding, int) {
	for i, v := range votes {
		code, given := place.Vote(v)
		if finding := b.Cast(v, code, given); finding != nil {
			return finding, i
		}
		if finding := b.Shows(place.Show()); finding != nil {
			return finding, i
		}
	}
	return nil, len(votes)
}

// Votes are n votes by chance of those voters, the same for the same seed, under the names of the rules and others.
func Votes(seed uint64, n int, voters []string, rules []ApprovalRule) []Vote {
	chance := rand.New(rand.NewPCG(seed, 7))
	names := []string{"", "", "", "no such name"}
	for _, r := range rules {
		names = append(names, r.Name)
	}
	all := make([]Vote, n)
	for i := range all {
		all[i] = Vote{
			By: pick(chance, voters), Status: pick(chance, []string{"approved", "approved", "rejected"}),
			Comment: pick(chance, []string{"", "looks good", "not yet"}), As: pick(chance, names),
		}
	}
	return all
}

// ShortestVotes is [Shortest] for votes.
func ShortestVotes(votes []Vote, rule string, budget int, play func([]Vote) *Finding) []Vote {
	return shrink.List(votes, budget, func(part []Vote) bool {
		finding := play(part)
		return finding != nil && finding.Rule == rule
	})
}
