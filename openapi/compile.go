package openapi

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// compiler turns kin's schemas into ours, each once.
type compiler struct {
	pieces   map[string]string // what references lead to, as JSON
	resolved map[string]any    // those that kin has read
	schemas  map[*openapi3.Schema]*Schema
	ready    map[*Schema]bool
}

func newCompiler() *compiler {
	return &compiler{pieces: map[string]string{}, resolved: map[string]any{}, schemas: map[*openapi3.Schema]*Schema{}, ready: map[*Schema]bool{}}
}

// resolve is what stands in the place of a reference, which kin has not looked up in the start-up form.
func resolve[T any](c *compiler, reference string, value *T) (*T, error) {
	if value != nil {
		return value, nil
	}
	if found, ok := c.resolved[reference].(*T); ok {
		return found, nil
	}
	text, known := c.pieces[reference]
	if !known {
		return nil, fmt.Errorf("%s leads nowhere", reference)
	}
	value = new(T)
	c.resolved[reference] = value
	if err := readPiece(text, value); err != nil {
		return nil, fmt.Errorf("%s: %w", reference, err)
	}
	return value, nil
}

func (c *compiler) schema(ref *openapi3.SchemaRef) (*Schema, error) {
	if ref == nil {
		return nil, nil
	}
	source, err := resolve(c, ref.Ref, ref.Value)
	if err != nil {
		return nil, err
	}
	if s, ok := c.schemas[source]; ok {
		return s, nil
	}
	s := &Schema{}
	c.schemas[source] = s // before its parts: a schema may contain itself
	if err := c.fill(s, source); err != nil {
		return nil, err
	}
	c.flatten(s)
	c.ready[s] = true
	return s, nil
}

func (c *compiler) fill(s *Schema, source *openapi3.Schema) error {
	if keyword := uncheckedKeyword(source); keyword != "" {
		return fmt.Errorf("schema %q uses %s, which is not checked: describe it otherwise", source.Description, keyword)
	}
	s.kinds = kindsOf(source.Type)
	s.nullable = source.Nullable
	s.format = formats[source.Format]
	s.minLength, s.maxLength = int(source.MinLength), upper(source.MaxLength)
	s.minItems, s.maxItems = int(source.MinItems), upper(source.MaxItems)
	s.minimum = newBound(source.Min, source.ExclusiveMin)
	s.maximum = newBound(source.Max, source.ExclusiveMax)
	if source.Pattern != "" {
		pattern, err := regexp.Compile(source.Pattern)
		if err != nil {
			return err
		}
		s.pattern = pattern
	}
	for _, value := range source.Enum {
		v, err := newEnumValue(value)
		if err != nil {
			return err
		}
		s.enum = append(s.enum, v)
	}
	return c.fillParts(s, source)
}

func (c *compiler) fillParts(s *Schema, source *openapi3.Schema) (err error) {
	if err := c.fillObject(s, source); err != nil {
		return err
	}
	if s.items, err = c.schema(source.Items); err != nil {
		return err
	}
	if s.not, err = c.schema(source.Not); err != nil {
		return err
	}
	if s.allOf, err = c.list(source.AllOf); err != nil {
		return err
	}
	if s.anyOf, err = c.list(source.AnyOf); err != nil {
		return err
	}
	s.oneOf, err = c.list(source.OneOf)
	return err
}

