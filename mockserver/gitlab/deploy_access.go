package gitlab

// trusted tells whether the environment is protected and names the actor, by whatever rule, among those who deploy to it.
func (s *State) trusted(a Actor, p *Project, e *Environment) bool {
	return s.Licensed() && s.protected.rows.Len() > 0 && len(s.Protections(e)) > 0 && s.mayDeploy(a, p, e)
}

// mayDeploy tells whether everything that protects the environment lets the actor deploy to it. Administrators may, also
// by the token of a job of theirs, though such a token makes them none anywhere else.
func (s *State) mayDeploy(a Actor, p *Project, e *Environment) bool {
	if !s.Licensed() || s.protected.rows.Len() == 0 || a.User.Admin {
		return true
	}
	for _, pe := range s.Protections(e) {
		if !s.anyGrants(pe.DeployAccess, a, p, pe) {
			return false
		}
	}
	return true
}

func (s *State) anyGrants(rules []AccessRule, a Actor, p *Project, pe *ProtectedEnvironment) bool {
	for _, r := range rules {
		if s.grants(r, a, p, pe) {
			return true
		}
	}
	return false
}

// grants tells whether a rule covers the actor. Administrators are covered by every rule; a role on a group's protection
// is the role in that group.
func (s *State) grants(r AccessRule, a Actor, p *Project, pe *ProtectedEnvironment) bool {
	switch {
	case a.User.Admin:
		return true
	case r.UserID != 0:
		return r.UserID == a.User.ID
	case r.GroupID != 0 && r.Inherited:
		return s.GroupAccess(a.User, r.GroupID) >= Guest
	case r.GroupID != 0:
		return s.Group(r.GroupID).Members.Level(a.User.ID) >= Guest
	case r.AccessLevel == AdminAccess:
		return false
	case pe.ProjectID == 0:
		return s.GroupAccess(a.User, pe.GroupID) >= r.AccessLevel
	}
	return s.Access(a.User, p) >= r.AccessLevel
}

// Describe is how GitLab names a rule: the user's name, the group's name or the role. Reporters and administrators have
// no description: ok is false.
func (s *State) Describe(r AccessRule) (description string, ok bool) {
	switch {
	case r.UserID != 0 && s.User(r.UserID) == nil: // a bot that went with its project
		return "", false
	case r.UserID != 0:
		return s.User(r.UserID).Name, true
	case r.GroupID != 0:
		return s.Group(r.GroupID).Name, true
	case r.AccessLevel == Maintainer:
		return "Maintainers", true
	case r.AccessLevel == Developer:
		return "Developers + Maintainers", true
	}
	return "", false
}
