package faults

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// answersOfAll are faults of every operation's answers as such.
func answersOfAll() []Fault {
	answering := slices.DeleteFunc(slices.Clone(seven), func(op string) bool { return op == opDelete })
	fine := func(w when) when { return w.answered(200, 201) }
	refused := func(w when) when { return w.answered(400, 401, 403, 404) }
	reshape := func(w when, f func(text any) any) behaviour {
		return refused(w).edits(func(_ *exchange, body any) any {
			object, _ := body.(row)
			said := object["message"]
			if said == nil {
				said = object["error"]
			}
			return f(said)
		})
	}
	bytesOf := func(f func(string) string) func(w when) behaviour {
		return func(w when) behaviour {
			return fine(w).does(func(x *exchange) {
				a := x.correct().clone()
				a.body = []byte(f(string(a.body)))
				x.answer(a)
			})
		}
	}
	return gather(
		each(answering, "answer-html-type-{op}", "R-COM-RESPONSE-JSON", "The answer to {op} says it is HTML.",
			func(w when) behaviour { return fine(w).header("Content-Type", to("text/html; charset=utf-8")) }),
		each([]string{opList, opGet, opCreate}, "answer-no-type-{op}", "R-COM-RESPONSE-JSON", "The answer to {op} does not say what type it has.",
			func(w when) behaviour { return fine(w).header("Content-Type", to("application/octet-stream")) }),
		each([]string{opGet, opUpdate, opShipped}, "answer-trailing-{op}", "R-COM-RESPONSE-JSON", "Something follows the JSON in the answer to {op}.",
			bytesOf(func(s string) string { return s + "\n<!-- 12 ms -->" })),
		each([]string{opGet, opCreate}, "answer-quotes-{op}", "R-COM-RESPONSE-JSON", "The answer to {op} has single quotes where JSON has double ones.",
			bytesOf(func(s string) string { return strings.ReplaceAll(s, `"`, `'`) })),
		[]Fault{
			{ID: "refusal-text-type", Rule: "R-COM-RESPONSE-JSON", Sentence: "Refusals say they are plain text.",
				behave: refused(on()).header("Content-Type", to("text/plain"))},
		},
		each(seven, "refusal-key-{op}", "R-COM-ERROR-SHAPE", "A refusal of {op} has neither message nor error.",
			func(w when) behaviour { return reshape(w, func(said any) any { return row{"errors": []any{said}} }) }),
		each([]string{opList, opGet, opDelete}, "refusal-array-{op}", "R-COM-ERROR-SHAPE", "A refusal of {op} is an array.",
			func(w when) behaviour { return reshape(w, func(said any) any { return []any{said} }) }),
		each([]string{opGet, opUpdate, opApprove}, "refusal-empty-{op}", "R-COM-ERROR-SHAPE", "A refusal of {op} says nothing.",
			func(w when) behaviour { return reshape(w, func(any) any { return row{} }) }),
		each([]string{opCreate, opShipped}, "refusal-number-{op}", "R-COM-ERROR-SHAPE", "The message of a refusal of {op} is a number.",
			func(w when) behaviour { return reshape(w, func(any) any { return row{"message": number(42)} }) }),
		serverErrors(),
		times(),
	)
}

func serverErrors() []Fault {
	const sorry = "500 Internal Server Error"
	missing := func(w when) when { return w.answered(404).saying("404 Not found") }
	return gather(
		each([]string{opGet, opUpdate, opDelete, opApprove}, "server-error-unknown-{op}", "R-COM-NO-SERVER-ERROR", "A deployment that does not exist is answered with 500 when {op}.",
			func(w when) behaviour { return missing(w).refuses(500, sorry) }),
		each([]string{opGet, opDelete, opApprove}, "server-error-id-{op}", "R-COM-NO-SERVER-ERROR", "A deployment_id that is no number is answered with 500 when {op}.",
			func(w when) behaviour { return w.answered(400).saying("deployment_id is invalid").refuses(500, sorry) }),
		[]Fault{
			{ID: "server-error-date", Rule: "R-COM-NO-SERVER-ERROR", Sentence: "A date that is none is answered with 500.",
				behave: on(opList).answered(400).saying("after is invalid").refuses(500, sorry)},
			{ID: "server-error-sha", Rule: "R-COM-NO-SERVER-ERROR", Sentence: "A sha that does not exist is answered with 500.",
				behave: on(opCreate).answered(400).saying("commit does not exist").refuses(500, sorry)},
			{ID: "server-error-status", Rule: "R-COM-NO-SERVER-ERROR", Sentence: "An unknown status is answered with 500 when updating.",
				behave: on(opUpdate).answered(400).saying("status does not have a valid value").refuses(500, sorry)},
			{ID: "server-error-name", Rule: "R-COM-NO-SERVER-ERROR", Sentence: "An environment name that is too long is answered with 500.",
				behave: on(opCreate).answered(400).saying("too long").refuses(500, sorry)},
		},
		each([]string{opList, opGet, opDelete, opShipped}, "unknown-parameter-{op}", "R-COM-UNKNOWN-PARAMETER", "A parameter that no table lists is refused when {op}.",
			func(w when) behaviour { return w.that(unknownParameter).answers(400, `{"error":"unknown parameter"}`) }),
		each(withBody, "unknown-attribute-{op}", "R-COM-UNKNOWN-PARAMETER", "An attribute that no table lists is refused when {op}.",
			func(w when) behaviour { return w.that(unknownAttribute).answers(400, `{"error":"unknown attribute"}`) }),
	)
}

