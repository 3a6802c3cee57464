package endpoint

import (
	"errors"
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listEnvironments(x *exchange.Exchange) (exchange.Response, error) {
	found, err := x.State.FindEnvironments(x.Actor, x.ID(), gitlab.EnvironmentFilter{
		Name: x.Text("name"), Search: x.Text("search"), State: gitlab.EnvironmentState(x.Text("states")),
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.List(x, found, entity.NewEnvironment), nil
}

func getEnvironment(x *exchange.Exchange) (exchange.Response, error) {
	e, err := x.State.GetEnvironment(x.Actor, x.ID(), x.Int("environment_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	c := x.Compose()
	c.EnvironmentWithLastDeployment(e)
	return x.Composed(http.StatusOK, c), nil
}

func createEnvironment(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewEnvironment, func(tx *gitlab.Tx) (*gitlab.Environment, error) {
		return tx.CreateEnvironment(x.Actor, x.ID(), x.Text("name"), environmentChange(x))
	})
}

func updateEnvironment(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusOK, entity.NewEnvironment, func(tx *gitlab.Tx) (*gitlab.Environment, error) {
		return tx.UpdateEnvironment(x.Actor, x.ID(), x.Int("environment_id"), environmentChange(x))
	})
}

func environmentChange(x *exchange.Exchange) gitlab.EnvironmentChange {
	c := gitlab.EnvironmentChange{
		ExternalURL: x.TextOrNull("external_url"), Description: x.TextOrNull("description"),
		Tier: x.Text("tier"), AutoStopSetting: x.Text("auto_stop_setting"),
		KubernetesNamespace: exchange.TextIfGiven[string](x.Arguments, "kubernetes_namespace"),
		FluxResourcePath:    exchange.TextIfGiven[string](x.Arguments, "flux_resource_path"),
	}
	if x.Given("cluster_agent_id") {
		c.ClusterAgentID = new(x.Int("cluster_agent_id"))
	}
	return c
}

func stopEnvironment(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusOK, entity.NewEnvironment, func(tx *gitlab.Tx) (*gitlab.Environment, error) {
		return tx.StopEnvironment(x.Actor, x.ID(), x.Int("environment_id"), x.Bool("force"))
	})
}

func stopStaleEnvironments(x *exchange.Exchange) (exchange.Response, error) {
	err := x.Change(func(tx *gitlab.Tx) error { return tx.StopStaleEnvironments(x.Actor, x.ID(), x.Time("before")) })
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.Message(http.StatusOK, "Successfully requested stop for all stale environments"), nil
}

const mostReviewApps = 1000

func deleteReviewApps(x *exchange.Exchange) (exchange.Response, error) {
	limit := x.Int("limit")
	if limit < 1 || limit > mostReviewApps {
		return exchange.Response{}, exchange.BadArgument("limit does not have a valid value")
	}
	response, err := exchange.Write(x, http.StatusOK, entity.NewReviewApps, func(tx *gitlab.Tx) ([]*gitlab.Environment, error) {
		return tx.DeleteReviewApps(x.Actor, x.ID(), gitlab.ReviewDeletion{
			Before: x.TimeIfGiven("before"), Limit: int(limit), DryRun: x.Bool("dry_run"),
		})
	})
	refusal, refused := errors.AsType[*gitlab.ReviewRefusal](err)
	switch {
	case refused && refusal.Unauthorized:
		return x.Show(http.StatusUnauthorized, entity.NewRefusedReviewApps(refusal)), nil
	case refused:
		return x.Show(http.StatusBadRequest, entity.NewRefusedReviewApps(refusal)), nil
	}
	return response, err
}

func deleteEnvironment(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		return tx.DestroyEnvironment(x.Actor, x.ID(), x.Int("environment_id"), x.UnmodifiedSince())
	})
}
