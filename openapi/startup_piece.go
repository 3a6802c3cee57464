package openapi

import (
	"encoding/json"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
)

// readPiece reads a piece of the start-up form. Kin's own readers read every part of a piece once more at each level above it, which
// takes a program's first answer longer than all the rest of it; so the pieces are read by forms, which fill kin's types.
func readPiece(text string, into any) error {
	switch into := into.(type) {
	case *openapi3.Operation:
		return read(text, into, (*operationForm).fill)
	case *openapi3.Parameter:
		return read(text, into, (*parameterForm).fill)
	case *openapi3.RequestBody:
		return read(text, into, (*bodyForm).fill)
	case *openapi3.Response:
		return read(text, into, (*responseForm).fill)
	case *openapi3.Header:
		return read(text, into, (*headerForm).fill)
	case *openapi3.Schema:
		return read(text, into, (*schemaForm).fill)
	}
	return fmt.Errorf("no piece is a %T", into)
}

func read[F, K any](text string, into *K, fill func(*F, *K)) error {
	var form F
	if err := json.Unmarshal([]byte(text), &form); err != nil {
		return err
	}
	fill(&form, into)
	return nil
}

// extensionsForm are the keys of our own, of whatever has them.
type extensionsForm struct {
	AtLeastOneOf           any `json:"x-at-least-one-of"`
	CommaSeparated         any `json:"x-comma-separated"`
	MutuallyExclusive      any `json:"x-mutually-exclusive"`
	MutuallyExclusiveAfter any `json:"x-mutually-exclusive-after"`
	MutuallyExclusiveWords any `json:"x-mutually-exclusive-words"`
	Negotiated             any `json:"x-negotiated"`
	OneOrMany              any `json:"x-one-or-many"`
	Order                  any `json:"x-order"`
	Refused                any `json:"x-refused"`
	Undeclared             any `json:"x-undeclared"`
	Whole                  any `json:"x-whole"`
}

func (f *extensionsForm) extensions() map[string]any {
	if *f == (extensionsForm{}) {
		return nil
	}
	return map[string]any{
		"x-at-least-one-of": f.AtLeastOneOf, "x-comma-separated": f.CommaSeparated, "x-mutually-exclusive": f.MutuallyExclusive,
		"x-mutually-exclusive-after": f.MutuallyExclusiveAfter, "x-mutually-exclusive-words": f.MutuallyExclusiveWords,
		"x-negotiated": f.Negotiated, "x-one-or-many": f.OneOrMany, "x-order": f.Order, "x-refused": f.Refused,
		"x-undeclared": f.Undeclared, "x-whole": f.Whole,
	}
}

type operationForm struct {
	extensionsForm
	Parameters  []*parameterForm         `json:"parameters"`
	RequestBody *bodyForm                `json:"requestBody"`
	Responses   map[string]*responseForm `json:"responses"`
}

func (f *operationForm) fill(o *openapi3.Operation) {
	o.Extensions = f.extensions()
	for _, p := range f.Parameters {
		o.Parameters = append(o.Parameters, &openapi3.ParameterRef{Ref: p.Ref, Value: filled(p.Ref, p, (*parameterForm).fill)})
	}
	if body := f.RequestBody; body != nil {
		o.RequestBody = &openapi3.RequestBodyRef{Ref: body.Ref, Value: filled(body.Ref, body, (*bodyForm).fill)}
	}
	o.Responses = openapi3.NewResponsesWithCapacity(len(f.Responses))
	for status, response := range f.Responses {
		o.Responses.Set(status, &openapi3.ResponseRef{Ref: response.Ref, Value: filled(response.Ref, response, (*responseForm).fill)})
	}
}

// filled is what the form says as kin has it; nil of a reference, which the compiler follows.
func filled[F, K any](ref string, form *F, fill func(*F, *K)) *K {
	if ref != "" {
		return nil
	}
	into := new(K)
	fill(form, into)
	return into
}

type parameterForm struct {
	extensionsForm
	Ref      string      `json:"$ref"`
	Name     string      `json:"name"`
	In       string      `json:"in"`
	Required bool        `json:"required"`
	Schema   *schemaForm `json:"schema"`
}

func (f *parameterForm) fill(p *openapi3.Parameter) {
	p.Extensions, p.Name, p.In, p.Required, p.Schema = f.extensions(), f.Name, f.In, f.Required, f.Schema.ref()
}

type bodyForm struct {
	extensionsForm
	Ref     string      `json:"$ref"`
	Content contentForm `json:"content"`
}

func (f *bodyForm) fill(b *openapi3.RequestBody) {
	b.Extensions, b.Content = f.extensions(), f.Content.content()
}

type responseForm struct {
	Ref     string                 `json:"$ref"`
	Headers map[string]*headerForm `json:"headers"`
	Content contentForm            `json:"content"`
}

func (f *responseForm) fill(r *openapi3.Response) {
	r.Content = f.Content.content()
	r.Headers = make(openapi3.Headers, len(f.Headers))
	for name, header := range f.Headers {
		r.Headers[name] = &openapi3.HeaderRef{Ref: header.Ref, Value: filled(header.Ref, header, (*headerForm).fill)}
	}
}

type headerForm struct {
	Ref      string      `json:"$ref"`
	Required bool        `json:"required"`
	Schema   *schemaForm `json:"schema"`
}

func (f *headerForm) fill(h *openapi3.Header) { h.Required, h.Schema = f.Required, f.Schema.ref() }

// contentForm are the schemas by media type.
type contentForm map[string]struct {
	Schema *schemaForm `json:"schema"`
}

func (f contentForm) content() openapi3.Content {
	content := make(openapi3.Content, len(f))
	for name, media := range f {
		content[name] = &openapi3.MediaType{Schema: media.Schema.ref()}
	}
	return content
}
