package gitlab

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Vote is what an approval says.
type Vote string

// The votes.
const (
	Approved Vote = "approved"
	Rejected Vote = "rejected"
)

// Approval is one user's vote on a deployment under one rule.
type Approval struct {
	ID           int64
	DeploymentID int64
	UserID       int64
	RuleID       int64
	Vote         Vote
	Comment      *string
	CreatedAt    time.Time // of the first vote; changing one's mind does not move it
}

// NewVote is what a client says in an approval.
type NewVote struct {
	Vote          Vote
	Comment       *string
	RepresentedAs string // part of the description of the rule to vote under; empty: the first that fits
}

const maxComment = 255

// Approvals are the votes on a deployment, in the order they were first given.
func (s *State) Approvals(d *Deployment) []*Approval {
	votes, _ := s.approvals.get(d.ID)
	return votes
}

// PendingApprovals counts the approvals a deployment still lacks. A surplus under one rule never pays for another.
func (s *State) PendingApprovals(d *Deployment) int {
	if !s.Licensed() {
		return 0
	}
	pending := 0
	for _, rule := range s.ApprovalRules(s.Environment(d.EnvironmentID)) {
		approved := 0
		for _, vote := range s.Approvals(d) {
			if vote.RuleID == rule.ID && vote.Vote == Approved {
				approved++
			}
		}
		pending += max(rule.Required-approved, 0)
	}
	return pending
}

// ApproveDeployment records the actor's vote. GitLab asks only whether approvals are pending, never for the status, and a
// satisfied last rule starts nothing: the job stays manual until somebody plays it. All its own refusals are Refused,
// also for want of a right; before them come the project's, Forbidden and ErrRecordNotFound, and after them Invalid for a comment
// that is too long.
func (tx *Tx) ApproveDeployment(actor Actor, project string, id int64, n NewVote) (*Approval, error) {
	p, err := tx.Project(actor, project, AdminDeployments)
	if err != nil {
		return nil, err
	}
	if !tx.canReadDeployments(actor, p) {
		return nil, ErrForbidden
	}
	d := tx.Deployment(p, id)
	if d == nil {
		return nil, ErrRecordNotFound
	}
	rule, err := tx.ruleToVoteUnder(actor, p, d, n)
	if err != nil {
		return nil, err
	}
	return tx.vote(actor.User, d, rule, n)
}

func (s *State) ruleToVoteUnder(actor Actor, p *Project, d *Deployment, n NewVote) (rule int64, err error) {
	e := s.Environment(d.EnvironmentID)
	protections := s.Protections(e)
	switch {
	case !s.Licensed() || len(protections) == 0:
		return 0, refused("This environment is not protected.")
	case n.Vote == Approved && d.UserID == actor.User.ID && !p.AllowTriggererApproval:
		return 0, refused("You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings.")
	case len(s.ApprovalRules(e)) == 0:
		return 0, refused("Deployment approvals is not configured for this environment.")
	case s.PendingApprovals(d) == 0:
		return 0, refused("This deployment is not waiting for approvals.")
	}
	open := s.rulesFor(actor, p, protections)
	if len(open) == 0 {
		return 0, refused("You don't have permission to approve this deployment. Contact the project or group owner for help.")
	}
	at := slices.IndexFunc(open, func(r ApprovalRule) bool { return s.represents(r, n.RepresentedAs) })
	if at < 0 {
		return 0, refused("There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.")
	}
	return open[at].ID, nil
}

// rulesFor are the rules under which the actor may vote, in the order they were made; a vote goes to the first.
func (s *State) rulesFor(actor Actor, p *Project, protections []*ProtectedEnvironment) []ApprovalRule {
	var open []ApprovalRule
	for _, pe := range protections {
		for _, rule := range pe.ApprovalRules {
			if s.grants(rule.AccessRule, actor, p, pe) {
				open = append(open, rule)
			}
		}
	}
	slices.SortFunc(open, byRuleID)
	return open
}

// represents matches represented_as as GitLab does: any part of the description, case-sensitively.
func (s *State) represents(rule ApprovalRule, name string) bool {
	if strings.TrimSpace(name) == "" {
		return true
	}
	description, ok := s.Describe(rule.AccessRule)
	return ok && strings.Contains(description, name)
}

// vote records one vote per user and rule. Repeating a vote changes nothing, not even the comment; changing one's mind
// replaces the comment, also with none.
func (tx *Tx) vote(u *User, d *Deployment, rule int64, n NewVote) (*Approval, error) {
	votes := slices.Clone(tx.Approvals(d))
	at := slices.IndexFunc(votes, func(a *Approval) bool { return a.UserID == u.ID && a.RuleID == rule })
	if at >= 0 && votes[at].Vote == n.Vote {
		return votes[at], nil
	}
	if n.Comment != nil && utf8.RuneCountInString(*n.Comment) > maxComment {
		return nil, &Error{Kind: Invalid, Messages: []string{"Comment is too long (maximum is 255 characters)"}}
	}
	var cast *Approval
	if at >= 0 {
		changed := *votes[at]
		changed.Vote, changed.Comment = n.Vote, n.Comment
		cast = &changed
		votes[at] = cast
	} else {
		tx.lastApproval++
		cast = &Approval{
			ID: tx.lastApproval, DeploymentID: d.ID, UserID: u.ID, RuleID: rule,
			Vote: n.Vote, Comment: n.Comment, CreatedAt: tx.Now,
		}
		votes = append(votes, cast)
	}
	tx.approvals.set(tx, d.ID, votes)
	if n.Vote == Rejected {
		tx.reject(d)
	}
	return cast, nil
}

// PutApproval adds a vote as it is. An id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutApproval(a Approval) *Approval {
	if a.ID == 0 {
		a.ID = tx.lastApproval + 1
	}
	tx.lastApproval = max(tx.lastApproval, a.ID)
	votes, _ := tx.approvals.get(a.DeploymentID)
	tx.approvals.set(tx, a.DeploymentID, append(slices.Clone(votes), &a))
	return &a
}
