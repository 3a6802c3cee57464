package world

import (
	"errors"
	"fmt"
	"maps"
	"net/http"

	"understudy/conformance/wire"
)

// Jobs are deployments that the jobs of a pipeline made, each to an environment of its own. They are shared: for reading only.
type Jobs struct {
	Project *Project
	// Deployments are by status: created, blocked, running, success, failed, canceled and skipped; triggered is that of a
	// job that started another pipeline.
	Deployments map[string]Deployment
	Pipeline    int64
	Job         map[string]int64 // their jobs, by the same names
	Token       string           // of the job that is running
	Ended       string           // the token of a job that ended
}

// jobsFile is a pipeline with a job for each status. Nobody runs the jobs with the tag: they wait, or are canceled.
const jobsFile = `stages: [deploy]
blocked:   {stage: deploy, script: "true", environment: {name: %[1]s-blocked}, when: manual}
created:   {stage: deploy, script: "true", environment: {name: %[1]s-created}, tags: [nobody]}
running:   {stage: deploy, script: "true", environment: {name: %[1]s-running}}
success:   {stage: deploy, script: "true", environment: {name: %[1]s-success}}
failed:    {stage: deploy, script: "true", environment: {name: %[1]s-failed}}
canceled:  {stage: deploy, script: "true", environment: {name: %[1]s-canceled}, tags: [nobody]}
skipped:   {stage: deploy, script: "true", environment: {name: %[1]s-skipped}, needs: [failed]}
triggered: {stage: deploy, trigger: {include: child.yml}, environment: {name: %[1]s-triggered}}
`

const childFile = `nothing: {script: "true", tags: [nobody]}
`

// Jobs is arranged once for all cases.
func (w *World) Jobs() (Jobs, error) {
	return once(w, "jobs", func() (Jobs, error) {
		jobs, err := w.makeJobs()
		return jobs, lacking("jobs", err)
	})
}

func (w *World) makeJobs() (Jobs, error) {
	p, err := w.NewProject("pipelines")
	if err != nil {
		return Jobs{}, purposed(err, "a project with pipelines", "jobs")
	}
	j := Jobs{Project: p, Deployments: map[string]Deployment{}, Job: map[string]int64{}}
	files := map[string]string{".gitlab-ci.yml": fmt.Sprintf(jobsFile, w.Name("jobs")), "child.yml": childFile}
	if _, err := p.Commit("pipeline", p.Ref, files, "Add jobs"); err != nil {
		return j, err
	}
	runner, err := p.Runner()
	if err != nil {
		return j, err
	}
	if err := j.start(); err != nil {
		return j, err
	}
	if err := j.playAll(runner); err != nil {
		return j, err
	}
	if err := w.post(p.URL("jobs", j.Job["canceled"], "cancel"), nil, nil); err != nil {
		return j, err
	}
	return j, j.settle()
}

// start starts the pipeline, and learns its jobs when it has them.
func (j *Jobs) start() error {
	w := j.Project.w
	var pipeline struct{ ID int64 }
	if err := w.post(j.Project.URL("pipeline"), map[string]any{"ref": "pipeline"}, &pipeline); err != nil {
		return err
	}
	j.Pipeline = pipeline.ID
	return w.until(w.ctx, fmt.Errorf("pipeline %d gets no jobs", pipeline.ID), func() (bool, error) {
		for _, kind := range []string{"jobs", "bridges"} {
			var all []struct {
				ID   int64
				Name string
			}
			if err := w.get(j.Project.URL("pipelines", pipeline.ID, kind), &all); err != nil {
				return false, err
			}
			for _, job := range all {
				j.Job[job.Name] = job.ID
			}
		}
		return j.Job["skipped"] != 0, nil
	})
}

// playAll plays the runner: one job stays running, one succeeds, one fails.
func (j *Jobs) playAll(runner string) error {
	w := j.Project.w
	for range 3 {
		job, err := w.take(runner)
		if err != nil {
			return err
		}
		switch job.Name {
		case "running":
			j.Token = job.Token
		case "success", "failed":
			if err := w.finish(job, job.Name); err != nil {
				return err
			}
			j.Ended = job.Token
		default:
			return fmt.Errorf("the runner was given the job %q, which is not for it", job.Name)
		}
	}
	return nil
}

