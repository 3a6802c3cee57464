package gitlab

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// EnvironmentFilter narrows a list of environments. Empty fields do not filter.
type EnvironmentFilter struct {
	Name   string
	Search string // beginning of the name, or of what comes after its folder, at least three characters
	State  EnvironmentState
}

const minSearch = 3

// FindEnvironments lists the project's environments by id, for an actor who may read them. Errors: the project's, Forbidden,
// BadRequest for a search that is too short.
func (s *State) FindEnvironments(actor Actor, project string, f EnvironmentFilter) ([]*Environment, error) {
	p, err := s.readable(actor, project, ReadEnvironments)
	if err != nil {
		return nil, err
	}
	if f.Search != "" && utf8.RuneCountInString(f.Search) < minSearch {
		return nil, badRequest("Search query is less than 3 characters")
	}
	found := slices.DeleteFunc(s.Environments(p.ID), func(e *Environment) bool {
		return f.Name != "" && e.Name != f.Name || f.State != "" && e.State != f.State || !e.begins(f.Search)
	})
	slices.SortFunc(found, func(a, b *Environment) int { return cmp.Compare(a.ID, b.ID) })
	return found, nil
}

// begins tells whether the name begins so, or what comes after its folder does, in any case.
func (e *Environment) begins(search string) bool {
	name, search := strings.ToLower(e.Name), strings.ToLower(search)
	_, inFolder, _ := strings.Cut(name, "/")
	return strings.HasPrefix(name, search) || inFolder != "" && strings.HasPrefix(strings.TrimLeft(inFolder, "/"), search)
}

// GetEnvironment returns one environment of a project, for an actor who may read it. Errors: the project's, Forbidden,
// ErrRecordNotFound.
func (s *State) GetEnvironment(actor Actor, project string, id int64) (*Environment, error) {
	p, err := s.readable(actor, project, ReadEnvironments)
	if err != nil {
		return nil, err
	}
	return s.environmentOf(p, id)
}
