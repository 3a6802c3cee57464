package report

import (
	"slices"
	"strings"

	"understudy/conformance"
	"understudy/conformance/coverage"
)

// unexamined groups rules by why they were not examined, and says how to examine or waive them.
func (p *page) unexamined(title string, rules []conformance.Unexamined) {
	if len(rules) == 0 {
		return
	}
	p.gap()
	p.line("", "%s:", title)
	var without []string
	for _, group := range grouped(rules) {
		hint := ""
		if hints := hints(group); len(hints) > 0 {
			hint = " (to examine it: " + strings.Join(hints, ", ") + ")"
		}
		p.line("  ", "%s %s%s: %s", group[0].Verdict, group[0].Reason, hint, some(names(group)))
		if need := string(group[0].Without); need != "" && !slices.Contains(without, need) {
			without = append(without, need)
		}
	}
	if len(without) > 0 {
		p.line("  ", "If the target is to do without: --without %s", strings.Join(without, ","))
	}
}

// binding are the rules that decide anything; of the others the counts tell.
func binding(rules []conformance.Unexamined) []conformance.Unexamined {
	return slices.DeleteFunc(slices.Clone(rules), func(u conformance.Unexamined) bool {
		return u.Level == conformance.Info && u.Verdict != conformance.Error
	})
}

func grouped(rules []conformance.Unexamined) [][]conformance.Unexamined {
	var groups [][]conformance.Unexamined
	for _, rule := range rules {
		found := false
		for i, group := range groups {
			if group[0].Verdict == rule.Verdict && group[0].Reason == rule.Reason && group[0].Without == rule.Without {
				groups[i], found = append(group, rule), true
				break
			}
		}
		if !found {
			groups = append(groups, []conformance.Unexamined{rule})
		}
	}
	return groups
}

// hints are what would examine rules, each once.
func hints(rules []conformance.Unexamined) []string {
	var all []string
	for _, rule := range rules {
		if rule.Hint != "" && !slices.Contains(all, rule.Hint) {
			all = append(all, rule.Hint)
		}
	}
	return all
}

func names(rules []conformance.Unexamined) []string {
	var ids []string
	for _, rule := range rules {
		ids = append(ids, rule.Rule)
	}
	return ids
}

// unreached lists what of the contract no exchange reached, and what would examine more of that operation.
func (p *page) unreached(r conformance.Result) {
	hints := map[string]string{}
	for _, u := range r.Unexamined {
		if u.Hint != "" {
			hints[r.Rule(u.Rule).Operation] = "; use " + u.Hint
		}
	}
	var lines []string
	for _, part := range r.Coverage.Unreached {
		lines = append(lines, part.String()+hints[part.Operation])
	}
	p.list("Not reached", lines)
	lines = nil
	for _, limit := range limits(r.Coverage.Beyond) {
		lines = append(lines, limit.Reason+": "+some(limit.Parts))
	}
	p.list("Beyond the reach of this run", lines)
}

// limit is a reason with what is beyond reach for it.
type limit struct {
	Reason string
	Parts  []string
}

func limits(beyond []coverage.Beyond) []limit {
	var all []limit
	for _, part := range beyond {
		i := slices.IndexFunc(all, func(l limit) bool { return l.Reason == part.Reason })
		if i < 0 {
			i, all = len(all), append(all, limit{Reason: part.Reason})
		}
		all[i].Parts = append(all[i].Parts, part.String())
	}
	return all
}
