package cases

import (
	"fmt"
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Which merge requests a deployment shipped, and how they are asked for.
var shipping = []conformance.Case{
	{
		ID: "merge-requests/what-ships", Title: "A success ships what was merged since the success before it, however it was merged, and nothing else ships anything",
		Rules: []string{"R-MRS-SHIPPED", "R-MRS-OTHERS", "R-MRS-TRACKING", "R-MRS-NONE", "R-MRS-STATUS-CODE", "R-MRS-ARRAY"}, Needs: []conformance.Need{conformance.MergeRequests, conformance.Roles},
		Script: func(s *conformance.S) {
			f := s.Fleet()
			list := func(d world.Deployment) *wire.Answer { return ships(s, f, d, nil) }
			shipped := map[string]struct {
				by world.Deployment
				mr world.MergeRequest
			}{
				"it is the merge request that was merged with a commit": {f.First, f.Merged}, "it was squashed": {f.Second, f.Squashed},
				"it was merged by a fast-forward": {f.Third, f.Forwarded}, "its commit was picked": {f.Fourth, f.Picked},
				"the environment's first success ships all": {f.Elsewhere, f.Squashed}, "production in a folder is production": {f.Production, f.Merged},
				"its commit is new there": {f.Behind, f.Squashed},
			}
			s.Check("R-MRS-SHIPPED", func(conformance.T) {
				for why, one := range shipped {
					list(one.by).Succeeded().Because("%s", why).Holds(one.mr.ID)
				}
			})
			s.Check("R-MRS-OTHERS", func(conformance.T) {
				for _, d := range []world.Deployment{f.First, f.Second, f.Third, f.Fourth, f.Elsewhere} {
					list(d).Succeeded().Because("it was never merged").Omits(f.Open.ID)
				}
				list(f.Second).Because("it was merged before the success before this one").Omits(f.Merged.ID)
				list(f.Second).Because("it was merged later").Omits(f.Forwarded.ID)
				list(f.First).Because("it was merged later").Omits(f.Squashed.ID)
				list(f.Behind).Because("it was merged after the commit that was deployed").Omits(f.Forwarded.ID)
				list(f.Elsewhere).Because("it was merged into another branch").Omits(f.Picked.ID)
			})
			s.Check("R-MRS-TRACKING", func(conformance.T) {
				for why, d := range map[string]world.Deployment{
					"it failed": f.Failed, "it was canceled": f.Canceled, "it is running": f.Running, "its environment is in a folder": f.Folder,
					"its commit was deployed there before": f.Again, "it went back": f.Back, "what it brings had been there before": f.Repeated,
				} {
					list(d).Succeeded().Because("%s", why).Is("", []any{})
				}
				just(list(f.Second), f.Squashed.ID)
				just(list(f.Behind), f.Squashed.ID)
				just(list(f.Elsewhere), f.Merged.ID, f.Squashed.ID, f.Forwarded.ID)
			})
			s.Check("R-MRS-NONE", func(conformance.T) { list(f.Running).Is("", []any{}) })
			s.Check("R-MRS-ARRAY", func(conformance.T) { list(f.First).Array("") })
			s.Check("R-MRS-STATUS-CODE", func(conformance.T) {
				list(f.First).Needs().Status(200)
				list(f.Running).Needs().Status(200)
			})
		},
	},
	{
		ID: "merge-requests/what-is-shown", Title: "A shipped merge request shows what it is",
		Rules: []string{"R-MRS-FORMAT", "R-MRS-RECHECK"}, Needs: []conformance.Need{conformance.MergeRequests, conformance.Roles},
		Script: func(s *conformance.S) {
			f := s.Fleet()
			list := ships(s, f, f.Second, nil).Needs()
			here := at(list, f.Squashed.ID)
			s.Check("R-MRS-FORMAT", func(conformance.T) {
				list.Keys(here, "id", "iid", "project_id", "title", "description", "state", "created_at", "updated_at", "merged_at", "target_branch",
					"source_branch", "author", "assignees", "assignee", "reviewers", "labels", "draft", "sha", "merge_commit_sha", "squash_commit_sha", "web_url")
				list.Is(here+"/iid", f.Squashed.IID).Is(here+"/project_id", f.Project.ID).Is(here+"/title", "Alpha").Is(here+"/description", "no needle in the hay").
					Is(here+"/state", "merged").Is(here+"/source_branch", "squashed").Is(here+"/target_branch", f.Project.Ref).
					Is(here+"/author/username", f.Author.Username).Is(here+"/assignees/0/id", f.Assignee.ID).Is(here+"/reviewers/0/id", f.Reviewer.ID).
					Is(here+"/draft", false)
			})
			s.Check("R-MRS-RECHECK", func(conformance.T) {
				ships(s, f, f.Second, wire.Params{"with_merge_status_recheck": "true"}).Succeeded().Is(here+"/id", f.Squashed.ID)
			})
		},
	},
	{
		ID: "merge-requests/filters", Title: "Each filter keeps what it names, and drops it within not",
		Rules: []string{
			"R-MRS-STATE", "R-MRS-AUTHOR", "R-MRS-PEOPLE", "R-MRS-SCOPE", "R-MRS-SCOPE-DEFAULT", "R-MRS-REACTION", "R-MRS-BRANCHES", "R-MRS-SOURCE-PROJECT", "R-MRS-SEARCH",
			"R-MRS-SEARCH-IN", "R-MRS-DRAFTS", "R-MRS-NOT", "R-MRS-APPROVED", "R-MRS-ENVIRONMENT",
		},
		Needs: []conformance.Need{conformance.MergeRequests, conformance.Roles},
		Script: func(s *conformance.S) {
			f := s.Fleet()
			first, second, third := f.Merged.ID, f.Squashed.ID, f.Forwarded.ID
			all := []int64{first, second, third}
			maintainer := s.Person(conformance.Maintainer)
			heldFilter := func(rule string, rows ...mrFilter) {
				s.Check(rule, func(conformance.T) {
					for _, row := range rows {
						just(ships(s, f, f.Elsewhere, row.query).Because("of merge requests %d, %d and %d the filter keeps these", first, second, third), row.keeps...)
					}
				})
			}
			others := []int64{first, third}
			heldFilter("R-MRS-STATE", keeps("state", "merged", all...), keeps("state", "all", all...), keeps("state", "opened"), keeps("state", "closed"), keeps("state", "locked"))
			heldFilter("R-MRS-AUTHOR", keeps("author_id", id(f.Author.ID), second), keeps("author_username", f.Author.Username, second),
				keeps("author_id", id(maintainer.ID), others...), keeps("author_username", maintainer.Username, others...), keeps("author_username", "nobody-of-this-name"))
			heldFilter("R-MRS-PEOPLE", keeps("assignee_id", id(f.Assignee.ID), second), keeps("assignee_id", "None", others...), keeps("assignee_id", "Any", second),
				keeps("assignee_username[]", f.Assignee.Username, second), keeps("reviewer_id", id(f.Reviewer.ID), second), keeps("reviewer_id", "None", others...),
				keeps("reviewer_id", "Any", second), keeps("reviewer_username", f.Reviewer.Username, second), keeps("merge_user_id", id(maintainer.ID), all...),
				keeps("merge_user_id", id(f.Author.ID)), keeps("merge_user_username", maintainer.Username, all...), keeps("merge_user_username", f.Author.Username), keeps("reviewer_id", id(maintainer.ID)))
			heldFilter("R-MRS-SCOPE", keeps("scope", "all", all...), keeps("scope", "created_by_me", others...), keeps("scope", "assigned_to_me"), keeps("scope", "reviews_for_me"))
			s.Check("R-MRS-SCOPE-DEFAULT", func(conformance.T) {
				just(s.Client().Get(f.Listing(f.Elsewhere), nil).Because("the deployment shipped these"), all...)
			})
			heldFilter("R-MRS-REACTION", keeps("my_reaction_emoji", "None", all...), keeps("my_reaction_emoji", "Any"), keeps("my_reaction_emoji", "thumbsup"))
			heldFilter("R-MRS-BRANCHES", keeps("source_branch", "squashed", second), keeps("source_branch", "merged", first), keeps("source_branch", "squash"),
				keeps("target_branch", f.Project.Ref, all...), keeps("target_branch", "side"))
			heldFilter("R-MRS-SOURCE-PROJECT", keeps("source_project_id", id(f.Project.ID), all...), keeps("source_project_id", id(unknownID)))
			heldFilter("R-MRS-SEARCH", keeps("search", "needle", first, second), keeps("search", "NEEDLE", first, second), keeps("search", "Bravo", third), keeps("search", "haystack"))
			needleIn := func(where string) wire.Params { return wire.Params{"search": "needle", "in": where} }
			heldFilter("R-MRS-SEARCH-IN", mrFilter{needleIn("title"), []int64{first}}, mrFilter{needleIn("description"), []int64{second}},
				mrFilter{needleIn("title,description"), []int64{first, second}})
			heldFilter("R-MRS-DRAFTS", keeps("wip", "yes"), keeps("wip", "no", all...))
			heldFilter("R-MRS-APPROVED", keeps("approved", "no", all...), keeps("approved", "yes", all...))
			heldFilter("R-MRS-ENVIRONMENT", keeps("environment", f.Elsewhere.Environment.Name, all...), keeps("environment", f.First.Environment.Name, all...),
				keeps("environment", f.Failed.Environment.Name))
			heldFilter("R-MRS-NOT", keeps("not[author_username]", f.Author.Username, others...), keeps("not[author_id]", id(f.Author.ID), others...),
				keeps("not[reviewer_username]", f.Reviewer.Username, others...),
				keeps("not[assignee_id]", id(f.Assignee.ID), others...))
		},
	},
	{
		ID: "merge-requests/times", Title: "The ranges of times keep what lies within them",
		Rules: []string{"R-MRS-TIMES", "R-MRS-DEPLOYED"}, Needs: []conformance.Need{conformance.MergeRequests, conformance.Roles},
		Script: func(s *conformance.S) {
			f := s.Fleet()
			list := ships(s, f, f.Elsewhere, nil).Needs()
			moment := func(m world.MergeRequest, key string) time.Time {
				text, _ := list.At(at(list, m.ID) + "/" + key)
				parsed, _ := time.Parse(time.RFC3339, fmt.Sprint(text))
				return parsed
			}
			middle := func(a, b time.Time) string { return written(a.Add(b.Sub(a) / 2)) }
			s.Check("R-MRS-TIMES", func(conformance.T) {
				created := middle(moment(f.Merged, "created_at"), moment(f.Squashed, "created_at"))
				just(ships(s, f, f.Elsewhere, wire.Params{"created_after": created}), f.Squashed.ID, f.Forwarded.ID)
				just(ships(s, f, f.Elsewhere, wire.Params{"created_before": created}), f.Merged.ID)
				updated := middle(moment(f.Forwarded, "updated_at"), moment(f.Merged, "updated_at"))
				just(ships(s, f, f.Elsewhere, wire.Params{"updated_after": updated}).Because("its description was changed last"), f.Merged.ID)
				just(ships(s, f, f.Elsewhere, wire.Params{"updated_before": updated}), f.Squashed.ID, f.Forwarded.ID)
				just(ships(s, f, f.Elsewhere, wire.Params{"created_after": "2199-01-01T00:00:00Z"}))
				for _, name := range []string{"created_after", "created_before", "updated_after", "updated_before"} {
					ships(s, f, f.Elsewhere, wire.Params{name: "no-time"}).Status(400).Blames(name)
				}
			})
			s.Check("R-MRS-DEPLOYED", func(conformance.T) {
				main := f.First.Environment.Name
				deployed := middle(f.First.UpdatedAt, f.Second.UpdatedAt)
				just(ships(s, f, f.Elsewhere, wire.Params{"environment": main, "deployed_before": deployed}).Because("the others were deployed there later"), f.Merged.ID)
				just(ships(s, f, f.Elsewhere, wire.Params{"environment": main, "deployed_after": deployed}), f.Squashed.ID, f.Forwarded.ID)
			})
		},
	},
	{
		ID: "merge-requests/refused-parameters", Title: "Undocumented values, wrong types, and an id beside a username are refused",
		Rules: []string{"R-MRS-EXCLUSIVE", "R-MRS-STATE-OTHER", "R-MRS-BAD-VALUES"},
		Script: func(s *conformance.S) {
			path := mergeRequestsOf(s, s.Deploy(s.Environment(), "failed"))
			s.Check("R-MRS-EXCLUSIVE", func(conformance.T) {
				for _, part := range []string{"author", "assignee", "reviewer", "merge_user"} {
					username := part + "_username"
					if part == "assignee" {
						username += "[]"
					}
					query := wire.Params{part + "_id": "1", username: "somebody"}
					s.Client().Get(path, query).Because("both say who").Status(400).Blames(part + "_id")
				}
				s.Client().Get(path, wire.Params{"author_id": "1", "assignee_username[]": "somebody"}).Because("they are of different people").Succeeded()
			})
			s.Check("R-MRS-STATE-OTHER", func(conformance.T) {
				for _, state := range []string{"shipped", "Merged", "", "open"} {
					s.Client().Get(path, wire.Params{"state": state}).Because("state=%q is none", state).Status(400).Blames("state")
				}
			})
			s.Check("R-MRS-BAD-VALUES", func(conformance.T) {
				for name, value := range map[string]string{
					"order_by": "size", "sort": "up", "scope": "mine", "wip": "maybe", "view": "full", "author_id": "me", "assignee_id": "me",
					"reviewer_id": "me", "merge_user_id": "me", "source_project_id": "this", "with_labels_details": "maybe", "with_merge_status_recheck": "maybe",
					"page": "one", "per_page": "many", "not": "everything",
				} {
					s.Client().Get(path, wire.Params{name: value}).Because("%s=%s is not documented", name, value).Status(400).Blames(name)
				}
			})
		},
	},
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

// ships asks which merge requests a deployment of the fleet's shipped: whoever's, also where the target lists the caller's own by
// default, which the documentation leaves open.
func ships(s *conformance.S, f world.Fleet, d world.Deployment, query wire.Params) *wire.Answer {
	if _, given := query["scope"]; f.OwnOnly && !given && !s.Exact() {
		query = with(query, "scope", "all")
	}
	return s.Client().Get(f.Listing(d), query)
}

// mrFilter is a query, and what it keeps.
type mrFilter struct {
	query wire.Params
	keeps []int64
}

func keeps(name, value string, ids ...int64) mrFilter {
	return mrFilter{wire.Params{name: value}, ids}
}

func id(n int64) string { return fmt.Sprint(n) }
