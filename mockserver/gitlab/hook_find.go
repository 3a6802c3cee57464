package gitlab

// AdministersHooks tells whether the actor may see and change the hooks of a project; the error is what keeps them.
func (s *State) AdministersHooks(a Actor, ref string) (*Project, error) {
	p, err := s.Project(a, ref)
	if err != nil {
		return nil, err
	}
	if s.level(a, p) < Maintainer {
		return nil, ErrForbidden
	}
	return p, nil
}

// FindHooks returns the project's hooks, oldest first.
func (s *State) FindHooks(a Actor, ref string) ([]*Hook, error) {
	p, err := s.AdministersHooks(a, ref)
	if err != nil {
		return nil, err
	}
	return s.hooksIn(p.ID), nil
}

func (s *State) hooksIn(project int64) []*Hook {
	var found []*Hook
	for _, id := range s.hooksOf.of(project) {
		found = append(found, s.hooks.get(id))
	}
	return found
}

// GetHook returns one hook of a project.
func (s *State) GetHook(a Actor, ref string, id int64) (*Hook, error) {
	p, err := s.AdministersHooks(a, ref)
	if err != nil {
		return nil, err
	}
	h := s.hooks.get(id)
	if h == nil || h.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	return h, nil
}
