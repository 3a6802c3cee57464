package mockserver

import (
	"net/http"
	"strings"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

type runnerRegistration struct {
	ID             int64   `json:"id"`
	Token          string  `json:"token"`
	TokenExpiresAt *string `json:"token_expires_at"`
}

func runnerRegistrationEntity(r *gitlab.Runner) runnerRegistration {
	return runnerRegistration{ID: r.ID, Token: r.Token}
}

// runnerOwner is the parameter that a type of runner needs.
var runnerOwner = map[string]string{"group_type": "group_id", "project_type": "project_id"}

func createRunner(x *exchange) (Response, error) {
	n := x.newRunner()
	if owner := runnerOwner[n.Type]; owner != "" && !x.values.Given(owner) {
		return Response{}, argumentErrors{openapi.Violation{Message: owner + " is missing"}}
	}
	var r *gitlab.Runner
	err := x.write(func(tx *gitlab.Tx) (err error) {
		r, err = tx.CreateRunner(x.actor, n)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusCreated, runnerRegistrationEntity(r)), nil
}

func (x *exchange) newRunner() gitlab.NewRunner {
	v := x.values
	n := gitlab.NewRunner{
		Type: strings.Clone(v.String("runner_type")), ProjectID: v.Int("project_id"), GroupID: v.Int("group_id"),
		Description: strings.Clone(v.String("description")), Paused: v.Bool("paused"), Locked: v.Bool("locked"),
		Tagged: !v.Bool("run_untagged"),
	}
	for _, tag := range v.Strings("tag_list") {
		n.Tags = append(n.Tags, strings.Clone(tag))
	}
	return n
}

func verifyRunner(x *exchange) (Response, error) {
	r, err := x.state.RunnerByToken(x.values.String("token"))
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, runnerRegistrationEntity(r)), nil
}

func deleteRunner(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error { return tx.RemoveRunner(x.values.String("token")) })
	return Response{Status: http.StatusNoContent}, err
}
