package gitlab

import (
	"cmp"
	"strings"
)

// NewProject is a project to be made.
type NewProject struct {
	NamespaceID int64 // a group's or the actor's own; 0: the actor's own
	Readme      bool  // begin with a commit
	ProjectChange
}

// CreateProject makes a project in a group the actor develops in, or in the actor's own namespace. Errors: Forbidden, Invalid
// by attribute. GitLab 18.9: app/services/projects/create_service.rb.
func (tx *Tx) CreateProject(a Actor, n NewProject) (*Project, error) {
	if a.User.External {
		return nil, ErrForbidden
	}
	p := Project{CreatorID: a.User.ID, Visibility: Private, DefaultBranch: "main", CreatedAt: tx.Now, UpdatedAt: tx.Now}
	around := a.User.Username
	if g := tx.Group(n.NamespaceID); g != nil {
		if tx.groupLevel(a, g.ID) < Developer {
			return nil, invalid("namespace", "is not valid")
		}
		p.GroupID, around = g.ID, g.Path
	} else if n.NamespaceID != 0 && n.NamespaceID != NamespaceID(a.User.ID) {
		return nil, invalid("namespace", "is not valid")
	}
	if p.GroupID == 0 {
		p.Members = NewMembers(map[int64]AccessLevel{a.User.ID: Owner})
	}
	n.apply(&p)
	p.Name = cmp.Or(p.Name, p.Path)
	p.Path = around + "/" + cmp.Or(p.Path, pathOf(p.Name))
	if g := tx.Group(p.GroupID); g != nil && moreOpen(p.Visibility, g.Visibility) {
		p.Visibility = cmp.Or(g.Visibility, Public) // without a word
	}
	if err := tx.projectFault(nil, &p); err != nil {
		return nil, err
	}
	if !tx.Licensed() {
		p.AllowTriggererApproval = false
	}
	row := tx.PutProject(p)
	if n.Readme {
		tx.putReadme(a.User, row)
	}
	return row, nil
}

// projectFault refuses what cannot be saved: a name or path that breaks GitLab's rules or is in use, and a project that
// more people would see than its group. before is nil for a new one; what it does not change is not looked at again.
func (s *State) projectFault(before, p *Project) error {
	faults := map[string][]string{}
	add := func(attribute string, texts ...string) {
		if len(texts) > 0 {
			faults[attribute] = append(faults[attribute], texts...)
		}
	}
	if before == nil || p.Name != before.Name {
		add("name", projectNameFaults(p.Name)...)
	}
	if before == nil || p.Path != before.Path {
		s.addPathFaults(p, add)
	}
	if s.siblingHas(p, func(q *Project) bool { return q.Name == p.Name }) {
		add("name", taken)
		add("project_namespace.name", taken)
	}
	if !validRef(p.DefaultBranch) {
		add("default_branch", "is invalid")
	}
	if g := s.Group(p.GroupID); g != nil && moreOpen(p.Visibility, g.Visibility) {
		add("visibility_level", string(p.Visibility)+" is not allowed in a "+string(g.Visibility)+" namespace.")
	}
	if len(faults) > 0 {
		return &Error{Kind: Invalid, Attributes: faults}
	}
	return nil
}

func projectNameFaults(name string) []string {
	var found []string
	if strings.TrimSpace(name) == "" {
		found = append(found, blank)
	}
	found = append(found, lengthFaults(name)...)
	if !projectName().MatchString(name) {
		found = append(found, projectNameRule)
	}
	return found
}

// addPathFaults adds what is wrong with a new path. A project is a namespace as well, which has the same path and says the
// same of it, the other way round.
func (s *State) addPathFaults(p *Project, add func(attribute string, texts ...string)) {
	path := p.LastSegment()
	if strings.TrimSpace(path) == "" {
		add("path", blank)
		add("project_namespace.path", blank)
	}
	general, container := pathFaults(path, projectPath(), projectRule, innerRoutes), containerFaults(path)
	add("project_namespace.path", lengthFaults(path)...)
	add("project_namespace.path", container...)
	add("project_namespace.path", general...)
	add("path", general...)
	add("path", lengthFaults(path)...)
	add("path", container...)
	if s.pathTaken(p.Path) && !s.holds(p) {
		add("path", taken)
	}
}

// siblingHas tells whether another project of the same namespace is such.
func (s *State) siblingHas(p *Project, such func(*Project) bool) bool {
	for q := range s.projects.all() {
		if q.ID != p.ID && strings.EqualFold(q.namespacePath(), p.namespacePath()) && such(q) {
			return true
		}
	}
	return false
}

// holds tells whether the project itself is what has its path.
func (s *State) holds(p *Project) bool {
	id, _ := s.projectPaths.get(strings.ToLower(p.Path))
	return id == p.ID
}

func (p *Project) namespacePath() string { return strings.TrimSuffix(p.Path, "/"+p.LastSegment()) }
