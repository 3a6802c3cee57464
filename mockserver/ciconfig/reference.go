package ciconfig

import "fmt"

// reference is what !reference [job, keyword] makes of a list.
type reference struct {
	to   any
	open bool // it is being followed
}

// path is nil if it is none.
func (r *reference) path() []string {
	list, _ := r.to.([]any)
	var path []string
	for _, step := range list {
		text, ok := step.(string)
		if !ok {
			return nil
		}
		path = append(path, text)
	}
	return path
}

// resolver copies a configuration with what its references refer to, and finds out how big and deep it is without aliases.
type resolver struct {
	root *mapping
	left *budget
}

func resolveReferences(root *mapping) (*mapping, error) {
	r := resolver{root: root, left: newBudget()}
	return r.mapping(root, 0)
}

func (r *resolver) value(value any, depth int) (any, error) {
	if err := r.left.take(1); err != nil || depth > deepest {
		return nil, errTooBig
	}
	switch value := value.(type) {
	case *reference:
		return r.follow(value, depth)
	case *mapping:
		return r.mapping(value, depth)
	case []any:
		list := make([]any, 0, len(value))
		for _, item := range value {
			resolved, err := r.value(item, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, resolved)
		}
		return list, nil
	}
	return value, nil
}

func (r *resolver) mapping(m *mapping, depth int) (*mapping, error) {
	made := newMapping()
	for _, key := range m.keys {
		value, err := r.value(m.values[scalarText(key)], depth+1)
		if err != nil {
			return nil, err
		}
		made.set(key, value)
	}
	return made, nil
}

func (r *resolver) follow(ref *reference, depth int) (any, error) {
	path := ref.path()
	if path == nil {
		return nil, fmt.Errorf("!reference %s is not valid", inspect([]string{scalarText(ref.to)}))
	}
	if ref.open {
		return nil, fmt.Errorf("!reference %s is part of a circular chain", inspect(path))
	}
	ref.open = true
	defer func() { ref.open = false }()
	var at any = r.root
	for _, step := range path {
		if inside, ok := at.(*mapping); ok {
			at = inside.values[step]
		} else {
			at = nil
		}
	}
	if at == nil || at == false {
		return nil, fmt.Errorf("!reference %s could not be found", inspect(path))
	}
	return r.value(at, depth)
}
