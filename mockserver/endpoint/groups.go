package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listGroups(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.List(x, x.State.FindGroups(x.Actor, gitlab.GroupFilter{
		Search: x.Text("search"), Owned: x.Bool("owned"), Member: !x.Bool("all_available"), TopLevelOnly: x.Bool("top_level_only"),
		MinAccess: x.AccessLevel("min_access_level"),
	}), entity.NewGroup), nil
}

func getGroup(x *exchange.Exchange) (exchange.Response, error) {
	g, err := x.State.LookUpGroup(x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewGroup(&x.View, g)), nil
}

func deleteGroup(x *exchange.Exchange) (exchange.Response, error) {
	err := x.Change(func(tx *gitlab.Tx) error {
		return tx.DeleteGroup(x.Actor, x.ID(), gitlab.GroupDeletion{
			Permanently: x.Bool("permanently_remove"), FullPath: x.Text("full_path"), UnmodifiedSince: x.UnmodifiedSince(),
		})
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.Message(http.StatusAccepted, "202 Accepted"), nil
}

func createGroup(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewGroup, func(tx *gitlab.Tx) (*gitlab.Group, error) {
		return tx.CreateGroup(x.Actor, gitlab.NewGroup{
			Name: x.Text("name"), Path: x.Text("path"), Description: x.Text("description"),
			Visibility: gitlab.Visibility(x.Text("visibility")), ParentID: x.Int("parent_id"),
		})
	})
}
