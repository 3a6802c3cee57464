package faults

import (
	"slices"
	"strings"
	"time"
)

var times4 = []string{"updated_after", "updated_before", "finished_after", "finished_before"}

// listFilters are faults of what a list leaves out.
func listFilters() []Fault {
	return gather(timeFilters(), rangeFilters(), finishedConditions(), environmentFilter(), statusFilter(), filtersTogether())
}

// ruleOf is R-LIST-UPDATED-AFTER for updated_after.
func ruleOf(parameter, suffix string) string {
	return "R-LIST-" + strings.ToUpper(strings.ReplaceAll(parameter, "_", "-")) + suffix
}

func timeFilters() []Fault {
	var faults []Fault
	add := func(p, id, suffix, sentence string, behave behaviour) {
		faults = append(faults, Fault{ID: "list-" + strings.ReplaceAll(p, "_", "-") + "-" + id, Rule: ruleOf(p, suffix), Sentence: p + sentence, behave: behave})
	}
	opposite := strings.NewReplacer("after", "before", "before", "after")
	for _, p := range times4 {
		given := on(opList).with(p)
		fine := given.answered(200)
		bad := given.answered(400).saying(p + " is invalid")
		add(p, "ignored", "", " is ignored.", ignoringTime(fine, p))
		add(p, "turned", "", " keeps what it should drop.", fine.does(func(x *exchange) {
			value, _ := x.call.value(p)
			x.resend(x.call.without(p).with(opposite.Replace(p), value))
		}))
		add(p, "by-day", "", " compares days and forgets the time of day.", fine.taking(p, startOfDay))
		add(p, "empty", "", " drops everything.", fine.listed(func(*exchange, []row) []row { return nil }))
		add(p, "descending", "", " is ignored beside sort=desc.", ignoringTime(fine.with("sort", "desc"), p))
		add(p, "page-two", "", " is forgotten on the second page.", ignoringTime(fine.that(func(x *exchange) bool { return asked(x.call, "page", 1) > 1 }), p))
		add(p, "iso-refused", "-ISO", " is refused with a time such as 2019-03-15T08:00:00Z.", fine.that(hasT(p)).answers(400, `{"error":"`+p+` is invalid"}`))
		add(p, "z-refused", "-ISO", " takes a numeric zone only, no Z.", fine.that(func(x *exchange) bool {
			value, _ := x.call.value(p)
			return strings.HasSuffix(value, "Z")
		}).answers(400, `{"error":"`+p+` is invalid"}`))
		add(p, "bad-ignored", "-BAD", " that is no time is ignored.", bad.ignoring(p))
		add(p, "bad-empty", "-BAD", " that is no time gives an empty list.", bad.answers(200, "[]"))
		add(p, "bad-500", "-BAD", " that is no time is answered with 500.", bad.refuses(500, "500 Internal Server Error"))
		add(p, "zone-ignored", zoneRule, " is read without its zone.", fine.taking(p, func(s string) any { return withoutZone(s) }))
	}
	for i := range faults {
		if strings.HasSuffix(faults[i].Rule, zoneRule) {
			faults[i].Rule = "R-LIST-ZONES"
		}
	}
	return append(faults,
		Fault{ID: "list-zones-refused", Rule: "R-LIST-ZONES", Sentence: "Times in another zone than UTC are refused.", behave: on(opList).answered(200).that(func(x *exchange) bool {
			return slices.ContainsFunc(times4, func(p string) bool {
				value, given := x.call.value(p)
				return given && withoutZone(value) != value && !strings.HasSuffix(value, "+00:00")
			})
		}).refuses(400, message400)},
		Fault{ID: "list-updated-by-created", Rule: "R-LIST-UPDATED-AFTER", Sentence: "updated_after looks at created_at.", behave: keptByCreation("updated_after", false)},
		Fault{ID: "list-updated-before-by-created", Rule: "R-LIST-UPDATED-BEFORE", Sentence: "updated_before looks at created_at.", behave: keptByCreation("updated_before", true)},
		Fault{ID: "list-finished-by-created", Rule: "R-LIST-FINISHED-AFTER", Sentence: "finished_after looks at created_at.", behave: keptByCreation("finished_after", false)},
		Fault{ID: "list-finished-before-by-created", Rule: "R-LIST-FINISHED-BEFORE", Sentence: "finished_before looks at created_at.", behave: keptByCreation("finished_before", true)},
	)
}

