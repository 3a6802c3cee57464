package gitlab

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

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
		CreatedAt: tx.Now, Members: NewMembers(map[int64]AccessLevel{a.User.ID: Owner}),
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
