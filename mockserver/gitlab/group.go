package gitlab

import (
	"cmp"
	"fmt"
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
		if h.Members[a.User.ID] > NoAccess && s.within(h.ID, g.ID) {
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

// FullName is the group's name after those of the groups around it.
func (s *State) FullName(g *Group) string {
	name := g.Name
	for above := s.Group(g.ParentID); above != nil; above = s.Group(above.ParentID) {
		name = above.Name + " / " + name
	}
	return name
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

// NewGroup is a group to be made.
type NewGroup struct {
	Name        string
	Path        string // its own part of the full path
	Description string
	Visibility  Visibility
	ParentID    int64 // 0: top level
}

// CreateGroup makes a group that belongs to the actor. One inside another takes a maintainer of that.
func (tx *Tx) CreateGroup(a Actor, n NewGroup) (*Group, error) {
	path := n.Path
	if n.ParentID == 0 {
		if a.User.External {
			return nil, ErrForbidden
		}
	} else {
		parent, err := tx.LookUpGroup(a, strconv.FormatInt(n.ParentID, 10))
		if err != nil {
			return nil, err
		}
		if tx.groupLevel(a, parent.ID) < Maintainer {
			return nil, ErrForbidden
		}
		path = parent.Path + "/" + n.Path
	}
	if err := tx.groupFault(n, path); err != nil {
		return nil, err
	}
	return tx.PutGroup(Group{
		ParentID: n.ParentID, Name: n.Name, Path: path, Description: n.Description, Visibility: n.Visibility,
		CreatedAt: tx.Now, Members: map[int64]AccessLevel{a.User.ID: Owner},
	}), nil
}

// groupFault refuses what cannot be saved. GitLab prints the errors as Ruby would.
func (s *State) groupFault(n NewGroup, path string) error {
	fault := func(attribute, text string) error {
		return refused(fmt.Sprintf("Failed to save group {:%s=>[%q]}", attribute, text))
	}
	switch {
	case strings.TrimSpace(n.Name) == "":
		return fault("name", "can't be blank")
	case !pathFormat.MatchString(n.Path) || len(n.Path) > maxPath:
		return fault("path", pathRule)
	case s.pathTaken(path):
		return fault("path", "has already been taken")
	}
	if parent := s.Group(n.ParentID); parent != nil && moreOpen(n.Visibility, parent.Visibility) {
		return fault("visibility_level", string(n.Visibility)+" is not allowed since the parent group has a "+string(parent.Visibility)+" visibility.")
	}
	return nil
}

// pathTaken tells whether a project, a group or a user's namespace has that full path now. Former paths are free.
func (s *State) pathTaken(path string) bool {
	path = strings.ToLower(path)
	if _, taken := s.groupPaths.get(path); taken {
		return true
	}
	if _, taken := s.usernames.get(path); taken {
		return true
	}
	id, _ := s.projectPaths.get(path)
	p := s.projects.get(id)
	return p != nil && strings.EqualFold(p.Path, path)
}

// moreOpen tells whether something would be seen by more people than what it lies in. Groups of no stated visibility are
// public.
func moreOpen(inside, around Visibility) bool {
	order := []Visibility{Private, Internal, Public}
	return slices.Index(order, inside) > slices.Index(order, cmp.Or(around, Public))
}
