package entity

import (
	"understudy/mockserver/gitlab"
)

// ProtectedEnvironment is what protects an environment.
type ProtectedEnvironment struct {
	Name                  string                    `json:"name"`
	DeployAccessLevels    []deployAccessLevel       `json:"deploy_access_levels"`
	RequiredApprovalCount int                       `json:"required_approval_count"`
	ApprovalRules         []environmentApprovalRule `json:"approval_rules"`
}

type deployAccessLevel struct {
	ID                     int64   `json:"id"`
	AccessLevel            *int64  `json:"access_level"`
	AccessLevelDescription *string `json:"access_level_description"`
	UserID                 *int64  `json:"user_id"`
	GroupID                *int64  `json:"group_id"`
	GroupInheritanceType   int     `json:"group_inheritance_type"`
}

type environmentApprovalRule struct {
	ID                     int64   `json:"id"`
	UserID                 *int64  `json:"user_id"`
	GroupID                *int64  `json:"group_id"`
	AccessLevel            *int64  `json:"access_level"`
	AccessLevelDescription *string `json:"access_level_description"`
	RequiredApprovals      int     `json:"required_approvals"`
	GroupInheritanceType   int     `json:"group_inheritance_type"`
}

// NewProtectedEnvironment shows who may deploy and who must approve.
func NewProtectedEnvironment(v *View, pe *gitlab.ProtectedEnvironment) ProtectedEnvironment {
	entity := ProtectedEnvironment{Name: pe.Name, DeployAccessLevels: []deployAccessLevel{}, ApprovalRules: []environmentApprovalRule{}}
	for _, rule := range pe.DeployAccess {
		entity.DeployAccessLevels = append(entity.DeployAccessLevels, newDeployAccessLevel(v, rule))
	}
	for _, rule := range pe.ApprovalRules {
		who := newDeployAccessLevel(v, rule.AccessRule)
		entity.ApprovalRules = append(entity.ApprovalRules, environmentApprovalRule{
			ID: who.ID, UserID: who.UserID, GroupID: who.GroupID, AccessLevel: who.AccessLevel,
			AccessLevelDescription: who.AccessLevelDescription, RequiredApprovals: rule.Required, GroupInheritanceType: who.GroupInheritanceType,
		})
	}
	return entity
}

func newDeployAccessLevel(v *View, rule gitlab.AccessRule) deployAccessLevel {
	entity := deployAccessLevel{
		ID: rule.ID, AccessLevel: idOrNull(int64(rule.AccessLevel)), UserID: idOrNull(rule.UserID), GroupID: idOrNull(rule.GroupID),
	}
	if description, ok := v.State.Describe(rule); ok {
		entity.AccessLevelDescription = &description
	}
	if rule.Inherited {
		entity.GroupInheritanceType = 1
	}
	return entity
}
