package faults

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// updating are faults of updating a deployment.
func updating() []Fault {
	return gather(updatingOne(), updatedStatuses(), updateRefusals(), updatedAnswers(),
		otherProjects("update", opUpdate, "R-UPDATE-OTHER-PROJECT", "R-UPDATE-UNKNOWN"), badIDs("update", opUpdate, "R-UPDATE-ID-TYPE"))
}

var updated = on(opUpdate).answered(200)

func idOf(d row) string { return strconv.FormatInt(integer(d["id"]), 10) }

// stale shows, where deployments are read, what they were before they were updated.
func stale(reads when, keys ...string) behaviour {
	return both(
		on(opUpdate).does(func(x *exchange) {
			c := x.call.bare("GET")
			before := x.send(c)
			if x.correct().status == 200 && before.status == 200 {
				x.memory.keep("before "+idOf(before.object()), before.object())
			}
		}),
		reads.answered(200).deployments(func(x *exchange, d row) row {
			before, found := x.memory.recall("before " + idOf(d))
			if !found {
				return d
			}
			for _, key := range keys {
				d = member(d, key, before.(row)[key])
			}
			return d
		}),
	)
}

func updatingOne() []Fault {
	return []Fault{
		{ID: "update-refused", Rule: "R-UPDATE", Sentence: "A complete request to update is answered with 400.", behave: on(opUpdate).with("status").refuses(400, message400)},
		{ID: "update-null", Rule: "R-UPDATE", Sentence: "Updating is answered with null.", behave: updated.edits(func(*exchange, any) any { return nil })},
		{ID: "update-unchanged-canceled", Rule: "R-UPDATE-STATUS-CANCELED", Sentence: "Canceling is answered with the deployment as it is, and does nothing.", behave: on(opUpdate).by(30, 40, 50).with("status", "canceled").does(func(x *exchange) {
			if c := x.call.bare("GET"); x.send(c).status == 200 {
				x.answer(x.send(c))
				x.altered = true
			}
		})},
		{ID: "update-201", Rule: "R-UPDATE-STATUS-CODE", Sentence: "Updating is answered with 201.", behave: updated.status(201)},
		{ID: "update-202", Rule: "R-UPDATE-STATUS-CODE", Sentence: "Updating is answered with 202.", behave: updated.status(202)},
		{ID: "update-204", Rule: "R-UPDATE-STATUS-CODE", Sentence: "Updating is answered with 204 and nothing.", behave: updated.answers(204, "")},
		{ID: "update-unseen-get", Rule: "R-UPDATE-SEEN", Sentence: "Reading shows the status from before the update.", behave: stale(on(opGet), "status")},
		{ID: "update-unseen-list", Rule: "R-UPDATE-SEEN", Sentence: "Lists show the status from before the update.", behave: stale(on(opList), "status")},
		{ID: "update-unseen-updated-at", Rule: "R-UPDATE-UPDATED-AT", Sentence: "Reading and listing show updated_at from before the update.", behave: stale(on(opGet, opList), "updated_at")},
		{ID: "update-unseen-filter", Rule: "R-UPDATE-SEEN", Sentence: "The status filter finds deployments by the status they began with.", behave: filterByBeginning()},
		{ID: "update-project-number", Rule: "R-UPDATE-PROJECT-ID", Sentence: "A deployment is not found for updating in a project named by number.", behave: on(opUpdate).numbered().answers(404, notFound)},
		{ID: "update-project-path", Rule: "R-UPDATE-PROJECT-ID", Sentence: "A deployment is not found for updating in a project named by path.", behave: on(opUpdate).pathed().answers(404, notFound)},
		{ID: "update-siblings", Rule: "R-UPDATE-BY-ID", Sentence: "All running deployments of the environment are updated.", behave: on(opUpdate).answered(200).does(updateSiblings)},
		{ID: "update-newest", Rule: "R-UPDATE-BY-ID", Sentence: "The environment's newest deployment is updated, whichever was meant.", behave: on(opUpdate).does(updateNewest)},
		{ID: "update-shows-another", Rule: "R-UPDATE-BY-ID", Sentence: "The answer to updating shows the environment's newest deployment.", behave: updated.does(func(x *exchange) {
			c := x.call
			x.answer(newestOf(&exchange{call: c.bare("GET"), next: x.next, request: x.request, memory: x.memory, right: x.correct()}))
		})},
	}
}

