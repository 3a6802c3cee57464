package openapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/bits"
	"regexp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Schema is one schema of the document, compiled when the document is read. It may be used by any number of goroutines.
type Schema struct {
	kinds    kinds // what type allows; anyKind without type
	nullable bool
	format   format
	pattern  *regexp.Regexp
	enum     []enumValue

	minLength, maxLength int // in characters; max < 0 is unbounded
	minItems, maxItems   int
	minimum, maximum     *bound

	properties []property // by length of the name, then by name
	byLength   []uint16   // byLength[n] is the first property whose name has n bytes or more
	required   propertySet
	unlisted   []string // required names without a schema of their own
	additional *Schema  // for the properties not listed; nil if anything goes
	closed     bool     // additionalProperties: false
	open       bool     // additionalProperties: true or a schema

	items               *Schema
	allOf, anyOf, oneOf []*Schema
	not                 *Schema
}

type property struct {
	name   string
	schema *Schema
}

// bound is minimum or maximum.
type bound struct {
	value     float64
	exclusive bool
}

// enumValue is one value of an enum: a string as its characters, anything else as its JSON text.
type enumValue struct {
	kind kinds
	text string
}

type kinds uint8

const (
	stringKind kinds = 1 << iota
	integerKind
	numberKind
	booleanKind
	arrayKind
	objectKind
	nullKind
	anyKind = stringKind | integerKind | numberKind | booleanKind | arrayKind | objectKind
)

var kindNames = []string{"string", "integer", "number", "boolean", "array", "object", "null"}

func (k kinds) String() string {
	if k == anyKind {
		return "value"
	}
	return kindNames[bits.TrailingZeros8(uint8(k))]
}

func kindsOf(types *openapi3.Types) kinds {
	var all kinds
	for _, name := range types.Slice() {
		all |= 1 << slices.Index(kindNames, name)
	}
	if all == 0 {
		return anyKind
	}
	if all&numberKind != 0 {
		all |= integerKind
	}
	return all
}

type format uint8

const (
	noFormat format = iota
	dateTimeFormat
	dateFormat
	uriFormat
	int32Format
	int64Format
)

// formats are the formats that are checked; the others only describe.
var formats = map[string]format{
	"date-time": dateTimeFormat, "date": dateFormat, "uri": uriFormat, "int32": int32Format, "int64": int64Format,
}

// propertySet is a set of positions in Schema.properties.
type propertySet [maxProperties / 64]uint64

const maxProperties = 256

func (s *propertySet) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s *propertySet) has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }
func (s *propertySet) lacks(t *propertySet) bool {
	for i := range s {
		if t[i]&^s[i] != 0 {
			return true
		}
	}
	return false
}

// setProperties stores the properties in the order that find searches.
func (s *Schema) setProperties(properties []property) {
	slices.SortFunc(properties, func(a, b property) int {
		return cmp.Or(cmp.Compare(len(a.name), len(b.name)), cmp.Compare(a.name, b.name))
	})
	s.properties = properties
	if len(properties) == 0 {
		s.byLength = nil
		return
	}
	longest := len(properties[len(properties)-1].name)
	s.byLength = make([]uint16, longest+2)
	for length := range s.byLength {
		first, _ := slices.BinarySearchFunc(properties, length, func(p property, n int) int { return cmp.Compare(len(p.name), n) })
		s.byLength[length] = uint16(first)
	}
}

// find gives the position of the property of this name, and -1 if the schema does not list it.
func (s *Schema) find(name []byte) int {
	if len(name)+1 >= len(s.byLength) {
		return -1
	}
	for i := s.byLength[len(name)]; i < s.byLength[len(name)+1]; i++ {
		if s.properties[i].name == string(name) {
			return int(i)
		}
	}
	return -1
}

// describes tells whether the schema, or one that it is composed of, says anything about the property.
func (s *Schema) describes(name []byte) bool {
	if s.open || s.find(name) >= 0 {
		return true
	}
	for _, parts := range [...][]*Schema{s.allOf, s.anyOf, s.oneOf} {
		if slices.ContainsFunc(parts, func(part *Schema) bool { return part.describes(name) }) {
			return true
		}
	}
	return false
}

// freeForm tells whether the schema leaves an object's properties entirely open.
func (s *Schema) freeForm() bool {
	for _, parts := range [...][]*Schema{s.allOf, s.anyOf, s.oneOf} {
		if slices.ContainsFunc(parts, func(part *Schema) bool { return !part.freeForm() }) {
			return false
		}
	}
	return len(s.properties) == 0 && !s.closed
}

func newEnumValue(value any) (enumValue, error) {
	switch value := value.(type) {
	case string:
		return enumValue{kind: stringKind, text: value}, nil
	case nil:
		return enumValue{kind: nullKind, text: "null"}, nil
	case bool:
		text, err := json.Marshal(value)
		return enumValue{kind: booleanKind, text: string(text)}, err
	default:
		text, err := json.Marshal(value)
		if err == nil && (text[0] == '{' || text[0] == '[') {
			err = fmt.Errorf("the enum has %s, and only scalars are compared: describe it otherwise", text)
		}
		return enumValue{kind: numberKind, text: string(text)}, err
	}
}
