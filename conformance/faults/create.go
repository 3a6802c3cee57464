package faults

import (
	"strconv"
	"strings"
)

// recording are faults of recording deployments that can be recorded.
func recording() []Fault {
	return gather(recordingOne(), recordedValues(), recordedStatuses(), recordedAnswers())
}

var recorded = on(opCreate).answered(201)

// forgotten makes deployments that were recorded unknown to later requests.
func forgotten(reads when) behaviour {
	key := func(id any) string { return "forgotten " + strconv.FormatInt(integer(id), 10) }
	return both(
		recorded.does(func(x *exchange) { x.memory.keep(key(x.correct().object()["id"]), true) }),
		reads.does(func(x *exchange) {
			known := func(id any) bool { _, found := x.memory.recall(key(id)); return !found }
			if x.operation == opList {
				var kept []row
				for _, d := range x.everything(x.call) {
					if known(d["id"]) {
						kept = append(kept, d)
					}
				}
				x.answer(x.page(x.call, kept))
			} else if !known(x.deployment()) {
				x.answer(jsonAnswer(404, notFound))
			}
		}),
	)
}

func recordingOne() []Fault {
	return []Fault{
		{ID: "create-refused", Rule: "R-CREATE", Sentence: "A complete request is answered with 400.", behave: on(opCreate).with("environment").with("sha").with("ref").with("tag").with("status").refuses(400, message400)},
		{ID: "create-null", Rule: "R-CREATE", Sentence: "Recording is answered with null.", behave: recorded.edits(func(*exchange, any) any { return nil })},
		{ID: "create-id-only", Rule: "R-CREATE-KEYS", Sentence: "Recording is answered with the id alone.", behave: recorded.edits(func(_ *exchange, body any) any { return row{"id": find(body, "/id")} })},
		{ID: "create-200", Rule: "R-CREATE-STATUS-CODE", Sentence: "Recording is answered with 200.", behave: recorded.status(200)},
		{ID: "create-202", Rule: "R-CREATE-STATUS-CODE", Sentence: "Recording is answered with 202.", behave: recorded.status(202)},
		{ID: "create-unreadable", Rule: "R-GET-ONE", Sentence: "What was recorded cannot be read.", behave: forgotten(on(opGet).answered(200))},
		{ID: "create-unlisted", Rule: "R-LIST-COMPLETE", Sentence: "What was recorded is not listed.", behave: forgotten(on(opList).answered(200).without("status"))},
		{ID: "create-listed-without-filter", Rule: "R-LIST-ENVIRONMENT", Sentence: "What was recorded is listed without filters only.", behave: forgotten(on(opList).answered(200).with("environment"))},
		{ID: "create-project-number", Rule: "R-CREATE-PROJECT-ID", Sentence: "Nothing is recorded in a project named by number.", behave: on(opCreate).numbered().answers(404, `{"message":"404 Project Not Found"}`)},
		{ID: "create-project-path", Rule: "R-CREATE-PROJECT-ID", Sentence: "Nothing is recorded in a project named by path.", behave: on(opCreate).pathed().answers(404, `{"message":"404 Project Not Found"}`)},
		{ID: "create-shown-status-then-read", Rule: "R-CREATE-READABLE", Sentence: "Reading shows another created_at than recording did.",
			behave: on(opGet).answered(200).turns("/created_at", func(v any) any { return moved(text(v), -3600) })},
		{ID: "create-read-iid", Rule: "R-CREATE-READABLE", Sentence: "Recording shows another iid than reading does.", behave: recorded.turns("/iid", func(v any) any { return number(integer(v) + 1) })},
	}
}

