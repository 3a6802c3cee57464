package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

var update = []conformance.Case{
	finishedWith("success", "R-UPDATE-STATUS-SUCCESS"),
	finishedWith("failed", "R-UPDATE-STATUS-FAILED"),
	finishedWith("canceled", "R-UPDATE-STATUS-CANCELED"),
	{
		ID: "update/is-seen-everywhere", Title: "The new status is shown by the deployment, the list and its filter",
		Rules: []string{"R-UPDATE", "R-UPDATE-SEEN"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			answer := s.Client().Put(single(s, d), wire.Params{"status": "success"})
			s.Check("R-UPDATE", func(conformance.T) {
				answer.Status(200).Because("it was asked for").Is("/id", d.ID).Is("/status", "success")
			})
			answer.Needs(200)
			s.Check("R-UPDATE-SEEN", func(conformance.T) {
				s.Show(d).Because("the update was answered with 200").Is("/status", "success")
				within(s, e, nil).Because("the update was answered with 200").Is("/0/status", "success")
				within(s, e, wire.Params{"status": "success"}).Because("it is a success now").Lists(d.ID)
				within(s, e, wire.Params{"status": "running"}).Because("it no longer runs").Lists()
			})
		},
	},
	{
		ID: "update/touches-nothing-else", Title: "An update changes status and updated_at, nothing else, and no other deployment",
		Rules: []string{"R-UPDATE-NOTHING-ELSE", "R-UPDATE-BY-ID"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d, other := s.Deploy(e, "running"), s.Deploy(e, "running")
			before, untouched := s.Show(d), s.Show(other)
			form := wire.Params{"status": "failed", "ref": "no-such-ref", "sha": "no-such-sha", "environment": e + "-other"}
			s.Client().Put(single(s, d), form).Needs(200)
			s.Check("R-UPDATE-NOTHING-ELSE", func(conformance.T) {
				s.Show(d).Because("only its status was changed").SameAs(before, "status", "updated_at", "approvals", "approval_summary", "pending_approval_count")
			})
			s.Check("R-UPDATE-BY-ID", func(conformance.T) {
				s.Show(d).Because("it was updated").Is("/status", "failed")
				s.Show(other).Because("deployment %d was updated, not this one", d.ID).SameAs(untouched)
			})
		},
	},
	{
		ID: "update/moves-updated_at", Title: "An update moves updated_at on, and answers with it",
		Rules: []string{"R-UPDATE-UPDATED-AT"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			before, _ := s.Show(d).At("/updated_at")
			s.Gap()
			s.Check("R-UPDATE-UPDATED-AT", func(conformance.T) {
				answer := s.Client().Put(single(s, d), wire.Params{"status": "failed"}).Needs(200)
				answer.Later("/updated_at", before)
				after, _ := answer.At("/updated_at")
				s.Show(d).Because("the update was answered with it").Is("/updated_at", after)
			})
		},
	},
	refusedUpdate("update/status-is-required", "An update without status is refused",
		"R-UPDATE-STATUS-MISSING", wire.Params{"tag": "false"}),
	refusedUpdate("update/status-created-is-refused", "A deployment cannot become created",
		"R-UPDATE-STATUS-OTHER", wire.Params{"status": "created"}),
	refusedUpdate("update/status-blocked-is-refused", "A deployment cannot become blocked",
		"R-UPDATE-STATUS-OTHER", wire.Params{"status": "blocked"}),
	refusedUpdate("update/unknown-status-is-refused", "A deployment cannot have a status that does not exist",
		"R-UPDATE-STATUS-OTHER", wire.Params{"status": "done"}),
	refusedTransition("success", "running", "R-UPDATE-STATUS-RUNNING"),
	refusedTransition("failed", "running", "R-UPDATE-STATUS-RUNNING"),
	refusedTransition("canceled", "running", "R-UPDATE-STATUS-RUNNING"),
	refusedTransition("running", "running", "R-UPDATE-STATUS-SAME"),
	refusedTransition("success", "success", "R-UPDATE-STATUS-SAME"),
	refusedTransition("failed", "failed", "R-UPDATE-STATUS-SAME"),
	refusedTransition("canceled", "canceled", "R-UPDATE-STATUS-SAME"),
	{
		ID: "update/finished-deployments-may-change-their-end", Title: "A finished deployment may move to another finished status",
		Rules: []string{"R-UPDATE-STATUS-FINISHED"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "success")
			s.Check("R-UPDATE-STATUS-FINISHED", func(conformance.T) {
				for _, status := range []string{"failed", "canceled", "success", "canceled", "failed", "success"} {
					s.Client().Put(single(s, d), wire.Params{"status": status}).Status(200).Is("/status", status)
					s.Show(d).Is("/status", status)
				}
			})
		},
	},
	{
		ID: "update/unknown-deployment", Title: "Updating a deployment that does not exist is answered with 404",
		Rules: []string{"R-UPDATE-UNKNOWN"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			s.Client().Put(single(s, d), wire.Params{"status": "success"}).Needs(200)
			s.Check("R-UPDATE-UNKNOWN", func(conformance.T) {
				s.Client().Put(s.Path("deployments", unknownID), wire.Params{"status": "success"}).Because("there is no such deployment").Status(404).Explained()
			})
		},
	},
	{
		ID: "update/approval-fields", Title: "With deployment approvals an updated deployment shows approvals and pending_approval_count",
		Rules: []string{"R-UPDATE-APPROVALS", "R-UPDATE-APPROVALS-TYPES"}, Needs: []conformance.Need{conformance.Approvals},
		Script: func(s *conformance.S) {
			s.Approvals()
			d := s.Deploy(s.Environment(), "running")
			answer := s.Client().Put(single(s, d), wire.Params{"status": "success"}).Needs(200)
			s.Check("R-UPDATE-APPROVALS", func(conformance.T) { answer.Keys("", "approvals", "pending_approval_count") })
			s.Check("R-UPDATE-APPROVALS-TYPES", func(conformance.T) { answer.Int("/pending_approval_count", 0).Array("/approvals") })
		},
	},
	{
		ID: "update/reporters-may-not", Title: "A reporter may not update a deployment",
		Rules: []string{"R-UPDATE-REPORTER"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			reporter := s.As(conformance.Reporter)
			s.Check("R-UPDATE-REPORTER", func(conformance.T) {
				reporter.Put(single(s, d), wire.Params{"status": "success"}).Because("the token is a reporter's").Status(403).Explained()
				s.Show(d).Because("what is refused changes nothing").Is("/status", "running")
			})
		},
	},
}

