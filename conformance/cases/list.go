package cases

import (
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

var list = []conformance.Case{
	{
		ID: "list/holds-the-projects-deployments", Title: "The list is an array that holds a deployment of the project",
		Requirements: []string{"R-LIST-ARRAY", "R-LIST-COMPLETE"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			// Newest first, so that a project with many deployments shows it on the first page.
			require.Contains(t, ids(listed(s, wire.Params{"sort": "desc"})), d.ID)
		},
	},
	{
		ID: "list/items-have-the-documented-keys", Title: "Every item has the documented keys",
		Requirements: []string{"R-LIST-KEYS"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			e := s.Environment()
			s.Deploy(e, "running")
			items := s.Client().Get(collection(s), wire.Params{"environment": e}).Status(200).Array()
			items.Length().IsEqual(1)
			items.Value(0).Object().Keys().ContainsAll("id", "iid", "ref", "sha", "created_at", "updated_at",
				"status", "user", "environment", "deployable")
		},
	},
	{
		ID: "list/item-equals-the-single-deployment", Title: "An item of the list shows the same as the deployment itself",
		Requirements: []string{"R-LIST-SAME-AS-GET"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			d := s.Deploy(e, "success")
			items := listed(s, wire.Params{"environment": e})
			require.Equal(t, []provision.Deployment{withoutApprovals(show(s, d))}, items)
		},
	},
	{
		ID: "list/unknown-parameters-are-ignored", Title: "A parameter that the document does not know changes nothing",
		Requirements: []string{"R-COM-UNKNOWN-PARAMETER"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			require.Equal(t, []int64{d.ID}, idsIn(s, e, wire.Params{"no_such_parameter": "1"}))
		},
	},
}

// withoutApprovals takes off what only the single deployment shows.
func withoutApprovals(d provision.Deployment) provision.Deployment {
	d.PendingApprovals = 0
	return d
}

func decodedIDs(answer *wire.Answer) []int64 {
	return ids(wire.Decode[[]provision.Deployment](answer))
}