func recordedValues() []Fault {
	shown := func(pointer string, f func(string) any) behaviour {
		return recorded.turns(pointer, func(v any) any { return f(text(v)) })
	}
	upTo := func(sep string) func(string) any {
		return func(s string) any { return s[strings.LastIndex(s, sep)+1:] }
	}
	named := func(name, part string) when {
		return on(opCreate).that(func(x *exchange) bool {
			value, _ := x.call.value(name)
			return strings.Contains(value, part)
		})
	}
	cut := func(name, part string) behaviour {
		return named(name, part).taking(name, func(s string) any { return strings.ReplaceAll(s, part, "-") })
	}
	return []Fault{
		{ID: "create-environment-lower", Rule: "R-CREATE-ENVIRONMENT", Sentence: "The environment's name is kept in lower case.", behave: on(opCreate).that(func(x *exchange) bool {
			value, _ := x.call.value("environment")
			return strings.ToLower(value) != value
		}).taking("environment", func(s string) any { return strings.ToLower(s) })},
		{ID: "create-environment-again", Rule: "R-CREATE-ENVIRONMENT-REUSED", Sentence: "Each deployment makes an environment of its own: the ids differ.", behave: on(opCreate).answered(201).deployments(func(_ *exchange, d row) row {
			return change(d, "/environment/id", func(any) any { return number(integer(d["id"]) + 100000) }).(row)
		})},
		{ID: "create-environment-new-hidden", Rule: "R-CREATE-ENVIRONMENT-NEW", Sentence: "An environment that a deployment made is not among the project's.", behave: on("listProjectEnvironments").answered(200).answers(200, "[]")},
		{ID: "create-environment-new-later", Rule: "R-CREATE-ENVIRONMENT-NEW", Sentence: "The project's list of environments shows them under other ids than deployments do.", behave: on("listProjectEnvironments").turns("/id", func(v any) any { return number(integer(v) + 100000) })},
		{ID: "create-environment-slash-cut", Rule: "R-CREATE-ENVIRONMENT-SLASH", Sentence: "A slash in an environment's name becomes a hyphen.", behave: cut("environment", "/")},
		{ID: "create-environment-blank-cut", Rule: "R-CREATE-ENVIRONMENT-SLASH", Sentence: "A blank in an environment's name becomes a hyphen.", behave: cut("environment", " ")},
		{ID: "create-environment-slash-last", Rule: "R-CREATE-ENVIRONMENT-SLASH", Sentence: "The answer shows what follows the last slash of an environment's name.", behave: shown("/environment/name", upTo("/"))},
		{ID: "create-environment-name-any", Rule: "R-CREATE-ENVIRONMENT-NAME", Sentence: "A colon in an environment's name is left out.", behave: named("environment", ":").answered(400).
			taking("environment", func(s string) any { return strings.ReplaceAll(s, ":", "") })},
		{ID: "create-environment-name-cut", Rule: "R-CREATE-ENVIRONMENT-NAME", Sentence: "An environment's name is cut at 255 characters.", behave: on(opCreate).answered(400).that(func(x *exchange) bool {
			value, _ := x.call.value("environment")
			return len(value) > 255
		}).taking("environment", func(s string) any { return s[:255] })},
		{ID: "create-environment-name-500", Rule: "R-CREATE-ENVIRONMENT-NAME", Sentence: "A name that an environment cannot have is answered with 500.", behave: on(opCreate).answered(400).saying(`"name"`).refuses(500, "500 Internal Server Error")},
		{ID: "create-environment-name-422", Rule: "R-CREATE-ENVIRONMENT-NAME", Sentence: "A name that an environment cannot have is answered with 422.", behave: on(opCreate).answered(400).saying(`"name"`).status(422)},
		{ID: "create-sha-short", Rule: "R-CREATE-SHA", Sentence: "The answer shows the short form of the sha.", behave: shown("/sha", func(s string) any { return s[:min(8, len(s))] })},
		{ID: "create-sha-head", Rule: "R-CREATE-SHA", Sentence: "The head of ref is recorded, whatever sha says.", behave: on(opCreate).answered(201).deployments(headOfRef)},
		{ID: "create-sha-upper", Rule: "R-CREATE-SHA", Sentence: "The answer shows the sha in capitals.", behave: shown("/sha", func(s string) any { return strings.ToUpper(s) })},
		{ID: "create-sha-short-kept", Rule: "R-CREATE-SHA", Sentence: "The short form of the sha is recorded.", behave: on(opCreate).taking("sha", func(s string) any { return s[:min(12, len(s))] })},
		{ID: "create-ref-default", Rule: "R-CREATE-REF", Sentence: "The default branch is recorded, whatever ref says.", behave: recorded.turns("/ref", func(v any) any {
			if v == "main" {
				return "master"
			}
			return "main"
		})},
		{ID: "create-ref-qualified", Rule: "R-CREATE-REF", Sentence: "ref is shown with refs/heads/ in front.", behave: shown("/ref", func(s string) any { return "refs/heads/" + s })},
		{ID: "create-ref-slash-last", Rule: "R-CREATE-REF-SLASH", Sentence: "A ref with a slash is cut to what follows it.", behave: shown("/ref", upTo("/"))},
		{ID: "create-ref-slash-refused", Rule: "R-CREATE-REF-SLASH", Sentence: "A ref with a slash is refused.", behave: named("ref", "/").refuses(400, "ref is invalid")},
		{ID: "create-tag-true-refused", Rule: "R-CREATE-TAG", Sentence: "tag=true is refused.", behave: on(opCreate).with("tag", "true").answers(400, `{"error":"tag is invalid"}`)},
	}
}

