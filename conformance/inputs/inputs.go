// Package inputs makes requests out of the document: for each parameter of an operation what the document allows, what it
// forbids, and what lies on the edge; filters in pairs; and whole requests by chance, from a seed. What a server must answer
// is known from the document alone: see [Input.Refused]. The package sends nothing.
package inputs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"understudy/openapi"
)

// Argument is one thing that a request says.
type Argument struct {
	Name string
	// Value is a string; in a JSON body anything that JSON has.
	Value any
}

// Input is the arguments of one request to an operation.
type Input struct {
	Operation *openapi.Operation
	Parameter string // that departs from an ordinary request, "" if several do
	Kind      Kind   // what is particular about it
	JSON      bool   // the arguments are a JSON object; else they are a query or a form
	Arguments []Argument
}

// Refused are the names of the parameters whose values the document forbids, in its order; what lacks a required parameter
// names that one. Such a request must be refused, and must change nothing.
func (in Input) Refused() []string {
	arguments, err := in.read()
	if err != nil {
		return []string{in.Parameter}
	}
	_, violations := in.Operation.Coerce(pathArguments(in.Operation), nil, arguments)
	var names []string
	for _, v := range violations {
		if name := strings.Split(v.Pointer, "[")[0]; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (in Input) read() ([]openapi.Argument, error) {
	if in.JSON {
		return openapi.ReadBody("application/json", in.Body())
	}
	return openapi.ReadQuery(in.Query())
}

// pathArguments stand in for what the path of a request says, which an input leaves to its user.
func pathArguments(o *openapi.Operation) (all []openapi.Argument) {
	for _, p := range o.Parameters() {
		if p.In == "path" {
			all = append(all, openapi.Argument{Name: p.Name, Value: "1"})
		}
	}
	return all
}

// Query are the arguments as a query or a form, in their order.
func (in Input) Query() string {
	pairs := make([]string, len(in.Arguments))
	for i, a := range in.Arguments {
		pairs[i] = url.QueryEscape(a.Name) + "=" + url.QueryEscape(fmt.Sprint(a.Value))
	}
	return strings.Join(pairs, "&")
}

// Body are the arguments as a JSON object.
func (in Input) Body() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, a := range in.Arguments {
		if i > 0 {
			b.WriteByte(',')
		}
		member, _ := json.Marshal(map[string]any{a.Name: a.Value}) // of JSON's own types
		b.Write(member[1 : len(member)-1])
	}
	b.WriteByte('}')
	return b.Bytes()
}

// String tells what is particular about the input, shortly.
func (in Input) String() string {
	said := in.Query()
	if in.JSON {
		said = string(in.Body())
	}
	if len(said) > 120 {
		said = said[:120] + "…"
	}
	if in.Parameter == "" {
		return said
	}
	return fmt.Sprintf("%s %s: %s", in.Parameter, in.Kind, said)
}

// with is in with other arguments under one name, none to leave it out.
func (in Input) with(name string, values ...any) Input {
	in.Arguments = slices.DeleteFunc(slices.Clone(in.Arguments), func(a Argument) bool { return a.Name == name })
	for _, value := range values {
		in.Arguments = append(in.Arguments, Argument{name, value})
	}
	return in
}