const zoneRule = "-ZONES"

// ignoringTime leaves a filter out and lists what is found then, though the rest of the call may need the filter.
func ignoringTime(w when, p string) behaviour {
	return w.does(func(x *exchange) { x.resend(x.call.without(p)) })
}

func hasT(p string) func(*exchange) bool {
	return func(x *exchange) bool {
		value, _ := x.call.value(p)
		return strings.Contains(value, "T")
	}
}

// keptByCreation filters by created_at in place of another time.
func keptByCreation(p string, before bool) behaviour {
	return on(opList).with(p).answered(200).does(func(x *exchange) {
		value, _ := x.call.value(p)
		limit, err := time.Parse(time.RFC3339, value)
		if err != nil {
			return
		}
		all := slices.DeleteFunc(x.everything(x.call.without(p)), func(d row) bool { return timeOf(d["created_at"]).Before(limit) != before })
		x.answer(x.page(x.call, all))
	})
}

func startOfDay(s string) any {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC().Truncate(24 * time.Hour).Format(time.RFC3339)
	}
	return s
}

// withoutZone is the same clock face read as UTC.
func withoutZone(s string) string {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil || strings.HasSuffix(s, "Z") {
		return s
	}
	return s[:len(s)-len("+00:00")] + t.UTC().Format("Z07:00")
}

func rangeFilters() []Fault {
	var faults []Fault
	for _, kind := range []string{"updated", "finished"} {
		after, before := kind+"_after", kind+"_before"
		pair := on(opList).with(after).with(before).answered(200)
		rule := "R-LIST-" + strings.ToUpper(kind) + "-RANGE"
		faults = append(faults,
			Fault{ID: "list-" + kind + "-range-after-only", Rule: rule, Sentence: before + " is ignored beside " + after + ".", behave: pair.ignoring(before)},
			Fault{ID: "list-" + kind + "-range-before-only", Rule: rule, Sentence: after + " is ignored beside " + before + ".", behave: pair.ignoring(after)},
			Fault{ID: "list-" + kind + "-range-either", Rule: rule, Sentence: after + " and " + before + " keep what satisfies either.", behave: pair.does(func(x *exchange) {
				x.answer(x.page(x.call, distinct(append(x.everything(x.call.without(before)), x.everything(x.call.without(after))...), func(d row) string { return padded(integer(d["id"])) })))
			})},
			Fault{ID: "list-" + kind + "-range-refused", Rule: rule, Sentence: after + " and " + before + " are refused together.", behave: pair.refuses(400, message400)},
		)
	}
	nothing := on(opList).with("updated_after").answered(200).that(func(x *exchange) bool { return string(x.correct().body) == "[]" })
	backwards := on(opList).with("updated_after").with("updated_before").answered(200).that(func(x *exchange) bool {
		after, _ := x.call.value("updated_after")
		before, _ := x.call.value("updated_before")
		return timeOf(before).Before(timeOf(after))
	})
	return append(faults,
		Fault{ID: "list-updated-nothing-404", Rule: "R-LIST-UPDATED-EMPTY-RANGE", Sentence: "A range that holds nothing is answered with 404.", behave: nothing.refuses(404, "404 Not found")},
		Fault{ID: "list-updated-nothing-null", Rule: "R-LIST-ARRAY", Sentence: "A range that holds nothing is answered with null.", behave: nothing.answers(200, "null")},
		Fault{ID: "list-updated-backwards-400", Rule: "R-LIST-UPDATED-EMPTY-RANGE", Sentence: "A range that ends before it begins is refused.", behave: backwards.refuses(400, message400)},
		Fault{ID: "list-updated-backwards-turned", Rule: "R-LIST-UPDATED-EMPTY-RANGE", Sentence: "A range that ends before it begins is turned round.", behave: backwards.does(func(x *exchange) {
			after, _ := x.call.value("updated_after")
			before, _ := x.call.value("updated_before")
			x.resend(x.call.with("updated_after", before).with("updated_before", after))
		})},
		Fault{ID: "list-updated-backwards-ignored", Rule: "R-LIST-UPDATED-EMPTY-RANGE", Sentence: "A range that ends before it begins is ignored.", behave: backwards.ignoring("updated_after", "updated_before")},
	)
}

