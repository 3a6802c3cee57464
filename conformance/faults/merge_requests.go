package faults

import "strings"

// shipping are faults of which merge requests a deployment has shipped.
func shipping() []Fault {
	fine := on(opShipped).answered(200)
	empty := fine.that(func(x *exchange) bool { return string(x.correct().body) == "[]" })
	unfiltered := func(x *exchange) bool {
		for name := range x.call.query {
			if name != "page" && name != "per_page" && name != "private_token" {
				return false
			}
		}
		return true
	}
	first := func(f func(all []row) []row) behaviour {
		return fine.that(unfiltered).listed(func(_ *exchange, all []row) []row { return f(all) })
	}
	return gather([]Fault{
		{ID: "mrs-none-404", Rule: "R-MRS-ARRAY", Sentence: "A deployment without merge requests is answered with 404.", behave: empty.that(unfiltered).refuses(404, "404 Not found")},
		{ID: "mrs-none-another", Rule: "R-MRS-NONE", Sentence: "A deployment without merge requests shows one all the same.", behave: empty.that(unfiltered).answers(200, someMergeRequest)},
		{ID: "mrs-none-null", Rule: "R-MRS-ARRAY", Sentence: "A deployment without merge requests has null for a list.", behave: empty.that(unfiltered).answers(200, "null")},
		{ID: "mrs-none-204", Rule: "R-MRS-STATUS-CODE", Sentence: "A deployment without merge requests is answered with 204.", behave: empty.that(unfiltered).answers(204, "")},
		{ID: "mrs-object", Rule: "R-MRS-ARRAY", Sentence: "The merge requests are wrapped in an object.", behave: fine.edits(func(_ *exchange, body any) any { return row{"merge_requests": body} })},
		{ID: "mrs-201", Rule: "R-MRS-STATUS-CODE", Sentence: "The merge requests are answered with 201.", behave: fine.status(201)},
		{ID: "mrs-always-empty", Rule: "R-MRS-SHIPPED", Sentence: "No deployment has a merge request.", behave: fine.listed(func(*exchange, []row) []row { return nil })},
		{ID: "mrs-newest-only", Rule: "R-MRS-SHIPPED", Sentence: "Only one of a deployment's merge requests is listed.", behave: first(func(all []row) []row { return all[:min(1, len(all))] })},
		{ID: "mrs-lacks-last", Rule: "R-MRS-SHIPPED", Sentence: "The last of several merge requests is missing.", behave: first(func(all []row) []row {
			if len(all) < 2 {
				return all
			}
			return all[:len(all)-1]
		})},
		{ID: "mrs-merge-commits-only", Rule: "R-MRS-SHIPPED", Sentence: "Only merge requests with a merge commit are listed.", behave: fine.listed(keepRows(func(m row) bool { return m["merge_commit_sha"] != nil }))},
		{ID: "mrs-no-squash", Rule: "R-MRS-SHIPPED", Sentence: "Merge requests that were squashed are not listed.", behave: fine.listed(keepRows(func(m row) bool { return m["squash_commit_sha"] == nil }))},
		{ID: "mrs-all-merged", Rule: "R-MRS-OTHERS", Sentence: "All merged merge requests of the project are listed.", behave: fine.that(unfiltered).does(allMerged)},
		{ID: "mrs-all-open", Rule: "R-MRS-OTHERS", Sentence: "Open merge requests of the project are listed, too.", behave: fine.that(unfiltered).does(func(x *exchange) { addOf(x, "opened") })},
		{ID: "mrs-failed-ships", Rule: "R-MRS-TRACKING", Sentence: "Failed and running deployments ship merge requests, too.", behave: empty.that(unfiltered).that(func(x *exchange) bool {
			return text(x.ask(onePath(x)).object()["status"]) != "success" && x.ask(onePath(x)).status == 200
		}).does(allMerged)},
		{ID: "mrs-shipped-again", Rule: "R-MRS-TRACKING", Sentence: "Each successful deployment lists what those before it shipped.", behave: fine.that(unfiltered).that(func(x *exchange) bool {
			return text(x.ask(onePath(x)).object()["status"]) == "success"
		}).does(allMerged)},
		{ID: "mrs-project-number", Rule: "R-MRS-PROJECT-ID", Sentence: "Merge requests are not found in a project named by number.", behave: on(opShipped).numbered().answers(404, `{"message":"404 Project Not Found"}`)},
		{ID: "mrs-project-path", Rule: "R-MRS-PROJECT-ID", Sentence: "Merge requests are not found in a project named by path.", behave: on(opShipped).pathed().answers(404, `{"message":"404 Project Not Found"}`)},
		{ID: "mrs-other-project-403", Rule: "R-MRS-OTHER-PROJECT", Sentence: "A deployment of another project is answered with 403 when listing merge requests.", behave: both(rememberProjects(), on(opShipped).that(isElsewhere).refuses(403, "403 Forbidden"))},
	}, badIDs("mrs", opShipped, "R-MRS-ID-TYPE"), rights(opShipped, "mrs", "R-MRS-REPORTER", "R-MRS-REPORTER", 20))
}

