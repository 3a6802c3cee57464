package openapi

import (
	"errors"
	"net/url"
	"strings"
)

// ErrMalformed says that a query, a body or a path is no text GitLab reads: a bad escape, bytes that are not UTF-8, a NUL,
// a multipart body that is none, a name used both as a scalar and as an array, more parameters than Rack takes.
var ErrMalformed = errors.New("the request is malformed: check its escapes and its encoding")

// Argument is one thing a request says, uncoerced.
type Argument struct {
	Name string
	// Value is a string, nil, json.Number, bool, []any or map[string]any. A query or a form has only strings, nil for a name
	// without an equals sign, and the lists and hashes that brackets make of them.
	Value any
}

// Rack's limits (2.2.21, which GitLab 18.9 has): how many parameters a query or form has, and parts a multipart body.
const (
	maxQueryParameters = 4096
	maxParts           = 4095
)

// ReadQuery reads a query as Rack does: a + is a blank, a[]=1 makes a list, a[b]=1 a hash, and of a repeated scalar the
// last one wins. Each name stands in the result once. The error is ErrMalformed.
func ReadQuery(raw string) ([]Argument, error) {
	if raw == "" {
		return nil, nil
	}
	n := 1 + strings.Count(raw, "&")
	if n > maxQueryParameters {
		return nil, ErrMalformed
	}
	all := argumentList{arguments: make([]Argument, 0, n)}
	for pair := range strings.SplitSeq(raw, "&") {
		if pair == "" {
			continue
		}
		name, text, hasValue := strings.Cut(pair, "=")
		name, err := unescapeQuery(name)
		if err != nil {
			return nil, err
		}
		var value any
		if hasValue {
			if value, err = unescapeQueryValue(text); err != nil {
				return nil, err
			}
		}
		if err := all.set(name, value); err != nil {
			return nil, err
		}
	}
	return all.arguments, nil
}

func unescapeQuery(text string) (string, error) {
	if strings.ContainsAny(text, "%+") {
		var err error
		if text, err = url.QueryUnescape(text); err != nil {
			return "", ErrMalformed
		}
	}
	return text, validText(text)
}

func unescapeQueryValue(text string) (any, error) {
	value, err := unescapeQuery(text)
	return value, err
}

// argumentList collects arguments; many of them are found by a map instead of a search.
type argumentList struct {
	arguments []Argument
	index     map[string]int
}

// set stores a value under a name, whose brackets say where in a list or hash it belongs.
func (l *argumentList) set(name string, value any) error {
	key, rest := splitName(name)
	if key == "" {
		return nil
	}
	if rest == "[" { // opens nothing, and belongs to the name
		key, rest = name, ""
	}
	i := l.position(key)
	if rest == "" {
		l.arguments[i].Value = value
		return nil
	}
	nested, err := nest(l.arguments[i].Value, rest, value, 0)
	l.arguments[i].Value = nested
	return err
}

// position is the place of the argument of this name, which is added if it is new.
func (l *argumentList) position(name string) int {
	if l.index != nil {
		if i, ok := l.index[name]; ok {
			return i
		}
	} else {
		for i := range l.arguments {
			if l.arguments[i].Name == name {
				return i
			}
		}
	}
	l.arguments = append(l.arguments, Argument{Name: name})
	if len(l.arguments) > 16 && l.index == nil {
		l.index = map[string]int{}
		for i, a := range l.arguments {
			l.index[a.Name] = i
		}
	}
	if l.index != nil {
		l.index[name] = len(l.arguments) - 1
	}
	return len(l.arguments) - 1
}

// splitName cuts a[b][] into its key a and the rest [b][].
func splitName(name string) (key, rest string) {
	i := strings.IndexByte(name, '[')
	if i < 0 {
		return name, ""
	}
	if i == 0 { // Rack ignores leading brackets
		name = strings.TrimLeft(name, "[]")
		if i = strings.IndexAny(name, "[]"); i < 0 {
			return name, ""
		}
		return name[:i], strings.TrimLeft(name[i:], "]")
	}
	return name[:i], name[i:]
}

// maxNesting is how deep Rack lets brackets nest.
const maxNesting = 100

// nest puts a value into the list or hash that the brackets in rest describe, which must not be something else already.
func nest(current any, rest string, value any, depth int) (any, error) {
	if depth > maxNesting {
		return nil, ErrMalformed
	}
	if rest == "" {
		return value, nil
	}
	if after, ok := strings.CutPrefix(rest, "[]"); ok {
		list, ok := current.([]any)
		if !ok && current != nil {
			return nil, ErrMalformed
		}
		return nestInList(list, after, value, depth)
	}
	inner, after, closed := strings.Cut(strings.TrimPrefix(rest, "["), "]")
	if inner == "" {
		return value, nil
	}
	if !closed {
		after = ""
	}
	hash, ok := current.(map[string]any)
	if !ok {
		if current != nil {
			return nil, ErrMalformed
		}
		hash = map[string]any{}
	}
	nested, err := nest(hash[inner], after, value, depth+1)
	hash[inner] = nested
	return hash, err
}

// nestInList appends a value; a[][b]=1&a[][c]=2 fills one hash until a key comes back.
func nestInList(list []any, rest string, value any, depth int) (any, error) {
	if rest == "" {
		return append(list, value), nil
	}
	if last := len(list) - 1; last >= 0 {
		key, _, _ := strings.Cut(strings.TrimPrefix(rest, "["), "]")
		if hash, ok := list[last].(map[string]any); ok {
			if _, taken := hash[key]; !taken {
				_, err := nest(hash, rest, value, depth+1)
				return list, err
			}
		}
	}
	nested, err := nest(nil, rest, value, depth+1)
	return append(list, nested), err
}
