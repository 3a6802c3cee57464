package gitlab

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ProjectFilter narrows and sorts a list of projects. Its zero value keeps all.
type ProjectFilter struct {
	Search     string // in name or path
	Visibility Visibility
	Archived   *bool
	Owned      bool
	Member     bool // only those the actor has a role in
	MinAccess  AccessLevel
	OrderBy    string // id, name, path or last_activity_at; anything else is the time of making
	Ascending  bool
}

// FindProjects returns the projects the actor may know of. GitLab 18.9: app/finders/projects_finder.rb.
func (s *State) FindProjects(a Actor, f ProjectFilter) []*Project {
	least := leastAccess(f.MinAccess, f.Member, f.Owned)
	var found []*Project
	for p := range s.projects.all() {
		if s.Access(a.User, p) >= least && mentions(f.Search, p.Name, p.Path) && s.visible(a, p) &&
			(f.Visibility == "" || f.Visibility == p.Visibility) && (f.Archived == nil || *f.Archived == p.Archived) {
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(p, q *Project) int {
		if !f.Ascending {
			p, q = q, p
		}
		return cmp.Or(f.compare(s, p, q), cmp.Compare(p.ID, q.ID))
	})
	return found
}

func (f ProjectFilter) compare(s *State, p, q *Project) int {
	switch f.OrderBy {
	case "id":
		return cmp.Compare(p.ID, q.ID)
	case "name":
		return strings.Compare(p.Name, q.Name)
	case "path":
		return strings.Compare(p.LastSegment(), q.LastSegment())
	case "last_activity_at":
		return s.LastActivity(p).Compare(s.LastActivity(q))
	}
	return p.CreatedAt.Compare(q.CreatedAt)
}

// LastActivity is when something last happened in a project: here, its latest deployment.
func (s *State) LastActivity(p *Project) time.Time {
	if d := s.LatestDeployment(p); d != nil && d.UpdatedAt.After(p.CreatedAt) {
		return d.UpdatedAt
	}
	return p.CreatedAt
}
