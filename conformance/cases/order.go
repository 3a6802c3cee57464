package cases

import (
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

var order = []conformance.Case{
	{
		ID: "list/default-order-is-by-id-ascending", Title: "Without order_by and sort the list is ordered by id, ascending",
		Requirements: []string{"R-LIST-ORDER-BY-DEFAULT", "R-LIST-SORT-DEFAULT"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e, made := three(s)
			require.Equal(t, made, idsIn(s, e, nil))
		},
	},
	ordered("id", "R-LIST-ORDER-BY-ID", func(_ conformance.T, s *conformance.Session) (string, []int64) { return three(s) }),
	ordered("created_at", "R-LIST-ORDER-BY-CREATED-AT", func(_ conformance.T, s *conformance.Session) (string, []int64) { return three(s) }),
	ordered("iid", "R-LIST-ORDER-BY-IID", func(t conformance.T, s *conformance.Session) (string, []int64) {
		e, made := three(s)
		byIID := listed(s, wire.Params{"environment": e})
		slices.SortFunc(byIID, func(a, b provision.Deployment) int { return int(a.IID - b.IID) })
		require.ElementsMatch(t, made, ids(byIID))
		return e, ids(byIID)
	}),
	ordered("updated_at", "R-LIST-ORDER-BY-UPDATED-AT", func(_ conformance.T, s *conformance.Session) (string, []int64) {
		e := s.Environment()
		first := s.Deploy(e, "running")
		second := s.Deploy(e, "running")
		s.Between()
		s.Move(first, "failed")
		return e, []int64{second.ID, first.ID}
	}),
	{
		ID: "list/order-by-finished_at", Title: "order_by=finished_at orders by when deployments finished",
		Requirements: []string{"R-LIST-ORDER-BY-FINISHED-AT", "R-LIST-SORT-DESC"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			first, second := s.Deploy(e, "running"), s.Deploy(e, "running")
			s.Move(second, "success")
			s.Between()
			s.Move(first, "success")
			query := wire.Params{"order_by": "finished_at", "status": "success"}
			require.Equal(t, []int64{second.ID, first.ID}, idsIn(s, e, query))
			require.Equal(t, []int64{first.ID, second.ID}, idsIn(s, e, with(query, "sort", "desc")))
		},
	},
	{
		ID: "list/order-by-ref", Title: "order_by=ref orders by ref where the document is followed, and is refused where GitLab is",
		Requirements: []string{"R-LIST-ORDER-BY-REF"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			first, second := s.Deploy(e, "success"), s.Deploy(e, "success")
			idsIn(s, e, wire.Params{"order_by": "id"})
			if s.FollowsGitLab("order-by-ref") {
				s.Client().Get(collection(s), wire.Params{"order_by": "ref"}).Status(400).Blames("order_by")
				return
			}
			if first.Ref == second.Ref {
				s.GiveUp("only one ref is known: name a commit of the project with --sha (Target.SHA)")
			}
			want := []provision.Deployment{first, second}
			slices.SortFunc(want, func(a, b provision.Deployment) int { return strings.Compare(a.Ref, b.Ref) })
			require.Equal(t, ids(want), idsIn(s, e, wire.Params{"order_by": "ref"}))
			require.Equal(t, reversed(ids(want)), idsIn(s, e, wire.Params{"order_by": "ref", "sort": "desc"}))
		},
	},
	refusedQuery("list/unknown-order_by-is-refused", "An order_by that is none of the documented values is refused",
		"R-LIST-ORDER-BY-OTHER", wire.Params{"order_by": "id"}, "order_by", "sha"),
	refusedQuery("list/unknown-sort-is-refused", "A sort that is neither asc nor desc is refused",
		"R-LIST-SORT-OTHER", wire.Params{"sort": "desc"}, "sort", "sideways"),
	{
		ID: "list/finished_at-order-needs-a-finished-status", Title: "order_by=finished_at alone, without anything that narrows to finished ones, is refused",
		Requirements: []string{"R-LIST-ORDER-BY-FINISHED-AT-ALONE"},
		Operation:    listOp, Level: conformance.Info, Effect: conformance.ReadOnly,
		Run: func(_ conformance.T, s *conformance.Session) {
			query := wire.Params{"order_by": "finished_at", "status": "failed"}
			s.Client().Get(collection(s), query).Status(200)
			s.Client().Get(collection(s), without(query, "status")).Status(400).Explained()
		},
	},
}

// ordered is the case for one value of order_by: arrange makes deployments in an environment and tells their order.
func ordered(field, requirement string, arrange func(conformance.T, *conformance.Session) (environment string, want []int64)) conformance.Case {
	return conformance.Case{
		ID: "list/order-by-" + field, Title: "order_by=" + field + " orders by it, sort tells in which direction",
		Requirements: []string{requirement, "R-LIST-SORT-ASC", "R-LIST-SORT-DESC"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			e, want := arrange(t, s)
			require.Equal(t, want, idsIn(s, e, wire.Params{"order_by": field}))
			require.Equal(t, want, idsIn(s, e, wire.Params{"order_by": field, "sort": "asc"}))
			require.Equal(t, reversed(want), idsIn(s, e, wire.Params{"order_by": field, "sort": "desc"}))
		},
	}
}

// refusedQuery is the case for a value of a parameter for which an otherwise good query is refused.
func refusedQuery(id, title, requirement string, good wire.Params, name, bad string) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Requirements: []string{requirement},
		Operation: listOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), good).Status(200)
			s.Client().Get(collection(s), with(good, name, bad)).Status(400).Blames(name)
		},
	}
}

// three makes three deployments in an environment of their own, in the order of their ids.
func three(s *conformance.Session) (environment string, made []int64) {
	environment = s.Environment()
	for range 3 {
		made = append(made, s.Deploy(environment, "running").ID)
		s.Between()
	}
	return environment, made
}

func reversed(ids []int64) []int64 {
	turned := slices.Clone(ids)
	slices.Reverse(turned)
	return turned
}