// finishedWith is the case for one status that a running deployment can move to.
func finishedWith(status, rule string) conformance.Case {
	return conformance.Case{
		ID: "update/running-becomes-" + status, Title: "A running deployment becomes " + status, Rules: []string{rule},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			s.Check(rule, func(conformance.T) {
				s.Client().Put(single(s, d), wire.Params{"status": status}).Status(200).Because("it was asked for").Is("/status", status)
				s.Show(d).Because("the update was answered with 200").Is("/status", status)
			})
		},
	}
}

// refusedUpdate is the case for a form that is refused and changes nothing, although a valid one is taken afterwards.
func refusedUpdate(id, title, rule string, form wire.Params) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Rules: []string{rule, "R-UPDATE-REFUSED-UNCHANGED"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			before := s.Show(d)
			answer := s.Client().Put(single(s, d), form)
			s.Check(rule, func(conformance.T) {
				answer.Because("status is missing or of no documented value").Status(400).Blames("status")
			})
			s.Check("R-UPDATE-REFUSED-UNCHANGED", func(conformance.T) {
				if answer.Code()/100 == 2 {
					answer.Met() // it was not refused, which is another rule's
					return
				}
				s.Show(d).Because("what is refused changes nothing").SameAs(before)
			})
		},
	}
}

// refusedTransition is the case for a change of status that GitLab's state machine does not have.
func refusedTransition(from, to, rule string) conformance.Case {
	return conformance.Case{
		ID: "update/" + from + "-cannot-become-" + to, Title: "A deployment that is " + from + " cannot become " + to, Rules: []string{rule},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), from)
			before := s.Show(d)
			s.Check(rule, func(conformance.T) {
				s.Client().Put(single(s, d), wire.Params{"status": to}).Status(400).Explained()
				s.Show(d).Because("what is refused changes nothing").SameAs(before)
			})
		},
	}
}
