package endpoint

import (
	"fmt"
	"net/http"
	"strings"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listDeploymentMergeRequests(x *exchange.Exchange) (exchange.Response, error) {
	if refusal := refuseSeveralAssignees(x); refusal != nil {
		return *refusal, nil
	}
	filter, order, page := mergeRequestFilter(x), gitlab.MergeRequestOrder{}, x.Page()
	if !x.LikeGitLab("merge-requests-labels") {
		filter.Labels, filter.Milestone, filter.Not.Labels = x.Texts("labels"), x.Text("milestone"), x.Object("not").Texts("labels")
	}
	if !x.LikeGitLab("merge-requests-approvals") {
		filter.ApprovedBy, filter.Approver = strings.Join(x.Texts("approved_by_ids"), ","), strings.Join(x.Texts("approver_ids"), ",")
	}
	if !x.LikeGitLab("merge-requests-order") {
		order = mergeRequestOrder(x)
	}
	found, total, err := x.State.FindDeploymentMergeRequests(x.Actor, x.ID(), x.Int("deployment_id"), filter, order, page)
	if err != nil {
		return exchange.Response{}, err
	}
	if x.LikeGitLab("merge-requests-view") {
		return exchange.ListPage(x, found, page, total, entity.NewMergeRequestInList), nil
	}
	return exchange.ListPage(x, found, page, total, mergeRequestForm(x)), nil
}

func mergeRequestOrder(x *exchange.Exchange) gitlab.MergeRequestOrder {
	return gitlab.MergeRequestOrder{By: x.Text("order_by"), Descending: x.Text("sort") == "desc"}
}

// mergeRequestForm is what view, with_labels_details and render_html ask for.
func mergeRequestForm(x *exchange.Exchange) func(*entity.View, *gitlab.MergeRequest) any {
	if x.Text("view") == "simple" {
		return func(_ *entity.View, mr *gitlab.MergeRequest) any { return entity.NewMergeRequestSimple(x.State, mr) }
	}
	details, html := x.Bool("with_labels_details"), x.UncheckedBool("render_html")
	return func(v *entity.View, mr *gitlab.MergeRequest) any {
		return entity.NewMergeRequestDetailed(v, mr, details, html)
	}
}

func listProjectMergeRequests(x *exchange.Exchange) (exchange.Response, error) {
	if refusal := refuseSeveralAssignees(x); refusal != nil {
		return *refusal, nil
	}
	filter, page := mergeRequestFilter(x), x.Page()
	filter.Labels, filter.IIDs = x.Texts("labels"), x.IDs("iids")
	found, total, err := x.State.FindMergeRequests(x.Actor, x.ID(), filter, mergeRequestOrder(x), page)
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.ListPage(x, found, page, total, entity.NewMergeRequestInList), nil
}

// refuseSeveralAssignees is for want of a licence with several assignees (ee/lib/ee/api/validations/validators/check_assignees_count.rb).
func refuseSeveralAssignees(x *exchange.Exchange) *exchange.Response {
	names := x.Texts("assignee_username")
	if len(names) < 2 || x.State.Edition() == gitlab.EnterpriseEdition && x.State.Tier() != gitlab.Free {
		return nil
	}
	return new(exchange.Failure(http.StatusBadRequest, fmt.Sprintf("assignee_username allows one value, but found %d: %s", len(names), strings.Join(names, ", "))))
}

// mergeRequestFilter reads those parameters that have an effect in both lists. Both check, and then ignore,
// with_merge_status_recheck and approved.
func mergeRequestFilter(x *exchange.Exchange) gitlab.MergeRequestFilter {
	filter := gitlab.MergeRequestFilter{
		Scope:           x.Text("scope"),
		Author:          userFilter(x.Arguments, "author"),
		Assignee:        userFilter(x.Arguments, "assignee"),
		Reviewer:        userFilter(x.Arguments, "reviewer"),
		MergeUser:       userFilter(x.Arguments, "merge_user"),
		SourceProjectID: x.Int("source_project_id"),
		SourceBranch:    x.Text("source_branch"),
		TargetBranch:    x.Text("target_branch"),
		Search:          x.Text("search"),
		Reaction:        x.Text("my_reaction_emoji"),
		WIP:             x.Text("wip"),
		CreatedAfter:    x.TimeIfGiven("created_after"),
		CreatedBefore:   x.TimeIfGiven("created_before"),
		UpdatedAfter:    x.TimeIfGiven("updated_after"),
		UpdatedBefore:   x.TimeIfGiven("updated_before"),
		DeployedAfter:   x.UncheckedTime("deployed_after"),
		DeployedBefore:  x.UncheckedTime("deployed_before"),
		Environment:     x.Text("environment"),
		Not:             negated(x.Object("not")),
	}
	if state := x.Text("state"); state != "all" {
		filter.State = gitlab.MergeRequestState(state)
	}
	if in := x.Text("in"); in != "" {
		filter.SearchIn = strings.Split(in, ",")
	}
	return filter
}

// userFilter reads who_id (a number, None or Any) and who_username (one name or several).
func userFilter(a exchange.Arguments, who string) gitlab.UserFilter {
	filter := gitlab.UserFilter{ID: a.Int(who + "_id")}
	switch a.Text(who + "_id") {
	case "None":
		filter.None = true
	case "Any":
		filter.Any = true
	}
	if name := a.Text(who + "_username"); name != "" {
		filter.Usernames = []string{name}
	} else {
		filter.Usernames = a.Texts(who + "_username")
	}
	return filter
}

// negated reads the not[…] parameters that these endpoints honour.
func negated(not exchange.Arguments) *gitlab.MergeRequestFilter {
	return &gitlab.MergeRequestFilter{
		Author: userFilter(not, "author"), Assignee: userFilter(not, "assignee"), Reviewer: userFilter(not, "reviewer"),
		Reaction: not.Text("my_reaction_emoji"),
	}
}

func getMergeRequest(x *exchange.Exchange) (exchange.Response, error) {
	mr, err := x.State.GetMergeRequest(x.Actor, x.ID(), x.Int("merge_request_iid"))
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewMergeRequest(&x.View, mr)), nil
}

