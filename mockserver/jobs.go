package mockserver

import (
	"net/http"

	"understudy/mockserver/gitlab"
)

func listJobs(x *exchange) (Response, error) {
	return x.jobs(gitlab.JobFilter{Scope: x.values.Strings("scope")})
}

func listPipelineJobs(x *exchange) (Response, error) {
	return x.jobs(gitlab.JobFilter{
		PipelineID: x.values.Int("pipeline_id"), Scope: x.values.Strings("scope"), Retried: x.values.Bool("include_retried"),
	})
}

func (x *exchange) jobs(f gitlab.JobFilter) (Response, error) {
	found, err := x.state.FindJobs(x.actor, x.project(), f)
	if err != nil {
		return Response{}, err
	}
	page := x.page()
	c := x.compose()
	c.text("[")
	for i, j := range pageOf(page, found) {
		if i > 0 {
			c.text(",")
		}
		c.fragment(x.jobFragment(j.ID))
	}
	c.text("]")
	response := c.response(http.StatusOK)
	response.List = x.paginated(page, len(found))
	response.List.uncounted = f.PipelineID == 0
	return response, nil
}

func listPipelineBridges(x *exchange) (Response, error) {
	found, err := x.state.FindJobs(x.actor, x.project(), gitlab.JobFilter{
		PipelineID: x.values.Int("pipeline_id"), Scope: x.values.Strings("scope"), Bridges: true,
	})
	if err != nil {
		return Response{}, err
	}
	return listed(x, found, x.bridgeEntity), nil
}

func getJob(x *exchange) (Response, error) {
	j, err := x.state.GetJob(x.actor, x.project(), x.values.Int("job_id"))
	if err != nil {
		return Response{}, err
	}
	c := x.compose()
	c.fragment(x.jobFragment(j.ID))
	return c.response(http.StatusOK), nil
}

func playJob(x *exchange) (Response, error) { return x.changedJob(http.StatusOK, (*gitlab.Tx).PlayJob) }

func cancelJob(x *exchange) (Response, error) {
	return x.changedJob(http.StatusCreated, func(tx *gitlab.Tx, actor gitlab.Actor, project string, id int64) (*gitlab.Job, error) {
		return tx.CancelJob(actor, project, id, x.values.Bool("force"))
	})
}

func retryJob(x *exchange) (Response, error) {
	return x.changedJob(http.StatusCreated, (*gitlab.Tx).RetryJob)
}

// changedJob shows a job as the verb leaves it; what follows in the background is not waited for. Only play shows a trigger
// job as one.
func (x *exchange) changedJob(status int, verb func(*gitlab.Tx, gitlab.Actor, string, int64) (*gitlab.Job, error)) (Response, error) {
	var j *gitlab.Job
	err := x.write(func(tx *gitlab.Tx) (err error) {
		j, err = verb(tx, x.actor, x.project(), x.values.Int("job_id"))
		return err
	})
	switch {
	case err != nil:
		return Response{}, err
	case j.Bridge && status == http.StatusOK:
		return x.live(status, x.bridgeEntity(j)), nil
	}
	return x.live(status, jobEntity(x.state, j)), nil
}
