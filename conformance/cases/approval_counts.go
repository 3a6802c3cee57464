package cases

import (
	"fmt"
	"slices"
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// What votes come to, by the rules that they are given under, and where there are none.
var approvalCounts = []conformance.Case{
	{
		ID: "approval/represented-as", Title: "Whom several rules admit votes under the one that represented_as names, once under each",
		Rules: []string{"R-APPROVE-REPRESENTED-AS", "R-APPROVE-REPRESENTED-AS-UNKNOWN", "R-APPROVE-REPRESENTED-AS-PART", "R-APPROVE-PENDING", "R-GET-APPROVAL-BY-RULE"},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			approver := s.Person(conformance.Approver)
			rules := []world.ApprovalRule{conformance.Maintainers(2), conformance.Somebody(approver, 1)}
			counted := func(d world.Deployment, role, person int) *wire.Answer {
				shown := s.Show(d)
				summary := byAccess(shown)
				if role+person > 0 && !slices.ContainsFunc([]string{summary[true], summary[false]}, func(rule string) bool {
					_, voted := shown.At(rule + "/deployment_approvals/0")
					return voted
				}) {
					shown.Needed().Keys(summary[person == 0]+"/deployment_approvals/0", "user")
				}
				for pointer, n := range map[string]int{summary[true]: role, summary[false]: person} {
					if got := shown.Array(pointer + "/deployment_approvals"); got != n {
						shown.Fault(wire.Mismatch{Pointer: pointer + "/deployment_approvals", Expected: fmt.Sprintf("%d votes", n), Actual: fmt.Sprintf("%d votes", got)})
					}
				}
				return shown
			}
			approve := func(d world.Deployment, as string) *wire.Answer {
				return vote(s, conformance.Approver, d, wire.Params{"status": "approved", "represented_as": as})
			}
			s.Check("R-APPROVE-REPRESENTED-AS", func(conformance.T) {
				d := s.Waiting(rules...)
				approve(d, approver.Name).Succeeded()
				counted(d, 0, 1)
				approve(d, "Maintainers").Succeeded()
				counted(d, 1, 1)
			})
			s.Check("R-GET-APPROVAL-BY-RULE", func(conformance.T) {
				d := s.Waiting(rules...)
				approve(d, "Maintainers").Needs()
				counted(d, 1, 0)
			})
			s.Check("R-APPROVE-PENDING", func(conformance.T) {
				d := s.Waiting(rules...)
				approve(d, approver.Name).Needs()
				votesOn(s, d).Because("the person's rule is satisfied, the role's is not").Is("/pending_approval_count", 2)
				approve(d, "Maintainers").Needs()
				votesOn(s, d).Because("one maintainer's approval is missing").Is("/pending_approval_count", 1).Lacks("/approvals/2")
			})
			d := s.Waiting(rules...)
			before := s.Show(d)
			s.Check("R-APPROVE-REPRESENTED-AS-UNKNOWN", func(conformance.T) {
				for _, name := range []string{"nobody", "Reporters", strings.ToUpper(approver.Name) + "!"} {
					approve(d, name).Because("no rule is called %s", name).Status(400).Explained()
				}
				unchanged(s, before, d)
			})
			s.Check("R-APPROVE-REPRESENTED-AS-PART", func(conformance.T) {
				approve(d, "maintainers").Because("letter case counts").Status(400)
				approve(d, "Maintain").Because("a part is enough").Succeeded()
			})
		},
	},
	{
		ID: "approval/surplus", Title: "What one rule has too much of does not pay for another",
		Rules: []string{"R-APPROVE-PENDING", "R-APPROVE-NO-RULE"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			developer := s.Person(conformance.Developer)
			d := s.Waiting(conformance.Maintainers(1), conformance.Somebody(developer, 1))
			third := s.WithToken(s.Mint("third", conformance.Maintainer, "api"))
			s.Check("R-APPROVE-PENDING", func(conformance.T) {
				vote(s, conformance.Approver, d, wire.Params{"status": "approved"}).Needs()
				third.Post(approvalOf(s, d), wire.Params{"status": "approved"}).Needs()
				shown := votesOn(s, d)
				shown.Because("two maintainers approved, the developer did not").Is("/pending_approval_count", 1)
				shown.Keys("/approvals/1", "user").Lacks("/approvals/2")
				vote(s, conformance.Developer, d, wire.Params{"status": "approved"}).Needs()
				votesOn(s, d).Because("both rules are satisfied").Is("/pending_approval_count", 0)
			})
			s.Check("R-APPROVE-NO-RULE", func(conformance.T) {
				mine := s.Waiting(conformance.Somebody(developer, 1))
				before := s.Show(mine)
				for _, status := range []string{"approved", "rejected"} {
					vote(s, conformance.Approver, mine, wire.Params{"status": status}).Because("only the developer may vote, no maintainer").Status(400, 403).Explained()
				}
				unchanged(s, before, mine)
				vote(s, conformance.Developer, mine, wire.Params{"status": "approved"}).Because("the developer may").Succeeded()
			})
		},
	},
	{
		ID: "approval/again", Title: "The same vote again counts once; the other vote takes its place",
		Rules: []string{"R-APPROVE-TWICE", "R-APPROVE-CHANGED"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(3))
			say := func(status, comment string) *wire.Answer {
				return vote(s, conformance.Approver, d, wire.Params{"status": status, "comment": comment})
			}
			first := say("approved", "first").Needs()
			first.Needed().Is("/status", "approved").Is("/comment", "first")
			s.Check("R-APPROVE-TWICE", func(conformance.T) {
				if again := say("approved", "second"); s.Exact() {
					again.Because("it is the first vote").Succeeded().SameAs(first)
				}
				votesOn(s, d).Because("one person voted").Is("/pending_approval_count", 2).Lacks("/approvals/1")
			})
			s.Check("R-APPROVE-CHANGED", func(conformance.T) {
				created, _ := first.At("/created_at")
				say("rejected", "third").Succeeded().Is("/status", "rejected").Is("/comment", "third").Is("/created_at", created)
				votesOn(s, d).Because("the approval became a rejection").Is("/pending_approval_count", 3).Is("/approvals/0/status", "rejected").
					Is("/approvals/0/comment", "third").Lacks("/approvals/1")
				vote(s, conformance.Approver, d, wire.Params{"status": "approved"}).Succeeded().Is("/comment", nil)
				votesOn(s, d).Is("/pending_approval_count", 2).Is("/approvals/0/comment", nil)
			})
		},
	},
	{
		ID: "approval/blocked-jobs", Title: "A job's deployment stays blocked until somebody starts its job, and fails with a rejection",
		Rules: []string{"R-APPROVE-BLOCKED", "R-APPROVE-DEPLOYMENT-STAYS", "R-APPROVE-REJECTED-DEPLOYMENT"},
		Needs: []conformance.Need{conformance.Approvals, conformance.Jobs, conformance.Projects}, Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			approved, rejected := s.Blocked("approved", conformance.Maintainers(1)), s.Blocked("rejected", conformance.Maintainers(1))
			s.Check("R-APPROVE-BLOCKED", func(conformance.T) {
				vote(s, conformance.Approver, approved, wire.Params{"status": "approved", "comment": "go"}).Because("it waits for an approval").Succeeded()
			})
			s.Check("R-APPROVE-DEPLOYMENT-STAYS", func(conformance.T) {
				s.Show(approved).Because("nobody has started its job").Is("/status", "blocked").Is("/deployable/status", "manual")
			})
			s.Check("R-APPROVE-REJECTED-DEPLOYMENT", func(conformance.T) {
				vote(s, conformance.Approver, rejected, wire.Params{"status": "rejected"}).Succeeded().Is("/status", "rejected")
				s.Show(rejected).Because("it was rejected").Is("/status", "failed").Is("/deployable/status", "failed")
			})
		},
	},
	{
		ID: "approval/tiers", Title: "Without protection no vote succeeds, on Free never; what Premium adds to a deployment is shown as edition and tier say",
		Rules: []string{"R-APPROVE-TIERS", "R-CREATE-APPROVALS-ONLY-THEN", "R-UPDATE-APPROVALS-ONLY-THEN"},
		Script: func(s *conformance.S) {
			answer := create(s, s.Environment()).Needs()
			d := decoded(answer)
			s.Check("R-APPROVE-TIERS", func(conformance.T) {
				for _, status := range []string{"approved", "rejected"} {
					s.Client().Post(approvalOf(s, d), wire.Params{"status": status}).Because("the environment is not protected").Refused().Explained()
				}
			})
			s.Check("R-CREATE-APPROVALS-ONLY-THEN", func(conformance.T) { tellApprovals(s, answer, "approval-fields-on-create") })
			s.Check("R-UPDATE-APPROVALS-ONLY-THEN", func(conformance.T) {
				tellApprovals(s, s.Client().Put(single(s, d), wire.Params{"status": "failed"}).Needs(), "approval-fields-on-update")
			})
		},
	},
}

// tellApprovals tells whether an answer shows what Premium adds. GitLab's Enterprise Edition shows all of it always; the documentation
// promises less, and a Community Edition never has any.
func tellApprovals(s *conformance.S, answer *wire.Answer, divergence string) {
	switch {
	case s.Edition() == "ce":
		answer.Lacks("/approvals").Lacks("/pending_approval_count").Lacks("/approval_summary")
	case s.FollowsGitLab(divergence):
		answer.Keys("", "approvals", "pending_approval_count", "approval_summary")
	case s.Tier() == "free":
		answer.Lacks("/approvals").Lacks("/pending_approval_count").Lacks("/approval_summary")
	default:
		answer.Because("the environment has no approval rules").Lacks("/approval_summary")
	}
}
