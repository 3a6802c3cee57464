package cases

import (
	"strings"

	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/wire"
)

var pagination = []conformance.Case{
	{
		ID: "list/pages-hold-everything-once", Title: "Page after page shows everything once, in order",
		Requirements: []string{"R-LIST-PER-PAGE", "R-LIST-PAGES-DISJOINT", "R-LIST-PAGE-BEYOND"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e, made := three(s)
			require.Equal(t, made[:2], idsIn(s, e, wire.Params{"per_page": "2"}))
			require.Equal(t, made[2:], idsIn(s, e, wire.Params{"per_page": "2", "page": "2"}))
			require.Empty(t, idsIn(s, e, wire.Params{"per_page": "2", "page": "3"}))
		},
	},
	{
		ID: "list/page-headers", Title: "X-Page, X-Per-Page, X-Next-Page, X-Prev-Page and, where sent, X-Total tell where in the list the page is",
		Requirements: []string{"R-LIST-PAGE-HEADERS"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e, _ := three(s)
			first := s.Client().Get(collection(s), wire.Params{"environment": e, "per_page": "2"}).Status(200)
			require.Equal(t, 1, first.HeaderInt("X-Page"))
			require.Equal(t, 2, first.HeaderInt("X-Per-Page"))
			require.Equal(t, 2, first.HeaderInt("X-Next-Page"))
			first.Header("X-Prev-Page").IsEmpty()
			if first.Has("X-Total") { // GitLab stops counting where that would take long
				require.Equal(t, 3, first.HeaderInt("X-Total"))
				require.Equal(t, 2, first.HeaderInt("X-Total-Pages"))
			}

			last := s.Client().Get(collection(s), wire.Params{"environment": e, "per_page": "2", "page": "2"}).Status(200)
			require.Equal(t, 1, last.HeaderInt("X-Prev-Page"))
			last.Header("X-Next-Page").IsEmpty()
		},
	},
	{
		ID: "list/next-link-keeps-filters", Title: "The next link leads through the whole filtered list and ends with it",
		Requirements: []string{"R-LIST-PAGE-LINKS", "R-LIST-PAGE-LINKS-FILTERS"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e, made := three(s)
			page := s.Client().Get(collection(s), wire.Params{"environment": e, "per_page": "1"}).Status(200)
			seen := decodedIDs(page)
			for next := relation(page, "next"); next != ""; next = relation(page, "next") {
				require.Less(t, len(seen), len(made), "the list goes on after its last item: %s", next)
				page = s.Client().Follow(next).Status(200)
				seen = append(seen, decodedIDs(page)...)
			}
			require.Equal(t, made, seen)
		},
	},
	{
		ID: "list/per_page-is-capped", Title: "per_page is capped at 100",
		Requirements: []string{"R-LIST-PER-PAGE-MAXIMUM"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Run: func(t conformance.T, s *conformance.Session) {
			page := s.Client().Get(collection(s), wire.Params{"per_page": "1000"}).Status(200)
			require.Equal(t, 100, page.HeaderInt("X-Per-Page"))
			require.LessOrEqual(t, len(decodedIDs(page)), 100)
		},
	},
	{
		ID: "list/per_page-default", Title: "A page holds 20 by default",
		Requirements: []string{"R-LIST-PAGE-DEFAULT"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Run: func(t conformance.T, s *conformance.Session) {
			page := s.Client().Get(collection(s), nil).Status(200)
			require.Equal(t, 20, page.HeaderInt("X-Per-Page"))
			require.LessOrEqual(t, len(decodedIDs(page)), 20)
		},
	},
	refusedQuery("list/page-that-is-no-number-is-refused", "A page that is no number is refused",
		"R-LIST-PAGE-BAD", wire.Params{"page": "1"}, "page", "two"),
	refusedQuery("list/per_page-that-is-no-number-is-refused", "A per_page that is no number is refused",
		"R-LIST-PAGE-BAD", wire.Params{"per_page": "1"}, "per_page", "many"),
}

// relation is the URL that a Link header gives for a relation, "" if it gives none.
func relation(answer *wire.Answer, name string) string {
	for link := range strings.SplitSeq(answer.Header("Link").Raw(), ", ") {
		url, parameters, _ := strings.Cut(link, "; ")
		if parameters == `rel="`+name+`"` {
			return strings.Trim(url, "<>")
		}
	}
	return ""
}
