package faults

import (
	"net/http"
	"strings"
)

// short names the operations in ids.
var short = map[string]string{
	opList: "list", opGet: "get", opCreate: "create", opUpdate: "update", opDelete: "delete", opShipped: "merge-requests", opApprove: "approve",
}

// verb says in sentences what an operation is for.
var verb = map[string]string{
	opList: "listing", opGet: "reading", opCreate: "recording", opUpdate: "updating", opDelete: "deleting",
	opShipped: "listing merge requests", opApprove: "voting",
}

var writing = []string{opCreate, opUpdate, opDelete, opApprove}
var withBody = []string{opCreate, opUpdate, opApprove}

// each makes the same fault for several operations: {op} in id and sentence become the operation's name and what it does.
func each(operations []string, id, rule, sentence string, behave func(w when) behaviour) []Fault {
	var faults []Fault
	for _, op := range operations {
		faults = append(faults, Fault{
			ID: strings.ReplaceAll(id, "{op}", short[op]), Rule: rule,
			Sentence: strings.ReplaceAll(sentence, "{op}", verb[op]), behave: behave(on(op)),
		})
	}
	return faults
}

func gather(groups ...[]Fault) []Fault {
	var all []Fault
	for _, g := range groups {
		all = append(all, g...)
	}
	return all
}

// common are the faults against what holds for every operation.
func common() []Fault {
	return gather(tokens(), scopes(), bodies(), projects(), answersOfAll(), methods(), reads())
}

const unauthorized = `{"message":"401 Unauthorized"}`

func tokens() []Fault {
	sent := func(header string) func(*exchange) bool {
		return func(x *exchange) bool { return x.call.header.Get(header) != "" }
	}
	none := func(x *exchange) bool {
		for _, name := range credentialHeaders {
			if x.call.header.Get(name) != "" {
				return false
			}
		}
		return !x.call.query.Has("private_token") && !x.call.query.Has("access_token") && !x.call.query.Has("job_token")
	}
	some := func(x *exchange) bool { return !none(x) }
	invalid := func(w when) when { return w.that(some).answered(401) }
	return gather(
		each(seven, "token-header-{op}", "R-COM-TOKEN-HEADER", "PRIVATE-TOKEN is not taken for {op}.",
			func(w when) behaviour { return w.that(sent("Private-Token")).answers(401, unauthorized) }),
		each(seven, "token-missing-{op}", "R-COM-TOKEN-MISSING", "Nobody needs a token for {op}.",
			func(w when) behaviour { return w.that(none).answered(401).borrowing() }),
		each(seven, "token-any-{op}", "R-COM-TOKEN-INVALID", "Any token is good enough for {op}.",
			func(w when) behaviour { return invalid(w).borrowing() }),
		[]Fault{
			{ID: "token-bearer-refused", Rule: "R-COM-TOKEN-BEARER", Sentence: "A token is not taken from Authorization: Bearer.",
				behave: on().that(sent("Authorization")).answers(401, unauthorized)},
			{ID: "token-bearer-reads-only", Rule: "R-COM-TOKEN-BEARER", Sentence: "A token is taken from Authorization: Bearer for reading only.",
				behave: on(writing...).that(sent("Authorization")).answers(401, unauthorized)},
			{ID: "token-parameter-refused", Rule: "R-COM-TOKEN-PARAMETER", Sentence: "A token is not taken from the parameter private_token.",
				behave: on().that(func(x *exchange) bool { return x.call.query.Has("private_token") }).answers(401, unauthorized)},
			{ID: "token-missing-403", Rule: "R-COM-TOKEN-MISSING", Sentence: "A request without a token is answered with 403.",
				behave: on().that(none).answered(401).refuses(403, "403 Forbidden")},
			{ID: "token-missing-login", Rule: "R-COM-TOKEN-MISSING", Sentence: "A request without a token is sent to the login page.",
				behave: both(on().that(none).answered(401).answers(302, ""), on().that(none).answered(401).header("Location", to("/users/sign_in")))},
			{ID: "token-missing-discloses", Rule: "R-COM-TOKEN-MISSING", Sentence: "The answer to a request without a token is 401 and holds what was asked for.",
				behave: both(on(opList, opGet).that(none).answered(401).borrowing(), on(opList, opGet).that(none).status(401))},
			{ID: "token-invalid-403", Rule: "R-COM-TOKEN-INVALID", Sentence: "An invalid token is answered with 403.",
				behave: invalid(on()).refuses(403, "403 Forbidden")},
			{ID: "token-invalid-404", Rule: "R-COM-TOKEN-INVALID", Sentence: "An invalid token is answered with 404.",
				behave: invalid(on()).refuses(404, "404 Project Not Found")},
			{ID: "token-revoked-accepted", Rule: "R-COM-TOKEN-INVALID", Sentence: "A revoked token still works.",
				behave: invalid(on()).saying("revoked").borrowing()},
			{ID: "token-expired-accepted", Rule: "R-COM-TOKEN-INVALID", Sentence: "An expired token still works.",
				behave: invalid(on()).saying("expired").borrowing()},
			{ID: "token-job-invalid-accepted", Rule: "R-COM-JOB-TOKEN-INVALID", Sentence: "Any JOB-TOKEN is good enough.",
				behave: on().that(sent("Job-Token")).answered(401).borrowing()},
			{ID: "token-job-refused", Rule: "R-COM-JOB-TOKEN", Sentence: "A running job's token is not taken.",
				behave: on().that(sent("Job-Token")).answered(200, 201, 204).answers(401, unauthorized)},
			{ID: "token-job-writes-refused", Rule: "R-COM-JOB-TOKEN", Sentence: "A running job's token is not taken for recording.",
				behave: on(opCreate).that(sent("Job-Token")).answers(401, unauthorized)},
			{ID: "token-job-invalid-403", Rule: "R-COM-JOB-TOKEN-INVALID", Sentence: "An invalid JOB-TOKEN is answered with 403.",
				behave: on().that(sent("Job-Token")).answered(401).refuses(403, "403 Forbidden")},
			{ID: "token-after-parameters", Rule: "R-COM-TOKEN-FIRST", Sentence: "Bad parameters are reported to callers without a valid token.",
				behave: on().answered(401).does(func(x *exchange) {
					if c, found := x.borrowed(x.call); found && c.safe() {
						if a := x.send(c); a.status == 400 {
							x.answer(a)
						}
					}
				})},
			{ID: "token-after-attributes", Rule: "R-COM-TOKEN-FIRST", Sentence: "Missing attributes are reported to callers without a valid token.",
				behave: on(opCreate).without("status").answered(401).answers(400, `{"error":"status is missing, status does not have a valid value"}`)},
		},
	)
}

