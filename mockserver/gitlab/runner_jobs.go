package gitlab

import (
	"slices"
	"strings"
)

// RequestJob gives a runner the oldest job that waits for one like it, which then runs; nil if there is none. Errors:
// Forbidden for an unknown token. GitLab 18.9: app/services/ci/register_job_service.rb.
func (tx *Tx) RequestJob(token string) (*Job, error) {
	r, err := tx.RunnerByToken(token)
	if err != nil {
		return nil, err
	}
	if r.Paused {
		return nil, nil
	}
	for _, id := range tx.pendingJobs.rows.Keys() {
		j := tx.Job(id)
		if tx.takes(r, j) {
			return tx.takeJob(j, r.ID), nil
		}
	}
	return nil, nil
}

// takes tells whether a job is for the runner.
func (s *State) takes(r *Runner, j *Job) bool {
	p := s.ProjectByID(j.ProjectID)
	switch {
	case r.Type == "project_type" && r.ProjectID != p.ID,
		r.Type == "group_type" && (p.GroupRunnersOff || !s.within(p.GroupID, r.GroupID)),
		r.Type == "instance_type" && p.SharedRunnersOff,
		len(j.Tags) == 0 && r.Tagged:
		return false
	}
	return !slices.ContainsFunc(j.Tags, func(tag string) bool { return !slices.Contains(r.Tags, tag) })
}

// takeJob lets a pending job run on a runner, also if its environment runs something newer by now.
func (tx *Tx) takeJob(j *Job, runner int64) *Job {
	token := tx.PutToken(Token{
		Value: "glcbt-64_" + tx.secret("job")[:20], Kind: JobToken, UserID: j.UserID, JobID: j.ID, Scopes: []string{ScopeAPI}, CreatedAt: tx.Now,
	})
	taken := j.changeSeldom(func(s *JobSeldom) { s.Token = token.Value })
	taken.RunnerID = runner
	return tx.turnJob(taken, JobRunning, "")
}

// JobReport is what a runner says of its job.
type JobReport struct {
	State         string // running, success or failed
	FailureReason string
}

// The refusals of a report: of a job that does not run, or no longer, and of a state that is none.
var (
	ErrJobNotRunning = &Error{Kind: Forbidden, Message: "Job is not processing on runner"}
	ErrJobState      = &Error{Kind: Refused, Message: "400"}
)

// ReportJob ends the job that a runner has run. Errors: Forbidden for another token than the job's, ErrJobNotRunning with the
// job, ErrJobState. GitLab 18.9: app/services/ci/update_build_state_service.rb.
func (tx *Tx) ReportJob(id int64, token string, r JobReport) (*Job, error) {
	j := tx.Job(id)
	switch {
	case j == nil || token == "" || j.Seldom().Token != token:
		return nil, ErrForbidden
	case j.Status != JobRunning:
		return j, ErrJobNotRunning
	}
	switch r.State {
	case "running":
		return j, nil
	case "success":
		return tx.turnJob(j, JobSuccess, ""), nil
	case "failed":
		return tx.turnJob(j, JobFailed, failureReason(r.FailureReason)), nil
	}
	return nil, ErrJobState
}

const unknownFailure = "unknown_failure"

// FailureReasons are the reasons a runner may give.
func FailureReasons() []string {
	return []string{
		unknownFailure, "script_failure", "api_failure", "stuck_or_timeout_failure", "runner_system_failure",
		"missing_dependency_failure", "runner_unsupported", "job_execution_timeout", "image_pull_failure", "job_router_failure",
	}
}

func failureReason(given string) string {
	if slices.Contains(FailureReasons(), given) {
		return given
	}
	return unknownFailure
}

// offerJob gives a job to the instance's own runner, if there is one: it starts and ends by itself.
func (tx *Tx) offerJob(j *Job) {
	delay := tx.instance.options.Runner
	if delay == nil || tx.ProjectByID(j.ProjectID).SharedRunnersOff {
		return
	}
	id := j.ID
	tx.after(*delay, func(tx *Tx) {
		if j := tx.Job(id); j != nil && j.Status == JobPending {
			tx.takeJob(j, tx.ownRunner())
			tx.after(*delay, func(tx *Tx) { tx.endJob(id) })
		}
	})
}

// endJob ends a job of the instance's own runner as its script says.
func (tx *Tx) endJob(id int64) {
	j := tx.Job(id)
	switch {
	case j == nil || j.Status != JobRunning:
	case fails(tx.configOf(j).Script):
		tx.turnJob(j, JobFailed, "script_failure")
	default:
		tx.turnJob(j, JobSuccess, "")
	}
}

// fails tells whether a script ends in failure. Nothing is run: a line that is false, or exit with a status, decides.
func fails(script []string) bool {
	for _, line := range script {
		line = strings.TrimSpace(line)
		status, exits := strings.CutPrefix(line, "exit ")
		switch {
		case line == "false":
			return true
		case line == "exit":
			return false
		case exits:
			return strings.TrimSpace(status) != "0"
		}
	}
	return false
}

const ownRunnerDescription = "understudy"

// ownRunner is the id of the runner that the instance is itself.
func (tx *Tx) ownRunner() int64 {
	if tx.builtInRunner == 0 {
		tx.builtInRunner = tx.PutRunner(Runner{Description: ownRunnerDescription, Type: "instance_type", CreatedAt: tx.Now}).ID
	}
	return tx.builtInRunner
}
