package openapi

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
)

func (p *Parameter) coerceObject(r *reading, s *slot, raw any, within string) bool {
	if raw == "" {
		s.state = blank
		return true
	}
	hash, ok := raw.(map[string]any)
	if !ok {
		return false
	}
	s.any = p.object(r, hash, nestedName(within, p.Name))
	return true
}

// coerceObjects reads a list of objects. A form may number them (a[0][b]=1) or leave that to their order (a[][b]=1).
func (p *Parameter) coerceObjects(r *reading, s *slot, raw any, within string) bool {
	list, ok := numbered(raw)
	if !ok {
		return false
	}
	name := nestedName(within, p.Name)
	objects := make([]Values, len(list))
	for i, member := range list {
		hash, ok := member.(map[string]any)
		if !ok {
			return false
		}
		objects[i] = p.object(r, hash, nestedName(name, strconv.Itoa(i)))
	}
	s.any = objects
	return true
}

func (p *Parameter) object(r *reading, hash map[string]any, name string) Values {
	v := Values{parameters: p.properties, index: p.index, slots: make([]slot, len(p.properties))}
	for key, value := range hash {
		v.take([]Argument{{key, value}})
	}
	r.values(&v, p.combined, name)
	return v
}

// numbered takes a hash whose keys are numbers for the list in their order.
func numbered(raw any) (list []any, ok bool) {
	switch raw := raw.(type) {
	case []any:
		return raw, true
	case map[string]any:
		for key := range raw {
			if len(key) > 9 || !digits([]byte(key)) {
				return nil, false
			}
		}
		keys := slices.SortedFunc(maps.Keys(raw), func(a, b string) int {
			return cmp.Or(cmp.Compare(number([]byte(a)), number([]byte(b))), cmp.Compare(a, b))
		})
		for _, key := range keys {
			list = append(list, raw[key])
		}
		return list, true
	default:
		return nil, raw == ""
	}
}
