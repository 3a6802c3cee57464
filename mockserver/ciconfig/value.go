package ciconfig

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A value is nil, a bool, int64, uint64, float64, string, []any, *mapping or, until it is resolved, *reference. Values are
// shared wherever the file has an alias, so nothing changes one that is complete.

// mapping keeps the order of the file.
type mapping struct {
	keys   []any // strings, and what YAML takes for numbers, booleans and nothing
	values map[string]any
}

func newMapping() *mapping { return &mapping{values: map[string]any{}} }

func (m *mapping) set(key, value any) {
	text := scalarText(key)
	if !m.has(text) {
		m.keys = append(m.keys, key)
	}
	m.values[text] = value
}

func (m *mapping) has(key string) bool {
	_, ok := m.values[key]
	return ok
}

// The limits of a GitLab that nobody has configured are 2 MB in memory, which is about as many values, and this depth.
const (
	mostValues = 50_000
	deepest    = 100
)

const errTooBig = refusal("The parsed YAML is too big")

// budget is how many values may still be made: aliases, merge keys, references and extends multiply what a file holds.
type budget int

func newBudget() *budget {
	b := budget(mostValues)
	return &b
}

func (b *budget) take(count int) error {
	*b -= budget(count)
	if *b < 0 {
		return errTooBig
	}
	return nil
}

// merge lays one mapping over another; where both have a mapping under a key, those are merged in turn.
func merge(base, over *mapping, left *budget) (*mapping, error) {
	if err := left.take(len(base.keys) + len(over.keys)); err != nil {
		return nil, err
	}
	merged := &mapping{keys: slices.Clone(base.keys), values: make(map[string]any, len(base.keys)+len(over.keys))}
	for key, value := range base.values {
		merged.values[key] = value
	}
	for _, key := range over.keys {
		value := over.values[scalarText(key)]
		inner, isMapping := value.(*mapping)
		below, wasMapping := base.values[scalarText(key)].(*mapping)
		if isMapping && wasMapping {
			both, err := merge(below, inner, left)
			if err != nil {
				return nil, err
			}
			value = both
		}
		merged.set(key, value)
	}
	return merged, nil
}

// isScalar tells what may be the value of a variable.
func isScalar(value any) bool {
	switch value.(type) {
	case string, bool, int64, uint64, float64:
		return true
	}
	return false
}

// scalarText is a value as Ruby would print it; lists and mappings have none.
func scalarText(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case float64:
		return floatText(value)
	case bool, int64, uint64:
		return fmt.Sprint(value)
	}
	return ""
}

func floatText(number float64) string {
	text := strconv.FormatFloat(number, 'f', -1, 64)
	if strings.ContainsAny(text, ".IN") { // infinite, or no number
		return text
	}
	return text + ".0"
}

// isBlank is what Rails finds blank.
func isBlank(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case bool:
		return !value
	case string:
		return strings.TrimSpace(value) == ""
	case []any:
		return len(value) == 0
	case *mapping:
		return len(value.keys) == 0
	}
	return false
}

// inspect prints a list of texts as Ruby does.
func inspect(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = strconv.Quote(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
