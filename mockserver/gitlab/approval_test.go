package gitlab_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

var (
	unprotected   = refused("This environment is not protected.")
	ownDeployment = refused("You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings.")
	noRules       = refused("Deployment approvals is not configured for this environment.")
	notWaiting    = refused("This deployment is not waiting for approvals.")
	notEntitled   = refused("You don't have permission to approve this deployment. Contact the project or group owner for help.")
	noSuchRule    = refused("There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.")
	longComment   = &gitlab.Error{Kind: gitlab.Invalid, Messages: []string{"Comment is too long (maximum is 255 characters)"}}
)

// board is a world with people who vote on one running deployment to production.
type board struct {
	*world
	people     map[string]gitlab.Actor
	deployment *gitlab.Deployment // made by mia
	qa, ops    int64              // groups; ops is below qa
}

func newBoard(t testing.TB) *board {
	t.Helper()
	return newBoardOn(t, gitlab.EnterpriseEdition, gitlab.Premium)
}

func newBoardOn(t testing.TB, edition gitlab.Edition, tier gitlab.Tier) *board {
	t.Helper()
	b := &board{world: newWorldOn(t, edition, tier), people: map[string]gitlab.Actor{}}
	for name, level := range map[string]gitlab.AccessLevel{
		"gus": gitlab.Guest, "pia": gitlab.Planner, "rob": gitlab.Reporter, "dan": gitlab.Developer, "mia": gitlab.Maintainer, "max": gitlab.Maintainer, "ola": gitlab.Owner,
	} {
		a := b.member(name, level)
		b.write(func(tx *gitlab.Tx) {
			a.User = tx.PutUser(gitlab.User{ID: a.User.ID, Username: name, Name: "The " + name})
		})
		b.people[name] = a
	}
	b.people["eve"] = b.user(gitlab.User{Username: "eve"})
	b.people["ada"] = b.user(gitlab.User{Username: "ada", Admin: true})
	b.write(func(tx *gitlab.Tx) {
		member := func(names ...string) gitlab.Members {
			var members gitlab.Members
			for _, name := range names {
				members = members.With(b.people[name].User.ID, gitlab.Guest)
			}
			return members
		}
		b.qa = tx.PutGroup(gitlab.Group{Name: "security-group", Path: "secret", Members: member("rob", "max")}).ID
		b.ops = tx.PutGroup(gitlab.Group{Name: "Ops", Path: "secret/o", ParentID: b.qa, Members: member("max")}).ID
	})
	b.deployment = b.deploy(b.people["mia"], "production", 1, gitlab.Running)
	return b
}

// step is one vote and what becomes of it.
type step struct {
	who, says, as string
	comment       string // "-": none
	want          error
	pending       int // afterwards
}

func (b *board) vote(who string, n gitlab.NewVote) (a *gitlab.Approval, err error) {
	_, err = b.Write(func(tx *gitlab.Tx) error {
		a, err = tx.ApproveDeployment(b.people[who], shop, b.deployment.ID, n)
		return err
	})
	return a, err
}

func (b *board) play(steps ...step) {
	b.t.Helper()
	for i, s := range steps {
		b.advance(time.Minute)
		n := gitlab.NewVote{Vote: gitlab.Vote(s.says), RepresentedAs: s.as}
		if s.comment != "" && s.comment != "-" {
			n.Comment = &s.comment
		}
		before := b.State()
		a, err := b.vote(s.who, n)
		require.Equal(b.t, s.want == nil, err == nil, "step %d: %v", i, err)
		assertOutcome(b.t, s.want, err)
		if err != nil {
			assert.Same(b.t, before, b.State(), "step %d", i)
		} else {
			assert.Equal(b.t, n.Vote, a.Vote, "step %d", i)
			assert.Equal(b.t, b.people[s.who].User.ID, a.UserID)
		}
		assert.Equal(b.t, s.pending, b.State().PendingApprovals(b.deployment), "step %d", i)
	}
}

func rule(required int, r gitlab.AccessRule) gitlab.ApprovalRule {
	return gitlab.ApprovalRule{AccessRule: r, Required: required}
}

const yes, no = "approved", "rejected"

