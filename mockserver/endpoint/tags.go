package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listTags(x *exchange.Exchange) (exchange.Response, error) {
	p, names, err := x.State.FindTags(x.Actor, x.ID(), gitlab.RefFilter{
		Search: x.Text("search"), By: x.Text("order_by"), Descending: x.Text("sort") == "desc",
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.List(x, names, func(v *entity.View, name string) entity.Tag { return entity.NewTag(v, p, name) }), nil
}

func getTag(x *exchange.Exchange) (exchange.Response, error) { return showTag(x, http.StatusOK) }

func showTag(x *exchange.Exchange, status int) (exchange.Response, error) {
	p, err := x.State.ReadCode(x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	name := x.Text("tag_name")
	if x.State.Repository(p.ID).Tag(name) == nil {
		return exchange.Response{}, &gitlab.Error{Kind: gitlab.NotFound, Subject: "Tag"}
	}
	return x.Show(status, entity.NewTag(&x.View, p, name)), nil
}

func createTag(x *exchange.Exchange) (exchange.Response, error) {
	err := x.Change(func(tx *gitlab.Tx) error {
		return tx.CreateTag(x.Actor, x.ID(), x.Text("tag_name"), x.Text("ref"), x.Text("message"))
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return showTag(x, http.StatusCreated)
}

func deleteTag(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		return tx.DeleteTag(x.Actor, x.ID(), x.Text("tag_name"), x.UnmodifiedSince())
	})
}
