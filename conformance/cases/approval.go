package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

var approval = []conformance.Case{
	{
		ID: "approval/approves", Title: "An approval is answered with who approved, the status and the comment, and shown by the deployment",
		Rules: []string{"R-APPROVE-BLOCKED", "R-APPROVE-STATUS-APPROVED", "R-APPROVE-COMMENT", "R-APPROVE-KEYS", "R-APPROVE-SEEN"},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(1))
			approver := s.As(conformance.Approver)
			answer := approver.Post(approvalOf(s, d), wire.Params{"status": "approved", "comment": "Looks good to me"})
			s.Check("R-APPROVE-BLOCKED", func(conformance.T) {
				answer.Because("it waits for the approval of a maintainer, and one gives it").Succeeded()
			})
			answer.Needs(200, 201)
			s.Check("R-APPROVE-STATUS-APPROVED", func(conformance.T) { answer.Because("it was sent so").Is("/status", "approved") })
			s.Check("R-APPROVE-COMMENT", func(conformance.T) {
				answer.Because("it was sent so").Is("/comment", "Looks good to me")
				s.Show(d).Because("it was sent with the vote").Is("/approvals/0/comment", "Looks good to me")
			})
			s.Check("R-APPROVE-KEYS", func(conformance.T) { answer.Keys("", "user", "status", "created_at", "comment") })
			s.Check("R-APPROVE-SEEN", func(conformance.T) {
				user, _ := answer.At("/user/id")
				s.Show(d).Because("it was approved").Is("/approvals/0/status", "approved").Is("/approvals/0/user/id", user)
			})
		},
	},
	{
		ID: "approval/lowers-what-is-pending", Title: "An approval lowers pending_approval_count by one, and the same again does not",
		Rules: []string{"R-APPROVE-PENDING", "R-APPROVE-TWICE", "R-APPROVE-STATUS-CODE", "R-APPROVE-COMMENT-NULL"},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(2))
			approver := s.As(conformance.Approver)
			before := s.Show(d)
			first := approver.Post(approvalOf(s, d), wire.Params{"status": "approved"}).Needs(200, 201)
			s.Check("R-APPROVE-STATUS-CODE", func(conformance.T) { first.Status(201) })
			s.Check("R-APPROVE-COMMENT-NULL", func(conformance.T) { first.Because("no comment was sent").Is("/comment", nil) })
			s.Check("R-APPROVE-PENDING", func(conformance.T) {
				before.Because("two maintainers have to approve").Is("/pending_approval_count", 2)
				s.Show(d).Because("one of two has approved").Is("/pending_approval_count", 1)
			})
			s.Check("R-APPROVE-TWICE", func(conformance.T) {
				approver.Post(approvalOf(s, d), wire.Params{"status": "approved"}).Because("it repeats the vote").SameAs(first)
				s.Show(d).Because("the same person approved twice").Is("/pending_approval_count", 1)
			})
		},
	},
	{
		ID: "approval/needs-permission", Title: "Somebody whom no approval rule admits cannot approve",
		Rules: []string{"R-APPROVE-NO-RULE"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(1))
			developer, approver := s.As(conformance.Developer), s.As(conformance.Approver)
			s.Check("R-APPROVE-NO-RULE", func(conformance.T) {
				developer.Post(approvalOf(s, d), wire.Params{"status": "approved"}).Because("the only rule admits maintainers, and the token is a developer's").Status(400, 403).Explained()
				s.Show(d).Because("what is refused does not count").Is("/approvals", []any{})
			})
			approver.Post(approvalOf(s, d), wire.Params{"status": "approved"}).Needs(200, 201)
		},
	},
	{
		ID: "approval/environment-must-be-protected", Title: "In an environment that is not protected nothing is approved",
		Rules: []string{"R-APPROVE-NOT-WAITING"}, Needs: []conformance.Need{conformance.Approvals},
		Script: func(s *conformance.S) {
			s.Approvals()
			d := s.Deploy(s.Environment(), "running")
			s.Check("R-APPROVE-NOT-WAITING", func(conformance.T) {
				s.Client().Post(approvalOf(s, d), wire.Params{"status": "approved"}).Because("the environment is not protected").Status(400).Explained()
				s.Show(d).Because("what is refused does not count").Is("/approvals", []any{})
			})
		},
	},
	refusedApproval("approval/status-is-required", "An approval without status is refused",
		"R-APPROVE-STATUS-MISSING", wire.Params{"comment": "Looks good to me"}),
	refusedApproval("approval/unknown-status-is-refused", "An approval whose status is neither approved nor rejected is refused",
		"R-APPROVE-STATUS-OTHER", wire.Params{"status": "maybe"}),
	refusedApproval("approval/status-is-matched-exactly", "The status of an approval is written in lower case",
		"R-APPROVE-STATUS-OTHER", wire.Params{"status": "Approved"}),
	{
		ID: "approval/unknown-deployment", Title: "Approving a deployment that does not exist is answered with 404",
		Rules: []string{"R-APPROVE-UNKNOWN"}, Needs: []conformance.Need{conformance.Approvals},
		Script: func(s *conformance.S) {
			s.Approvals()
			s.Check("R-APPROVE-UNKNOWN", func(conformance.T) {
				s.Client().Post(s.Path("deployments", unknownID, "approval"), wire.Params{"status": "approved"}).Because("there is no such deployment").Status(404).Explained()
			})
		},
	},
}

// refusedApproval is the case for a form that is refused although the deployment waits for approval.
func refusedApproval(id, title, rule string, form wire.Params) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Rules: []string{rule}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(1))
			approver := s.As(conformance.Approver)
			s.Check(rule, func(conformance.T) {
				approver.Post(approvalOf(s, d), form).Because("status is missing or none of approved and rejected").Status(400).Blames("status")
				s.Show(d).Because("what is refused does not count").Is("/approvals", []any{})
			})
		},
	}
}
