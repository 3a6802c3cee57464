package ciconfig

import (
	"regexp"
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

// globalKeywords stand beside the jobs.
var globalKeywords = []string{
	"default", "include", "stages", "types", "variables", "workflow", "image", "services", "before_script", "after_script",
	"cache", "spec",
}

func readJobs(root *mapping) ([]gitlab.CIJob, error) {
	keys, err := jobKeys(root)
	if err != nil {
		return nil, err
	}
	jobs := make([]gitlab.CIJob, 0, len(keys))
	for _, key := range keys {
		name := scalarText(key)
		body := root.values[name].(*mapping)
		if err := checkName(key, isBridge(body)); err != nil {
			return nil, err
		}
		job := gitlab.CIJob{Name: name}
		for _, read := range jobReaders {
			if err := read(jobPlace(name), body, &job); err != nil {
				return nil, err
			}
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// jobKeys returns the keys of what is a job; all of them have something to do.
func jobKeys(root *mapping) ([]any, error) {
	var keys []any
	for _, key := range root.keys {
		name := scalarText(key)
		if slices.Contains(globalKeywords, name) || strings.HasPrefix(name, ".") {
			continue
		}
		body, ok := root.values[name].(*mapping)
		if !ok || !slices.ContainsFunc([]string{"script", "run", "trigger", "needs"}, body.has) {
			return nil, refusal("jobs " + attributeName(name) + " config should implement the script:, run:, or trigger: keyword")
		}
		keys = append(keys, key)
	}
	if keys == nil {
		return nil, refusal("jobs config should contain at least one visible job")
	}
	return keys, nil
}

var lettersAndSpaces = regexp.MustCompile(`^[a-z\s]+$`)

// attributeName is what becomes of a job's name in the one message where GitLab lets Rails take it for an attribute, and
// repairs some of the names afterwards.
func attributeName(name string) string {
	name = strings.TrimLeft(strings.ReplaceAll(name, ".", "_"), "_")
	name = strings.ReplaceAll(strings.TrimSuffix(name, "_id"), "_", " ")
	name = strings.ToLower(strings.TrimLeft(name, " "))
	if lettersAndSpaces.MatchString(name) {
		return strings.ReplaceAll(name, " ", "_")
	}
	return name
}

const longestName = 255

func checkName(key any, bridge bool) error {
	name, isText := key.(string)
	switch {
	case isBlank(key) && key != false:
		if bridge {
			return jobPlace("bridge").wrong("name can't be blank")
		}
		return jobPlace("job").wrong("name can't be blank")
	case !isText:
		return jobPlace(scalarText(key)).wrong("name should be a symbol")
	case len([]rune(name)) > longestName:
		return jobPlace(name).wrong("name is too long (maximum is 255 characters)")
	}
	return nil
}

// isBridge tells a job that runs nothing itself.
func isBridge(body *mapping) bool { return !body.has("script") && !body.has("run") }