func scopes() []Fault {
	insufficient := func(w when) when { return w.answered(403).saying("insufficient_scope") }
	return gather(
		each(writing, "token-scope-{op}", "R-COM-TOKEN-SCOPE", "A token of scope read_api is enough for {op}.",
			func(w when) behaviour { return insufficient(w).borrowing() }),
		[]Fault{
			{ID: "token-scope-401", Rule: "R-COM-TOKEN-SCOPE", Sentence: "A token that may only read is answered with 401 when it writes.",
				behave: insufficient(on()).answers(401, unauthorized)},
			{ID: "token-scope-no-reading", Rule: "R-COM-TOKEN-SCOPE", Sentence: "A token of scope read_api may not read deployments.",
				behave: on(opList, opGet, opShipped).answered(200).that(func(x *exchange) bool {
					return strings.Contains(string(x.ask("/personal_access_tokens/self").body), `"scopes":["read_api"]`)
				}).answers(403, `{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api"}`)},
		},
	)
}

const (
	jsonType      = "application/json"
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data"
)

func bodies() []Fault {
	nothing := func(w when) behaviour {
		return w.does(func(x *exchange) {
			c := x.call
			c.attributes, c.reworded = nil, true
			x.resend(c)
		})
	}
	unsupported := func(media string) string {
		return `{"error":"The provided content-type '` + media + `' is not supported."}`
	}
	return gather(
		each(withBody, "form-ignored-{op}", "R-COM-FORM", "Attributes sent as a form are not read when {op}.",
			func(w when) behaviour { return nothing(w.typed(formType)) }),
		each(withBody, "form-refused-{op}", "R-COM-FORM", "A form is refused with 415 when {op}.",
			func(w when) behaviour { return w.typed(formType).answers(415, unsupported(formType)) }),
		each(withBody, "json-ignored-{op}", "R-COM-JSON", "Attributes sent as JSON are not read when {op}.",
			func(w when) behaviour { return nothing(w.typed(jsonType)) }),
		each(withBody, "json-refused-{op}", "R-COM-JSON", "JSON is refused with 415 when {op}.",
			func(w when) behaviour { return w.typed(jsonType).answers(415, unsupported(jsonType)) }),
		each(withBody, "multipart-ignored-{op}", "R-COM-MULTIPART", "Attributes sent as multipart/form-data are not read when {op}.",
			func(w when) behaviour { return nothing(w.typed(multipartType)) }),
		each(withBody, "multipart-refused-{op}", "R-COM-MULTIPART", "multipart/form-data is refused with 415 when {op}.",
			func(w when) behaviour { return w.typed(multipartType).answers(415, unsupported(multipartType)) }),
		bodyFaults(),
	)
}

