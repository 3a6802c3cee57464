package faults

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// listOrder are faults of what a list holds and in which order.
func listOrder() []Fault {
	return gather(listWhole(), orderBy(), orderOfValues(), sortDirection())
}

const message400 = "400 Bad request"

func listWhole() []Fault {
	lacking := func(id, sentence string, gone func(d row) bool) Fault {
		return Fault{ID: "list-lacks-" + id, Rule: "R-LIST-COMPLETE", Sentence: sentence, behave: on(opList).listed(func(_ *exchange, all []row) []row {
			return slices.DeleteFunc(all, gone)
		})}
	}
	is := func(key string, values ...string) func(row) bool {
		return func(d row) bool { return slices.Contains(values, text(d[key])) }
	}
	ofEnvironment := on(opList).with("environment")
	return []Fault{
		{ID: "list-201", Rule: "R-LIST-STATUS-CODE", Sentence: "The list is answered with 201.", behave: on(opList).answered(200).status(201)},
		{ID: "list-object", Rule: "R-LIST-ARRAY", Sentence: "The list is wrapped in an object.", behave: on(opList).answered(200).edits(func(_ *exchange, body any) any { return row{"deployments": body} })},
		{ID: "list-null-omitted", Rule: "R-LIST-KEYS", Sentence: "What is null is left out of the items of a list.", behave: on(opList).deployments(func(_ *exchange, d row) row {
			shown := row{}
			for key, value := range d {
				if value != nil {
					shown[key] = value
				}
			}
			return shown
		})},
		{ID: "list-iid-text", Rule: "R-LIST-TYPES", Sentence: "iid is a text in lists.", behave: on(opList).turns("/iid", func(v any) any { return strconv.FormatInt(integer(v), 10) })},
		lacking("failed", "Failed deployments are not listed unless asked for.", is("status", "failed")),
		lacking("blocked", "Blocked deployments are never listed.", is("status", "blocked")),
		lacking("created", "Created deployments are never listed.", is("status", "created")),
		lacking("jobs", "Deployments made by jobs are not listed.", func(d row) bool { return d["deployable"] != nil }),
		lacking("recorded", "Only deployments made by jobs are listed.", func(d row) bool { return d["deployable"] == nil }),
		{ID: "list-lacks-last", Rule: "R-LIST-COMPLETE", Sentence: "The last deployment of a list is missing.",
			behave: on(opList).listed(func(_ *exchange, all []row) []row { return all[:max(0, len(all)-1)] })},
		{ID: "list-newest-per-environment", Rule: "R-LIST-COMPLETE", Sentence: "Only the newest deployment of each environment is listed.",
			behave: on(opList).listed(func(_ *exchange, all []row) []row { return newestPerEnvironment(all) })},
		{ID: "list-distinct-shas", Rule: "R-LIST-COMPLETE", Sentence: "Of several deployments of one commit into an environment one is listed.", behave: on(opList).listed(func(_ *exchange, all []row) []row {
			return distinct(all, func(d row) string { return text(d["sha"]) + text(find(d, "/environment/name")) })
		})},
		{ID: "list-empty-404", Rule: "R-LIST-EMPTY", Sentence: "A project without deployments is answered with 404.", behave: emptyProject().refuses(404, "404 Not found")},
		{ID: "list-empty-204", Rule: "R-LIST-STATUS-CODE", Sentence: "A project without deployments is answered with 204.", behave: emptyProject().answers(204, "")},
		{ID: "list-empty-null", Rule: "R-LIST-ARRAY", Sentence: "A project without deployments has null for a list.", behave: emptyProject().answers(200, "null")},
		{ID: "list-empty-object", Rule: "R-LIST-ARRAY", Sentence: "A project without deployments has an empty object for a list.", behave: emptyProject().answers(200, "{}")},
		{ID: "list-leaks-projects", Rule: "R-LIST-OWN-PROJECT", Sentence: "The list holds what was recorded in other projects.", behave: both(rememberRecorded(), leak(on(opList).without("environment", "status")))},
		{ID: "list-leaks-filtered", Rule: "R-LIST-OWN-PROJECT", Sentence: "The list of an environment holds other projects' deployments into environments of that name.",
			behave: both(rememberRecorded(), leak(ofEnvironment))},
		{ID: "list-project-path-empty", Rule: "R-LIST-ID", Sentence: "The list by a project's path is empty.", behave: on(opList).pathed().listed(func(*exchange, []row) []row { return nil })},
	}
}

// emptyProject are unfiltered lists with nothing in them.
func emptyProject() when {
	return on(opList).without("environment", "status", "page", "updated_after", "updated_before", "finished_after", "finished_before").
		answered(200).that(func(x *exchange) bool { return string(x.correct().body) == "[]" })
}