func onePath(x *exchange) string {
	return "/projects/" + escaped(x.project()) + "/deployments/" + escaped(x.deployment())
}

func keepRows(keep func(row) bool) func(*exchange, []row) []row {
	return func(_ *exchange, all []row) []row {
		var kept []row
		for _, r := range all {
			if keep(r) {
				kept = append(kept, r)
			}
		}
		return kept
	}
}

// allMerged lists every merge request of the project that is merged.
func allMerged(x *exchange) { addOf(x, "merged") }

// addOf adds the project's merge requests in a state to those that are listed.
func addOf(x *exchange, state string) {
	c := x.call.bare("GET")
	c.rawPath, c.path = x.root()+"/projects/"+escaped(x.project())+"/merge_requests", nil
	more := x.everything(c.with("state", state))
	all := distinct(append(x.everything(x.call), more...), idOf)
	x.answer(x.page(x.call, all))
}

// filters of the list of merge requests: the parameter, its rule, and whether it takes ids.
type mrFilter struct{ name, rule string }

func mrFilters() []mrFilter {
	return []mrFilter{
		{"state", "R-MRS-STATE"}, {"author_id", "R-MRS-AUTHOR"}, {"author_username", "R-MRS-AUTHOR"},
		{"assignee_id", "R-MRS-PEOPLE"}, {"assignee_username", "R-MRS-PEOPLE"}, {"reviewer_id", "R-MRS-PEOPLE"}, {"reviewer_username", "R-MRS-PEOPLE"},
		{"merge_user_id", "R-MRS-PEOPLE"}, {"merge_user_username", "R-MRS-PEOPLE"},
		{"source_branch", "R-MRS-BRANCHES"}, {"target_branch", "R-MRS-BRANCHES"},
		{"created_after", "R-MRS-TIMES"}, {"created_before", "R-MRS-TIMES"}, {"updated_after", "R-MRS-TIMES"}, {"updated_before", "R-MRS-TIMES"},
		{"search", "R-MRS-SEARCH"}, {"wip", "R-MRS-DRAFTS"}, {"my_reaction_emoji", "R-MRS-REACTION"},
		{"deployed_after", "R-MRS-DEPLOYED"}, {"deployed_before", "R-MRS-DEPLOYED"}, {"environment", "R-MRS-ENVIRONMENT"},
	}
}

// shippingFilters are faults of what filters do to the list of merge requests.
func shippingFilters() []Fault {
	return gather(filtersIgnored(), negated(), refusedFilters(), stateFilter())
}

