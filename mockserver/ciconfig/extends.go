package ciconfig

import (
	"fmt"
	"slices"
	"strings"
)

// extender lays jobs over those that they extend.
type extender struct {
	root *mapping
	done map[string]extended
	left *budget
}

type extended struct {
	job    *mapping
	levels int // how many bases lie below each other
}

const mostAncestors = 10

func extend(root *mapping) (*mapping, error) {
	e := extender{root: root, done: map[string]extended{}, left: newBudget()}
	made := newMapping()
	for _, key := range root.keys {
		name := scalarText(key)
		value := root.values[name]
		if _, ok := value.(*mapping); ok {
			result, err := e.extend(name, nil)
			if err != nil {
				return nil, err
			}
			value = result.job
		}
		made.set(key, value)
	}
	return made, nil
}

// extend makes the complete job. It remembers those it has made, but finds out anew what is wrong with a chain that has
// become too long, since the message names where.
func (e *extender) extend(name string, ancestors []string) (extended, error) {
	job := e.root.values[name].(*mapping)
	if !job.has("extends") {
		return extended{job: job}, nil
	}
	if made, ok := e.done[name]; ok && len(ancestors)+made.levels <= mostAncestors+1 {
		return made, nil
	}
	bases := baseNames(job.values["extends"])
	if err := e.check(name, bases, ancestors); err != nil {
		return extended{}, err
	}
	made := extended{job: newMapping(), levels: 1}
	for _, base := range bases {
		below, err := e.extend(base, append(slices.Clip(ancestors), name))
		if err != nil {
			return extended{}, err
		}
		made.levels = max(made.levels, below.levels+1)
		if made.job, err = merge(made.job, below.job, e.left); err != nil {
			return extended{}, err
		}
	}
	var err error
	made.job, err = merge(made.job, job, e.left)
	e.done[name] = made
	return made, err
}

func (e *extender) check(name string, bases, ancestors []string) error {
	var unknown, invalid []string
	for _, base := range bases {
		if !e.root.has(base) {
			unknown = append(unknown, base)
		} else if _, ok := e.root.values[base].(*mapping); !ok {
			invalid = append(invalid, base)
		}
	}
	switch {
	case unknown != nil:
		return fmt.Errorf("%s: unknown keys in `extends` (%s)", name, strings.Join(unknown, ", "))
	case invalid != nil:
		return fmt.Errorf("%s: invalid base hashes in `extends` (%s)", name, strings.Join(invalid, ", "))
	case len(ancestors) > mostAncestors:
		return fmt.Errorf("%s: nesting too deep in `extends`", name)
	case slices.Contains(ancestors, name):
		return fmt.Errorf("%s: circular dependency detected in `extends`", name)
	}
	return nil
}

func baseNames(value any) []string {
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		names := make([]string, len(value))
		for i, name := range value {
			names[i] = scalarText(name)
		}
		return names
	}
	return []string{scalarText(value)}
}
