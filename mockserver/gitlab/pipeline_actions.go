package gitlab

// CancelPipeline ends the jobs of a pipeline that have not ended, those that wait for somebody to play them included, and
// those of its child pipelines. Errors: NotFound, Forbidden. GitLab 18.9: app/services/ci/cancel_pipeline_service.rb.
func (tx *Tx) CancelPipeline(actor Actor, project string, id int64) (*Pipeline, error) {
	pl, err := tx.ownPipeline(actor, project, id)
	if err != nil {
		return nil, err
	}
	tx.cancelPipeline(pl.ID)
	return tx.Pipeline(pl.ID), nil
}

func (tx *Tx) cancelPipeline(id int64) {
	jobs := tx.currentJobs(id)
	if !tx.cancelJobs(id, (*Job).unfinished) {
		return
	}
	for _, j := range jobs {
		if child := tx.Pipeline(j.Seldom().Downstream); child != nil && child.Child() {
			tx.cancelPipeline(child.ID)
		}
	}
	tx.processPipeline(id)
}

// cancelJobs cancels the jobs of a pipeline that are such, and tells whether there was one.
func (tx *Tx) cancelJobs(pipeline int64, such func(*Job) bool) bool {
	canceled := false
	for _, j := range tx.currentJobs(pipeline) {
		if such(j) {
			tx.moveJob(j, JobCanceled, "")
			canceled = true
		}
	}
	if canceled {
		tx.processLater(pipeline)
	}
	return canceled
}

func (j *Job) unfinished() bool { return !j.Status.complete() }

// RetryPipeline replaces the jobs of a pipeline that failed or were canceled, and lets run what they kept from running.
// Errors: NotFound, Forbidden. GitLab 18.9: app/services/ci/retry_pipeline_service.rb.
func (tx *Tx) RetryPipeline(actor Actor, project string, id int64) (*Pipeline, error) {
	pl, err := tx.ownPipeline(actor, project, id)
	if err != nil {
		return nil, err
	}
	p := tx.ProjectByID(pl.ProjectID)
	for _, j := range tx.currentJobs(pl.ID) {
		if (j.Status == JobFailed || j.Status == JobCanceled) && tx.retryable(j) && tx.mayRunJob(actor, p, j) {
			tx.replaceJob(actor, j, false)
		}
	}
	tx.resetJobs(actor, tx.currentJobs(pl.ID))
	tx.reopenUpstream(actor, pl)
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
