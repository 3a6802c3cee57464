package cases

import (
	"fmt"
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Which of the merge requests that a deployment shipped somebody asks for.
var shippedFilters = []conformance.Case{
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
