package conformance

import (
	"net/url"
	"slices"
	"strings"

	"understudy/conformance/wire"
)

// contract is the rule that the contract's examiner found broken where the failure is, or that was found broken above it; "" if the
// failed rule is that one.
// Who does not name the items of a list fails every check of which items there are.
func (b brokenTraits) contract(failed string, f Failure) string {
	if f.exchange == nil || f.trait.operation == "" || f.trait.expected != "" {
		return ""
	}
	found := ""
	for _, v := range f.exchange.Violations {
		rule := ruleOf(f.exchange, v)
		if rule == failed {
			return ""
		}
		if rule != "" && found == "" && (nameless(v.Pointer) || covers(wire.AnyIndex(v.Pointer), f.trait.pointer)) {
			found = rule
		}
	}
	if found != "" || f.trait.pointer == "" || f.trait.vague {
		return found
	}
	var above []string // not the items themselves: what keys they have says nothing of one key
	for t, rules := range b {
		if t.operation == f.trait.operation && t.status == f.trait.status && t.pointer != "" && t.pointer != "/*" && t.expected == "" && !t.vague &&
			strings.HasPrefix(f.trait.pointer, t.pointer+"/") {
			above = append(above, rules...)
		}
	}
	above = slices.DeleteFunc(above, func(rule string) bool { return slices.Contains(comparing, rule) })
	if len(above) == 0 || slices.Contains(above, failed) {
		return ""
	}
	return slices.Min(above)
}

// comparing are rules that two answers are compared for: they tell not which of the two is wrong, nor what about it.
var comparing = []string{"R-LIST-SAME-AS-GET", "R-CREATE-READABLE", "R-UPDATE-NOTHING-ELSE"}

// nameless tells whether a pointer leads to what identifies an item.
func nameless(pointer string) bool { return wire.AnyIndex(pointer) == "/*/id" || pointer == "/id" }

// covers tells whether what is wrong at a pointer is wrong at another, too: the same, or one below.
func covers(pointer, other string) bool {
	return other == pointer || strings.HasPrefix(other, pointer+"/") || pointer == ""
}

// particular are the ends of rules about how parameters are written and go together: what they say no parameter's own rule tells.
var particular = []string{"-EXACT", "-ISO", "-NEEDS-SORT", "-NEEDS-SUCCESS", "-SCOPE-DEFAULT"}

// asked is the rule that says what a parameter of the failed request does, or what every list does, if that is found broken in such an
// answer and the failed rule says more.
func (b brokenTraits) asked(failed string, f Failure) string {
	if f.exchange == nil || family[f.trait.operation] != "LIST" && family[f.trait.operation] != "MRS" {
		return ""
	}
	if slices.ContainsFunc(particular, func(end string) bool { return strings.HasSuffix(failed, end) }) {
		return ""
	}
	together := strings.HasSuffix(failed, "-TOGETHER") && f.trait.expected == ""
	for _, rule := range presumed(family[f.trait.operation], f.exchange) {
		if rule == failed {
			return ""
		}
		if together && !strings.HasPrefix(rule, "R-LIST-SORT-") && !strings.HasPrefix(rule, "R-LIST-ORDER-BY-") {
			continue // no filter's own rule tells how several go together; order and direction are no filters
		}
		for t, rules := range b {
			if slices.Contains(rules, rule) && !t.vague && t.kin(f.trait) {
				return rule
			}
		}
	}
	return ""
}

// presumed are the rules that whoever looks at a list presumes, the most basic first.
func presumed(family string, e *wire.Exchange) []string {
	if family == "MRS" {
		return []string{"R-MRS-SHIPPED"}
	}
	target, err := url.Parse(e.URL)
	if err != nil {
		return nil
	}
	query := target.Query()
	rules := []string{"R-LIST-COMPLETE"}
	if query.Has("page") {
		rules = append(rules, "R-LIST-PER-PAGE", "R-LIST-PAGES-DISJOINT")
	}
	if query.Has("environment") {
		rules = append(rules, "R-LIST-ENVIRONMENT", "R-LIST-ENVIRONMENT-UNKNOWN")
	}
	if !query.Has("order_by") {
		rules = append(rules, "R-LIST-ORDER-BY-DEFAULT")
	}
	switch query.Get("sort") {
	case "desc":
		rules = append(rules, "R-LIST-SORT-DESC")
	case "asc":
		rules = append(rules, "R-LIST-SORT-ASC")
	case "":
		rules = append(rules, "R-LIST-SORT-DEFAULT")
	}
	for _, name := range []string{"order_by", "status"} {
		if query.Has(name) {
			rules = append(rules, "R-LIST-"+ruleWord(name)+"-"+ruleWord(query.Get(name)))
		}
	}
	for _, name := range []string{"updated_after", "updated_before", "finished_after", "finished_before"} {
		if query.Has(name) {
			rules = append(rules, "R-LIST-"+ruleWord(name))
		}
	}
	return rules
}

// ruleWord is a name as ids of rules have it.
func ruleWord(name string) string { return strings.ToUpper(strings.ReplaceAll(name, "_", "-")) }
