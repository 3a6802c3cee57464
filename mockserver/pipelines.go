package mockserver

import (
	"net/http"
	"strings"

	"understudy/mockserver/gitlab"
)

func listPipelines(x *exchange) (Response, error) {
	found, err := x.state.FindPipelines(x.actor, x.project(), x.pipelineFilter())
	if err != nil {
		return Response{}, err
	}
	if x.values.String("name") != "" {
		found = nil // no pipeline has a name here
	}
	return listed(x, found, x.pipelineInListEntity), nil
}

func (x *exchange) pipelineFilter() gitlab.PipelineFilter {
	v := x.values
	return gitlab.PipelineFilter{
		Scope: v.String("scope"), Status: gitlab.JobStatus(v.String("status")), Ref: v.String("ref"), SHA: v.String("sha"),
		Source: v.String("source"), Username: v.String("username"),
		UpdatedAfter: x.time("updated_after"), UpdatedBefore: x.time("updated_before"),
		CreatedAfter: x.time("created_after"), CreatedBefore: x.time("created_before"),
		OrderBy: v.String("order_by"), Ascending: v.String("sort") == "asc", YAMLErrors: x.boolean("yaml_errors"),
	}
}

func getPipeline(x *exchange) (Response, error) {
	pl, err := x.state.GetPipeline(x.actor, x.project(), x.values.Int("pipeline_id"))
	if err != nil {
		return Response{}, err
	}
	entity := x.pipelineFullEntity(pl)
	entity.pipelineMetadata = &pipelineMetadata{}
	return x.live(http.StatusOK, entity), nil
}

func createPipeline(x *exchange) (Response, error) {
	n := gitlab.NewPipeline{Ref: strings.Clone(x.values.String("ref")), Variables: map[string]string{}}
	for _, sent := range x.values.Objects("variables") {
		n.Variables[strings.Clone(sent.String("key"))] = strings.Clone(sent.String("value"))
	}
	return x.changedPipeline(http.StatusCreated, func(tx *gitlab.Tx) (*gitlab.Pipeline, error) {
		return tx.CreatePipeline(x.actor, x.project(), n)
	})
}

func cancelPipeline(x *exchange) (Response, error) {
	return x.changedPipeline(http.StatusOK, func(tx *gitlab.Tx) (*gitlab.Pipeline, error) {
		return tx.CancelPipeline(x.actor, x.project(), x.values.Int("pipeline_id"))
	})
}

func retryPipeline(x *exchange) (Response, error) {
	return x.changedPipeline(http.StatusCreated, func(tx *gitlab.Tx) (*gitlab.Pipeline, error) {
		return tx.RetryPipeline(x.actor, x.project(), x.values.Int("pipeline_id"))
	})
}

// changedPipeline shows a pipeline as the verb leaves it; what its jobs do in the background is not waited for.
func (x *exchange) changedPipeline(status int, verb func(*gitlab.Tx) (*gitlab.Pipeline, error)) (Response, error) {
	var pl *gitlab.Pipeline
	err := x.write(func(tx *gitlab.Tx) (err error) {
		pl, err = verb(tx)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(status, x.pipelineFullEntity(pl)), nil
}
