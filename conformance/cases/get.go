package cases

import (
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

var get = []conformance.Case{
	{
		ID: "get/shows-the-deployment", Title: "A deployment is shown as it was made",
		Requirements: []string{"R-GET-ONE", "R-GET-BY-ID"},
		Operation:    getOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			first, second := s.Deploy(s.Environment(), "running"), s.Deploy(s.Environment(), "failed")
			for _, d := range []struct{ got, want any }{{show(s, first), first}, {show(s, second), second}} {
				require.Equal(t, d.want, d.got)
			}
		},
	},
	{
		ID: "get/has-the-documented-keys", Title: "A deployment has the documented keys",
		Requirements: []string{"R-GET-KEYS", "R-GET-UPDATED-AT", "R-GET-USER", "R-GET-ENVIRONMENT"},
		Operation:    getOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			object := s.Client().Get(single(s, d), nil).Status(200).Object()
			object.Keys().ContainsAll("id", "iid", "ref", "sha", "created_at", "updated_at", "status", "user", "environment", "deployable")
			object.Value("user").Object().Keys().ContainsAll("id", "name", "username", "state", "avatar_url", "web_url")
			object.Value("environment").Object().Keys().ContainsAll("id", "name", "external_url")
		},
	},
	{
		ID: "get/unknown-deployment", Title: "A deployment that does not exist is answered with 404",
		Requirements: []string{"R-GET-UNKNOWN"},
		Operation:    getOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			show(s, s.Deploy(s.Environment(), "running"))
			s.Client().Get(s.Path("deployments", unknownID), nil).Status(404).Explained()
		},
	},
	{
		ID: "get/id-that-is-no-integer", Title: "An id that is no integer is refused",
		Requirements: []string{"R-GET-ID-TYPE"},
		Operation:    getOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			show(s, s.Deploy(s.Environment(), "running"))
			s.Client().Get(s.Path("deployments", "latest"), nil).Status(400, 404).Explained()
		},
	},
	{
		ID: "get/approval-summary-without-rules", Title: "Without approval rules approval_summary is absent where the document is followed, and empty where GitLab is",
		Requirements: []string{"R-GET-APPROVAL-SUMMARY-ONLY-THEN"},
		Operation:    getOp, Level: conformance.Info, Effect: conformance.Create, Needs: []conformance.Capability{conformance.Approvals},
		Run: func(_ conformance.T, s *conformance.Session) {
			shown := s.Client().Get(single(s, s.Deploy(s.Environment(), "running")), nil).Status(200).Object()
			if s.FollowsGitLab("approval-fields") {
				shown.HasValue("approval_summary", map[string]any{"rules": []any{}})
				return
			}
			shown.NotContainsKey("approval_summary")
		},
	},
	{
		ID: "get/iid-is-no-id", Title: "A deployment is found by its id, not by its iid",
		Requirements: []string{"R-GET-NOT-BY-IID"},
		Operation:    getOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			if d.ID == d.IID {
				t.Skipf("ids and iids are the same in this project")
			}
			require.Equal(t, d.ID, show(s, d).ID)
			answer := s.Client().Get(s.Path("deployments", d.IID), nil).Status(200, 404)
			if answer.Code() == 200 {
				answer.Object().NotHasValue("iid", d.IID)
			}
		},
	},
}
