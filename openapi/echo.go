package openapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Echoed is an argument as a URL has it.
type Echoed struct{ Name, Value string }

// Echo are all arguments as GitLab repeats them in the URLs of a Link header: declared ones coerced and with their defaults,
// others as given, those of the path too, sorted by name. Lists are spelt name[], hashes name[key].
func (v Values) Echo() []Echoed {
	all := v.echo(make([]Echoed, 0, len(v.slots)+len(v.extra)), "")
	slices.SortStableFunc(all, func(a, b Echoed) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

func (v Values) echo(all []Echoed, within string) []Echoed {
	for i, p := range v.parameters {
		s := &v.slots[i]
		name := nestedName(within, p.Name)
		switch {
		case s.state == absent:
		case s.state == blank:
			all = append(all, Echoed{name, ""})
		case p.kind == timeParam:
			t, _ := ParseDateTime(s.text)
			all = append(all, Echoed{name, t.Format("2006-01-02T15:04:05-07:00")})
		case p.kind == listParam:
			all = echoList(all, name, v.Strings(p.Name))
		case p.kind == objectParam:
			all = v.Object(p.Name).echo(all, name)
		case p.kind == objectListParam:
			for _, object := range v.Objects(p.Name) {
				all = object.echo(all, name+"[]")
			}
		case p.kind == anyParam:
			all = echoRaw(all, name, s.any)
		default:
			all = append(all, Echoed{name, s.text})
		}
	}
	for _, a := range v.extra {
		all = echoRaw(all, nestedName(within, a.Name), a.Value)
	}
	return all
}

func echoList(all []Echoed, name string, members []string) []Echoed {
	if len(members) == 0 {
		return append(all, Echoed{name + "[]", ""})
	}
	for _, member := range members {
		all = append(all, Echoed{name + "[]", member})
	}
	return all
}

func echoRaw(all []Echoed, name string, value any) []Echoed {
	switch value := value.(type) {
	case nil:
		return append(all, Echoed{name, ""})
	case string:
		return append(all, Echoed{name, value})
	case json.Number:
		return append(all, Echoed{name, value.String()})
	case []any:
		if len(value) == 0 {
			return append(all, Echoed{name + "[]", ""})
		}
		for _, member := range value {
			all = echoRaw(all, name+"[]", member)
		}
		return all
	case map[string]any:
		for key, member := range value {
			all = echoRaw(all, nestedName(name, key), member)
		}
		return all
	default:
		return append(all, Echoed{name, fmt.Sprint(value)})
	}
}

func nestedName(within, name string) string {
	if within == "" {
		return name
	}
	return within + "[" + name + "]"
}
