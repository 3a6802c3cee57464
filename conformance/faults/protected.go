package faults

import "net/http"

// protected are faults against whoever may not deploy, and against what is asked for in unusual ways.
func protected() []Fault {
	notAllowed := func(op string) when { return on(op).by(40).answered(403) }
	const mebibyte = 1 << 20
	return []Fault{
		{ID: "create-deploy-access-404", Rule: "R-CREATE-DEPLOY-ACCESS", Sentence: "Maintainers who may not deploy to a protected environment are answered with 404 when they record.",
			behave: notAllowed(opCreate).refuses(http.StatusNotFound, "404 Not found")},
		{ID: "update-deploy-access-401", Rule: "R-UPDATE-DEPLOY-ACCESS", Sentence: "Maintainers who may not deploy to a protected environment are answered with 401 when they update.",
			behave: notAllowed(opUpdate).answers(http.StatusUnauthorized, unauthorized)},
		{ID: "delete-deploy-access-204", Rule: "R-DELETE-DEPLOY-ACCESS", Sentence: "Maintainers who may not deploy to a protected environment are told that they deleted what they may not delete.",
			behave: notAllowed(opDelete).answers(http.StatusNoContent, "")},
		{ID: "exact-token-job-outside-401", Rule: "R-COM-JOB-TOKEN-OUTSIDE", Profile: gitlab189, Sentence: "A job's token is answered with 401 in another private project.",
			behave: on().that(func(x *exchange) bool { return x.call.header.Get("Job-Token") != "" }).answered(403, 404).answers(http.StatusUnauthorized, unauthorized)},
		{ID: "exact-format-ignored", Rule: "R-COM-FORMAT", Profile: gitlab189, Sentence: "The parameter format is ignored.",
			behave: on().with("format").answered(406).ignoring("format")},
		{ID: "long-body-200", Rule: "R-COM-LONG-BODY", Sentence: "A body of more than a mebibyte is answered with 200, and nobody reads it.",
			behave: on(writing...).that(func(x *exchange) bool { return len(x.call.body) > mebibyte }).answers(http.StatusOK, "{}")},
		{ID: "get-status-of-manual-job", Rule: "R-GET-DEPLOYABLE-STATUS", Sentence: "A deployment that waits for a manual job is shown as created.",
			behave: on(opGet).deployments(func(_ *exchange, d row) row {
				if d["status"] != "blocked" || d["deployable"] == nil {
					return d
				}
				return member(d, "status", "created")
			})},
		{ID: "exact-create-status-created", Rule: "R-CREATE-STATUS-CREATED-SHOWN", Profile: gitlab189, Sentence: "status=created is recorded as running.",
			decided: true, behave: on(opCreate).with("status", "created").as("status", "running")},
		{ID: "exact-update-status-created", Rule: "R-UPDATE-STATUS-CREATED-SHOWN", Profile: gitlab189, Sentence: "An update to status=created is answered with 200 and changes nothing.",
			decided: true, behave: on(opUpdate).with("status", "created").does(func(x *exchange) { x.answer(x.send(x.call.bare(http.MethodGet))) })},
	}
}
