package mockserver

import (
	"net/http"
	"strconv"

	"understudy/mockserver/gitlab"
)

func listProjectMergeRequests(x *exchange) (Response, error) {
	if refusal := x.refuseSeveralAssignees(); refusal != nil {
		return *refusal, nil
	}
	filter, page := x.mergeRequestFilter(), x.page()
	filter.Labels, filter.IIDs = x.values.Strings("labels"), x.ids("iids")
	order := gitlab.MergeRequestOrder{By: x.values.String("order_by"), Descending: x.values.String("sort") == "desc"}
	found, total, err := x.state.FindMergeRequests(x.actor, x.project(), filter, order, page)
	if err != nil {
		return Response{}, err
	}
	return x.mergeRequestPage(found, page, total), nil
}

// ids reads a list of numbers; what is none names nobody and nothing.
func (x *exchange) ids(name string) []int64 {
	var ids []int64
	for _, text := range x.values.Strings(name) {
		id, _ := strconv.ParseInt(text, 10, 64)
		ids = append(ids, id)
	}
	return ids
}

func getMergeRequest(x *exchange) (Response, error) {
	mr, err := x.state.GetMergeRequest(x.actor, x.project(), x.values.Int("merge_request_iid"))
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, x.fullMergeRequestEntity(mr)), nil
}

func createMergeRequest(x *exchange) (Response, error) {
	v := x.values
	return x.writeMergeRequest(http.StatusCreated, func(tx *gitlab.Tx) (*gitlab.MergeRequest, error) {
		return tx.CreateMergeRequest(x.actor, x.project(), gitlab.NewMergeRequest{
			SourceBranch: v.String("source_branch"), TargetBranch: v.String("target_branch"),
			Title: v.String("title"), Description: v.String("description"),
			AssigneeIDs: x.ids("assignee_ids"), ReviewerIDs: x.ids("reviewer_ids"),
			Squash: v.Bool("squash"), RemoveSource: v.Bool("remove_source_branch"),
		})
	})
}

func updateMergeRequest(x *exchange) (Response, error) {
	change := gitlab.MergeRequestChange{
		Title: x.textGiven("title"), Description: x.textGiven("description"), TargetBranch: x.textGiven("target_branch"),
		AssigneeIDs: x.idsGiven("assignee_ids"), ReviewerIDs: x.idsGiven("reviewer_ids"),
		Squash: x.boolGiven("squash"), RemoveSource: x.boolGiven("remove_source_branch"), StateEvent: x.values.String("state_event"),
	}
	return x.writeMergeRequest(http.StatusOK, func(tx *gitlab.Tx) (*gitlab.MergeRequest, error) {
		return tx.UpdateMergeRequest(x.actor, x.project(), x.values.Int("merge_request_iid"), change)
	})
}

func acceptMergeRequest(x *exchange) (Response, error) {
	v := x.values
	return x.writeMergeRequest(http.StatusOK, func(tx *gitlab.Tx) (*gitlab.MergeRequest, error) {
		return tx.AcceptMergeRequest(x.actor, x.project(), v.Int("merge_request_iid"), gitlab.Acceptance{
			SHA: v.String("sha"), Squash: x.boolGiven("squash"), RemoveSource: v.Bool("should_remove_source_branch"),
			MergeMessage: v.String("merge_commit_message"), SquashMessage: v.String("squash_commit_message"),
		})
	})
}

func (x *exchange) writeMergeRequest(status int, verb func(*gitlab.Tx) (*gitlab.MergeRequest, error)) (Response, error) {
	var mr *gitlab.MergeRequest
	err := x.write(func(tx *gitlab.Tx) (err error) {
		mr, err = verb(tx)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(status, x.fullMergeRequestEntity(mr)), nil
}

func (x *exchange) textGiven(name string) *string {
	if !x.values.Given(name) {
		return nil
	}
	return new(x.values.String(name))
}

func (x *exchange) boolGiven(name string) *bool {
	if !x.values.Given(name) {
		return nil
	}
	return new(x.values.Bool(name))
}

func (x *exchange) idsGiven(name string) *[]int64 {
	if !x.values.Given(name) {
		return nil
	}
	return new(x.ids(name))
}

type fullMergeRequest struct {
	mergeRequest
	Subscribed            bool           `json:"subscribed"`
	ChangesCount          *string        `json:"changes_count"`
	LatestBuildStartedAt  *string        `json:"latest_build_started_at"`
	LatestBuildFinishedAt *string        `json:"latest_build_finished_at"`
	FirstDeployed         *string        `json:"first_deployed_to_production_at"`
	Pipeline              *pipelineBasic `json:"pipeline"`
	HeadPipeline          *pipelineBasic `json:"head_pipeline"`
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

func (x *exchange) fullMergeRequestEntity(mr *gitlab.MergeRequest) fullMergeRequest {
	p := x.state.ProjectByID(mr.ProjectID)
	pipeline := pipelineEntity(p, x.state.LatestPipeline(p, mr.SHA))
	entity := fullMergeRequest{
		mergeRequest: x.mergeRequestEntity(mr), Subscribed: mr.AuthorID == x.actor.User.ID,
		FirstDeployed: timestampOrNull(x.state.FirstInProduction(mr)), Pipeline: pipeline, HeadPipeline: pipeline,
		User: mergeRights{CanMerge: x.state.MayPush(x.actor, p, mr.TargetBranch)},
	}
	if base, files, ok := x.state.Difference(mr); ok {
		entity.ChangesCount = new(strconv.Itoa(files))
		entity.DiffRefs = &diffRefs{BaseSHA: base, HeadSHA: mr.SHA, StartSHA: base}
	}
	return entity
}
