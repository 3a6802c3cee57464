package faults

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is a JSON object.
type row = map[string]any

// decode reads JSON with numbers as they are written; what is no JSON is nil.
func decode(body []byte) any {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return nil
	}
	return value
}

func encode(value any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // it was JSON before
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// object is the answer's body if that is an object, rows if it is a list of objects.
func (a *answer) object() row {
	object, _ := a.value().(row)
	return object
}

func (a *answer) rows() []row {
	list, _ := a.value().([]any)
	rows := make([]row, 0, len(list))
	for _, item := range list {
		if object, ok := item.(row); ok {
			rows = append(rows, object)
		}
	}
	return rows
}

func (a *answer) successful() bool { return a.status >= 200 && a.status < 300 }

// changedTag ends the ETag of a body that was changed.
const changedTag = `-x"`

// withBody is the answer with another body, if that says anything else.
func (a *answer) withBody(value any) *answer {
	if reflect.DeepEqual(a.value(), value) {
		return a
	}
	b := a.clone()
	b.body = encode(value)
	if tag := b.header.Get("Etag"); tag != "" {
		b.header.Set("Etag", strings.TrimSuffix(tag, `"`)+changedTag)
	}
	return b
}

func integer(value any) int64 {
	switch v := value.(type) {
	case json.Number:
		n, _ := v.Int64()
		return n
	case int64:
		return v
	case int:
		return int64(v)
	case string:
		n, _ := strconv.ParseInt(v, 10, 64)
		return n
	}
	return 0
}

func number(n int64) json.Number { return json.Number(strconv.FormatInt(n, 10)) }

func text(value any) string {
	s, _ := value.(string)
	return s
}

// removed says in place of a value that its key is to go.
type removed struct{}

// change applies f to what a pointer such as /user/name leads to; * leads to every item. Keys that do not exist are left alone.
func change(value any, pointer string, f func(any) any) any {
	if pointer == "" {
		return f(value)
	}
	key, rest, _ := strings.Cut(strings.TrimPrefix(pointer, "/"), "/")
	if rest != "" {
		rest = "/" + rest
	}
	switch v := value.(type) {
	case row:
		return changeMember(v, key, rest, f)
	case []any:
		return changeItems(v, key, rest, f)
	}
	return value
}

func changeMember(object row, key, rest string, f func(any) any) any {
	old, exists := object[key]
	if !exists {
		return object
	}
	changed := row{}
	for k, v := range object {
		changed[k] = v
	}
	if value := change(old, rest, f); value == (removed{}) {
		delete(changed, key)
	} else {
		changed[key] = value
	}
	return changed
}

func changeItems(list []any, key, rest string, f func(any) any) any {
	var changed []any
	for i, item := range list {
		if key == "*" || key == strconv.Itoa(i) {
			item = change(item, rest, f)
		}
		if item != (any)(removed{}) {
			changed = append(changed, item)
		}
	}
	if changed == nil {
		return []any{}
	}
	return changed
}

// find is what a pointer leads to; nil is nothing, or null.
func find(value any, pointer string) any {
	var found any
	change(value, pointer, func(v any) any {
		found = v
		return v
	})
	return found
}

// member is the object with another value for one key.
func member(object row, key string, value any) row {
	changed := row{}
	for k, v := range object {
		changed[k] = v
	}
	changed[key] = value
	return changed
}

func reversed[T any](list []T) []T {
	turned := slices.Clone(list)
	slices.Reverse(turned)
	return turned
}

// timeOf reads a time as GitLab writes it; what is none is the zero time.
func timeOf(value any) time.Time {
	t, _ := time.Parse(time.RFC3339, text(value))
	return t
}

const asShown = "2006-01-02T15:04:05.000Z07:00"

// moved is the time so many seconds later.
func moved(shown string, seconds int) string {
	return timeOf(shown).Add(time.Duration(seconds) * time.Second).Format(asShown)
}
