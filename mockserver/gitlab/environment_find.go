package gitlab

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// EnvironmentFilter narrows a list of environments. Empty fields do not filter.
type EnvironmentFilter struct {
	Name   string
	Search string // beginning of the name in any case, at least three characters
	State  EnvironmentState
}

const minSearch = 3

// FindEnvironments lists the project's environments by name, for an actor who may read them. Errors: the project's, Forbidden,
// BadRequest for a search that is too short.
func (s *State) FindEnvironments(actor Actor, project string, f EnvironmentFilter) ([]*Environment, error) {
	p, err := s.readable(actor, project)
	if err != nil {
		return nil, err
	}
	if f.Search != "" && utf8.RuneCountInString(f.Search) < minSearch {
		return nil, badRequest("Search query is less than 3 characters")
	}
	return slices.DeleteFunc(s.Environments(p.ID), func(e *Environment) bool {
		return f.Name != "" && e.Name != f.Name || f.State != "" && e.State != f.State ||
			!strings.HasPrefix(strings.ToLower(e.Name), strings.ToLower(f.Search))
	}), nil
}

// GetEnvironment returns one environment of a project, for an actor who may read it. Errors: the project's, Forbidden,
// ErrRecordNotFound.
func (s *State) GetEnvironment(actor Actor, project string, id int64) (*Environment, error) {
	p, err := s.readable(actor, project)
	if err != nil {
		return nil, err
	}
	e := s.Environment(id)
	if e == nil || e.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	return e, nil
}
