package cases

import (
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

var approval = []conformance.Case{
	{
		ID: "approval/approves", Title: "An approval is answered with who approved, the status and the comment, and shown by the deployment",
		Requirements: []string{"R-APPROVE-BLOCKED", "R-APPROVE-STATUS-APPROVED", "R-APPROVE-COMMENT", "R-APPROVE-KEYS", "R-APPROVE-SEEN"},
		Operation:    approvalOp, Level: conformance.Must, Effect: conformance.Update,
		Needs: []conformance.Capability{conformance.AwaitingApproval}, Roles: []conformance.Role{conformance.Approver},
		Run: func(t conformance.T, s *conformance.Session) {
			d := *s.Survey.Awaiting
			before := show(s, d)
			form := wire.Params{"status": "approved", "comment": "Looks good to me"}
			given := wire.Decode[vote](s.As(conformance.Approver).Post(approvalOf(s, d), form).Succeeded())
			require.Equal(t, "approved", given.Status)
			require.Equal(t, "Looks good to me", given.Comment)
			require.NotEmpty(t, given.User.Username)

			after := wire.Decode[approvals](s.Client().Get(single(s, d), nil).Status(200))
			require.Contains(t, after.Approvals, given)
			require.LessOrEqual(t, after.Pending, before.PendingApprovals)
		},
	},
	{
		ID: "approval/lowers-what-is-pending", Title: "An approval lowers pending_approval_count by one, and the same again does not",
		Requirements: []string{"R-APPROVE-PENDING", "R-APPROVE-TWICE", "R-APPROVE-STATUS-CODE", "R-APPROVE-COMMENT-NULL"},
		Operation:    approvalOp, Level: conformance.Should, Effect: conformance.Update,
		Needs: []conformance.Capability{conformance.AwaitingApproval}, Roles: []conformance.Role{conformance.Approver},
		Run: func(t conformance.T, s *conformance.Session) {
			d := approvable(t, s)
			pending := show(s, d).PendingApprovals
			first := s.As(conformance.Approver).Post(approvalOf(s, d), wire.Params{"status": "approved"})
			first.Status(201).Object().HasValue("comment", nil)
			require.Equal(t, pending-1, show(s, d).PendingApprovals)

			again := s.As(conformance.Approver).Post(approvalOf(s, d), wire.Params{"status": "approved"})
			if pending > 1 { // else nothing is left to approve, and the same again is refused
				require.Equal(t, wire.Decode[vote](first), wire.Decode[vote](again.Status(201)))
			}
			require.Equal(t, pending-1, show(s, d).PendingApprovals)
		},
	},
	{
		ID: "approval/needs-permission", Title: "Somebody whom no approval rule admits cannot approve",
		Requirements: []string{"R-APPROVE-NO-RULE"},
		Operation:    approvalOp, Level: conformance.Should, Effect: conformance.Update,
		Needs: []conformance.Capability{conformance.AwaitingApproval}, Roles: []conformance.Role{conformance.Approver, conformance.Bystander},
		Run: func(t conformance.T, s *conformance.Session) {
			d := approvable(t, s)
			s.As(conformance.Bystander).Get(single(s, d), nil).Status(200)
			s.As(conformance.Bystander).Post(approvalOf(s, d), wire.Params{"status": "approved"}).Status(400, 403).Explained()
			s.Client().Get(single(s, d), nil).Status(200).Object().HasValue("approvals", []any{})
			s.As(conformance.Approver).Post(approvalOf(s, d), wire.Params{"status": "approved"}).Succeeded()
		},
	},
	{
		ID: "approval/environment-must-be-protected", Title: "In an environment that is not protected nothing is approved",
		Requirements: []string{"R-APPROVE-NOT-WAITING"},
		Operation:    approvalOp, Level: conformance.Should, Effect: conformance.Create,
		Needs: []conformance.Capability{conformance.Approvals},
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			s.Client().Post(approvalOf(s, d), wire.Params{"status": "approved"}).Status(400).Explained()
			s.Client().Get(single(s, d), nil).Status(200).Object().HasValue("approvals", []any{})
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
		Requirements: []string{"R-APPROVE-UNKNOWN"},
		Operation:    approvalOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Needs: []conformance.Capability{conformance.Approvals},
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), nil).Status(200)
			s.Client().Post(s.Path("deployments", unknownID, "approval"), wire.Params{"status": "approved"}).Status(404).Explained()
		},
	},
}

// approvable arranges a deployment that waits for approvals, beside the blocked one that was found. GitLab asks for approvals
// in any status; a target that knows them only for what a job has blocked leaves nothing to examine.
func approvable(t conformance.T, s *conformance.Session) provision.Deployment {
	t.Helper()
	d := s.Deploy(s.Survey.Awaiting.Environment.Name, "running")
	if show(s, d).PendingApprovals == 0 {
		t.Skipf("deployment %d, running in the environment of a blocked one, waits for no approvals", d.ID)
	}
	return d
}

// vote is one approval or rejection.
type vote struct {
	User      struct{ Username string }
	Status    string
	CreatedAt string `json:"created_at"`
	Comment   string
}

// approvals is what a deployment shows of its votes.
type approvals struct {
	Pending   int64 `json:"pending_approval_count"`
	Approvals []vote
}

// refusedApproval is the case for a form that is refused before anybody looks at the deployment.
func refusedApproval(id, title, requirement string, form wire.Params) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Requirements: []string{requirement},
		Operation: approvalOp, Level: conformance.Should, Effect: conformance.Create,
		Needs: []conformance.Capability{conformance.Approvals},
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			s.Client().Get(single(s, d), nil).Status(200).Object().HasValue("approvals", []any{})
			s.Client().Post(approvalOf(s, d), form).Status(400).Blames("status")
			s.Client().Get(single(s, d), nil).Status(200).Object().HasValue("approvals", []any{})
		},
	}
}
