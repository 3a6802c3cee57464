package cases

import (
	"time"

	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

var timeFilters = []conformance.Case{
	{
		ID: "list/updated-filters-narrow", Title: "updated_after and updated_before narrow the list to deployments updated in between",
		Requirements: []string{"R-LIST-UPDATED-AFTER", "R-LIST-UPDATED-BEFORE", "R-LIST-UPDATED-RANGE"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			first := s.Deploy(e, "running")
			s.Between()
			second := s.Deploy(e, "running")
			s.Between()
			third := s.Deploy(e, "running")
			after, before := moment(first, second), moment(second, third)
			query := wire.Params{"order_by": "updated_at"}
			require.Equal(t, []int64{second.ID, third.ID}, idsIn(s, e, with(query, "updated_after", after)))
			require.Equal(t, []int64{first.ID, second.ID}, idsIn(s, e, with(query, "updated_before", before)))
			both := with(with(query, "updated_after", after), "updated_before", before)
			require.Equal(t, []int64{second.ID}, idsIn(s, e, both))
		},
	},
	{
		ID: "list/finished-filters-narrow", Title: "finished_after and finished_before narrow the list to deployments finished in between",
		Requirements: []string{"R-LIST-FINISHED-AFTER", "R-LIST-FINISHED-BEFORE", "R-LIST-FINISHED-RANGE", "R-LIST-FINISHED-NEEDS-SORT", "R-LIST-FINISHED-NEEDS-SUCCESS"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Update,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			// Finished in another order than made, so that no other timestamp will do.
			third, first, second := s.Deploy(e, "running"), s.Deploy(e, "running"), s.Deploy(e, "running")
			first = s.Move(first, "success")
			s.Between()
			second = s.Move(second, "success")
			s.Between()
			third = s.Move(third, "success")
			after, before := moment(first, second), moment(second, third)
			query := wire.Params{"order_by": "finished_at", "status": "success"}
			require.Equal(t, []int64{second.ID, third.ID}, idsIn(s, e, with(query, "finished_after", after)))
			require.Equal(t, []int64{first.ID, second.ID}, idsIn(s, e, with(query, "finished_before", before)))
			both := with(with(query, "finished_after", after), "finished_before", before)
			require.Equal(t, []int64{second.ID}, idsIn(s, e, both))
		},
	},
	{
		ID: "list/times-have-zones", Title: "The same moment selects the same deployments in whatever zone it is written",
		Requirements: []string{"R-LIST-ZONES"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			first := s.Deploy(e, "running")
			s.Between()
			second := s.Deploy(e, "running")
			at := between(first, second).In(time.FixedZone("", 2*60*60)).Format(milliseconds)
			query := wire.Params{"order_by": "updated_at", "updated_after": at}
			require.Equal(t, []int64{second.ID}, idsIn(s, e, query))
		},
	},
	refusedTogether("list/finished-filter-needs-finished_at-order", "A finished filter with another order is refused",
		"R-LIST-FINISHED-OTHER-SORT", "order_by", "id"),
	refusedTogether("list/finished-filter-needs-success", "A finished filter with a status other than success is refused",
		"R-LIST-FINISHED-OTHER-STATUS", "status", "failed"),
	{
		ID: "list/updated-filter-needs-updated_at-order", Title: "An updated filter without order_by=updated_at is refused",
		Requirements: []string{"R-LIST-UPDATED-SORT"},
		Operation:    listOp, Level: conformance.Info, Effect: conformance.ReadOnly,
		Run: func(_ conformance.T, s *conformance.Session) {
			query := wire.Params{"updated_after": "2019-03-15T08:00:00Z", "order_by": "updated_at"}
			s.Client().Get(collection(s), query).Status(200)
			s.Client().Get(collection(s), without(query, "order_by")).Status(400).Explained()
		},
	},
	{
		ID: "list/updated-and-finished-filters-exclude-each-other", Title: "An updated and a finished filter together are refused",
		Requirements: []string{"R-LIST-BOTH-RANGES"},
		Operation:    listOp, Level: conformance.Info, Effect: conformance.ReadOnly,
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), finishedQuery).Status(200)
			s.Client().Get(collection(s), with(finishedQuery, "updated_after", "2019-03-15T08:00:00Z")).Status(400).Explained()
		},
	},
	refusedQuery("list/invalid-time-is-refused", "A time that is none is refused",
		"R-LIST-UPDATED-AFTER-BAD", wire.Params{"order_by": "updated_at", "updated_after": "2019-03-15T08:00:00Z"},
		"updated_after", "yesterday"),
	refusedQuery("list/impossible-date-is-refused", "A date that no calendar has is refused",
		"R-LIST-FINISHED-BEFORE-BAD", finishedQuery, "finished_before", "2019-13-01"),
}

var finishedQuery = wire.Params{"finished_after": "2019-03-15T08:00:00Z", "order_by": "finished_at", "status": "success"}

// refusedTogether is the case for a finished filter that is refused for one parameter beside it: for its value, and if it
// is missing.
func refusedTogether(id, title, requirement, name, value string) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Requirements: []string{requirement},
		Operation: listOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), finishedQuery).Status(200)
			s.Client().Get(collection(s), with(finishedQuery, name, value)).Status(400).Explained()
			s.Client().Get(collection(s), without(finishedQuery, name)).Status(400).Explained()
		},
	}
}

const milliseconds = "2006-01-02T15:04:05.000Z07:00"

// moment is half way between the last updates of two deployments, so that no rounding moves either across it.
func moment(a, b provision.Deployment) string {
	return between(a, b).UTC().Format(milliseconds)
}

func between(a, b provision.Deployment) time.Time {
	return a.UpdatedAt.Add(b.UpdatedAt.Sub(a.UpdatedAt) / 2)
}