// headOfRef puts another commit in place of the one recorded.
func headOfRef(x *exchange, d row) row {
	branch := x.ask("/projects/" + escaped(x.project()) + "/repository/branches/" + escaped(text(d["ref"]))).object()
	if sha := find(any(branch), "/commit/id"); sha != nil {
		return member(d, "sha", sha)
	}
	return d
}

func recordedStatuses() []Fault {
	var faults []Fault
	next := map[string]string{"running": "success", "success": "running", "failed": "canceled", "canceled": "failed"}
	for _, status := range []string{"running", "success", "failed", "canceled"} {
		rule := "R-CREATE-STATUS-" + strings.ToUpper(status)
		given := on(opCreate).with("status", status)
		faults = append(faults,
			Fault{ID: "create-status-" + status + "-another", Rule: rule, Sentence: "What is recorded as " + status + " becomes " + next[status] + ".", behave: given.as("status", next[status])},
			Fault{ID: "create-status-" + status + "-shown", Rule: rule, Sentence: "The answer to recording as " + status + " shows created.", behave: given.answered(201).shows("/status", "created")},
		)
	}
	return append(faults, Fault{ID: "create-status-cancelled", Rule: "R-CREATE-KEYS", Sentence: "canceled is shown as cancelled.", behave: recorded.turns("/status", func(v any) any {
		if v == "canceled" {
			return "cancelled"
		}
		return v
	})})
}

