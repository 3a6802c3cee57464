package mockserver

import (
	"net/http"
	"slices"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

type accessToken struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Revoked     bool     `json:"revoked"`
	CreatedAt   string   `json:"created_at"`
	Description *string  `json:"description"`
	Scopes      []string `json:"scopes"`
	UserID      int64    `json:"user_id"`
	LastUsedAt  *string  `json:"last_used_at"`
	Active      bool     `json:"active"`
	ExpiresAt   *string  `json:"expires_at"`
	*botToken
	Token string `json:"token,omitempty"` // told once, to whoever made it
}

// botToken is what the token of a project or group has beyond that of a person.
type botToken struct {
	AccessLevel  int    `json:"access_level"`
	ResourceType string `json:"resource_type"`
	ResourceID   int64  `json:"resource_id"`
}

func (x *exchange) accessTokenEntity(t *gitlab.Token) accessToken {
	return accessToken{
		ID: t.ID, Name: t.Name, Revoked: t.Revoked, CreatedAt: timestamp(t.CreatedAt), Description: textOrNull(t.Description),
		Scopes: t.Scopes, UserID: t.UserID, Active: !t.Revoked && !t.Expired(x.server.now()), ExpiresAt: dateOrNull(t.ExpiresAt),
	}
}

func (x *exchange) botTokenEntity(t *gitlab.Token) accessToken {
	entity := x.accessTokenEntity(t)
	bot := x.state.User(t.UserID)
	if g := x.state.Group(bot.BotOfGroup); g != nil {
		entity.botToken = &botToken{AccessLevel: int(g.Members[bot.ID]), ResourceType: "group", ResourceID: g.ID}
	} else {
		p := x.state.ProjectByID(bot.BotOf)
		entity.botToken = &botToken{AccessLevel: int(p.Members[bot.ID]), ResourceType: "project", ResourceID: p.ID}
	}
	return entity
}

func getOwnAccessToken(x *exchange) (Response, error) {
	if x.actor.Job != nil {
		return Response{}, &gitlab.Error{Kind: gitlab.BadRequest, Message: "This endpoint requires token type to be a personal access token"}
	}
	return x.live(http.StatusOK, x.accessTokenEntity(x.token)), nil
}

func listAccessTokens(x *exchange, source gitlab.Source) (Response, error) {
	found, err := x.state.AccessTokens(x.actor, source)
	if err != nil {
		return Response{}, err
	}
	return listed(x, found, x.botTokenEntity), nil
}

func createAccessToken(x *exchange, source gitlab.Source) (Response, error) {
	return x.issueToken(x.botTokenEntity, func(tx *gitlab.Tx, n gitlab.NewToken) (*gitlab.Token, error) {
		return tx.CreateAccessToken(x.actor, source, n)
	})
}

func createUserAccessToken(x *exchange) (Response, error) {
	return x.issueToken(x.accessTokenEntity, func(tx *gitlab.Tx, n gitlab.NewToken) (*gitlab.Token, error) {
		return tx.CreatePersonalToken(x.actor, x.values.Int("user_id"), n)
	})
}

func (x *exchange) issueToken(entity func(*gitlab.Token) accessToken, verb func(*gitlab.Tx, gitlab.NewToken) (*gitlab.Token, error)) (Response, error) {
	n := gitlab.NewToken{
		Name: x.values.String("name"), Description: x.values.String("description"), Scopes: x.values.Strings("scopes"),
		Access: x.accessLevel("access_level"),
	}
	if x.values.Given("expires_at") {
		n.ExpiresAt = x.values.Time("expires_at")
	}
	if len(n.Scopes) == 0 || slices.ContainsFunc(n.Scopes, func(scope string) bool { return !slices.Contains(gitlab.Scopes(), scope) }) {
		return Response{}, argumentErrors{openapi.Violation{Message: "scopes does not have a valid value"}}
	}
	var t *gitlab.Token
	err := x.write(func(tx *gitlab.Tx) (err error) {
		t, err = verb(tx, n)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	shown := entity(t)
	shown.Token = t.Value
	return x.live(http.StatusCreated, shown), nil
}

func revokeAccessToken(x *exchange, source gitlab.Source) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error { return tx.RevokeAccessToken(x.actor, source, x.values.Int("token_id")) })
	return Response{Status: http.StatusNoContent}, err
}

func createUser(x *exchange) (Response, error) {
	var u *gitlab.User
	v := x.values
	err := x.write(func(tx *gitlab.Tx) (err error) {
		u, err = tx.CreateUser(x.actor, gitlab.NewUser{
			Username: v.String("username"), Name: v.String("name"), Email: v.String("email"), Admin: v.Bool("admin"), External: v.Bool("external"),
		})
		return err
	})
	if err != nil {
		return Response{}, err
	}
	entity := currentUserEntity(u)
	entity.administrator = &administrator{IsAdmin: u.Admin}
	return x.live(http.StatusCreated, entity), nil
}
