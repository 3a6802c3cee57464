package conformance

import (
	"slices"

	"understudy/openapi"
)

// rules are the rules of the document as one profile judges them.
type rules struct {
	byID    map[string]openapi.Requirement
	order   map[string]int
	decided bool // by GitLab 18.9, where the document is undecided
}

func readRules() (rules, error) {
	rows, err := openapi.Requirements()
	if err != nil {
		return rules{}, err
	}
	r := rules{byID: map[string]openapi.Requirement{}, order: map[string]int{}}
	for i, row := range rows {
		if row.Excluded == "" {
			r.byID[row.ID], r.order[row.ID] = row, i
		}
	}
	return r, nil
}

// level is how binding the rule is. What the document leaves undecided is a SHOULD where GitLab's behaviour is asked for.
func (r rules) level(id string) Level {
	level := Level(r.byID[id].Level)
	switch {
	case level == Must, level == Should:
		return level
	case level == Info && r.decided:
		return Should
	}
	return Info // what a target may or may not do too
}

func (r rules) sorted(ids []string) []string {
	slices.SortStableFunc(ids, func(a, b string) int { return r.order[a] - r.order[b] })
	return ids
}