func filtersIgnored() []Fault {
	var faults []Fault
	for _, f := range mrFilters() {
		given := on(opShipped).with(f.name).answered(200)
		name := strings.ReplaceAll(f.name, "_", "-")
		faults = append(faults,
			Fault{ID: "mrs-" + name + "-ignored", Rule: f.rule, Sentence: f.name + " is ignored when listing merge requests.", behave: given.ignoring(f.name)},
			Fault{ID: "mrs-" + name + "-empty", Rule: f.rule, Sentence: f.name + " drops every merge request.", behave: given.listed(func(*exchange, []row) []row { return nil })},
		)
	}
	word := func(id, name, value, sentence string, as any) Fault {
		w := on(opShipped).with(name, value, strings.ToLower(value))
		if as == nil {
			return Fault{ID: "mrs-" + id, Rule: "R-MRS-PEOPLE", Sentence: sentence, behave: w.answers(400, `{"error":"`+name+` is invalid"}`)}
		}
		return Fault{ID: "mrs-" + id, Rule: "R-MRS-PEOPLE", Sentence: sentence, behave: w.as(name, as)}
	}
	return append(faults,
		word("assignee-none-refused", "assignee_id", "None", "assignee_id=None is refused.", nil),
		word("assignee-any-refused", "assignee_id", "Any", "assignee_id=Any is refused.", nil),
		word("assignee-none-any", "assignee_id", "None", "assignee_id=None means anybody.", "Any"),
		word("reviewer-none-refused", "reviewer_id", "None", "reviewer_id=None is refused.", nil),
		word("reviewer-any-none", "reviewer_id", "Any", "reviewer_id=Any means nobody.", "None"),
		Fault{ID: "mrs-scope-created-ignored", Rule: "R-MRS-SCOPE", Sentence: "scope=created_by_me is ignored.", behave: on(opShipped).with("scope", "created_by_me").ignoring("scope")},
		Fault{ID: "mrs-scope-assigned-ignored", Rule: "R-MRS-SCOPE", Sentence: "scope=assigned_to_me is ignored.", behave: on(opShipped).with("scope", "assigned_to_me").ignoring("scope")},
		Fault{ID: "mrs-scope-reviews-ignored", Rule: "R-MRS-SCOPE", Sentence: "scope=reviews_for_me is ignored.", behave: on(opShipped).with("scope", "reviews_for_me").ignoring("scope")},
		Fault{ID: "mrs-scope-created-assigned", Rule: "R-MRS-SCOPE", Sentence: "scope=created_by_me keeps what is assigned to the caller.", behave: on(opShipped).with("scope", "created_by_me").as("scope", "assigned_to_me")},
		Fault{ID: "mrs-scope-all-own", Rule: "R-MRS-SCOPE", Sentence: "scope=all keeps the caller's own merge requests.", behave: on(opShipped).with("scope", "all").as("scope", "created_by_me")},
		Fault{ID: "mrs-in-ignored", Rule: "R-MRS-SEARCH-IN", Sentence: "in is ignored: search looks at title and description.", behave: on(opShipped).with("search").with("in").ignoring("in")},
		Fault{ID: "mrs-in-title-always", Rule: "R-MRS-SEARCH-IN", Sentence: "in=description looks at titles.", behave: on(opShipped).with("search").with("in", "description").as("in", "title")},
		Fault{ID: "mrs-in-both-title", Rule: "R-MRS-SEARCH-IN", Sentence: "in=title,description looks at titles only.", behave: on(opShipped).with("search").with("in", "title,description", "description,title").as("in", "title")},
		Fault{ID: "mrs-search-title-only", Rule: "R-MRS-SEARCH", Sentence: "search looks at titles only.", behave: on(opShipped).with("search").without("in").as("in", "title")},
		Fault{ID: "mrs-search-description-only", Rule: "R-MRS-SEARCH", Sentence: "search looks at descriptions only.", behave: on(opShipped).with("search").without("in").as("in", "description")},
		Fault{ID: "mrs-drafts-turned", Rule: "R-MRS-DRAFTS", Sentence: "wip=no keeps drafts.", behave: on(opShipped).with("wip", "no").as("wip", "yes")},
		Fault{ID: "mrs-branches-mixed", Rule: "R-MRS-BRANCHES", Sentence: "source_branch looks at target branches.", behave: on(opShipped).with("source_branch").without("target_branch").does(func(x *exchange) {
			value, _ := x.call.value("source_branch")
			x.resend(x.call.without("source_branch").with("target_branch", value))
		})},
		Fault{ID: "mrs-times-turned", Rule: "R-MRS-TIMES", Sentence: "created_after keeps what was created before.", behave: on(opShipped).with("created_after").without("created_before").does(func(x *exchange) {
			value, _ := x.call.value("created_after")
			x.resend(x.call.without("created_after").with("created_before", value))
		})},
		Fault{ID: "mrs-author-assignee", Rule: "R-MRS-AUTHOR", Sentence: "author_id looks at assignees.", behave: on(opShipped).with("author_id").does(func(x *exchange) {
			value, _ := x.call.value("author_id")
			x.resend(x.call.without("author_id").with("assignee_id", value))
		})},
	)
}

