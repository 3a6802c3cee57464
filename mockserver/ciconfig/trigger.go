package ciconfig

import (
	"understudy/mockserver/gitlab"
)

func readTrigger(at place, body *mapping, job *gitlab.CIJob) error {
	if !isBridge(body) {
		return nil
	}
	at = at.in("trigger")
	switch value := body.values["trigger"].(type) {
	case nil:
		return nil
	case string:
		if isBlank(value) {
			return at.wrong("config can't be blank")
		}
		job.Trigger = &gitlab.CITrigger{Project: value}
		return nil
	case *mapping:
		job.Trigger = &gitlab.CITrigger{}
		if err := readDownstream(at, value, job.Trigger); err != nil {
			return err
		}
		return readStrategy(at, value, job.Trigger)
	}
	return refusal(string(at) + " has to be either a string or a hash")
}

func readDownstream(at place, entry *mapping, trigger *gitlab.CITrigger) error {
	if entry.has("include") {
		return readInclude(at, entry, trigger)
	}
	if len(entry.keys) == 0 {
		return at.wrong("config can't be blank")
	}
	var ok bool
	if trigger.Project, ok = entry.values["project"].(string); !ok {
		return at.wrong("project should be a string")
	}
	if isBlank(trigger.Project) {
		return at.wrong("project can't be blank")
	}
	branch := entry.values["branch"]
	if trigger.Branch, ok = branch.(string); !ok && branch != nil {
		return at.wrong("branch should be a string")
	}
	return nil
}

func readStrategy(at place, entry *mapping, trigger *gitlab.CITrigger) error {
	switch entry.values["strategy"] {
	case nil:
	case "depend":
		trigger.Depend = true
	case "mirror":
		trigger.Depend, trigger.Mirror = true, true
	default:
		return at.wrong("strategy should be depend or mirror")
	}
	return nil
}

const mostIncludes = 3

// readInclude keeps the first file of the repository. Files of other projects, artifacts and templates have no path in it.
func readInclude(at place, entry *mapping, trigger *gitlab.CITrigger) error {
	for _, key := range entry.keys {
		if name := scalarText(key); name == "project" || name == "branch" {
			return at.wrong("config contains unknown keys: " + name)
		}
	}
	at = at.in("include")
	var files []any
	switch value := entry.values["include"].(type) {
	case string, *mapping:
		files = []any{value}
	case []any:
		files = value
	default:
		return at.wrong("config should be an array or a string")
	}
	if len(files) > mostIncludes {
		return at.wrong("config is too long (maximum is 3)")
	}
	for _, file := range files {
		path, err := localPath(at, file)
		if err != nil {
			return err
		}
		if trigger.Include == "" {
			trigger.Include = path
		}
	}
	return nil
}

func localPath(at place, file any) (string, error) {
	switch file := file.(type) {
	case string:
		return file, nil
	case *mapping:
		path, ok := file.values["local"].(string)
		if !ok && file.values["local"] != nil {
			return "", at.in("include").wrong("local should be a string")
		}
		return path, nil
	}
	return "", at.in("include").wrong("config should be a hash or a string")
}

// checkBridge refuses a job that has needs, and otherwise nothing to do.
func checkBridge(at place, body *mapping, job *gitlab.CIJob) error {
	if isBridge(body) && job.Trigger == nil && (job.Needs != nil || body.values["needs"] == nil) {
		return at.wrong("config should contain either a trigger or a needs:pipeline")
	}
	return nil
}
