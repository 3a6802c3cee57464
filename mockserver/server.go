// Package mockserver is a GitLab in memory whose Deployments API remembers, refuses and answers as GitLab does.
//
// The contract is the router: every request is matched with an operation of the document, its arguments are read as the
// document declares them, a handler turns them into one verb of the domain (package gitlab), and what the handler returns
// is checked against the document before it is sent. ServeHTTP is that line.
package mockserver

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"understudy/fixtures"
	"understudy/mockserver/ciconfig"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// GCPercent suits debug.SetGCPercent in a process that does little but serve: what is held is small and lives long, what a
// request needs is gone with it, and at Go's default of 100 collecting it takes a fifth of the time of a write.
const GCPercent = 400

// Config is what a server is made with. Its zero value is a licensed Enterprise Edition with the default dataset that
// follows the document.
type Config struct {
	Dataset *fixtures.Dataset // nil: fixtures.Default()
	Profile openapi.Profile   // whose side is taken where document and GitLab differ; zero: the document's
	Edition gitlab.Edition    // zero: Enterprise Edition
	Tier    gitlab.Tier       // zero: Premium
	Strict  bool              // check every byte of every response, and that nothing undescribed is in it
	Now     func() time.Time  // nil: time.Now
	Logger  *slog.Logger      // nil: silent

	// HookHosts are names or addresses of hosts that hooks may reach beside this machine, wherever they resolve to.
	HookHosts []string
	// Async is how long what GitLab does in the background takes: pipelines, deployments of jobs, linking, hooks. 0: no time.
	Async time.Duration
	// Runner runs jobs by itself: each starts so long after it is pending, and ends so long after that. Nil: jobs wait for a
	// client that plays the runner.
	Runner *time.Duration
}

// Server is an http.Handler that answers as GitLab would.
type Server struct {
	document *openapi.Document
	schemas  schemas
	routes   map[string]endpoint
	instance *gitlab.Instance
	roles    []fixtures.Role
	edition  gitlab.Edition
	strict   bool
	now      func() time.Time
	log      *slog.Logger
	requests atomic.Int64
	breaches atomic.Int64
	latest   atomic.Pointer[address]

	deliveries *deliveries
}

// New makes a server and loads its dataset. Errors: a dataset that refers to what it does not hold.
func New(c Config) (*Server, error) {
	c = c.withDefaults()
	document, err := openapi.Load(c.Profile)
	if err != nil {
		return nil, err
	}
	routes, err := route(document)
	if err != nil {
		return nil, err
	}
	s := &Server{
		document: document, schemas: schemasOf(document), routes: routes, roles: c.Dataset.Roles(),
		edition: c.Edition, strict: c.Strict, now: c.Now, log: c.Logger,
	}
	s.deliveries = newDeliveries(c.HookHosts, func(hook int64) bool { return s.instance.State().Hook(hook) != nil }, c.Logger)
	s.instance = gitlab.New(gitlab.Options{
		Now: c.Now, Edition: c.Edition, Tier: c.Tier, Async: c.Async, Runner: c.Runner, ReadCI: ciconfig.Read, Deliver: s.deliver,
		// What was put off is done when it is due, whether somebody asks or not.
		Wake: func(after time.Duration) { time.AfterFunc(after, func() { s.instance.State() }) },
	})
	if err := c.Dataset.Load(s.instance); err != nil {
		return nil, err
	}
	return s, nil
}

