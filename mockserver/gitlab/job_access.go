package gitlab

// buildsOff tells whether CI is switched off, which shuts out owners and administrators too.
func (p *Project) buildsOff() bool {
	return p.BuildsAccess == FeatureDisabled || p.RepositoryAccess == FeatureDisabled
}

// builds returns the project if the actor, who does not come with a job token, may see its pipelines and jobs.
func (s *State) builds(actor Actor, ref string) (*Project, error) {
	p, err := s.Project(actor, ref)
	return s.withBuilds(actor, p, err)
}

// openBuilds is builds for what job tokens may read, those of any project where it is open to everybody.
func (s *State) openBuilds(actor Actor, ref string, policy Policy) (*Project, error) {
	p, err := s.openProject(actor, ref, (*Project).buildsPublic, policy)
	return s.withBuilds(actor, p, err)
}

func (s *State) withBuilds(actor Actor, p *Project, err error) (*Project, error) {
	if err != nil {
		return nil, err
	}
	if !s.mayReadBuilds(actor, p) {
		return nil, ErrForbidden
	}
	return p, nil
}

// mayReadBuilds tells whether the actor may see pipelines and jobs. Guests and, where the project is open to them, strangers
// may, unless the project keeps that to itself.
func (s *State) mayReadBuilds(actor Actor, p *Project) bool {
	if p.buildsOff() {
		return false
	}
	level := s.level(actor, p)
	if actor.User.Auditor || level >= Reporter {
		return true
	}
	if p.JobsHidden || !p.openTo(actor) && level < Guest {
		return false
	}
	least := Guest
	if p.Visibility == Private {
		least = Reporter // of whoever reads the code of a private project, if that is not for all its members
	}
	return p.opens(p.BuildsAccess, level, Guest) && p.opens(p.RepositoryAccess, level, least)
}

// mayRunCI tells whether the actor may start and stop pipelines and jobs at all.
func (s *State) mayRunCI(actor Actor, p *Project) bool {
	return !p.buildsOff() && !p.Archived && s.level(actor, p) >= Developer
}

// mayRunOn tells whether the actor may run CI for a branch or tag: on a protected branch that takes who may push to it.
func (s *State) mayRunOn(actor Actor, p *Project, ref string) bool {
	return s.mayRunCI(actor, p) && (!p.Protected(ref) || s.MayPush(actor, p, ref))
}

// mayRunJob tells whether the actor may play or retry a job.
func (s *State) mayRunJob(actor Actor, p *Project, j *Job) bool {
	return !j.Seldom().Archived && s.mayCommand(actor, p, j)
}

// mayCommand tells whether the actor may play, retry or cancel a job: one whose branch and environment are open to them and
// whose deployment is not older than what its environment runs already. Who is named among those that deploy to a protected
// environment needs to be no more than a reporter, and need not be able to push to the branch.
func (s *State) mayCommand(actor Actor, p *Project, j *Job) bool {
	if p.buildsOff() || p.Archived || s.outdated(j) {
		return false
	}
	e := s.EnvironmentByName(p.ID, j.Environment)
	if e != nil && s.trusted(actor, p, e) && s.level(actor, p) >= Reporter {
		return true
	}
	return s.mayRunOn(actor, p, j.Ref) && (e == nil || s.mayDeploy(actor, p, e))
}

const outdatedDeployment = "failed_outdated_deployment_job"

// outdated tells whether a newer deployment of another commit has succeeded where the unfinished job would deploy, or where
// the job has deployed, if the project allows no rollback.
func (s *State) outdated(j *Job) bool {
	d := s.deploymentOf(j)
	if d == nil {
		return false
	}
	p := s.ProjectByID(j.ProjectID)
	if p.ForwardingOff || j.Status.complete() && !p.RollbackForbidden {
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
