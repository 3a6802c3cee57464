package cases

import (
	"fmt"
	"strconv"

	"understudy/conformance"
	"understudy/conformance/model"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

var voteRules = []string{
	"R-APPROVE-PENDING", "R-APPROVE-SEEN", "R-APPROVE-NOT-WAITING", "R-APPROVE-NO-RULE", "R-APPROVE-REPRESENTED-AS-UNKNOWN", "R-APPROVE-USER-CALLER",
	"R-APPROVE-STATUS-APPROVED", "R-APPROVE-STATUS-REJECTED", "R-APPROVE-COMMENT", "R-GET-APPROVAL-BY-RULE", "R-APPROVE-OWN",
}

// booth is a deployment that waits for approvals, as votes see it.
type booth struct {
	s      *conformance.S
	d      world.Deployment
	voters map[string]*wire.Client // by the names of the model
	people map[string]string       // those names by username
	last   *wire.Answer
}

func (b *booth) Vote(v model.Vote) (int, model.Given) {
	form := wire.Params{"status": v.Status}
	if v.Comment != "" {
		form["comment"] = v.Comment
	}
	if v.As != "" {
		form["represented_as"] = v.As
	}
	b.last = b.voters[v.By].Post(approvalOf(b.s, b.d), form)
	if b.last.Code()/100 != 2 {
		return b.last.Code(), model.Given{}
	}
	return b.last.Code(), b.given(b.last, "")
}

func (b *booth) Show() model.Tally {
	b.last = b.s.Show(b.d)
	_, told := b.last.At("/approvals")
	if !told && b.s.Exact() {
		b.s.BlockedBy("R-GET-APPROVALS")
	}
	pending, _ := b.last.At("/pending_approval_count")
	n, _ := strconv.Atoi(fmt.Sprint(pending))
	tally := model.Tally{Untold: !told, Pending: n, Approvals: b.all("/approvals")}
	summary := byAccess(b.last)
	for _, role := range []bool{true, false} {
		tally.ByRule = append(tally.ByRule, b.all(summary[role]+"/deployment_approvals"))
	}
	return tally
}

func (b *booth) all(pointer string) []model.Given {
	var all []model.Given
	for i := 0; ; i++ {
		item := fmt.Sprintf("%s/%d", pointer, i)
		if _, there := b.last.At(item); !there {
			return all
		}
		all = append(all, b.given(b.last, item))
	}
}

func (b *booth) given(answer *wire.Answer, pointer string) model.Given {
	text := func(key string) string {
		value, _ := answer.At(pointer + key)
		if value == nil {
			return ""
		}
		return fmt.Sprint(value)
	}
	return model.Given{User: b.people[text("/user/username")], Status: text("/status"), Comment: text("/comment")}
}

func heldVotes(s *conformance.S) {
	maintainers := "Maintainers"
	named := s.Person(conformance.Approver)
	rules := []model.ApprovalRule{
		{Name: maintainers, Required: 2, Admits: []string{"approver", "third", "deployer"}}, {Name: named.Name, Required: 1, Admits: []string{"approver"}},
	}
	if s.Person(conformance.Maintainer).Admin {
		rules[1].Admits = append(rules[1].Admits, "deployer")
	}
	voters := map[string]*wire.Client{
		"approver": s.As(conformance.Approver), "third": s.WithToken(s.Mint("third", conformance.Maintainer, "api")), "developer": s.As(conformance.Developer),
		"deployer": s.Client(),
	}
	people := map[string]string{}
	names := []string{"approver", "third", "developer", "deployer"}
	for _, name := range names {
		people[s.Owner(voters[name]).Username] = name
	}
	open := func() *booth {
		return &booth{s: s, voters: voters, people: people, d: s.Waiting(conformance.Maintainers(2), conformance.Somebody(named, 1))}
	}
	poll := func(votes []model.Vote, b *booth) *model.Finding {
		finding, _ := model.NewBallot(s.Exact(), "deployer", rules).Play(votes, b)
		return finding
	}
	broken := map[string]func(){}
	for seed := range uint64(3) {
		votes := model.Votes(s.Seed()+seed, 8, names, rules)
		finding := poll(votes, open())
		if finding == nil || broken[finding.Rule] != nil {
			continue
		}
		const budget = 15
		least := model.ShortestVotes(votes, finding.Rule, s.Tries(budget), func(part []model.Vote) *model.Finding { return poll(part, open()) })
		broken[finding.Rule] = func() {
			b := open()
			if again := poll(least, b); again != nil {
				finding = again
			}
			b.last.Fault(wire.Mismatch{Expected: "what the votes come to", Actual: finding.Message, Why: fmt.Sprintf("after these votes: %v", least), Vague: true})
		}
	}
	heldAll(s, voteRules, broken)
}
