package gitlab

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Scope is where environments are protected: a project, or a group, whose protections hold in all projects below it.
type Scope struct {
	ProjectID int64 // 0 for a group
	GroupID   int64
}

// ProjectScope returns the project's scope for whoever may protect its environments: its maintainers.
func (s *State) ProjectScope(actor Actor, ref string) (Scope, error) {
	p, err := s.Project(actor, ref)
	if err != nil {
		return Scope{}, err
	}
	if s.level(actor, p) < Maintainer {
		return Scope{}, ErrForbidden
	}
	return Scope{ProjectID: p.ID}, nil
}

// GroupScope returns the group's scope for whoever may protect environments there: its owners.
func (s *State) GroupScope(actor Actor, ref string) (Scope, error) {
	g, err := s.LookUpGroup(actor, ref)
	if err != nil {
		return Scope{}, err
	}
	if s.groupLevel(actor, g.ID) < Owner {
		return Scope{}, ErrForbidden
	}
	return Scope{GroupID: g.ID}, nil
}

func (sc Scope) key(name string) string {
	if sc.ProjectID != 0 {
		return "project " + strconv.FormatInt(sc.ProjectID, 10) + " " + name
	}
	return "group " + strconv.FormatInt(sc.GroupID, 10) + " " + name
}

// ProtectedEnvironments are those of the scope itself, by name.
func (s *State) ProtectedEnvironments(sc Scope) []*ProtectedEnvironment {
	var found []*ProtectedEnvironment
	prefix := sc.key("")
	s.protected.rows.Ascend(prefix, func(key string, id int64) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		found = append(found, s.protections.get(id))
		return true
	})
	return found
}

// ProtectedEnvironment returns the one of that name in the scope.
func (s *State) ProtectedEnvironment(sc Scope, name string) (*ProtectedEnvironment, error) {
	id, ok := s.protected.get(sc.key(name))
	if !ok {
		return nil, ErrRecordNotFound
	}
	return s.protections.get(id), nil
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

// ApprovalRules are the rules that a deployment to the environment must satisfy, in the order they were made, whether the
// project or a group made them.
func (s *State) ApprovalRules(e *Environment) []ApprovalRule {
	if s.protected.rows.Len() == 0 {
		return nil
	}
	var rules []ApprovalRule
	for _, pe := range s.Protections(e) {
		rules = append(rules, pe.ApprovalRules...)
	}
	slices.SortFunc(rules, byRuleID)
	return rules
}

func byRuleID(a, b ApprovalRule) int { return cmp.Compare(a.ID, b.ID) }