func createMergeRequest(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewMergeRequest, func(tx *gitlab.Tx) (*gitlab.MergeRequest, error) {
		return tx.CreateMergeRequest(x.Actor, x.ID(), gitlab.NewMergeRequest{
			SourceBranch: x.Text("source_branch"), TargetBranch: x.Text("target_branch"),
			Title: x.Text("title"), Description: x.Text("description"),
			AssigneeIDs: x.IDs("assignee_ids"), ReviewerIDs: x.IDs("reviewer_ids"), Labels: x.Texts("labels"),
			Squash: x.Bool("squash"), RemoveSource: x.Bool("remove_source_branch"),
		})
	})
}

func updateMergeRequest(x *exchange.Exchange) (exchange.Response, error) {
	a := x.Arguments
	change := gitlab.MergeRequestChange{
		Title: exchange.TextIfGiven[string](a, "title"), Description: exchange.TextIfGiven[string](a, "description"),
		TargetBranch: exchange.TextIfGiven[string](a, "target_branch"),
		AssigneeIDs:  a.IDsIfGiven("assignee_ids"), ReviewerIDs: a.IDsIfGiven("reviewer_ids"),
		Squash: a.BoolIfGiven("squash"), RemoveSource: a.BoolIfGiven("remove_source_branch"), StateEvent: a.Text("state_event"),
	}
	return exchange.Write(x, http.StatusOK, entity.NewMergeRequest, func(tx *gitlab.Tx) (*gitlab.MergeRequest, error) {
		return tx.UpdateMergeRequest(x.Actor, x.ID(), x.Int("merge_request_iid"), change)
	})
}

func acceptMergeRequest(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusOK, entity.NewMergeRequest, func(tx *gitlab.Tx) (*gitlab.MergeRequest, error) {
		return tx.AcceptMergeRequest(x.Actor, x.ID(), x.Int("merge_request_iid"), gitlab.Acceptance{
			SHA: x.Text("sha"), Squash: x.BoolIfGiven("squash"), RemoveSource: x.Bool("should_remove_source_branch"),
			MergeMessage: x.Text("merge_commit_message"), SquashMessage: x.Text("squash_commit_message"),
		})
	})
}
