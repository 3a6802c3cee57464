package gitlab

import (
	"cmp"
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

// CreateGroup makes a group that belongs to the actor. One inside another takes a maintainer of that. Errors: NotFound of the
// parent, Forbidden, Refused with all that is wrong. GitLab 18.9: app/services/groups/create_service.rb.
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
		CreatedAt: tx.Now, UpdatedAt: tx.Now, Members: NewMembers(map[int64]AccessLevel{a.User.ID: Owner}),
	}), nil
}

// groupFault refuses what cannot be saved. GitLab prints the errors as Ruby would.
func (s *State) groupFault(n NewGroup, path string) error {
	var faults attributeFaults
	if strings.TrimSpace(n.Name) == "" {
		faults.add("name", blank)
	}
	faults.add("name", lengthFaults(n.Name)...)
	if n.ParentID != 0 && s.subgroupHas(n.ParentID, n.Name) {
		faults.add("name", taken)
	}
	if n.Path == "" {
		faults.add("path", blank)
	}
	faults.add("path", lengthFaults(n.Path)...)
	faults.add("path", containerFaults(n.Path)...)
	reserved := innerRoutes
	if n.ParentID == 0 {
		reserved = topLevelRoutes
	}
	faults.add("path", pathFaults(n.Path, groupPath(), groupRule, reserved)...)
	if len([]rune(n.Path)) < shortestPath {
		faults.add("path", "is too short (minimum is 2 characters)")
	}
	if parent := s.Group(n.ParentID); parent != nil && moreOpen(n.Visibility, parent.Visibility) {
		faults.add("visibility_level", string(n.Visibility)+" is not allowed since the parent group has a "+string(parent.Visibility)+" visibility.")
	}
	if markup().MatchString(n.Name) {
		faults.add("name", markupRule)
	}
	if !groupName().MatchString(n.Name) {
		faults.add("name", groupNameRule)
	}
	if s.pathTaken(path) {
		faults.add("path", taken)
	}
	if len(faults) == 0 {
		return nil
	}
	return refused("Failed to save group " + faults.inspect())
}

// shortestPath is how many characters a group's path needs.
const shortestPath = 2

func (s *State) subgroupHas(parent int64, name string) bool {
	for g := range s.groups.all() {
		if g.ParentID == parent && g.Name == name {
			return true
		}
	}
	return false
}

// attributeFaults are what is wrong with attributes, in the order in which it was found.
type attributeFaults []struct {
	attribute string
	texts     []string
}

func (f *attributeFaults) add(attribute string, texts ...string) {
	if len(texts) == 0 {
		return
	}
	for i := range *f {
		if (*f)[i].attribute == attribute {
			(*f)[i].texts = append((*f)[i].texts, texts...)
			return
		}
	}
	*f = append(*f, struct {
		attribute string
		texts     []string
	}{attribute, texts})
}

// inspect prints them as Ruby prints a hash of lists.
func (f attributeFaults) inspect() string {
	var entries []string
	for _, of := range f {
		quoted := make([]string, len(of.texts))
		for i, text := range of.texts {
			quoted[i] = strconv.Quote(text)
		}
		entries = append(entries, ":"+of.attribute+"=>["+strings.Join(quoted, ", ")+"]")
	}
	return "{" + strings.Join(entries, ", ") + "}"
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
