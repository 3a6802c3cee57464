package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// In which order, how many at a time, and in which view what a deployment shipped is listed.
var shippedLists = []conformance.Case{
	{
		ID: "merge-requests/pages", Title: "Merge requests are paged like deployments, headers and links included",
		Rules: []string{"R-MRS-PAGES"}, Needs: []conformance.Need{conformance.MergeRequests, conformance.Roles},
		Script: func(s *conformance.S) {
			f := s.Fleet()
			s.Check("R-MRS-PAGES", func(conformance.T) {
				whole := ships(s, f, f.Elsewhere, nil).Needs().IDs()
				page := func(n string) *wire.Answer {
					return ships(s, f, f.Elsewhere, wire.Params{"per_page": "2", "page": n, "state": "merged"}).Succeeded()
				}
				first, second := page("1"), page("2")
				first.Lists(whole[:2]...)
				second.Lists(whole[2:]...)
				first.HeaderIs("X-Page", "1").HeaderIs("X-Per-Page", "2").HeaderIs("X-Next-Page", "2").HeaderIs("X-Prev-Page", "")
				second.HeaderIs("X-Page", "2").HeaderIs("X-Next-Page", "").HeaderIs("X-Prev-Page", "1")
				if first.Has("X-Total") {
					first.HeaderIs("X-Total", "3").HeaderIs("X-Total-Pages", "2")
				}
				for relation, ids := range map[string][]int64{"first": whole[:2], "next": whole[2:]} {
					s.Client().Follow(first.Absolute(relation)).Succeeded().Lists(ids...)
				}
				if first.Has("X-Total") {
					s.Client().Follow(first.Absolute("last")).Succeeded().Lists(whole[2:]...)
				}
				s.Client().Follow(second.Absolute("prev")).Succeeded().Lists(whole[:2]...)
				third := ships(s, f, f.Elsewhere, wire.Params{"per_page": "1", "page": "3"}).Succeeded()
				s.Client().Follow(third.Absolute("prev")).Succeeded().Lists(whole[1])
				absent(first, "prev")
				absent(second, "next")
				page("3").Is("", []any{})
				for asked, length := range map[string]string{"": "20", "60": "60", "1000": "100"} {
					query := wire.Params{"per_page": asked}
					if asked == "" {
						query = nil
					}
					ships(s, f, f.Elsewhere, query).Because("per_page is %q", asked).Succeeded().HeaderIs("X-Per-Page", length)
				}
			})
		},
	},
	{
		ID: "merge-requests/order", Title: "order_by and sort order the merge requests",
		Rules: []string{"R-MRS-ORDER"}, Needs: []conformance.Need{conformance.MergeRequests, conformance.Roles},
		Script: func(s *conformance.S) {
			f := s.Fleet()
			byID := []int64{f.Forwarded.ID, f.Squashed.ID, f.Merged.ID}
			sorted := map[string][]int64{
				"created_at": reversed(byID), "merged_at": reversed(byID), "title": {f.Squashed.ID, f.Forwarded.ID, f.Merged.ID},
				"updated_at": {f.Squashed.ID, f.Forwarded.ID, f.Merged.ID},
			}
			get := func(query wire.Params) *wire.Answer { return ships(s, f, f.Elsewhere, query).Succeeded() }
			s.Check("R-MRS-ORDER", func(conformance.T) {
				get(nil).Because("the newest comes first").Lists(byID...)
				for by, ascending := range sorted {
					up, down := get(wire.Params{"order_by": by, "sort": "asc"}), get(wire.Params{"order_by": by, "sort": "desc"})
					if s.FollowsGitLab("merge-requests-order") {
						up.Because("order_by=%s has no effect in GitLab", by).Lists(byID...)
						down.Because("order_by=%s has no effect in GitLab", by).Lists(byID...)
						continue
					}
					up.Because("order_by=%s", by).Lists(ascending...)
					down.Because("order_by=%s", by).Lists(reversed(ascending)...)
				}
				crossed := s.Client().Get(f.Listing(f.Crossed), wire.Params{"order_by": "merged_at", "sort": "asc"})
				amid(crossed.Because("they were opened in the opposite order"), f.Quick.ID, f.Slow.ID)
			})
		},
	},
	{
		ID: "merge-requests/views", Title: "What the linked page offers beside works as it says there, or has no effect, as in GitLab",
		Rules: []string{"R-MRS-VIEW", "R-MRS-LABELS-DETAILS", "R-MRS-RENDER-HTML", "R-MRS-APPROVED-BY", "R-MRS-APPROVERS", "R-MRS-LABELS"},
		Needs: []conformance.Need{conformance.MergeRequests, conformance.Roles},
		Script: func(s *conformance.S) {
			f := s.Fleet()
			all := []int64{f.Merged.ID, f.Squashed.ID, f.Forwarded.ID}
			get := func(name, value string) *wire.Answer {
				return ships(s, f, f.Elsewhere, wire.Params{name: value}).Because("%s=%s", name, value).Succeeded()
			}
			shapes := !s.FollowsGitLab("merge-requests-view")
			s.Check("R-MRS-VIEW", func(conformance.T) {
				simple := get("view", "simple")
				just(simple, all...)
				here := at(simple, f.Squashed.ID)
				simple.Keys(here, "id", "iid", "project_id", "title", "description", "state", "created_at", "updated_at", "web_url")
				if shapes {
					simple.Lacks(here + "/author").Lacks(here + "/source_branch")
				} else {
					simple.Keys(here, "author", "source_branch")
				}
			})
			s.Check("R-MRS-LABELS-DETAILS", func(conformance.T) {
				details := get("with_labels_details", "true")
				here := at(details, f.Squashed.ID) + "/labels"
				if shapes {
					details.Is(here+"/0/name", world.FleetLabel).Keys(here+"/0", "color", "description", "description_html", "text_color")
				} else {
					details.Because("in GitLab it has no effect").Is(here, []any{world.FleetLabel})
				}
				details.Is(at(details, f.Merged.ID)+"/labels", []any{})
			})
			s.Check("R-MRS-RENDER-HTML", func(conformance.T) {
				html := get("render_html", "true")
				here := at(html, f.Squashed.ID)
				html.Is(here+"/title", "Alpha")
				if shapes {
					html.Is(here+"/title_html", "Alpha").Keys(here, "description_html")
				} else {
					html.Lacks(here + "/title_html").Lacks(here + "/description_html")
				}
			})
			nobody := func(rule, divergence, name string) {
				s.Check(rule, func(conformance.T) {
					just(get(name, "None"), all...)
					if s.FollowsGitLab(divergence) {
						just(get(name, "Any"), all...)
					} else {
						just(get(name, "Any"))
					}
				})
			}
			nobody("R-MRS-APPROVED-BY", "merge-requests-approvals", "approved_by_ids")
			nobody("R-MRS-APPROVERS", "merge-requests-approvals", "approver_ids")
			s.Check("R-MRS-LABELS", func(conformance.T) {
				for value, keeps := range map[string][]int64{
					world.FleetLabel: {f.Squashed.ID}, "Any": {f.Squashed.ID}, "None": {f.Merged.ID, f.Forwarded.ID}, world.FleetLabel + ",other": nil,
				} {
					if s.FollowsGitLab("merge-requests-labels") {
						keeps = all
					}
					just(get("labels", value), keeps...)
				}
			})
			nobody("R-MRS-LABELS", "merge-requests-labels", "milestone")
		},
	},
}
