package cases

import (
	"slices"

	"understudy/conformance"
	"understudy/conformance/wire"
)

var pagination = []conformance.Case{
	{
		ID: "list/pages-hold-everything-once", Title: "Page after page shows everything once, in order",
		Rules: []string{"R-LIST-PER-PAGE", "R-LIST-PAGES-DISJOINT", "R-LIST-PAGE-BEYOND"},
		Script: func(s *conformance.S) {
			t := s.Timeline()
			page := func(n string) *wire.Answer { return in(s, t.Environment, wire.Params{"per_page": "2", "page": n}) }
			s.Check("R-LIST-PER-PAGE", func(conformance.T) {
				if got := in(s, t.Environment, wire.Params{"per_page": "2"}); len(got.IDs()) != 2 {
					got.Fault(wire.Mismatch{Expected: "2 items", Actual: itemCount(got), Why: "per_page is 2, and there are 3"})
				} else {
					got.Met()
				}
			})
			s.Check("R-LIST-PAGES-DISJOINT", func(conformance.T) {
				last := page("2")
				last.Needed().Every("/environment/name", t.Environment)
				got := append(page("1").IDs(), last.IDs()...)
				slices.Sort(got)
				want := ids(t.Made...)
				slices.Sort(want)
				if !slices.Equal(got, want) {
					last.Fault(wire.Mismatch{Expected: "each of the 3 once on pages 1 and 2", Actual: listOf(got)})
				}
				last.Met()
			})
			s.Check("R-LIST-PAGE-BEYOND", func(conformance.T) { page("3").Because("two pages hold all three").Lists() })
		},
	},
	{
		ID: "list/page-headers", Title: "X-Page, X-Per-Page, X-Next-Page, X-Prev-Page and, where sent, X-Total tell where in the list the page is",
		Rules: []string{"R-LIST-PAGE-HEADERS"},
		Script: func(s *conformance.S) {
			t := s.Timeline()
			s.Check("R-LIST-PAGE-HEADERS", func(conformance.T) {
				first := in(s, t.Environment, wire.Params{"per_page": "2"}).Because("it is the first of two pages")
				first.HeaderIs("X-Page", "1").HeaderIs("X-Per-Page", "2").HeaderIs("X-Next-Page", "2").HeaderIs("X-Prev-Page", "")
				if first.Has("X-Total") { // GitLab stops counting where that would take long
					first.HeaderIs("X-Total", "3").HeaderIs("X-Total-Pages", "2")
				}
				last := in(s, t.Environment, wire.Params{"per_page": "2", "page": "2"}).Because("it is the last of two pages")
				last.HeaderIs("X-Prev-Page", "1").HeaderIs("X-Next-Page", "")
			})
		},
	},
	{
		ID: "list/next-link-keeps-filters", Title: "The next link leads through the whole filtered list and ends with it",
		Rules: []string{"R-LIST-PAGE-LINKS", "R-LIST-PAGE-LINKS-FILTERS"},
		Script: func(s *conformance.S) {
			t := s.Timeline()
			first := within(s, t.Environment, wire.Params{"per_page": "1"})
			s.Check("R-LIST-PAGE-LINKS", func(conformance.T) {
				names := []string{"first", "next"}
				if first.Has("X-Total") { // GitLab stops counting where that would take long, and does not know the last page then
					names = append(names, "last")
				}
				for _, name := range names {
					first.Because("it is the first of three pages").Absolute(name)
				}
			})
			s.Check("R-LIST-PAGE-LINKS-FILTERS", func(conformance.T) {
				page, seen := first, first.IDs()
				for page.Relation("next") != "" && len(seen) <= len(t.Made) {
					page = s.Client().Follow(page.Relation("next")).Succeeded()
					if len(page.IDs()) == 0 { // a server may lead on for ever
						break
					}
					seen = append(seen, page.IDs()...)
				}
				byUpdate := within(s, t.Environment, wire.Params{"per_page": "1", "order_by": "updated_at"})
				s.Client().Follow(byUpdate.Relation("next")).Needs().Because("the link keeps order_by").Lists(t.Finished[1].ID)
				if !slices.Equal(seen, ids(t.Made...)) {
					page.Fault(wire.Mismatch{Pointer: "Link", Expected: listOf(ids(t.Made...)) + " by following next", Actual: listOf(seen)})
				}
				page.Met()
			})
		},
	},
	{
		ID: "list/per_page-is-capped", Title: "per_page is capped at 100",
		Rules: []string{"R-LIST-PER-PAGE-MAXIMUM"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			s.Check("R-LIST-PER-PAGE-MAXIMUM", func(conformance.T) {
				page := list(s, wire.Params{"per_page": "1000"}).Succeeded()
				if n := len(page.IDs()); n > 100 {
					page.Fault(wire.Mismatch{Expected: "at most 100 items", Actual: itemCount(page)})
				}
				page.HeaderIs("X-Per-Page", "100")
			})
		},
	},
	{
		ID: "list/per_page-default", Title: "A page holds 20 by default",
		Rules: []string{"R-LIST-PAGE-DEFAULT"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			s.Check("R-LIST-PAGE-DEFAULT", func(conformance.T) {
				page := list(s, nil).Succeeded()
				if n := len(page.IDs()); n > 20 {
					page.Fault(wire.Mismatch{Expected: "at most 20 items", Actual: itemCount(page)})
				}
				page.HeaderIs("X-Per-Page", "20")
			})
		},
	},
	refusedQuery("list/page-that-is-no-number-is-refused", "A page that is no number is refused",
		"R-LIST-PAGE-BAD", wire.Params{"page": "1"}, "page", "two"),
	refusedQuery("list/per_page-that-is-no-number-is-refused", "A per_page that is no number is refused",
		"R-LIST-PAGE-BAD", wire.Params{"per_page": "1"}, "per_page", "many"),
}
