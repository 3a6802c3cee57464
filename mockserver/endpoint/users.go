package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func getCurrentUser(x *exchange.Exchange) (exchange.Response, error) {
	return x.Show(http.StatusOK, entity.NewCurrentUser(&x.View, x.Actor.User)), nil
}

func createUser(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewUserForAdmin, func(tx *gitlab.Tx) (*gitlab.User, error) {
		return tx.CreateUser(x.Actor, gitlab.NewUser{
			Username: x.Text("username"), Name: x.Text("name"), Email: x.Text("email"), Admin: x.Bool("admin"), External: x.Bool("external"),
		})
	})
}
