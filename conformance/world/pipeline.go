package world

import (
	"errors"
	"fmt"
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
