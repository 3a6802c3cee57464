package openapi

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
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
	value, err := readWhole(body)
	if err != nil {
		return nil, err
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

// readWhole reads one value, behind which nothing may stand.
func readWhole(body []byte) (any, error) {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) // half a surrogate pair
	value, err := readValue(decoder)
	if err != nil {
		return nil, ErrMalformedJSON
	}
	if _, err := decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, ErrMalformedJSON
	}
	return value, nil
}

// readValue gives numbers as they are written, and of members of one name the last.
func readValue(d *jsontext.Decoder) (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	switch token.Kind() {
	case '{':
		return readMembers(d)
	case '[':
		return readElements(d)
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case 'n':
		return nil, nil
	}
	return token.Bool(), nil
}

func readMembers(d *jsontext.Decoder) (any, error) {
	object := map[string]any{}
	for d.PeekKind() != '}' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		key := name.String()
		if object[key], err = readValue(d); err != nil {
			return nil, err
		}
	}
	_, err := d.ReadToken()
	return object, err
}

func readElements(d *jsontext.Decoder) (any, error) {
	list := []any{}
	for d.PeekKind() != ']' {
		value, err := readValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	_, err := d.ReadToken()
	return list, err
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