func finishedConditions() []Fault {
	finished := either(on(opList).with("finished_after"), on(opList).with("finished_before"))
	valid := finished.with("order_by", "finished_at").with("status", "success").answered(200)
	otherSort := finished.that(func(x *exchange) bool {
		value, _ := x.call.value("order_by")
		return value != "finished_at"
	}).answered(400)
	otherStatus := finished.with("order_by", "finished_at").that(func(x *exchange) bool {
		value, _ := x.call.value("status")
		return value != "success"
	}).answered(400)
	given := func(w when, name string) when { return w.with(name) }
	return []Fault{
		{ID: "list-finished-sort-refused", Rule: "R-LIST-FINISHED-NEEDS-SORT", Sentence: "A finished_* filter is refused with order_by=finished_at.", behave: valid.refuses(400, message400)},
		{ID: "list-finished-success-refused", Rule: "R-LIST-FINISHED-NEEDS-SUCCESS", Sentence: "A finished_* filter is refused with status=success.", behave: valid.answers(400, `{"error":"status is invalid"}`)},
		{ID: "list-finished-sort-any", Rule: "R-LIST-FINISHED-OTHER-SORT", Sentence: "A finished_* filter is taken with any order.", behave: otherSort.as("order_by", "finished_at")},
		{ID: "list-finished-sort-default", Rule: "R-LIST-FINISHED-OTHER-SORT", Sentence: "A finished_* filter is taken without order_by.", behave: otherSort.without("order_by").as("order_by", "finished_at")},
		{ID: "list-finished-sort-updated", Rule: "R-LIST-FINISHED-OTHER-SORT", Sentence: "A finished_* filter is taken with order_by=updated_at.", behave: otherSort.with("order_by", "updated_at").as("order_by", "finished_at")},
		{ID: "list-finished-sort-422", Rule: "R-LIST-FINISHED-OTHER-SORT", Sentence: "A finished_* filter with another order is answered with 422.", behave: otherSort.with("status", "success").status(422)},
		{ID: "list-finished-status-any", Rule: "R-LIST-FINISHED-OTHER-STATUS", Sentence: "A finished_* filter is taken with any status.", behave: otherStatus.as("status", "success")},
		{ID: "list-finished-status-none", Rule: "R-LIST-FINISHED-OTHER-STATUS", Sentence: "A finished_* filter is taken without a status.", behave: otherStatus.without("status").as("status", "success")},
		{ID: "list-finished-status-failed", Rule: "R-LIST-FINISHED-OTHER-STATUS", Sentence: "A finished_* filter is taken with status=failed.", behave: given(otherStatus, "status").with("status", "failed").answers(200, "[]")},
		{ID: "list-finished-status-403", Rule: "R-LIST-FINISHED-OTHER-STATUS", Sentence: "A finished_* filter with another status is answered with 403.", behave: otherStatus.status(403)},
	}
}

