package endpoint

import (
	"net/http"
	"slices"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func getOwnAccessToken(x *exchange.Exchange) (exchange.Response, error) {
	if x.Actor.Job != nil {
		return exchange.Response{}, &gitlab.Error{Kind: gitlab.BadRequest, Message: "This endpoint requires token type to be a personal access token"}
	}
	return x.Show(http.StatusOK, entity.NewPersonalToken(&x.View, x.Token)), nil
}

func listAccessTokens(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	found, err := x.State.AccessTokens(x.Actor, source, tokenFilter(x), x.Now())
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.List(x, found, entity.NewBotToken), nil
}

func tokenFilter(x *exchange.Exchange) gitlab.TokenFilter {
	f := gitlab.TokenFilter{
		Search: x.Text("search"), Revoked: x.BoolIfGiven("revoked"), Used: x.Given("last_used_before") || x.Given("last_used_after"),
		CreatedAfter: x.TimeIfGiven("created_after"), CreatedBefore: x.TimeIfGiven("created_before"),
		ExpiresAfter: x.TimeIfGiven("expires_after"), ExpiresBefore: x.TimeIfGiven("expires_before"), Sort: x.Text("sort"),
	}
	if x.Given("state") {
		f.Active = new(x.Text("state") == "active")
	}
	return f
}

func getAccessToken(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	t, err := x.State.AccessToken(x.Actor, source, x.Text("token_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewBotToken(&x.View, t)), nil
}

func createAccessToken(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	n, err := newToken(x, gitlab.BotScopes())
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.Write(x, http.StatusCreated, entity.NewIssuedBotToken, func(tx *gitlab.Tx) (*gitlab.Token, error) {
		return tx.CreateAccessToken(x.Actor, source, n)
	})
}

func createUserAccessToken(x *exchange.Exchange) (exchange.Response, error) {
	n, err := newToken(x, gitlab.Scopes())
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.Write(x, http.StatusCreated, entity.NewIssuedPersonalToken, func(tx *gitlab.Tx) (*gitlab.Token, error) {
		return tx.CreatePersonalToken(x.Actor, x.Int("user_id"), n)
	})
}

func newToken(x *exchange.Exchange, scopes []string) (gitlab.NewToken, error) {
	n := gitlab.NewToken{
		Name: x.Text("name"), Description: x.Text("description"), Scopes: x.Texts("scopes"), Access: x.AccessLevel("access_level"),
		ExpiresAt: x.Time("expires_at"), NoExpiry: !x.Sent("expires_at"),
	}
	if slices.ContainsFunc(n.Scopes, func(scope string) bool { return !slices.Contains(scopes, scope) }) {
		return n, exchange.BadArgument("scopes does not have a valid value")
	}
	return n, nil
}

func revokeAccessToken(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error { return tx.RevokeAccessToken(x.Actor, source, x.Text("token_id")) })
}
