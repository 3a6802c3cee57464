package cases

import (
	"slices"
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

var order = []conformance.Case{
	{
		ID: "list/default-order-is-by-id-ascending", Title: "Without order_by and sort the list is ordered by id, ascending",
		Rules: []string{"R-LIST-ORDER-BY-DEFAULT", "R-LIST-SORT-DEFAULT"},
		Script: func(s *conformance.S) {
			t := s.Timeline()
			mixed := s.Environment()
			var four []world.Deployment
			for _, status := range []string{"running", "success", "failed", "canceled"} {
				four = append(four, s.Deploy(mixed, status))
			}
			s.Check("R-LIST-ORDER-BY-DEFAULT", func(conformance.T) {
				eitherWay(in(s, t.Environment, nil), ids(t.Made...))
				eitherWay(in(s, mixed, nil), ids(four...))
			})
			s.Check("R-LIST-SORT-DEFAULT", func(conformance.T) {
				for _, query := range []wire.Params{{"environment": t.Environment}, {"environment": t.Environment, "order_by": "id"}} {
					held([]*wire.Answer{list(s, query), list(s, with(query, "sort", "asc"))}, 0, func(answer *wire.Answer) {
						answer.Succeeded().Because("these were made in this order").Lists(ids(t.Made...)...)
					})
				}
			})
		},
	},
	ordered("id", "R-LIST-ORDER-BY-ID", "these were made in this order", func(t world.Timeline) []world.Deployment { return t.Made }),
	ordered("created_at", "R-LIST-ORDER-BY-CREATED-AT", "these were made in this order", func(t world.Timeline) []world.Deployment { return t.Made }),
	ordered("iid", "R-LIST-ORDER-BY-IID", "their iids grow in this order", func(t world.Timeline) []world.Deployment {
		byIID := slices.Clone(t.Made)
		slices.SortFunc(byIID, func(a, b world.Deployment) int { return int(a.IID - b.IID) })
		return byIID
	}),
	ordered("updated_at", "R-LIST-ORDER-BY-UPDATED-AT", "they were last changed in this order", func(t world.Timeline) []world.Deployment { return t.Finished }),
	{
		ID: "list/order-by-finished_at", Title: "order_by=finished_at orders by when deployments finished",
		Rules: []string{"R-LIST-ORDER-BY-FINISHED-AT", "R-LIST-SORT-DESC"},
		Script: func(s *conformance.S) {
			t := s.Moved()
			query := wire.Params{"order_by": "finished_at", "status": "success"}
			s.Check("R-LIST-ORDER-BY-FINISHED-AT", func(conformance.T) {
				in(s, t.Environment, query).Because("they finished in this order").Lists(ids(t.Finished...)...)
			})
			s.Check("R-LIST-SORT-DESC", func(conformance.T) { // of the project: sort with fewer parameters beside it
				turned := list(s, with(with(query, "sort", "desc"), "per_page", "100")).Succeeded()
				if turned.Relation("next") != "" { // these may stand on a later page
					turned = in(s, t.Environment, with(query, "sort", "desc"))
				}
				amid(turned.Because("the last that finished comes first"), reversed(ids(t.Finished...))...)
			})
		},
	},
	{
		ID: "list/order-by-ref", Title: "order_by=ref orders by ref where the document is followed, and is refused where GitLab is",
		Rules: []string{"R-LIST-ORDER-BY-REF"},
		Script: func(s *conformance.S) {
			t := s.Timeline()
			if s.FollowsGitLab("order-by-ref") {
				s.Check("R-LIST-ORDER-BY-REF", func(conformance.T) {
					list(s, wire.Params{"order_by": "ref"}).Status(400).Blames("order_by")
				})
				return
			}
			refs := refsOf(t.Made)
			if len(refs) < 2 {
				s.Lack(world.Missing{What: "two refs that can be deployed", Without: string(conformance.Projects), Hint: "name a commit of the project with --sha"})
			}
			backwards := s.Environment()
			var last []world.Deployment // made, and last changed, in the opposite order of their refs
			for _, d := range slices.Backward(slices.SortedFunc(slices.Values(t.Made), func(a, b world.Deployment) int { return strings.Compare(a.Ref, b.Ref) })) {
				last = append(last, made(s.Client().Post(collection(s), with(with(s.Form(backwards), "ref", d.Ref), "sha", d.SHA))))
			}
			s.Check("R-LIST-ORDER-BY-REF", func(conformance.T) {
				requireOrder(in(s, t.Environment, wire.Params{"order_by": "ref"}), t.Made, refs)
				requireOrder(in(s, backwards, wire.Params{"order_by": "ref"}), last, refs)
			})
		},
	},
	refusedQuery("list/unknown-order_by-is-refused", "An order_by that is none of the documented values is refused",
		"R-LIST-ORDER-BY-OTHER", wire.Params{"order_by": "id"}, "order_by", "sha", "status", "environment"),
	refusedQuery("list/unknown-sort-is-refused", "A sort that is neither asc nor desc is refused",
		"R-LIST-SORT-OTHER", wire.Params{"sort": "desc"}, "sort", "sideways", "ascending", "descending"),
	{
		ID: "list/finished_at-order-needs-a-finished-status", Title: "order_by=finished_at alone, without anything that narrows to finished ones, is refused",
		Rules: []string{"R-LIST-ORDER-BY-FINISHED-AT-ALONE"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			query := wire.Params{"order_by": "finished_at", "status": "success"}
			listed(s, query)
			s.Check("R-LIST-ORDER-BY-FINISHED-AT-ALONE", func(conformance.T) { list(s, without(query, "status")).Status(400).Explained() })
		},
	},
}

// ordered is the case for one value of order_by. sorted tells the timeline's order by it.
func ordered(field, rule, why string, sorted func(world.Timeline) []world.Deployment) conformance.Case {
	rules := []string{rule, "R-LIST-SORT-DESC"}
	byID := field == "id"
	if byID { // what asc does is held once, where nothing else can be at fault
		rules = append(rules, "R-LIST-SORT-ASC")
	}
	return conformance.Case{
		ID: "list/order-by-" + field, Title: "order_by=" + field + " orders by it, sort tells in which direction", Rules: rules,
		Script: func(s *conformance.S) {
			t := s.Timeline()
			if field == "updated_at" {
				t = s.Moved()
			}
			want := ids(sorted(t)...)
			query := wire.Params{"order_by": field}
			plain := list(s, with(query, "environment", t.Environment))
			ascending := list(s, with(with(query, "environment", t.Environment), "sort", "asc"))
			inOrder := func(answer *wire.Answer) { answer.Succeeded().Because("%s", why).Lists(want...) }
			kept := s.Check(rule, func(conformance.T) {
				if byID && ascending.Meets(inOrder) {
					plain.Met() // what comes without sort is another rule's
					return
				}
				inOrder(plain)
			})
			if byID {
				s.Check("R-LIST-SORT-ASC", func(conformance.T) { held([]*wire.Answer{ascending, plain}, 0, inOrder) })
			}
			s.Check("R-LIST-SORT-DESC", func(conformance.T) {
				descending := in(s, t.Environment, with(query, "sort", "desc"))
				if !kept {
					descending = descending.Needed()
				}
				descending.Because("it is the reverse of asc").Lists(reversed(want)...)
			})
		},
	}
}

// eitherWay expects a list in an order, or in the opposite one: the direction is another rule's.
func eitherWay(answer *wire.Answer, want []int64) {
	if slices.Equal(answer.IDs(), reversed(want)) {
		answer.Met()
		return
	}
	answer.Because("these were made in this order").Lists(want...)
}

// refsOf are the refs of deployments, sorted, each once.
func refsOf(deployments []world.Deployment) []string {
	var refs []string
	for _, d := range deployments {
		refs = append(refs, d.Ref)
	}
	slices.SortFunc(refs, strings.Compare)
	return slices.Compact(refs)
}

// requireOrder expects all deployments, grouped by ref in the order of refs; within one ref any order will do.
func requireOrder(answer *wire.Answer, deployments []world.Deployment, refs []string) {
	byID := map[int64]string{}
	for _, d := range deployments {
		byID[d.ID] = d.Ref
	}
	var got []string
	for _, id := range answer.IDs() {
		got = append(got, byID[id])
	}
	met := len(got) == len(deployments) && slices.Equal(slices.Compact(slices.Clone(got)), refs)
	if !met {
		answer.Fault(wire.Mismatch{Expected: "the refs in the order " + strings.Join(refs, ", "), Actual: strings.Join(got, ", ")})
	}
	answer.Met()
}

// refusedQuery is the case for a value of a parameter for which an otherwise good query is refused.
func refusedQuery(id, title, rule string, good wire.Params, name string, bad ...string) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Rules: []string{rule}, ReadOnly: true,
		Script: func(s *conformance.S) {
			listed(s, good)
			s.Check(rule, func(conformance.T) {
				for _, value := range bad {
					list(s, with(good, name, value)).Because("%s=%s is none of the documented values", name, value).Status(400).Blames(name)
				}
			})
		},
	}
}