func unknownParameter(x *exchange) bool {
	for name := range x.call.query {
		name, _, _ = strings.Cut(name, "[")
		if contract().Operation(x.operation).Parameter(name) == nil && !slices.Contains(credentialParameters, name) {
			return true
		}
	}
	return false
}

func unknownAttribute(x *exchange) bool {
	return slices.ContainsFunc(x.call.attributes, func(a argument) bool {
		return contract().Operation(x.operation).Parameter(a.Name) == nil && !slices.Contains(credentialParameters, a.Name)
	})
}

var zoneAtEnd = regexp.MustCompile(`(Z|[+-]\d\d:\d\d)$`)

func times() []Fault {
	spelling := func(f func(string) any) func(any) any {
		return func(value any) any {
			if s := text(value); s != "" {
				return f(s)
			}
			return value
		}
	}
	noZone := spelling(func(s string) any { return zoneAtEnd.ReplaceAllString(s, "") })
	blank := spelling(func(s string) any { return strings.Replace(s, "T", " ", 1) })
	epoch := func(any) any { return number(1470901000) }
	dotted := spelling(func(s string) any { return s[8:10] + "." + s[5:7] + "." + s[0:4] + s[10:] })
	var faults []Fault
	for _, where := range []struct{ operation, pointer, name string }{
		{opList, "/created_at", "created"}, {opList, "/updated_at", "updated"}, {opGet, "/created_at", "created"}, {opGet, "/updated_at", "updated"},
		{opCreate, "/created_at", "created"}, {opUpdate, "/updated_at", "updated"}, {opApprove, "/created_at", "created"},
		{opShipped, "/created_at", "created"}, {opShipped, "/merged_at", "merged"},
		{opList, "/deployable/created_at", "job"}, {opList, "/deployable/commit/created_at", "commit"}, {opList, "/deployable/pipeline/updated_at", "pipeline"},
		{opGet, "/deployable/finished_at", "job-finished"}, {opGet, "/deployable/user/created_at", "job-user"},
	} {
		faults = append(faults, Fault{
			ID: "time-zone-" + short[where.operation] + "-" + where.name, Rule: "R-COM-TIMES",
			Sentence: where.pointer + " has no zone in the answer to " + verb[where.operation] + ".", behave: on(where.operation).turns(where.pointer, noZone),
		})
	}
	return append(faults,
		Fault{ID: "time-blank-list", Rule: "R-COM-TIMES", Sentence: "Times in lists have a blank where ISO 8601 has a T.", behave: on(opList).turns("/created_at", blank)},
		Fault{ID: "time-number-get", Rule: "R-GET-KEYS", Sentence: "created_at of a deployment is a number of seconds.", behave: on(opGet).turns("/created_at", epoch)},
		Fault{ID: "time-dotted-update", Rule: "R-COM-TIMES", Sentence: "updated_at in the answer to updating has the day in front.", behave: on(opUpdate).turns("/updated_at", dotted)},
	)
}

