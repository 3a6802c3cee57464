package gitlab

import "time"

// JobStatus is where a CI job or pipeline stands.
type JobStatus string

// The statuses of jobs that this package's rules name; a dataset may hold any other of GitLab's.
const (
	JobCreated  JobStatus = "created"
	JobPending  JobStatus = "pending"
	JobRunning  JobStatus = "running"
	JobSuccess  JobStatus = "success"
	JobFailed   JobStatus = "failed"
	JobCanceled JobStatus = "canceled"
	JobSkipped  JobStatus = "skipped"
	JobManual   JobStatus = "manual"

	JobCanceling JobStatus = "canceling"
)

// Job is a CI job: what GitLab calls a deployment's deployable. Times are UTC, zero for "not yet".
type Job struct {
	ID             int64
	ProjectID      int64
	PipelineID     int64
	UserID         int64
	RunnerID       int64 // 0: none has taken it
	SHA            string
	Name           string
	Stage          string
	Ref            string
	Status         JobStatus
	Environment    string // name of the environment it has to do with, variables filled in; empty: none
	StageIndex     int32  // counts the stages of its pipeline
	Tag            bool
	Retried        bool // another job has taken its place
	AllowFailure   bool
	Bridge         bool              // a trigger job, which runs without a runner
	Config         *CIJob            // nil in datasets
	Variables      map[string]string // that somebody has played it with
	Duration       float64           // seconds
	QueuedDuration float64           // seconds
	Tags           []string
	CreatedAt      time.Time
	StartedAt      time.Time
	FinishedAt     time.Time

	Memo   Memo
	seldom *JobSeldom // nil: nothing of it
}

// JobSeldom is what few of the jobs in a big dataset have, so that the others need no memory for it.
type JobSeldom struct {
	When          When // empty in datasets
	Played        bool // somebody has asked for it before its turn: it does not wait for that again
	Archived      bool
	Downstream    int64  // the pipeline that a trigger job has started
	Token         string // of its own, once a runner has it
	FailureReason string
	Coverage      *float64
	QueuedAt      time.Time
	ErasedAt      time.Time
}

// Seldom is what few jobs have.
func (j *Job) Seldom() JobSeldom {
	if j.seldom == nil {
		return JobSeldom{}
	}
	return *j.seldom
}

// SetSeldom gives a job that is not in a State yet what few have.
func (j *Job) SetSeldom(s JobSeldom) {
	j.seldom = nil
	if s != (JobSeldom{}) {
		j.seldom = &s
	}
}

// changeSeldom is changed for what few jobs have.
func (j *Job) changeSeldom(change func(*JobSeldom)) *Job {
	return j.changed(func(n *Job) {
		seldom := n.Seldom()
		change(&seldom)
		n.SetSeldom(seldom)
	})
}

func (j *Job) changed(change func(*Job)) *Job {
	next := *j
	change(&next)
	return &next
}

// complete tells whether nothing more happens by itself.
func (s JobStatus) complete() bool {
	return s == JobSuccess || s == JobFailed || s == JobCanceled || s == JobSkipped
}

// deploys tells whether the job makes a deployment.
func (j *Job) deploys() bool {
	return j.Config != nil && j.Config.Environment != nil && j.Config.Environment.Action == "start"
}

// stops tells whether the job stops its environment.
func (j *Job) stops() bool {
	return j.Config != nil && j.Config.Environment != nil && j.Config.Environment.Action == "stop"
}

// PutJob adds a job, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutJob(j Job) *Job {
	tx.revision = tx.epoch
	j.ID, j.Memo = tx.jobs.next(j.ID), newMemo()
	tx.jobs.set(tx, j.ID, &j)
	tx.jobsOf.add(tx, j.PipelineID, j.ID)
	if j.Status == JobPending && !j.Bridge {
		tx.pendingJobs.set(tx, j.ID, struct{}{})
	} else if _, was := tx.pendingJobs.get(j.ID); was {
		tx.pendingJobs.remove(tx, j.ID)
	}
	return &j
}
