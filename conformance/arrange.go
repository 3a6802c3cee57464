package conformance

import (
	"errors"

	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// must ends the check or the case if something could not be arranged.
func (s *S) must(err error) {
	if err == nil {
		return
	}
	if s.ctx.Err() != nil {
		s.stop(ending{verdict: Error, reason: s.run.interruption()})
	}
	if missing, ok := errors.AsType[*world.Missing](err); ok {
		s.stop(ending{verdict: Untestable, reason: "needs " + missing.What, without: missing.Without, hint: missing.Hint})
	}
	failed, ok := errors.AsType[*world.CallError](err)
	switch {
	case ok && errors.Is(failed.Exchange.Err, world.ErrForeign):
		s.must(&world.Missing{What: "a project of the run's own: " + failed.Error(), Without: orElse(failed.Without, string(Projects)), Hint: world.OwnProjects})
	case !ok || failed.Exchange.Err != nil:
		s.stop(ending{verdict: Error, reason: s.run.redactor.Text(err.Error())})
	}
	end := ending{verdict: Untestable, reason: s.run.redactor.Text(failed.Error())}
	if baseRule(failed.Exchange) != "" {
		end = s.run.owed(s.id, failed.Rule, failed.Exchange, failed.Mismatch)
	}
	end.without, end.hint = orElse(failed.Without, string(without(failed.Exchange))), failed.Hint
	s.stop(end)
}

// Lack ends the check or the case, since the target, or the run's rights, lack something.
func (s *S) Lack(missing world.Missing) { s.must(&missing) }

// Project is the project that cases share, or the case's own where it isolates itself so.
func (s *S) Project() *world.Project {
	if s.project != nil {
		return s.project
	}
	p, err := s.run.world.Project()
	s.must(err)
	return p
}

// Path is the escaped path of something in the project: Path("deployments", 42).
func (s *S) Path(segments ...any) string { return s.Project().URL(segments...) }

// Second is another project than the shared one, with a repository of its own.
func (s *S) Second() *world.Project {
	p, err := s.run.world.Second()
	s.must(err)
	return p
}

// EmptyProject is a project in which nothing was ever deployed.
func (s *S) EmptyProject() *world.Project {
	p, err := s.run.world.Empty()
	s.must(err)
	return p
}

// Named makes sure that id and path of the project are known.
func (s *S) Named() *world.Project {
	p := s.Project()
	if p.ID == 0 || p.Path == "" {
		s.Lack(world.Missing{What: "GET " + p.URL() + " to show id and path_with_namespace", Without: string(Projects)})
	}
	return p
}

// Form is a complete form for a new deployment, running.
func (s *S) Form(environment string) wire.Params { return s.Project().Form(environment, "running") }

// Deploy arranges a new deployment, different from the environment's current one.
func (s *S) Deploy(environment, status string) world.Deployment {
	return s.DeployIn(s.Project(), environment, status)
}

// DeployIn is Deploy in another project.
func (s *S) DeployIn(p *world.Project, environment, status string) world.Deployment {
	d, err := p.Deploy(s.ctx, environment, status)
	s.must(err)
	return d
}

// Move arranges that a deployment has another status.
func (s *S) Move(d world.Deployment, status string) world.Deployment {
	moved, err := s.Project().Move(s.ctx, d, status)
	s.must(err)
	return moved
}

// Show gets a deployment that the check needs.
func (s *S) Show(d world.Deployment) *wire.Answer {
	return s.Client().Get(s.Path("deployments", d.ID), nil).Needs(200)
}

// Gap lets time pass, so that what follows is later than what came before by the target's clock.
func (s *S) Gap() { s.must(s.run.world.Gap(s.ctx)) }

// Timeline is an environment with three deployments whose times all differ. It is shared: for reading only.
func (s *S) Timeline() world.Timeline {
	t, err := s.run.world.Timeline()
	s.must(err)
	return t
}

// Moved is the timeline for rules about what its updates changed.
func (s *S) Moved() world.Timeline {
	t, err := s.run.world.Moved()
	s.must(err)
	return t
}

// Many is an environment with more than a hundred deployments. It is shared: for reading only.
func (s *S) Many() (environment string) {
	const many = 101
	environment, err := s.run.world.Many(many)
	s.must(err)
	return environment
}

// Approvals makes sure that the target has deployment approvals.
func (s *S) Approvals() { s.must(s.run.world.Approvals()) }

// Protect protects an environment with approval rules.
func (s *S) Protect(environment string, rules ...world.ApprovalRule) {
	s.Approvals()
	s.must(s.Project().Protect(environment, rules...))
}

// Waiting arranges a deployment of the examiner's that waits for approvals, in an environment of its own.
func (s *S) Waiting(rules ...world.ApprovalRule) world.Deployment {
	s.Approvals()
	d, err := s.Project().Waiting(s.ctx, s.Environment(), rules...)
	s.must(err)
	return d
}

// Maintainers is the approval rule that admits maintainers.
func Maintainers(required int) world.ApprovalRule {
	const maintainer = 40
	return world.ApprovalRule{AccessLevel: maintainer, Required: required}
}

// Shipment is a deployment that shipped a merge request, linked by now. It is shared: for reading only.
func (s *S) Shipment() world.Shipment {
	shipment, err := s.run.world.Shipment()
	s.must(err)
	return shipment
}

// Job arranges a deployment made by a job, for this case alone: created, blocked, running, success, failed, canceled or skipped. It
// is in a project of its own.
func (s *S) Job(status string) (*world.Project, world.Deployment) {
	job, err := s.run.world.Job(s.slug(), status)
	s.must(err)
	return job.Project, job.Deployment
}
