package inputs

import (
	"slices"
	"strings"

	"understudy/openapi"
)

// Kind says what is particular about a value.
type Kind string

// The kinds of values.
const (
	Valid        Kind = "valid"
	Boundary     Kind = "boundary"   // the first or last value of its type, or one just past it
	Absent       Kind = "absent"     // the parameter is left out
	WrongType    Kind = "wrong type" // no value of the parameter's type
	UnknownValue Kind = "unknown value"
	Twice        Kind = "twice" // two different values
	Empty        Kind = "empty"
	Overlong     Kind = "overlong"
	Unicode      Kind = "unicode"
)

// Value is one way to fill a parameter: with a text, with several if it is sent several times, with none if it is left out.
type Value struct {
	Kind  Kind
	Texts []string
}

// Unusual is a text of several scripts, with a character beyond the basic plane.
const Unusual = "ünïcødé 日本語 🚀"

// ValuesOf are values for a parameter of a query or a form, as its type and its enum suggest them. A parameter of free text
// has no valid value here: only its user knows one.
func ValuesOf(p *openapi.Parameter) []Value {
	all := []Value{{Kind: Absent}, one(Empty, ""), one(Unicode, Unusual)}
	switch {
	case p.Type == "array" || p.Type == "object":
		return all[:1] // spelt with brackets, which is another matter
	case len(p.Enum) > 0:
		return append(all, enumerated(p.Enum)...)
	case p.Format == "date-time":
		return append(all, times...)
	case p.Type == "integer":
		return append(all, integers(p)...)
	case p.Type == "boolean":
		return append(all, truths...)
	default:
		return append(all, one(Overlong, strings.Repeat("long", 75)), Value{Twice, []string{"first", "second"}})
	}
}

func one(kind Kind, text string) Value { return Value{kind, []string{text}} }

func enumerated(values []string) []Value {
	var all []Value
	for _, value := range values {
		all = append(all, one(Valid, value))
	}
	first := values[0]
	all = append(all, one(UnknownValue, "no_such_value"), one(Overlong, strings.Repeat(first, 100)))
	for _, spelling := range []string{strings.ToUpper(first), strings.ToUpper(first[:1]) + first[1:], first + " ", first + "," + values[len(values)-1], "_" + first} {
		if !slices.Contains(values, spelling) {
			all = append(all, one(UnknownValue, spelling))
		}
	}
	if len(values) > 1 {
		all = append(all, Value{Twice, values[:2]})
	}
	return all
}

var times = []Value{
	one(Valid, "2019-03-15T08:00:00Z"), one(Valid, "2019-03-15T10:00:00+02:00"), one(Valid, "2019-03-15T08:00:00.250Z"),
	one(Boundary, "1970-01-01T00:00:00Z"), one(Boundary, "2020-02-29T23:59:59Z"), one(Boundary, "9999-12-31T23:59:59Z"),
	one(WrongType, "no-time"), one(WrongType, "2019-13-01T00:00:00Z"), one(WrongType, "2019-02-30T00:00:00Z"),
	one(WrongType, "2019-03-15T25:00:00Z"), one(WrongType, "12"),
	one(Overlong, "2019-03-15T08:00:00."+strings.Repeat("0", 300)+"Z"),
	{Twice, []string{"2019-03-15T08:00:00Z", "2020-03-15T08:00:00Z"}},
}

var truths = []Value{
	one(Valid, "true"), one(Valid, "false"),
	one(WrongType, "maybe"), one(WrongType, "2"), one(Overlong, strings.Repeat("true", 75)),
	{Twice, []string{"true", "false"}},
}

// integers stay below what a signed integer of the parameter's size can hold: whether more is refused or found nowhere is
// the target's affair, and GitLab's own database fails over the largest page numbers.
func integers(p *openapi.Parameter) []Value {
	largest := "2147483647"
	if p.Format == "int64" {
		largest = "9223372036854775807"
	}
	return []Value{
		one(Valid, "1"), one(Valid, "2"),
		one(Boundary, "0"), one(Boundary, "-1"), one(Boundary, "100"), one(Boundary, "101"), one(Boundary, largest),
		one(WrongType, "many"), one(WrongType, "1.5"), one(WrongType, "1e1"), one(WrongType, "0x10"), one(WrongType, "1;2"),
		{Twice, []string{"1", "2"}},
	}
}
