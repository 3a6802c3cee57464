package conformance

import (
	"regexp"
	"slices"
	"strings"
)

// Selection says which cases to run. Each word is the id of a case or of a rule, a section, a level, or a regular expression for
// ids of cases and rules.
type Selection struct {
	Select []string // any of these; none: all
	Skip   []string // none of these
}

// Selected are the cases to run, in the order of the catalogue. The error, [ErrUsage], names a word that is no regular expression
// or a selection that leaves nothing.
func (o Options) Selected() ([]Case, error) {
	selected, _, err := o.split()
	return selected, err
}

// split tells the selected cases to run from those that would change something where nothing may change.
func (o Options) split() (selected, spared []Case, err error) {
	rules, err := readRules()
	if err != nil {
		return nil, nil, err
	}
	wanted, err := matcherOf(o.Selection.Select, rules)
	if err != nil {
		return nil, nil, err
	}
	unwanted, err := matcherOf(o.Selection.Skip, rules)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range o.Cases {
		switch {
		case len(o.Selection.Select) > 0 && !wanted(c) || unwanted(c):
		case o.ReadOnly && !c.ReadOnly:
			spared = append(spared, c)
		default:
			selected = append(selected, c)
		}
	}
	selected, spared = o.Shard.of(selected), o.Shard.of(spared)
	if len(selected) == 0 {
		return nil, nil, misused("no case is selected")
	}
	return selected, spared, nil
}

func matcherOf(words []string, rules rules) (func(Case) bool, error) {
	var any []func(Case) bool
	for _, word := range words {
		level := Level(strings.ToUpper(word))
		if level == Must || level == Should || level == Info {
			any = append(any, func(c Case) bool {
				return slices.ContainsFunc(c.Rules, func(id string) bool { return rules.level(id) == level })
			})
			continue
		}
		pattern, err := regexp.Compile(word)
		if err != nil {
			return nil, misused("%q is no case, rule, section, level or regular expression", word)
		}
		any = append(any, func(c Case) bool {
			if _, isRule := rules.byID[word]; isRule {
				return slices.Contains(c.Rules, word)
			}
			return c.Section() == word || c.ID == word || pattern.MatchString(c.ID) || slices.ContainsFunc(c.Rules, pattern.MatchString)
		})
	}
	return func(c Case) bool {
		return slices.ContainsFunc(any, func(matches func(Case) bool) bool { return matches(c) })
	}, nil
}