func (c *compiler) list(refs openapi3.SchemaRefs) ([]*Schema, error) {
	var all []*Schema
	for _, ref := range refs {
		s, err := c.schema(ref)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

func (c *compiler) fillObject(s *Schema, source *openapi3.Schema) (err error) {
	if len(source.Properties) > maxProperties {
		return fmt.Errorf("schema %q has more than %d properties", source.Description, maxProperties)
	}
	var properties []property
	for _, name := range slices.Sorted(maps.Keys(source.Properties)) {
		part, err := c.schema(source.Properties[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		properties = append(properties, property{name, part})
	}
	s.setProperties(properties)
	s.require(source.Required)
	if has := source.AdditionalProperties.Has; has != nil {
		s.closed, s.open = !*has, *has
	}
	if source.AdditionalProperties.Schema != nil {
		s.open = true
		s.additional, err = c.schema(source.AdditionalProperties.Schema)
	}
	return err
}

func (s *Schema) require(names []string) {
	for _, name := range names {
		if i := s.find([]byte(name)); i >= 0 {
			s.required.add(i)
		} else {
			s.unlisted = append(s.unlisted, name)
		}
	}
}

// flatten folds allOf, and oneOf where the other alternative is null, into the schema itself where that says the same, so that
// an object is walked once and not once for each part.
func (c *compiler) flatten(s *Schema) {
	if part := s.wrapped(); part != nil && c.ready[part] {
		nullable := s.nullable || part.nullable || s.oneOf != nil
		*s = *part
		s.nullable = nullable
		return
	}
	if len(s.allOf) == 0 || !s.isPlainObject() {
		return
	}
	merged := slices.Clone(s.properties)
	required := s.requiredNames()
	kinds, nullable := s.kinds, true
	for _, part := range s.allOf {
		if !c.ready[part] || !part.isPlainObject() || len(part.allOf) > 0 {
			return
		}
		merged = append(merged, part.properties...)
		required = append(required, part.requiredNames()...)
		nullable = nullable && part.nullable
		kinds &= part.kinds
	}
	if kinds == 0 || len(merged) > maxProperties || !distinct(merged) {
		return
	}
	s.kinds, s.nullable = kinds, s.nullable || nullable
	s.allOf, s.unlisted, s.required = nil, nil, propertySet{}
	s.setProperties(merged)
	s.require(required)
}

// wrapped is the schema that this one only refers to: allOf of one, or oneOf of one and null; nil if it says more.
func (s *Schema) wrapped() *Schema {
	parts := s.allOf
	if len(s.oneOf) == 2 && len(parts) == 0 && s.oneOf[1].isNull() {
		parts = s.oneOf[:1]
	}
	rest := *s
	rest.oneOf = nil
	if len(parts) != 1 || rest.kinds != anyKind || !rest.isPlainObject() || len(rest.properties) > 0 || len(rest.unlisted) > 0 {
		return nil
	}
	return parts[0]
}

// isNull tells whether null is all that the schema allows.
func (s *Schema) isNull() bool {
	return s.nullable && len(s.enum) == 1 && s.enum[0].kind == nullKind
}

// isPlainObject tells whether the schema constrains nothing but properties and required.
func (s *Schema) isPlainObject() bool {
	return s.kinds&objectKind != 0 && s.format == noFormat && s.pattern == nil && s.enum == nil &&
		s.minLength == 0 && s.maxLength < 0 && s.minItems == 0 && s.maxItems < 0 && s.minimum == nil && s.maximum == nil &&
		s.additional == nil && !s.closed && !s.open && s.items == nil && s.anyOf == nil && s.oneOf == nil && s.not == nil
}

func (s *Schema) requiredNames() []string {
	names := slices.Clone(s.unlisted)
	for i, p := range s.properties {
		if s.required.has(i) {
			names = append(names, p.name)
		}
	}
	return names
}

func distinct(properties []property) bool {
	seen := map[string]bool{}
	for _, p := range properties {
		if seen[p.name] {
			return false
		}
		seen[p.name] = true
	}
	return true
}

// uncheckedKeyword names a keyword of the schema that the checker does not know; the document must not rely on it.
func uncheckedKeyword(s *openapi3.Schema) string {
	switch {
	case s.UniqueItems:
		return "uniqueItems"
	case s.MultipleOf != nil:
		return "multipleOf"
	case s.MinProps != 0:
		return "minProperties"
	case s.MaxProps != nil:
		return "maxProperties"
	case s.Discriminator != nil:
		return "discriminator"
	}
	return ""
}

func upper(limit *uint64) int {
	if limit == nil {
		return -1
	}
	return int(*limit)
}

func newBound(value *float64, exclusive openapi3.ExclusiveBound) *bound {
	if value == nil {
		return nil
	}
	return &bound{value: *value, exclusive: exclusive.Bool != nil && *exclusive.Bool}
}
