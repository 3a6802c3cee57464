package faults

import "strconv"

// reading are faults of reading one deployment.
func reading() []Fault {
	return gather(readingOne(), readingOthers("get", opGet), rights(opGet, "get", "R-GET-REPORTER", "R-GET-REPORTER", 20))
}

const notFound = `{"message":"404 Not found"}`

func readingOne() []Fault {
	fine := on(opGet).answered(200)
	missing := on(opGet).answered(404).saying("404 Not found")
	badID := on(opGet).answered(400).saying("deployment_id is invalid")
	id := func(x *exchange) int64 { n, _ := strconv.ParseInt(x.deployment(), 10, 64); return n }
	return []Fault{
		{ID: "get-array", Rule: "R-GET-ONE", Sentence: "A deployment is answered in an array of one.", behave: fine.edits(func(_ *exchange, body any) any { return []any{body} })},
		{ID: "get-wrapped", Rule: "R-GET-KEYS", Sentence: "A deployment is wrapped in an object of one key.", behave: fine.edits(func(_ *exchange, body any) any { return row{"deployment": body} })},
		{ID: "get-202", Rule: "R-GET-STATUS-CODE", Sentence: "Reading a deployment is answered with 202.", behave: fine.status(202)},
		{ID: "get-project-number", Rule: "R-GET-PROJECT-ID", Sentence: "A deployment is not found in a project named by number.", behave: on(opGet).numbered().answers(404, notFound)},
		{ID: "get-project-path", Rule: "R-GET-PROJECT-ID", Sentence: "A deployment is not found in a project named by path.", behave: on(opGet).pathed().answers(404, notFound)},
		{ID: "get-id-shown-iid", Rule: "R-GET-BY-ID", Sentence: "A deployment shows its iid for an id.", behave: fine.deployments(func(_ *exchange, d row) row { return member(d, "id", d["iid"]) })},
		{ID: "get-by-iid", Rule: "R-GET-NOT-BY-IID", Sentence: "A deployment that does not exist is looked up among the iids.", behave: missing.does(byIID)},
		{ID: "get-by-iid-first", Rule: "R-GET-NOT-BY-IID", Sentence: "deployment_id is looked up among the iids first.", behave: on(opGet).answered(200, 404).does(byIID)},
		{ID: "get-unknown-null", Rule: "R-GET-UNKNOWN", Sentence: "A deployment that does not exist is answered with null.", behave: missing.answers(200, "null")},
		{ID: "get-unknown-204", Rule: "R-GET-UNKNOWN", Sentence: "A deployment that does not exist is answered with 204.", behave: missing.answers(204, "")},
		{ID: "get-unknown-400", Rule: "R-GET-UNKNOWN", Sentence: "A deployment that does not exist is answered with 400.", behave: missing.status(400)},
		{ID: "get-unknown-410", Rule: "R-GET-UNKNOWN", Sentence: "A deployment that does not exist is answered with 410.", behave: missing.status(410)},
		{ID: "get-unknown-zero", Rule: "R-GET-UNKNOWN", Sentence: "Deployment 0 is the newest.", behave: missing.that(func(x *exchange) bool { return x.deployment() == "0" }).does(func(x *exchange) { x.answer(newestOf(x)) })},
		{ID: "get-unknown-negative", Rule: "R-GET-UNKNOWN", Sentence: "A negative deployment_id is answered with 500.", behave: missing.that(func(x *exchange) bool { return id(x) < 0 }).refuses(500, "500 Internal Server Error")},
		{ID: "get-unknown-large", Rule: "R-GET-UNKNOWN", Sentence: "A deployment_id beyond 32 bits is answered with 500.", behave: missing.that(func(x *exchange) bool { return len(x.deployment()) > 10 }).refuses(500, "500 Internal Server Error")},
		{ID: "get-other-project", Rule: "R-GET-OTHER-PROJECT", Sentence: "A deployment is found in whatever project.", behave: both(rememberProjects(), missing.does(elsewhere))},
		{ID: "get-other-project-403", Rule: "R-GET-OTHER-PROJECT", Sentence: "A deployment of another project is answered with 403.", behave: both(rememberProjects(), missing.that(isElsewhere).refuses(403, "403 Forbidden"))},
		{ID: "get-id-type-500", Rule: "R-GET-ID-TYPE", Sentence: "A deployment_id that is no integer is answered with 500.", behave: badID.refuses(500, "500 Internal Server Error")},
		{ID: "get-id-type-zero", Rule: "R-GET-ID-TYPE", Sentence: "A deployment_id that is no integer is answered with 200 and null.", behave: badID.answers(200, "null")},
		{ID: "get-id-type-latest", Rule: "R-GET-ID-TYPE", Sentence: "Any word for a deployment_id means the newest.", behave: badID.does(func(x *exchange) { x.answer(newestOf(x)) })},
		{ID: "get-id-type-digits", Rule: "R-GET-ID-TYPE", Sentence: "The digits that a deployment_id begins with are taken for it.", behave: badID.does(func(x *exchange) {
			digits := x.deployment()[:len(x.deployment())-len(trimDigits(x.deployment()))]
			if digits != "" {
				x.resend(x.call.at("deployment_id", digits))
			}
		})},
	}
}