func negated() []Fault {
	has := func(name string) when {
		return on(opShipped).that(func(x *exchange) bool { return x.call.query.Has(name) || x.call.query.Has(name+"[]") }).answered(200)
	}
	any1 := on(opShipped).that(func(x *exchange) bool {
		for name := range x.call.query {
			if strings.HasPrefix(name, "not[") {
				return true
			}
		}
		return false
	}).answered(200)
	ignoring := func(w when) behaviour {
		return w.does(func(x *exchange) {
			var names []string
			for name := range x.call.query {
				if strings.HasPrefix(name, "not[") {
					names = append(names, strings.TrimSuffix(name, "[]"))
				}
			}
			x.resend(x.call.without(names...))
		})
	}
	return []Fault{
		{ID: "mrs-not-ignored", Rule: "R-MRS-NOT", Sentence: "Filters within not are ignored.", behave: ignoring(any1)},
		{ID: "mrs-not-empty", Rule: "R-MRS-NOT", Sentence: "A filter within not drops everything.", behave: any1.answers(200, "[]")},
		{ID: "mrs-not-refused", Rule: "R-MRS-NOT", Sentence: "not is refused.", behave: any1.answers(400, `{"error":"not is invalid"}`)},
		{ID: "mrs-not-author-ignored", Rule: "R-MRS-NOT", Sentence: "not[author_id] is ignored.", behave: ignoring(has("not[author_id]"))},
		{ID: "mrs-not-author-username-ignored", Rule: "R-MRS-NOT", Sentence: "not[author_username] is ignored.", behave: ignoring(has("not[author_username]"))},
		{ID: "mrs-not-assignee-ignored", Rule: "R-MRS-NOT", Sentence: "not[assignee_id] is ignored.", behave: ignoring(has("not[assignee_id]"))},
		{ID: "mrs-not-kept", Rule: "R-MRS-NOT", Sentence: "A filter within not keeps what it should drop.", behave: has("not[author_username]").does(func(x *exchange) {
			x.resend(x.call.without("not[author_username]").with("author_username", x.call.query.Get("not[author_username]")))
		})},
	}
}