// settle waits until each deployment has the status it is to have.
func (j *Jobs) settle() error {
	w := j.Project.w
	for _, status := range []string{"blocked", "created", "running", "success", "failed", "canceled", "skipped", "triggered"} {
		environment := w.Name("jobs") + "-" + status
		late := fmt.Errorf("the deployment of the job %s does not become %s", status, status)
		err := w.until(w.ctx, late, func() (bool, error) {
			d, err := j.Project.only(environment)
			d.Environment.Name = environment // whatever the list shows of it
			j.Deployments[status] = d
			return err == nil && (d.Status == status || status == "triggered" && d.Status == "success"), err
		})
		if errors.Is(err, late) && j.Deployments[status].ID == 0 {
			err = j.unlisted(environment)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unlisted tells that the list holds nothing of an environment that a job deploys to.
func (j *Jobs) unlisted(environment string) error {
	w := j.Project.w
	e := w.Line.Do(w.ctx, w.signer, wire.Request{Method: http.MethodGet, Path: j.Project.URL("deployments"), Query: wire.Params{"environment": environment}})
	return &CallError{Exchange: e, Rule: "R-LIST-COMPLETE", Mismatch: wire.Mismatch{
		Expected: "a deployment to " + environment, Actual: start(e.ResponseBody), Why: "A job deploys there.",
	}}
}

// only is the deployment in an environment that has one; without an id if there is none yet.
func (p *Project) only(environment string) (Deployment, error) {
	var all []Deployment
	err := p.w.call(p.w.ctx, p.w.signer, wire.Request{
		Method: http.MethodGet, Path: p.URL("deployments"), Query: wire.Params{"environment": environment},
	}, &all)
	if err != nil || len(all) == 0 {
		return Deployment{}, err
	}
	return all[0], nil
}

// Runner registers a runner for the project's untagged jobs and returns its token. The world plays it.
func (p *Project) Runner() (token string, err error) {
	return once(p.w, fmt.Sprintf("runner %d", p.ID), func() (string, error) {
		return p.runner(p.w.Name("runner"), map[string]any{"run_untagged": true})
	})
}

// runner registers a runner for the jobs that the attributes name.
func (p *Project) runner(name string, attributes map[string]any) (token string, err error) {
	thing := Thing{Kind: kindRunner, Name: name, Project: p.named}
	if err := p.intend(thing); err != nil {
		return "", err
	}
	body := map[string]any{"runner_type": "project_type", "project_id": p.ID, "description": name}
	maps.Copy(body, attributes)
	var made struct {
		ID    int64
		Token string
	}
	if err := p.w.post("/user/runners", body, &made); err != nil {
		return "", lacking("jobs", err)
	}
	p.w.Redactor.Hide(made.Token)
	thing.ID, thing.Secret = made.ID, made.Token
	p.record(thing)
	return made.Token, nil
}

// takenJob is a job that the runner has taken.
type takenJob struct {
	ID    int64
	Name  string
	Token string
}

// take asks for a job until there is one.
func (w *World) take(runner string) (takenJob, error) {
	var taken takenJob
	nobody := wire.Identity{Name: "runner"}
	err := w.until(w.ctx, fmt.Errorf("the runner is given no job"), func() (bool, error) {
		e := w.Line.Do(w.ctx, nobody, wire.Request{Method: http.MethodPost, Path: "/jobs/request", JSON: map[string]any{"token": runner, "info": map[string]any{"features": map[string]any{}}}})
		if e.Err == nil && (e.Status == http.StatusNoContent || e.Status == http.StatusConflict) {
			return false, nil
		}
		return decodeTaken(e, &taken)
	})
	if err == nil {
		w.Redactor.Hide(taken.Token)
	}
	return taken, err
}

func decodeTaken(e *wire.Exchange, taken *takenJob) (bool, error) {
	var given struct {
		ID    int64
		Token string
		Info  struct{ Name string } `json:"job_info"`
	}
	if err := decode(e, &given); err != nil {
		return false, err
	}
	*taken = takenJob{ID: given.ID, Name: given.Info.Name, Token: given.Token}
	return true, nil
}

// finish tells the target how a job ended: success or failed.
func (w *World) finish(job takenJob, state string) error {
	return w.call(w.ctx, wire.Identity{Name: "runner"}, wire.Request{
		Method: http.MethodPut, Path: fmt.Sprintf("/jobs/%d", job.ID), JSON: map[string]any{"token": job.Token, "state": state},
	}, nil)
}

// RetriedJob is two jobs that deployed to one environment, one the retry of the other.
type RetriedJob struct {
	Project       *Project
	Environment   string
	First, Second int64      // the jobs
	Before, After Deployment // theirs
}

// RetriedJob is arranged once for all cases.
func (w *World) RetriedJob() (RetriedJob, error) {
	return once(w, "retried job", func() (RetriedJob, error) {
		retried, err := w.retryJob()
		return retried, lacking("jobs", err)
	})
}

func (w *World) retryJob() (RetriedJob, error) {
	p, err := w.NewProject("retries")
	if err != nil {
		return RetriedJob{}, purposed(err, "a project with pipelines", "jobs")
	}
	r := RetriedJob{Project: p, Environment: w.Name("retries")}
	file := fmt.Sprintf("deploy: {script: \"true\", environment: {name: %s}}\n", r.Environment)
	if _, err := p.Commit("pipeline", p.Ref, map[string]string{".gitlab-ci.yml": file}, "Add a job"); err != nil {
		return r, err
	}
	runner, err := p.Runner()
	if err != nil {
		return r, err
	}
	if err := w.post(p.URL("pipeline"), map[string]any{"ref": "pipeline"}, nil); err != nil {
		return r, err
	}
	if r.First, err = w.playNext(runner, "failed"); err != nil {
		return r, err
	}
	if err := w.post(p.URL("jobs", r.First, "retry"), nil, nil); err != nil {
		return r, err
	}
	if r.Second, err = w.playNext(runner, "success"); err != nil {
		return r, err
	}
	return r, w.until(w.ctx, fmt.Errorf("the retried job does not deploy"), func() (bool, error) {
		var all []Deployment
		err := w.get(p.URL("deployments"), &all)
		for _, d := range all {
			if d.Status == "success" {
				r.After = d
			} else {
				r.Before = d
			}
		}
		return r.Before.Status == "failed" && r.After.ID != 0, err
	})
}

// playNext takes the next job and ends it.
func (w *World) playNext(runner, state string) (id int64, err error) {
	job, err := w.take(runner)
	if err != nil {
		return 0, err
	}
	return job.ID, w.finish(job, state)
}

// Blocked arranges a job whose deployment waits for approvals, to a protected environment of its own.
func (p *Project) Blocked(name string, rules ...ApprovalRule) (Deployment, error) {
	w := p.w
	environment := w.Name(fmt.Sprintf("blocked-%d-%s", p.ID, name))
	if err := w.Approvals(); err != nil {
		return Deployment{}, err
	}
	if err := p.Protect(environment, rules...); err != nil {
		return Deployment{}, err
	}
	file := fmt.Sprintf("deploy: {script: \"true\", environment: {name: %s}}\n", environment)
	if _, err := p.Commit(name, p.Ref, map[string]string{".gitlab-ci.yml": file}, "Deploy "+name); err != nil {
		return Deployment{}, lacking("jobs", err)
	}
	if err := w.post(p.URL("pipeline"), map[string]any{"ref": name}, nil); err != nil {
		return Deployment{}, lacking("jobs", err)
	}
	var d Deployment
	err := w.until(w.ctx, &Missing{What: "a blocked deployment", Without: "jobs"}, func() (done bool, err error) {
		d, err = p.only(environment)
		return d.Status == "blocked", err
	})
	return d, err
}
