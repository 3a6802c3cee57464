package ciconfig

import (
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

// jobReaders each read a part of a job, in the order in which GitLab complains.
var jobReaders = []func(at place, body *mapping, job *gitlab.CIJob) error{
	checkTogether,
	checkScriptThere,
	readWhen,
	readAllowFailure,
	readStage,
	readJobVariables,
	readEnvironment,
	readScript,
	readTags,
	readTrigger,
	readNeeds,
	readInterruptible,
	checkBridge,
}

func checkTogether(at place, body *mapping, _ *gitlab.CIJob) error {
	for _, pair := range [][]string{{"script", "trigger"}, {"run", "trigger"}, {"script", "run"}} {
		var both []string
		for _, key := range body.keys {
			if name := scalarText(key); slices.Contains(pair, name) {
				both = append(both, name)
			}
		}
		if len(both) > 1 {
			return at.wrong("config these keys cannot be used together: " + strings.Join(both, ", "))
		}
	}
	return nil
}

func checkScriptThere(at place, body *mapping, _ *gitlab.CIJob) error {
	if body.has("script") && isBlank(body.values["script"]) {
		return at.wrong("script can't be blank")
	}
	return nil
}

func readScript(at place, body *mapping, job *gitlab.CIJob) error {
	switch value := body.values["script"].(type) {
	case nil: // it runs steps, or nothing
	case string:
		job.Script = []string{value}
	default:
		var ok bool
		if job.Script, ok = flatten(value); !ok {
			return at.in("script").wrong("config should be a string or a nested array of strings up to 10 levels deep")
		}
	}
	return nil
}

// delayed waits for a time to pass as well, which nothing here does.
const delayed = "delayed"

func readWhen(at place, body *mapping, job *gitlab.CIJob) error {
	job.When = gitlab.OnSuccess
	value := body.values["when"]
	if value == nil {
		return nil
	}
	name, _ := value.(string)
	allowed := []string{"on_success", "on_failure", "always", "manual", delayed}
	if isBridge(body) {
		allowed = allowed[:4]
	}
	when := gitlab.When(name)
	switch {
	case when == gitlab.Never: // GitLab takes it in rules only
		job.When = when
	case !slices.Contains(allowed, name):
		return at.wrong("when should be one of: " + strings.Join(allowed, ", "))
	case name != delayed:
		job.When = when
	}
	return nil
}

func readAllowFailure(at place, body *mapping, job *gitlab.CIJob) error {
	switch value := body.values["allow_failure"].(type) {
	case nil:
		job.AllowFailure = job.When == gitlab.ManualStep
	case bool:
		job.AllowFailure = value
	case *mapping: // exit codes: other failures count
		if isBridge(body) {
			return at.wrong("allow failure should be a boolean value")
		}
	default:
		if isBridge(body) {
			return at.wrong("allow failure should be a boolean value")
		}
		return at.wrong("allow failure should be a hash or a boolean value")
	}
	return nil
}

const tagLimit = 50

func readTags(at place, body *mapping, job *gitlab.CIJob) error {
	value := body.values["tags"]
	if value == nil || isBridge(body) {
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		return at.in("tags").wrong("config should be an array of strings")
	}
	for _, item := range list {
		tag, ok := item.(string)
		if !ok {
			return at.in("tags").wrong("config should be an array of strings")
		}
		job.Tags = append(job.Tags, tag)
	}
	if len(job.Tags) >= tagLimit {
		return at.in("tags").wrong("config must be less than the limit of 50 tags")
	}
	return nil
}