func refusedFilters() []Fault {
	refused := on(opShipped).answered(400)
	bad := refused.saying
	exclusive := refused.saying("mutually exclusive")
	values := []string{"author_id", "assignee_id", "reviewer_id", "merge_user_id", "source_project_id", "order_by", "sort", "view", "scope", "wip", "approved", "with_labels_details", "with_merge_status_recheck", "not"}
	var faults []Fault
	for _, name := range values {
		id := strings.ReplaceAll(name, "_", "-")
		faults = append(faults, Fault{ID: "mrs-" + id + "-bad-ignored", Rule: "R-MRS-BAD-VALUES", Sentence: name + " of the wrong kind is ignored.", behave: bad(name).with(name).ignoring(name)})
	}
	for _, name := range []string{"created_after", "created_before", "updated_after", "updated_before"} {
		id := strings.ReplaceAll(name, "_", "-")
		faults = append(faults, Fault{ID: "mrs-" + id + "-bad-ignored", Rule: "R-MRS-TIMES", Sentence: name + " that is no time is ignored.", behave: bad(name + " is invalid").ignoring(name)})
	}
	for _, part := range []string{"author", "assignee", "reviewer", "merge_user"} {
		id := strings.ReplaceAll(part, "_", "-")
		faults = append(faults, Fault{ID: "mrs-" + id + "-exclusive", Rule: "R-MRS-EXCLUSIVE", Sentence: part + "_id and " + part + "_username are taken together.", behave: exclusive.with(part + "_id").with(part + "_username").ignoring(part + "_username")})
	}
	return append(faults, Fault{ID: "mrs-exclusive-500", Rule: "R-MRS-EXCLUSIVE", Sentence: "An id and a username of the same person's part are answered with 500.", behave: exclusive.refuses(500, "500 Internal Server Error")})
}

func stateFilter() []Fault {
	given := func(values ...string) when { return on(opShipped).with("state", values...).answered(200) }
	other := on(opShipped).answered(400).saying("state does not have a valid value")
	var faults []Fault
	for _, state := range []string{"opened", "closed", "locked", "merged", "all"} {
		faults = append(faults, Fault{ID: "mrs-state-" + state + "-refused", Rule: "R-MRS-STATE", Sentence: "state=" + state + " is refused.", behave: given(state).answers(400, `{"error":"state does not have a valid value"}`)})
	}
	return append(faults,
		Fault{ID: "mrs-state-merged-empty", Rule: "R-MRS-STATE", Sentence: "state=merged finds nothing.", behave: given("merged").answers(200, "[]")},
		Fault{ID: "mrs-state-opened-merged", Rule: "R-MRS-STATE", Sentence: "state=opened finds merged merge requests, too.", behave: given("opened").as("state", "all")},
		Fault{ID: "mrs-state-closed-merged", Rule: "R-MRS-STATE", Sentence: "state=closed finds merged merge requests.", behave: given("closed").as("state", "merged")},
		Fault{ID: "mrs-state-locked-merged", Rule: "R-MRS-STATE", Sentence: "state=locked finds merged merge requests.", behave: given("locked").as("state", "merged")},
		Fault{ID: "mrs-state-default-opened", Rule: "R-MRS-SHIPPED", Sentence: "Without state only open merge requests are listed.", behave: on(opShipped).without("state").as("state", "opened")},
		Fault{ID: "mrs-state-all-opened", Rule: "R-MRS-STATE", Sentence: "state=all finds open merge requests only.", behave: given("all").as("state", "opened")},
		Fault{ID: "mrs-state-other-ignored", Rule: "R-MRS-STATE-OTHER", Sentence: "A state that does not exist is ignored.", behave: other.ignoring("state")},
		Fault{ID: "mrs-state-other-empty", Rule: "R-MRS-STATE-OTHER", Sentence: "A state that does not exist gives an empty list.", behave: other.answers(200, "[]")},
		Fault{ID: "mrs-state-other-case", Rule: "R-MRS-STATE-OTHER", Sentence: "state is taken in capitals, too.", behave: other.taking("state", func(s string) any { return strings.ToLower(s) })},
	)
}

const someMergeRequest = `[{"id":1,"iid":1,"project_id":1,"title":"One","description":null,"state":"merged","created_at":"2026-01-01T08:00:00.000Z",` +
	`"updated_at":"2026-01-01T08:00:00.000Z","target_branch":"main","source_branch":"one","author":{"id":1,"name":"One","username":"one","state":"active",` +
	`"avatar_url":null,"web_url":"http://127.0.0.1/one"},"web_url":"http://127.0.0.1/one/one/-/merge_requests/1"}]`
