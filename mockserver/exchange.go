package mockserver

import (
	"net/http"
	"net/url"
	"strings"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// exchange is one request on its way along the line, with what the steps so far have made of it.
type exchange struct {
	server *Server
	http   *http.Request
	state  *gitlab.State // what this request sees of the world
	base   string        // scheme and host as the client used them
	id     int64

	query, body []openapi.Argument            // as sent
	unsupported *openapi.UnsupportedTypeError // the body's type, if GitLab does not read it
	path        []openapi.Argument
	operation   *openapi.Operation
	endpoint    endpoint
	actor       gitlab.Actor
	token       *gitlab.Token
	values      openapi.Values
	secured     bool // far enough along for GitLab to have set the security headers

	buffer     *[]byte             // the response's body, if it was composed
	violations []openapi.Violation // of the contract, by what this server was about to send
}

// endpoint is what this server knows of an operation beyond the document.
type endpoint struct {
	handle     func(*exchange) (Response, error)
	scopes     []string // any of which the token needs
	enterprise bool     // does not exist in the Community Edition
	personal   bool     // knows no job tokens
	runner     bool     // has no user: a runner shows a token of its own or of its job
	// admit checks the caller's right before the arguments; such an operation, unless it is personal, takes anonymous
	// callers for ones without any.
	admit func(*exchange) error
}

// project is the :id of the path, an id or a full path.
func (x *exchange) project() string { return x.values.String("id") }

// write runs a verb of the domain that changes things; from then on the exchange sees the world after it.
func (x *exchange) write(verb func(*gitlab.Tx) error) error {
	state, err := x.server.instance.Write(verb)
	if err == nil {
		x.state = state
	}
	return err
}

// argument returns the last value sent under the name as a string, in the body or in the query.
func (x *exchange) argument(name string) string {
	for _, sent := range [][]openapi.Argument{x.body, x.query} {
		for _, a := range sent {
			if text, ok := a.Value.(string); ok && a.Name == name {
				return text
			}
		}
	}
	return ""
}

// address is what a client calls this server, and the base of the links it gets.
type address struct {
	secure     bool
	host, base string
}

// baseURL is the base of links that lead the client back here. Clients seldom change what they call a server, so the
// latest is remembered.
func (s *Server) baseURL(r *http.Request) string {
	secure := r.TLS != nil
	if latest := s.latest.Load(); latest != nil && latest.host == r.Host && latest.secure == secure {
		return latest.base
	}
	scheme, host := "http://", r.Host
	if secure {
		scheme = "https://"
	}
	// net/http lets hosts through that no URL could hold.
	parsed, err := url.Parse(scheme + host)
	if err != nil || parsed.Host != host || host == "" || strings.ContainsFunc(host, notOfAHost) {
		host = "localhost"
	}
	s.latest.Store(&address{secure: secure, host: r.Host, base: scheme + host})
	return scheme + host
}

// ownURL is the base of links for whoever did not ask: what the latest client called this server.
func (s *Server) ownURL() string {
	if latest := s.latest.Load(); latest != nil {
		return latest.base
	}
	return "http://localhost"
}

func notOfAHost(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("-._:[]", c)
}