func recordedAnswers() []Fault {
	return []Fault{
		{ID: "create-user-null", Rule: "R-CREATE-USER-CALLER", Sentence: "user of a recorded deployment is null.", behave: recorded.shows("/user", nil)},
		{ID: "create-user-another", Rule: "R-CREATE-USER-CALLER", Sentence: "user is the same for whoever records.", behave: recorded.deployments(func(x *exchange, d row) row {
			if first, found := x.memory.recall("first user"); found {
				return member(d, "user", first)
			}
			x.memory.keep("first user", d["user"])
			return d
		})},
		{ID: "create-user-root", Rule: "R-CREATE-USER-CALLER", Sentence: "user is user 1 for whoever records.", behave: recorded.turns("/user/id", func(any) any { return number(1) })},
		{ID: "create-deployable-object", Rule: "R-CREATE-DEPLOYABLE", Sentence: "deployable of a recorded deployment is an empty object.", behave: recorded.shows("/deployable", row{})},
		{ID: "create-created-old", Rule: "R-CREATE-CREATED-AT", Sentence: "created_at of a recorded deployment is an hour ago.", behave: recorded.turns("/created_at", func(v any) any { return moved(text(v), -3600) })},
		{ID: "create-created-day", Rule: "R-CREATE-CREATED-AT", Sentence: "created_at of a recorded deployment is the day's beginning.", behave: recorded.turns("/created_at", func(v any) any { return timeOf(v).Format("2006-01-02") + "T00:00:00.000Z" })},
		{ID: "create-created-epoch", Rule: "R-CREATE-CREATED-AT", Sentence: "created_at of a recorded deployment is the beginning of 1970.", behave: recorded.shows("/created_at", "1970-01-01T00:00:00.000Z")},
		{ID: "create-created-ahead", Rule: "R-CREATE-CREATED-AT", Sentence: "created_at of a recorded deployment is nine hours ahead.", behave: recorded.turns("/created_at", func(v any) any { return moved(text(v), 9*3600) })},
		{ID: "create-ids-fall", Rule: "R-CREATE-IDS", Sentence: "Later deployments have lower iids when recorded.", behave: recorded.turns("/iid", func(v any) any { return number(1_000_000_000 - integer(v)) })},
		{ID: "create-iid-is-id", Rule: "R-CREATE-IDS", Sentence: "iid is 1 for every deployment recorded.", behave: recorded.shows("/iid", number(1))},
		{ID: "create-iid-instance", Rule: "R-CREATE-IDS", Sentence: "iid counts over all projects: it is the id.", behave: on(opCreate, opGet, opList, opUpdate).answered(200, 201).deployments(func(_ *exchange, d row) row { return member(d, "iid", d["id"]) })},
		{ID: "create-updated-missing", Rule: "R-CREATE-UPDATED-AT", Sentence: "The answer to recording lacks updated_at.", behave: recorded.hides("/updated_at")},
		{ID: "create-updated-null", Rule: "R-CREATE-UPDATED-AT", Sentence: "updated_at of a recorded deployment is null.", behave: recorded.shows("/updated_at", nil)},
		{ID: "create-pending-missing", Rule: "R-CREATE-APPROVALS", Sentence: "The answer to recording lacks pending_approval_count.", behave: recorded.hides("/pending_approval_count")},
		{ID: "create-approvals-missing", Rule: "R-CREATE-APPROVALS", Sentence: "The answer to recording lacks approvals.", behave: recorded.hides("/approvals")},
		{ID: "create-pending-text", Rule: "R-CREATE-APPROVALS-TYPES", Sentence: "pending_approval_count is a text when recording.", behave: recorded.turns("/pending_approval_count", func(v any) any { return strconv.FormatInt(integer(v), 10) })},
		{ID: "create-pending-negative", Rule: "R-CREATE-APPROVALS-TYPES", Sentence: "pending_approval_count is -1 when recording.", behave: recorded.shows("/pending_approval_count", number(-1))},
		{ID: "create-pending-null", Rule: "R-CREATE-APPROVALS-TYPES", Sentence: "pending_approval_count is null when recording.", behave: recorded.shows("/pending_approval_count", nil)},
		{ID: "create-approvals-null", Rule: "R-CREATE-APPROVALS-TYPES", Sentence: "approvals is null when recording.", behave: recorded.shows("/approvals", nil)},
		{ID: "create-approvals-object", Rule: "R-CREATE-APPROVALS-TYPES", Sentence: "approvals is an object when recording.", behave: recorded.shows("/approvals", row{})},
		{ID: "create-pending-one", Rule: "R-CREATE-APPROVALS-EMPTY", Sentence: "Every deployment recorded misses an approval.", behave: recorded.turns("/pending_approval_count", func(v any) any { return number(integer(v) + 1) })},
		{ID: "create-approvals-own", Rule: "R-CREATE-APPROVALS-EMPTY", Sentence: "Whoever records a deployment has approved it.", behave: recorded.deployments(func(_ *exchange, d row) row {
			if d["approvals"] == nil {
				return d
			}
			return member(d, "approvals", []any{row{"user": d["user"], "status": "approved", "created_at": d["created_at"], "comment": nil}})
		})},
		{ID: "create-developer-refused", Rule: "R-CREATE-DEVELOPER", Sentence: "Developers may not record deployments.", behave: on(opCreate).by(30).refuses(403, "403 Forbidden")},
		{ID: "create-developer-404", Rule: "R-CREATE-DEVELOPER", Sentence: "Developers find no project to record in.", behave: on(opCreate).by(30).refuses(404, "404 Project Not Found")},
		{ID: "create-reporter-allowed", Rule: "R-CREATE-REPORTER", Sentence: "Reporters may record deployments.", behave: on(opCreate).by(20).answered(403).borrowing()},
		{ID: "create-reporter-404", Rule: "R-CREATE-REPORTER", Sentence: "Reporters who record are answered with 404.", behave: on(opCreate).by(20).answered(403).refuses(404, "404 Not found")},
		{ID: "create-reporter-recorded", Rule: "R-CREATE-REPORTER", Sentence: "Reporters who record are answered with 403, and it is recorded.", behave: on(opCreate).by(20).answered(403).does(recordAnyway)},
	}
}

// recordAnyway does what the answer says is refused.
func recordAnyway(x *exchange) {
	refusal := x.correct()
	if c, found := x.borrowed(x.call); found && x.send(c).successful() {
		x.altered = true
	}
	x.answer(refusal)
}
