package gitlab

// AccessLevel is a role as GitLab numbers it.
type AccessLevel int

// The roles. AdminAccess only appears in rules: it stands for the instance's administrators.
const (
	NoAccess        AccessLevel = 0
	Guest           AccessLevel = 10
	Planner         AccessLevel = 15
	Reporter        AccessLevel = 20
	SecurityManager AccessLevel = 25
	Developer       AccessLevel = 30
	Maintainer      AccessLevel = 40
	Owner           AccessLevel = 50
	AdminAccess     AccessLevel = 60
)

// Actor is whoever makes a request.
type Actor struct {
	User *User
	Job  *Job // the job whose token was used, else nil
}

// admin is never true for a job token, whoever started the job.
func (a Actor) admin() bool { return a.User.Admin && a.Job == nil }

// Access is the user's highest role on the project: as a member, through the groups it lives in, or through shares.
func (s *State) Access(u *User, p *Project) AccessLevel {
	level := max(p.Members.Level(u.ID), s.GroupAccess(u, p.GroupID))
	for _, share := range p.Shares {
		level = max(level, min(share.Access, s.GroupAccess(u, share.GroupID)))
	}
	return level
}

// GroupAccess is the user's highest role in the group or in those above it.
func (s *State) GroupAccess(u *User, group int64) AccessLevel {
	level := NoAccess
	for g := s.Group(group); g != nil; g = s.Group(g.ParentID) {
		level = max(level, g.Members.Level(u.ID))
	}
	return level
}

// level is the actor's role, with administrators above everyone.
func (s *State) level(a Actor, p *Project) AccessLevel {
	if a.admin() {
		return Owner
	}
	return s.Access(a.User, p)
}

func (s *State) visible(a Actor, p *Project) bool {
	return p.openTo(a) || a.admin() || a.User.Auditor || s.Access(a.User, p) > NoAccess
}

// openTo tells whether the actor sees the project without being a member.
func (p *Project) openTo(a Actor) bool {
	return p.Visibility == Public || p.Visibility == Internal && !a.User.External
}

// deploymentsPublic tells whether everyone who sees the project may read its deployments.
func (p *Project) deploymentsPublic() bool {
	return p.buildsPublic() && p.everyone(p.EnvironmentsAccess)
}

func (p *Project) buildsPublic() bool { return p.codePublic() && p.everyone(p.BuildsAccess) }

func (p *Project) codePublic() bool { return p.Visibility != Private && p.everyone(p.RepositoryAccess) }

func (p *Project) everyone(feature FeatureAccess) bool {
	return feature == "" || feature == FeatureEnabled
}

// opens tells whether a feature is open to a role: one that is private takes the least role that GitLab asks for it.
func (p *Project) opens(feature FeatureAccess, level, least AccessLevel) bool {
	return p.everyone(feature) || feature == FeaturePrivate && level >= least
}

// deploymentsOff tells whether a feature that deployments need is switched off, which shuts out owners and
// administrators too.
func (p *Project) deploymentsOff() bool {
	return p.RepositoryAccess == FeatureDisabled || p.BuildsAccess == FeatureDisabled || p.EnvironmentsAccess == FeatureDisabled
}

func (s *State) canReadDeployments(a Actor, p *Project) bool {
	if p.deploymentsOff() {
		return false
	}
	level := s.level(a, p)
	if a.User.Auditor || level >= Reporter {
		return true
	}
	return p.openTo(a) && p.opens(p.RepositoryAccess, level, Guest) && p.opens(p.BuildsAccess, level, Guest) && p.everyone(p.EnvironmentsAccess)
}

func (s *State) canWriteDeployments(a Actor, p *Project) bool {
	return !p.deploymentsOff() && !p.Archived && s.level(a, p) >= Developer
}

func (s *State) canDestroyDeployments(a Actor, p *Project) bool {
	return !p.deploymentsOff() && !p.Archived && s.level(a, p) >= Maintainer
}

// readable returns the project if the actor may read its deployments, and so its environments. The policy lets job tokens in.
func (s *State) readable(a Actor, ref string, policy Policy) (*Project, error) {
	p, err := s.openProject(a, ref, (*Project).deploymentsPublic, policy)
	if err != nil {
		return nil, err
	}
	if !s.canReadDeployments(a, p) {
		return nil, ErrForbidden
	}
	return p, nil
}

// leastAccess is the role a list asks for that may be narrowed to a role, to memberships and to what is owned.
func leastAccess(asked AccessLevel, member, owned bool) AccessLevel {
	switch {
	case owned:
		return Owner
	case member:
		return max(asked, Guest)
	}
	return asked
}
