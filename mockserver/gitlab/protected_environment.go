package gitlab

import (
	"slices"
	"time"
)

// AccessRule lets one user, the members of one group, or everyone of a role do something. Exactly one of UserID, GroupID
// and AccessLevel is set.
type AccessRule struct {
	ID          int64
	UserID      int64
	GroupID     int64
	AccessLevel AccessLevel
	// Inherited makes a group rule count members of the groups above it too (group_inheritance_type 1).
	Inherited bool
}

// ApprovalRule is an AccessRule that demands a number of approvals.
type ApprovalRule struct {
	AccessRule
	Required int
}

// ProtectedEnvironment limits who may deploy to an environment and who must approve. On a project it protects the
// environment of its name, on a group every environment whose tier is its name.
type ProtectedEnvironment struct {
	ID            int64
	ProjectID     int64 // 0 for one of a group
	GroupID       int64
	Name          string
	DeployAccess  []AccessRule
	ApprovalRules []ApprovalRule
	UpdatedAt     time.Time // zero: since the dataset
}

func (pe *ProtectedEnvironment) key() string {
	return Scope{ProjectID: pe.ProjectID, GroupID: pe.GroupID}.key(pe.Name)
}

// PutProtectedEnvironment protects an environment, or replaces its protection. Rules with an id of 0 get the next free
// one. It returns the row.
func (tx *Tx) PutProtectedEnvironment(pe ProtectedEnvironment) *ProtectedEnvironment {
	if id, ok := tx.protected.get(pe.key()); ok {
		pe.ID = id
	}
	pe.ID = tx.protections.next(pe.ID)
	pe.DeployAccess, pe.ApprovalRules = slices.Clone(pe.DeployAccess), slices.Clone(pe.ApprovalRules)
	for i := range pe.DeployAccess {
		tx.identifyRule(&pe.DeployAccess[i])
	}
	for i := range pe.ApprovalRules {
		tx.identifyRule(&pe.ApprovalRules[i].AccessRule)
	}
	tx.protections.set(tx, pe.ID, &pe)
	tx.protected.set(tx, pe.key(), pe.ID)
	return &pe
}

func (tx *Tx) identifyRule(r *AccessRule) {
	if r.ID == 0 {
		r.ID = tx.lastRule + 1
	}
	tx.lastRule = max(tx.lastRule, r.ID)
}
