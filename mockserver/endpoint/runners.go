package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

// runnerOwner is the parameter that a type of runner needs.
var runnerOwner = map[string]string{"group_type": "group_id", "project_type": "project_id"}

func createRunner(x *exchange.Exchange) (exchange.Response, error) {
	n := gitlab.NewRunner{
		Type: x.Text("runner_type"), ProjectID: x.Int("project_id"), GroupID: x.Int("group_id"), Description: x.Text("description"),
		Paused: x.Bool("paused"), Locked: x.Bool("locked"), Tagged: !x.Bool("run_untagged"), Tags: x.Texts("tag_list"),
	}
	if owner := runnerOwner[n.Type]; owner != "" && !x.Given(owner) {
		return exchange.Response{}, exchange.BadArgument(owner + " is missing")
	}
	return exchange.Write(x, http.StatusCreated, entity.NewRunnerRegistration, func(tx *gitlab.Tx) (*gitlab.Runner, error) {
		return tx.CreateRunner(x.Actor, n)
	})
}

func verifyRunner(x *exchange.Exchange) (exchange.Response, error) {
	r, err := x.State.RunnerByToken(x.Text("token"))
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewRunnerRegistration(&x.View, r)), nil
}

func deleteRunner(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error { return tx.RemoveRunner(x.Text("token"), x.UnmodifiedSince()) })
}