// filterByBeginning filters by a status that is no longer so.
func filterByBeginning() behaviour {
	return both(rememberBeginning(), on(opList).with("status").with("environment").answered(200).does(func(x *exchange) {
		wanted, _ := x.call.value("status")
		var kept []row
		for _, d := range x.everything(x.call.without("status")) {
			status, found := x.memory.recall("beginning of " + idOf(d))
			if !found {
				status = d["status"]
			}
			if status == wanted {
				kept = append(kept, d)
			}
		}
		x.answer(x.page(x.call, kept))
	}))
}

func updateSiblings(x *exchange) {
	d := x.correct().object()
	c := x.call.bare("GET")
	c.rawPath = x.root() + "/projects/" + escaped(x.project()) + "/deployments"
	for _, sibling := range x.everything(c.with("environment", text(find(any(d), "/environment/name"))).with("status", "running")) {
		if x.send(x.call.at("deployment_id", idOf(sibling))).status == 200 {
			x.altered = true
		}
	}
}

func updateNewest(x *exchange) {
	c := x.call.bare("GET")
	one := x.send(c)
	if one.status != 200 {
		return
	}
	newest := newestOf(&exchange{call: c, next: x.next, request: x.request, memory: x.memory, right: one})
	if id := idOf(newest.object()); id != x.deployment() {
		x.resend(x.call.at("deployment_id", id))
	}
}

func updatedStatuses() []Fault {
	var faults []Fault
	next := map[string]string{"success": "failed", "failed": "canceled", "canceled": "failed"}
	for _, status := range []string{"success", "failed", "canceled"} {
		given := on(opUpdate).with("status", status)
		rule := "R-UPDATE-STATUS-" + strings.ToUpper(status)
		faults = append(faults,
			Fault{ID: "update-status-" + status + "-refused", Rule: rule, Sentence: "No deployment can be moved to " + status + ".", behave: given.answers(400, `{"error":"status does not have a valid value"}`)},
			Fault{ID: "update-status-" + status + "-another", Rule: rule, Sentence: "What is moved to " + status + " becomes " + next[status] + ".", behave: given.as("status", next[status])},
			Fault{ID: "update-status-" + status + "-shown", Rule: rule, Sentence: "The answer to moving to " + status + " still shows running.", behave: given.answered(200).shows("/status", "running")},
		)
	}
	return append(faults, Fault{ID: "update-status-running-value", Rule: "R-UPDATE-STATUS-RUNNING-VALUE", Sentence: "running is refused as a status that does not exist.",
		behave: on(opUpdate).with("status", "running").answers(400, `{"error":"status does not have a valid value"}`)}, Fault{ID: "update-status-cancelled", Rule: "R-UPDATE-KEYS", Sentence: "canceled is shown as cancelled after an update.", behave: updated.turns("/status", func(v any) any {
		if v == "canceled" {
			return "cancelled"
		}
		return v
	})})
}

