package mockserver

import (
	"net/http"
	"strings"
	"time"

	"understudy/mockserver/gitlab"
)

func listDeployments(x *exchange) (Response, error) {
	page := x.page()
	found, err := x.state.FindDeployments(x.actor, x.project(), x.deploymentFilter(), page)
	if err != nil {
		return Response{}, err
	}
	c := x.compose()
	c.text("[")
	for i, d := range found.Rows {
		if i > 0 {
			c.text(",")
		}
		c.deployment(d, false)
		c.text("}")
	}
	c.text("]")
	response := c.response(http.StatusOK)
	response.List = x.paginated(page, found.Total)
	return response, nil
}

func (x *exchange) deploymentFilter() gitlab.DeploymentFilter {
	v := x.values
	filter := gitlab.DeploymentFilter{
		OrderBy:    gitlab.OrderBy(v.String("order_by")),
		Descending: v.String("sort") == "desc",

		UpdatedAfter:   x.time("updated_after"),
		UpdatedBefore:  x.time("updated_before"),
		FinishedAfter:  x.time("finished_after"),
		FinishedBefore: x.time("finished_before"),

		Environment: v.String("environment"),
	}
	if strings.TrimSpace(filter.Environment) == "" {
		filter.Environment = ""
	}
	if status, ok := gitlab.ParseStatus(v.String("status")); ok {
		filter.Status = &status
	}
	return filter
}

// time returns the time sent under the name, nil if none was.
func (x *exchange) time(name string) *time.Time {
	if !x.values.Given(name) {
		return nil
	}
	return new(x.values.Time(name))
}

func getDeployment(x *exchange) (Response, error) {
	d, err := x.state.GetDeployment(x.actor, x.project(), x.values.Int("deployment_id"))
	if err != nil {
		return Response{}, err
	}
	return x.extended(http.StatusOK, d, false), nil
}

func createDeployment(x *exchange) (Response, error) {
	v := x.values
	if !v.Given("tag") {
		// GitLab takes a blank tag for valid, fails to save the row and answers 201 null.
		return failure(http.StatusBadRequest, "tag is empty"), nil
	}
	status, _ := gitlab.ParseStatus(v.String("status"))
	var d *gitlab.Deployment
	err := x.write(func(tx *gitlab.Tx) (err error) {
		d, err = tx.CreateDeployment(x.actor, x.project(), gitlab.NewDeployment{
			Environment: v.String("environment"), SHA: v.String("sha"), Ref: v.String("ref"), Tag: v.Bool("tag"), Status: status,
		})
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.extended(http.StatusCreated, d, true), nil
}

func updateDeployment(x *exchange) (Response, error) {
	status, _ := gitlab.ParseStatus(x.values.String("status"))
	var d *gitlab.Deployment
	err := x.write(func(tx *gitlab.Tx) (err error) {
		d, err = tx.UpdateDeployment(x.actor, x.project(), x.values.Int("deployment_id"), status)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.extended(http.StatusOK, d, true), nil
}

func deleteDeployment(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error {
		return tx.DestroyDeployment(x.actor, x.project(), x.values.Int("deployment_id"), unmodifiedSince(x.http))
	})
	return Response{Status: http.StatusNoContent}, err
}

// unmodifiedSince reads If-Unmodified-Since as an HTTP date or as ISO 8601; GitLab ignores what it cannot read.
func unmodifiedSince(r *http.Request) *time.Time {
	text := r.Header.Get("If-Unmodified-Since")
	if t, err := http.ParseTime(text); err == nil {
		return &t
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return &t
	}
	return nil
}

func approveDeployment(x *exchange) (Response, error) {
	v := x.values
	vote := gitlab.NewVote{Vote: gitlab.Vote(v.String("status")), RepresentedAs: v.String("represented_as")}
	if v.Given("comment") {
		vote.Comment = new(v.String("comment"))
	}
	var cast *gitlab.Approval
	err := x.write(func(tx *gitlab.Tx) (err error) {
		cast, err = tx.ApproveDeployment(x.actor, x.project(), v.Int("deployment_id"), vote)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusCreated, x.approvalEntity(cast, true)), nil
}

// extended answers with one deployment and what Enterprise Edition adds about its approvals.
func (x *exchange) extended(status int, d *gitlab.Deployment, namesBots bool) Response {
	c := x.compose()
	c.deployment(d, namesBots)
	x.approvalFields(c, d, namesBots)
	c.text("}")
	return c.response(status)
}

// live answers with an entity that is encoded, and checked, for this response.
func (x *exchange) live(status int, entity any) Response {
	c := x.compose()
	c.once(entity)
	return c.response(status)
}
