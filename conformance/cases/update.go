package cases

import (
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

var update = []conformance.Case{
	finishedWith("success", "R-UPDATE-STATUS-SUCCESS"),
	finishedWith("failed", "R-UPDATE-STATUS-FAILED"),
	finishedWith("canceled", "R-UPDATE-STATUS-CANCELED"),
	{
		ID: "update/is-seen-everywhere", Title: "The new status is shown by the deployment, the list and its filter",
		Requirements: []string{"R-UPDATE-SEEN"},
		Operation:    updateOp, Level: conformance.Must, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			s.Client().Put(single(s, d), wire.Params{"status": "success"}).Status(200)
			require.Equal(t, "success", show(s, d).Status)
			require.Equal(t, []int64{d.ID}, idsIn(s, e, wire.Params{"status": "success"}))
			require.Empty(t, idsIn(s, e, wire.Params{"status": "running"}))
		},
	},
	{
		ID: "update/touches-nothing-else", Title: "An update changes status and updated_at, nothing else, and no other deployment",
		Requirements: []string{"R-UPDATE-NOTHING-ELSE", "R-UPDATE-BY-ID"},
		Operation:    updateOp, Level: conformance.Must, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			d, other := s.Deploy(e, "running"), s.Deploy(e, "running")
			before, untouched := show(s, d), show(s, other)
			form := wire.Params{"status": "failed", "ref": "no-such-ref", "sha": "no-such-sha", "environment": e + "-other"}
			s.Client().Put(single(s, d), form).Status(200)
			after := show(s, d)
			before.Status, before.UpdatedAt = "failed", after.UpdatedAt
			require.Equal(t, before, after)
			require.Equal(t, untouched, show(s, other))
		},
	},
	{
		ID: "update/moves-updated_at", Title: "An update moves updated_at on, and answers with it",
		Requirements: []string{"R-UPDATE-UPDATED-AT"},
		Operation:    updateOp, Level: conformance.Should, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			before := show(s, d)
			s.Between()
			got := wire.Decode[provision.Deployment](s.Client().Put(single(s, d), wire.Params{"status": "failed"}).Status(200))
			require.True(t, got.UpdatedAt.After(before.UpdatedAt), "updated_at %v is not after %v", got.UpdatedAt, before.UpdatedAt)
			require.Equal(t, got.UpdatedAt, show(s, d).UpdatedAt)
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
		Requirements: []string{"R-UPDATE-STATUS-FINISHED"},
		Operation:    updateOp, Level: conformance.Info, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "success")
			for _, status := range []string{"failed", "canceled", "success", "canceled", "failed", "success"} {
				s.Client().Put(single(s, d), wire.Params{"status": status}).Status(200).Object().HasValue("status", status)
				require.Equal(t, status, show(s, d).Status)
			}
		},
	},
	{
		ID: "update/unknown-deployment", Title: "Updating a deployment that does not exist is answered with 404",
		Requirements: []string{"R-UPDATE-UNKNOWN"},
		Operation:    updateOp, Level: conformance.Should, Effect: conformance.Update,
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			s.Client().Put(single(s, d), wire.Params{"status": "success"}).Status(200)
			s.Client().Put(s.Path("deployments", unknownID), wire.Params{"status": "success"}).Status(404).Explained()
		},
	},
	{
		ID: "update/approval-fields", Title: "With deployment approvals an updated deployment shows approvals and pending_approval_count",
		Requirements: []string{"R-UPDATE-APPROVALS", "R-UPDATE-APPROVALS-TYPES"},
		Operation:    updateOp, Level: conformance.Must, Effect: conformance.Update, Needs: []conformance.Capability{conformance.Approvals},
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			answer := s.Client().Put(single(s, d), wire.Params{"status": "success"}).Status(200)
			answer.Object().Value("pending_approval_count").Number().Ge(0)
			answer.Object().Value("approvals").Array()
		},
	},
	{
		ID: "update/reporters-may-not", Title: "A reporter may not update a deployment",
		Requirements: []string{"R-UPDATE-REPORTER"},
		Operation:    updateOp, Level: conformance.Should, Effect: conformance.Update, Roles: []conformance.Role{conformance.Reporter},
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			s.As(conformance.Reporter).Get(single(s, d), nil).Status(200)
			s.As(conformance.Reporter).Put(single(s, d), wire.Params{"status": "success"}).Status(403).Explained()
			require.Equal(t, "running", show(s, d).Status)
		},
	},
}

// finishedWith is the case for one status that a running deployment can move to.
func finishedWith(status, requirement string) conformance.Case {
	return conformance.Case{
		ID: "update/running-becomes-" + status, Title: "A running deployment becomes " + status,
		Requirements: []string{requirement, "R-UPDATE"},
		Operation:    updateOp, Level: conformance.Must, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			got := wire.Decode[provision.Deployment](s.Client().Put(single(s, d), wire.Params{"status": status}).Status(200))
			require.Equal(t, d.ID, got.ID)
			require.Equal(t, status, got.Status)
			require.Equal(t, status, show(s, d).Status)
		},
	}
}

// refusedUpdate is the case for a form that is refused and changes nothing, although a valid one is taken afterwards.
func refusedUpdate(id, title, requirement string, form wire.Params) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Requirements: []string{requirement, "R-UPDATE-REFUSED-UNCHANGED"},
		Operation: updateOp, Level: conformance.Should, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			before := show(s, d)
			s.Client().Put(single(s, d), form).Status(400).Blames("status")
			require.Equal(t, before, show(s, d))
			s.Client().Put(single(s, d), wire.Params{"status": "success"}).Status(200)
		},
	}
}

// refusedTransition is the case for a change of status that GitLab's state machine does not have.
func refusedTransition(from, to, requirement string) conformance.Case {
	return conformance.Case{
		ID: "update/" + from + "-cannot-become-" + to, Title: "A deployment that is " + from + " cannot become " + to,
		Requirements: []string{requirement},
		Operation:    updateOp, Level: conformance.Info, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), from)
			before := show(s, d)
			s.Client().Put(single(s, d), wire.Params{"status": to}).Status(400).Explained()
			require.Equal(t, before, show(s, d))
		},
	}
}
