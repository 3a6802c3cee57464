package cases

import (
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

var timeFilters = []conformance.Case{
	narrowedByTime("updated", wire.Params{"order_by": "updated_at"}),
	func() conformance.Case {
		c := narrowedByTime("finished", finishedQueryBare)
		c.Rules = append(c.Rules, "R-LIST-FINISHED-NEEDS-SORT", "R-LIST-FINISHED-NEEDS-SUCCESS")
		script := c.Script
		c.Script = func(s *conformance.S) {
			script(s)
			accepted := func(conformance.T) {
				list(s, finishedQuery).Because("order_by=finished_at and status=success are sent with it").Succeeded()
			}
			s.Check("R-LIST-FINISHED-NEEDS-SORT", accepted)
			s.Check("R-LIST-FINISHED-NEEDS-SUCCESS", accepted)
		}
		return c
	}(),
	{
		ID: "list/times-have-zones", Title: "The same moment selects the same deployments in whatever zone it is written",
		Rules: []string{"R-LIST-ZONES"},
		Script: func(s *conformance.S) {
			t := s.Moved()
			at := between(t.Finished[1], t.Finished[2]).In(time.FixedZone("", 2*60*60)).Format(milliseconds)
			s.Check("R-LIST-ZONES", func(conformance.T) {
				in(s, t.Environment, wire.Params{"order_by": "updated_at", "updated_after": at}).
					Because("it alone was changed after %s", at).Lists(t.Finished[2].ID)
			})
		},
	},
	refusedTogether("list/finished-filter-needs-finished_at-order", "A finished filter with another order is refused",
		"R-LIST-FINISHED-OTHER-SORT", "order_by", "id", "created_at", "updated_at"),
	refusedTogether("list/finished-filter-needs-success", "A finished filter with a status other than success is refused",
		"R-LIST-FINISHED-OTHER-STATUS", "status", "failed", "running"),
	{
		ID: "list/updated-filter-needs-updated_at-order", Title: "An updated filter without order_by=updated_at is refused",
		Rules: []string{"R-LIST-UPDATED-SORT"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			query := wire.Params{"updated_after": "2019-03-15T08:00:00Z", "order_by": "updated_at"}
			listed(s, query)
			s.Check("R-LIST-UPDATED-SORT", func(conformance.T) { list(s, without(query, "order_by")).Status(400).Explained() })
		},
	},
	{
		ID: "list/updated-and-finished-filters-exclude-each-other", Title: "An updated and a finished filter together are refused",
		Rules: []string{"R-LIST-BOTH-RANGES"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			listed(s, finishedQuery)
			s.Check("R-LIST-BOTH-RANGES", func(conformance.T) {
				list(s, with(finishedQuery, "updated_after", "2019-03-15T08:00:00Z")).Status(400).Explained()
			})
		},
	},
	refusedQuery("list/invalid-time-is-refused", "A time that is none is refused",
		"R-LIST-UPDATED-AFTER-BAD", wire.Params{"order_by": "updated_at", "updated_after": "2019-03-15T08:00:00Z"},
		"updated_after", "yesterday"),
	refusedQuery("list/impossible-date-is-refused", "A date that no calendar has is refused",
		"R-LIST-FINISHED-BEFORE-BAD", with(without(finishedQuery, "finished_after"), "finished_before", "2019-03-15T08:00:00Z"), "finished_before", "2019-13-01"),
}

var (
	finishedQueryBare = wire.Params{"order_by": "finished_at", "status": "success"}
	finishedQuery     = with(finishedQueryBare, "finished_after", "2019-03-15T08:00:00Z")
)

// narrowedByTime is the case for the pair of filters by one time: the timeline's deployments finished, and were last changed, in
// another order than they were made in, so that no other time will do.
func narrowedByTime(what string, query wire.Params) conformance.Case {
	family := map[string]string{"updated": "R-LIST-UPDATED-", "finished": "R-LIST-FINISHED-"}[what]
	return conformance.Case{
		ID: "list/" + what + "-filters-narrow", Title: what + "_after and " + what + "_before narrow the list to deployments " + what + " in between",
		Rules: []string{family + "AFTER", family + "BEFORE", family + "RANGE"},
		Script: func(s *conformance.S) {
			t := s.Moved()
			first, second, third := t.Finished[0], t.Finished[1], t.Finished[2]
			after, before := with(query, what+"_after", moment(first, second)), with(query, what+"_before", moment(second, third))
			s.Check(family+"AFTER", func(conformance.T) {
				in(s, t.Environment, after).Because("%d was %s before %s, the others after it", first.ID, what, after[what+"_after"]).Lists(second.ID, third.ID)
			})
			s.Check(family+"BEFORE", func(conformance.T) {
				in(s, t.Environment, before).Because("%d was %s after %s, the others before it", third.ID, what, before[what+"_before"]).Lists(first.ID, second.ID)
			})
			s.Check(family+"RANGE", func(conformance.T) {
				in(s, t.Environment, with(after, what+"_before", before[what+"_before"])).Because("it alone was %s in between", what).Lists(second.ID)
			})
			heldAtLength(s, t.Environment, family+"AFTER", after, second.ID, third.ID)
			heldAtLength(s, t.Environment, family+"BEFORE", before, first.ID, second.ID)
		},
	}
}

// heldAtLength holds a filter that leaves two of three to what it does on the second page and in descending order.
func heldAtLength(s *conformance.S, environment, rule string, query wire.Params, ids ...int64) {
	paged := with(query, "per_page", "1")
	s.Check(rule, func(conformance.T) {
		in(s, environment, with(paged, "page", "2")).Because("it is the second of two that the filter leaves").Lists(ids[1])
		in(s, environment, with(with(paged, "page", "2"), "sort", "desc")).Because("it is the first of two that the filter leaves").Lists(ids[0])
		in(s, environment, with(query, "sort", "desc")).Lists(reversed(ids)...)
	})
}

// refusedTogether is the case for a finished filter that is refused for one parameter beside it: for each
// of these values, and if it is missing.
func refusedTogether(id, title, rule, name string, values ...string) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Rules: []string{rule}, ReadOnly: true,
		Script: func(s *conformance.S) {
			listed(s, finishedQuery)
			s.Check(rule, func(conformance.T) {
				for _, value := range values {
					list(s, with(finishedQuery, name, value)).Because("a finished_* filter needs another %s", name).Status(400).Explained()
				}
				list(s, without(finishedQuery, name)).Because("a finished_* filter needs %s", name).Status(400).Explained()
			})
		},
	}
}

const milliseconds = "2006-01-02T15:04:05.000Z07:00"

// moment is half way between the last updates of two deployments, so that no rounding moves either across it.
func moment(a, b world.Deployment) string {
	return between(a, b).UTC().Format(milliseconds)
}

func between(a, b world.Deployment) time.Time {
	return a.UpdatedAt.Add(b.UpdatedAt.Sub(a.UpdatedAt) / 2)
}