func trimDigits(s string) string {
	for len(s) > 0 && s[0] >= '0' && s[0] <= '9' {
		s = s[1:]
	}
	return s
}

// newestOf is the newest deployment of the environment that was asked about, or else of the project.
func newestOf(x *exchange) *answer {
	c := x.call.bare("GET")
	c.rawPath = x.root() + "/projects/" + escaped(x.project()) + "/deployments"
	c.path = x.call.path[:1]
	c = c.with("sort", "desc").with("per_page", 1)
	if name := text(find(any(x.correct().object()), "/environment/name")); name != "" {
		c = c.with("environment", name)
	}
	rows := x.send(c).rows()
	if len(rows) == 0 {
		return x.correct()
	}
	return x.send(x.call.at("deployment_id", strconv.FormatInt(integer(rows[0]["id"]), 10)))
}

// byIID answers with the deployment whose iid was asked for.
func byIID(x *exchange) {
	c := x.call.bare("GET")
	c.rawPath = x.root() + "/projects/" + escaped(x.project()) + "/deployments"
	for _, d := range x.everything(c) {
		if wanted := x.deployment(); strconv.FormatInt(integer(d["iid"]), 10) == wanted && strconv.FormatInt(integer(d["id"]), 10) != wanted {
			x.resend(x.call.at("deployment_id", strconv.FormatInt(integer(d["id"]), 10)))
			return
		}
	}
}

// rememberProjects keeps which project a deployment was recorded in, and who may do everything there.
func rememberProjects() behaviour {
	return on(opCreate, opGet, opUpdate).answered(200, 201).does(func(x *exchange) {
		if d := x.correct().object(); d["id"] != nil && isNumber(x.project()) {
			x.memory.keep("project of "+strconv.FormatInt(integer(d["id"]), 10), x.project())
		}
	})
}

func isElsewhere(x *exchange) bool {
	home, found := x.memory.recall("project of " + x.deployment())
	return found && home != x.project() && isNumber(x.project())
}

// elsewhere acts on a deployment in the project that it is in.
func elsewhere(x *exchange) {
	if home, _ := x.memory.recall("project of " + x.deployment()); isElsewhere(x) {
		x.resend(x.call.at("id", text(home)))
	}
}

