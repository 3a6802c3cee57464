package openapi

import "slices"

// Field is one member that the bodies of a schema may have.
type Field struct {
	// Pointer is a JSON pointer, * for any index of a list.
	Pointer string
	// Enum are the values that the document lists for it, if it does.
	Enum []string
}

// Fields are the members that the schema describes, each once, those of an object before what is inside of them. What a
// schema says of itself again, deeper within, is left out.
func (s *Schema) Fields() []Field {
	w := fieldWalk{seen: map[string]int{}}
	w.walk(s, "", nil)
	return w.fields
}

type fieldWalk struct {
	fields []Field
	seen   map[string]int // position in fields by pointer
}

func (w *fieldWalk) walk(s *Schema, pointer string, above []*Schema) {
	if s == nil || slices.Contains(above, s) {
		return
	}
	above = append(slices.Clone(above), s)
	for _, p := range s.properties {
		at := pointer + "/" + p.name
		w.add(at, p.schema)
		w.walk(p.schema, at, above)
	}
	w.walk(s.items, pointer+"/*", above)
	for _, part := range slices.Concat(s.allOf, s.anyOf, s.oneOf) {
		w.walk(part, pointer, above)
	}
}

func (w *fieldWalk) add(pointer string, s *Schema) {
	i, known := w.seen[pointer]
	if !known {
		i = len(w.fields)
		w.seen[pointer] = i
		w.fields = append(w.fields, Field{Pointer: pointer})
	}
	w.fields[i].Enum = append(w.fields[i].Enum, s.words()...)
	slices.Sort(w.fields[i].Enum)
	w.fields[i].Enum = slices.Compact(w.fields[i].Enum)
}

// words are the strings among the values that the schema, or an alternative of it, lists.
func (s *Schema) words() []string {
	if s == nil {
		return nil
	}
	var words []string
	for _, value := range s.enum {
		if value.kind == stringKind {
			words = append(words, value.text)
		}
	}
	for _, part := range slices.Concat(s.allOf, s.anyOf, s.oneOf) {
		words = append(words, part.words()...)
	}
	return words
}

// Refusable tells whether there is any value of the parameter that GitLab refuses for what it is.
func (p *Parameter) Refusable() bool {
	switch {
	case p.Required, p.notBlank, len(p.Enum) > 0, len(p.excluded) > 0, p.refused != "":
		return true
	case p.undeclared:
		return false
	}
	return p.kind != anyParam && p.kind != stringParam && p.kind != listParam
}
