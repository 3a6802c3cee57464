package cases

import (
	"net/http"

	"understudy/conformance"
	"understudy/conformance/wire"
)

var creation = []conformance.Case{
	createdWith("running", "R-CREATE-STATUS-RUNNING"),
	createdWith("success", "R-CREATE-STATUS-SUCCESS"),
	createdWith("failed", "R-CREATE-STATUS-FAILED"),
	createdWith("canceled", "R-CREATE-STATUS-CANCELED"),
	{
		ID: "create/records-what-was-sent", Title: "A new deployment is answered, shown and listed as it was sent",
		Rules: []string{"R-CREATE", "R-CREATE-READABLE", "R-CREATE-ENVIRONMENT", "R-CREATE-SHA", "R-CREATE-REF", "R-COM-FORM"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			form := s.Form(e)
			answer := s.Client().Post(collection(s), form)
			s.Check("R-CREATE", func(conformance.T) {
				answer.Succeeded().Int("/id", 1).Because("it was sent so").Is("/environment/name", e).Is("/status", "running")
			})
			s.Check("R-COM-FORM", func(conformance.T) {
				answer.Because("the attributes were sent as a form").Succeeded().Is("/environment/name", e).Is("/ref", form["ref"])
			})
			d := made(answer)
			sent := answer.Because("it was sent so")
			s.Check("R-CREATE-ENVIRONMENT", func(conformance.T) { sent.Is("/environment/name", e) })
			s.Check("R-CREATE-SHA", func(conformance.T) { sent.Is("/sha", form["sha"]) })
			s.Check("R-CREATE-REF", func(conformance.T) { sent.Is("/ref", form["ref"]) })
			s.Check("R-CREATE-READABLE", func(conformance.T) {
				kept := s.Client().Get(single(s, d), nil).Because("it was made just now").Status(200)
				for _, key := range []string{"/id", "/iid", "/ref", "/sha", "/status", "/created_at", "/user/id", "/environment/id", "/environment/name"} {
					if value, there := answer.At(key); there {
						kept.Because("the answer that made it showed it so").Is(key, value)
					}
				}
				within(s, e, nil).Because("it was made just now").Lists(d.ID)
			})
		},
	},
	{
		ID: "create/answers-201", Title: "Making a deployment is answered with 201",
		Rules: []string{"R-CREATE-STATUS-CODE"},
		Script: func(s *conformance.S) {
			answer := create(s, s.Environment()).Needs(200, 201)
			s.Check("R-CREATE-STATUS-CODE", func(conformance.T) { answer.Status(201) })
		},
	},
	{
		ID: "create/has-no-deployable", Title: "A deployment made through the API belongs to no job",
		Rules: []string{"R-CREATE-DEPLOYABLE"},
		Script: func(s *conformance.S) {
			answer := create(s, s.Environment()).Needs(200, 201)
			s.Check("R-CREATE-DEPLOYABLE", func(conformance.T) { answer.Because("no job made it").Is("/deployable", nil) })
		},
	},
	{
		ID: "create/json-body", Title: "The attributes may be sent as JSON as well as a form",
		Rules: []string{"R-COM-JSON"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			p := s.Project()
			body := map[string]any{"environment": e, "ref": p.Ref, "sha": p.SHA, "tag": false, "status": "running"}
			s.Check("R-COM-JSON", func(conformance.T) {
				answer := s.Client().Send(wire.Request{Method: http.MethodPost, Path: collection(s), JSON: body}).Succeeded()
				answer.Because("it was sent so").Is("/environment/name", e).Is("/status", "running")
				within(s, e, nil).Because("it was made just now").Lists(made(answer).ID)
			})
		},
	},
	{
		ID: "create/makes-and-keeps-the-environment", Title: "An environment is made when first deployed to, and found again later",
		Rules: []string{"R-CREATE-ENVIRONMENT-REUSED", "R-CREATE-ENVIRONMENT-NEW"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			first := create(s, e).Needs(200, 201)
			other := create(s, s.Environment()).Needs(200, 201)
			environment := made(first).Environment
			s.Check("R-CREATE-ENVIRONMENT-NEW", func(conformance.T) {
				first.Int("/environment/id", 1)
				other.Because("it was made in another environment").IsNot("/environment/id", environment.ID)
			})
			s.Check("R-CREATE-ENVIRONMENT-REUSED", func(conformance.T) {
				create(s, e).Needs(200, 201).Because("the environment had that id before").Is("/environment/name", e).Is("/environment/id", environment.ID)
			})
		},
	},
	{
		ID: "create/ids-grow", Title: "Every deployment has a new id and iid, larger than those before",
		Rules: []string{"R-CREATE-IDS"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			first := made(create(s, e))
			s.Check("R-CREATE-IDS", func(conformance.T) {
				create(s, e).Needs(200, 201).Because("id %d and iid %d are given", first.ID, first.IID).
					Int("/id", first.ID+1).Int("/iid", first.IID+1)
			})
		},
	},
	{
		ID: "create/approval-fields", Title: "With deployment approvals a new deployment shows approvals and pending_approval_count, and misses none",
		Rules: []string{"R-CREATE-APPROVALS", "R-CREATE-APPROVALS-TYPES", "R-CREATE-APPROVALS-EMPTY"}, Needs: []conformance.Need{conformance.Approvals},
		Script: func(s *conformance.S) {
			s.Approvals()
			answer := create(s, s.Environment()).Needs(200, 201)
			s.Check("R-CREATE-APPROVALS", func(conformance.T) { answer.Keys("", "approvals", "pending_approval_count") })
			s.Check("R-CREATE-APPROVALS-TYPES", func(conformance.T) { answer.Int("/pending_approval_count", 0).Array("/approvals") })
			s.Check("R-CREATE-APPROVALS-EMPTY", func(conformance.T) {
				answer.Because("the environment has no approval rules").Is("/pending_approval_count", 0).Is("/approvals", []any{})
			})
		},
	},
	{
		ID: "create/repeating-the-current-success", Title: "Repeating the environment's current successful deployment answers with that one",
		Rules: []string{"R-CREATE-REPEATED"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			form := with(s.Form(e), "status", "success")
			first := made(s.Client().Post(collection(s), form))
			s.Check("R-CREATE-REPEATED", func(conformance.T) {
				s.Client().Post(collection(s), form).Because("it repeats deployment %d, the current one", first.ID).Status(201).Is("/id", first.ID)
				within(s, e, nil).Lists(first.ID)
			})
		},
	},
	{
		ID: "create/reporters-may-not", Title: "A reporter may not make a deployment",
		Rules: []string{"R-CREATE-REPORTER"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := made(create(s, e))
			reporter := s.As(conformance.Reporter)
			s.Check("R-CREATE-REPORTER", func(conformance.T) {
				reporter.Post(collection(s), s.Form(e)).Because("the token is a reporter's").Status(403).Explained()
				within(s, e, nil).Because("what is refused makes nothing").Lists(d.ID)
			})
		},
	},
	{
		ID: "create/developers-may", Title: "A developer may make a deployment, and it is theirs",
		Rules: []string{"R-CREATE-DEVELOPER"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			developer := s.As(conformance.Developer)
			mine := made(create(s, s.Environment()))
			s.Check("R-CREATE-DEVELOPER", func(conformance.T) {
				developer.Post(collection(s), s.Form(s.Environment())).Because("the token is a developer's").Succeeded().
					Int("/user/id", 1).Because("somebody else made it").IsNot("/user/id", mine.User.ID)
			})
		},
	},
}

// createdWith is the case for one of the statuses that a deployment can be made with.
func createdWith(status, rule string) conformance.Case {
	return conformance.Case{
		ID: "create/status-" + status, Title: "A deployment can be made " + status + ", and is so afterwards", Rules: []string{rule},
		Script: func(s *conformance.S) {
			s.Check(rule, func(conformance.T) {
				e := s.Environment()
				answer := s.Client().Post(collection(s), with(s.Form(e), "status", status)).Succeeded()
				answer.Because("it was sent so").Is("/environment/name", e).Is("/status", status)
				s.Show(made(answer)).Because("it was made so").Is("/status", status)
			})
		},
	}
}
