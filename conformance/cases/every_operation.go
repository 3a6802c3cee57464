package cases

import (
	"net/http"
	"slices"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// That each operation is there, for a good token, however its attributes travel.
var everyOperation = []conformance.Case{
	{
		ID: "access/every-operation", Title: "Each operation is there, in every tier, for a token in PRIVATE-TOKEN",
		Rules: []string{"R-COM-TOKEN-HEADER", "R-COM-API-ROOT", "R-COM-TIERS"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			created := s.Client().Post(collection(s), s.Form(e))
			found := []*wire.Answer{created, s.Client().Get(collection(s), nil)} // not to be found if there is no such operation
			all := slices.Clone(found)
			if created.Code()/100 == 2 {
				d := decoded(created)
				shown, changed := s.Client().Get(single(s, d), nil), s.Client().Put(single(s, d), wire.Params{"status": "failed"})
				all = append(all, shown, changed, s.Client().Get(mergeRequestsOf(s, d), nil), s.Client().Delete(single(s, d)))
				if shown.Code()/100 == 2 {
					found = append(found, changed)
				}
			}
			heldOpen(s, "R-COM-TOKEN-HEADER", http.StatusUnauthorized, all)
			heldOpen(s, "R-COM-API-ROOT", http.StatusNotFound, found)
			s.Check("R-COM-TIERS", func(conformance.T) {
				open(http.StatusForbidden, all)
				if created.Code()/100 == 2 {
					created.Needed().Is("/environment/name", e) // who agrees to everything offers nothing
				}
			})
		},
	},
	{
		ID: "access/voting", Title: "Voting is there for a token in PRIVATE-TOKEN",
		Rules: []string{"R-COM-TOKEN-HEADER", "R-COM-API-ROOT"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(2))
			answer := []*wire.Answer{vote(s, conformance.Approver, d, wire.Params{"status": "approved"})}
			heldOpen(s, "R-COM-TOKEN-HEADER", http.StatusUnauthorized, answer)
			heldOpen(s, "R-COM-API-ROOT", http.StatusNotFound, answer)
		},
	},
	{
		ID: "encoding/votes", Title: "A vote has the same effect as a form, as JSON and as multipart/form-data",
		Rules: []string{"R-COM-FORM", "R-COM-JSON", "R-COM-MULTIPART"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			given := wire.Params{"status": "rejected", "comment": "not like this"}
			bodies := []wire.Request{{Form: given}, {JSON: asMembers(given)}, multipart(given)}
			var answers []*wire.Answer
			for _, body := range bodies {
				body.Method, body.Path = http.MethodPost, approvalOf(s, s.Waiting(conformance.Maintainers(2)))
				answers = append(answers, s.As(conformance.Approver).Send(body))
			}
			for i, rule := range []string{"R-COM-FORM", "R-COM-JSON", "R-COM-MULTIPART"} {
				s.Check(rule, func(conformance.T) {
					held(answers, i, func(a *wire.Answer) { a.Succeeded().Is("/status", "rejected").Is("/comment", "not like this") })
				})
			}
		},
	},
}

// heldOpen holds a rule by the status that a breach of it would have; what else is wrong with an answer is another rule's.
func heldOpen(s *conformance.S, rule string, breach int, answers []*wire.Answer) {
	s.Check(rule, func(conformance.T) { open(breach, answers) })
}

func open(breach int, answers []*wire.Answer) {
	for _, answer := range answers {
		if answer.Code() == breach || answer.Code()/100 == 2 {
			answer.Because("a maintainer asked for it with a good token").Succeeded()
		} else {
			answer.Needs()
		}
	}
}
