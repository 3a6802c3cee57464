package world

import (
	"fmt"
	"net/http"

	"understudy/conformance/wire"
)

// Job is a deployment that a job made.
type Job struct {
	Project    *Project
	Deployment Deployment
	JobID      int64
	PipelineID int64
}

// Job arranges a deployment by a job, in a project of its own and an environment for each name: created (its job waits for a
// runner), blocked (for somebody to start it), running, success, failed, canceled, or skipped. It is arranged once for each name.
func (w *World) Job(name, status string) (Job, error) {
	return once(w, "job "+name+" "+status, func() (Job, error) {
		p, err := w.NewProject("jobs")
		if err != nil {
			return Job{}, purposed(err, "a project with a pipeline", "jobs")
		}
		job, err := p.job(name, status)
		return job, lacking("jobs", err)
	})
}

func (p *Project) job(name, status string) (Job, error) {
	environment := p.w.Name("job-" + name)
	branch, tag := "job-"+name, p.w.Name(name)
	job := Job{Project: p}
	files := map[string]string{".gitlab-ci.yml": configuration(environment, tag, status)}
	if _, err := p.Commit(branch, p.Ref, files, "Deploy "+name); err != nil {
		return job, err
	}
	var pipeline struct{ ID int64 }
	if err := p.w.post(p.URL("pipeline"), map[string]any{"ref": branch}, &pipeline); err != nil {
		return job, err
	}
	job.PipelineID = pipeline.ID
	if err := p.findJob(&job); err != nil {
		return job, err
	}
	if err := p.play(&job, tag, status); err != nil {
		return job, err
	}
	return job, p.awaitStatus(&job, environment, status)
}

// configuration is a pipeline with one job that deploys; only the runner with the tag may have it.
func configuration(environment, tag, status string) string {
	first, when := "", "on_success"
	switch status {
	case "blocked":
		when = "manual"
	case "skipped":
		first = fmt.Sprintf("check:\n  stage: check\n  script: exit 1\n  tags: [%s]\n", tag)
	}
	return fmt.Sprintf("stages: [check, deploy]\n%sdeploy:\n  stage: deploy\n  script: echo deployed\n  when: %s\n  tags: [%s]\n  environment: {name: %s}\n",
		first, when, tag, environment)
}

func (p *Project) findJob(job *Job) error {
	return p.w.until(p.w.ctx, &Missing{What: "the job of a pipeline", Without: "jobs"}, func() (bool, error) {
		var jobs []struct {
			ID   int64
			Name string
		}
		if err := p.w.get(p.URL("pipelines", job.PipelineID, "jobs"), &jobs); err != nil {
			return false, err
		}
		for _, found := range jobs {
			if found.Name == "deploy" {
				job.JobID = found.ID
				return true, nil
			}
		}
		return false, nil
	})
}

// play brings the job into the state: by playing its runner, or by canceling it.
func (p *Project) play(job *Job, tag, status string) error {
	switch status {
	case "canceled":
		return p.w.post(p.URL("jobs", job.JobID, "cancel"), nil, nil)
	case "running", "success", "failed", "skipped":
		return p.run(tag, map[string]string{"success": "success", "failed": "failed", "skipped": "failed"}[status])
	}
	return nil
}

// run plays a runner that takes one job and ends it in the state, or leaves it running.
func (p *Project) run(tag, state string) error {
	runner, err := p.runner(tag, map[string]any{"run_untagged": false, "tag_list": tag})
	if err != nil {
		return err
	}
	job, err := p.w.take(runner)
	if err != nil || state == "" {
		return err
	}
	return p.w.finish(job, state)
}

// awaitStatus finds the deployment that the job made, in the status.
func (p *Project) awaitStatus(job *Job, environment, status string) error {
	late := &Missing{What: "a deployment by the job", Without: "jobs"}
	return p.w.until(p.w.ctx, late, func() (bool, error) {
		e := p.w.Line.Do(p.w.ctx, p.w.signer, wire.Request{Method: http.MethodGet, Path: p.URL("deployments"), Query: wire.Params{"environment": environment}})
		var found []Deployment
		if e.Err != nil || e.Status != http.StatusOK || decode(e, &found) != nil {
			return false, &CallError{Exchange: e, Rule: "R-LIST-ENVIRONMENT", Mismatch: wire.Mismatch{Expected: "status 200 with an array", Actual: fmt.Sprintf("status %d", e.Status), Status: wire.Success}}
		}
		for _, d := range found {
			if d.Status == status {
				job.Deployment = d
				return true, nil
			}
		}
		return false, &CallError{Exchange: e, Without: "jobs", Mismatch: wire.Mismatch{Expected: "a deployment to " + environment + ", " + status, Actual: start(e.ResponseBody)}}
	})
}