func updateRefusals() []Fault {
	refused := on(opUpdate).answered(400).saying("status does not have a valid value")
	missing, other := refused.saying("status is missing"), refused.with("status")
	taken := func(id, sentence string, values ...string) Fault {
		return Fault{ID: "update-status-other-" + id, Rule: "R-UPDATE-STATUS-OTHER", Sentence: sentence, behave: refused.with("status", values...).does(func(x *exchange) {
			value, _ := x.call.value("status")
			x.resend(x.call.with("status", "canceled"))
			if x.current().successful() {
				when{}.shows("/status", value)(x)
			}
		})}
	}
	secretly := func(w when, as string) behaviour {
		return w.does(func(x *exchange) {
			refusal := x.correct()
			x.resend(x.call.with("status", as))
			x.altered = x.final.successful()
			x.answer(refusal)
		})
	}
	return []Fault{
		taken("created", "A deployment can be moved to created.", "created"),
		taken("blocked", "A deployment can be moved to blocked.", "blocked"),
		taken("skipped", "A deployment can be moved to skipped.", "skipped"),
		taken("cancelled", "cancelled is taken for canceled.", "cancelled"),
		{ID: "update-status-other-case", Rule: "R-UPDATE-STATUS-OTHER", Sentence: "A status is taken in capitals when updating.", behave: other.that(func(x *exchange) bool {
			value, _ := x.call.value("status")
			return strings.ToLower(value) != value
		}).taking("status", func(s string) any { return strings.ToLower(s) })},
		{ID: "update-status-other-ignored", Rule: "R-UPDATE-STATUS-OTHER", Sentence: "A status that does not exist is answered with 200 and changes nothing.", behave: other.does(func(x *exchange) {
			if a := x.send(x.call.bare("GET")); a.status == 200 {
				x.answer(a)
			}
		})},
		{ID: "update-status-other-422", Rule: "R-UPDATE-STATUS-OTHER", Sentence: "A status that does not exist is answered with 422 when updating.", behave: other.status(422)},
		{ID: "update-status-missing-taken", Rule: "R-UPDATE-STATUS-MISSING", Sentence: "An update without status succeeds.", behave: missing.as("status", "success")},
		{ID: "update-status-missing-ignored", Rule: "R-UPDATE-STATUS-MISSING", Sentence: "An update without status is answered with 200 and changes nothing.", behave: missing.does(func(x *exchange) {
			if a := x.send(x.call.bare("GET")); a.status == 200 {
				x.answer(a)
			}
		})},
		{ID: "update-status-empty-taken", Rule: "R-UPDATE-STATUS-MISSING", Sentence: "An update with an empty status succeeds.", behave: refused.with("status", "").as("status", "success")},
		{ID: "update-refused-changed", Rule: "R-UPDATE-REFUSED-UNCHANGED", Sentence: "An update with a status that does not exist is refused, and the deployment fails.", behave: secretly(other, "failed")},
		{ID: "update-refused-missing-changed", Rule: "R-UPDATE-REFUSED-UNCHANGED", Sentence: "An update without status is refused, and the deployment is canceled.", behave: secretly(missing, "canceled")},
		{ID: "update-refused-updated-at", Rule: "R-UPDATE-REFUSED-UNCHANGED", Sentence: "A refused update moves updated_at.", behave: both(
			on(opUpdate).answered(400, 403).does(func(x *exchange) { x.memory.keep("touched "+x.deployment(), true) }),
			on(opGet, opList).answered(200).deployments(func(x *exchange, d row) row {
				if _, touched := x.memory.recall("touched " + idOf(d)); touched {
					return member(d, "updated_at", moved(text(d["updated_at"]), 30))
				}
				return d
			}),
		)},
	}
}

