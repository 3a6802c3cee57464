package gitlab

import "slices"

// PlayJob runs a job that waits for somebody to do so, or one that did once more. Errors: Forbidden for those who may not
// deploy there or push to its branch, BadRequest if it is not for playing or waits for approvals.
func (tx *Tx) PlayJob(actor Actor, project string, id int64) (*Job, error) {
	p, err := tx.builds(actor, project)
	if err != nil {
		return nil, err
	}
	j, err := tx.processable(p, id)
	if err != nil {
		return nil, err
	}
	if !tx.mayRunJob(actor, p, j) {
		return nil, ErrForbidden
	}
	if !tx.playable(j) {
		return nil, badRequest("Unplayable Job")
	}
	return tx.play(actor, j), nil
}

func (s *State) playable(j *Job) bool {
	d := s.deploymentOf(j)
	waiting := d != nil && s.PendingApprovals(d) > 0
	return j.Status == JobManual && !waiting || j.When == ManualStep && s.retryable(j)
}

// play runs a job that is playable. One that has run is replaced by a new one, and returned as it was.
func (tx *Tx) play(actor Actor, j *Job) *Job {
	if j.Status != JobManual {
		tx.rerun(actor, j)
		return j
	}
	j = tx.queueJob(j.changed(func(n *Job) { n.UserID = actor.User.ID }))
	tx.processLater(j.PipelineID)
	return j
}

// CancelJob ends a job that has not ended; one that has is returned as it is. Force takes a maintainer and changes nothing
// more: jobs end at once.
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
	if !tx.mayRunOn(actor, p, j.Ref) || force && tx.level(actor, p) < Maintainer {
		return nil, ErrForbidden
	}
	if j.Status.complete() {
		return j, nil
	}
	return tx.turnJob(j, JobCanceled, ""), nil
}

// RetryJob replaces a job that has ended by a new one, which it returns.
func (tx *Tx) RetryJob(actor Actor, project string, id int64) (*Job, error) {
	p, err := tx.builds(actor, project)
	if err != nil {
		return nil, err
	}
	j, err := tx.processable(p, id)
	if err != nil {
		return nil, err
	}
	if !tx.mayRunJob(actor, p, j) {
		return nil, ErrForbidden
	}
	if !tx.retryable(j) {
		return nil, forbidden("Job is not retryable")
	}
	return tx.rerun(actor, j), nil
}

// retryable tells whether a job has ended, for another reason than that its deployment was rejected.
func (s *State) retryable(j *Job) bool {
	return j.Status.complete() && j.Status != JobSkipped && !j.Retried && !j.Archived && j.FailureReason != "deployment_rejected"
}

// rerun puts a new job in a job's place. What the old one kept from running waits for the new one.
func (tx *Tx) rerun(actor Actor, old *Job) *Job {
	j := tx.PutJob(Job{
		ProjectID: old.ProjectID, PipelineID: old.PipelineID, UserID: actor.User.ID, SHA: old.SHA, Name: old.Name,
		Stage: old.Stage, StageIndex: old.StageIndex, Ref: old.Ref, Tag: old.Tag, Status: JobCreated, When: old.When,
		Environment: old.Environment, Config: tx.configOf(old), AllowFailure: old.AllowFailure, Bridge: old.Bridge,
		Tags: old.Tags, CreatedAt: tx.Now,
	})
	if j.Environment == "" && j.deploys() {
		j = tx.PutJob(*j.changed(func(n *Job) { n.Environment = n.Config.Environment.Name }))
	}
	tx.PutJob(*old.changed(func(n *Job) { n.Retried = true }))
	tx.resetSkipped(j)
	tx.makeDeployment(j)
	j = tx.enqueueJob(j)
	tx.processLater(j.PipelineID)
	return j
}

// configOf is what a job was made of. Of one from a dataset its deployment tells.
func (s *State) configOf(j *Job) *CIJob {
	if j.Config != nil {
		return j.Config
	}
	config := &CIJob{Name: j.Name, Stage: j.Stage, When: OnSuccess, AllowFailure: j.AllowFailure, Tags: j.Tags}
	if d := s.deploymentOf(j); d != nil {
		config.Environment = &CIEnvironment{Name: s.Environment(d.EnvironmentID).Name, Action: "start"}
	}
	return config
}

// resetSkipped gives the jobs that a job kept from running another chance: those of later stages, and those that need it.
func (tx *Tx) resetSkipped(j *Job) {
	reset := []string{j.Name}
	for _, other := range tx.currentJobs(j.PipelineID) {
		if other.Status != JobSkipped || other.Config == nil {
			continue
		}
		dependent := slices.ContainsFunc(other.Config.Needs, func(need CINeed) bool { return slices.Contains(reset, need.Job) })
		if dependent || other.Config.Needs == nil && other.StageIndex > j.StageIndex {
			reset = append(reset, other.Name)
			tx.PutJob(*other.changed(func(n *Job) { n.Status = JobCreated }))
		}
	}
}

// CancelPipeline ends all jobs of a pipeline that have not ended, and those of its child pipelines.
func (tx *Tx) CancelPipeline(actor Actor, project string, id int64) (*Pipeline, error) {
	pl, err := tx.ownPipeline(actor, project, id)
	if err != nil {
		return nil, err
	}
	tx.cancelPipeline(pl.ID)
	return tx.Pipeline(pl.ID), nil
}

func (tx *Tx) cancelPipeline(id int64) {
	for _, j := range tx.currentJobs(id) {
		if !j.Status.complete() {
			tx.moveJob(j, JobCanceled, "")
		}
		if child := tx.Pipeline(j.Downstream); child != nil && child.Child() {
			tx.cancelPipeline(child.ID)
		}
	}
	tx.processPipeline(id)
}

// RetryPipeline replaces the jobs of a pipeline that failed or were canceled, and lets run what they kept from running.
func (tx *Tx) RetryPipeline(actor Actor, project string, id int64) (*Pipeline, error) {
	pl, err := tx.ownPipeline(actor, project, id)
	if err != nil {
		return nil, err
	}
	p := tx.ProjectByID(pl.ProjectID)
	for _, j := range tx.currentJobs(pl.ID) {
		if (j.Status == JobFailed || j.Status == JobCanceled) && tx.retryable(j) && tx.mayRunJob(actor, p, j) {
			tx.rerun(actor, j)
		}
	}
	tx.processPipeline(pl.ID)
	return tx.Pipeline(pl.ID), nil
}

// ownPipeline returns a pipeline that the actor may run.
func (tx *Tx) ownPipeline(actor Actor, project string, id int64) (*Pipeline, error) {
	pl, err := tx.GetPipeline(actor, project, id)
	if err != nil {
		return nil, err
	}
	if !tx.mayRunOn(actor, tx.ProjectByID(pl.ProjectID), pl.Ref) {
		return nil, ErrForbidden
	}
	return pl, nil
}
