package entity

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

// JobOrder is a job as the runner that is to run it reads it.
type JobOrder struct {
	ID            int64            `json:"id"`
	Token         string           `json:"token"`
	AllowGitFetch bool             `json:"allow_git_fetch"`
	JobInfo       jobInfo          `json:"job_info"`
	GitInfo       gitInfo          `json:"git_info"`
	RunnerInfo    runnerInfo       `json:"runner_info"`
	Variables     []runnerVariable `json:"variables"`
	Steps         []jobStep        `json:"steps"`
	Hooks         []struct{}       `json:"hooks"`
	Image         *struct{}        `json:"image"`
	Services      []struct{}       `json:"services"`
	Artifacts     []struct{}       `json:"artifacts"`
	Cache         []struct{}       `json:"cache"`
	Credentials   []struct{}       `json:"credentials"`
	Features      jobFeatures      `json:"features"`
	Dependencies  []struct{}       `json:"dependencies"`
}

type jobInfo struct {
	ID              int64   `json:"id"`
	Name            string  `json:"name"`
	Stage           string  `json:"stage"`
	ProjectID       int64   `json:"project_id"`
	ProjectName     string  `json:"project_name"`
	ProjectFullPath string  `json:"project_full_path"`
	UserID          int64   `json:"user_id"`
	TimeInQueue     float64 `json:"time_in_queue_seconds"`
	JobsOfProject   string  `json:"project_jobs_running_on_instance_runners_count"`
}

type gitInfo struct {
	RepoURL      string   `json:"repo_url"`
	Ref          string   `json:"ref"`
	SHA          string   `json:"sha"`
	BeforeSHA    string   `json:"before_sha"`
	RefType      string   `json:"ref_type"`
	Refspecs     []string `json:"refspecs"`
	Depth        int      `json:"depth"`
	ObjectFormat string   `json:"repo_object_format"`
	Protected    bool     `json:"protected"`
}

type runnerInfo struct {
	Timeout    int     `json:"timeout"`
	SessionURL *string `json:"runner_session_url"`
}

type runnerVariable struct {
	Key    string `json:"key"`
	Value  string `json:"value"`
	Public bool   `json:"public"`
	Masked bool   `json:"masked"`
}

type jobStep struct {
	Name         string   `json:"name"`
	Script       []string `json:"script"`
	Timeout      int      `json:"timeout"`
	When         string   `json:"when"`
	AllowFailure bool     `json:"allow_failure"`
}

type jobFeatures struct {
	TraceSections  bool     `json:"trace_sections"`
	FailureReasons []string `json:"failure_reasons"`
}

const (
	jobTimeout = 3600 // seconds, of projects that say nothing else
	cloneDepth = 20   // commits
)

// NewJobOrder tells a runner all it needs.
func NewJobOrder(v *View, j *gitlab.Job) JobOrder {
	p := v.State.ProjectByID(j.ProjectID)
	return JobOrder{
		ID: j.ID, Token: j.Seldom().Token, AllowGitFetch: true,
		JobInfo: jobInfo{
			ID: j.ID, Name: j.Name, Stage: j.Stage, ProjectID: p.ID, ProjectName: p.Name, ProjectFullPath: p.Path, UserID: j.UserID,
			TimeInQueue: j.QueuedDuration, JobsOfProject: "+Inf",
		},
		GitInfo: newGitInfo(v, p, j), RunnerInfo: runnerInfo{Timeout: jobTimeout}, Variables: v.runnerVariables(j),
		Steps: []jobStep{{Name: "script", Script: append([]string{}, v.State.Script(j)...), Timeout: jobTimeout, When: "on_success"}},
		Hooks: []struct{}{}, Services: []struct{}{}, Cache: []struct{}{}, Credentials: []struct{}{}, Dependencies: []struct{}{},
		Features: jobFeatures{TraceSections: true, FailureReasons: gitlab.FailureReasons()},
	}
}

func newGitInfo(v *View, p *gitlab.Project, j *gitlab.Job) gitInfo {
	scheme, host, _ := strings.Cut(v.Base, "://")
	info := gitInfo{
		RepoURL: scheme + "://gitlab-ci-token:" + j.Seldom().Token + "@" + host + "/" + p.Path + ".git",
		Ref:     j.Ref, SHA: j.SHA, BeforeSHA: cmp.Or(v.State.Pipeline(j.PipelineID).Seldom().BeforeSHA, noSHA),
		RefType: "branch", Refspecs: []string{"+refs/heads/" + j.Ref + ":refs/remotes/origin/" + j.Ref},
		Depth: cloneDepth, ObjectFormat: "sha1", Protected: !j.Tag && p.Protected(j.Ref),
	}
	if j.Tag {
		info.RefType, info.Refspecs = "tag", []string{"+refs/tags/" + j.Ref + ":refs/tags/" + j.Ref}
	}
	return info
}

// runnerVariables are those of the job, and what only this side of the world knows of it.
func (v *View) runnerVariables(j *gitlab.Job) []runnerVariable {
	variables := []runnerVariable{
		{Key: "CI_JOB_TOKEN", Value: j.Seldom().Token, Masked: true},
		{Key: "CI_SERVER_URL", Value: v.Base, Public: true},
		{Key: "CI_API_V4_URL", Value: v.Base + APIRoot, Public: true},
	}
	values := v.State.JobVariables(j)
	for _, key := range slices.Sorted(maps.Keys(values)) {
		variables = append(variables, runnerVariable{Key: key, Value: values[key], Public: true})
	}
	return variables
}
