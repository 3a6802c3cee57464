package cases

import (
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Votes on what waits for approval. Whoever votes is never who deployed, unless that is what a case is about.
var approval = []conformance.Case{
	{
		ID: "approval/vote", Title: "A vote is answered with who gave it, what it is, when and with which comment, and the deployment shows it",
		Rules: []string{
			"R-APPROVE-BLOCKED", "R-APPROVE-STATUS-CODE", "R-APPROVE-STATUS-APPROVED", "R-APPROVE-STATUS-REJECTED", "R-APPROVE-COMMENT", "R-APPROVE-COMMENT-OPTIONAL",
			"R-APPROVE-COMMENT-NULL", "R-APPROVE-REPRESENTED-AS-OPTIONAL", "R-APPROVE-KEYS", "R-APPROVE-USER", "R-APPROVE-USER-CALLER", "R-APPROVE-CREATED-AT",
			"R-APPROVE-SEEN", "R-APPROVE-PENDING", "R-APPROVE-TIERS",
		},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(2))
			approver := s.Person(conformance.Approver)
			before := s.Deploy(s.Environment(), "failed")
			answer := vote(s, conformance.Approver, d, wire.Params{"status": "approved", "comment": "Looks good to me"})
			after := s.Deploy(s.Environment(), "failed")
			s.Check("R-APPROVE-TIERS", func(conformance.T) { answer.Succeeded() })
			s.Check("R-APPROVE-BLOCKED", func(conformance.T) { answer.Succeeded() })
			s.Check("R-APPROVE-STATUS-CODE", func(conformance.T) { answer.Needs().Status(201) })
			s.Check("R-APPROVE-STATUS-APPROVED", func(conformance.T) { answer.Is("/status", "approved") })
			s.Check("R-APPROVE-COMMENT", func(conformance.T) { answer.Is("/comment", "Looks good to me") })
			s.Check("R-APPROVE-KEYS", func(conformance.T) { answer.Keys("", "user", "status", "created_at", "comment") })
			s.Check("R-APPROVE-USER", func(conformance.T) {
				answer.Keys("/user", "id", "username", "name", "state", "avatar_url", "web_url")
			})
			s.Check("R-APPROVE-USER-CALLER", func(conformance.T) {
				answer.Because("the approver voted on what somebody else deployed").Is("/user/id", approver.ID).Is("/user/username", approver.Username)
			})
			s.Check("R-APPROVE-CREATED-AT", func(conformance.T) { heldBetween(answer, "/created_at", before, after) })
			shown := votesOn(s, d)
			s.Check("R-APPROVE-SEEN", func(conformance.T) {
				shown.Because("one vote was given").Lacks("/approvals/1")
				for _, key := range []string{"status", "comment", "created_at", "user/id"} {
					value, _ := answer.At("/" + key)
					shown.Is("/approvals/0/"+key, value)
				}
				list := within(s, d.Environment.Name, nil)
				list.Because("the list shows no approvals").Lacks(at(list, d.ID) + "/approvals")
			})
			s.Check("R-APPROVE-PENDING", func(conformance.T) { shown.Because("one of two approvals was given").Is("/pending_approval_count", 1) })

			rejected := s.Waiting(conformance.Maintainers(1))
			rejection := wire.Params{"status": "rejected", "comment": "not yet"}
			answer = vote(s, conformance.Approver, rejected, rejection)
			bare := answer
			if answer.Code()/100 != 2 { // a target that asks for more takes rejections all the same
				answer = vote(s, conformance.Approver, rejected, with(rejection, "represented_as", "Maintainers"))
			}
			s.Check("R-APPROVE-STATUS-REJECTED", func(conformance.T) {
				answer.Succeeded().Is("/status", "rejected")
				votesOn(s, rejected).Is("/approvals/0/status", "rejected")
			})
			s.Check("R-APPROVE-COMMENT", func(conformance.T) { answer.Needs().Is("/comment", "not yet") })
			s.Check("R-APPROVE-REPRESENTED-AS-OPTIONAL", func(conformance.T) { bare.Succeeded() })
			silent := s.Waiting(conformance.Maintainers(1))
			answer = vote(s, conformance.Approver, silent, without(rejection, "comment"))
			s.Check("R-APPROVE-COMMENT-OPTIONAL", func(conformance.T) { answer.Succeeded() })
			s.Check("R-APPROVE-COMMENT-NULL", func(conformance.T) {
				answer.Needs().Because("the vote had no comment").Is("/comment", nil)
				votesOn(s, silent).Is("/approvals/0/comment", nil)
			})
			s.Check("R-APPROVE-PENDING", func(conformance.T) {
				votesOn(s, rejected).Because("a rejection is no approval").Is("/pending_approval_count", 1)
			})
			s.Check("R-APPROVE-SEEN", func(conformance.T) {
				third := s.WithToken(s.Mint("third", conformance.Maintainer, "api"))
				third.Post(approvalOf(s, d), wire.Params{"status": "rejected", "comment": "and yet"}).Needs()
				two := votesOn(s, d).Because("two votes were given").Keys("/approvals/1", "user", "status", "comment")
				first, _ := two.At("/approvals/0/user/username")
				two.Because("two people gave them").IsNot("/approvals/1/user/username", first)
			})
		},
	},
	{
		ID: "approval/one-deployment", Title: "A vote counts for the deployment it was given on, and for no other to the same environment",
		Rules: []string{"R-APPROVE-BY-ID", "R-APPROVE-PENDING", "R-APPROVE-NOT-WAITING"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			e := s.Environment()
			s.Protect(e, conformance.Maintainers(1))
			first, second := s.Deploy(e, "running"), s.Deploy(e, "running")
			vote(s, conformance.Approver, second, wire.Params{"status": "approved"}).Needs()
			s.Check("R-APPROVE-BY-ID", func(conformance.T) {
				votesOn(s, first).Because("the other one was approved").Is("/approvals", []any{}).Is("/pending_approval_count", 1)
				votesOn(s, second).Because("it was approved").Is("/approvals/0/status", "approved")
			})
			s.Check("R-APPROVE-PENDING", func(conformance.T) {
				votesOn(s, second).Because("its only rule is satisfied").Is("/pending_approval_count", 0)
			})
			s.Check("R-APPROVE-NOT-WAITING", func(conformance.T) {
				for _, status := range []string{"approved", "rejected"} {
					vote(s, conformance.Approver, second, wire.Params{"status": status}).Because("all its rules are satisfied").Status(400).Explained()
				}
				votesOn(s, second).Because("what is refused does not count").Is("/approvals/0/status", "approved").Lacks("/approvals/1")
			})
		},
	},
	{
		ID: "approval/comments", Title: "A comment comes back as it was sent, up to its greatest length",
		Rules: []string{"R-APPROVE-COMMENT-TEXT", "R-APPROVE-COMMENT-LENGTH", "R-APPROVE-COMMENT"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			e := s.Environment()
			s.Protect(e, conformance.Maintainers(1))
			said := func(comment string) (*wire.Answer, world.Deployment) {
				d := s.Deploy(e, "running")
				return vote(s, conformance.Approver, d, wire.Params{"status": "approved", "comment": comment}), d
			}
			s.Check("R-APPROVE-COMMENT-TEXT", func(conformance.T) {
				for _, comment := range []string{"é, ü, 日本語, 🚀", "two\nlines", `"quoted" <b>&amp;</b> \ %20 +`, "  blanks  "} {
					answer, d := said(comment)
					answer.Needs().Is("/comment", comment)
					votesOn(s, d).Is("/approvals/0/comment", comment)
				}
			})
			s.Check("R-APPROVE-COMMENT", func(conformance.T) {
				answer, _ := said(strings.Repeat("x", 255))
				answer.Because("255 characters").Succeeded().Is("/comment", strings.Repeat("x", 255))
			})
			s.Check("R-APPROVE-COMMENT-LENGTH", func(conformance.T) {
				answer, d := said(strings.Repeat("x", 256))
				answer.Because("256 characters").Status(400).Explained()
				votesOn(s, d).Is("/approvals", []any{})
				answer, _ = said(strings.Repeat("ü", 255))
				answer.Because("255 characters of two bytes").Succeeded()
			})
		},
	},
}

// votesOn is a deployment, read for its votes. Where the document is followed they need not be shown: nothing is expected of them then.
func votesOn(s *conformance.S, d world.Deployment) *wire.Answer {
	shown := s.Show(d)
	if _, told := shown.At("/approvals"); told {
		return shown
	}
	if s.Exact() {
		s.BlockedBy("R-GET-APPROVALS")
	}
	return shown.Undemanding("reading shows no votes, which the documentation leaves open")
}

// cast votes as somebody with the role: the check needs the vote to be what was asked for, and to count.
func cast(s *conformance.S, role conformance.Role, d world.Deployment, form wire.Params) {
	answer := vote(s, role, d, form).Needs()
	answer.Needed().Is("/status", form["status"])
	if comment, given := form["comment"]; given {
		answer.Needed().Is("/comment", comment)
	}
	if shown := s.Show(d); shown.Meets(func(a *wire.Answer) { a.Is("/approvals", []any{}) }) {
		shown.Needed().Because("somebody voted").IsNot("/approvals", []any{})
	}
}

// vote votes as somebody with the role.
func vote(s *conformance.S, role conformance.Role, d world.Deployment, form wire.Params) *wire.Answer {
	return s.As(role).Post(approvalOf(s, d), form)
}
