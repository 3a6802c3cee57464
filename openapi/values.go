package openapi

import (
	"slices"
	"strings"
	"time"
)

// Values are the coerced arguments of a request, defaults filled in. A name the operation does not declare has the zero value.
type Values struct {
	parameters []*Parameter
	index      map[string]int
	slots      []slot
	extra      []Argument // that the operation does not declare
}

// slot holds the value of the parameter at the same position.
type slot struct {
	state  state
	text   string // as given; of an integer and a boolean, as Ruby prints them
	number int64  // of an integer; 1 of true; of a time, microseconds since 1970
	any    any    // []string or []Values of a list, Values of an object, what was given where anything goes
}

type state uint8

const (
	absent state = iota
	blank        // sent, but as nothing: null, or an empty number
	defaulted
	given
)

func (v Values) slot(name string) (slot, *Parameter) {
	i, ok := v.index[name]
	if !ok {
		return slot{}, nil
	}
	return v.slots[i], v.parameters[i]
}

// Given tells whether the client sent the parameter with a value; a default, a null or an empty number does not count.
func (v Values) Given(name string) bool {
	s, _ := v.slot(name)
	return s.state == given
}

// Sent tells whether the client sent the parameter at all, also as a null.
func (v Values) Sent(name string) bool {
	s, _ := v.slot(name)
	return s.state == given || s.state == blank
}

// String is a parameter's text. A word that stands in for an integer is spelt as the document spells it.
func (v Values) String(name string) string {
	s, p := v.slot(name)
	if p != nil && p.kind == integerOrWordParam {
		if i := p.word(s.text); i >= 0 {
			return p.words[i]
		}
	}
	return s.text
}

// Int is an integer; one beyond 64 bits is the largest or smallest there is.
func (v Values) Int(name string) int64 {
	s, _ := v.slot(name)
	return s.number
}

// Bool is a boolean.
func (v Values) Bool(name string) bool {
	s, _ := v.slot(name)
	return s.number != 0
}

// Time is a date-time in UTC, cut to microseconds; the zero time if there is none.
func (v Values) Time(name string) time.Time {
	s, p := v.slot(name)
	if p == nil || p.kind != timeParam || s.state != given {
		return time.Time{}
	}
	return time.UnixMicro(s.number).UTC()
}

// Strings are the members of a list. The caller must not change them.
func (v Values) Strings(name string) []string {
	s, _ := v.slot(name)
	list, _ := s.any.([]string)
	return list
}

// Object are the coerced properties of an object, empty if it is absent.
func (v Values) Object(name string) Values {
	s, _ := v.slot(name)
	object, _ := s.any.(Values)
	return object
}

// Objects are the coerced members of a list of objects. The caller must not change them.
func (v Values) Objects(name string) []Values {
	s, _ := v.slot(name)
	objects, _ := s.any.([]Values)
	return objects
}

// Any is a value in its own type: string, int64, bool, time.Time, []string, for an object map[string]any of its declared
// properties, []map[string]any of a list of objects, and whatever was sent for a parameter without a type. It is nil if there is none.
func (v Values) Any(name string) any {
	s, p := v.slot(name)
	if s.state == absent || s.state == blank {
		return nil
	}
	switch p.kind {
	case integerParam:
		return s.number
	case integerOrWordParam:
		if p.word(s.text) < 0 {
			return s.number
		}
		return v.String(name)
	case booleanParam:
		return s.number != 0
	case timeParam:
		return v.Time(name)
	case stringParam:
		return s.text
	case objectParam:
		return v.Object(name).values()
	case objectListParam:
		var objects []map[string]any
		for _, object := range v.Objects(name) {
			objects = append(objects, object.values())
		}
		return objects
	default:
		return s.any
	}
}

func (v Values) values() map[string]any {
	all := map[string]any{}
	for _, p := range v.parameters {
		if v.Given(p.Name) {
			all[p.Name] = v.Any(p.Name)
		}
	}
	return all
}

// word is the position of a word that an integer parameter also takes, and -1 if the text is none.
func (p *Parameter) word(text string) int {
	return slices.IndexFunc(p.words, func(w string) bool { return strings.EqualFold(w, text) })
}
