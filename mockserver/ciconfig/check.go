package ciconfig

import (
	"fmt"
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

// checker finds out whether jobs fit together.
type checker struct {
	stages []string
	jobs   map[string]gitlab.CIJob
}

func checkJobs(config gitlab.CIConfig) error {
	c := checker{stages: config.Stages, jobs: map[string]gitlab.CIJob{}}
	for _, job := range config.Jobs {
		c.jobs[job.Name] = job
	}
	for _, job := range config.Jobs {
		for _, check := range []func(gitlab.CIJob) error{c.stage, c.needs, c.onStop} {
			if err := check(job); err != nil {
				return err
			}
		}
	}
	return checkCircles(config.Jobs)
}

func (c checker) stage(job gitlab.CIJob) error {
	if slices.Contains(c.stages, job.Stage) {
		return nil
	}
	return fmt.Errorf("%s job: chosen stage %s does not exist; available stages are %s", job.Name, job.Stage, strings.Join(c.stages, ", "))
}

func (c checker) needs(job gitlab.CIJob) error {
	own := slices.Index(c.stages, job.Stage)
	times := map[string]int{}
	var repeated []string
	for _, need := range job.Needs {
		needed, ok := c.jobs[need.Job]
		if !ok && !need.Optional {
			return fmt.Errorf("%s job: undefined need: %s", job.Name, need.Job)
		}
		stage := slices.Index(c.stages, needed.Stage)
		if ok && (stage < 0 || stage > own) { // -1: there is no such stage, which is said of a job when its turn comes
			return fmt.Errorf("%s job: need %s is not defined in current or prior stages", job.Name, need.Job)
		}
		times[need.Job]++
		if times[need.Job] == 2 {
			repeated = append(repeated, need.Job)
		}
	}
	if repeated != nil {
		return refusal(job.Name + " has the following needs duplicated: " + strings.Join(repeated, ", ") + ".")
	}
	return nil
}

func (c checker) onStop(job gitlab.CIJob) error {
	if job.Environment == nil || job.Environment.OnStop == "" {
		return nil
	}
	name := job.Environment.OnStop
	stopping, ok := c.jobs[name]
	wrong := ""
	switch {
	case !ok:
		wrong = "is not defined"
	case stopping.Environment == nil:
		wrong = "does not have environment defined"
	case stopping.Environment.Name != job.Environment.Name:
		wrong = "have different environment name"
	case stopping.Environment.Action != stop:
		wrong = "needs to have action stop defined"
	default:
		return nil
	}
	return fmt.Errorf("%s job: on_stop job %s %s", job.Name, name, wrong)
}
