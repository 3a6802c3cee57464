package gitlab

// buildsOff tells whether CI is switched off, which shuts out owners and administrators too.
func (p *Project) buildsOff() bool {
	return p.BuildsAccess == FeatureDisabled || p.RepositoryAccess == FeatureDisabled
}

// builds returns the project if the actor may see its pipelines and jobs.
func (s *State) builds(actor Actor, ref string) (*Project, error) {
	p, err := s.Project(actor, ref)
	if err != nil {
		return nil, err
	}
	open := p.openTo(actor) && p.everyone(p.BuildsAccess) && p.everyone(p.RepositoryAccess)
	if p.buildsOff() || !open && !actor.User.Auditor && s.level(actor, p) < Reporter {
		return nil, ErrForbidden
	}
	return p, nil
}

// mayRunCI tells whether the actor may start and stop pipelines and jobs at all.
func (s *State) mayRunCI(actor Actor, p *Project) bool {
	return !p.buildsOff() && !p.Archived && s.level(actor, p) >= Developer
}

// mayRunOn tells whether the actor may run CI for a branch or tag: on a protected branch that takes who may push to it.
func (s *State) mayRunOn(actor Actor, p *Project, ref string) bool {
	return s.mayRunCI(actor, p) && (!p.Protected(ref) || s.MayPush(actor, p, ref))
}

// mayRunJob tells whether the actor may play or retry a job: one whose branch and environment are open to them and whose
// deployment is not older than what its environment runs already.
func (s *State) mayRunJob(actor Actor, p *Project, j *Job) bool {
	if j.Archived || !s.mayRunOn(actor, p, j.Ref) || s.outdated(j) {
		return false
	}
	e := s.EnvironmentByName(p.ID, j.Environment)
	return e == nil || s.mayDeploy(actor, p, e)
}

const outdatedDeployment = "failed_outdated_deployment_job"

// outdated tells whether a newer deployment of another commit has succeeded where the unfinished job would deploy.
func (s *State) outdated(j *Job) bool {
	d := s.deploymentOf(j)
	if d == nil || j.Status.complete() {
		return false
	}
	last := s.LastDeployment(s.Environment(d.EnvironmentID))
	return last != nil && last.ID > d.ID && last.SHA != d.SHA
}

// deploymentOf is the deployment that a job makes, nil if it makes none.
func (s *State) deploymentOf(j *Job) *Deployment {
	id, _ := s.jobDeployments.get(j.ID)
	return s.ledger(j.ProjectID).find(id)
}
