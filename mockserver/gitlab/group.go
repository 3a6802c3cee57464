package gitlab

import (
	"strings"
	"time"
)

// Group is a set of users that projects are shared with and approval rules name.
type Group struct {
	ID          int64
	ParentID    int64 // 0 for a top-level group
	Name        string
	Path        string // full path
	Description string
	Visibility  Visibility // empty: public
	CreatedAt   time.Time
	UpdatedAt   time.Time // zero: since the dataset
	Members     Members

	DeletionMark time.Time // when its deletion was asked for; zero: it was not
}

// PutGroup adds a group, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutGroup(g Group) *Group {
	g.ID = tx.groups.next(g.ID)
	tx.groups.set(tx, g.ID, &g)
	tx.groupPaths.set(tx, strings.ToLower(g.Path), g.ID)
	return &g
}

// FullName is the group's name after those of the groups around it.
func (s *State) FullName(g *Group) string {
	name := g.Name
	for above := s.Group(g.ParentID); above != nil; above = s.Group(above.ParentID) {
		name = above.Name + " / " + name
	}
	return name
}