func (c Config) withDefaults() Config {
	if c.Dataset == nil {
		dataset := fixtures.Default()
		c.Dataset = &dataset
	}
	if c.Profile.Name() == "" {
		c.Profile = openapi.Documented()
	}
	if c.Edition == "" {
		c.Edition = gitlab.EnterpriseEdition
	}
	if c.Tier == "" {
		c.Tier = gitlab.Premium
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Instance is the GitLab behind the server, to seed and to inspect. Changes show in the next request.
func (s *Server) Instance() *gitlab.Instance { return s.instance }

// Roles are the dataset's named tokens.
func (s *Server) Roles() []fixtures.Role { return s.roles }

// Close stops telling hooks, and waits until nothing is under way any more. What still waits is not delivered.
func (s *Server) Close() { s.deliveries.close() }

// Breaches counts the responses that broke the contract and were answered with 500 instead. Each is a bug of this
// package and has been logged.
func (s *Server) Breaches() int64 { return s.breaches.Load() }

const apiRoot = "/api/v4"

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := s.now()
	x := &exchange{server: s, http: r, state: s.instance.State(), base: s.baseURL(r), id: s.requests.Add(1)}
	response := s.answer(x)
	header := w.Header()
	response.describe(header, x)
	if violations := s.breachesOf(x, response, header); len(violations) > 0 {
		response = s.ownFault(x, response, violations)
		clear(header)
		response.describe(header, x)
	}
	took := s.now().Sub(began)
	send(w, x, response, took)
	s.record(x, response, took)
	x.release(response.Body)
}

// answer takes the decisions in GitLab's order; the first that refuses ends the line.
func (s *Server) answer(x *exchange) Response {
	for _, step := range []func(*exchange) error{readBody, refuseMalformed, refuseTraversal} {
		if err := step(x); err != nil {
			return s.refusal(x, err)
		}
	}
	if isPreflight(x.http) {
		return preflight()
	}
	if err := s.match(x); err != nil {
		x.secured = true // GitLab answers what it does not know from a route of its own
		return s.refusal(x, err)
	}
	for _, step := range []func(*exchange) error{refuseTwoBearers, negotiate, secure, authenticate, admit, coerce} {
		if err := step(x); err != nil {
			return s.refusal(x, err)
		}
	}
	response, err := x.endpoint.handle(x)
	if err != nil {
		return s.refusal(x, err)
	}
	return response
}

// match finds the operation. For OPTIONS, which the document has nowhere, it is one of the server's own.
func (s *Server) match(x *exchange) error {
	path, ok := strings.CutPrefix(x.http.URL.EscapedPath(), apiRoot)
	if !ok || !strings.HasPrefix(path, "/") {
		return outsideAPI(x.http.URL.Path)
	}
	if x.http.Method == http.MethodOptions {
		return s.matchOptions(x, path)
	}
	matched, err := s.lookUp(x.http.Method, path)
	if err != nil {
		return err
	}
	x.operation, x.path, x.endpoint = matched.Operation, matched.Path, s.routes[matched.Operation.ID]
	return nil
}

// matchOptions makes the operation that tells whoever may use the API at all which methods a path has.
func (s *Server) matchOptions(x *exchange, path string) error {
	methods := slices.DeleteFunc(s.document.Methods(path), func(method string) bool {
		_, err := s.lookUp(method, path)
		return err != nil
	})
	if len(methods) == 0 {
		return errNoRoute
	}
	x.endpoint = endpoint{scopes: writeScopes, handle: func(*exchange) (Response, error) {
		return Response{Status: http.StatusNoContent, Header: http.Header{"Allow": {allowed(methods)}}}, nil
	}}
	return nil
}

// lookUp finds the document's operation. What the Community Edition lacks does not exist there.
func (s *Server) lookUp(method, path string) (openapi.Route, error) {
	matched, err := s.document.Match(method, path)
	if err != nil || s.routes[matched.Operation.ID].enterprise && s.edition == gitlab.CommunityEdition {
		return openapi.Route{}, errNoRoute
	}
	return matched, nil
}

// breachesOf holds a response against the contract. Representations that were checked when they were made are not checked
// again, unless the server is strict.
func (s *Server) breachesOf(x *exchange, response Response, header http.Header) []openapi.Violation {
	if x.operation == nil {
		return nil
	}
	schema := x.operation.ResponseSchema(response.Status)
	if schema == nil || response.Text || x.http.Method == http.MethodHead {
		return slices.Concat(x.violations, x.operation.CheckHead(response.Status, header))
	}
	if s.strict {
		return slices.Concat(x.violations, x.operation.CheckResponseStrictly(response.Status, header, response.Body))
	}
	violations := slices.Concat(x.violations, x.operation.CheckHead(response.Status, header))
	if !response.Checked {
		violations = append(violations, schema.Check(response.Body)...)
	}
	return violations
}

// ownFault logs and counts what this server was about to do wrong, and is the answer instead.
func (s *Server) ownFault(x *exchange, response Response, violations []openapi.Violation) Response {
	s.breaches.Add(1)
	for _, v := range violations {
		s.log.LogAttrs(context.Background(), slog.LevelError, "own response breaks the contract",
			slog.String("operation", x.operation.ID), slog.Int("status", response.Status), slog.String("request_id", x.requestID()),
			slog.String("where", v.Where), slog.String("pointer", v.Pointer), slog.String("rule", v.Rule), slog.String("message", v.Message))
	}
	return message(http.StatusInternalServerError, "500 Internal Server Error")
}

func outsideAPI(path string) error {
	if strings.HasPrefix(path, "/api/v3/") {
		return errV3
	}
	return errNoRoute
}

// route joins the document's operations with their handlers; neither side may have one the other lacks.
func route(document *openapi.Document) (map[string]endpoint, error) {
	routes := endpoints()
	for _, operation := range document.Operations() {
		if _, ok := routes[operation.ID]; !ok {
			return nil, errors.New("no handler for the operation " + operation.ID)
		}
	}
	for id := range routes {
		if document.Operation(id) == nil {
			return nil, errors.New("no operation for the handler " + id)
		}
	}
	return routes, nil
}
