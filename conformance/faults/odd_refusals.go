package faults

import (
	"regexp"
	"strconv"
)

var leadingCode = regexp.MustCompile(`^\d{3} `)

func oddRefusals() []Oddity {
	refused := on().answered(400, 401, 403, 404)
	worded := func(f func(x *exchange, key string, said any) row) behaviour {
		return refused.edits(func(x *exchange, body any) any {
			object, _ := body.(row)
			for _, key := range []string{"message", "error"} {
				if said, found := object[key]; found {
					return f(x, key, said)
				}
			}
			return body
		})
	}
	return []Oddity{
		{ID: "refusal-no-codes", Sentence: "No text of a refusal begins with the status.", behave: worded(func(_ *exchange, key string, said any) row {
			if s, ok := said.(string); ok {
				return row{key: leadingCode.ReplaceAllString(s, "")}
			}
			return row{key: said}
		})},
		{ID: "refusal-codes", Sentence: "Every text of a refusal begins with the status.", behave: worded(func(x *exchange, key string, said any) row {
			if s, ok := said.(string); ok && !leadingCode.MatchString(s) {
				return row{key: strconv.Itoa(x.correct().status) + " " + s}
			}
			return row{key: said}
		})},
		{ID: "refusal-message", Sentence: "All refusals have the key message.", behave: worded(func(_ *exchange, _ string, said any) row { return row{"message": said} })},
		{ID: "refusal-error", Sentence: "All refusals that are a text have the key error.", behave: worded(func(_ *exchange, key string, said any) row {
			if _, ok := said.(string); ok {
				return row{"error": said}
			}
			return row{key: said}
		})},
		{ID: "refusal-documentation", Sentence: "Refusals have a documentation_url, too.", behave: refused.edits(func(_ *exchange, body any) any {
			if object, ok := body.(row); ok {
				return member(object, "documentation_url", "https://example.com/help")
			}
			return body
		})},
		{ID: "unauthorized-oauth", Sentence: "401 has OAuth's words and a WWW-Authenticate.", behave: both(
			on().answered(401).edits(func(*exchange, any) any {
				return row{"error": "invalid_token", "error_description": "Token is invalid."}
			}), on().answered(401).header("Www-Authenticate", to(`Bearer realm="Protected by OAuth 2.0"`)))},
		{ID: "id-type-404", Sentence: "A deployment_id that is no integer is answered with 404.", behave: on().answered(400).saying("deployment_id is invalid").answers(404, notFound)},
		{ID: "no-rule-403", Sentence: "Whoever no approval rule admits is answered with 403.", behave: on(opApprove).answered(400).saying("permission to approve").refuses(403, "403 Forbidden")},
		{ID: "method-405", Sentence: "A method that a path does not list is answered with 405 and Allow.", behave: when{}.that(func(x *exchange) bool {
			return x.operation == "" && x.correct().status == 404 && regexp.MustCompile(`/deployments(/\d+)?$`).MatchString(x.request.URL.Path)
		}).answers(405, `{"message":"405 Method Not Allowed"}`)},
		{ID: "merge-requests-other-project-404", Sentence: "Merge requests of another project's deployment are answered with 404.", Profile: documented,
			behave: both(rememberProjects(), on(opShipped).answered(200).that(isElsewhere).answers(404, notFound))},
	}
}
