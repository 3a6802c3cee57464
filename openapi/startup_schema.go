package openapi

import (
	"encoding/json"

	"github.com/getkin/kin-openapi/openapi3"
)

// schemaForm is a schema of the start-up form.
type schemaForm struct {
	extensionsForm
	Ref                  string                  `json:"$ref"`
	Type                 string                  `json:"type"`
	Nullable             bool                    `json:"nullable"`
	Format               string                  `json:"format"`
	Pattern              string                  `json:"pattern"`
	Enum                 []any                   `json:"enum"`
	Default              any                     `json:"default"`
	MinLength            uint64                  `json:"minLength"`
	MaxLength            *uint64                 `json:"maxLength"`
	MinItems             uint64                  `json:"minItems"`
	MaxItems             *uint64                 `json:"maxItems"`
	Minimum              *float64                `json:"minimum"`
	Maximum              *float64                `json:"maximum"`
	ExclusiveMinimum     openapi3.ExclusiveBound `json:"exclusiveMinimum"`
	ExclusiveMaximum     openapi3.ExclusiveBound `json:"exclusiveMaximum"`
	Properties           map[string]*schemaForm  `json:"properties"`
	Required             []string                `json:"required"`
	AdditionalProperties *additionalForm         `json:"additionalProperties"`
	Items                *schemaForm             `json:"items"`
	Not                  *schemaForm             `json:"not"`
	AllOf                []*schemaForm           `json:"allOf"`
	AnyOf                []*schemaForm           `json:"anyOf"`
	OneOf                []*schemaForm           `json:"oneOf"`
}

// additionalForm is true, false or a schema.
type additionalForm struct {
	allowed *bool
	schema  *schemaForm
}

// UnmarshalJSON implements json.Unmarshaler.
func (f *additionalForm) UnmarshalJSON(text []byte) error {
	if text[0] == '{' {
		return json.Unmarshal(text, &f.schema)
	}
	return json.Unmarshal(text, &f.allowed)
}

func (f *schemaForm) fill(s *openapi3.Schema) {
	*s = openapi3.Schema{
		Extensions: f.extensions(), Nullable: f.Nullable, Format: f.Format, Pattern: f.Pattern, Enum: f.Enum, Default: f.Default, MinLength: f.MinLength, MaxLength: f.MaxLength,
		MinItems: f.MinItems, MaxItems: f.MaxItems, Min: f.Minimum, Max: f.Maximum, ExclusiveMin: f.ExclusiveMinimum, ExclusiveMax: f.ExclusiveMaximum,
		Required: f.Required, Items: f.Items.ref(), Not: f.Not.ref(), AllOf: refs(f.AllOf), AnyOf: refs(f.AnyOf), OneOf: refs(f.OneOf),
	}
	if f.Type != "" {
		s.Type = &openapi3.Types{f.Type}
	}
	if len(f.Properties) > 0 {
		s.Properties = make(openapi3.Schemas, len(f.Properties))
	}
	for name, property := range f.Properties {
		s.Properties[name] = property.ref()
	}
	if f.AdditionalProperties != nil {
		s.AdditionalProperties = openapi3.BoolSchema{Has: f.AdditionalProperties.allowed, Schema: f.AdditionalProperties.schema.ref()}
	}
}

// ref is the schema, or what it refers to; nil of none.
func (f *schemaForm) ref() *openapi3.SchemaRef {
	if f == nil {
		return nil
	}
	return &openapi3.SchemaRef{Ref: f.Ref, Value: filled(f.Ref, f, (*schemaForm).fill)}
}

func refs(forms []*schemaForm) openapi3.SchemaRefs {
	var all openapi3.SchemaRefs
	for _, f := range forms {
		all = append(all, f.ref())
	}
	return all
}
