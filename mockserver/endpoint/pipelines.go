package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listPipelines(x *exchange.Exchange) (exchange.Response, error) {
	found, err := x.State.FindPipelines(x.Actor, x.ID(), pipelineFilter(x))
	if err != nil {
		return exchange.Response{}, err
	}
	if x.Text("name") != "" {
		found = nil // no pipeline has a name here
	}
	return exchange.List(x, found, entity.NewPipelineInList), nil
}

func pipelineFilter(x *exchange.Exchange) gitlab.PipelineFilter {
	return gitlab.PipelineFilter{
		Scope: x.Text("scope"), Status: gitlab.JobStatus(x.Text("status")), Ref: x.Text("ref"), SHA: x.Text("sha"),
		Source: x.Text("source"), Username: x.Text("username"),
		UpdatedAfter: x.TimeIfGiven("updated_after"), UpdatedBefore: x.TimeIfGiven("updated_before"),
		CreatedAfter: x.TimeIfGiven("created_after"), CreatedBefore: x.TimeIfGiven("created_before"),
		OrderBy: x.Text("order_by"), Ascending: x.Text("sort") == "asc", YAMLErrors: x.BoolIfGiven("yaml_errors"),
	}
}

func getPipeline(x *exchange.Exchange) (exchange.Response, error) {
	pl, err := x.State.GetPipeline(x.Actor, x.ID(), x.Int("pipeline_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewPipelineWithName(&x.View, pl)), nil
}

// The following show a pipeline as the verb leaves it; what its jobs do in the background is not waited for.

func createPipeline(x *exchange.Exchange) (exchange.Response, error) {
	n := gitlab.NewPipeline{Ref: x.Text("ref"), Variables: map[string]string{}}
	for _, sent := range x.Objects("variables") {
		n.Variables[sent.Text("key")] = sent.Text("value")
	}
	return exchange.Write(x, http.StatusCreated, entity.NewPipeline, func(tx *gitlab.Tx) (*gitlab.Pipeline, error) {
		return tx.CreatePipeline(x.Actor, x.ID(), n)
	})
}

func cancelPipeline(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusOK, entity.NewPipeline, func(tx *gitlab.Tx) (*gitlab.Pipeline, error) {
		return tx.CancelPipeline(x.Actor, x.ID(), x.Int("pipeline_id"))
	})
}

func retryPipeline(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewPipeline, func(tx *gitlab.Tx) (*gitlab.Pipeline, error) {
		return tx.RetryPipeline(x.Actor, x.ID(), x.Int("pipeline_id"))
	})
}