func environmentFilter() []Fault {
	given := on(opList).with("environment").answered(200)
	wider := func(keep func(name, wanted string) bool) behaviour {
		return given.does(func(x *exchange) {
			wanted, _ := x.call.value("environment")
			all := slices.DeleteFunc(x.everything(x.call.without("environment")), func(d row) bool { return !keep(text(find(d, "/environment/name")), wanted) })
			x.answer(x.page(x.call, all))
		})
	}
	nothing := given.that(func(x *exchange) bool { return string(x.correct().body) == "[]" })
	spelt := func(part string) when {
		return given.that(func(x *exchange) bool {
			value, _ := x.call.value("environment")
			return strings.Contains(value, part)
		})
	}
	return []Fault{
		{ID: "list-environment-ignored", Rule: "R-LIST-ENVIRONMENT", Sentence: "environment is ignored.", behave: given.ignoring("environment")},
		{ID: "list-environment-turned", Rule: "R-LIST-ENVIRONMENT", Sentence: "environment drops what it should keep.", behave: wider(func(name, wanted string) bool { return name != wanted })},
		{ID: "list-environment-refused", Rule: "R-LIST-ENVIRONMENT", Sentence: "environment takes ids only.", behave: given.answers(400, `{"error":"environment is invalid"}`)},
		{ID: "list-environment-page-two", Rule: "R-LIST-ENVIRONMENT", Sentence: "environment is forgotten on the second page.",
			behave: given.that(func(x *exchange) bool { return asked(x.call, "page", 1) > 1 }).ignoring("environment")},
		{ID: "list-environment-descending", Rule: "R-LIST-ENVIRONMENT", Sentence: "environment is ignored beside sort=desc.", behave: given.with("sort", "desc").ignoring("environment")},
		{ID: "list-environment-part", Rule: "R-LIST-ENVIRONMENT-EXACT", Sentence: "environment finds names that contain it.", behave: wider(strings.Contains)},
		{ID: "list-environment-prefix", Rule: "R-LIST-ENVIRONMENT-EXACT", Sentence: "environment finds names that begin with it.", behave: wider(strings.HasPrefix)},
		{ID: "list-environment-suffix", Rule: "R-LIST-ENVIRONMENT-EXACT", Sentence: "environment finds names that end with it.", behave: wider(strings.HasSuffix)},
		{ID: "list-environment-case", Rule: "R-LIST-ENVIRONMENT-EXACT", Sentence: "environment does not care for letter case.", behave: wider(strings.EqualFold)},
		{ID: "list-environment-folder", Rule: "R-LIST-ENVIRONMENT-EXACT", Sentence: "environment finds everything below it, as in a folder.",
			behave: wider(func(name, wanted string) bool { return name == wanted || strings.HasPrefix(name, wanted+"/") })},
		{ID: "list-environment-unknown-404", Rule: "R-LIST-ENVIRONMENT-UNKNOWN", Sentence: "An environment that does not exist is answered with 404.", behave: nothing.refuses(404, "404 Environment Not Found")},
		{ID: "list-environment-unknown-400", Rule: "R-LIST-ENVIRONMENT-UNKNOWN", Sentence: "An environment that does not exist is answered with 400.", behave: nothing.refuses(400, message400)},
		{ID: "list-environment-unknown-all", Rule: "R-LIST-ENVIRONMENT-UNKNOWN", Sentence: "An environment that does not exist is ignored.", behave: nothing.ignoring("environment")},
		{ID: "list-environment-unknown-null", Rule: "R-LIST-ARRAY", Sentence: "An environment that does not exist has null for a list.", behave: nothing.answers(200, "null")},
		{ID: "list-environment-slash", Rule: "R-LIST-ENVIRONMENT-ENCODED", Sentence: "Names with a slash are never found.", behave: spelt("/").answers(200, "[]")},
		{ID: "list-environment-blank", Rule: "R-LIST-ENVIRONMENT-ENCODED", Sentence: "Names with a blank are never found.", behave: spelt(" ").answers(200, "[]")},
		{ID: "list-environment-slash-cut", Rule: "R-LIST-ENVIRONMENT-ENCODED", Sentence: "Names are looked up without what is left of the slash.",
			behave: spelt("/").taking("environment", func(s string) any { return s[strings.LastIndex(s, "/")+1:] })},
	}
}

var listed6 = []string{"created", "running", "success", "failed", "canceled", "blocked"}

// narrowsOnly tells whether status only narrows: beside order_by=finished_at it is what makes the order possible.
func narrowsOnly(x *exchange) bool {
	by, _ := x.call.value("order_by")
	return by != "finished_at"
}