func newestPerEnvironment(all []row) []row {
	newest := map[string]int64{}
	for _, d := range all {
		name := text(find(d, "/environment/name"))
		newest[name] = max(newest[name], integer(d["id"]))
	}
	return slices.DeleteFunc(all, func(d row) bool { return newest[text(find(d, "/environment/name"))] != integer(d["id"]) })
}

func distinct(all []row, key func(row) string) []row {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(d row) bool {
		k := key(d)
		again := seen[k]
		seen[k] = true
		return again
	})
}

// rememberRecorded keeps what is recorded, by project.
func rememberRecorded() behaviour {
	return on(opCreate).answered(201).does(func(x *exchange) {
		d := x.correct().object()
		x.memory.add("recorded", member(d, "project", x.project()))
	})
}

// leak adds what other projects recorded to a list.
func leak(w when) behaviour {
	return w.listed(func(x *exchange, all []row) []row {
		environment, filtered := x.call.value("environment")
		for _, d := range x.memory.all("recorded") {
			if d["project"] != x.project() && (!filtered || find(d, "/environment/name") == environment) {
				all = append(all, shortened(d))
			}
		}
		return all
	})
}

// shortened is a deployment as lists show it.
func shortened(d row) row {
	listed := row{}
	for _, key := range []string{"id", "iid", "ref", "sha", "created_at", "updated_at", "user", "environment", "deployable", "status"} {
		listed[key] = d[key]
	}
	return listed
}

func orderBy() []Fault {
	rules := map[string]string{
		"id": "R-LIST-ORDER-BY-ID", "iid": "R-LIST-ORDER-BY-IID", "created_at": "R-LIST-ORDER-BY-CREATED-AT",
		"updated_at": "R-LIST-ORDER-BY-UPDATED-AT", "finished_at": "R-LIST-ORDER-BY-FINISHED-AT", "ref": "R-LIST-ORDER-BY-REF",
	}
	var faults []Fault
	for _, value := range []string{"id", "iid", "created_at", "updated_at", "finished_at", "ref"} {
		by := on(opList).with("order_by", value).answered(200)
		f := Fault{ID: "list-order-" + value + "-refused", Rule: rules[value], Sentence: "order_by=" + value + " is refused.",
			behave: by.answers(400, `{"error":"order_by does not have a valid value"}`)}
		g := Fault{ID: "list-order-" + value + "-shuffled", Rule: rules[value], Sentence: "order_by=" + value + " gives no particular order.",
			behave: by.listed(func(_ *exchange, all []row) []row {
				slices.SortStableFunc(all, func(a, b row) int { return strings.Compare(spin(a), spin(b)) })
				return all
			})}
		if value == "ref" {
			f.Profile, g.Profile = "documented", "documented"
		}
		faults = append(faults, f, g)
	}
	return faults
}

// spin makes an order of its own out of ids.
func spin(d row) string { return strconv.FormatInt(integer(d["id"])*7919%1009, 10) }

// sorted orders a list by what key gives, in the direction the call asks for.
func (w when) sorted(key func(row) string) behaviour {
	return w.listed(func(x *exchange, all []row) []row {
		slices.SortStableFunc(all, func(a, b row) int { return strings.Compare(key(a), key(b)) })
		if sort, _ := x.call.value("sort"); sort == "desc" {
			slices.Reverse(all)
		}
		return all
	})
}

func byTime(key string) func(row) string {
	return func(d row) string { return timeOf(d[key]).Format(asShown) + padded(integer(d["id"])) }
}

func padded(n int64) string {
	s := strconv.FormatInt(n, 10)
	return strings.Repeat("0", max(0, 20-len(s))) + s
}

