package mockserver

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

func listDeploymentMergeRequests(x *exchange) (Response, error) {
	if refusal := x.refuseSeveralAssignees(); refusal != nil {
		return *refusal, nil
	}
	page := x.page()
	found, total, err := x.state.FindDeploymentMergeRequests(x.actor, x.project(), x.values.Int("deployment_id"), x.mergeRequestFilter(), page)
	if err != nil {
		return Response{}, err
	}
	return x.mergeRequestPage(found, page, total), nil
}

func (x *exchange) mergeRequestPage(found []*gitlab.MergeRequest, page gitlab.Page, total int) Response {
	entities := make([]mergeRequest, len(found))
	for i, mr := range found {
		entities[i] = x.mergeRequestEntity(mr)
	}
	response := x.live(http.StatusOK, entities)
	response.List = x.paginated(page, total)
	return response
}

// refuseSeveralAssignees is where the Community Edition knows less.
func (x *exchange) refuseSeveralAssignees() *Response {
	names := x.values.Strings("assignee_username")
	if len(names) < 2 || x.server.edition == gitlab.EnterpriseEdition {
		return nil
	}
	return new(failure(http.StatusBadRequest, fmt.Sprintf("assignee_username allows one value, but found %d: %s", len(names), strings.Join(names, ", "))))
}

// mergeRequestFilter reads those parameters that have an effect here. GitLab checks, and then ignores, order_by, sort,
// labels, milestone, view, with_labels_details, with_merge_status_recheck and approved.
func (x *exchange) mergeRequestFilter() gitlab.MergeRequestFilter {
	v := x.values
	filter := gitlab.MergeRequestFilter{
		Scope:           v.String("scope"),
		Author:          userFilter(v, "author"),
		Assignee:        userFilter(v, "assignee"),
		Reviewer:        userFilter(v, "reviewer"),
		MergeUser:       userFilter(v, "merge_user"),
		SourceProjectID: v.Int("source_project_id"),
		SourceBranch:    v.String("source_branch"),
		TargetBranch:    v.String("target_branch"),
		Search:          v.String("search"),
		Reaction:        v.String("my_reaction_emoji"),
		WIP:             v.String("wip"),
		CreatedAfter:    x.time("created_after"),
		CreatedBefore:   x.time("created_before"),
		UpdatedAfter:    x.time("updated_after"),
		UpdatedBefore:   x.time("updated_before"),
		DeployedAfter:   x.uncheckedTime("deployed_after"),
		DeployedBefore:  x.uncheckedTime("deployed_before"),
		Environment:     v.String("environment"),
		Not:             negated(v.Object("not")),
	}
	if state := v.String("state"); state != "all" {
		filter.State = gitlab.MergeRequestState(state)
	}
	if in := v.String("in"); in != "" {
		filter.SearchIn = strings.Split(in, ",")
	}
	return filter
}

// uncheckedTime is the time sent under a name that GitLab does not check: what is no time does not filter.
func (x *exchange) uncheckedTime(name string) *time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, x.values.String(name)); err == nil {
			return &t
		}
	}
	return nil
}

// userFilter reads who_id (a number, None or Any) and who_username (one name or several).
func userFilter(v openapi.Values, who string) gitlab.UserFilter {
	filter := gitlab.UserFilter{ID: v.Int(who + "_id")}
	switch v.String(who + "_id") {
	case "None":
		filter.None = true
	case "Any":
		filter.Any = true
	}
	if name := v.String(who + "_username"); name != "" {
		filter.Usernames = []string{name}
	} else {
		filter.Usernames = v.Strings(who + "_username")
	}
	return filter
}

// negated reads the not[…] parameters that this endpoint honours.
func negated(not openapi.Values) *gitlab.MergeRequestFilter {
	return &gitlab.MergeRequestFilter{
		Author: userFilter(not, "author"), Assignee: userFilter(not, "assignee"), Reviewer: userFilter(not, "reviewer"),
		Reaction: not.String("my_reaction_emoji"),
	}
}

type mergeRequest struct {
	ID                        int64          `json:"id"`
	IID                       int64          `json:"iid"`
	ProjectID                 int64          `json:"project_id"`
	Title                     string         `json:"title"`
	Description               *string        `json:"description"`
	State                     string         `json:"state"`
	CreatedAt                 string         `json:"created_at"`
	UpdatedAt                 string         `json:"updated_at"`
	MergedBy                  *userBasic     `json:"merged_by"`
	MergeUser                 *userBasic     `json:"merge_user"`
	MergedAt                  *string        `json:"merged_at"`
	ClosedBy                  *userBasic     `json:"closed_by"`
	ClosedAt                  *string        `json:"closed_at"`
	TargetBranch              string         `json:"target_branch"`
	SourceBranch              string         `json:"source_branch"`
	UserNotesCount            int            `json:"user_notes_count"`
	Upvotes                   int            `json:"upvotes"`
	Downvotes                 int            `json:"downvotes"`
	Author                    *userBasic     `json:"author"`
	Assignees                 []userBasic    `json:"assignees"`
	Assignee                  *userBasic     `json:"assignee"`
	Reviewers                 []userBasic    `json:"reviewers"`
	SourceProjectID           int64          `json:"source_project_id"`
	TargetProjectID           int64          `json:"target_project_id"`
	Labels                    []string       `json:"labels"`
	Draft                     bool           `json:"draft"`
	Imported                  bool           `json:"imported"`
	ImportedFrom              string         `json:"imported_from"`
	WorkInProgress            bool           `json:"work_in_progress"`
	Milestone                 *struct{}      `json:"milestone"`
	MergeWhenPipelineSucceeds bool           `json:"merge_when_pipeline_succeeds"`
	MergeStatus               string         `json:"merge_status"`
	DetailedMergeStatus       string         `json:"detailed_merge_status"`
	MergeAfter                *string        `json:"merge_after"`
	SHA                       string         `json:"sha"`
	MergeCommitSHA            *string        `json:"merge_commit_sha"`
	SquashCommitSHA           *string        `json:"squash_commit_sha"`
	DiscussionLocked          *bool          `json:"discussion_locked"`
	ShouldRemoveSourceBranch  *bool          `json:"should_remove_source_branch"`
	ForceRemoveSourceBranch   *bool          `json:"force_remove_source_branch"`
	PreparedAt                *string        `json:"prepared_at"`
	Reference                 string         `json:"reference"`
	References                references     `json:"references"`
	WebURL                    string         `json:"web_url"`
	TimeStats                 timeStats      `json:"time_stats"`
	Squash                    bool           `json:"squash"`
	SquashOnMerge             bool           `json:"squash_on_merge"`
	TaskCompletionStatus      taskCompletion `json:"task_completion_status"`
	HasConflicts              bool           `json:"has_conflicts"`
	DiscussionsResolved       bool           `json:"blocking_discussions_resolved"`
	*approvalsBeforeMerge                    // Enterprise Edition
}

