package openapi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
)

// Echo are all arguments as GitLab repeats them in the URLs of a Link header: declared ones coerced and with their defaults,
// others as given, those of the path too, sorted by name. Every Value is a string; lists are spelt name[], hashes name[key].
func (v Values) Echo() []Argument {
	all := v.echo(make([]Argument, 0, len(v.slots)+len(v.extra)), "")
	slices.SortStableFunc(all, func(a, b Argument) int { return cmp.Compare(a.Name, b.Name) })
	return all
}

func (v Values) echo(all []Argument, within string) []Argument {
	for i, p := range v.parameters {
		s := &v.slots[i]
		name := nestedName(within, p.Name)
		switch {
		case s.state == absent:
		case s.state == blank:
			all = append(all, Argument{name, ""})
		case p.kind == timeParam:
			t, _ := ParseDateTime(s.text)
			all = append(all, Argument{name, t.Format("2006-01-02T15:04:05-07:00")})
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
			all = append(all, Argument{name, s.text})
		}
	}
	for _, a := range v.extra {
		all = echoRaw(all, nestedName(within, a.Name), a.Value)
	}
	return all
}

func echoList(all []Argument, name string, members []string) []Argument {
	if len(members) == 0 {
		return append(all, Argument{name + "[]", ""})
	}
	for _, member := range members {
		all = append(all, Argument{name + "[]", member})
	}
	return all
}

func echoRaw(all []Argument, name string, value any) []Argument {
	switch value := value.(type) {
	case nil:
		return append(all, Argument{name, ""})
	case string:
		return append(all, Argument{name, value})
	case json.Number:
		return append(all, Argument{name, value.String()})
	case []any:
		if len(value) == 0 {
			return append(all, Argument{name + "[]", ""})
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
		return append(all, Argument{name, fmt.Sprint(value)})
	}
}

func nestedName(within, name string) string {
	if within == "" {
		return name
	}
	return within + "[" + name + "]"
}