func orderOfValues() []Fault {
	by := func(value string) when { return on(opList).with("order_by", value) }
	refused := func(w when) when { return w.answered(400).saying("order_by does not have a valid value") }
	return []Fault{
		{ID: "list-order-default-updated", Rule: "R-LIST-ORDER-BY-DEFAULT", Sentence: "Without order_by the list is ordered by updated_at.", behave: on(opList).without("order_by").sorted(byTime("updated_at"))},
		{ID: "list-order-default-environment", Rule: "R-LIST-ORDER-BY-DEFAULT", Sentence: "Without order_by the list is ordered by environment.",
			behave: on(opList).without("order_by", "environment").sorted(func(d row) string { return text(find(d, "/environment/name")) })},
		{ID: "list-order-default-status", Rule: "R-LIST-ORDER-BY-DEFAULT", Sentence: "Without order_by the list of an environment is ordered by status.",
			behave: on(opList).without("order_by").with("environment").sorted(func(d row) string { return text(d["status"]) })},
		{ID: "list-order-id-updated", Rule: "R-LIST-ORDER-BY-ID", Sentence: "order_by=id orders by updated_at.", behave: by("id").sorted(byTime("updated_at"))},
		{ID: "list-order-iid-text", Rule: "R-LIST-ORDER-BY-IID", Sentence: "order_by=iid orders as text: 10 before 9.", behave: by("iid").sorted(func(d row) string { return strconv.FormatInt(integer(d["iid"]), 10) })},
		{ID: "list-order-iid-updated", Rule: "R-LIST-ORDER-BY-IID", Sentence: "order_by=iid orders by updated_at.", behave: by("iid").sorted(byTime("updated_at"))},
		{ID: "list-order-created-updated", Rule: "R-LIST-ORDER-BY-CREATED-AT", Sentence: "order_by=created_at orders by updated_at.", behave: by("created_at").sorted(byTime("updated_at"))},
		{ID: "list-order-created-status", Rule: "R-LIST-ORDER-BY-CREATED-AT", Sentence: "order_by=created_at orders by status first.",
			behave: by("created_at").sorted(func(d row) string { return text(d["status"]) + byTime("created_at")(d) })},
		{ID: "list-order-updated-created", Rule: "R-LIST-ORDER-BY-UPDATED-AT", Sentence: "order_by=updated_at orders by created_at.", behave: by("updated_at").sorted(byTime("created_at"))},
		{ID: "list-order-updated-second", Rule: "R-LIST-ORDER-BY-UPDATED-AT", Sentence: "order_by=updated_at looks at whole seconds, and at ids within one.",
			behave: by("updated_at").sorted(func(d row) string { return timeOf(d["updated_at"]).Format(time.DateTime) + padded(integer(d["id"])) })},
		{ID: "list-order-finished-created", Rule: "R-LIST-ORDER-BY-FINISHED-AT", Sentence: "order_by=finished_at orders by created_at.", behave: by("finished_at").sorted(byTime("created_at"))},
		{ID: "list-order-finished-desc-only", Rule: "R-LIST-ORDER-BY-FINISHED-AT", Sentence: "order_by=finished_at is descending whatever sort says.",
			behave: by("finished_at").does(func(x *exchange) { x.resend(x.call.with("sort", "desc")) })},
		{ID: "list-order-ref-id", Rule: "R-LIST-ORDER-BY-REF", Sentence: "order_by=ref is taken and orders by id.", Profile: "documented", behave: by("ref").as("order_by", "id")},
		{ID: "list-order-ref-length", Rule: "R-LIST-ORDER-BY-REF", Sentence: "order_by=ref puts shorter refs first.", Profile: "documented",
			behave: by("ref").sorted(func(d row) string { return padded(int64(len(text(d["ref"])))) + text(d["ref"]) })},
		{ID: "list-order-ref-updated", Rule: "R-LIST-ORDER-BY-REF", Sentence: "order_by=ref orders by updated_at.", Profile: "documented", behave: by("ref").sorted(byTime("updated_at"))},
		{ID: "list-order-other-ignored", Rule: "R-LIST-ORDER-BY-OTHER", Sentence: "An order_by that does not exist is ignored.", behave: refused(ordered(notRef)).ignoring("order_by")},
		{ID: "list-order-other-case", Rule: "R-LIST-ORDER-BY-OTHER", Sentence: "order_by is taken in capitals, too.", behave: refused(on(opList)).taking("order_by", func(s string) any { return strings.ToLower(s) })},
		{ID: "list-order-other-empty", Rule: "R-LIST-ORDER-BY-OTHER", Sentence: "An empty order_by is ignored.", behave: refused(by("")).ignoring("order_by")},
		{ID: "list-order-other-500", Rule: "R-LIST-ORDER-BY-OTHER", Sentence: "An order_by that does not exist is answered with 500.", behave: refused(ordered(notRef)).refuses(500, "500 Internal Server Error")},
		{ID: "list-order-other-status", Rule: "R-LIST-ORDER-BY-OTHER", Sentence: "The list can be ordered by status and by environment.", behave: refused(ordered(func(s string) bool { return s == "status" || s == "environment" })).ignoring("order_by")},
		{ID: "list-order-other-422", Rule: "R-LIST-ORDER-BY-OTHER", Sentence: "An order_by that does not exist is answered with 422.", behave: refused(ordered(notRef)).status(422)},
	}
}

// ordered are lists whose order_by satisfies a test.
func ordered(test func(string) bool) when {
	return on(opList).that(func(x *exchange) bool {
		value, given := x.call.value("order_by")
		return given && test(value)
	})
}

func notRef(s string) bool { return s != "ref" }

