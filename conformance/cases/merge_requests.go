package cases

import (
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/wire"
)

var mergeRequests = []conformance.Case{
	{
		ID: "merge-requests/answers-an-array", Title: "The merge requests of a deployment are an array, empty if it shipped none",
		Requirements: []string{"R-MRS-ARRAY", "R-MRS-NONE"},
		Operation:    mergeRequestsOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			failed := s.Deploy(s.Environment(), "failed") // what failed has shipped nothing
			s.Client().Get(mergeRequestsOf(s, failed), nil).Status(200).Array().IsEmpty()
		},
	},
	{
		ID: "merge-requests/shows-what-was-shipped", Title: "A deployment that shipped merge requests lists them with their documented keys",
		Requirements: []string{"R-MRS-SHIPPED", "R-MRS-FORMAT"},
		Operation:    mergeRequestsOp, Level: conformance.Must, Effect: conformance.ReadOnly,
		Needs: []conformance.Capability{conformance.ShippedMergeRequests},
		Run: func(_ conformance.T, s *conformance.Session) {
			shipped := s.Client().Get(mergeRequestsOf(s, *s.Survey.Shipped), nil).Status(200).Array().NotEmpty()
			for _, request := range shipped.Iter() {
				request.Object().Keys().ContainsAll("id", "iid", "project_id", "title", "state", "web_url", "author")
			}
		},
	},
	{
		ID: "merge-requests/state-narrows", Title: "state narrows the merge requests; what was shipped is merged, not open",
		Requirements: []string{"R-MRS-STATE"},
		Operation:    mergeRequestsOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Needs: []conformance.Capability{conformance.ShippedMergeRequests},
		Run: func(t conformance.T, s *conformance.Session) {
			path := mergeRequestsOf(s, *s.Survey.Shipped)
			all := len(wire.Decode[[]struct{}](s.Client().Get(path, wire.Params{"per_page": "100"}).Status(200)))
			narrowed := 0
			for _, state := range []string{"opened", "closed", "locked", "merged"} {
				requests := s.Client().Get(path, wire.Params{"state": state, "per_page": "100"}).Status(200).Array()
				for _, request := range requests.Iter() {
					request.Object().HasValue("state", state)
					narrowed++
				}
			}
			require.Equal(t, all, narrowed, "every merge request has exactly one state")
		},
	},
	{
		ID: "merge-requests/unknown-state-is-refused", Title: "A state that does not exist is refused",
		Requirements: []string{"R-MRS-STATE-OTHER"},
		Operation:    mergeRequestsOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			path := mergeRequestsOf(s, s.Deploy(s.Environment(), "failed"))
			s.Client().Get(path, wire.Params{"state": "merged"}).Status(200)
			s.Client().Get(path, wire.Params{"state": "shipped"}).Status(400).Blames("state")
		},
	},
	{
		ID: "merge-requests/are-paged", Title: "The merge requests are paged like the list",
		Requirements: []string{"R-MRS-PAGES"},
		Operation:    mergeRequestsOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Needs: []conformance.Capability{conformance.ShippedMergeRequests},
		Run: func(t conformance.T, s *conformance.Session) {
			page := s.Client().Get(mergeRequestsOf(s, *s.Survey.Shipped), wire.Params{"per_page": "1"}).Status(200)
			page.Array().Length().IsEqual(1)
			require.Equal(t, 1, page.HeaderInt("X-Per-Page"))
			require.Equal(t, 1, page.HeaderInt("X-Page"))
			require.NotEmpty(t, relation(page, "first"))
		},
	},
	{
		ID: "merge-requests/unknown-deployment", Title: "What the merge requests of a deployment that does not exist are",
		Requirements: []string{"R-MRS-UNKNOWN"},
		Operation:    mergeRequestsOp, Level: conformance.Info, Effect: conformance.ReadOnly,
		Run: func(t conformance.T, s *conformance.Session) {
			answer := s.Client().Get(s.Path("deployments", unknownID, "merge_requests"), nil).Status(200, 404)
			t.Logf("answered with %d", answer.Code())
		},
	},
}
