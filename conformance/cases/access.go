package cases

import (
	"fmt"
	"net/http"

	"understudy/conformance"
	"understudy/conformance/wire"
)

var access = []conformance.Case{
	{
		ID: "access/token-is-accepted", Title: "A request with a valid token in PRIVATE-TOKEN is answered",
		Rules: []string{"R-COM-TOKEN-HEADER", "R-COM-API-ROOT"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			answer := list(s, nil)
			s.Check("R-COM-TOKEN-HEADER", func(conformance.T) {
				if code := answer.Code(); code != 401 && code != 403 {
					answer.Needs() // what else is wrong is no fault of the token
				}
				answer.Because("the token is valid").Succeeded()
			})
			s.Check("R-COM-API-ROOT", func(conformance.T) {
				if answer.Code() != 404 {
					answer.Needs()
				}
				answer.Because("the list of deployments is there").Succeeded()
			})
		},
	},
	{
		ID: "access/invalid-token-is-refused", Title: "A token that is nobody's is refused with 401",
		Rules: []string{"R-COM-TOKEN-INVALID"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			listed(s, nil)
			s.Check("R-COM-TOKEN-INVALID", func(conformance.T) {
				s.WithToken("nobodys-token").Get(collection(s), nil).Because("the token is nobody's").Status(401).Explained()
			})
		},
	},
	{
		ID: "access/anonymous-is-refused", Title: "Without credentials the list is not shown",
		Rules: []string{"R-COM-TOKEN-MISSING"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			listed(s, nil)
			s.Check("R-COM-TOKEN-MISSING", func(conformance.T) {
				disclosesNothing(s.As(conformance.Anonymous).Get(collection(s), nil).Because("no token was sent").Status(401, 404)).Explained()
			})
		},
	},
}

// disclosesNothing expects of a refusal that it shows neither a deployment nor a list. Who discloses something has not refused it,
// whatever the status says.
func disclosesNothing(answer *wire.Answer) *wire.Answer {
	for _, pointer := range []string{"/0", "/id", "/iid", "/sha"} {
		if shown, there := answer.At(pointer); there {
			answer.Fault(wire.Mismatch{Pointer: pointer, Expected: "a refusal that discloses nothing", Actual: fmt.Sprint(shown), Status: "4xx"})
		}
	}
	return answer
}

// sixOperations are sevenOperations without the vote, which not every target has.
func sixOperations(s *conformance.S, project string, id int64) []wire.Request {
	return sevenOperations(s, project, id)[:6]
}

// sevenOperations are valid requests for each operation on a deployment of a project, the vote last.
func sevenOperations(s *conformance.S, project string, id int64) []wire.Request {
	root := "/projects/" + project + "/deployments"
	one := fmt.Sprintf("%s/%d", root, id)
	return []wire.Request{
		{Method: http.MethodGet, Path: root},
		{Method: http.MethodGet, Path: one},
		{Method: http.MethodPost, Path: root, Form: s.Form(s.Environment())},
		{Method: http.MethodPut, Path: one, Form: wire.Params{"status": "success"}},
		{Method: http.MethodDelete, Path: one},
		{Method: http.MethodGet, Path: one + "/merge_requests"},
		{Method: http.MethodPost, Path: one + "/approval", Form: wire.Params{"status": "approved"}},
	}
}
