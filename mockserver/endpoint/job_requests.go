package endpoint

import (
	"errors"
	"net/http"
	"strconv"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

// requestJob hands a runner its next job. Every request is looked into, whatever the runner has heard last.
func requestJob(x *exchange.Exchange) (exchange.Response, error) {
	var j *gitlab.Job
	err := x.Change(func(tx *gitlab.Tx) (err error) {
		j, err = tx.RequestJob(x.Text("token"))
		return err
	})
	if err != nil {
		return exchange.Response{}, err
	}
	if j == nil {
		return exchange.Response{Status: http.StatusNoContent, Header: http.Header{"X-Gitlab-Last-Update": {latestUpdate(x)}}}, nil
	}
	return x.Show(http.StatusCreated, entity.NewJobOrder(&x.View, j)), nil
}

// latestUpdate stands for the jobs there are.
func latestUpdate(x *exchange.Exchange) string { return strconv.FormatUint(x.State.Revision(), 16) }

func updateJob(x *exchange.Exchange) (exchange.Response, error) {
	var j *gitlab.Job
	err := x.Change(func(tx *gitlab.Tx) (err error) {
		j, err = tx.ReportJob(x.Int("id"), x.Text("token"), gitlab.JobReport{State: x.Text("state"), FailureReason: x.Text("failure_reason")})
		return err
	})
	switch {
	case errors.Is(err, gitlab.ErrJobNotRunning):
		response := x.Refuse(err)
		response.Header = http.Header{"Job-Status": {string(j.Status)}}
		return response, nil
	case errors.Is(err, gitlab.ErrJobState):
		return bareStatus(http.StatusBadRequest), nil
	case err != nil:
		return exchange.Response{}, err
	}
	return bareStatus(http.StatusOK), nil
}

// bareStatus is a response that says nothing but its status.
func bareStatus(status int) exchange.Response {
	return exchange.Response{Status: status, Body: strconv.AppendInt(nil, int64(status), 10)}
}