func statusFilter() []Fault {
	var faults []Fault
	next := map[string]string{"created": "blocked", "running": "created", "success": "running", "failed": "canceled", "canceled": "failed", "blocked": "created"}
	for _, status := range listed6 {
		given := on(opList).with("status", status).answered(200)
		rule := "R-LIST-STATUS-" + strings.ToUpper(status)
		faults = append(faults,
			Fault{ID: "list-status-" + status + "-ignored", Rule: rule, Sentence: "status=" + status + " filters nothing.", behave: given.that(narrowsOnly).ignoring("status")},
			Fault{ID: "list-status-" + status + "-empty", Rule: rule, Sentence: "status=" + status + " finds nothing.", behave: given.listed(func(*exchange, []row) []row { return nil })},
			Fault{ID: "list-status-" + status + "-another", Rule: rule, Sentence: "status=" + status + " finds " + next[status] + " deployments, too.", behave: given.does(func(x *exchange) {
				x.answer(x.page(x.call, append(x.everything(x.call), x.everything(x.call.with("status", next[status]))...)))
			})},
			Fault{ID: "list-status-" + status + "-refused", Rule: rule, Sentence: "status=" + status + " is refused.", behave: given.answers(400, `{"error":"status does not have a valid value"}`)},
		)
	}
	refused := on(opList).answered(400).saying("status does not have a valid value").that(func(x *exchange) bool {
		value, _ := x.call.value("status")
		return value != "skipped"
	})
	return append(faults,
		Fault{ID: "list-status-other-empty", Rule: "R-LIST-STATUS-OTHER", Sentence: "A status that does not exist gives an empty list.", behave: refused.answers(200, "[]")},
		Fault{ID: "list-status-other-ignored", Rule: "R-LIST-STATUS-OTHER", Sentence: "A status that does not exist is ignored.", behave: refused.ignoring("status")},
		Fault{ID: "list-status-other-case", Rule: "R-LIST-STATUS-OTHER", Sentence: "status is taken in capitals, too.", behave: refused.taking("status", func(s string) any { return strings.ToLower(s) })},
		Fault{ID: "list-status-other-cancelled", Rule: "R-LIST-STATUS-OTHER", Sentence: "status=cancelled is taken for canceled.", behave: refused.with("status", "cancelled").as("status", "canceled")},
		Fault{ID: "list-status-other-blank", Rule: "R-LIST-STATUS-OTHER", Sentence: "An empty status is ignored.", behave: refused.with("status", "").ignoring("status")},
		Fault{ID: "list-status-other-404", Rule: "R-LIST-STATUS-OTHER", Sentence: "A status that does not exist is answered with 404.", behave: refused.status(404)},
		Fault{ID: "list-status-other-pending", Rule: "R-LIST-STATUS-OTHER", Sentence: "status takes the statuses of jobs, such as pending and manual.", behave: refused.with("status", "pending", "manual", "scheduled", "unknown", "finished").answers(200, "[]")},
	)
}

func filtersTogether() []Fault {
	lost := func(id, name, beside string, more ...string) Fault {
		w := on(opList).with(name).with(beside).answered(200)
		for _, m := range more {
			w = w.with(m)
		}
		return Fault{ID: "list-together-" + id, Rule: "R-LIST-FILTERS-TOGETHER", Sentence: name + " is lost beside " + strings.Join(append([]string{beside}, more...), " and ") + ".", behave: w.ignoring(name)}
	}
	several := on(opList).answered(400).saying(", ")
	parts := func(x *exchange) []string { return strings.Split(text(x.correct().object()["error"]), ", ") }
	only := func(pick func(parts []string) string) behaviour {
		return several.edits(func(x *exchange, body any) any {
			if p := parts(x); len(p) > 1 {
				return row{"error": pick(p)}
			}
			return body
		})
	}
	return []Fault{
		lost("environment-status", "environment", "status"),
		lost("status-environment", "status", "environment"),
		lost("environment-updated", "environment", "updated_after"),
		lost("environment-updated-before", "environment", "updated_before"),
		lost("environment-finished", "environment", "finished_after"),
		lost("status-updated", "status", "updated_after"),
		lost("status-updated-before", "status", "updated_before"),
		lost("sort-status-environment", "sort", "status", "environment"),
		lost("updated-status", "updated_after", "status"),
		lost("updated-environment-status", "updated_after", "environment", "status"),
		{ID: "list-together-either", Rule: "R-LIST-FILTERS-TOGETHER", Sentence: "environment and status keep what satisfies either.", behave: on(opList).with("environment").with("status").answered(200).does(func(x *exchange) {
			x.answer(x.page(x.call, distinct(append(x.everything(x.call.without("status")), x.everything(x.call.without("environment"))...), func(d row) string { return padded(integer(d["id"])) })))
		})},
		{ID: "list-errors-first", Rule: "R-LIST-ALL-ERRORS", Sentence: "Of several bad parameters the first is named.", behave: only(func(p []string) string { return p[0] })},
		{ID: "list-errors-last", Rule: "R-LIST-ALL-ERRORS", Sentence: "Of several bad parameters the last is named.", behave: only(func(p []string) string { return p[len(p)-1] })},
		{ID: "list-errors-count", Rule: "R-LIST-ALL-ERRORS", Sentence: "Several bad parameters are counted, not named.", behave: only(func([]string) string { return "several parameters are invalid" })},
		{ID: "list-errors-two", Rule: "R-LIST-ALL-ERRORS", Sentence: "Of three bad parameters two are named.", behave: only(func(p []string) string { return strings.Join(p[:min(2, len(p))], ", ") })},
	}
}
