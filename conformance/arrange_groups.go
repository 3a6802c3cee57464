package conformance

import (
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Group is the group that cases share: what it may do, it may do in projects that a case gave it.
func (s *S) Group() *world.Group { return s.groupNamed("group") }

// OwnGroup is a group of the case's own, for what holds in all projects of a group.
func (s *S) OwnGroup() *world.Group { return s.groupNamed("group-" + s.slug()) }

func (s *S) groupNamed(name string) *world.Group {
	g, err := s.run.world.Group(name)
	s.must(err)
	return g
}

// InGroup returns the client of a bot of the group, with the role there.
func (s *S) InGroup(g *world.Group, role Role) *wire.Client {
	identity, err := g.Identity(string(role))
	s.must(err)
	return s.client(identity)
}

// ShareWith gives the group access to the case's own project, up to a role.
func (s *S) ShareWith(g *world.Group, role Role) { s.must(s.Project().Share(g, string(role))) }

// GroupProject makes a project in the group.
func (s *S) GroupProject(g *world.Group) *world.Project {
	p, err := g.Project("own-" + s.slug())
	s.must(err)
	return p
}

// EnvironmentOf makes an environment of a tier in a project.
func (s *S) EnvironmentOf(p *world.Project, tier string) (environment string) {
	environment = s.Environment()
	s.must(p.Tier(environment, tier))
	return environment
}

// ProtectTier protects all environments of a tier in the group's projects.
func (s *S) ProtectTier(g *world.Group, tier string, access []world.DeployAccess, rules ...world.ApprovalRule) {
	s.Approvals()
	s.must(g.Protect(tier, access, rules...))
}