// readingOthers are faults of what reading shows of the deployment.
func readingOthers(prefix, op string) []Fault {
	fine := on(op).answered(200)
	f := func(id, rule, sentence string, b behaviour) Fault {
		return Fault{ID: prefix + "-" + id, Rule: rule, Sentence: sentence, behave: b}
	}
	return []Fault{
		f("iid-is-id", "R-GET-IID-GROWS", "Later deployments have lower iids.", on(opList, opGet, opCreate, opUpdate).answered(200, 201).deployments(func(_ *exchange, d row) row {
			return member(d, "iid", number(1_000_000_000-integer(d["iid"])))
		})),
		f("updated-at-frozen", "R-UPDATE-SEEN", "Reading shows the status that the deployment began with.", both(rememberBeginning(), fine.deployments(func(x *exchange, d row) row {
			if status, found := x.memory.recall("beginning of " + strconv.FormatInt(integer(d["id"]), 10)); found {
				return member(d, "status", status)
			}
			return d
		}))),
		f("user-caller", "R-GET-USER-DEPLOYER", "user is whoever reads.", fine.deployments(func(x *exchange, d row) row { return member(d, "user", briefUser(x)) })),
		f("environment-zero", "R-GET-ENVIRONMENT-DEPLOYED-TO", "The environment's id is the deployment's.", fine.deployments(func(_ *exchange, d row) row {
			return change(d, "/environment/id", func(any) any { return d["id"] }).(row)
		})),
		f("status-upper", "R-LIST-SAME-AS-GET", "Reading shows another ref than the list does.", fine.turns("/ref", func(v any) any { return "refs/heads/" + text(v) })),
		f("deployable-differs", "R-LIST-SAME-AS-GET", "Reading shows another updated_at than the list does.", fine.turns("/updated_at", func(v any) any { return moved(text(v), 3600) })),
	}
}

func rememberBeginning() behaviour {
	return on(opCreate).answered(201).does(func(x *exchange) {
		d := x.correct().object()
		x.memory.keep("beginning of "+strconv.FormatInt(integer(d["id"]), 10), d["status"])
	})
}

// briefUser is the caller as a deployment shows users.
func briefUser(x *exchange) row {
	all, brief := x.ask("/user").object(), row{}
	for _, key := range []string{"id", "username", "public_email", "name", "state", "locked", "avatar_url", "web_url"} {
		brief[key] = all[key]
	}
	return brief
}

