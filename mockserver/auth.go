package mockserver

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"understudy/mockserver/gitlab"
)

// readScopes open the reading operations, writeScopes all of them. GitLab's refusal names both, in this order.
var (
	readScopes  = []string{gitlab.ScopeAPI, gitlab.ScopeReadAPI}
	writeScopes = []string{gitlab.ScopeAPI}
	userScopes  = []string{gitlab.ScopeAPI, gitlab.ScopeReadAPI, gitlab.ScopeReadUser}

	runnerScopes = []string{gitlab.ScopeCreateRunner, gitlab.ScopeAPI}
)

// refuseTwoBearers refuses an OAuth token sent twice over.
func refuseTwoBearers(x *exchange) error {
	if bearer(x.http) != "" && x.argument("access_token") != "" {
		return oauthError{
			status: http.StatusBadRequest, Code: "invalid_request",
			Description: "Both Authorization header and payload includes access token.",
		}
	}
	return nil
}

// authenticate finds out who is asking. Every operation needs that, also on public projects, but those of runners, whose
// verbs look at the token.
func authenticate(x *exchange) error {
	if x.endpoint.runner {
		x.actor = gitlab.Actor{User: anonymous}
		return nil
	}
	token := x.credential()
	if x.endpoint.admit != nil && !x.endpoint.personal && (token == nil && !x.identified() || token != nil && token.Kind == gitlab.JobToken) {
		x.actor = gitlab.Actor{User: anonymous}
		return nil
	}
	if token == nil {
		return errUnauthorized
	}
	if err := x.usable(token); err != nil {
		return err
	}
	user := x.state.User(token.UserID)
	if user.Blocked {
		return &gitlab.Error{Kind: gitlab.Forbidden, Message: "Your account has been blocked."}
	}
	x.token, x.actor = token, gitlab.Actor{User: user, Job: x.state.Job(token.JobID)}
	return x.sudo()
}

// anonymous is whoever does not say who they are. Job tokens say nothing to operations that do not know them.
var anonymous = &gitlab.User{External: true}

// identified tells whether a token was sent that would have to be known.
func (x *exchange) identified() bool {
	return cmp.Or(bearer(x.http), x.argument("access_token"), x.argument("bearer_token"),
		x.argument("private_token"), x.http.Header.Get("Private-Token")) != ""
}

// admit checks the rights that GitLab checks before the arguments.
func admit(x *exchange) error {
	if x.endpoint.admit == nil {
		return nil
	}
	return x.endpoint.admit(x)
}

// credential finds the token to judge the request by, in GitLab's order: an OAuth-style token if it is known, then the
// personal token, and the job token only if neither was sent. A token that is sent but wrong hides those after it.
func (x *exchange) credential() *gitlab.Token {
	bearer := cmp.Or(bearer(x.http), x.argument("access_token"), x.argument("bearer_token"))
	if t := x.state.Token(bearer); t != nil && t.Kind != gitlab.JobToken {
		return t
	}
	if value := cmp.Or(x.argument("private_token"), x.http.Header.Get("Private-Token")); value != "" {
		if t := x.state.Token(value); t != nil && t.Kind != gitlab.JobToken {
			return t
		}
		return nil
	}
	value := cmp.Or(bearer, x.http.Header.Get("Job-Token"), x.argument("job_token"), x.argument("token"))
	if t := x.state.Token(value); t != nil && t.Kind == gitlab.JobToken {
		return t
	}
	return nil
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
func (x *exchange) usable(token *gitlab.Token) error {
	switch {
	case token.Kind == gitlab.JobToken && (x.endpoint.personal || !x.state.JobTokenUsable(token)):
		return errUnauthorized
	case token.Kind == gitlab.JobToken:
		return nil
	case token.Expired(x.server.now()):
		return invalidToken("Token is expired. You can either do re-authorization or token refresh.")
	case token.Revoked:
		return invalidToken("Token was revoked. You have to re-authorize from the user.")
	case !slices.ContainsFunc(x.endpoint.scopes, token.Has):
		return insufficientScope(strings.Join(x.endpoint.named(), " "))
	}
	return nil
}

// named are the scopes GitLab names when it wants more: it tells those of the whole class.
func (e endpoint) named() []string {
	if slices.Contains(e.scopes, gitlab.ScopeReadAPI) {
		return e.scopes
	}
	return append(slices.Clip(e.scopes), gitlab.ScopeReadAPI)
}

// sudo lets an administrator act as somebody else.
func (x *exchange) sudo() error {
	who := cmp.Or(x.argument("sudo"), x.http.Header.Get("Sudo"))
	switch {
	case who == "":
		return nil
	case !x.actor.User.Admin:
		return &gitlab.Error{Kind: gitlab.Forbidden, Message: "Must be admin to use sudo"}
	case x.actor.Job != nil:
		return &gitlab.Error{Kind: gitlab.Forbidden, Message: "Must be authenticated using an OAuth or personal access token to use sudo"}
	case !x.token.Has(gitlab.ScopeSudo):
		return insufficientScope(gitlab.ScopeSudo)
	}
	user := x.state.UserByName(who)
	if id, err := strconv.ParseInt(who, 10, 64); err == nil {
		user = x.state.User(id)
	}
	if user == nil {
		return &gitlab.Error{Kind: gitlab.NotFound, Subject: "User with ID or username '" + who + "'"}
	}
	x.actor.User = user
	return nil
}
