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
	StageIndex     int // counts the stages of its pipeline
	Ref            string
	Tag            bool
	Status         JobStatus
	When           When   // empty in datasets
	Environment    string // name of the environment it has to do with, variables filled in; empty: none
	Config         *CIJob // nil in datasets
	Downstream     int64  // the pipeline that a trigger job has started
	Retried        bool   // another job has taken its place
	Token          string // of its own, once a runner has it
	FailureReason  string
	AllowFailure   bool
	Bridge         bool // a trigger job, which runs without a runner
	Archived       bool
	Coverage       *float64
	Duration       float64 // seconds
	QueuedDuration float64 // seconds
	Tags           []string
	CreatedAt      time.Time
	QueuedAt       time.Time
	StartedAt      time.Time
	FinishedAt     time.Time
	ErasedAt       time.Time

	Memo Memo
}

func (j *Job) changed(change func(*Job)) *Job {
	next := *j
	change(&next)
	return &next
}

// droppable are the statuses a job can still fail from.
func (s JobStatus) droppable() bool {
	switch s {
	case JobFailed, JobSuccess, JobCanceled, JobSkipped:
		return false
	default:
		return true
	}
}

// Pipeline is a CI pipeline. Times are UTC, zero for "not yet".
type Pipeline struct {
	ID         int64
	IID        int64 // 0: the project's next
	ProjectID  int64
	UserID     int64
	SHA        string
	BeforeSHA  string // where the branch stood before the push; empty: nowhere
	Ref        string
	Tag        bool
	Status     JobStatus
	Source     string // push, web, api, parent_pipeline, ...
	YAMLErrors string
	Variables  map[string]string // as given by whoever started it
	Upstream   int64             // the trigger job that started it; 0: none
	CreatedAt  time.Time
	UpdatedAt  time.Time
	StartedAt  time.Time
	FinishedAt time.Time
}

// Runner is what runs jobs.
type Runner struct {
	ID          int64
	Description string
	Type        string // instance_type, group_type or project_type
	ProjectID   int64  // of a project's runner
	GroupID     int64  // of a group's
	Token       string // what it shows to get jobs; empty in datasets
	Paused      bool
	Locked      bool
	Tagged      bool // takes no jobs without tags
	Tags        []string
	CreatedAt   time.Time
}

// PutJob adds a job, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutJob(j Job) *Job {
	tx.revision++
	j.ID, j.Memo = tx.jobs.next(j.ID), newMemo()
	tx.jobs.set(tx, j.ID, &j)
	return &j
}

// PutPipeline adds a pipeline, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutPipeline(p Pipeline) *Pipeline {
	tx.revision++
	p.ID = tx.pipelines.next(p.ID)
	tx.pipelines.set(tx, p.ID, &p)
	return &p
}

// PutRunner adds a runner, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutRunner(r Runner) *Runner {
	tx.revision++
	r.ID = tx.runners.next(r.ID)
	tx.runners.set(tx, r.ID, &r)
	return &r
}

// reject fails the job because its deployment was rejected, and the deployment with it. A job that is over stays as it
// is.
func (tx *Tx) reject(d *Deployment) {
	job := tx.Job(d.JobID)
	if job == nil || !job.Status.droppable() {
		return
	}
	tx.PutJob(*job.changed(func(j *Job) {
		j.Status, j.FailureReason, j.FinishedAt = JobFailed, "deployment_rejected", tx.Now
	}))
	if d.Status.canBecome(Failed) {
		tx.transition(d, Failed)
	}
}