// approvalSummary are faults of the rules and votes that reading shows.
func approvalSummary() []Fault {
	fine := on(opGet).answered(200)
	rules := func(f func(rules []any) []any) behaviour {
		return fine.turns("/approval_summary/rules", func(v any) any {
			list, _ := v.([]any)
			return f(list)
		})
	}
	votes := func(f func([]any) []any) func(any) any {
		return func(v any) any {
			list, _ := v.([]any)
			return f(list)
		}
	}
	subject := func(key string) behaviour { return fine.shows("/approval_summary/rules/*/"+key, nil) }
	return []Fault{
		{ID: "get-summary-missing", Rule: "R-GET-APPROVAL-SUMMARY", Sentence: "approval_summary is missing.", behave: fine.hides("/approval_summary")},
		{ID: "get-summary-null", Rule: "R-GET-APPROVAL-SUMMARY", Sentence: "approval_summary is null.", behave: fine.shows("/approval_summary", nil)},
		{ID: "get-rules-missing", Rule: "R-GET-APPROVAL-RULES", Sentence: "approval_summary has no rules.", behave: fine.hides("/approval_summary/rules")},
		{ID: "get-rules-object", Rule: "R-GET-APPROVAL-RULES", Sentence: "The rules of approval_summary are an object.", behave: fine.shows("/approval_summary/rules", row{})},
		{ID: "get-rules-first", Rule: "R-GET-APPROVAL-SUMMARY", Sentence: "approval_summary holds the first rule only.", behave: rules(func(l []any) []any { return l[:min(1, len(l))] })},
		{ID: "get-rules-empty", Rule: "R-GET-APPROVAL-SUMMARY", Sentence: "approval_summary never holds a rule.", behave: rules(func([]any) []any { return []any{} })},
		{ID: "get-rule-user-null", Rule: "R-GET-APPROVAL-RULE-SUBJECT", Sentence: "The rule of a user has no user_id.", behave: subject("user_id")},
		{ID: "get-rule-group-null", Rule: "R-GET-APPROVAL-RULE-SUBJECT", Sentence: "The rule of a group has no group_id.", behave: subject("group_id")},
		{ID: "get-rule-level-null", Rule: "R-GET-APPROVAL-RULE-SUBJECT", Sentence: "The rule of a role has no access_level.", behave: subject("access_level")},
		{ID: "get-rule-description-null", Rule: "R-GET-APPROVAL-RULE-SUBJECT", Sentence: "access_level_description names nobody.", behave: fine.shows("/approval_summary/rules/*/access_level_description", nil)},
		{ID: "get-rule-two-subjects", Rule: "R-GET-APPROVAL-RULE-SUBJECT", Sentence: "Each rule has an access_level beside its user or group.", behave: fine.turns("/approval_summary/rules/*/access_level", func(v any) any {
			if v == nil {
				return number(40)
			}
			return v
		})},
		{ID: "get-rule-description-same", Rule: "R-GET-APPROVAL-RULE-SUBJECT", Sentence: "access_level_description is Maintainers for every rule.", behave: fine.shows("/approval_summary/rules/*/access_level_description", "Maintainers")},
		{ID: "get-required-one", Rule: "R-GET-APPROVAL-REQUIRED", Sentence: "required_approvals is 1 for every rule.", behave: fine.shows("/approval_summary/rules/*/required_approvals", number(1))},
		{ID: "get-required-more", Rule: "R-GET-APPROVAL-REQUIRED", Sentence: "required_approvals is one too many.", behave: fine.turns("/approval_summary/rules/*/required_approvals", func(v any) any { return number(integer(v) + 1) })},
		{ID: "get-required-left", Rule: "R-GET-APPROVAL-REQUIRED", Sentence: "required_approvals goes down with each approval.", behave: fine.turns("/approval_summary/rules/*", func(v any) any {
			rule, _ := v.(row)
			given, _ := rule["deployment_approvals"].([]any)
			return member(rule, "required_approvals", number(max(0, integer(rule["required_approvals"])-int64(len(given)))))
		})},
		{ID: "get-given-empty", Rule: "R-GET-APPROVAL-BY-RULE", Sentence: "No rule shows the approvals given under it.", behave: fine.shows("/approval_summary/rules/*/deployment_approvals", []any{})},
		{ID: "get-given-everywhere", Rule: "R-GET-APPROVAL-BY-RULE", Sentence: "Each rule shows all approvals.", behave: fine.edits(func(_ *exchange, body any) any {
			return change(body, "/approval_summary/rules/*/deployment_approvals", func(any) any { return find(body, "/approvals") })
		})},
		{ID: "get-given-next-rule", Rule: "R-GET-APPROVAL-BY-RULE", Sentence: "Approvals are shown under the rule after theirs.", behave: rules(rotated)},
		{ID: "get-given-comment", Rule: "R-GET-APPROVAL-GIVEN", Sentence: "Approvals shown under a rule have no comment.", behave: fine.hides("/approval_summary/rules/*/deployment_approvals/*/comment")},
		{ID: "get-given-user", Rule: "R-GET-APPROVAL-GIVEN", Sentence: "Approvals shown under a rule have no user.", behave: fine.hides("/approval_summary/rules/*/deployment_approvals/*/user")},
		{ID: "get-given-status", Rule: "R-GET-APPROVAL-GIVEN", Sentence: "Approvals shown under a rule have no status.", behave: fine.hides("/approval_summary/rules/*/deployment_approvals/*/status")},
		{ID: "get-given-created", Rule: "R-GET-APPROVAL-GIVEN", Sentence: "Approvals shown under a rule have no created_at.", behave: fine.hides("/approval_summary/rules/*/deployment_approvals/*/created_at")},
		{ID: "get-given-last", Rule: "R-GET-APPROVAL-BY-RULE", Sentence: "A rule shows its last approval only.", behave: fine.turns("/approval_summary/rules/*/deployment_approvals", votes(func(l []any) []any { return l[max(0, len(l)-1):] }))},
		{ID: "get-given-rejected-gone", Rule: "R-GET-APPROVAL-BY-RULE", Sentence: "A rule shows approvals, no rejections.", behave: fine.turns("/approval_summary/rules/*/deployment_approvals", votes(func(l []any) []any {
			kept := []any{}
			for _, v := range l {
				if find(v, "/status") != "rejected" {
					kept = append(kept, v)
				}
			}
			return kept
		}))},
	}
}

// rotated gives each rule the approvals of the one before.
func rotated(rules []any) []any {
	turned := make([]any, len(rules))
	for i, r := range rules {
		from := rules[(i+len(rules)-1)%len(rules)]
		turned[i] = change(r, "/deployment_approvals", func(any) any { return find(from, "/deployment_approvals") })
	}
	return turned
}
