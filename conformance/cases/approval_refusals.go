package cases

import (
	"net/http"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// Votes that are none, and votes that somebody may not give.
var approvalRefusals = []conformance.Case{
	{
		ID: "approval/nothing-to-approve", Title: "Where nothing waits for approval a vote is refused: no protection, no rules",
		Rules: []string{"R-APPROVE-NOT-WAITING"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			s.Approvals()
			open, ruleless := s.Environment(), s.Environment()
			s.Protect(ruleless)
			s.Check("R-APPROVE-NOT-WAITING", func(conformance.T) {
				for why, e := range map[string]string{"its environment is not protected": open, "its environment has no approval rules": ruleless} {
					d := s.Deploy(e, "running")
					for _, status := range []string{"approved", "rejected"} {
						vote(s, conformance.Approver, d, wire.Params{"status": status}).Because("%s", why).Status(400).Explained()
					}
					votesOn(s, d).Is("/approvals", []any{})
				}
			})
		},
	},
	{
		ID: "approval/what-is-no-vote", Title: "A status that is none is refused, in any encoding, and does not count",
		Rules: []string{"R-APPROVE-STATUS-OTHER", "R-APPROVE-STATUS-MISSING"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(1))
			before := s.Show(d)
			s.Check("R-APPROVE-STATUS-OTHER", func(conformance.T) {
				for _, status := range []string{"maybe", "Approved", "APPROVED", "approve", "rejected ", "reject", "1", "true"} {
					vote(s, conformance.Approver, d, wire.Params{"status": status}).Because("status=%q is no vote", status).Status(400).Blames("status")
				}
				unchanged(s, before, d)
			})
			s.Check("R-APPROVE-STATUS-MISSING", func(conformance.T) {
				for _, form := range []wire.Params{{}, {"status": ""}, {"comment": "Looks good to me"}} {
					vote(s, conformance.Approver, d, form).Because("there is no vote").Status(400).Blames("status")
				}
				r := wire.Request{Method: http.MethodPost, Path: approvalOf(s, d), JSON: map[string]any{"status": nil}}
				s.As(conformance.Approver).Send(r).Because("there is no vote").Status(400).Blames("status")
				unchanged(s, before, d)
			})
		},
	},
	{
		ID: "approval/own", Title: "Whoever deployed rejects, and approves only where the project allows it",
		Rules: []string{"R-APPROVE-OWN"}, Needs: []conformance.Need{conformance.Approvals, conformance.Projects}, Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			d, other := s.Waiting(conformance.Maintainers(1)), s.Waiting(conformance.Maintainers(1))
			s.Check("R-APPROVE-OWN", func(conformance.T) {
				vote(s, conformance.Maintainer, d, wire.Params{"status": "approved"}).Because("it is the caller's own").Status(400).Explained()
				votesOn(s, d).Is("/approvals", []any{})
				vote(s, conformance.Maintainer, other, wire.Params{"status": "rejected"}).Because("one's own may be rejected").Succeeded()
				setting := wire.Request{Method: http.MethodPut, Path: s.Path(), JSON: map[string]any{"allow_pipeline_trigger_approve_deployment": true}}
				s.Client().Send(setting).Needs()
				vote(s, conformance.Maintainer, d, wire.Params{"status": "approved"}).Because("the project allows it").Succeeded().Is("/status", "approved")
			})
		},
	},
	{
		ID: "approval/whose-vote", Title: "Whom no rule admits does not vote; a guest and a stranger are told less",
		Rules: []string{"R-APPROVE-NO-RULE", "R-APPROVE-GUEST", "R-COM-PROJECT-HIDDEN", "R-COM-TOKEN-MISSING", "R-COM-TOKEN-INVALID", "R-COM-TOKEN-SCOPE"},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(1))
			before := s.Show(d)
			for _, one := range []struct {
				rule, why string
				role      conformance.Role
				codes     []int
			}{
				{"R-APPROVE-NO-RULE", "maintainers vote", conformance.Developer, []int{400, 403}}, {"R-APPROVE-NO-RULE", "maintainers vote", conformance.Reporter, []int{400, 403}},
				{"R-APPROVE-GUEST", "a guest may not read it", conformance.Guest, []int{403}},
				{"R-COM-PROJECT-HIDDEN", "the project is private", conformance.Outsider, []int{404}},
				{"R-COM-TOKEN-MISSING", "there is no token", conformance.Anonymous, []int{401}},
			} {
				s.Check(one.rule, func(conformance.T) {
					for _, status := range []string{"approved", "rejected"} {
						vote(s, one.role, d, wire.Params{"status": status}).Because("%s", one.why).Status(one.codes...).Explained()
					}
					unchanged(s, before, d)
				})
			}
			approve := wire.Params{"status": "approved"}
			s.Check("R-COM-TOKEN-INVALID", func(conformance.T) {
				s.WithToken("understudy-nobodys-token").Post(approvalOf(s, d), approve).Status(401).Explained()
			})
			s.Check("R-COM-TOKEN-SCOPE", func(conformance.T) {
				reads := s.WithToken(s.Mint("reads", conformance.Maintainer, "read_api"))
				reads.Post(approvalOf(s, d), approve).Because("the token may only read").Status(403).Explained()
				unchanged(s, before, d)
			})
		},
	},
}
