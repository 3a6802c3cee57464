package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listJobs(x *exchange.Exchange) (exchange.Response, error) {
	response, err := jobPage(x, gitlab.JobFilter{Scope: x.Texts("scope"), Ref: x.Text("ref")})
	if err != nil {
		return exchange.Response{}, err
	}
	return response.Uncounted(), nil
}

func listPipelineJobs(x *exchange.Exchange) (exchange.Response, error) {
	return jobPage(x, gitlab.JobFilter{PipelineID: x.Int("pipeline_id"), Scope: x.Texts("scope"), Retried: x.Bool("include_retried")})
}

func jobPage(x *exchange.Exchange, f gitlab.JobFilter) (exchange.Response, error) {
	found, err := x.State.FindJobs(x.Actor, x.ID(), f)
	if err != nil {
		return exchange.Response{}, err
	}
	page, c := x.Page(), x.Compose()
	c.Jobs(exchange.PageOf(page, found))
	return x.Paged(x.Composed(http.StatusOK, c), page, len(found)), nil
}

func listPipelineBridges(x *exchange.Exchange) (exchange.Response, error) {
	found, err := x.State.FindJobs(x.Actor, x.ID(), gitlab.JobFilter{
		PipelineID: x.Int("pipeline_id"), Scope: x.Texts("scope"), Bridges: true,
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.List(x, found, entity.NewBridge), nil
}

func getJob(x *exchange.Exchange) (exchange.Response, error) {
	j, err := x.State.GetJob(x.Actor, x.ID(), x.Int("job_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	c := x.Compose()
	c.Job(j.ID)
	return x.Composed(http.StatusOK, c), nil
}

// The following show a job as the verb leaves it; what follows in the background is not waited for.

func playJob(x *exchange.Exchange) (exchange.Response, error) {
	variables := map[string]string{}
	for _, sent := range x.Objects("job_variables_attributes") {
		variables[sent.Text("key")] = sent.Text("value")
	}
	return exchange.Write(x, http.StatusOK, entity.NewPlayedJob, func(tx *gitlab.Tx) (*gitlab.Job, error) {
		return tx.PlayJob(x.Actor, x.ID(), x.Int("job_id"), variables)
	})
}

func cancelJob(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewJob, func(tx *gitlab.Tx) (*gitlab.Job, error) {
		return tx.CancelJob(x.Actor, x.ID(), x.Int("job_id"), x.Bool("force"))
	})
}

func retryJob(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewJob, func(tx *gitlab.Tx) (*gitlab.Job, error) {
		return tx.RetryJob(x.Actor, x.ID(), x.Int("job_id"))
	})
}
