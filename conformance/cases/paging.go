package cases

import (
	"slices"
	"strconv"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// Pages and orders of a project that has eleven deployments and no more: whatever sorts numbers as texts shows.
var paging = []conformance.Case{
	{
		ID: "list/eleven", Title: "Eleven deployments are counted, ordered and cut into pages of any length, with and without filters",
		Requests: 260,
		Rules: []string{
			"R-LIST-ORDER-BY-IID", "R-LIST-ORDER-BY-ID", "R-LIST-ORDER-BY-DEFAULT", "R-LIST-SORT-DESC", "R-LIST-PER-PAGE", "R-LIST-PAGES-DISJOINT",
			"R-LIST-PAGE-BEYOND", "R-LIST-PAGE-HEADERS", "R-LIST-PAGE-LINKS", "R-LIST-PAGE-LINKS-FILTERS", "R-LIST-PAGE-ODD", "R-LIST-PAGE-BAD",
			"R-GET-IID-GROWS", "R-LIST-ORDER-BY-CREATED-AT",
		},
		Isolation: conformance.OwnProject, Needs: []conformance.Need{conformance.Projects},
		Script: func(s *conformance.S) {
			even, odd := s.Environment(), s.Environment()
			var all, six []int64
			for i := range 11 {
				d := s.Deploy([]string{even, odd}[i%2], "failed")
				all = append(all, d.ID)
				if i%2 == 0 {
					six = append(six, d.ID)
				}
			}
			list := func(query wire.Params) *wire.Answer { return s.Client().Get(collection(s), query) }
			s.Check("R-LIST-ORDER-BY-IID", func(conformance.T) {
				amid(list(wire.Params{"order_by": "iid", "per_page": "100"}).Because("iid is a number: 9 comes before 10"), all...)
				amid(list(wire.Params{"order_by": "iid", "sort": "desc", "per_page": "100"}), reversed(all)...)
			})
			s.Check("R-LIST-ORDER-BY-ID", func(conformance.T) {
				amid(list(wire.Params{"order_by": "id", "sort": "asc", "per_page": "100"}), all...)
			})
			s.Check("R-LIST-ORDER-BY-DEFAULT", func(conformance.T) {
				answer := list(wire.Params{"per_page": "100"})
				if downwards := func(a *wire.Answer) { amid(a, reversed(all)...) }; answer.Meets(downwards) {
					answer.Met() // the direction is another rule's
					return
				}
				amid(answer, all...)
			})
			s.Check("R-LIST-SORT-DESC", func(conformance.T) {
				amid(list(wire.Params{"sort": "desc", "per_page": "100"}), reversed(all)...)
			})
			s.Check("R-LIST-ORDER-BY-CREATED-AT", func(conformance.T) {
				list(wire.Params{"order_by": "created_at", "sort": "desc", "environment": even}).Succeeded().Lists(reversed(six)...)
			})
			s.Check("R-GET-IID-GROWS", func(conformance.T) {
				before := int64(0)
				for _, id := range all {
					answer := s.Client().Get(s.Path("deployments", id), nil).Because("it was recorded after those before it").Succeeded().Int("/iid", before+1)
					before = decoded(answer).IID
				}
			})
			for _, query := range []wire.Params{
				{}, {"environment": even, "sort": "desc"}, {"environment": even, "status": "failed", "order_by": "iid"},
			} {
				whole := list(with(query, "per_page", "100")).Needs().IDs()
				for _, length := range []int{1, 2, 3, 6, 11} {
					heldInPages(s, pages{query, whole, length})
				}
			}
			s.Check("R-LIST-PAGE-ODD", func(conformance.T) {
				list(wire.Params{"per_page": "0"}).Status(400).Blames("per_page")
				plain := list(nil).Needs().IDs()
				for _, query := range []wire.Params{{"per_page": "-1"}, {"page": "0"}, {"page": "-1"}} {
					list(query).Because("it is taken for the default").Succeeded().Lists(plain...)
				}
			})
			s.Check("R-LIST-PAGE-BAD", func(conformance.T) {
				for _, text := range []string{"one", "1.5", "0x10", "1e1", "１", "1 2"} {
					list(wire.Params{"page": text}).Because("%s is no integer", text).Status(400).Blames("page")
					list(wire.Params{"per_page": text}).Because("%s is no integer", text).Status(400).Blames("per_page")
				}
			})
		},
	},
	{
		ID: "list/ties", Title: "Deployments changed at one moment come in one order, whatever it is, and desc turns it round",
		Rules: []string{"R-LIST-ORDER-TIES"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			for range 8 {
				s.Deploy(e, "failed")
			}
			s.Check("R-LIST-ORDER-TIES", func(conformance.T) {
				order := func(sort string) *wire.Answer { return in(s, e, wire.Params{"order_by": "updated_at", "sort": sort}) }
				ascending := order("asc").IDs()
				order("asc").Because("nothing was changed in between").Lists(ascending...)
				order("desc").Because("sort=asc gives the reverse").Lists(reversed(ascending)...)
				in(s, e, wire.Params{"order_by": "updated_at"}).Because("it is ascending without sort, too").Lists(ascending...)
			})
		},
	},
}

// pages is a list that is cut into pages of a length. What is in the list, and in which order, is for other rules to tell.
type pages struct {
	query  wire.Params
	whole  []int64
	length int
}

func (p pages) count() int { return (len(p.whole) + p.length - 1) / p.length }

// page is what is on a page, counted from 1.
func (p pages) page(n int) []int64 {
	from := min((n-1)*p.length, len(p.whole))
	return p.whole[from:min(from+p.length, len(p.whole))]
}

func (p pages) get(s *conformance.S, n int) *wire.Answer {
	return list(s, with(with(p.query, "per_page", strconv.Itoa(p.length)), "page", strconv.Itoa(n))).Because("%d deployments in pages of %d", len(p.whole), p.length)
}

// heldInPages walks through a list by number and by link.
func heldInPages(s *conformance.S, p pages) {
	first, last := p.get(s, 1).Needs(), p.get(s, p.count()).Needs()
	s.Check("R-LIST-PER-PAGE", func(conformance.T) {
		answer := list(s, with(p.query, "per_page", strconv.Itoa(p.length)))
		if got := len(answer.IDs()); got != len(p.page(1)) {
			answer.Fault(wire.Mismatch{Expected: strconv.Itoa(len(p.page(1))) + " items", Actual: itemCount(answer)})
		}
		answer.Met()
	})
	s.Check("R-LIST-PAGES-DISJOINT", func(conformance.T) {
		for n := range p.count() {
			answer := p.get(s, n+1).Succeeded()
			if environment := p.query["environment"]; environment != "" {
				answer.Needed().Every("/environment/name", environment)
			}
			answer.Lists(p.page(n + 1)...)
		}
	})
	beyond := p.get(s, p.count()+1)
	s.Check("R-LIST-PAGE-BEYOND", func(conformance.T) { beyond.Succeeded().Is("", []any{}) })
	heldPageHeaders(s, p, first, last)
	heldPageLinks(s, p, first, last, beyond)
}

func heldPageHeaders(s *conformance.S, p pages, first, last *wire.Answer) {
	s.Check("R-LIST-PAGE-HEADERS", func(conformance.T) {
		first.HeaderIs("X-Page", "1").HeaderIs("X-Prev-Page", "").HeaderIs("X-Per-Page", strconv.Itoa(p.length))
		last.HeaderIs("X-Page", strconv.Itoa(p.count())).HeaderIs("X-Next-Page", "")
		if p.count() > 1 {
			first.HeaderIs("X-Next-Page", "2")
			last.HeaderIs("X-Prev-Page", strconv.Itoa(p.count()-1))
		}
		for _, answer := range []*wire.Answer{first, last} {
			if answer.Has("X-Total") {
				answer.HeaderIs("X-Total", strconv.Itoa(len(p.whole))).HeaderIs("X-Total-Pages", strconv.Itoa(p.count()))
			}
		}
	})
}

func heldPageLinks(s *conformance.S, p pages, first, last, beyond *wire.Answer) {
	s.Check("R-LIST-PAGE-LINKS", func(conformance.T) {
		s.Client().Follow(first.Absolute("first")).Needs().Lists(p.page(1)...)
		if first.Has("X-Total") {
			s.Client().Follow(first.Absolute("last")).Needs().Lists(p.page(p.count())...)
		}
		absent(first, "prev")
		absent(last, "next")
		absent(beyond, "next")
		for n := 2; n <= min(3, p.count()); n++ {
			s.Client().Follow(p.get(s, n-1).Absolute("next")).Needs().Lists(p.page(n)...)
			s.Client().Follow(p.get(s, n).Absolute("prev")).Needs().Lists(p.page(n - 1)...)
		}
	})
	s.Check("R-LIST-PAGE-LINKS-FILTERS", func(conformance.T) {
		at, seen := first, first.IDs()
		for len(seen) < len(p.whole) && at.Relation("next") != "" {
			at = s.Client().Follow(at.Relation("next")).Succeeded()
			if len(at.IDs()) == 0 {
				break
			}
			seen = append(seen, at.IDs()...)
		}
		if !slices.Equal(seen, p.whole) {
			at.Fault(wire.Mismatch{Expected: named(p.whole), Actual: named(seen), Why: "Following next leads through the list as it was asked for."})
		}
		at.Met()
	})
}

// absent expects that the Link header has no such relation.
func absent(answer *wire.Answer, relation string) {
	if link := answer.Relation(relation); link != "" {
		answer.Fault(wire.Mismatch{Pointer: "Link", Expected: "no rel=" + relation, Actual: link})
	}
	answer.Met()
}
