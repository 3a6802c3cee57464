package ciconfig

import (
	"understudy/mockserver/gitlab"
)

// readNeeds leaves out needs of other pipelines and projects. A job that has only such waits for no job, one that mirrors
// another pipeline for the stages before it.
func readNeeds(at place, body *mapping, job *gitlab.CIJob) error {
	at = at.in("needs")
	var list []any
	switch value := body.values["needs"].(type) {
	case nil:
		return nil
	case *mapping:
		list = []any{value}
	case []any:
		list = value
	default:
		return at.wrong("config can only be a hash or an array")
	}
	if mirrored(list) {
		return nil
	}
	job.Needs = []gitlab.CINeed{}
	return addNeeds(at.in("need"), list, job)
}

func addNeeds(at place, list []any, job *gitlab.CIJob) error {
	for _, item := range list {
		var err error
		switch item := item.(type) {
		case []any:
			err = addNeeds(at, item, job)
		case string:
			if isBlank(item) {
				return at.wrong("config can't be blank")
			}
			job.Needs = append(job.Needs, gitlab.CINeed{Job: item})
		case *mapping:
			err = addNeed(at, item, job)
		default:
			err = unsupported(at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func addNeed(at place, need *mapping, job *gitlab.CIJob) error {
	if need.has("pipeline") || need.has("project") {
		return nil
	}
	if !need.has("job") {
		return unsupported(at)
	}
	name, ok := need.values["job"].(string)
	if !ok {
		return at.wrong("job should be a string")
	}
	if isBlank(name) {
		return at.wrong("job can't be blank")
	}
	optional, ok := need.values["optional"].(bool)
	if !ok && need.values["optional"] != nil {
		return at.wrong("optional should be a boolean value")
	}
	job.Needs = append(job.Needs, gitlab.CINeed{Job: name, Optional: optional})
	return nil
}

func unsupported(at place) error { return refusal(string(at) + " has an unsupported type") }

// mirrored tells whether needs name a pipeline of another project, as a job has it that shows the state of that pipeline.
func mirrored(needs []any) bool {
	for _, item := range needs {
		if need, ok := item.(*mapping); ok && need.has("pipeline") && !need.has("job") {
			return true
		}
	}
	return false
}
