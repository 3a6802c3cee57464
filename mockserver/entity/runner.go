package entity

import (
	"understudy/mockserver/gitlab"
)

// Runner is the runner that a job shows.
type Runner struct {
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

func newRunner(r *gitlab.Runner) *Runner {
	if r == nil {
		return nil
	}
	return &Runner{
		ID: r.ID, Description: r.Description, Active: !r.Paused, Paused: r.Paused, IsShared: r.Type == "instance_type",
		RunnerType: r.Type, Online: true, CreatedAt: timestamp(r.CreatedAt), Status: "online", JobExecutionStatus: "idle",
	}
}

// RunnerRegistration is a runner to whoever made it and to itself.
type RunnerRegistration struct {
	ID             int64   `json:"id"`
	Token          string  `json:"token"`
	TokenExpiresAt *string `json:"token_expires_at"`
}

// NewRunnerRegistration tells whoever made a runner its token.
func NewRunnerRegistration(_ *View, r *gitlab.Runner) RunnerRegistration {
	return RunnerRegistration{ID: r.ID, Token: r.Token}
}
