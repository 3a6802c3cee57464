package gitlab

import (
	"slices"
	"time"
)

// reached is the status of a deployment whose job has reached a status; others leave it as it is.
var reached = map[JobStatus]Status{
	JobCreated: Created, JobManual: Blocked, JobRunning: Running, JobSuccess: Success, JobFailed: Failed, JobCanceled: Canceled, JobSkipped: Skipped,
}

// moveJob brings a job to another status, and its deployment and environment with it.
func (tx *Tx) moveJob(j *Job, status JobStatus, failure string) *Job {
	next := tx.PutJob(*j.changed(func(n *Job) {
		n.Status = status
		seldom := n.Seldom()
		seldom.FailureReason = failure
		switch status {
		case JobPending:
			seldom.QueuedAt = tx.Now
		case JobRunning:
			n.StartedAt, n.FinishedAt = tx.Now, time.Time{}
			n.QueuedDuration = tx.Now.Sub(seldom.QueuedAt).Seconds()
		case JobSuccess, JobFailed, JobCanceled:
			n.FinishedAt = tx.Now
			switch {
			case !n.StartedAt.IsZero():
				n.Duration = tx.Now.Sub(n.StartedAt).Seconds()
			case !seldom.QueuedAt.IsZero():
				n.QueuedDuration = tx.Now.Sub(seldom.QueuedAt).Seconds()
			}
		default: // tells nothing of time
		}
		n.SetSeldom(seldom)
	}))
	tx.followJob(next)
	if status == JobSuccess {
		tx.followWithEnvironment(next)
	}
	return next
}

// turnJob is moveJob for what happens to a job on its own; the rest of its pipeline follows in the background.
func (tx *Tx) turnJob(j *Job, status JobStatus, failure string) *Job {
	next := tx.moveJob(j, status, failure)
	tx.processLater(next.PipelineID)
	return next
}

// followJob brings a job's deployment to the status that answers to the job's.
func (tx *Tx) followJob(j *Job) {
	d := tx.deploymentOf(j)
	status, follows := reached[j.Status]
	if d == nil || !follows || !d.Status.reachable(status) {
		return
	}
	if status == Success {
		tx.describeEnvironment(j, tx.Environment(d.EnvironmentID))
	}
	tx.transition(d, status)
}

// reachable tells whether a job can bring its deployment from one status to the other. Beyond what the API can do, one
// that is new may be blocked, any may be skipped, and one that was skipped begins anew.
func (s Status) reachable(next Status) bool {
	switch next {
	case Blocked:
		return s == Created
	case Created:
		return s == Skipped
	default:
		return s.canBecome(next)
	}
}

// followWithEnvironment does to its environment what the job is for, once it has succeeded.
func (tx *Tx) followWithEnvironment(j *Job) {
	e := tx.EnvironmentByName(j.ProjectID, j.Environment)
	switch {
	case e == nil || j.Config == nil || j.Config.Environment == nil:
	case j.stops() && e.State != Stopped:
		tx.stop(e)
	case !j.deploys() && !j.stops():
		tx.postponeStop(j, e)
	}
}

// describeEnvironment gives an environment what the configuration of the job that has deployed to it says. A tier that is
// none, or a URL that may not be, keeps it as it is.
func (tx *Tx) describeEnvironment(j *Job, e *Environment) {
	if j.Config == nil {
		return
	}
	variables := tx.savedVariablesOf(j)
	variables["CI_ENVIRONMENT_NAME"], variables["CI_ENVIRONMENT_SLUG"] = e.Name, e.Slug
	change := EnvironmentChange{Tier: expand(j.Config.Environment.Tier, variables)}
	if address := expand(j.Config.Environment.URL, variables); address != "" {
		change.ExternalURL = &address
	}
	if len(change.faults()) > 0 || change.Tier != "" && !slices.Contains(tierNames, change.Tier) {
		return
	}
	stopAt, said := tx.stopTime(j.Config.Environment, variables)
	tx.changeEnvironment(e, func(n *Environment) {
		change.apply(n)
		if said {
			n.AutoStopAt = stopAt
		}
	})
}

// makeDeployment makes the deployment of a job that deploys, when its turn comes.
func (tx *Tx) makeDeployment(j *Job) {
	e := tx.EnvironmentByName(j.ProjectID, j.Environment)
	if !j.deploys() || e == nil || tx.deploymentOf(j) != nil {
		return
	}
	tx.PutDeployment(Deployment{
		ProjectID: j.ProjectID, EnvironmentID: e.ID, UserID: j.UserID, JobID: j.ID, Ref: j.Ref, SHA: j.SHA, Tag: j.Tag,
		Status: Created, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	})
}

// needsApproval tells whether what is deployed to the environment waits for votes.
func (s *State) needsApproval(e *Environment) bool {
	return s.Licensed() && len(s.ApprovalRules(e)) > 0
}

// reject fails the job because its deployment was rejected, and the deployment with it. A job that is over stays as it
// is.
func (tx *Tx) reject(d *Deployment) {
	if job := tx.Job(d.JobID); job != nil && !job.Status.complete() {
		tx.turnJob(job, JobFailed, "deployment_rejected")
	}
}
