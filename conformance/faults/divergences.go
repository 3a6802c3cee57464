package faults

import (
	"net/http"
	"strings"
)

const (
	documented = "documented"
	gitlab189  = "gitlab-18.9"
)

// under makes faults count under one profile only.
func under(profile string, faults ...Fault) []Fault {
	for i := range faults {
		faults[i].Profile = profile
	}
	return faults
}

// divergences are faults of taking the other side where the documentation and GitLab differ, and of what GitLab 18.9 does where
// the documentation leaves things open.
func divergences() []Fault {
	return gather(otherSide(), equalTimes(), mergeRequestSides(), exactLists(), exactUpdates(), exactCreations(), exactDeletions(), exactVotes(), exactFields())
}

func otherSide() []Fault {
	refused := on(opList).answered(400)
	return gather(
		under(gitlab189,
			Fault{ID: "diverging-order-by-ref-taken", Rule: "R-LIST-ORDER-BY-REF", Sentence: "order_by=ref is taken.", behave: refused.with("order_by", "ref").saying("order_by").as("order_by", "id")},
			Fault{ID: "diverging-status-skipped-refused", Rule: "R-LIST-STATUS-SKIPPED", Sentence: "status=skipped is refused.", behave: on(opList).with("status", "skipped").answered(200).answers(400, `{"error":"status does not have a valid value"}`)},
			Fault{ID: "diverging-status-skipped-ignored", Rule: "R-LIST-STATUS-SKIPPED", Sentence: "status=skipped is ignored.", behave: on(opList).with("status", "skipped").answered(200).ignoring("status")},
		),
		under(documented,
			Fault{ID: "diverging-status-skipped-taken", Rule: "R-LIST-STATUS-SKIPPED", Sentence: "status=skipped is taken.", behave: refused.with("status", "skipped").saying("status").answers(200, "[]")},
		),
	)
}

// atTheMoment keeps or drops what happened at exactly the moment of a filter, whatever the server inside does.
func atTheMoment(p string, keeps bool) behaviour {
	return on(opList).with(p).answered(200).does(func(x *exchange) {
		value, _ := x.call.value(p)
		all, correct := x.everything(x.call.without(p)), x.everything(x.call)
		kept := map[string]bool{}
		for _, d := range correct {
			kept[idOf(d)] = true
		}
		var rows []row
		for _, d := range all {
			same := timeOf(d["updated_at"]).Equal(timeOf(value).Truncate(1e6))
			if same && keeps || !same && kept[idOf(d)] {
				rows = append(rows, d)
			}
		}
		x.answer(x.page(x.call, rows))
	})
}

func equalTimes() []Fault {
	equal := func(p, profile string, keeps bool) Fault {
		done := map[bool]string{true: "kept", false: "dropped"}[keeps]
		return Fault{ID: "equal-" + strings.ReplaceAll(p, "_", "-") + "-" + done, Rule: ruleOf(p, "-EQUAL"), Profile: profile,
			Sentence: "A deployment of exactly the time of " + p + " is " + done + ".", behave: atTheMoment(p, keeps)}
	}
	return []Fault{
		equal("updated_after", documented, true), equal("updated_after", gitlab189, false),
		equal("updated_before", documented, true), equal("updated_before", gitlab189, false),
		equal("finished_after", documented, true), equal("finished_after", gitlab189, false),
		equal("finished_before", "", true),
	}
}

