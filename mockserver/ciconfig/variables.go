package ciconfig

import (
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

var (
	globalVariableKeys = []string{"value", "description", "expand", "options"}
	jobVariableKeys    = []string{"value", "expand"}
)

func readJobVariables(at place, body *mapping, job *gitlab.CIJob) error {
	var err error
	job.Variables, err = readVariables(at, body.values["variables"], jobVariableKeys)
	return err
}

// readVariables reads the variables of a job, or of the whole if at is empty.
func readVariables(at place, value any, allowed []string) (map[string]string, error) {
	if value == nil {
		return nil, nil
	}
	at = at.in("variables")
	entries, ok := value.(*mapping)
	if !ok {
		return nil, at.wrong("config should be a hash")
	}
	variables := map[string]string{}
	for _, key := range entries.keys {
		name := scalarText(key)
		text, err := readVariable(at.in(name), entries.values[name], allowed)
		if err != nil {
			return nil, err
		}
		variables[name] = text
	}
	return variables, nil
}

func readVariable(at place, value any, allowed []string) (string, error) {
	if value == nil || isScalar(value) {
		return scalarText(value), nil
	}
	detailed, ok := value.(*mapping)
	if !ok {
		return "", refusal("variable definition must be either a string or a hash")
	}
	inner := detailed.values["value"]
	if inner != nil && !isScalar(inner) {
		return "", at.wrong("config value must be a scalar")
	}
	var unknown []string
	for _, key := range detailed.keys {
		if name := scalarText(key); !slices.Contains(allowed, name) {
			unknown = append(unknown, name)
		}
	}
	if unknown != nil {
		return "", at.wrong("config uses invalid data keys: " + strings.Join(unknown, ", "))
	}
	return scalarText(inner), nil
}