func TestVoteRefusalsInOrder(t *testing.T) {
	long := strings.Repeat("é", 256)
	t.Run("unprotected", func(t *testing.T) {
		newBoard(t).play(
			step{who: "eve", says: yes, want: projectNotFound}, step{who: "gus", says: yes, want: plainForbidden}, step{who: "pia", says: no, want: plainForbidden},
			step{who: "mia", says: yes, want: unprotected}, step{who: "ada", says: no, as: "nobody", want: unprotected})
	})
	t.Run("no rules", func(t *testing.T) {
		b := newBoard(t)
		b.protect("production", roles(gitlab.Maintainer))
		b.play(step{who: "mia", says: yes, want: ownDeployment}, step{who: "mia", says: no, want: noRules}, step{who: "dan", says: yes, want: noRules}, step{who: "ada", says: yes, want: noRules})
	})
	t.Run("rules", func(t *testing.T) {
		b := newBoard(t)
		b.protect("production", roles(gitlab.Maintainer), rule(1, role(gitlab.Maintainer)))
		b.play(
			step{who: "dan", says: yes, as: "Maintainers", want: notEntitled, pending: 1},
			step{who: "max", says: yes, as: "The max", comment: long, want: noSuchRule, pending: 1},
			step{who: "max", says: yes, comment: long, want: longComment, pending: 1},
			step{who: "max", says: yes, comment: long[:510]},
			step{who: "dan", says: yes, as: "nobody", want: notWaiting},
			step{who: "mia", says: yes, want: ownDeployment},
			step{who: "mia", says: no, want: notWaiting},
			step{who: "max", says: no, want: notWaiting})
	})
	t.Run("unknown deployment after the right, before the rest", func(t *testing.T) {
		b := newBoard(t)
		b.deployment = &gitlab.Deployment{ID: 99}
		_, err := b.vote("gus", gitlab.NewVote{Vote: gitlab.Approved})
		assertOutcome(t, plainForbidden, err)
		_, err = b.vote("max", gitlab.NewVote{Vote: gitlab.Approved})
		assertOutcome(t, recordNotFound, err)
	})
}

func TestWhoMayVote(t *testing.T) {
	for _, test := range []struct {
		name    string
		rule    func(*board) gitlab.AccessRule
		refuses string // of those who may read; everybody else is let in
	}{
		{"maintainers", func(*board) gitlab.AccessRule { return role(gitlab.Maintainer) }, "rob dan"},
		{"developers", func(*board) gitlab.AccessRule { return role(gitlab.Developer) }, "rob"},
		{"admins", func(*board) gitlab.AccessRule { return role(gitlab.AdminAccess) }, "rob dan max ola"},
		{"a user", func(b *board) gitlab.AccessRule { return gitlab.AccessRule{UserID: b.people["rob"].User.ID} }, "dan max ola"},
		{"a group", func(b *board) gitlab.AccessRule { return gitlab.AccessRule{GroupID: b.qa} }, "dan ola"},
		{"a group's direct members", func(b *board) gitlab.AccessRule { return gitlab.AccessRule{GroupID: b.ops} }, "rob dan ola"},
		{"a group and those above", func(b *board) gitlab.AccessRule { return gitlab.AccessRule{GroupID: b.ops, Inherited: true} }, "dan ola"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, who := range []string{"rob", "dan", "max", "ola", "ada"} {
				b := newBoard(t)
				b.protect("production", roles(gitlab.AdminAccess), rule(1, test.rule(b)))
				s := step{who: who, says: yes}
				if strings.Contains(test.refuses, who) {
					s.want, s.pending = notEntitled, 1
				}
				b.play(s)
			}
		})
	}
	t.Run("on a public project outsiders are told", func(t *testing.T) {
		b := newBoard(t)
		b.edit(func(p *gitlab.Project) { p.Visibility = gitlab.Public })
		b.protect("production", nil, rule(1, role(gitlab.Maintainer)))
		b.play(step{who: "eve", says: yes, want: notEntitled, pending: 1}, step{who: "gus", says: yes, want: notEntitled, pending: 1})
	})
}

func TestTheDeployer(t *testing.T) {
	b := newBoard(t)
	b.protect("production", nil, rule(2, role(gitlab.Maintainer)))
	b.play(step{who: "mia", says: yes, want: ownDeployment, pending: 2}, step{who: "mia", says: no, pending: 2}, step{who: "mia", says: yes, want: ownDeployment, pending: 2})
	b.edit(func(p *gitlab.Project) { p.AllowTriggererApproval = true })
	b.play(step{who: "mia", says: yes, pending: 1})

	b = newBoard(t)
	b.protect("production", nil, rule(1, role(gitlab.Maintainer)))
	b.deployment = b.put(gitlab.Deployment{EnvironmentID: b.deployment.EnvironmentID, UserID: b.people["ada"].User.ID, Status: gitlab.Success})
	b.play(step{who: "ada", says: yes, want: ownDeployment, pending: 1})
}

func TestChangingOnesMind(t *testing.T) {
	b := newBoard(t)
	b.protect("production", nil, rule(3, role(gitlab.Maintainer)))
	comment := func() any {
		votes := b.State().Approvals(b.deployment)
		require.Len(t, votes, 1)
		assert.Equal(t, dawn.Add(61*time.Second), votes[0].CreatedAt, "when first given")
		if votes[0].Comment == nil {
			return nil
		}
		return *votes[0].Comment
	}
	b.play(step{who: "max", says: yes, comment: "fine", pending: 2})
	assert.Equal(t, "fine", comment())
	first := b.State()
	b.play(step{who: "max", says: yes, comment: strings.Repeat("x", 300), pending: 2})
	assert.Equal(t, "fine", comment(), "a repetition changes nothing, so its comment is not even checked")
	b.play(step{who: "max", says: no, comment: "on second thoughts", pending: 3})
	assert.Equal(t, "on second thoughts", comment())
	b.play(step{who: "max", says: no, comment: strings.Repeat("x", 256), pending: 3}, step{who: "max", says: yes, comment: strings.Repeat("x", 256), want: longComment, pending: 3})
	b.play(step{who: "max", says: yes, pending: 2})
	assert.Nil(t, comment(), "no comment clears the old one")
	assert.Equal(t, "fine", *first.Approvals(b.deployment)[0].Comment, "the old state keeps the old vote")
	b.play(step{who: "ola", says: no, pending: 2}, step{who: "ada", says: yes, pending: 1}, step{who: "ola", says: yes})
}