func updatedAnswers() []Fault {
	keep := func(key string, f func(x *exchange, d row) any) behaviour {
		return updated.deployments(func(x *exchange, d row) row { return member(d, key, f(x, d)) })
	}
	taken := func(key string) behaviour {
		return both(
			on(opUpdate).with(key).answered(200).does(func(x *exchange) {
				value, _ := x.call.value(key)
				x.memory.keep(key+" of "+idOf(x.correct().object()), value)
			}),
			on(opUpdate, opGet, opList).answered(200).deployments(func(x *exchange, d row) row {
				if value, found := x.memory.recall(key + " of " + idOf(d)); found {
					return member(d, key, value)
				}
				return d
			}),
		)
	}
	return []Fault{
		{ID: "update-takes-ref", Rule: "R-UPDATE-NOTHING-ELSE", Sentence: "An update changes ref, too.", behave: taken("ref")},
		{ID: "update-takes-sha", Rule: "R-UPDATE-NOTHING-ELSE", Sentence: "An update changes sha, too.", behave: taken("sha")},
		{ID: "update-takes-environment", Rule: "R-UPDATE-NOTHING-ELSE", Sentence: "An update moves the deployment to another environment.", behave: both(
			on(opUpdate).with("environment").answered(200).does(func(x *exchange) {
				value, _ := x.call.value("environment")
				x.memory.keep("environment of "+idOf(x.correct().object()), value)
			}),
			on(opUpdate, opGet, opList).answered(200).deployments(func(x *exchange, d row) row {
				if value, found := x.memory.recall("environment of " + idOf(d)); found {
					return change(d, "/environment/name", func(any) any { return value }).(row)
				}
				return d
			}),
		)},
		{ID: "update-takes-created-at", Rule: "R-UPDATE-NOTHING-ELSE", Sentence: "An update moves created_at.", behave: keep("created_at", func(_ *exchange, d row) any { return d["updated_at"] })},
		{ID: "update-iid-grows", Rule: "R-UPDATE-NOTHING-ELSE", Sentence: "An update gives the deployment another iid.", behave: keep("iid", func(_ *exchange, d row) any { return number(integer(d["iid"]) + 1) })},
		{ID: "update-user-updater", Rule: "R-UPDATE-USER-DEPLOYER", Sentence: "After an update user is whoever updated.", behave: keep("user", func(x *exchange, _ row) any { return briefUser(x) })},
		{ID: "update-user-null", Rule: "R-UPDATE-USER-DEPLOYER", Sentence: "The answer to updating has no user.", behave: updated.shows("/user", nil)},
		{ID: "update-deployable-object", Rule: "R-UPDATE-DEPLOYABLE", Sentence: "deployable is an empty object after an update.", behave: updated.shows("/deployable", row{})},
		{ID: "update-updated-frozen", Rule: "R-UPDATE-UPDATED-AT", Sentence: "An update leaves updated_at as it was at the beginning.", behave: on(opUpdate, opGet, opList).answered(200).deployments(func(_ *exchange, d row) row {
			return member(d, "updated_at", d["created_at"])
		})},
		{ID: "update-updated-missing", Rule: "R-UPDATE-UPDATED-AT", Sentence: "The answer to updating lacks updated_at.", behave: updated.hides("/updated_at")},
		{ID: "update-updated-frozen-answer", Rule: "R-UPDATE-UPDATED-AT", Sentence: "The answer to updating shows updated_at from before.", behave: keep("updated_at", func(_ *exchange, d row) any { return d["created_at"] })},
		{ID: "update-pending-missing", Rule: "R-UPDATE-APPROVALS", Sentence: "The answer to updating lacks pending_approval_count.", behave: updated.hides("/pending_approval_count")},
		{ID: "update-approvals-missing", Rule: "R-UPDATE-APPROVALS", Sentence: "The answer to updating lacks approvals.", behave: updated.hides("/approvals")},
		{ID: "update-pending-text", Rule: "R-UPDATE-APPROVALS-TYPES", Sentence: "pending_approval_count is a text after an update.", behave: updated.turns("/pending_approval_count", func(v any) any { return strconv.FormatInt(integer(v), 10) })},
		{ID: "update-pending-negative", Rule: "R-UPDATE-APPROVALS-TYPES", Sentence: "pending_approval_count is -1 after an update.", behave: updated.shows("/pending_approval_count", number(-1))},
		{ID: "update-approvals-null", Rule: "R-UPDATE-APPROVALS-ENTRY", Sentence: "approvals is null after an update.", behave: updated.shows("/approvals", nil)},
		{ID: "update-approval-user", Rule: "R-UPDATE-APPROVALS-ENTRY", Sentence: "An approval shown after an update has no user.", behave: updated.hides("/approvals/*/user")},
		{ID: "update-approval-status", Rule: "R-UPDATE-APPROVALS-ENTRY", Sentence: "An approval shown after an update has no status.", behave: updated.hides("/approvals/*/status")},
		{ID: "update-approval-created", Rule: "R-UPDATE-APPROVALS-ENTRY", Sentence: "An approval shown after an update has no created_at.", behave: updated.hides("/approvals/*/created_at")},
		{ID: "update-approval-comment", Rule: "R-UPDATE-APPROVALS-ENTRY", Sentence: "An approval shown after an update has no comment.", behave: updated.hides("/approvals/*/comment")},
		{ID: "update-approvals-gone", Rule: "R-UPDATE-APPROVALS-ENTRY", Sentence: "No approval is shown after an update.", behave: updated.shows("/approvals", []any{})},
		{ID: "update-developer-refused", Rule: "R-UPDATE-DEVELOPER", Sentence: "Developers may not update deployments.", behave: on(opUpdate).by(30).answered(200, 400).refuses(403, "403 Forbidden")},
		{ID: "update-developer-own", Rule: "R-UPDATE-DEVELOPER", Sentence: "Developers may update their own deployments only.", behave: on(opUpdate).by(30).does(func(x *exchange) {
			d := x.send(x.call.bare("GET")).object()
			if integer(find(any(d), "/user/id")) != integer(briefUser(x)["id"]) {
				x.answer(jsonAnswer(403, `{"message":"403 Forbidden"}`))
			}
		})},
		{ID: "update-reporter-allowed", Rule: "R-UPDATE-REPORTER", Sentence: "Reporters may update deployments.", behave: on(opUpdate).by(20).answered(403).borrowing()},
		{ID: "update-reporter-404", Rule: "R-UPDATE-REPORTER", Sentence: "Reporters who update are answered with 404.", behave: on(opUpdate).by(20).answered(403).refuses(404, "404 Not found")},
		{ID: "update-reporter-changed", Rule: "R-UPDATE-REPORTER", Sentence: "Reporters who update are answered with 403, and it is done.", behave: on(opUpdate).by(20).answered(403).does(recordAnyway)},
	}
}