func exactLists() []Fault {
	updatedSort := on(opList).answered(400).saying("filter requires `updated_at` sort")
	return under(gitlab189,
		Fault{ID: "exact-updated-sort", Rule: "R-LIST-UPDATED-SORT", Sentence: "updated_* is taken with any order.", behave: updatedSort.does(func(x *exchange) {
			c := x.call.with("order_by", "updated_at")
			x.answer(x.send(c))
		})},
		Fault{ID: "exact-both-ranges", Rule: "R-LIST-BOTH-RANGES", Sentence: "updated_* and finished_* are taken together.", behave: on(opList).answered(400).saying("can not be specified").does(func(x *exchange) {
			x.resend(x.call.without("updated_after", "updated_before").with("order_by", "finished_at").with("status", "success"))
		})},
		Fault{ID: "exact-finished-at-alone", Rule: "R-LIST-ORDER-BY-FINISHED-AT-ALONE", Sentence: "order_by=finished_at needs no finished status.", behave: on(opList).answered(400).saying("sort requires `finished_at` filter").as("order_by", "id")},
		Fault{ID: "exact-page-odd-zero", Rule: "R-LIST-PAGE-ODD", Sentence: "per_page=0 is taken for the default.", behave: on(opList).with("per_page", "0").answered(400).ignoring("per_page")},
		Fault{ID: "exact-page-odd-negative", Rule: "R-LIST-PAGE-ODD", Sentence: "A negative per_page is refused.", behave: on(opList).with("per_page").that(func(x *exchange) bool { return asked(x.call, "per_page", 20) < 0 }).answered(200).answers(400, `{"error":"per_page is invalid"}`)},
		Fault{ID: "exact-page-odd-page", Rule: "R-LIST-PAGE-ODD", Sentence: "Page 0 is refused.", behave: on(opList).with("page").that(func(x *exchange) bool { return asked(x.call, "page", 1) < 1 }).answered(200).answers(400, `{"error":"page is invalid"}`)},
		Fault{ID: "exact-ties", Rule: "R-LIST-ORDER-TIES", Sentence: "Deployments changed at the same time come with the higher id first.", behave: on(opList).with("order_by", "updated_at").without("sort").sorted(func(d row) string {
			return timeOf(d["updated_at"]).Format(asShown) + padded(1<<40-integer(d["id"]))
		})},
	)
}

func exactUpdates() []Fault {
	same := on(opUpdate).answered(400).saying("cannot transition")
	before := func(statuses ...string) func(*exchange) bool {
		return func(x *exchange) bool {
			now := text(x.send(x.call.bare("GET")).object()["status"])
			for _, s := range statuses {
				if s == now {
					return true
				}
			}
			return false
		}
	}
	return under(gitlab189,
		Fault{ID: "exact-finished-frozen", Rule: "R-UPDATE-STATUS-FINISHED", Sentence: "A finished deployment cannot be moved to another finished status.", behave: on(opUpdate).with("status", "success", "failed", "canceled").that(before("success", "failed", "canceled")).does(frozen)},
		Fault{ID: "exact-same-status", Rule: "R-UPDATE-STATUS-SAME", Sentence: "A deployment can be moved to the status it has.", behave: same.that(func(x *exchange) bool {
			status, _ := x.call.value("status")
			return before(status)(x)
		}).does(func(x *exchange) { x.answer(x.send(x.call.bare("GET"))) })},
		Fault{ID: "exact-finished-runs", Rule: "R-UPDATE-STATUS-RUNNING", Sentence: "A finished deployment can be moved to running.", decided: true, behave: same.with("status", "running").that(before("success", "failed", "canceled")).does(func(x *exchange) {
			x.answer(x.send(x.call.bare("GET")))
			when{}.shows("/status", "running")(x)
		})},
		Fault{ID: "exact-job-updated", Rule: "R-UPDATE-JOB", Sentence: "A deployment made by a job can be updated.", behave: on(opUpdate).answered(403).saying("created using GitLab CI").does(func(x *exchange) {
			status, _ := x.call.value("status")
			x.answer(x.send(x.call.bare("GET")))
			when{}.shows("/status", status)(x)
		})},
	)
}

// frozen refuses to move a deployment, to whoever may move it: who may is told by a move to the status that it has.
func frozen(x *exchange) {
	now := text(x.send(x.call.bare(http.MethodGet)).object()["status"])
	tried := x.send(x.call.with("status", now))
	if tried.status == http.StatusBadRequest {
		tried = jsonAnswer(http.StatusBadRequest, `{"message":"finished"}`)
	}
	x.answer(tried)
}

