package mockserver

import (
	"errors"
	"net/http"
	"strconv"

	"understudy/mockserver/gitlab"
)

// requestJob hands a runner its next job. Every request is looked into, whatever the runner has heard last.
func requestJob(x *exchange) (Response, error) {
	var j *gitlab.Job
	err := x.write(func(tx *gitlab.Tx) (err error) {
		j, err = tx.RequestJob(x.values.String("token"))
		return err
	})
	if err != nil {
		return Response{}, err
	}
	if j == nil {
		return Response{Status: http.StatusNoContent, Header: http.Header{"X-Gitlab-Last-Update": {x.latestUpdate()}}}, nil
	}
	return x.live(http.StatusCreated, x.jobOrderEntity(j)), nil
}

// latestUpdate stands for the jobs there are.
func (x *exchange) latestUpdate() string { return strconv.FormatUint(x.state.Revision(), 16) }

func updateJob(x *exchange) (Response, error) {
	v := x.values
	var j *gitlab.Job
	err := x.write(func(tx *gitlab.Tx) (err error) {
		j, err = tx.ReportJob(v.Int("id"), v.String("token"), gitlab.JobReport{State: v.String("state"), FailureReason: v.String("failure_reason")})
		return err
	})
	switch {
	case errors.Is(err, gitlab.ErrJobNotRunning):
		response := x.server.refusal(x, err)
		response.Header = http.Header{"Job-Status": {string(j.Status)}}
		return response, nil
	case errors.Is(err, gitlab.ErrJobState):
		return bareStatus(http.StatusBadRequest), nil
	case err != nil:
		return Response{}, err
	}
	return bareStatus(http.StatusOK), nil
}

// bareStatus is a response that says nothing but its status.
func bareStatus(status int) Response {
	return Response{Status: status, Body: strconv.AppendInt(nil, int64(status), 10)}
}
