package gitlab

import (
	"cmp"
	"regexp"
	"strings"
)

// What GitLab lets a name and a path be.
const (
	maxPath  = 255
	pathRule = "can only include non-accented letters, digits, '_', '-' and '.'. It must not start with '-', '_', or '.', nor end with '-', '_', '.', '.git', or '.atom'."
	nameRule = "can contain only letters, digits, emoji, '_', '.', '+', dashes, or spaces. It must start with a letter, digit, emoji, or '_'."
	taken    = "has already been taken"
)

var (
	pathFormat = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$`)
	nameFormat = regexp.MustCompile(`^[\p{L}\p{N}\p{So}_][\p{L}\p{N}\p{M}\p{So}\x{200d}_.+\- ]*$`)
	unfit      = regexp.MustCompile(`[^a-z0-9_-]+`)
)

// NewProject is a project to be made.
type NewProject struct {
	NamespaceID int64 // a group's or the actor's own; 0: the actor's own
	Readme      bool  // begin with a commit
	ProjectChange
}

// CreateProject makes a project in a group the actor develops in, or in the actor's own namespace.
func (tx *Tx) CreateProject(a Actor, n NewProject) (*Project, error) {
	if a.User.External {
		return nil, ErrForbidden
	}
	p := Project{CreatorID: a.User.ID, Visibility: Private, DefaultBranch: "main", CreatedAt: tx.Now}
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
	if err := tx.projectFault(&p); err != nil {
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

// pathOf is the path GitLab makes of a name.
func pathOf(name string) string {
	return strings.Trim(unfit.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// projectFault refuses what cannot be saved: a name or path that breaks GitLab's rules or is in use, and a project that
// more people would see than its group.
func (s *State) projectFault(p *Project) error {
	faults := map[string][]string{}
	if !nameFormat.MatchString(p.Name) {
		faults["name"] = append(faults["name"], nameRule)
	}
	if path := p.LastSegment(); !pathFormat.MatchString(path) || strings.HasSuffix(path, ".git") || strings.HasSuffix(path, ".atom") {
		faults["path"] = append(faults["path"], pathRule)
	}
	for attribute, text := range map[string]string{"name": p.Name, "path": p.LastSegment()} {
		if len([]rune(text)) > maxPath {
			faults[attribute] = append(faults[attribute], "is too long (maximum is 255 characters)")
		}
	}
	if s.siblingHas(p, func(q *Project) bool { return q.Name == p.Name }) {
		faults["name"] = append(faults["name"], taken)
		faults["project_namespace.name"] = []string{taken}
	}
	if s.pathTaken(p.Path) && !s.holds(p) {
		faults["path"] = append(faults["path"], taken)
	}
	if !validRef(p.DefaultBranch) {
		faults["default_branch"] = []string{"is invalid"}
	}
	if g := s.Group(p.GroupID); g != nil && moreOpen(p.Visibility, g.Visibility) {
		faults["visibility_level"] = []string{string(p.Visibility) + " is not allowed in a " + string(g.Visibility) + " group."}
	}
	if len(faults) > 0 {
		return &Error{Kind: Invalid, Attributes: faults}
	}
	return nil
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
