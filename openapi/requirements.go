package openapi

import (
	"fmt"
	"slices"
	"sync"

	"github.com/goccy/go-yaml"
)

// Requirement is one rule of the documentation, or (Excluded) a part of it that asks nothing.
type Requirement struct {
	// ID is never used twice.
	ID string `yaml:"id"`
	// Level is MUST, SHOULD, MAY or INFO.
	Level string `yaml:"level"`
	// Basis is how the documentation says it: stated, example, implied, linked or inferred.
	Basis string `yaml:"basis"`
	// Section, Item and Lines are the place in the documentation: anchor, attribute, lines.
	Section string `yaml:"section"`
	Item    string `yaml:"item"`
	Lines   []int  `yaml:"lines"`
	// Operation is the operationId the rule is about; "" means all of them.
	Operation string `yaml:"operation"`
	Statement string `yaml:"statement"`
	// Excluded says why these lines ask nothing that can be seen from outside; such a row has no level and no statement.
	Excluded string `yaml:"excluded"`
}

// Requirements are all rows of requirements.yaml, in its order. They are read once; the caller may change the slice, and not what
// the rows hold.
func Requirements() ([]Requirement, error) {
	rows, err := requirements()
	return slices.Clone(rows), err
}

var requirements = sync.OnceValues(func() ([]Requirement, error) {
	data, err := embedded.ReadFile("requirements.yaml")
	if err != nil {
		return nil, err
	}
	return parseRequirements(data)
})

func parseRequirements(data []byte) ([]Requirement, error) {
	var rows []Requirement
	if err := yaml.UnmarshalWithOptions(data, &rows, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("requirements.yaml: %w", err)
	}
	return rows, nil
}