func exactCreations() []Fault {
	repeated := on(opCreate).with("status", "success").does(func(x *exchange) {
		environment, _ := x.call.value("environment")
		c := x.call.bare("GET")
		c.rawPath = x.root() + "/projects/" + escaped(x.project()) + "/deployments"
		c = c.with("environment", environment)
		before := len(x.everything(c))
		if x.correct().status == 201 && len(x.everything(c)) == before && before > 0 {
			x.answer(jsonAnswer(409, `{"message":"409 Conflict"}`))
		}
	})
	environments := func(x *exchange, name string) *answer {
		c := x.call.bare("POST")
		c.rawPath, c.path = x.root()+"/projects/"+escaped(x.project())+"/environments", nil
		return x.send(c.with("name", name))
	}
	return under(gitlab189,
		Fault{ID: "exact-repeated-conflict", Rule: "R-CREATE-REPEATED", Sentence: "Repeating the environment's current deployment is answered with 409.", behave: repeated},
		Fault{ID: "exact-sha-revision", Rule: "R-CREATE-SHA-REVISION", Sentence: "A branch's name or a short hash is refused for a sha.", behave: on(opCreate).answered(201).that(func(x *exchange) bool {
			sha, _ := x.call.value("sha")
			return len(sha) != 40
		}).answers(400, `{"message":{"sha":["The commit does not exist"]}}`)},
		Fault{ID: "exact-environment-left", Rule: "R-CREATE-ENVIRONMENT-LEFT", Sentence: "A request refused because of its sha leaves a new environment behind.", behave: on(opCreate).answered(400).saying(`"sha":[`).does(func(x *exchange) {
			if name, given := x.call.value("environment"); given && environments(x, name).status == 201 {
				x.altered = true
			}
		})},
		Fault{ID: "exact-tag-compared", Rule: "R-CREATE-TAG-UNTRUE", Sentence: "tag=true with a branch for a ref is refused.", behave: on(opCreate).with("tag", "true").answered(201).that(func(x *exchange) bool {
			ref, _ := x.call.value("ref")
			return x.ask("/projects/"+escaped(x.project())+"/repository/branches/"+escaped(ref)).status == 200
		}).answers(400, `{"message":{"tag":["is not true"]}}`)},
		Fault{ID: "exact-query-attributes", Rule: "R-COM-QUERY-ATTRIBUTES", Sentence: "Attributes in the query string are not read.", behave: on(withBody...).that(func(x *exchange) bool {
			return x.call.query.Has("status") || x.call.query.Has("environment")
		}).does(func(x *exchange) {
			c := x.call
			c.query = c.bare(c.method).query
			x.resend(c)
		})},
	)
}

func exactDeletions() []Fault {
	return under(gitlab189,
		Fault{ID: "exact-current-by-id", Rule: "R-DELETE-CURRENT-MEANING", Sentence: "An environment's last deployment is the successful one with the highest id.", behave: on(opDelete).does(func(x *exchange) {
			successes := siblings(x, "success")
			if len(successes) == 0 {
				return
			}
			if idOf(successes[len(successes)-1]) == x.deployment() {
				x.answer(jsonAnswer(400, `{"message":"Deployment currently deployed to environment"}`))
			} else if x.correct().status == 400 && strings.Contains(string(x.correct().body), "currently deployed") {
				x.altered = true
				x.answer(jsonAnswer(204, ""))
			}
		})},
		Fault{ID: "exact-unmodified-since", Rule: "R-DELETE-UNMODIFIED-SINCE", Sentence: "If-Unmodified-Since is ignored.", behave: on(opDelete).answered(412).does(func(x *exchange) {
			c := x.call
			c.header = c.header.Clone()
			c.header.Del("If-Unmodified-Since")
			x.resend(c)
		})},
		Fault{ID: "exact-mrs-unknown", Rule: "R-MRS-UNKNOWN", Sentence: "Merge requests of a deployment that does not exist are answered with 404.", behave: on(opShipped).answered(200).that(func(x *exchange) bool {
			return x.ask(onePath(x)).status == 404
		}).answers(404, notFound)},
		Fault{ID: "exact-conditional", Rule: "R-COM-CONDITIONAL-GET", Sentence: "If-None-Match is ignored.", behave: on(opList, opGet, opShipped).that(func(x *exchange) bool {
			return x.call.header.Get("If-None-Match") != ""
		}).answered(304).does(func(x *exchange) {
			c := x.call
			c.header = c.header.Clone()
			c.header.Del("If-None-Match")
			x.resend(c)
		})},
		Fault{ID: "exact-moved-location", Rule: "R-COM-MOVED", Sentence: "The old path of a moved project is answered with 301 and without Location.", behave: on().answered(301).header("Location", to(""))},
		Fault{ID: "exact-moved", Rule: "R-COM-MOVED", Sentence: "The old path of a moved project is answered with 404.", behave: on().answered(301).answers(404, `{"message":"404 Project Not Found"}`)},
	)
}