type approvalsBeforeMerge struct {
	Count *int `json:"approvals_before_merge"`
}

type references struct {
	Short    string `json:"short"`
	Relative string `json:"relative"`
	Full     string `json:"full"`
}

type timeStats struct {
	Estimate      int     `json:"time_estimate"`
	Spent         int     `json:"total_time_spent"`
	HumanEstimate *string `json:"human_time_estimate"`
	HumanSpent    *string `json:"human_total_time_spent"`
}

type taskCompletion struct {
	Count     int `json:"count"`
	Completed int `json:"completed_count"`
}

func (x *exchange) mergeRequestEntity(mr *gitlab.MergeRequest) mergeRequest {
	p := x.state.ProjectByID(mr.ProjectID)
	short := "!" + strconv.FormatInt(mr.IID, 10)
	labels := append([]string{}, mr.Labels...)
	slices.Sort(labels)
	entity := mergeRequest{
		ID: mr.ID, IID: mr.IID, ProjectID: mr.ProjectID, Title: mr.Title, Description: textOrNull(mr.Description), State: string(mr.State),
		CreatedAt: timestamp(mr.CreatedAt), UpdatedAt: timestamp(mr.UpdatedAt),
		MergedBy: x.person(mr.MergeUserID), MergeUser: x.person(mr.MergeUserID), MergedAt: timestampOrNull(mr.MergedAt),
		ClosedBy: x.person(mr.ClosedByID), ClosedAt: timestampOrNull(mr.ClosedAt),
		TargetBranch: mr.TargetBranch, SourceBranch: mr.SourceBranch, UserNotesCount: mr.UserNotesCount, Upvotes: mr.Upvotes, Downvotes: mr.Downvotes,
		Author: x.person(mr.AuthorID), Assignees: x.people(mr.AssigneeIDs), Reviewers: x.people(mr.ReviewerIDs),
		SourceProjectID: mr.SourceProjectID, TargetProjectID: mr.ProjectID, Labels: labels,
		Draft: mr.Draft, WorkInProgress: mr.Draft, ImportedFrom: "none",
		MergeStatus: mergeStatus(mr), HasConflicts: mr.Obstacle == gitlab.HasConflicts, DetailedMergeStatus: detailedMergeStatus(mr),
		SHA: mr.SHA, MergeCommitSHA: textOrNull(mr.MergeCommitSHA), SquashCommitSHA: textOrNull(mr.SquashCommitSHA),
		PreparedAt: timestampOrNull(mr.CreatedAt), Reference: short,
		References: references{Short: short, Relative: short, Full: p.Path + short},
		WebURL:     projectURL(p, "merge_requests", mr.IID), Squash: mr.Squash, SquashOnMerge: mr.Squash, DiscussionsResolved: true,
	}
	if mr.RemoveSource {
		entity.ForceRemoveSourceBranch = new(true)
	}
	if len(entity.Assignees) > 0 {
		entity.Assignee = &entity.Assignees[0]
	}
	if x.server.edition == gitlab.EnterpriseEdition {
		entity.approvalsBeforeMerge = &approvalsBeforeMerge{}
	}
	return entity
}

func mergeStatus(mr *gitlab.MergeRequest) string {
	if mr.Obstacle == gitlab.HasConflicts || mr.Obstacle == gitlab.NoCommits {
		return "cannot_be_merged"
	}
	return "can_be_merged"
}

func detailedMergeStatus(mr *gitlab.MergeRequest) string {
	switch {
	case mr.State != gitlab.MergeRequestOpened:
		return "not_open"
	case mr.Draft:
		return "draft_status"
	case mr.Obstacle != "":
		return string(mr.Obstacle)
	}
	return "mergeable"
}

func (x *exchange) person(id int64) *userBasic {
	u := x.state.User(id)
	if u == nil {
		return nil
	}
	return new(userBasicEntity(u, x.mayNameBot(u)))
}

func (x *exchange) people(ids []int64) []userBasic {
	entities := []userBasic{}
	for _, id := range ids {
		if entity := x.person(id); entity != nil { // a bot goes with its project
			entities = append(entities, *entity)
		}
	}
	return entities
}
