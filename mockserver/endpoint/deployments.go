package endpoint

import (
	"net/http"
	"strings"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listDeployments(x *exchange.Exchange) (exchange.Response, error) {
	page := x.Page()
	found, err := x.State.FindDeployments(x.Actor, x.ID(), deploymentFilter(x), page)
	if err != nil {
		return exchange.Response{}, err
	}
	c := x.Compose()
	c.Deployments(found.Rows)
	return x.Paged(x.Composed(http.StatusOK, c), page, found.Total), nil
}

func deploymentFilter(x *exchange.Exchange) gitlab.DeploymentFilter {
	filter := gitlab.DeploymentFilter{
		OrderBy:    gitlab.OrderBy(x.Text("order_by")),
		Descending: x.Text("sort") == "desc",

		UpdatedAfter:   x.TimeIfGiven("updated_after"),
		UpdatedBefore:  x.TimeIfGiven("updated_before"),
		FinishedAfter:  x.TimeIfGiven("finished_after"),
		FinishedBefore: x.TimeIfGiven("finished_before"),

		Exclusive: gitlab.EdgesLeftOut{
			UpdatedAfter:  !x.LikeGitLab("updated-after-equal"),
			UpdatedBefore: !x.LikeGitLab("updated-before-equal"),
			FinishedAfter: !x.LikeGitLab("finished-after-equal"),
		},

		Environment: x.Text("environment"),
	}
	if strings.TrimSpace(filter.Environment) == "" {
		filter.Environment = ""
	}
	if status, ok := gitlab.ParseStatus(x.Text("status")); ok {
		filter.Status = &status
	}
	return filter
}

func getDeployment(x *exchange.Exchange) (exchange.Response, error) {
	d, err := x.State.GetDeployment(x.Actor, x.ID(), x.Int("deployment_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	return showDeployment(x, http.StatusOK, d, entity.Extended{AllApprovalFields: x.LikeGitLab("approval-fields")}), nil
}

func createDeployment(x *exchange.Exchange) (exchange.Response, error) {
	if !x.Given("tag") {
		// GitLab takes a blank tag for valid, fails to save the row and answers 201 null.
		return exchange.Failure(http.StatusBadRequest, "tag is empty"), nil
	}
	status, _ := gitlab.ParseStatus(x.Text("status"))
	return writeDeployment(x, http.StatusCreated, "approval-fields-on-create", func(tx *gitlab.Tx) (*gitlab.Deployment, error) {
		return tx.CreateDeployment(x.Actor, x.ID(), gitlab.NewDeployment{
			Environment: x.Text("environment"), SHA: x.Text("sha"), Ref: x.Text("ref"), Tag: x.Bool("tag"), Status: status,
		})
	})
}

func updateDeployment(x *exchange.Exchange) (exchange.Response, error) {
	status, _ := gitlab.ParseStatus(x.Text("status"))
	return writeDeployment(x, http.StatusOK, "approval-fields-on-update", func(tx *gitlab.Tx) (*gitlab.Deployment, error) {
		return tx.UpdateDeployment(x.Actor, x.ID(), x.Int("deployment_id"), status)
	})
}

// writeDeployment answers with a deployment in the extended form, which is put together from what is kept of it. The divergence
// decides about its approval fields.
func writeDeployment(
	x *exchange.Exchange, status int, divergence string, verb func(*gitlab.Tx) (*gitlab.Deployment, error),
) (exchange.Response, error) {
	var d *gitlab.Deployment
	err := x.Change(func(tx *gitlab.Tx) (err error) {
		d, err = verb(tx)
		return err
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return showDeployment(x, status, d, entity.Extended{NamesBots: true, AllApprovalFields: x.LikeGitLab(divergence)}), nil
}

func showDeployment(x *exchange.Exchange, status int, d *gitlab.Deployment, as entity.Extended) exchange.Response {
	c := x.Compose()
	c.ExtendedDeployment(d, as)
	return x.Composed(status, c)
}

func deleteDeployment(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		return tx.DestroyDeployment(x.Actor, x.ID(), x.Int("deployment_id"), x.UnmodifiedSince())
	})
}

func approveDeployment(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewApproval, func(tx *gitlab.Tx) (*gitlab.Approval, error) {
		return tx.ApproveDeployment(x.Actor, x.ID(), x.Int("deployment_id"), gitlab.NewVote{
			Vote: gitlab.Vote(x.Text("status")), RepresentedAs: x.Text("represented_as"), Comment: exchange.TextIfGiven[string](x.Arguments, "comment"),
		})
	})
}
