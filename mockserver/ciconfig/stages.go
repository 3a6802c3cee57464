package ciconfig

import (
	"slices"

	"understudy/mockserver/gitlab"
)

const (
	firstStage = ".pre"
	lastStage  = ".post"
)

func readStages(value any) ([]string, error) {
	names := []string{"build", "test", "deploy"}
	if value != nil {
		var ok bool
		if names, ok = flatten(value); !ok {
			return nil, place("stages").wrong("config should be an array of strings or a nested array of strings up to 10 levels deep")
		}
	}
	stages := []string{firstStage}
	for _, name := range names {
		if name != lastStage && !slices.Contains(stages, name) {
			stages = append(stages, name)
		}
	}
	return append(stages, lastStage), nil
}

func readStage(at place, body *mapping, job *gitlab.CIJob) error {
	job.Stage = "test"
	value := body.values["stage"]
	if value == nil {
		return nil
	}
	name, ok := value.(string)
	if !ok {
		return at.in("stage").wrong("config should be a string")
	}
	job.Stage = name
	return nil
}

const mostLevels = 10

// flatten returns the texts of a list, which may hold lists that hold texts, and so on.
func flatten(value any) ([]string, bool) {
	list, ok := value.([]any)
	if !ok {
		return nil, false
	}
	texts := []string{}
	return texts, collect(&texts, list, mostLevels)
}

func collect(texts *[]string, list []any, levels int) bool {
	if levels == 0 {
		return false
	}
	for _, item := range list {
		switch item := item.(type) {
		case string:
			*texts = append(*texts, item)
		case []any:
			if !collect(texts, item, levels-1) {
				return false
			}
		default:
			return false
		}
	}
	return true
}