func exactVotes() []Fault {
	return under(gitlab189,
		Fault{ID: "exact-comment-length", Rule: "R-APPROVE-COMMENT-LENGTH", Sentence: "A comment of more than 255 characters is cut.", behave: on(opApprove).answered(400).saying("too long").taking("comment", func(s string) any {
			runes := []rune(s)
			return string(runes[:min(255, len(runes))])
		})},
		Fault{ID: "exact-represented-part", Rule: "R-APPROVE-REPRESENTED-AS-PART", Sentence: "represented_as must be a whole name.", behave: voted.with("represented_as").that(func(x *exchange) bool {
			value, _ := x.call.value("represented_as")
			for _, rule := range rulesOf(x) {
				if find(rule, "/access_level_description") == value {
					return false
				}
			}
			return true
		}).refuses(400, "There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.")},
		Fault{ID: "exact-changed-refused", Rule: "R-APPROVE-CHANGED", Sentence: "An approval cannot be turned into a rejection.", behave: on(opApprove).with("status", "rejected").does(func(x *exchange) {
			me := briefUser(x)["id"]
			votes, _ := x.ask(onePath(x)).object()["approvals"].([]any)
			for _, v := range votes {
				if integer(find(v, "/user/id")) == integer(me) && find(v, "/status") == "approved" {
					x.altered = true
					x.answer(jsonAnswer(400, `{"message":"You have already voted."}`))
				}
			}
		})},
		Fault{ID: "exact-own-allowed", Rule: "R-APPROVE-OWN", Sentence: "Deployers may approve their own deployments.", behave: on(opApprove).answered(400).saying("your own deployment").does(ownAllowed)},
		Fault{ID: "exact-rejected-stays", Rule: "R-APPROVE-REJECTED-DEPLOYMENT", Sentence: "A rejected deployment stays blocked.", behave: both(
			voted.with("status", "rejected").does(func(x *exchange) { x.memory.keep("rejected "+x.deployment(), true) }),
			on(opGet, opList).answered(200).deployments(func(x *exchange, d row) row {
				if _, rejected := x.memory.recall("rejected " + idOf(d)); rejected && d["status"] == "failed" {
					return member(d, "status", "blocked")
				}
				return d
			}),
		)},
		Fault{ID: "exact-approved-runs", Rule: "R-APPROVE-DEPLOYMENT-STAYS", Sentence: "The last missing approval starts the deployment.", behave: on(opGet, opList).answered(200).deployments(func(_ *exchange, d row) row {
			if votes, _ := d["approvals"].([]any); d["status"] == "blocked" && len(votes) > 0 && integer(d["pending_approval_count"]) == 0 {
				return member(d, "status", "running")
			}
			return d
		})},
	)
}

// ownAllowed lets a deployer vote, as a project's setting does.
func ownAllowed(x *exchange) {
	setting := func(allowed bool) {
		c := x.call.bare(http.MethodPut)
		c.rawPath, c.path = x.root()+"/projects/"+escaped(x.project()), nil
		if c, found := x.borrowed(c.with("allow_pipeline_trigger_approve_deployment", allowed)); found {
			x.send(c)
		}
	}
	setting(true)
	defer setting(false)
	x.answer(x.send(x.call))
}

func exactFields() []Fault {
	fine := on(opGet).answered(200)
	return under(gitlab189,
		Fault{ID: "exact-summary-few-rules", Rule: "R-GET-APPROVAL-SUMMARY-ONLY-THEN", Sentence: "approval_summary is missing with fewer than two rules.", usual: true, behave: fine.deployments(func(_ *exchange, d row) row {
			if rules, _ := find(any(d), "/approval_summary/rules").([]any); len(rules) < 2 {
				return change(d, "/approval_summary", func(any) any { return removed{} }).(row)
			}
			return d
		})},
		Fault{ID: "exact-get-approvals", Rule: "R-GET-APPROVALS", Sentence: "Reading does not show approvals and pending_approval_count.", behave: both(fine.hides("/approvals"), fine.hides("/pending_approval_count"))},
		Fault{ID: "exact-update-approvals-on-free", Rule: "R-UPDATE-APPROVALS-ONLY-THEN", Sentence: "approvals and pending_approval_count are missing after an update on Free.", Plan: Plan{Tier: "free"}, usual: true, behave: both(updated.hides("/approvals"), updated.hides("/pending_approval_count"))},
		Fault{ID: "exact-approvals-on-free", Rule: "R-CREATE-APPROVALS-ONLY-THEN", Sentence: "approvals and pending_approval_count are missing on Free.", Plan: Plan{Tier: "free"}, usual: true, behave: both(recorded.hides("/approvals"), recorded.hides("/pending_approval_count"))},
	)
}
