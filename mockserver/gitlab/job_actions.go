package gitlab

import "slices"

// PlayJob runs a job that waits for somebody to do so, or one that did once more, with variables of its own. Errors: Forbidden
// for those who may not deploy there or push to its branch, BadRequest if it is not for playing or waits for approvals. GitLab
// 18.9: app/services/ci/play_build_service.rb.
func (tx *Tx) PlayJob(actor Actor, project string, id int64, variables map[string]string) (*Job, error) {
	if _, err := tx.builds(actor, project); err != nil {
		return nil, err
	}
	j, err := tx.ownJob(actor, project, id)
	if err != nil {
		return nil, err
	}
	if !tx.playable(j) {
		return nil, badRequest("Unplayable Job")
	}
	if len(variables) > 0 && tx.level(actor, tx.ProjectByID(j.ProjectID)) < Developer {
		return nil, ErrForbidden // a reporter who deploys
	}
	return tx.play(actor, j, variables), nil
}

// ownJob returns a job that the actor may run, trigger jobs included.
func (s *State) ownJob(actor Actor, project string, id int64) (*Job, error) {
	p, err := s.Project(actor, project)
	if err != nil {
		return nil, err
	}
	j, err := s.processable(p, id)
	if err == nil && !s.mayRunJob(actor, p, j) {
		return nil, ErrForbidden
	}
	return j, err
}

func (s *State) playable(j *Job) bool {
	d := s.deploymentOf(j)
	waiting := d != nil && s.PendingApprovals(d) > 0
	return j.Status == JobManual && !waiting || j.Seldom().When == ManualStep && s.retryable(j)
}

// play runs a job that is playable, or was skipped. One that has run is replaced by a new one, without the variables.
func (tx *Tx) play(actor Actor, j *Job, variables map[string]string) *Job {
	if j.Status != JobManual && j.Status != JobSkipped {
		return tx.rerun(actor, j)
	}
	j = tx.queueJob(j.changed(func(n *Job) {
		n.UserID = actor.User.ID
		if len(variables) > 0 {
			n.Variables = variables
		}
	}))
	tx.resetSkipped(actor, j)
	tx.processLater(j.PipelineID)
	return j
}

// CancelJob ends a job that has not ended; one that has is returned as it is. Force takes a maintainer, and ends only a job
// that is being canceled. Errors: NotFound, Forbidden for those who may not update or deploy with it. GitLab 18.9:
// app/services/ci/build_cancel_service.rb.
func (tx *Tx) CancelJob(actor Actor, project string, id int64, force bool) (*Job, error) {
	p, err := tx.builds(actor, project)
	if err != nil {
		return nil, err
	}
	if !tx.mayRunCI(actor, p) {
		return nil, ErrForbidden
	}
	j, err := tx.build(p, id)
	if err != nil {
		return nil, err
	}
	if !tx.mayCommand(actor, p, j) || force && tx.level(actor, p) < Maintainer {
		return nil, ErrForbidden
	}
	if j.Status.complete() || force != (j.Status == JobCanceling) {
		return j, nil
	}
	return tx.turnJob(j, JobCanceled, ""), nil
}

// RetryJob replaces a job that has ended by a new one, which it returns. Errors: NotFound, Forbidden for those who may not,
// and for what cannot be run again. GitLab 18.9: app/services/ci/retry_job_service.rb.
func (tx *Tx) RetryJob(actor Actor, project string, id int64) (*Job, error) {
	j, err := tx.ownJob(actor, project, id)
	if err != nil {
		return nil, err
	}
	if !tx.retryable(j) {
		return nil, forbidden("Job is not retryable")
	}
	return tx.rerun(actor, j), nil
}

// retryable tells whether a job has ended, for another reason than that its deployment was rejected.
func (s *State) retryable(j *Job) bool {
	seldom := j.Seldom()
	return j.Status.complete() && j.Status != JobSkipped && !j.Retried && !seldom.Archived && seldom.FailureReason != "deployment_rejected"
}

// rerun puts a new job in a job's place and lets run what the old one kept from running. A job that waits for somebody to
// play it has been played by that.
func (tx *Tx) rerun(actor Actor, old *Job) *Job {
	j := tx.replaceJob(actor, old, old.Seldom().When == ManualStep)
	tx.resetSkipped(actor, j)
	tx.processPipeline(j.PipelineID)
	return tx.Job(j.ID)
}

func (tx *Tx) replaceJob(actor Actor, old *Job, played bool) *Job {
	tx.PutJob(*old.changed(func(n *Job) { n.Retried = true }))
	next := Job{
		ProjectID: old.ProjectID, PipelineID: old.PipelineID, UserID: actor.User.ID, SHA: old.SHA, Name: old.Name,
		Stage: old.Stage, StageIndex: old.StageIndex, Ref: old.Ref, Tag: old.Tag, Status: JobCreated,
		Environment: old.Environment, Config: tx.configOf(old), AllowFailure: old.AllowFailure, Bridge: old.Bridge,
		Tags: old.Tags, CreatedAt: tx.Now, Variables: old.Variables,
	}
	next.SetSeldom(JobSeldom{When: old.Seldom().When, Played: played})
	return tx.PutJob(next)
}

// configOf is what a job was made of. Of one from a dataset its deployment tells.
func (s *State) configOf(j *Job) *CIJob {
	if j.Config != nil {
		return j.Config
	}
	config := &CIJob{Name: j.Name, Stage: j.Stage, When: OnSuccess, AllowFailure: j.AllowFailure, Tags: j.Tags}
	if j.Bridge {
		config.Trigger = new(CITrigger) // of what, nobody knows any more
	}
	if d := s.deploymentOf(j); d != nil {
		config.Environment = &CIEnvironment{Name: s.Environment(d.EnvironmentID).Name, Action: "start"}
	}
	return config
}

// resetSkipped gives the jobs that a job kept from running another chance: those of later stages, and those that need it
// or need what needs it. It is the actor who lets them run.
func (tx *Tx) resetSkipped(actor Actor, j *Job) {
	jobs := tx.currentJobs(j.PipelineID)
	dependents := dependentsOf(j, jobs)
	tx.resetJobs(actor, slices.DeleteFunc(jobs, func(other *Job) bool { return other.StageIndex <= j.StageIndex && !dependents[other.Name] }))
	tx.reopenUpstream(actor, tx.Pipeline(j.PipelineID))
}

// resetJobs makes those of the jobs that have been skipped wait for their turn again.
func (tx *Tx) resetJobs(actor Actor, jobs []*Job) {
	for _, j := range jobs {
		if j.Status == JobSkipped && j.Config != nil {
			tx.followJob(tx.PutJob(*j.changed(func(n *Job) { n.Status, n.UserID = JobCreated, actor.User.ID })))
		}
	}
}

// dependentsOf are the names of the jobs that need a job, directly or not, and its own.
func dependentsOf(j *Job, jobs []*Job) map[string]bool {
	needing := map[string][]string{}
	for _, other := range jobs {
		if other.Config == nil {
			continue
		}
		for _, need := range other.Config.Needs {
			needing[need.Job] = append(needing[need.Job], other.Name)
		}
	}
	found := map[string]bool{j.Name: true}
	for queue := []string{j.Name}; len(queue) > 0; queue = queue[1:] {
		for _, name := range needing[queue[0]] {
			if !found[name] {
				found[name] = true
				queue = append(queue, name)
			}
		}
	}
	return found
}
