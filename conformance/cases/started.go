package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

// What comes after a vote.
var started = []conformance.Case{
	{
		ID: "approval/started", Title: "An approved deployment succeeds or fails with its job, once somebody has started that",
		Rules:     []string{"R-APPROVE-DEPLOYMENT-STAYS", "R-APPROVE-SEEN", "R-APPROVE-NOT-WAITING"},
		Needs:     []conformance.Need{conformance.Approvals, conformance.Jobs, conformance.Projects, conformance.Roles},
		Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			for _, state := range []string{"success", "failed"} {
				d := s.Blocked("to-"+state, conformance.Maintainers(1))
				vote(s, conformance.Approver, d, wire.Params{"status": "approved", "comment": "go"}).Needs(201)
				waiting := s.Show(d)
				ended := s.Start(d, state)
				s.Check("R-APPROVE-DEPLOYMENT-STAYS", func(conformance.T) {
					waiting.Because("it was approved, and nobody had started its job").Is("/status", "blocked")
					s.Show(ended).Because("somebody started its job").Is("/status", state).Is("/deployable/status", state)
				})
				s.Check("R-APPROVE-SEEN", func(conformance.T) {
					votesOn(s, ended).Because("its vote stays").Is("/approvals/0/status", "approved").Is("/approvals/0/comment", "go").Is("/pending_approval_count", 0)
				})
				s.Check("R-APPROVE-NOT-WAITING", func(conformance.T) {
					s.As(conformance.Approver).Post(approvalOf(s, d), wire.Params{"status": "rejected"}).Because("it is over").Status(400)
				})
			}
		},
	},
}
