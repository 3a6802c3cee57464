package openapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Parameter is one thing a request may say: in its path, its query or, as an attribute, in its body.
type Parameter struct {
	Name string
	// In is path, query or body: where the document declares it. GitLab takes an attribute from the query as well.
	In string
	// Type is string, integer, boolean, array or object; "" if anything goes.
	Type     string
	Format   string
	Required bool
	// Enum are the values allowed, of a list those of its members; nil if all are.
	Enum []string
	// Default is the value of an absent parameter as text, "" if there is none.
	Default string
	// MaxLength is how many characters GitLab takes; 0: any number. Reading does not refuse more: GitLab's models do, after
	// everything else, with a text of their own.
	MaxLength int

	kind           paramKind
	notBlank       bool
	excluded       []string // values not allowed
	words          []string // that an integer parameter takes as well
	undeclared     bool     // GitLab does not check the type
	commaSeparated bool
	oneOrMany      bool           // a text stands for the list of it
	ofIntegers     bool           // the members of the list are
	properties     []*Parameter   // of an object, or of each in a list
	index          map[string]int // of properties by name
	combined       []combination  // of an object
	refused        string         // why GitLab refuses the parameter whatever its value
}

type paramKind uint8

const (
	anyParam paramKind = iota
	stringParam
	integerParam
	booleanParam
	timeParam
	integerOrWordParam
	listParam
	objectParam
	objectListParam
)

func (c *compiler) parameter(name, in string, ref *openapi3.SchemaRef, extensions map[string]any) (*Parameter, error) {
	schema, err := c.readable(ref)
	if err != nil {
		return nil, fmt.Errorf("parameter %s: %w", name, err)
	}
	p := &Parameter{
		Name: name, In: in, Type: typeName(schema), Format: schema.Format,
		Enum:       enumOf(schema),
		notBlank:   schema.MinLength > 0,
		undeclared: extensions["x-undeclared"] == true,

		commaSeparated: extensions["x-comma-separated"] == true,
		oneOrMany:      extensions["x-one-or-many"] == true,
	}
	if schema.MaxLength != nil {
		p.MaxLength = int(*schema.MaxLength)
	}
	p.refused, _ = extensions["x-refused"].(string)
	if schema.Default != nil {
		p.Default = fmt.Sprint(schema.Default)
	}
	if schema.Not != nil {
		p.excluded = enumOf(schema.Not.Value)
	}
	if err := c.setKind(p, schema); err != nil {
		return nil, fmt.Errorf("parameter %s: %w", name, err)
	}
	if p.undeclared && p.kind != integerParam {
		p.kind = anyParam
	}
	return p, nil
}

// readable is the schema of a parameter, which may stand behind an allOf of one so that it has a description of its own. It is
// an error if it uses a keyword that nobody would enforce.
func (c *compiler) readable(ref *openapi3.SchemaRef) (*openapi3.Schema, error) {
	schema, err := resolve(c, ref.Ref, ref.Value)
	if err != nil {
		return nil, err
	}
	if keyword := unreadKeyword(schema); keyword != "" {
		return nil, fmt.Errorf("%s is not enforced on parameters: describe it otherwise", keyword)
	}
	if len(schema.AllOf) == 0 {
		return schema, nil
	}
	if len(schema.AllOf) > 1 || schema.Type != nil || schema.Default != nil || schema.Enum != nil || schema.Properties != nil {
		return nil, errors.New("allOf is read as a reference to one schema, with nothing beside it but a description")
	}
	return c.readable(schema.AllOf[0])
}

// unreadKeyword names a keyword that the reading of parameters does not know.
func unreadKeyword(s *openapi3.Schema) string {
	switch {
	case s.MinLength > 1:
		return "minLength above 1"
	case s.Pattern != "":
		return "pattern"
	case s.Min != nil:
		return "minimum"
	case s.Max != nil:
		return "maximum"
	case s.MinItems != 0:
		return "minItems"
	case s.MaxItems != nil:
		return "maxItems"
	case len(s.OneOf) > 0:
		return "oneOf"
	}
	return uncheckedKeyword(s)
}

func (c *compiler) setKind(p *Parameter, schema *openapi3.Schema) (err error) {
	switch {
	case len(schema.AnyOf) > 0:
		p.kind, p.Type = integerOrWordParam, "integer"
		for _, part := range schema.AnyOf {
			p.words = append(p.words, enumOf(part.Value)...)
		}
		if len(p.words) < 2 {
			err = errors.New("anyOf is read as an integer or one of several words")
		}
	case p.Type == "string" && (p.Format == "date-time" || p.Format == "date"):
		p.kind = timeParam
	case p.Type == "string":
		p.kind = stringParam
	case p.Type == "integer":
		p.kind = integerParam
	case p.Type == "boolean":
		p.kind = booleanParam
	case p.Type == "array":
		err = c.setItems(p, schema.Items)
	case p.Type == "object":
		p.kind = objectParam
		err = c.setProperties(p, schema)
	case p.Type != "":
		err = fmt.Errorf("type %q has no reading as a parameter", p.Type)
	}
	return err
}

func (c *compiler) setItems(p *Parameter, ref *openapi3.SchemaRef) error {
	p.kind = listParam
	if ref == nil {
		return nil
	}
	items, err := c.readable(ref)
	if err != nil {
		return err
	}
	if typeName(items) == "object" {
		p.kind = objectListParam
		return c.setProperties(p, items)
	}
	p.Enum, p.ofIntegers = enumOf(items), typeName(items) == "integer"
	return nil
}

func (c *compiler) setProperties(p *Parameter, schema *openapi3.Schema) (err error) {
	p.properties, err = c.propertyParameters(p.In, schema)
	p.index = indexOf(p.properties)
	p.combined = combinationsOf(schema.Extensions, p.properties)
	return err
}

// propertyParameters are the properties of an object in the order of x-order, or of their names if it has none.
func (c *compiler) propertyParameters(in string, schema *openapi3.Schema) ([]*Parameter, error) {
	order := stringsOf(schema.Extensions["x-order"])
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		if !slices.Contains(order, name) {
			order = append(order, name)
		}
	}
	var all []*Parameter
	for _, name := range order {
		property := schema.Properties[name]
		if property == nil {
			return nil, fmt.Errorf("x-order names %s, which is no property", name)
		}
		described, err := resolve(c, property.Ref, property.Value)
		if err != nil {
			return nil, err
		}
		p, err := c.parameter(name, in, property, described.Extensions)
		if err != nil {
			return nil, err
		}
		p.Required = slices.Contains(schema.Required, name)
		all = append(all, p)
	}
	return all, nil
}

func indexOf(parameters []*Parameter) map[string]int {
	index := make(map[string]int, len(parameters))
	for i, p := range parameters {
		index[p.Name] = i
	}
	return index
}

func enumOf(schema *openapi3.Schema) []string { return stringsOf(schema.Enum) }
