package gitlab

import "slices"

// currentJobs are the jobs of a pipeline that no other has replaced, stage by stage.
func (s *State) currentJobs(pipeline int64) []*Job {
	var jobs []*Job
	for _, id := range s.jobsOf.of(pipeline) {
		if j := s.Job(id); !j.Retried {
			jobs = append(jobs, j)
		}
	}
	slices.SortStableFunc(jobs, func(a, b *Job) int { return int(a.StageIndex - b.StageIndex) })
	return jobs
}

// processLater brings a pipeline up to date with its jobs, as GitLab's workers do: once for all that happens to them until
// then.
func (tx *Tx) processLater(pipeline int64) {
	switch {
	case tx.processing[pipeline]:
		return
	case tx.processing == nil: // most writes have nothing to do with pipelines
		tx.processing = map[int64]bool{}
	}
	tx.processing[pipeline] = true
	tx.inBackground(func(tx *Tx) {
		delete(tx.processing, pipeline)
		tx.processPipeline(pipeline)
	})
}

// processPipeline starts the jobs whose turn has come and works out the pipeline's status.
func (tx *Tx) processPipeline(id int64) {
	pl := tx.Pipeline(id)
	if pl == nil {
		return
	}
	jobs := tx.currentJobs(id)
	places := map[string]int{}
	for i, j := range jobs {
		places[j.Name] = i
	}
	for tx.startJobs(jobs, places) {
	}
	if len(jobs) > 0 {
		tx.settlePipeline(pl, jobs)
	}
}

// startJobs starts every job whose turn has come and tells whether there was one. Started ones take their places in jobs,
// which places knows by name.
func (tx *Tx) startJobs(jobs []*Job, places map[string]int) bool {
	started := false
	var before, stage weight // of all stages before this one, and of this one so far
	for i, j := range jobs {
		if i > 0 && jobs[i-1].StageIndex != j.StageIndex {
			before, stage = before|stage, 0
		}
		if j.Status == JobCreated && j.Config != nil {
			status := before.composite()
			if j.Config.Needs != nil {
				status = needed(jobs, places, j.Config.Needs).needed()
			}
			if status.complete() {
				jobs[i] = tx.processJob(j, status)
				started = true
			}
		}
		stage |= jobs[i].weight()
	}
	return started
}

func needed(jobs []*Job, places map[string]int, needs []CINeed) weight {
	var w weight
	for _, need := range needs {
		if at, there := places[need.Job]; there {
			w |= jobs[at].weight()
		}
	}
	return w
}

// processJob is a job's turn: its deployment is made and it waits for a runner or for somebody to play it, unless it is
// not to run after all.
func (tx *Tx) processJob(j *Job, before JobStatus) *Job {
	tx.makeDeployment(j)
	if !j.follows(before) {
		return tx.moveJob(j, JobSkipped, "")
	}
	if s := j.Seldom(); s.When == ManualStep && !s.Played {
		return tx.holdJob(j)
	}
	return tx.enqueueJob(j)
}

// enqueueJob lets a job run, unless its environment wants approvals first, is closed to its user or runs something newer.
func (tx *Tx) enqueueJob(j *Job) *Job {
	p := tx.ProjectByID(j.ProjectID)
	e := tx.EnvironmentByName(p.ID, j.Environment)
	switch {
	case e != nil && tx.needsApproval(e):
		return tx.holdJob(j)
	case e != nil && !tx.mayDeploy(Actor{User: tx.User(j.UserID)}, p, e):
		return tx.moveJob(j, JobFailed, "protected_environment_failure")
	case tx.outdated(j):
		return tx.moveJob(j, JobFailed, outdatedDeployment)
	}
	return tx.queueJob(j)
}

// holdJob makes a job wait for somebody to play it.
func (tx *Tx) holdJob(j *Job) *Job {
	return tx.moveJob(j.changeSeldom(func(s *JobSeldom) { s.When = ManualStep }), JobManual, "")
}

// queueJob makes a job wait for a runner; a trigger job waits for none.
func (tx *Tx) queueJob(j *Job) *Job {
	j = tx.moveJob(j, JobPending, "")
	if j.Bridge {
		id := j.ID
		tx.inBackground(func(tx *Tx) { tx.runTrigger(id) })
	} else {
		tx.offerJob(j)
	}
	return j
}

// settlePipeline gives a pipeline the status of its jobs.
func (tx *Tx) settlePipeline(pl *Pipeline, jobs []*Job) {
	var all weight
	for _, j := range jobs {
		all |= j.weight()
	}
	status := all.composite()
	if status != pl.Status {
		pl = tx.PutPipeline(pl.changed(func(n *Pipeline) {
			n.Status, n.UpdatedAt = status, tx.Now
			seldom := n.Seldom()
			if seldom.StartedAt.IsZero() && (status == JobRunning || status.complete() && status != JobSkipped) {
				seldom.StartedAt = tx.Now
			}
			if status.complete() {
				seldom.FinishedAt = tx.Now
			}
			n.SetSeldom(seldom)
		}))
	}
	if upstream := pl.Seldom().Upstream; upstream != 0 && status.complete() { // also if it went on and ended at one go
		tx.inBackground(func(tx *Tx) { tx.followDownstream(upstream) })
	}
}
