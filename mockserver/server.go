// Package mockserver is a GitLab in memory whose Deployments API remembers, refuses and answers as GitLab does.
//
// The contract is the router: every request is matched with an operation of the document, its arguments are read as the
// document declares them, a handler turns them into one verb of the domain (package gitlab), and what the handler returns
// is checked against the document before it is sent. ServeHTTP is that line.
package mockserver

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"understudy/fixtures"
	"understudy/mockserver/ciconfig"
	"understudy/mockserver/delivery"
	"understudy/mockserver/endpoint"
	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
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
	line       *line
	backend    *exchange.Backend
	deliveries *delivery.Queues
	roles      []fixtures.Role
	now        func() time.Time
	log        *slog.Logger
	requests   atomic.Int64
	breaches   atomic.Int64
}

// New makes a server and loads its dataset. Errors: a dataset that refers to what it does not hold.
func New(c Config) (*Server, error) {
	c = c.withDefaults()
	document, err := openapi.Load(c.Profile)
	if err != nil {
		return nil, err
	}
	line, err := newLine(document, endpoint.All(), c.Strict)
	if err != nil {
		return nil, err
	}
	s := &Server{line: line, roles: c.Dataset.Roles(), now: c.Now, log: c.Logger}
	instance := gitlab.New(gitlab.Options{
		Now: c.Now, Edition: c.Edition, Tier: c.Tier, Async: c.Async, Runner: c.Runner, ReadCI: ciconfig.Read, Deliver: s.deliver,
		// What was put off is done when it is due, whether somebody asks or not.
		Wake: func(after time.Duration) { time.AfterFunc(after, func() { s.Instance().State() }) },
	})
	s.backend = exchange.NewBackend(instance, document, &exchange.Address{}, c.Now)
	s.backend.TryHook = s.tryHook
	s.deliveries = delivery.New(c.HookHosts, func(hook int64) bool { return instance.State().Hook(hook) != nil }, c.Logger)
	if err := c.Dataset.Load(instance); err != nil {
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
func (s *Server) Instance() *gitlab.Instance { return s.backend.Instance }

// Roles are the dataset's named tokens.
func (s *Server) Roles() []fixtures.Role { return s.roles }

// Version is the version of GitLab the server gives itself out for, such as 18.9.0-ee.
func (s *Server) Version() string { return entity.VersionOf(s.Instance().State().Edition()) }

// Close stops telling hooks, and waits until nothing is under way any more. What still waits is not delivered.
func (s *Server) Close() { s.deliveries.Close() }

// Breaches counts the responses that broke the contract and were answered with 500 instead. Each is a bug of this
// package and has been logged.
func (s *Server) Breaches() int64 { return s.breaches.Load() }

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := s.now()
	x := exchange.Begin(s.backend, r, s.requests.Add(1))
	response := s.line.answer(x)
	header := w.Header()
	response.Describe(header, x)
	if violations := s.line.breaches(x, response, header); len(violations) > 0 {
		response = s.ownFault(x, response, violations)
		clear(header)
		response.Describe(header, x)
	}
	took := s.now().Sub(began)
	response.Send(w, x, took)
	s.record(x, response, took)
	x.Release(response.Body)
}

// ownFault logs and counts what this server was about to do wrong, and is the answer instead.
func (s *Server) ownFault(x *exchange.Exchange, response exchange.Response, violations []openapi.Violation) exchange.Response {
	s.breaches.Add(1)
	for _, v := range violations {
		s.log.LogAttrs(context.Background(), slog.LevelError, "own response breaks the contract",
			slog.String("operation", x.Operation.ID), slog.Int("status", response.Status), slog.String("request_id", x.RequestID()),
			slog.String("where", v.Where), slog.String("pointer", v.Pointer), slog.String("rule", v.Rule), slog.String("message", v.Message))
	}
	return exchange.Message(http.StatusInternalServerError, "500 Internal Server Error")
}
