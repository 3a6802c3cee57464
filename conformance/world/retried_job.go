package world

import (
	"fmt"
)

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
