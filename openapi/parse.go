package openapi

import (
	"fmt"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

func (c *compiler) operation(source *openapi3.Operation) (*details, error) {
	d := &details{}
	for _, ref := range source.Parameters {
		declared, err := resolve(c, ref.Ref, ref.Value)
		if err != nil {
			return nil, err
		}
		if declared.In == "header" || declared.Extensions["x-negotiated"] == true {
			continue // no argument of the operation: what it asks for is decided before or after its arguments are read
		}
		p, err := c.parameter(declared.Name, declared.In, declared.Schema, declared.Extensions)
		if err != nil {
			return nil, err
		}
		p.Required = declared.Required
		d.parameters = append(d.parameters, p)
	}
	if source.RequestBody != nil {
		attributes, err := c.bodyParameters(source.RequestBody)
		if err != nil {
			return nil, err
		}
		d.parameters = append(d.parameters, attributes...)
	}
	d.index = indexOf(d.parameters)
	d.combined = combinationsOf(source.Extensions, d.parameters)
	var err error
	d.responses, err = c.responses(source.Responses)
	return d, err
}

// bodyParameters are the attributes of a request body; all its media types share one schema. A body that is x-whole is read by
// its schema, not attribute by attribute.
func (c *compiler) bodyParameters(ref *openapi3.RequestBodyRef) ([]*Parameter, error) {
	body, err := resolve(c, ref.Ref, ref.Value)
	if err != nil {
		return nil, err
	}
	if body.Extensions["x-whole"] == true {
		return nil, nil
	}
	media := body.Content.Get("application/json")
	if media == nil {
		return nil, fmt.Errorf("the request body has no application/json")
	}
	schema, err := resolve(c, media.Schema.Ref, media.Schema.Value)
	if err != nil {
		return nil, err
	}
	return c.propertyParameters("body", schema)
}

func stringsOf(list any) []string {
	var all []string
	values, _ := list.([]any)
	for _, value := range values {
		all = append(all, fmt.Sprint(value))
	}
	return all
}

// typeName is the name of a schema's single type, and "" if it has none.
func typeName(s *openapi3.Schema) string { return strings.Join(s.Type.Slice(), " ") }
