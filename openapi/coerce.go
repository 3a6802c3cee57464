package openapi

import (
	"slices"
	"strconv"
	"strings"
)

// Coerce reads the arguments as GitLab does and fills in the defaults. An argument of the body wins over one of the query,
// and one of the path over both. All violations are reported, in the order in which GitLab declares the parameters; if there
// are any, the values are not to be used.
func (o *Operation) Coerce(path, query, body []Argument) (Values, []Violation) {
	d := o.details()
	v := Values{parameters: d.parameters, index: d.index, slots: make([]slot, len(d.parameters))}
	v.take(query, body, path)
	var r reading
	r.values(&v, d.combined, "")
	return v, r.violations
}

// take puts raw arguments into their slots, over those of the sources before. What is not declared is kept, too: where its name
// stood first, with its last value.
func (v *Values) take(sources ...[]Argument) {
	var extra map[string]int // their places in v.extra
	for _, arguments := range sources {
		for _, a := range arguments {
			if i, declared := v.index[a.Name]; declared {
				v.slots[i] = slot{state: given, any: a.Value}
			} else if i, repeated := extra[a.Name]; repeated {
				v.extra[i] = a
			} else {
				if extra == nil {
					extra = map[string]int{}
				}
				extra[a.Name] = len(v.extra)
				v.extra = append(v.extra, a)
			}
		}
	}
}

// reading collects the violations while raw values become coerced ones.
type reading struct {
	violations []Violation
}

func (r *reading) values(v *Values, combined []combination, within string) {
	for i, p := range v.parameters {
		r.value(p, &v.slots[i], within)
		for _, c := range combined {
			if c.after == p.Name {
				r.combination(v, c, within)
			}
		}
	}
}

func (r *reading) value(p *Parameter, s *slot, within string) {
	if s.state == absent {
		if p.Required {
			r.fail(p, within, "required", missing)
			r.absentRules(p, within)
		}
		p.fillDefault(s)
		return
	}
	if p.refused != "" {
		r.fail(p, within, "x-refused", " "+p.refused)
		return
	}
	raw := s.any
	s.any = nil
	if !p.coerce(r, s, raw, within) {
		r.fail(p, within, "type", invalid)
		return
	}
	if s.state == blank {
		if p.Required {
			r.absentRules(p, within)
		}
		p.fillDefault(s)
		return
	}
	r.rules(p, s, within)
}

// absentRules reports the rules a required parameter without a value breaks as well: Grape runs them on its absence.
func (r *reading) absentRules(p *Parameter, within string) {
	if p.notBlank {
		r.fail(p, within, "minLength", empty)
	}
	if p.Enum != nil {
		r.fail(p, within, "enum", notListed)
	}
}

func (r *reading) rules(p *Parameter, s *slot, within string) {
	if p.notBlank && strings.TrimSpace(s.text) == "" {
		r.fail(p, within, "minLength", empty)
	}
	if p.Enum != nil && !p.lists(s) {
		r.fail(p, within, "enum", notListed)
	}
	if p.excluded != nil && slices.Contains(p.excluded, s.text) {
		r.fail(p, within, "not", notAllowed)
	}
	if p.kind == integerOrWordParam && !isInteger(s.text) && p.word(s.text) < 0 {
		name := nestedName(within, p.Name)
		r.report(p, name, "anyOf", oneWordOrInteger(name, p.words, s.text))
	}
}

// lists tells whether the enum has the value, or all members of it.
func (p *Parameter) lists(s *slot) bool {
	if p.kind != listParam {
		return slices.Contains(p.Enum, s.text)
	}
	return !slices.ContainsFunc(s.any.([]string), func(member string) bool { return !slices.Contains(p.Enum, member) })
}

// combination reports names sent together that may not be, or not sent though one of them must be. A null counts as sent.
func (r *reading) combination(v *Values, c combination, within string) {
	var sent, all []string
	var last *Parameter
	for _, name := range c.names {
		all = append(all, nestedName(within, name))
		if i, ok := v.index[name]; ok && (v.slots[i].state == given || v.slots[i].state == blank) {
			sent = append(sent, nestedName(within, name))
			last = v.parameters[i]
		}
	}
	switch {
	case c.needed && len(sent) == 0:
		names := strings.Join(all, ", ")
		r.report(v.parameters[v.index[c.after]], names, "x-at-least-one-of", names+c.words)
	case !c.needed && len(sent) > 1:
		names := strings.Join(sent, ", ")
		r.report(last, names, "x-mutually-exclusive", names+c.words)
	}
}

func (r *reading) fail(p *Parameter, within, rule, words string) {
	name := nestedName(within, p.Name)
	r.report(p, name, rule, name+words)
}

func (r *reading) report(p *Parameter, pointer, rule, message string) {
	r.violations = append(r.violations, Violation{Where: p.In, Pointer: pointer, Rule: rule, Message: message})
}

func (p *Parameter) fillDefault(s *slot) {
	if p.Default == "" {
		return
	}
	*s = slot{state: defaulted, text: p.Default}
	switch p.kind {
	case integerParam:
		s.number, _ = strconv.ParseInt(p.Default, 10, 64)
	case booleanParam:
		s.setBool(p.Default == "true")
	default: // the text says it all
	}
}

func (s *slot) setBool(value bool) {
	s.text, s.number = "false", 0
	if value {
		s.text, s.number = "true", 1
	}
}