func sortDirection() []Fault {
	refused := on(opList).answered(400).saying("sort does not have a valid value")
	reversedPage := func(_ *exchange, body any) any {
		list, _ := body.([]any)
		return reversed(list)
	}
	return []Fault{
		{ID: "list-sort-default-desc", Rule: "R-LIST-SORT-DEFAULT", Sentence: "Without sort the list is descending.", behave: on(opList).without("sort").as("sort", "desc")},
		{ID: "list-sort-default-desc-updated", Rule: "R-LIST-ORDER-BY-UPDATED-AT", Sentence: "Without sort order_by=updated_at is descending.", behave: on(opList).without("sort").with("order_by", "updated_at").as("sort", "desc")},
		{ID: "list-sort-default-desc-filtered", Rule: "R-LIST-SORT-DEFAULT", Sentence: "Without sort the list of an environment is descending.", behave: on(opList).without("sort", "order_by").with("environment").as("sort", "desc")},
		{ID: "list-sort-asc-desc", Rule: "R-LIST-SORT-ASC", Sentence: "sort=asc orders descending.", behave: on(opList).with("sort", "asc").as("sort", "desc")},
		{ID: "list-sort-asc-iid", Rule: "R-LIST-SORT-ASC", Sentence: "sort=asc orders descending beside order_by.", behave: on(opList).with("sort", "asc").with("order_by").as("sort", "desc")},
		{ID: "list-sort-asc-refused", Rule: "R-LIST-SORT-ASC", Sentence: "sort=asc is refused.", behave: on(opList).with("sort", "asc").answers(400, `{"error":"sort does not have a valid value"}`)},
		{ID: "list-sort-desc-ignored", Rule: "R-LIST-SORT-DESC", Sentence: "sort=desc is ignored.", behave: on(opList).with("sort", "desc").ignoring("sort")},
		{ID: "list-sort-desc-refused", Rule: "R-LIST-SORT-DESC", Sentence: "sort=desc is refused.", behave: on(opList).with("sort", "desc").answers(400, `{"error":"sort does not have a valid value"}`)},
		{ID: "list-sort-desc-default-order", Rule: "R-LIST-SORT-DESC", Sentence: "sort=desc is ignored without order_by.", behave: on(opList).with("sort", "desc").without("order_by").ignoring("sort")},
		{ID: "list-sort-desc-updated", Rule: "R-LIST-SORT-DESC", Sentence: "sort=desc is ignored beside order_by=updated_at.", behave: on(opList).with("sort", "desc").with("order_by", "updated_at").ignoring("sort")},
		{ID: "list-sort-desc-created", Rule: "R-LIST-SORT-DESC", Sentence: "sort=desc is ignored beside order_by=created_at.", behave: on(opList).with("sort", "desc").with("order_by", "created_at").ignoring("sort")},
		{ID: "list-sort-desc-finished", Rule: "R-LIST-SORT-DESC", Sentence: "sort=desc is ignored beside order_by=finished_at.", behave: on(opList).with("sort", "desc").with("order_by", "finished_at").ignoring("sort")},
		{ID: "list-sort-desc-iid", Rule: "R-LIST-SORT-DESC", Sentence: "sort=desc is ignored beside order_by=iid.", behave: on(opList).with("sort", "desc").with("order_by", "iid").ignoring("sort")},
		{ID: "list-sort-desc-per-page", Rule: "R-LIST-PAGES-DISJOINT", Sentence: "sort=desc turns each page round, not the list.",
			behave: on(opList).with("sort", "desc").does(func(x *exchange) {
				x.resend(x.call.with("sort", "asc"))
				when{}.edits(reversedPage)(x)
			})},
		{ID: "list-sort-other-ignored", Rule: "R-LIST-SORT-OTHER", Sentence: "A sort that does not exist is ignored.", behave: refused.ignoring("sort")},
		{ID: "list-sort-other-case", Rule: "R-LIST-SORT-OTHER", Sentence: "sort is taken in capitals, too.", behave: refused.taking("sort", func(s string) any { return strings.ToLower(s) })},
		{ID: "list-sort-other-empty", Rule: "R-LIST-SORT-OTHER", Sentence: "An empty sort is ignored.", behave: refused.with("sort", "").ignoring("sort")},
		{ID: "list-sort-other-words", Rule: "R-LIST-SORT-OTHER", Sentence: "sort takes ascending and descending, too.", behave: refused.with("sort", "ascending", "descending", "up", "down", "random", "newest").
			taking("sort", func(s string) any { return map[bool]string{true: "asc", false: "desc"}[s == "ascending"] })},
		{ID: "list-sort-other-500", Rule: "R-LIST-SORT-OTHER", Sentence: "A sort that does not exist is answered with 500.", behave: refused.answers(http.StatusInternalServerError, `{"message":"500 Internal Server Error"}`)},
	}
}