func TestSeveralRules(t *testing.T) {
	b := newBoard(t)
	pe := b.protect("production", roles(gitlab.Maintainer), rule(1, gitlab.AccessRule{GroupID: b.qa}), rule(2, role(gitlab.Maintainer)), rule(1, role(gitlab.Developer)))
	b.play(
		step{who: "rob", says: yes, pending: 3},                                      // the first rule that fits
		step{who: "max", says: yes, pending: 3},                                      // a surplus pays for no other rule
		step{who: "max", says: yes, as: "aintainers", pending: 2},                    // any part of the name: role 40 comes first
		step{who: "max", says: yes, as: "Developers", pending: 1},                    // a third vote of the same user
		step{who: "max", says: yes, as: "security", pending: 1},                      // repeated
		step{who: "max", says: yes, as: "Security", want: noSuchRule, pending: 1},    // case matters
		step{who: "max", says: yes, as: "secret", want: noSuchRule, pending: 1},      // the path does not count
		step{who: "rob", says: yes, as: "Maintainers", want: noSuchRule, pending: 1}, // only among one's own rules
		step{who: "ola", says: no, as: "  ", pending: 1},                             // blanks are no name
		step{who: "dan", says: yes, pending: 1},
		step{who: "ola", says: yes, as: "Maintainers"},
		step{who: "dan", says: no, want: notWaiting})
	var under []int64
	for _, vote := range b.State().Approvals(b.deployment) {
		under = append(under, vote.RuleID)
	}
	first, second, third := pe.ApprovalRules[0].ID, pe.ApprovalRules[1].ID, pe.ApprovalRules[2].ID
	assert.Equal(t, []int64{first, first, second, third, second, third}, under)
	other := b.deploy(b.people["mia"], "production", 2, gitlab.Success)
	assert.Equal(t, 4, b.State().PendingApprovals(other), "counted for each deployment, whatever its status")
}

func TestRepresentingAUserAndANamelessRole(t *testing.T) {
	b := newBoard(t)
	b.protect("production", nil, rule(1, role(gitlab.Reporter)), rule(1, gitlab.AccessRule{UserID: b.people["max"].User.ID}))
	b.play(step{who: "max", says: yes, as: "e ma", pending: 1}, step{who: "max", says: no, as: "Reporter", want: noSuchRule, pending: 1}, step{who: "max", says: yes})
}

func TestVotesGoWithTheDeployment(t *testing.T) {
	b := newBoard(t)
	b.protect("production", roles(gitlab.Maintainer), rule(1, role(gitlab.Maintainer)))
	b.play(step{who: "max", says: yes})
	b.move(b.people["max"], b.deployment, gitlab.Failed)
	before := b.State()
	require.NoError(t, b.destroy(b.people["max"], b.deployment.ID, nil))
	assert.Empty(t, b.State().Approvals(b.deployment))
	assert.Len(t, before.Approvals(b.deployment), 1)
}

func TestRulesApplyInTheOrderOfTheirIDsWhicheverLevelTheyComeFrom(t *testing.T) {
	b := newBoard(t)
	b.write(func(tx *gitlab.Tx) {
		group := tx.PutGroup(gitlab.Group{Path: "acme", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{b.people["max"].User.ID: gitlab.Maintainer})}).ID
		p := *tx.ProjectByID(b.project)
		p.GroupID = group
		tx.PutProject(p)
		tx.PutProtectedEnvironment(gitlab.ProtectedEnvironment{
			GroupID: group, Name: "production", DeployAccess: roles(gitlab.Maintainer), ApprovalRules: []gitlab.ApprovalRule{rule(1, role(gitlab.Maintainer))},
		})
	})
	ofGroup := b.State().ApprovalRules(b.environment("production"))[0].ID
	b.protect("production", roles(gitlab.Developer), rule(1, role(gitlab.Developer)))
	rules := b.State().ApprovalRules(b.environment("production"))
	require.Len(t, rules, 2)
	assert.Equal(t, ofGroup, rules[0].ID, "the group's rule is the older one")
	vote, err := b.vote("max", gitlab.NewVote{Vote: gitlab.Approved})
	require.NoError(t, err)
	assert.Equal(t, ofGroup, vote.RuleID)
}
