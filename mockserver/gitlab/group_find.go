package gitlab

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// LookUpGroup returns the group that ref (an id, or a full path in any case) names, if the actor may know of it.
func (s *State) LookUpGroup(a Actor, ref string) (*Group, error) {
	id, err := strconv.ParseInt(ref, 10, 64)
	if err != nil {
		id, _ = s.groupPaths.get(strings.ToLower(ref))
	}
	g := s.groups.get(id)
	if g == nil || !s.groupVisible(a, g) {
		return nil, &Error{Kind: NotFound, Subject: "Group"}
	}
	return g, nil
}

// groupVisible tells whether the actor may know of the group: everybody inside sees what is around.
func (s *State) groupVisible(a Actor, g *Group) bool {
	if g.openTo(a) || a.admin() || a.User.Auditor || s.GroupAccess(a.User, g.ID) > NoAccess {
		return true
	}
	for h := range s.groups.all() {
		if h.Members.Level(a.User.ID) > NoAccess && s.within(h.ID, g.ID) {
			return true
		}
	}
	for p := range s.projects.all() {
		if s.within(p.GroupID, g.ID) && s.visible(a, p) {
			return true
		}
	}
	return false
}

func (g *Group) openTo(a Actor) bool {
	seen := cmp.Or(g.Visibility, Public)
	return seen == Public || seen == Internal && !a.User.External
}

// within tells whether a group is another one or lies below it.
func (s *State) within(group, above int64) bool {
	for g := s.Group(group); g != nil; g = s.Group(g.ParentID) {
		if g.ID == above {
			return true
		}
	}
	return false
}

func (s *State) groupLevel(a Actor, group int64) AccessLevel {
	if a.admin() {
		return Owner
	}
	return s.GroupAccess(a.User, group)
}

// GroupFilter narrows a list of groups. Its zero value keeps all.
type GroupFilter struct {
	Search       string // in name or path
	Owned        bool
	Member       bool // only those the actor has a role in
	TopLevelOnly bool
	MinAccess    AccessLevel
}

// FindGroups returns the groups the actor may know of, by name.
func (s *State) FindGroups(a Actor, f GroupFilter) []*Group {
	least := leastAccess(f.MinAccess, f.Member, f.Owned)
	var found []*Group
	for g := range s.groups.all() {
		if s.GroupAccess(a.User, g.ID) >= least && (!f.TopLevelOnly || g.ParentID == 0) &&
			mentions(f.Search, g.Name, g.Path) && s.groupVisible(a, g) {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, func(g, h *Group) int { return cmp.Or(cmp.Compare(g.Name, h.Name), cmp.Compare(g.ID, h.ID)) })
	return found
}

// mentions tells whether one of the texts contains what is searched for, ignoring case.
func mentions(search string, texts ...string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(search)) })
}