func bodyFaults() []Fault {
	malformed := func(w when) when { return w.typed(jsonType).answered(400).saying("Invalid JSON") }
	return []Fault{
		{ID: "json-false-missing", Rule: "R-COM-JSON", Sentence: "A false in JSON is taken for a value that is missing.",
			behave: on(opCreate).typed(jsonType).with("tag", "false").ignoring("tag")},
		{ID: "form-plus-kept", Rule: "R-COM-FORM", Sentence: "A plus sign in a form is not read as the blank it stands for.",
			behave: on(opCreate, opApprove).typed(formType).that(func(x *exchange) bool { return strings.Contains(string(x.call.body), "+") }).does(func(x *exchange) {
				c := x.call
				for _, name := range []string{"environment", "ref", "comment"} {
					if value, given := c.value(name); given {
						c = c.with(name, strings.ReplaceAll(value, " ", "+"))
					}
				}
				x.resend(c)
			})},
		{ID: "json-malformed-422", Rule: "R-COM-JSON-MALFORMED", Sentence: "Malformed JSON is answered with 422.", behave: malformed(on()).status(422)},
		{ID: "json-malformed-accepted", Rule: "R-COM-JSON-MALFORMED", Sentence: "Malformed JSON is answered with 200 and nothing.", behave: malformed(on()).answers(200, "{}")},
		{ID: "json-malformed-500", Rule: "R-COM-JSON-MALFORMED", Sentence: "Malformed JSON is answered with 500.",
			behave: malformed(on()).refuses(500, "500 Internal Server Error")},
		{ID: "content-type-400", Rule: "R-COM-CONTENT-TYPE", Sentence: "A body of another type than JSON and forms is answered with 400.", behave: on().answered(415).status(400)},
		{ID: "content-type-guessed", Rule: "R-COM-CONTENT-TYPE", Sentence: "A body of any type is read as JSON or as a form, whichever it looks like.",
			behave: on(withBody...).answered(415).does(func(x *exchange) {
				c := x.call
				c.header = c.header.Clone()
				c.header.Set("Content-Type", formType)
				if strings.HasPrefix(string(c.body), "{") {
					c.header.Set("Content-Type", jsonType)
				}
				x.resend(c)
			})},
	}
}

func projects() []Fault {
	const missing = `{"message":"404 Project Not Found"}`
	lost := func(w when) when { return w.answered(404).saying("404 Project Not Found") }
	invisible := func(w when) when {
		return lost(w).that(func(x *exchange) bool {
			c := x.call.bare(http.MethodGet)
			c.rawPath = x.root() + "/projects/" + strings.ReplaceAll(x.project(), "/", "%2F")
			who, found := x.memory.trustedFor(x.project())
			return found && x.send(c.by(who)).status == 200
		})
	}
	unknown := func(w when) when {
		return lost(w).that(func(x *exchange) bool { return !invisible(when{}).holds(x) })
	}
	return gather(
		each([]string{opList}, "project-number-{op}", "R-COM-ID-NUMBER", "A project is not found by its number when {op}.",
			func(w when) behaviour { return w.numbered().answers(404, missing) }),
		each([]string{opList}, "project-path-{op}", "R-COM-ID-PATH", "A project is not found by its path when {op}.",
			func(w when) behaviour { return w.pathed().answers(404, missing) }),
		each(seven, "project-unknown-403-{op}", "R-COM-PROJECT-UNKNOWN", "A project that does not exist is answered with 403 when {op}.",
			func(w when) behaviour { return unknown(w).refuses(403, "403 Forbidden") }),
		each([]string{opList, opShipped}, "project-unknown-empty-{op}", "R-COM-PROJECT-UNKNOWN", "A project that does not exist has an empty list when {op}.",
			func(w when) behaviour { return unknown(w).answers(200, "[]") }),
		each(seven, "project-hidden-403-{op}", "R-COM-PROJECT-HIDDEN", "A project that the caller may not see is answered with 403 when {op}.",
			func(w when) behaviour { return invisible(w).refuses(403, "403 Forbidden") }),
		each([]string{opList, opGet, opCreate, opDelete}, "project-hidden-open-{op}", "R-COM-PROJECT-HIDDEN", "Private projects are open to everybody for {op}.",
			func(w when) behaviour { return invisible(w).borrowing() }),
		[]Fault{
			{ID: "project-path-another", Rule: "R-LIST-ID", Sentence: "A list by path is that of the wrong half: it lacks the newest deployment that the list by number has.",
				behave: on(opList).pathed().listed(func(_ *exchange, all []row) []row { return all[:max(0, len(all)-1)] })},
			{ID: "api-root-list", Rule: "R-COM-API-ROOT", Sentence: "Listing does not exist below /api/v4.", behave: on(opList).answers(404, noRoute)},
			{ID: "api-root-approve", Rule: "R-COM-API-ROOT", Sentence: "Voting does not exist below /api/v4.", behave: on(opApprove).answers(404, noRoute)},
			{ID: "api-root-update", Rule: "R-COM-API-ROOT", Sentence: "Updating does not exist below /api/v4.", behave: on(opUpdate).answers(404, noRoute)},
		},
		tiers(),
	)
}

const noRoute = `{"error":"404 Not Found"}`

// tiers are faults that show on an unlicensed instance only. Where recording or deleting is forbidden, nobody examines anything.
func tiers() []Fault {
	free := each([]string{opList, opGet, opUpdate, opShipped}, "tier-{op}", "R-COM-TIERS",
		"Without a licence there is no {op}.", func(w when) behaviour { return w.refuses(403, "403 Forbidden") })
	for i := range free {
		free[i].Plan.Tier = "free"
	}
	return free
}
