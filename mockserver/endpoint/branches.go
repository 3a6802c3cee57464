package endpoint

import (
	"net/http"
	"strings"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listBranches(x *exchange.Exchange) (exchange.Response, error) {
	by, _, _ := strings.Cut(x.Text("sort"), "_")
	p, names, err := x.State.FindBranches(x.Actor, x.ID(), gitlab.RefFilter{
		Search: x.Text("search"), Pattern: x.Text("regex"), By: by, Descending: strings.HasSuffix(x.Text("sort"), "_desc"),
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.List(x, names, func(v *entity.View, name string) entity.Branch { return entity.NewBranch(v, p, name) }), nil
}

func getBranch(x *exchange.Exchange) (exchange.Response, error) { return showBranch(x, http.StatusOK) }

func showBranch(x *exchange.Exchange, status int) (exchange.Response, error) {
	name := x.Text("branch")
	p, err := x.State.GetBranch(x.Actor, x.ID(), name)
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(status, entity.NewBranch(&x.View, p, name)), nil
}

func createBranch(x *exchange.Exchange) (exchange.Response, error) {
	err := x.Change(func(tx *gitlab.Tx) error { return tx.CreateBranch(x.Actor, x.ID(), x.Text("branch"), x.Text("ref")) })
	if err != nil {
		return exchange.Response{}, err
	}
	return showBranch(x, http.StatusCreated)
}

func deleteBranch(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		return tx.DeleteBranch(x.Actor, x.ID(), x.Text("branch"), x.UnmodifiedSince())
	})
}
