package inputs

import (
	"strings"

	"understudy/openapi"
)

// Each are requests that depart from an ordinary one in one parameter of the query or the form each, in the order of the
// document. ordinary are the arguments of a request that is answered; it stays as it is.
func Each(o *openapi.Operation, ordinary []Argument) []Input {
	var all []Input
	for _, p := range o.Parameters() {
		if p.In == "path" {
			continue
		}
		for _, v := range ValuesOf(p) {
			in := Input{Operation: o, Arguments: ordinary}.with(p.Name, anys(v.Texts)...)
			in.Parameter, in.Kind = p.Name, v.Kind
			all = append(all, in)
		}
	}
	return all
}

func anys(texts []string) []any {
	all := make([]any, len(texts))
	for i, text := range texts {
		all[i] = text
	}
	return all
}

// EachJSON is Each for a JSON body, with values that only JSON has: null, numbers and truths where texts belong, lists and
// objects.
func EachJSON(o *openapi.Operation, ordinary []Argument) []Input {
	var all []Input
	for _, p := range o.Parameters() {
		if p.In != "body" {
			continue
		}
		for _, v := range jsonValues(p) {
			in := Input{Operation: o, JSON: true, Arguments: ordinary}.with(p.Name, v.values...)
			in.Parameter, in.Kind = p.Name, v.kind
			all = append(all, in)
		}
	}
	return all
}

type jsonValue struct {
	kind   Kind
	values []any
}

func jsonValues(p *openapi.Parameter) []jsonValue {
	all := []jsonValue{
		{Absent, nil}, {Empty, []any{""}}, {Empty, []any{nil}},
		{WrongType, []any{[]any{"x"}}}, {WrongType, []any{map[string]any{"x": 1}}},
		{Unicode, []any{Unusual}}, {Overlong, []any{strings.Repeat("long", 75)}},
	}
	switch {
	case len(p.Enum) > 0:
		all = append(all, jsonValue{WrongType, []any{1}}, jsonValue{WrongType, []any{true}}, jsonValue{UnknownValue, []any{"no_such_value"}})
		for _, value := range p.Enum {
			all = append(all, jsonValue{Valid, []any{value}})
		}
	case p.Type == "boolean":
		all = append(all, jsonValue{Valid, []any{true}}, jsonValue{Valid, []any{false}}, jsonValue{WrongType, []any{2}}, jsonValue{WrongType, []any{"maybe"}})
	}
	return all
}