// otherProjects are faults of deployments that are not in the project named, or nowhere.
func otherProjects(prefix, op, otherRule, unknownRule string) []Fault {
	missing := on(op).answered(404).saying("404 Not found")
	faults := []Fault{
		{ID: prefix + "-other-project", Rule: otherRule, Sentence: "A deployment is found for " + verb[op] + " in whatever project.", behave: both(rememberProjects(), missing.does(elsewhere))},
		{ID: prefix + "-other-project-403", Rule: otherRule, Sentence: "A deployment of another project is answered with 403 when " + verb[op] + ".", behave: both(rememberProjects(), missing.that(isElsewhere).refuses(403, "403 Forbidden"))},
		{ID: prefix + "-other-project-done", Rule: otherRule, Sentence: "A deployment of another project is answered with 404 when " + verb[op] + ", and it is done.", behave: both(rememberProjects(), missing.does(func(x *exchange) {
			refusal := x.correct()
			if elsewhere(x); x.final != nil {
				x.altered = x.final.successful()
				x.answer(refusal)
			}
		}))},
		{ID: prefix + "-unknown-400", Rule: unknownRule, Sentence: "A deployment that does not exist is answered with 400 when " + verb[op] + ".", behave: missing.that(func(x *exchange) bool { return !isElsewhere(x) }).status(400)},
		{ID: prefix + "-unknown-200", Rule: unknownRule, Sentence: "A deployment that does not exist is answered with 200 when " + verb[op] + ".", behave: both(
			on(op).answered(200).does(func(x *exchange) { x.memory.keep("answered", x.correct()) }),
			missing.that(func(x *exchange) bool { return !isElsewhere(x) }).does(func(x *exchange) {
				if another, found := x.memory.recall("answered"); found { // so that nothing but the status is wrong
					x.answer(another.(*answer))
					return
				}
				x.answer(jsonAnswer(http.StatusOK, "{}"))
			}),
		)},
		{ID: prefix + "-unknown-410", Rule: unknownRule, Sentence: "A deployment that does not exist is answered with 410 when " + verb[op] + ".", behave: missing.status(410)},
	}
	return slices.DeleteFunc(faults, func(f Fault) bool { return f.ID == "approve-other-project-done" }) // nobody waits for approval in two projects
}

// badIDs are faults of a deployment_id that is no integer.
func badIDs(prefix, op, rule string) []Fault {
	bad := on(op).that(func(x *exchange) bool { return !isNumber(strings.TrimPrefix(x.deployment(), "-")) }).answered(400, 404)
	return []Fault{
		{ID: prefix + "-id-type-500", Rule: rule, Sentence: "A deployment_id that is no integer is answered with 500 when " + verb[op] + ".", behave: bad.refuses(500, "500 Internal Server Error")},
		{ID: prefix + "-id-type-200", Rule: rule, Sentence: "A deployment_id that is no integer is answered with 200 when " + verb[op] + ".", behave: bad.answers(200, map[bool]string{true: "[]", false: "{}"}[op == opShipped])},
		{ID: prefix + "-id-type-422", Rule: rule, Sentence: "A deployment_id that is no integer is answered with 422 when " + verb[op] + ".", behave: bad.status(422)},
	}
}
