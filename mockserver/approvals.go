package mockserver

import (
	"understudy/mockserver/gitlab"
)

// approvalFields appends pending_approval_count, approvals and approval_summary. The document promises them to Premium
// and the summary to several rules; GitLab's Enterprise Edition sends them always, its Community Edition never.
func (x *exchange) approvalFields(c *composer, d *gitlab.Deployment, namesBots bool) {
	if x.server.edition == gitlab.CommunityEdition {
		return
	}
	rules := x.state.ApprovalRules(x.state.Environment(d.EnvironmentID))
	always := x.server.document.Value("approval-fields") == "always"
	if !always && x.state.Tier() == gitlab.Free {
		return
	}
	votes := x.state.Approvals(d)
	counted := approvalCounts{Pending: x.state.PendingApprovals(d), Approvals: make([]approval, len(votes))}
	for i, vote := range votes {
		counted.Approvals[i] = x.approvalEntity(vote, namesBots)
	}
	if len(rules) == 0 && len(votes) == 0 {
		c.text(`,"pending_approval_count":0,"approvals":[]`)
	} else {
		c.text(",")
		c.members(counted)
	}
	if always || len(rules) > 1 {
		x.approvalSummary(c, rules, votes, namesBots)
	}
}

func (x *exchange) approvalSummary(c *composer, rules []gitlab.ApprovalRule, votes []*gitlab.Approval, namesBots bool) {
	if len(rules) == 0 {
		c.text(`,"approval_summary":{"rules":[]}`)
		return
	}
	summary := approvalSummary{Rules: make([]approvalRule, len(rules))}
	for i, rule := range rules {
		summary.Rules[i] = x.approvalRuleEntity(rule, votes, namesBots)
	}
	c.text(`,"approval_summary":`)
	c.once(summary)
}

func (x *exchange) approvalEntity(a *gitlab.Approval, namesBots bool) approval {
	voter := x.state.User(a.UserID)
	return approval{
		User:      userBasicEntity(voter, namesBots && x.mayNameBot(voter)),
		Status:    string(a.Vote),
		CreatedAt: timestamp(a.CreatedAt),
		Comment:   a.Comment,
	}
}

// approvalRuleEntity shows the votes on this deployment only. (GitLab's REST API lists those on every deployment under the
// rule, which its GraphQL API does not.)
func (x *exchange) approvalRuleEntity(rule gitlab.ApprovalRule, votes []*gitlab.Approval, namesBots bool) approvalRule {
	entity := approvalRule{
		ID: rule.ID, UserID: idOrNull(rule.UserID), GroupID: idOrNull(rule.GroupID), AccessLevel: idOrNull(int64(rule.AccessLevel)),
		RequiredApprovals: rule.Required, DeploymentApprovals: []approval{},
	}
	if rule.Inherited {
		entity.GroupInheritanceType = 1
	}
	if description, ok := x.state.Describe(rule.AccessRule); ok {
		entity.AccessLevelDescription = &description
	}
	for _, vote := range votes {
		if vote.RuleID == rule.ID {
			entity.DeploymentApprovals = append(entity.DeploymentApprovals, x.approvalEntity(vote, namesBots))
		}
	}
	return entity
}
