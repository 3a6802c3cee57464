package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
)

func getVersion(x *exchange.Exchange) (exchange.Response, error) {
	return x.Show(http.StatusOK, entity.NewVersion(&x.View)), nil
}

func getMetadata(x *exchange.Exchange) (exchange.Response, error) {
	return x.Show(http.StatusOK, entity.NewMetadata(&x.View)), nil
}
