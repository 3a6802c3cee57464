package mockserver

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// line is the way of a request through a document and its endpoints. It has no state: any number of backends may use it.
type line struct {
	document  *openapi.Document
	endpoints map[string]exchange.Endpoint // by operation id
	strict    bool                         // check every byte of every response
}

// newLine joins a document's operations with their endpoints; neither side may have one that the other lacks.
func newLine(document *openapi.Document, endpoints map[string]exchange.Endpoint, strict bool) (*line, error) {
	for _, operation := range document.Operations() {
		if _, ok := endpoints[operation.ID]; !ok {
			return nil, errors.New("no endpoint for the operation " + operation.ID)
		}
	}
	for id := range endpoints {
		if document.Operation(id) == nil {
			return nil, errors.New("no operation for the endpoint " + id)
		}
	}
	return &line{document: document, endpoints: endpoints, strict: strict}, nil
}

// The steps of the line in GitLab's order, before and after there is a route.
var (
	beforeRoute = []func(*exchange.Exchange) error{exchange.ReadBody, exchange.RefuseMalformed, exchange.RefuseTraversal}
	afterRoute  = []func(*exchange.Exchange) error{
		exchange.RefuseTwoBearers, exchange.Negotiate, exchange.Secure, exchange.Authenticate, exchange.Admit, exchange.Coerce,
	}
)

// answer takes the steps; the first that refuses ends the line. Once there is a route, or none, interfere may answer instead;
// nil leaves everything alone.
func (l *line) answer(x *exchange.Exchange, interfere func(*exchange.Exchange) (exchange.Response, bool)) exchange.Response {
	if err := take(beforeRoute, x); err != nil {
		return x.Refuse(err)
	}
	err := l.match(x)
	if interfere != nil {
		if response, instead := interfere(x); instead {
			return response
		}
	}
	if exchange.IsPreflight(x.HTTP) {
		return exchange.Preflight()
	}
	if err != nil {
		x.Secured = true // GitLab answers what it does not know from a route of its own
		return x.Refuse(err)
	}
	if err := take(afterRoute, x); err != nil {
		return x.Refuse(err)
	}
	response, err := x.Endpoint.Handle(x)
	if err != nil {
		return x.Refuse(err)
	}
	return response
}

func take(steps []func(*exchange.Exchange) error, x *exchange.Exchange) error {
	for _, step := range steps {
		if err := step(x); err != nil {
			return err
		}
	}
	return nil
}

// match finds the operation. For OPTIONS, which the document has nowhere, it is one of the line's own.
func (l *line) match(x *exchange.Exchange) error {
	path, ok := strings.CutPrefix(x.HTTP.URL.EscapedPath(), entity.APIRoot)
	if !ok || !strings.HasPrefix(path, "/") {
		return outsideAPI(x.HTTP.URL.Path)
	}
	if x.HTTP.Method == http.MethodOptions {
		return l.matchOptions(x, path)
	}
	route, err := l.lookUp(x.State, x.HTTP.Method, path)
	if err != nil || route.Doubtful() {
		if x.Missing = missing(x.HTTP.Method, path, route); x.Missing != "" {
			return exchange.ErrNoRoute
		}
	}
	if err != nil {
		return err
	}
	x.Follow(route, l.endpoints[route.Operation.ID])
	return nil
}

// missing is the operation that a request leads to in GitLab, but not here: there is none, or one that takes a word of the path
// for an id.
func missing(method, path string, route openapi.Route) string {
	there := openapi.InGitLab(method, path)
	if route.Operation != nil && strings.Count(there, "{") >= strings.Count(route.Operation.Path, "{") {
		return ""
	}
	return there
}

// matchOptions makes the operation that tells whoever may use the API at all which methods a path has.
func (l *line) matchOptions(x *exchange.Exchange, path string) error {
	methods := slices.DeleteFunc(l.document.Methods(path), func(method string) bool {
		_, err := l.lookUp(x.State, method, path)
		return err != nil
	})
	if len(methods) == 0 {
		return exchange.ErrNoRoute
	}
	x.Endpoint = exchange.Endpoint{Scopes: exchange.WriteScopes, Handle: func(*exchange.Exchange) (exchange.Response, error) {
		return exchange.Response{Status: http.StatusNoContent, Header: http.Header{"Allow": {exchange.Allowed(methods)}}}, nil
	}}
	return nil
}

// lookUp finds the document's operation. What the Community Edition lacks does not exist there.
func (l *line) lookUp(s *gitlab.State, method, path string) (openapi.Route, error) {
	route, err := l.document.Match(method, path)
	if err != nil || l.endpoints[route.Operation.ID].Enterprise && s.Edition() == gitlab.CommunityEdition {
		return openapi.Route{}, exchange.ErrNoRoute
	}
	return route, nil
}

func outsideAPI(path string) error {
	if strings.HasPrefix(path, "/api/v3/") {
		return exchange.ErrV3
	}
	return exchange.ErrNoRoute
}

// breaches holds a response against the contract. Representations that were checked when they were made are not checked
// again, unless the line is strict: then a body is looked at where the contract has none, too.
func (l *line) breaches(x *exchange.Exchange, response exchange.Response, header http.Header) []openapi.Violation {
	switch {
	case x.Operation == nil:
		return nil
	case l.strict && x.HTTP.Method != http.MethodHead:
		return slices.Concat(x.Violations, x.Operation.CheckResponseStrictly(response.Status, header, response.Body))
	}
	violations := slices.Concat(x.Violations, x.Operation.CheckHead(response.Status, header))
	if x.HTTP.Method == http.MethodHead || response.Text || response.Checked {
		return violations
	}
	if schema := x.Operation.ResponseSchema(response.Status); schema != nil {
		violations = append(violations, schema.Check(response.Body)...)
	}
	return violations
}
