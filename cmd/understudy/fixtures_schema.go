package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/goccy/go-yaml"

	"understudy/fixtures"
	"understudy/fixtures/export"
	"understudy/openapi"
)

func writeDatasetSchema(_ context.Context, w io.Writer) error { return writeJSON(w, fixtures.Schema()) }

func writeJSON(w io.Writer, document any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

const componentsPath = "#/components/schemas/"

// entitySchema is a JSON Schema (draft 2020-12) of an entity, out of the contract.
func entitySchema(entity export.Entity, profile openapi.Profile) (map[string]any, error) {
	if entity.Schema == "" {
		return nil, fmt.Errorf("--schema: the contract has no schema of --entity %s: leave one of them out", entity.Name)
	}
	text, err := openapi.Printed(profile, true)
	if err != nil {
		return nil, err
	}
	var contract struct {
		Components struct {
			Schemas map[string]any `json:"schemas"`
		} `json:"components"`
	}
	if text, err = yaml.YAMLToJSON(text); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &contract); err != nil {
		return nil, err
	}
	definitions := map[string]any{}
	define(entity.Schema, contract.Components.Schemas, definitions)
	return map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": entity.Name, "$ref": "#/$defs/" + entity.Schema, "$defs": definitions,
	}, nil
}

// define adds a schema and those that it refers to.
func define(name string, from, into map[string]any) {
	if _, done := into[name]; done {
		return
	}
	into[name] = true // stands for it where it refers to itself
	into[name] = jsonSchema(from[name], func(other string) { define(other, from, into) })
}

// jsonSchema says in JSON Schema what OpenAPI 3.0 says in words of its own: nullable, and extensions and examples, which are left out.
func jsonSchema(node any, refer func(name string)) any {
	switch node := node.(type) {
	case []any:
		for i := range node {
			node[i] = jsonSchema(node[i], refer)
		}
	case map[string]any:
		return jsonSchemaObject(node, refer)
	}
	return node
}

func jsonSchemaObject(node map[string]any, refer func(name string)) any {
	said := map[string]any{}
	for key, value := range node {
		switch {
		case key == "$ref":
			name := strings.TrimPrefix(value.(string), componentsPath)
			refer(name)
			said[key] = "#/$defs/" + name
		case key == "properties":
			properties := map[string]any{}
			for property, schema := range value.(map[string]any) {
				properties[property] = jsonSchema(schema, refer)
			}
			said[key] = properties
		case key == "enum" || key == "required" || key == "default":
			said[key] = value
		case key == "nullable" || key == "example" || key == "externalDocs" || key == "xml" || key == "discriminator" || strings.HasPrefix(key, "x-"):
		default:
			said[key] = jsonSchema(value, refer)
		}
	}
	if node["nullable"] == true {
		return map[string]any{"anyOf": []any{said, map[string]any{"type": "null"}}}
	}
	return said
}
