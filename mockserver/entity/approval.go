package entity

import (
	"understudy/mockserver/gitlab"
)

// Approval is a vote on a deployment.
type Approval struct {
	User      UserBasic `json:"user"`
	Status    string    `json:"status"`
	CreatedAt string    `json:"created_at"`
	Comment   *string   `json:"comment"`
}

type approvalCounts struct {
	Pending   int        `json:"pending_approval_count"`
	Approvals []Approval `json:"approvals"`
}

type approvalSummary struct {
	Rules []approvalRule `json:"rules"`
}

type approvalRule struct {
	ID                     int64      `json:"id"`
	UserID                 *int64     `json:"user_id"`
	GroupID                *int64     `json:"group_id"`
	AccessLevel            *int64     `json:"access_level"`
	AccessLevelDescription *string    `json:"access_level_description"`
	RequiredApprovals      int        `json:"required_approvals"`
	GroupInheritanceType   int        `json:"group_inheritance_type"`
	DeploymentApprovals    []Approval `json:"deployment_approvals"`
}

// approvalFields appends pending_approval_count, approvals and approval_summary. The document promises them to Premium
// and the summary to several rules; GitLab's Enterprise Edition sends them always, its Community Edition never.
func (c *Composer) approvalFields(d *gitlab.Deployment, as Extended) {
	v := c.view
	if v.State.Edition() == gitlab.CommunityEdition {
		return
	}
	rules := v.State.ApprovalRules(v.State.Environment(d.EnvironmentID))
	if !as.AllApprovalFields && v.State.Tier() == gitlab.Free {
		return
	}
	votes := v.State.Approvals(d)
	counted := approvalCounts{Pending: v.State.PendingApprovals(d), Approvals: make([]Approval, len(votes))}
	for i, vote := range votes {
		counted.Approvals[i] = newApproval(v, vote, as.NamesBots)
	}
	if len(rules) == 0 && len(votes) == 0 {
		c.text(`,"pending_approval_count":0,"approvals":[]`)
	} else {
		c.text(",")
		c.membersOf(counted)
	}
	if as.AllApprovalFields || len(rules) > 1 {
		c.approvalSummary(rules, votes, as.NamesBots)
	}
}

func (c *Composer) approvalSummary(rules []gitlab.ApprovalRule, votes []*gitlab.Approval, namesBots bool) {
	if len(rules) == 0 {
		c.text(`,"approval_summary":{"rules":[]}`)
		return
	}
	summary := approvalSummary{Rules: make([]approvalRule, len(rules))}
	for i, rule := range rules {
		summary.Rules[i] = newApprovalRule(c.view, rule, votes, namesBots)
	}
	c.text(`,"approval_summary":`)
	c.Value(summary)
}

// NewApproval names a bot to those who may see it, as the answer to a vote does.
func NewApproval(v *View, a *gitlab.Approval) Approval { return newApproval(v, a, true) }

func newApproval(v *View, a *gitlab.Approval, namesBots bool) Approval {
	voter := v.State.User(a.UserID)
	return Approval{
		User:      newUserBasic(voter, namesBots && v.mayNameBot(voter)),
		Status:    string(a.Vote),
		CreatedAt: timestamp(a.CreatedAt),
		Comment:   a.Comment,
	}
}

// newApprovalRule shows the votes on this deployment only. (GitLab's REST API lists those on every deployment under the
// rule, which its GraphQL API does not.)
func newApprovalRule(v *View, rule gitlab.ApprovalRule, votes []*gitlab.Approval, namesBots bool) approvalRule {
	entity := approvalRule{
		ID: rule.ID, UserID: idOrNull(rule.UserID), GroupID: idOrNull(rule.GroupID), AccessLevel: idOrNull(int64(rule.AccessLevel)),
		RequiredApprovals: rule.Required, DeploymentApprovals: []Approval{},
	}
	if rule.Inherited {
		entity.GroupInheritanceType = 1
	}
	if description, ok := v.State.Describe(rule.AccessRule); ok {
		entity.AccessLevelDescription = &description
	}
	for _, vote := range votes {
		if vote.RuleID == rule.ID {
			entity.DeploymentApprovals = append(entity.DeploymentApprovals, newApproval(v, vote, namesBots))
		}
	}
	return entity
}
