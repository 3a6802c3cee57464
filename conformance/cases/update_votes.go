package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

// What updating shows of votes.
var updateVotes = []conformance.Case{
	{
		ID: "update/votes", Title: "An updated deployment shows every vote on it, approvals and rejections",
		Rules: []string{"R-UPDATE-APPROVALS-ENTRY", "R-UPDATE-APPROVALS-TYPES"},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			developer, approver := s.Person(conformance.Developer), s.Person(conformance.Approver)
			d := s.Waiting(conformance.Maintainers(1), conformance.Somebody(developer, 1))
			cast(s, conformance.Approver, d, wire.Params{"status": "approved", "comment": "fine"})
			cast(s, conformance.Developer, d, wire.Params{"status": "rejected"})
			updated := s.Client().Put(single(s, d), wire.Params{"status": "success"}).Needs()
			s.Check("R-UPDATE-APPROVALS-ENTRY", func(conformance.T) {
				updated.Keys("/approvals/1", "user", "status", "created_at", "comment").Lacks("/approvals/2")
				first, second := "/approvals/0", "/approvals/1"
				if value, _ := updated.At(first + "/status"); value == "rejected" { // in which order is left open
					first, second = second, first
				}
				updated.Is(first+"/user/id", approver.ID).Is(first+"/status", "approved").Is(first+"/comment", "fine")
				updated.Is(second+"/user/id", developer.ID).Is(second+"/status", "rejected").Is(second+"/comment", nil)
			})
			s.Check("R-UPDATE-APPROVALS-TYPES", func(conformance.T) {
				updated.Because("a maintainer approved, the developer rejected").Is("/pending_approval_count", 1)
			})
		},
	},
}
