package mockserver

import (
	"slices"

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
	User           *user          `json:"user"`
	Commit         *commit        `json:"commit"`
	Pipeline       *pipelineBasic `json:"pipeline"`
	FailureReason  string         `json:"failure_reason,omitempty"`
	WebURL         string         `json:"web_url"`
	Project        jobProject     `json:"project"`
}

type job struct {
	jobBasic
	Artifacts         []struct{} `json:"artifacts"`
	Runner            *runner    `json:"runner"`
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

func jobBasicEntity(s *gitlab.State, j *gitlab.Job) jobBasic {
	p := s.ProjectByID(j.ProjectID)
	return jobBasic{
		ID: j.ID, Status: string(j.Status), Stage: j.Stage, Name: j.Name, Ref: j.Ref, Tag: j.Tag,
		Coverage: j.Coverage, AllowFailure: j.AllowFailure,
		CreatedAt: timestamp(j.CreatedAt), StartedAt: timestampOrNull(j.StartedAt), FinishedAt: timestampOrNull(j.FinishedAt),
		ErasedAt: timestampOrNull(j.ErasedAt), Duration: secondsOrNull(j.Duration), QueuedDuration: secondsOrNull(j.QueuedDuration),
		User: userEntity(s.User(j.UserID)), Commit: commitEntity(p, s.Repository(p.ID).Commit(j.SHA)),
		Pipeline: pipelineEntity(p, s.Pipeline(j.PipelineID)), FailureReason: j.FailureReason,
		WebURL: projectURL(p, "jobs", j.ID),
	}
}

func jobEntity(s *gitlab.State, j *gitlab.Job) job {
	tags := append([]string{}, j.Tags...)
	slices.Sort(tags)
	entity := job{
		jobBasic: jobBasicEntity(s, j), Artifacts: []struct{}{}, Runner: runnerEntity(s.Runner(j.RunnerID)),
		Archived: j.Archived, TagList: tags,
	}
	if !j.Bridge {
		entity.managed = &managed{}
	}
	return entity
}

// bridge is a trigger job where it is known to be one.
type bridge struct {
	jobBasic
	DownstreamPipeline *pipelineBasic `json:"downstream_pipeline"`
}

func (x *exchange) bridgeEntity(j *gitlab.Job) bridge {
	entity := bridge{jobBasic: jobBasicEntity(x.state, j)}
	if pl := x.state.Pipeline(j.Downstream); pl != nil {
		entity.DownstreamPipeline = pipelineEntity(x.state.ProjectByID(pl.ProjectID), pl)
	}
	return entity
}

func secondsOrNull(seconds float64) *float64 {
	if seconds == 0 {
		return nil
	}
	return &seconds
}

type commit struct {
	ID               string            `json:"id"`
	ShortID          string            `json:"short_id"`
	CreatedAt        string            `json:"created_at"`
	ParentIDs        []string          `json:"parent_ids"`
	Title            string            `json:"title"`
	Message          string            `json:"message"`
	AuthorName       string            `json:"author_name"`
	AuthorEmail      string            `json:"author_email"`
	AuthoredDate     string            `json:"authored_date"`
	CommitterName    string            `json:"committer_name"`
	CommitterEmail   string            `json:"committer_email"`
	CommittedDate    string            `json:"committed_date"`
	Trailers         map[string]string `json:"trailers"`
	ExtendedTrailers map[string]string `json:"extended_trailers"`
	WebURL           string            `json:"web_url"`
}

func commitEntity(p *gitlab.Project, c *gitlab.Commit) *commit {
	if c == nil {
		return nil
	}
	return &commit{
		ID: c.SHA, ShortID: c.SHA[:8], CreatedAt: localTimestamp(c.CommittedDate), ParentIDs: append([]string{}, c.ParentSHAs...),
		Title: c.Title, Message: c.Message,
		AuthorName: c.AuthorName, AuthorEmail: c.AuthorEmail, AuthoredDate: localTimestamp(c.AuthoredDate),
		CommitterName: c.CommitterName, CommitterEmail: c.CommitterEmail, CommittedDate: localTimestamp(c.CommittedDate),
		Trailers: map[string]string{}, ExtendedTrailers: map[string]string{},
		WebURL: hereabouts + "/" + p.Path + "/-/commit/" + c.SHA,
	}
}

type pipelineBasic struct {
	ID        int64  `json:"id"`
	IID       int64  `json:"iid"`
	ProjectID int64  `json:"project_id"`
	SHA       string `json:"sha"`
	Ref       string `json:"ref"`
	Status    string `json:"status"`
	Source    string `json:"source"`
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
	WebURL    string `json:"web_url"`
}

func pipelineEntity(p *gitlab.Project, pl *gitlab.Pipeline) *pipelineBasic {
	if pl == nil {
		return nil
	}
	return &pipelineBasic{
		ID: pl.ID, IID: pl.IID, ProjectID: pl.ProjectID, SHA: pl.SHA, Ref: pl.Ref, Status: string(pl.Status), Source: pl.Source,
		CreatedAt: timestamp(pl.CreatedAt), UpdatedAt: timestamp(pl.UpdatedAt), WebURL: projectURL(p, "pipelines", pl.ID),
	}
}

type runner struct {
	ID                 int64   `json:"id"`
	Description        string  `json:"description"`
	IPAddress          *string `json:"ip_address"`
	Active             bool    `json:"active"`
	Paused             bool    `json:"paused"`
	IsShared           bool    `json:"is_shared"`
	RunnerType         string  `json:"runner_type"`
	Name               *string `json:"name"`
	Online             bool    `json:"online"`
	CreatedAt          string  `json:"created_at"`
	Status             string  `json:"status"`
	JobExecutionStatus string  `json:"job_execution_status"`
}

func runnerEntity(r *gitlab.Runner) *runner {
	if r == nil {
		return nil
	}
	return &runner{
		ID: r.ID, Description: r.Description, Active: !r.Paused, Paused: r.Paused, IsShared: r.Type == "instance_type",
		RunnerType: r.Type, Online: true, CreatedAt: timestamp(r.CreatedAt), Status: "online", JobExecutionStatus: "idle",
	}
}
