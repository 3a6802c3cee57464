package cases

import (
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

var filters = []conformance.Case{
	{
		ID: "list/environment-narrows", Title: "environment narrows the list to the deployments of that environment",
		Requirements: []string{"R-LIST-ENVIRONMENT"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			here, there := s.Environment(), s.Environment()
			first, second := s.Deploy(here, "running"), s.Deploy(there, "running")
			require.Equal(t, []int64{first.ID}, idsIn(s, here, nil))
			require.Equal(t, []int64{second.ID}, idsIn(s, there, nil))
		},
	},
	{
		ID: "list/environment-is-matched-whole", Title: "environment matches the whole name, case and all",
		Requirements: []string{"R-LIST-ENVIRONMENT-EXACT", "R-LIST-ENVIRONMENT-UNKNOWN"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			s.Deploy(e+"-longer", "running")
			require.Equal(t, []int64{d.ID}, idsIn(s, e, nil))
			require.Empty(t, idsIn(s, "C"+e[1:], nil), "another case of the same name")
			require.Empty(t, idsIn(s, e[:len(e)-1], nil), "the start of the name")
		},
	},
	statusFilter("running", "R-LIST-STATUS-RUNNING"),
	statusFilter("success", "R-LIST-STATUS-SUCCESS"),
	statusFilter("failed", "R-LIST-STATUS-FAILED"),
	statusFilter("canceled", "R-LIST-STATUS-CANCELED"),
	{
		ID: "list/status-blocked-narrows", Title: "status=blocked narrows the list to blocked deployments",
		Requirements: []string{"R-LIST-STATUS-BLOCKED"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Needs: []conformance.Capability{conformance.AwaitingApproval},
		Run: func(t conformance.T, s *conformance.Session) {
			other := s.Deploy(s.Environment(), "running")
			blocked := listed(s, wire.Params{"status": "blocked", "sort": "desc", "per_page": "100"})
			require.Contains(t, ids(blocked), s.Survey.Awaiting.ID)
			require.NotContains(t, ids(blocked), other.ID)
			requireStatus(t, "blocked", blocked)
		},
	},
	{
		ID: "list/status-created-is-accepted", Title: "status=created is a filter like the others",
		Requirements: []string{"R-LIST-STATUS-CREATED"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			other := s.Deploy(s.Environment(), "running")
			waiting := listed(s, wire.Params{"status": "created", "sort": "desc"})
			require.NotContains(t, ids(waiting), other.ID)
			requireStatus(t, "created", waiting)
		},
	},
	refusedQuery("list/unknown-status-is-refused", "A status that is none of the documented values is refused",
		"R-LIST-STATUS-OTHER", wire.Params{"status": "success"}, "status", "finished"),
	{
		ID: "list/status-skipped", Title: "status=skipped is refused where the document is followed, and a filter where GitLab is",
		Requirements: []string{"R-LIST-STATUS-SKIPPED"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Run: func(t conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), wire.Params{"status": "success"}).Status(200)
			if s.FollowsGitLab("status-skipped") {
				requireStatus(t, "skipped", listed(s, wire.Params{"status": "skipped"}))
				return
			}
			s.Client().Get(collection(s), wire.Params{"status": "skipped"}).Status(400).Blames("status")
		},
	},
	{
		ID: "list/filters-combine", Title: "environment and status together narrow to what matches both",
		Requirements: []string{"R-LIST-FILTERS-TOGETHER"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			here, there := s.Environment(), s.Environment()
			want := s.Deploy(here, "failed")
			s.Deploy(here, "running")
			s.Deploy(there, "failed")
			require.Equal(t, []int64{want.ID}, idsIn(s, here, wire.Params{"status": "failed"}))
		},
	},
}

// statusFilter is the case for one status that a deployment can be made with.
func statusFilter(status, requirement string) conformance.Case {
	others := map[string]string{"running": "failed", "success": "running", "failed": "canceled", "canceled": "success"}
	return conformance.Case{
		ID: "list/status-" + status + "-narrows", Title: "status=" + status + " narrows the list to deployments with that status",
		Requirements: []string{requirement},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			want := s.Deploy(s.Environment(), status)
			other := s.Deploy(s.Environment(), others[status])
			got := listed(s, wire.Params{"status": status, "sort": "desc", "per_page": "100"})
			require.Contains(t, ids(got), want.ID)
			require.NotContains(t, ids(got), other.ID)
			requireStatus(t, status, got)
		},
	}
}

func requireStatus(t conformance.T, status string, deployments []provision.Deployment) {
	t.Helper()
	for _, d := range deployments {
		require.Equal(t, status, d.Status, "deployment %d", d.ID)
	}
}
