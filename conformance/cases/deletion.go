package cases

import (
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

var deletion = []conformance.Case{
	{
		ID: "delete/superseded-deployment", Title: "A deployment that another has superseded can be deleted, and is gone",
		Requirements: []string{"R-DELETE", "R-DELETE-GONE", "R-DELETE-NO-CONTENT", "R-DELETE-NO-BODY", "R-DELETE-BY-ID"},
		Operation:    deleteOp, Level: conformance.Must, Effect: conformance.Delete,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			old, current := s.Deploy(e, "success"), s.Deploy(e, "success")
			s.Client().Delete(single(s, old)).Status(204).Empty()
			s.Client().Get(single(s, old), nil).Status(404)
			require.Equal(t, []int64{current.ID}, idsIn(s, e, nil))
		},
	},
	{
		ID: "delete/running-is-refused", Title: "A running deployment cannot be deleted",
		Requirements: []string{"R-DELETE-RUNNING"},
		Operation:    deleteOp, Level: conformance.Must, Effect: conformance.Delete,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			s.Deploy(e, "success")
			running := s.Deploy(e, "running")
			s.Client().Delete(single(s, running)).Status(400).Explained()
			require.Equal(t, "running", show(s, running).Status)
		},
	},
	{
		ID: "delete/current-is-refused", Title: "The deployment that an environment currently runs cannot be deleted",
		Requirements: []string{"R-DELETE-CURRENT"},
		Operation:    deleteOp, Level: conformance.Must, Effect: conformance.Delete,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			s.Deploy(e, "success")
			current := s.Deploy(e, "success")
			s.Client().Delete(single(s, current)).Status(400).Explained()
			require.Equal(t, "success", show(s, current).Status)
		},
	},
	{
		ID: "delete/current-is-told-per-environment", Title: "A newer deployment to another environment supersedes nothing",
		Requirements: []string{"R-DELETE-CURRENT-PER-ENVIRONMENT"},
		Operation:    deleteOp, Level: conformance.Must, Effect: conformance.Delete,
		Run: func(t conformance.T, s *conformance.Session) {
			here, there := s.Environment(), s.Environment()
			current := s.Deploy(here, "success")
			s.Deploy(there, "success")
			s.Client().Delete(single(s, current)).Status(400).Explained()
			require.Equal(t, current.ID, show(s, current).ID)
		},
	},
	{
		ID: "delete/running-message", Title: "The refusal says that a running deployment cannot be destroyed",
		Requirements: []string{"R-DELETE-RUNNING-MESSAGE"},
		Operation:    deleteOp, Level: conformance.Should, Effect: conformance.Delete,
		Run: func(_ conformance.T, s *conformance.Session) {
			// The only deployment of its environment: that it runs is looked at first.
			running := s.Deploy(s.Environment(), "running")
			s.Client().Delete(single(s, running)).Status(400).Message(s.Value("destroy-running-message"))
		},
	},
	{
		ID: "delete/current-message", Title: "The refusal says that the deployment is currently deployed to its environment",
		Requirements: []string{"R-DELETE-CURRENT-MESSAGE"},
		Operation:    deleteOp, Level: conformance.Should, Effect: conformance.Delete,
		Run: func(_ conformance.T, s *conformance.Session) {
			current := s.Deploy(s.Environment(), "success")
			s.Client().Delete(single(s, current)).Status(400).Message(s.Value("destroy-current-message"))
		},
	},
	{
		ID: "delete/failed-and-canceled", Title: "Failed and canceled deployments can be deleted",
		Requirements: []string{"R-DELETE-UNSUCCESSFUL"},
		Operation:    deleteOp, Level: conformance.Must, Effect: conformance.Delete,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			failed, canceled, current := s.Deploy(e, "failed"), s.Deploy(e, "canceled"), s.Deploy(e, "success")
			s.Client().Delete(single(s, failed)).Status(204)
			s.Client().Delete(single(s, canceled)).Status(204)
			require.Equal(t, []int64{current.ID}, idsIn(s, e, nil))
		},
	},
	{
		ID: "delete/current-is-the-last-to-succeed", Title: "Which deployment is current is told by when it succeeded, not by its id",
		Requirements: []string{"R-DELETE-CURRENT-MEANING"},
		Operation:    deleteOp, Level: conformance.Info, Effect: conformance.Delete,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			first, second := s.Deploy(e, "running"), s.Deploy(e, "running")
			s.Move(second, "success")
			s.Between()
			s.Move(first, "success")
			s.Client().Delete(single(s, first)).Status(400).Explained()
			s.Client().Delete(single(s, second)).Status(204)
			require.Equal(t, []int64{first.ID}, idsIn(s, e, nil))
		},
	},
	{
		ID: "delete/twice", Title: "A deployment that was deleted is answered with 404",
		Requirements: []string{"R-DELETE-UNKNOWN"},
		Operation:    deleteOp, Level: conformance.Should, Effect: conformance.Delete,
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "failed")
			s.Client().Delete(single(s, d)).Status(204)
			s.Client().Delete(single(s, d)).Status(404).Explained()
		},
	},
	{
		ID: "delete/unknown-deployment", Title: "Deleting a deployment that does not exist is answered with 404",
		Requirements: []string{"R-DELETE-UNKNOWN"},
		Operation:    deleteOp, Level: conformance.Should, Effect: conformance.Delete,
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Delete(single(s, s.Deploy(s.Environment(), "failed"))).Status(204)
			s.Client().Delete(s.Path("deployments", unknownID)).Status(404).Explained()
		},
	},
	{
		ID: "delete/developers-may-not", Title: "A developer may not delete a deployment",
		Requirements: []string{"R-DELETE-FORBIDDEN", "R-DELETE-FORBIDDEN-MESSAGE"},
		Operation:    deleteOp, Level: conformance.Should, Effect: conformance.Delete, Roles: []conformance.Role{conformance.Developer},
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "failed")
			s.As(conformance.Developer).Get(single(s, d), nil).Status(200)
			s.As(conformance.Developer).Delete(single(s, d)).Status(403).Message("403 Forbidden")
			s.Client().Delete(single(s, d)).Status(204)
		},
	},
}