// methods are faults of methods that a path does not list, and of HEAD.
func methods() []Fault {
	unlisted := func(method, last string) when {
		return when{}.that(func(x *exchange) bool {
			path := strings.TrimRight(x.request.URL.Path, "/")
			return x.operation == "" && x.call.method == method && strings.Contains(path, "/deployments") && matches(path, last)
		})
	}
	as := func(w when, method string) behaviour {
		return w.does(func(x *exchange) {
			c := x.call
			c.method = method
			x.resend(c)
		})
	}
	head := func(operations ...string) when { return on(operations...).method(http.MethodHead) }
	return []Fault{
		{ID: "method-patch-updates", Rule: "R-COM-METHOD", Sentence: "PATCH updates a deployment as PUT does.", behave: as(unlisted(http.MethodPatch, "one"), http.MethodPut)},
		{ID: "method-patch-200", Rule: "R-COM-METHOD", Sentence: "PATCH on a deployment is answered with 200 and does nothing.", behave: unlisted(http.MethodPatch, "one").answers(200, "{}")},
		{ID: "method-delete-list", Rule: "R-COM-METHOD", Sentence: "DELETE on the list is answered with 204.", behave: unlisted(http.MethodDelete, "list").answers(204, "")},
		{ID: "method-put-list", Rule: "R-COM-METHOD", Sentence: "PUT on the list is answered with 200.", behave: unlisted(http.MethodPut, "list").answers(200, "[]")},
		{ID: "method-post-one", Rule: "R-COM-METHOD", Sentence: "POST on a deployment updates it.", behave: as(unlisted(http.MethodPost, "one"), http.MethodPut)},
		{ID: "method-get-approval", Rule: "R-COM-METHOD", Sentence: "GET on the path of votes is answered with 200.", behave: unlisted(http.MethodGet, "approval").answers(200, "{}")},
		{ID: "method-501", Rule: "R-COM-METHOD", Sentence: "A method that a path does not list is answered with 501.", behave: either(
			unlisted(http.MethodPatch, "one"), unlisted(http.MethodDelete, "list"), unlisted(http.MethodPut, "list"), unlisted(http.MethodPost, "one"), unlisted(http.MethodGet, "approval"),
		).answers(501, `{"message":"501 Not Implemented"}`)},
		{ID: "head-refused-list", Rule: "R-COM-HEAD", Sentence: "HEAD on the list is answered with 405.", behave: head(opList).refuses(405, "405 Not Allowed")},
		{ID: "head-refused-get", Rule: "R-COM-HEAD", Sentence: "HEAD on a deployment is answered with 404.", behave: head(opGet).refuses(404, "404 Not found")},
		{ID: "head-refused-merge-requests", Rule: "R-COM-HEAD", Sentence: "HEAD on a deployment's merge requests is answered with 405.", behave: head(opShipped).refuses(405, "405 Not Allowed")},
		{ID: "head-no-pages", Rule: "R-COM-HEAD", Sentence: "HEAD on the list lacks the headers of pagination.", behave: both(
			head(opList).header("X-Page", to("")), head(opList).header("X-Per-Page", to("")), head(opList).header("X-Next-Page", to("")), head(opList).header("X-Total", to("")), head(opList).header("Link", to("")),
		)},
		{ID: "head-unknown-200", Rule: "R-COM-HEAD", Sentence: "HEAD on a deployment that does not exist is answered with 200.", behave: head(opGet).answered(404).status(200)},
	}
}

func either(conditions ...when) when {
	return when{}.that(func(x *exchange) bool {
		return slices.ContainsFunc(conditions, func(w when) bool { return w.holds(x) })
	})
}

// matches tells which of the three kinds of paths it is: list, one, approval.
func matches(path, last string) bool {
	_, below, _ := strings.Cut(path, "/deployments")
	switch segments := strings.FieldsFunc(below, func(r rune) bool { return r == '/' }); len(segments) {
	case 0:
		return last == "list"
	case 1:
		return last == "one"
	case 2:
		return last == segments[1]
	}
	return false
}

// reads are reads that change something.
func reads() []Fault {
	counted := func(x *exchange) int { return x.memory.count(x.request.Method + x.request.URL.String()) }
	again := func(op string) when {
		return on(op).answered(200).that(func(x *exchange) bool { return counted(x) > 8 })
	}
	later := func(_ *exchange, d row) row { return member(d, "updated_at", moved(text(d["updated_at"]), 60)) }
	return []Fault{
		{ID: "read-bumps-updated-get", Rule: "R-COM-READS-CHANGE-NOTHING", Sentence: "Reading a deployment moves its updated_at.", behave: again(opGet).deployments(later)},
		{ID: "read-bumps-updated-list", Rule: "R-COM-READS-CHANGE-NOTHING", Sentence: "Listing deployments moves their updated_at.", behave: again(opList).deployments(later)},
		{ID: "read-list-shuffles", Rule: "R-COM-READS-CHANGE-NOTHING", Sentence: "Every ninth answer to the same list turns it round.",
			behave: on(opList).answered(200).that(func(x *exchange) bool { return counted(x)%9 == 0 }).edits(func(_ *exchange, body any) any {
				list, _ := body.([]any)
				return reversed(list)
			})},
		{ID: "read-cached-get", Rule: "R-UPDATE-SEEN", Sentence: "What reading a deployment answered first it answers ever after.", behave: cached(on(opGet).answered(200))},
		{ID: "read-cached-list", Rule: "R-COM-PURPOSE", Sentence: "What a list answered first it answers ever after.", behave: cached(on(opList).answered(200))},
		{ID: "read-counts", Rule: "R-COM-READS-CHANGE-NOTHING", Sentence: "Reading a deployment counts its iid up.",
			behave: again(opGet).deployments(func(_ *exchange, d row) row { return member(d, "iid", number(integer(d["iid"])+1)) })},
	}
}

// cached answers as it did the first time.
func cached(w when) behaviour {
	return w.does(func(x *exchange) {
		key := "cached " + x.request.URL.String() + x.call.header.Get("Private-Token")
		if first, found := x.memory.recall(key); found {
			x.answer(first.(*answer))
			return
		}
		x.memory.keep(key, x.correct())
	})
}
