package entity

import (
	"slices"
	"time"

	"understudy/mockserver/gitlab"
)

// jobBasic is what trigger jobs have as well.
type jobBasic struct {
	ID             int64          `json:"id"`
	Status         string         `json:"status"`
	Stage          string         `json:"stage"`
	Name           string         `json:"name"`
	Ref            string         `json:"ref"`
	Tag            bool           `json:"tag"`
	Coverage       *float64       `json:"coverage"`
	AllowFailure   bool           `json:"allow_failure"`
	CreatedAt      string         `json:"created_at"`
	StartedAt      *string        `json:"started_at"`
	FinishedAt     *string        `json:"finished_at"`
	ErasedAt       *string        `json:"erased_at"`
	Duration       *float64       `json:"duration"`
	QueuedDuration *float64       `json:"queued_duration"`
	User           *User          `json:"user"`
	Commit         *Commit        `json:"commit"`
	Pipeline       *PipelineBasic `json:"pipeline"`
	FailureReason  string         `json:"failure_reason,omitempty"`
	WebURL         string         `json:"web_url"`
	Project        jobProject     `json:"project"`
}

// Job is a job.
type Job struct {
	jobBasic
	Artifacts         []struct{} `json:"artifacts"`
	Runner            *Runner    `json:"runner"`
	*managed                     // a trigger job has no runner manager
	ArtifactsExpireAt *string    `json:"artifacts_expire_at"`
	Archived          bool       `json:"archived"`
	TagList           []string   `json:"tag_list"`
}

type managed struct {
	RunnerManager *struct{} `json:"runner_manager"`
}

type jobProject struct {
	JobTokenScopeEnabled bool `json:"ci_job_token_scope_enabled"`
}

func newJobBasic(v *View, j *gitlab.Job) jobBasic {
	p := v.State.ProjectByID(j.ProjectID)
	seldom := j.Seldom()
	return jobBasic{
		ID: j.ID, Status: string(j.Status), Stage: j.Stage, Name: j.Name, Ref: j.Ref, Tag: j.Tag,
		Coverage: seldom.Coverage, AllowFailure: j.AllowFailure,
		CreatedAt: timestamp(j.CreatedAt), StartedAt: timestampOrNull(j.StartedAt), FinishedAt: timestampOrNull(j.FinishedAt),
		ErasedAt: timestampOrNull(seldom.ErasedAt), Duration: v.duration(j), QueuedDuration: v.queuedDuration(j),
		User: newUser(v.State.User(j.UserID)), Commit: NewCommit(p, v.State.Repository(p.ID).Commit(j.SHA)),
		Pipeline: newPipelineBasic(p, v.State.Pipeline(j.PipelineID)), FailureReason: seldom.FailureReason,
		WebURL: projectURL(p, "jobs", j.ID),
	}
}

// NewJob shows a job with its user, commit, pipeline and runner.
func NewJob(v *View, j *gitlab.Job) Job {
	tags := append([]string{}, j.Tags...)
	slices.Sort(tags)
	entity := Job{
		jobBasic: newJobBasic(v, j), Artifacts: []struct{}{}, Runner: newRunner(v.State.Runner(j.RunnerID)),
		Archived: j.Seldom().Archived, TagList: tags,
	}
	if !j.Bridge {
		entity.managed = &managed{}
	}
	return entity
}

// Bridge is a trigger job where it is known to be one.
type Bridge struct {
	jobBasic
	DownstreamPipeline *PipelineBasic `json:"downstream_pipeline"`
}

// NewPlayedJob shows a trigger job as one, as only the answer to playing it does.
func NewPlayedJob(v *View, j *gitlab.Job) any {
	if j.Bridge {
		return NewBridge(v, j)
	}
	return NewJob(v, j)
}

// NewBridge shows a trigger job with the pipeline it started.
func NewBridge(v *View, j *gitlab.Job) Bridge {
	entity := Bridge{jobBasic: newJobBasic(v, j)}
	if pl := v.State.Pipeline(j.Seldom().Downstream); pl != nil {
		entity.DownstreamPipeline = newPipelineBasic(v.State.ProjectByID(pl.ProjectID), pl)
	}
	return entity
}

// duration is how long a job has run, so far if it still does.
func (v *View) duration(j *gitlab.Job) *float64 {
	if runs(j) {
		return v.secondsSince(j.StartedAt)
	}
	return secondsOrNull(j.Duration)
}

// queuedDuration is how long a job has waited for a runner, so far if it still does.
func (v *View) queuedDuration(j *gitlab.Job) *float64 {
	if waits(j) {
		return v.secondsSince(j.Seldom().QueuedAt)
	}
	return secondsOrNull(j.QueuedDuration)
}

func runs(j *gitlab.Job) bool { return !j.StartedAt.IsZero() && j.FinishedAt.IsZero() }

func waits(j *gitlab.Job) bool {
	return j.StartedAt.IsZero() && j.FinishedAt.IsZero() && !j.Seldom().QueuedAt.IsZero()
}

func (v *View) secondsSince(t time.Time) *float64 {
	return new(float64(max(0, v.Now().Sub(t)).Microseconds()) / 1e6)
}

func secondsOrNull(seconds float64) *float64 {
	if seconds == 0 {
		return nil
	}
	return &seconds
}

// Jobs appends a list of jobs.
func (c *Composer) Jobs(rows []*gitlab.Job) {
	list(c, rows, func(j *gitlab.Job) { c.Job(j.ID) })
}
