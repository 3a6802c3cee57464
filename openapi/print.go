package openapi

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

const (
	neighboursFile = "neighbours.yaml"
	examplesFile   = "examples.yaml" // of neighbours.yaml
)

// Printed is the contract in force as one OpenAPI document in YAML that refers to no other file: the Deployments API as the
// profile sees it, and the endpoints around it if neighbours are wanted. x-profile in its info names the profile. It fails only if
// the embedded files are broken.
func Printed(p Profile, neighbours bool) ([]byte, error) {
	document, err := ordered(deploymentsFile)
	if err != nil {
		return nil, err
	}
	c, err := embeddedContract()
	if err != nil {
		return nil, err
	}
	for _, row := range c.divergences {
		if p.FollowsGitLab(row.ID) {
			takeGitLabsSide(document, row)
		}
	}
	info := child(document, "info")
	setChild(document, "info", append(info, yaml.MapItem{Key: "x-profile", Value: p.Name()}))
	if neighbours {
		others, err := ordered(neighboursFile)
		if err != nil {
			return nil, err
		}
		merge(document, others)
		examples, err := ordered(examplesFile)
		if err != nil {
			return nil, err
		}
		merge(document, examples)
	}
	return yaml.MarshalWithOptions(document, yaml.IndentSequence(true), yaml.CustomMarshaler(escapedLines))
}

// PrintedControl is control.yaml.
func PrintedControl() []byte {
	text, err := embedded.ReadFile("control.yaml")
	if err != nil {
		panic(err) // the name is a constant
	}
	return text
}

// escapedLines writes texts of several lines with escapes: in a block, the yaml package loses carriage returns.
func escapedLines(text string) ([]byte, error) {
	if strings.ContainsAny(text, "\r\n") {
		return json.Marshal(text)
	}
	return yaml.Marshal(text)
}

func ordered(name string) (yaml.MapSlice, error) {
	text, err := embedded.ReadFile(name)
	if err != nil {
		return nil, err
	}
	local := strings.NewReplacer(`"`+deploymentsFile+`#/`, `"#/`, `"`+examplesFile+`#/`, `"#/`).Replace(string(text))
	var document yaml.MapSlice
	if err := yaml.UnmarshalWithOptions([]byte(local), &document, yaml.UseOrderedMap()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return document, nil
}

// child is the map under a key, and nil if there is none.
func child(m yaml.MapSlice, key string) yaml.MapSlice {
	for _, item := range m {
		if item.Key == key {
			value, _ := item.Value.(yaml.MapSlice)
			return value
		}
	}
	return nil
}

func setChild(m yaml.MapSlice, key string, value any) {
	for i := range m {
		if m[i].Key == key {
			m[i].Value = value
		}
	}
}

// takeGitLabsSide changes the values that a parameter takes, or the text that an example shows.
func takeGitLabsSide(document yaml.MapSlice, row Divergence) {
	for _, path := range child(document, "paths") {
		for _, item := range path.Value.(yaml.MapSlice) {
			operation := item.Value.(yaml.MapSlice)
			if !slices.Contains(operation, yaml.MapItem{Key: "operationId", Value: row.Operation}) {
				continue
			}
			if row.Apply == nil {
				replaceText(child(operation, "responses"), row.Documented.Value, row.GitLab.Value)
				continue
			}
			for _, item := range operation {
				if parameters, ok := item.Value.([]any); ok && item.Key == "parameters" {
					row.Apply.toParameters(parameters)
				}
			}
		}
	}
}

func (c EnumChange) toParameters(parameters []any) {
	for _, p := range parameters {
		parameter := p.(yaml.MapSlice)
		if !slices.Contains(parameter, yaml.MapItem{Key: "name", Value: c.Parameter}) {
			continue
		}
		schema := child(parameter, "schema")
		for i := range schema {
			if schema[i].Key == "enum" {
				schema[i].Value = c.apply(stringsOf(schema[i].Value))
			}
		}
	}
}

func replaceText(node any, text, by string) {
	switch node := node.(type) {
	case yaml.MapSlice:
		for i := range node {
			if node[i].Value == text {
				node[i].Value = by
			} else {
				replaceText(node[i].Value, text, by)
			}
		}
	case []any:
		for _, member := range node {
			replaceText(member, text, by)
		}
	}
}

// merge adds the tags, paths and components of another document, which has no name of this one.
func merge(document, other yaml.MapSlice) {
	for i := range document {
		switch document[i].Key {
		case "tags":
			for _, item := range other {
				if item.Key == "tags" {
					document[i].Value = append(document[i].Value.([]any), item.Value.([]any)...)
				}
			}
		case "paths":
			document[i].Value = append(document[i].Value.(yaml.MapSlice), child(other, "paths")...)
		case "components":
			components, others := document[i].Value.(yaml.MapSlice), child(other, "components")
			for k := range components {
				if key := components[k].Key.(string); key != "securitySchemes" { // the same everywhere
					components[k].Value = append(components[k].Value.(yaml.MapSlice), child(others, key)...)
				}
			}
		}
	}
}
