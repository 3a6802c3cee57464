package entity

import (
	"slices"
	"strconv"

	"understudy/mockserver/gitlab"
)

// MergeRequest is a merge request by itself.
type MergeRequest struct {
	MergeRequestInList
	Subscribed            bool           `json:"subscribed"`
	ChangesCount          *string        `json:"changes_count"`
	LatestBuildStartedAt  *string        `json:"latest_build_started_at"`
	LatestBuildFinishedAt *string        `json:"latest_build_finished_at"`
	FirstDeployed         *string        `json:"first_deployed_to_production_at"`
	Pipeline              *PipelineBasic `json:"pipeline"`
	HeadPipeline          *PipelineBasic `json:"head_pipeline"`
	DiffRefs              *diffRefs      `json:"diff_refs"`
	MergeError            *string        `json:"merge_error"`
	User                  mergeRights    `json:"user"`
	FirstContribution     bool           `json:"first_contribution"`
}

type diffRefs struct {
	BaseSHA  string `json:"base_sha"`
	HeadSHA  string `json:"head_sha"`
	StartSHA string `json:"start_sha"`
}

type mergeRights struct {
	CanMerge bool `json:"can_merge"`
}

// NewMergeRequest shows a merge request and what the actor may do with it.
func NewMergeRequest(v *View, mr *gitlab.MergeRequest) MergeRequest {
	p := v.State.ProjectByID(mr.ProjectID)
	pipeline := newPipelineBasic(p, v.State.LatestPipeline(p, mr.SHA))
	entity := MergeRequest{
		MergeRequestInList: NewMergeRequestInList(v, mr), Subscribed: mr.AuthorID == v.Actor.User.ID,
		FirstDeployed: timestampOrNull(v.State.FirstInProduction(mr)), Pipeline: pipeline, HeadPipeline: pipeline,
		User: mergeRights{CanMerge: v.State.MayPush(v.Actor, p, mr.TargetBranch)},
	}
	if base, files, ok := v.State.Difference(mr); ok {
		entity.ChangesCount = new(strconv.Itoa(files))
		entity.DiffRefs = &diffRefs{BaseSHA: base, HeadSHA: mr.SHA, StartSHA: base}
	}
	return entity
}

// MergeRequestInList is a merge request among others.
type MergeRequestInList struct {
	ID                        int64          `json:"id"`
	IID                       int64          `json:"iid"`
	ProjectID                 int64          `json:"project_id"`
	Title                     string         `json:"title"`
	Description               *string        `json:"description"`
	State                     string         `json:"state"`
	CreatedAt                 string         `json:"created_at"`
	UpdatedAt                 string         `json:"updated_at"`
	MergedBy                  *UserBasic     `json:"merged_by"`
	MergeUser                 *UserBasic     `json:"merge_user"`
	MergedAt                  *string        `json:"merged_at"`
	ClosedBy                  *UserBasic     `json:"closed_by"`
	ClosedAt                  *string        `json:"closed_at"`
	TitleHTML                 *string        `json:"title_html,omitempty"`
	DescriptionHTML           *string        `json:"description_html,omitempty"`
	TargetBranch              string         `json:"target_branch"`
	SourceBranch              string         `json:"source_branch"`
	UserNotesCount            int            `json:"user_notes_count"`
	Upvotes                   int            `json:"upvotes"`
	Downvotes                 int            `json:"downvotes"`
	Author                    *UserBasic     `json:"author"`
	Assignees                 []UserBasic    `json:"assignees"`
	Assignee                  *UserBasic     `json:"assignee"`
	Reviewers                 []UserBasic    `json:"reviewers"`
	SourceProjectID           int64          `json:"source_project_id"`
	TargetProjectID           int64          `json:"target_project_id"`
	Labels                    any            `json:"labels"` // names, or labels
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

// NewMergeRequestInList shows a merge request.
func NewMergeRequestInList(v *View, mr *gitlab.MergeRequest) MergeRequestInList {
	p := v.State.ProjectByID(mr.ProjectID)
	short := "!" + strconv.FormatInt(mr.IID, 10)
	entity := MergeRequestInList{
		ID: mr.ID, IID: mr.IID, ProjectID: mr.ProjectID, Title: mr.Title, Description: textOrNull(mr.Description), State: string(mr.State),
		CreatedAt: timestamp(mr.CreatedAt), UpdatedAt: timestamp(mr.UpdatedAt),
		MergedBy: v.person(mr.MergeUserID), MergeUser: v.person(mr.MergeUserID), MergedAt: timestampOrNull(mr.MergedAt),
		ClosedBy: v.person(mr.ClosedByID), ClosedAt: timestampOrNull(mr.ClosedAt),
		TargetBranch: mr.TargetBranch, SourceBranch: mr.SourceBranch, UserNotesCount: mr.UserNotesCount, Upvotes: mr.Upvotes, Downvotes: mr.Downvotes,
		Author: v.person(mr.AuthorID), Assignees: v.people(mr.AssigneeIDs), Reviewers: v.people(mr.ReviewerIDs),
		SourceProjectID: mr.SourceProjectID, TargetProjectID: mr.ProjectID, Labels: sortedLabels(mr),
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
	if v.State.Edition() == gitlab.EnterpriseEdition {
		entity.approvalsBeforeMerge = &approvalsBeforeMerge{}
	}
	return entity
}

func sortedLabels(mr *gitlab.MergeRequest) []string {
	labels := append([]string{}, mr.Labels...)
	slices.Sort(labels)
	return labels
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
