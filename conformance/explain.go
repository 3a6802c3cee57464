package conformance

import (
	"net/http"
	"slices"
	"strings"

	"understudy/conformance/wire"
)

// One cause is told once. Where an operation does not do what it is there for, every check that goes through it fails the same
// way; the rule that says what was expected carries the failure, and blocks the others.

// grounds are the rules that others stand on, the deepest first: a failure of the same trait under any other rule is theirs.
var grounds = ranked(
	// How a project is named, and how attributes travel: checked by comparison with another name and another encoding, and so at
	// fault only by themselves.
	"R-COM-ID-NUMBER", "R-COM-ID-PATH", "R-LIST-ID", "R-GET-PROJECT-ID", "R-CREATE-PROJECT-ID", "R-UPDATE-PROJECT-ID", "R-DELETE-PROJECT-ID",
	"R-MRS-PROJECT-ID", "R-APPROVE-PROJECT-ID", "R-COM-FORM", "R-COM-JSON", "R-COM-MULTIPART", "R-COM-QUERY-ATTRIBUTES",
	// That the target knows the token, is there, and offers the operation: told by the status of the refusal. Whether it is there for a
	// project without deployments is examined only where it is there for others.
	"R-COM-TOKEN-HEADER", "R-LIST-EMPTY", "R-COM-API-ROOT", "R-COM-TIERS",
	// That an operation works at all.
	"R-LIST-ARRAY", "R-GET-ONE", "R-CREATE", "R-UPDATE", "R-DELETE", "R-MRS-ARRAY", "R-APPROVE-BLOCKED",
	// That it works for each of its values.
	"R-CREATE-STATUS-RUNNING", "R-CREATE-STATUS-SUCCESS", "R-CREATE-STATUS-FAILED", "R-CREATE-STATUS-CANCELED",
	"R-UPDATE-STATUS-SUCCESS", "R-UPDATE-STATUS-FAILED", "R-UPDATE-STATUS-CANCELED", "R-DELETE-UNSUCCESSFUL", "R-DELETE-FINISHED-LATER",
	"R-APPROVE-STATUS-APPROVED", "R-UPDATE-STATUS-FINISHED",
	// That reading shows it.
	"R-CREATE-READABLE", "R-UPDATE-SEEN", "R-DELETE-GONE", "R-APPROVE-SEEN",
)

// shows are grounds about what reading shows of a write: they explain failures of rules of that write, and of all operations.
var shows = map[string]string{"R-CREATE-READABLE": "R-CREATE-", "R-UPDATE-SEEN": "R-UPDATE-", "R-DELETE-GONE": "R-DELETE-", "R-APPROVE-SEEN": "R-APPROVE-"}

// refusing are grounds that nothing but a refusal with a certain status speaks of.
var refusing = map[string]int{
	"R-COM-TOKEN-HEADER": http.StatusUnauthorized, "R-LIST-EMPTY": http.StatusNotFound, "R-COM-API-ROOT": http.StatusNotFound, "R-COM-TIERS": http.StatusForbidden,
}

func ranked(rules ...string) map[string]int {
	ranks := make(map[string]int, len(rules))
	for i, rule := range rules {
		ranks[rule] = i
	}
	return ranks
}

// explain blocks each failed check by the deepest ground that failed in the same way; then by what is wrong with the answer by the
// contract, or with the list by the parameters it was asked for with. Then it blocks each that compared with a model by any other rule
// that was found broken in an answer of the same kind.
func (r *run) explain(cases []CaseResult) {
	for _, why := range []func(brokenTraits, string, Failure) string{
		brokenTraits.ground, brokenTraits.contract, brokenTraits.asked, brokenTraits.sent, brokenTraits.shown, brokenTraits.telling,
	} {
		broken := r.brokenTraits(cases)
		eachFailed(cases, func(check *CheckResult) {
			failure := check.Failures[0]
			if rule := why(broken, check.Rule, failure); rule != "" {
				check.block(rule, "expected "+failure.Expected+", got "+failure.Actual)
			}
		})
	}
}

// block makes another rule carry what is wrong with a check.
func (c *CheckResult) block(by, what string) {
	c.Verdict, c.By, c.Reason, c.Failures = Blocked, by, "blocked by "+by, nil
	c.Notes = append(c.Notes, what)
}

func eachFailed(cases []CaseResult, do func(*CheckResult)) {
	for _, c := range cases {
		for i := range c.Checks {
			if check := &c.Checks[i]; len(check.Failures) > 0 {
				do(check)
			}
		}
	}
}

// ground is the rule that a failed one stands on and that failed just so, "" if the failure is the rule's own.
func (b brokenTraits) ground(failed string, f Failure) string {
	t := f.trait
	lowest, found := len(grounds), ""
	if own, grounded := grounds[failed]; grounded {
		lowest = own
	}
	consider := func(rule string, below int) {
		rank, grounded := grounds[rule]
		if status, refuses := refusing[rule]; refuses && t.status != status {
			return
		}
		if grounded && rank < min(lowest, below) && (strings.HasPrefix(failed, shows[rule]) || strings.HasPrefix(failed, "R-COM-")) {
			lowest, found = rank, rule
		}
	}
	if t.operation == "" || t.vague {
		return ""
	}
	switch {
	case t.expected != "" || t.hollow:
		for _, rule := range b[t] {
			consider(rule, len(grounds))
		}
	case t.pointer != "": // that an operation works says nothing of what its answers hold
		for _, rule := range b[t] {
			consider(rule, grounds["R-LIST-ARRAY"])
		}
	}
	if t.status >= http.StatusBadRequest { // who refuses good requests like this shows nothing by refusing others so
		for _, rule := range b[trait{operation: t.operation, status: t.status, expected: wire.Success}] {
			consider(rule, grounds["R-CREATE-STATUS-RUNNING"])
		}
	}
	return found
}

// telling is a rule that tells more of a failure than the comparison with a model could.
func (b brokenTraits) telling(failed string, f Failure) string {
	vague := f.trait
	if !vague.vague {
		return ""
	}
	var all []string
	for t, rules := range b {
		if t.operation == vague.operation && t.status == vague.status && !t.vague {
			all = append(all, rules...)
		}
	}
	if len(all) == 0 || slices.Contains(all, failed) {
		return ""
	}
	return slices.Min(all)
}
