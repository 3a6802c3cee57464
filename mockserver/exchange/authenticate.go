package exchange

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// RefuseTwoBearers refuses an OAuth token sent twice over.
func RefuseTwoBearers(x *Exchange) error {
	if bearer(x.HTTP) != "" && x.sent("access_token") != "" {
		return oauthError{
			status: http.StatusBadRequest, Code: "invalid_request",
			Description: "Both Authorization header and payload includes access token.",
		}
	}
	return nil
}

// Authenticate finds out who is asking. Every operation needs that, also on public projects, but those of runners, whose
// verbs look at the token.
func Authenticate(x *Exchange) error {
	if x.Endpoint.Runner {
		x.Actor = gitlab.Actor{User: anonymous}
		return nil
	}
	token := x.credential()
	if x.Endpoint.Admit != nil && !x.Endpoint.Personal && (token == nil && !x.identified() || token != nil && token.Kind == gitlab.JobToken) {
		x.Actor = gitlab.Actor{User: anonymous}
		return nil
	}
	if token == nil {
		return gitlab.ErrUnauthorized
	}
	if err := x.usable(token); err != nil {
		return err
	}
	user := x.State.User(token.UserID)
	if user.Blocked {
		return &gitlab.Error{Kind: gitlab.Forbidden, Message: "Your account has been blocked."}
	}
	x.Token, x.Actor = token, gitlab.Actor{User: user, Job: x.State.Job(token.JobID)}
	x.backend.Address.learn(x.Base)
	return x.sudo()
}

// Caller is the token that was sent and the username that it stands for, whether or not it opens anything; "" if it is
// nobody's.
func (x *Exchange) Caller() (user, token string) {
	if t := x.credential(); t != nil {
		return x.State.User(t.UserID).Username, t.Value
	}
	return "", ""
}

// anonymous is whoever does not say who they are. Job tokens say nothing to operations that do not know them.
var anonymous = &gitlab.User{External: true}

// identified tells whether a token was sent that would have to be known.
func (x *Exchange) identified() bool {
	return cmp.Or(bearer(x.HTTP), x.sent("access_token"), x.sent("bearer_token"),
		x.sent("private_token"), x.HTTP.Header.Get("Private-Token")) != ""
}

// Admit checks the rights that GitLab checks before the arguments.
func Admit(x *Exchange) error {
	if x.Endpoint.Admit == nil {
		return nil
	}
	return x.Endpoint.Admit(x)
}

// credential finds the token to judge the request by, in GitLab's order: an OAuth-style token if it is known, then the
// personal token, and the job token only if neither was sent. A token that is sent but wrong hides those after it.
func (x *Exchange) credential() *gitlab.Token {
	bearer := cmp.Or(bearer(x.HTTP), x.sent("access_token"), x.sent("bearer_token"))
	if t := x.State.Token(bearer); t != nil && t.Kind != gitlab.JobToken {
		return t
	}
	if value := cmp.Or(x.sent("private_token"), x.HTTP.Header.Get("Private-Token")); value != "" {
		if t := x.State.Token(value); t != nil && t.Kind != gitlab.JobToken {
			return t
		}
		return nil
	}
	value := cmp.Or(bearer, x.HTTP.Header.Get("Job-Token"), x.sent("job_token"), x.sent("token"))
	if t := x.State.Token(value); t != nil && t.Kind == gitlab.JobToken {
		return t
	}
	return nil
}

// sent is the last value sent under the name as a string, in the body or in the query.
func (x *Exchange) sent(name string) string {
	for _, sent := range [][]openapi.Argument{x.body, x.query} {
		for _, a := range sent {
			if text, ok := a.Value.(string); ok && a.Name == name {
				return text
			}
		}
	}
	return ""
}

func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return token
}

// usable refuses a token whose time is over, that was revoked, or that was issued for less than this. A job's token is good
// for everything while the job runs, and unknown after that.
func (x *Exchange) usable(token *gitlab.Token) error {
	switch {
	case token.Kind == gitlab.JobToken && (x.Endpoint.Personal || !x.State.JobTokenUsable(token)):
		return gitlab.ErrUnauthorized
	case token.Kind == gitlab.JobToken:
		return nil
	case token.Expired(x.Now()):
		return invalidToken("Token is expired. You can either do re-authorization or token refresh.")
	case token.Revoked:
		return invalidToken("Token was revoked. You have to re-authorize from the user.")
	case !slices.ContainsFunc(x.Endpoint.Scopes, token.Has):
		return insufficientScope(strings.Join(x.Endpoint.namedScopes(), " "))
	}
	return nil
}

// sudo lets an administrator act as somebody else.
func (x *Exchange) sudo() error {
	who := cmp.Or(x.sent("sudo"), x.HTTP.Header.Get("Sudo"))
	switch {
	case who == "":
		return nil
	case !x.Actor.User.Admin:
		return &gitlab.Error{Kind: gitlab.Forbidden, Message: "Must be admin to use sudo"}
	case x.Actor.Job != nil:
		return &gitlab.Error{Kind: gitlab.Forbidden, Message: "Must be authenticated using an OAuth or personal access token to use sudo"}
	case !x.Token.Has(gitlab.ScopeSudo):
		return insufficientScope(gitlab.ScopeSudo)
	}
	user := x.State.UserByName(who)
	if id, err := strconv.ParseInt(who, 10, 64); err == nil {
		user = x.State.User(id)
	}
	if user == nil {
		return &gitlab.Error{Kind: gitlab.NotFound, Subject: "User with ID or username '" + who + "'"}
	}
	x.Actor.User = user
	return nil
}
