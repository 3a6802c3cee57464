package faults

import (
	"slices"
	"strings"
)

// mergeRequestSides are faults of parameters of the list of merge requests that the documentation of another page has an effect
// for, and GitLab 18.9 none.
func mergeRequestSides() []Fault {
	given := func(name string, values ...string) when { return on(opShipped).with(name, values...).answered(200) }
	var failing []Fault
	for name, values := range map[string][]string{"order_by": {"label_priority", "milestone_due", "popularity", "priority"}, "scope": {"created-by-me", "assigned-to-me"}} {
		for _, value := range values {
			failing = append(failing, Fault{
				ID: "merge-requests-" + name + "-" + value + "-500", Rule: "R-COM-NO-SERVER-ERROR", Sentence: name + "=" + value + " is answered with 500 for merge requests.",
				behave: given(name, value).refuses(500, "500 Internal Server Error"),
			})
		}
	}
	slices.SortFunc(failing, func(a, b Fault) int { return strings.Compare(a.ID, b.ID) })
	return gather(
		failing,
		under(documented,
			Fault{ID: "mrs-order-ignored", Rule: "R-MRS-ORDER", Sentence: "order_by and sort have no effect on merge requests.", behave: on(opShipped).answered(200).ignoring("order_by", "sort")},
			Fault{ID: "mrs-sort-ignored", Rule: "R-MRS-ORDER", Sentence: "sort=asc has no effect on merge requests.", behave: given("sort", "asc").ignoring("sort")},
			Fault{ID: "mrs-order-title-ignored", Rule: "R-MRS-ORDER", Sentence: "order_by=title orders merge requests by created_at.", behave: given("order_by", "title").as("order_by", "created_at")},
			Fault{ID: "mrs-order-updated-ignored", Rule: "R-MRS-ORDER", Sentence: "order_by=updated_at orders merge requests by created_at.", behave: given("order_by", "updated_at").as("order_by", "created_at")},
			Fault{ID: "mrs-order-merged-ignored", Rule: "R-MRS-ORDER", Sentence: "order_by=merged_at orders merge requests by created_at.", behave: given("order_by", "merged_at").as("order_by", "created_at")},
			Fault{ID: "mrs-labels-ignored", Rule: "R-MRS-LABELS", Sentence: "labels has no effect on merge requests.", behave: given("labels").ignoring("labels")},
			Fault{ID: "mrs-milestone-ignored", Rule: "R-MRS-LABELS", Sentence: "milestone has no effect on merge requests.", behave: given("milestone").ignoring("milestone")},
			Fault{ID: "mrs-view-ignored", Rule: "R-MRS-VIEW", Sentence: "view=simple has no effect on merge requests.", behave: given("view", "simple").ignoring("view")},
			Fault{ID: "mrs-labels-details-ignored", Rule: "R-MRS-LABELS-DETAILS", Sentence: "with_labels_details has no effect on merge requests.", behave: given("with_labels_details", "true").ignoring("with_labels_details")},
			Fault{ID: "mrs-render-html-ignored", Rule: "R-MRS-RENDER-HTML", Sentence: "render_html has no effect on merge requests.", behave: given("render_html", "true").ignoring("render_html")},
			Fault{ID: "mrs-approved-by-ignored", Rule: "R-MRS-APPROVED-BY", Sentence: "approved_by_ids has no effect on merge requests.", behave: on(opShipped).answered(200).ignoring("approved_by_ids")},
			Fault{ID: "mrs-approvers-ignored", Rule: "R-MRS-APPROVERS", Sentence: "approver_ids has no effect on merge requests.", behave: on(opShipped).answered(200).ignoring("approver_ids")},
		),
		under(gitlab189,
			Fault{ID: "exact-mrs-order", Rule: "R-MRS-ORDER", Sentence: "sort=asc turns the list of merge requests round.", behave: given("sort", "asc").listed(func(_ *exchange, all []row) []row { return reversed(all) })},
			Fault{ID: "exact-mrs-labels", Rule: "R-MRS-LABELS", Sentence: "labels filters the list of merge requests.", behave: given("labels").listed(func(*exchange, []row) []row { return nil })},
			Fault{ID: "exact-mrs-milestone", Rule: "R-MRS-LABELS", Sentence: "milestone filters the list of merge requests.", behave: given("milestone").listed(func(*exchange, []row) []row { return nil })},
			Fault{ID: "exact-mrs-view", Rule: "R-MRS-VIEW", Sentence: "view=simple shortens merge requests.", behave: given("view", "simple").turns("", func(v any) any {
				m, _ := v.(row)
				short := row{}
				for _, key := range []string{"id", "iid", "project_id", "title", "description", "state", "created_at", "updated_at", "web_url"} {
					short[key] = m[key]
				}
				return short
			})},
			Fault{ID: "exact-mrs-labels-details", Rule: "R-MRS-LABELS-DETAILS", Sentence: "with_labels_details shows labels as objects.", behave: given("with_labels_details", "true").turns("/labels", func(v any) any {
				names, _ := v.([]any)
				details := []any{}
				for _, name := range names {
					details = append(details, row{"name": name, "color": "#dc143c"})
				}
				return details
			})},
			Fault{ID: "exact-mrs-render-html", Rule: "R-MRS-RENDER-HTML", Sentence: "render_html adds title_html.", behave: given("render_html", "true").turns("", func(v any) any {
				m, _ := v.(row)
				return member(m, "title_html", m["title"])
			})},
			Fault{ID: "exact-mrs-approved-by", Rule: "R-MRS-APPROVED-BY", Sentence: "approved_by_ids filters the list of merge requests.", behave: either(given("approved_by_ids"), given("approved_by_ids[]")).listed(func(*exchange, []row) []row { return nil })},
			Fault{ID: "exact-mrs-approvers", Rule: "R-MRS-APPROVERS", Sentence: "approver_ids filters the list of merge requests.", behave: either(given("approver_ids"), given("approver_ids[]")).listed(func(*exchange, []row) []row { return nil })},
			Fault{ID: "exact-mrs-approved", Rule: "R-MRS-APPROVED", Sentence: "approved=yes filters the list of merge requests.", behave: given("approved", "yes").listed(func(*exchange, []row) []row { return nil })},
			Fault{ID: "exact-mrs-source-project", Rule: "R-MRS-SOURCE-PROJECT", Sentence: "source_project_id is ignored.", behave: given("source_project_id").ignoring("source_project_id")},
			Fault{ID: "exact-mrs-scope-default", Rule: "R-MRS-SCOPE-DEFAULT", Sentence: "Without scope the caller's own merge requests are listed.", behave: on(opShipped).without("scope").as("scope", "created_by_me")},
		),
	)
}
