package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Which merge requests a deployment shipped.
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
}

// ships asks which merge requests a deployment of the fleet's shipped: whoever's, also where the target lists the caller's own by
// default, which the documentation leaves open.
func ships(s *conformance.S, f world.Fleet, d world.Deployment, query wire.Params) *wire.Answer {
	if _, given := query["scope"]; f.OwnOnly && !given && !s.Exact() {
		query = with(query, "scope", "all")
	}
	return s.Client().Get(f.Listing(d), query)
}
