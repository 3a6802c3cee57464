package ciconfig

import (
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

var onNewCommit = []string{gitlab.AutoCancelConservative, gitlab.AutoCancelInterruptible, gitlab.AutoCancelNone}

// readAutoCancel reads what newer pipelines do to those of this file; of the rest of workflow nothing is looked at.
func readAutoCancel(workflow any) (string, error) {
	at := place("workflow")
	if workflow == nil {
		return "", nil
	}
	body, ok := workflow.(*mapping)
	if !ok {
		return "", at.wrong("config should be a hash")
	}
	at = at.in("auto_cancel")
	entry, ok := body.values["auto_cancel"].(*mapping)
	switch {
	case body.values["auto_cancel"] == nil:
		return "", nil
	case !ok:
		return "", at.wrong("config should be a hash")
	}
	value := entry.values["on_new_commit"]
	how, isText := value.(string)
	switch {
	case value == nil:
		return "", nil
	case !isText:
		return "", at.wrong("on new commit should be a string")
	case !slices.Contains(onNewCommit, how):
		return "", at.wrong("on new commit must be one of: " + strings.Join(onNewCommit, ", "))
	}
	return how, nil
}

func readInterruptible(at place, body *mapping, job *gitlab.CIJob) error {
	switch value := body.values["interruptible"].(type) {
	case nil:
	case bool:
		job.Interruptible = value
	default:
		return at.in("interruptible").wrong("config should be a boolean value")
	}
	return nil
}
