package openapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"unicode/utf8"
)

// ErrMalformedJSON says that a body of type application/json is no JSON. Its text is GitLab's.
var ErrMalformedJSON = errors.New("Invalid JSON format") //nolint:staticcheck // GitLab's words, which go out as they are

// LimitError says which of GitLab's limits on JSON bodies a body exceeds, in GitLab's words.
type LimitError string

func (e LimitError) Error() string { return string(e) }

// GitLab's limits on JSON bodies.
const (
	maxJSONDepth    = 32
	maxJSONMembers  = 50_000
	maxJSONElements = 100_000

	errTooDeep      LimitError = "Parameters nested too deeply"
	errLargeArray   LimitError = "Array parameter too large"
	errLargeHash    LimitError = "Hash parameter too large"
	errManyElements LimitError = "Too many total parameters"
)

func readJSON(body []byte) ([]Argument, error) {
	if !utf8.Valid(body) {
		return nil, ErrMalformed
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, ErrMalformedJSON
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrMalformedJSON
	}
	elements := 0
	if err := checkLimits(value, 1, &elements); err != nil {
		return nil, err
	}
	object, _ := value.(map[string]any)
	all := make([]Argument, 0, len(object))
	for name, value := range object {
		all = append(all, Argument{Name: name, Value: value})
	}
	slices.SortFunc(all, func(a, b Argument) int { return cmp.Compare(a.Name, b.Name) })
	return all, nil
}

func checkLimits(value any, depth int, elements *int) error {
	switch value := value.(type) {
	case string:
		return validText(value)
	case []any:
		if len(value) > maxJSONMembers {
			return errLargeArray
		}
		if err := countElements(depth, len(value), elements); err != nil {
			return err
		}
		for _, member := range value {
			if err := checkLimits(member, depth+1, elements); err != nil {
				return err
			}
		}
	case map[string]any:
		if len(value) > maxJSONMembers {
			return errLargeHash
		}
		if err := countElements(depth, len(value), elements); err != nil {
			return err
		}
		for name, member := range value {
			if err := cmp.Or(validText(name), checkLimits(member, depth+1, elements)); err != nil {
				return err
			}
		}
	}
	return nil
}

func countElements(depth, members int, elements *int) error {
	if depth > maxJSONDepth {
		return errTooDeep
	}
	if *elements += members; *elements > maxJSONElements {
		return errManyElements
	}
	return nil
}
