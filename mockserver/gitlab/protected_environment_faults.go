package gitlab

import (
	"slices"
	"strings"
)

// qualified are the changes whose user or group GitLab lets have a say in the scope.
func (s *State) qualified(pe ProtectedEnvironment, changes []RuleChange) []RuleChange {
	return slices.DeleteFunc(slices.Clone(changes), func(c RuleChange) bool {
		switch {
		case c.Destroy: // whoever has lost the say can still be removed
			return false
		case c.UserID != nil && *c.UserID != 0 && !s.userQualifies(pe, *c.UserID):
			return true
		default:
			return c.GroupID != nil && *c.GroupID != 0 && !s.groupQualifies(pe, *c.GroupID)
		}
	})
}

// userQualifies wants a developer of the project or a maintainer of the group.
func (s *State) userQualifies(pe ProtectedEnvironment, id int64) bool {
	u := s.User(id)
	if u == nil {
		return false
	}
	if pe.ProjectID != 0 {
		return s.Access(u, s.ProjectByID(pe.ProjectID)) >= Developer
	}
	return s.GroupAccess(u, pe.GroupID) >= Maintainer
}

// groupQualifies wants a group that the project was shared with (the one it lives in was not), or the group itself or one
// below it.
func (s *State) groupQualifies(pe ProtectedEnvironment, id int64) bool {
	if pe.ProjectID != 0 {
		shares := s.ProjectByID(pe.ProjectID).Shares
		return slices.ContainsFunc(shares, func(share Share) bool { return share.GroupID == id })
	}
	return s.within(id, pe.GroupID)
}

const maxRequiredApprovals = 5

var tierNames = []string{"production", "staging", "testing", "development", "other"}

// faults are what keeps a protection from being saved, as sentences.
func (pe *ProtectedEnvironment) faults() []string {
	var found []string
	add := func(broken bool, sentence string) {
		if broken && !slices.Contains(found, sentence) {
			found = append(found, sentence)
		}
	}
	const one = "base Exactly one of access_level, group_id, user_id must be present"
	for _, rule := range pe.DeployAccess {
		add(rule.grantees() != 1, "Deploy access levels "+one)
	}
	for _, rule := range pe.ApprovalRules {
		add(rule.grantees() != 1, "Approval rules "+one)
		add(rule.Required < 1, "Approval rules required approvals must be greater than or equal to 1")
		add(rule.Required > maxRequiredApprovals, "Approval rules required approvals must be less than or equal to 5")
	}
	add(len(pe.DeployAccess) == 0, "Deploy access levels is too short (minimum is 1 character)")
	add(strings.TrimSpace(pe.Name) == "", "Name can't be blank")
	add(pe.ProjectID == 0 && !slices.Contains(tierNames, pe.Name),
		"Name must be one of environment tiers: production, staging, testing, development, other.")
	return found
}

// grantees counts whom the rule names; it should be one.
func (r AccessRule) grantees() int {
	named := 0
	for _, is := range []bool{r.UserID != 0, r.GroupID != 0, r.AccessLevel != NoAccess} {
		if is {
			named++
		}
	}
	return named
}
