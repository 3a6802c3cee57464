package gitlab

import "slices"

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

// JobFilter narrows a list of jobs.
type JobFilter struct {
	PipelineID int64    // 0: of all pipelines
	Scope      []string // statuses; none: all
	Retried    bool     // also those of a pipeline that others have replaced
	Bridges    bool     // trigger jobs instead of others
}

// FindJobs lists the jobs of a project or of one of its pipelines, newest first.
func (s *State) FindJobs(actor Actor, project string, f JobFilter) ([]*Job, error) {
	p, err := s.builds(actor, project)
	if err != nil {
		return nil, err
	}
	pipelines := s.pipelinesOf.of(p.ID)
	if f.PipelineID != 0 {
		if _, err := s.pipeline(p, f.PipelineID); err != nil {
			return nil, err
		}
		pipelines = []int64{f.PipelineID}
	}
	var found []*Job
	for _, pipeline := range pipelines {
		for _, id := range s.jobsOf.of(pipeline) {
			j := s.Job(id)
			if j.Bridge == f.Bridges && (f.PipelineID == 0 || f.Retried || !j.Retried) &&
				(len(f.Scope) == 0 || slices.Contains(f.Scope, string(j.Status))) {
				found = append(found, j)
			}
		}
	}
	slices.SortFunc(found, func(a, b *Job) int { return int(b.ID - a.ID) })
	return found, nil
}

// GetJob returns one job of a project, for an actor who may see it. Trigger jobs are not found.
func (s *State) GetJob(actor Actor, project string, id int64) (*Job, error) {
	p, err := s.builds(actor, project)
	if err != nil {
		return nil, err
	}
	return s.build(p, id)
}

func (s *State) build(p *Project, id int64) (*Job, error) {
	j, err := s.processable(p, id)
	if err == nil && j.Bridge {
		return nil, ErrRecordNotFound
	}
	return j, err
}

// processable is a job of the project, trigger jobs included.
func (s *State) processable(p *Project, id int64) (*Job, error) {
	j := s.Job(id)
	if j == nil || j.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	return j, nil
}
