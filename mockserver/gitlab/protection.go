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

// Protections returns what protects an environment, the project's own protection first, whether licensed or not.
func (s *State) Protections(e *Environment) []*ProtectedEnvironment {
	var found []*ProtectedEnvironment
	add := func(wanted ProtectedEnvironment) {
		if id, ok := s.protected.get(wanted.key()); ok {
			found = append(found, s.protections.get(id))
		}
	}
	add(ProtectedEnvironment{ProjectID: e.ProjectID, Name: e.Name})
	for g := s.Group(s.ProjectByID(e.ProjectID).GroupID); g != nil; g = s.Group(g.ParentID) {
		add(ProtectedEnvironment{GroupID: g.ID, Name: e.Tier})
	}
	return found
}

// ApprovalRules are the rules that a deployment to the environment must satisfy, in the order they were made.
func (s *State) ApprovalRules(e *Environment) []ApprovalRule {
	if s.protected.rows.Len() == 0 {
		return nil
	}
	var rules []ApprovalRule
	for _, pe := range s.Protections(e) {
		rules = append(rules, pe.ApprovalRules...)
	}
	return rules
}

// mayDeploy tells whether everything that protects the environment lets the actor deploy to it.
func (s *State) mayDeploy(a Actor, p *Project, e *Environment) bool {
	if !s.Licensed() || s.protected.rows.Len() == 0 || a.admin() {
		return true
	}
	for _, pe := range s.Protections(e) {
		if !s.anyGrants(pe.DeployAccess, a, p, pe) {
			return false
		}
	}
	return true
}

func (s *State) anyGrants(rules []AccessRule, a Actor, p *Project, pe *ProtectedEnvironment) bool {
	for _, r := range rules {
		if s.grants(r, a, p, pe) {
			return true
		}
	}
	return false
}

// grants tells whether a rule covers the actor. Administrators are covered by every rule; a role on a group's protection
// is the role in that group.
func (s *State) grants(r AccessRule, a Actor, p *Project, pe *ProtectedEnvironment) bool {
	switch {
	case a.admin():
		return true
	case r.UserID != 0:
		return r.UserID == a.User.ID
	case r.GroupID != 0 && r.Inherited:
		return s.GroupAccess(a.User, r.GroupID) >= Guest
	case r.GroupID != 0:
		return s.Group(r.GroupID).Members[a.User.ID] >= Guest
	case r.AccessLevel == AdminAccess:
		return false
	case pe.ProjectID == 0:
		return s.GroupAccess(a.User, pe.GroupID) >= r.AccessLevel
	}
	return s.Access(a.User, p) >= r.AccessLevel
}

// Describe is how GitLab names a rule: the user's name, the group's name or the role. Reporters and administrators have
// no description: ok is false.
func (s *State) Describe(r AccessRule) (description string, ok bool) {
	switch {
	case r.UserID != 0 && s.User(r.UserID) == nil: // a bot that went with its project
		return "", false
	case r.UserID != 0:
		return s.User(r.UserID).Name, true
	case r.GroupID != 0:
		return s.Group(r.GroupID).Name, true
	case r.AccessLevel == Maintainer:
		return "Maintainers", true
	case r.AccessLevel == Developer:
		return "Developers + Maintainers", true
	}
	return "", false
}
