// Package mockserver is a GitLab in memory whose Deployments API remembers, refuses and answers as GitLab does.
//
// The contract is the router: every request is matched with an operation of the document, its arguments are read as the
// document declares them, a handler turns them into one verb of the domain (package gitlab), and what the handler returns
// is checked against the document before it is sent. ServeHTTP is that line.
package mockserver

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"understudy/fixtures"
	"understudy/mockserver/ciconfig"
	"understudy/mockserver/control"
	"understudy/mockserver/endpoint"
	"understudy/mockserver/entity"
	"understudy/mockserver/gitlab"
	"understudy/mockserver/metrics"
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
	// Hosts are names that clients may call a server by that listens on a loopback address, beside this machine's own; pages
	// from there may ask it too.
	Hosts []string
	// ControlToken opens the control interface, and the page, where other machines reach the server. Empty: they do not exist
	// there.
	ControlToken string
	// Async is how long what GitLab does in the background takes: pipelines, deployments of jobs, linking, hooks. 0: no time.
	Async time.Duration
	// Runner runs jobs by itself: each starts so long after it is pending, and ends so long after that. Nil: jobs wait for a
	// client that plays the runner.
	Runner *time.Duration

	// Journal is how many bytes of requests and answers are kept; 0: DefaultJournal, less than 0: none.
	Journal int
	// Faults are what goes wrong from the start, in the stand-in and in its spaces.
	Faults control.Faults
	// Catalogue are the ways to be wrong that Faults may name; nil: none. It is read when it is first needed.
	Catalogue func() []control.Wrong
	// SpaceTTL is after how long without a request a space ends. 0: never.
	SpaceTTL time.Duration
}

// DefaultJournal is enough for some ten thousand requests for a single thing.
const DefaultJournal = 16 << 20

// Server is an http.Handler that answers as GitLab would, and a control interface beside it. It is the space of the stand-in
// itself; others may be made.
type Server struct {
	*control.Space

	spaces    *control.Spaces
	line      *line
	hookHosts []string
	door      door
	log       *slog.Logger
	control   *control.Interface
	metrics   *metrics.Metrics
	closing   chan struct{}
	close     sync.Once
}

// New makes a server and loads its dataset. Errors: a dataset that refers to what it does not hold, faults that contradict
// themselves or that the catalogue does not have.
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
	s := &Server{line: line, hookHosts: c.HookHosts, door: door{hosts: c.Hosts, token: c.ControlToken}, log: c.Logger, closing: make(chan struct{})}
	s.metrics = s.measured()
	s.spaces, err = control.NewSpaces(control.Settings{
		GitLab: gitlab.Options{Edition: c.Edition, Tier: c.Tier, Async: c.Async, Runner: c.Runner, ReadCI: ciconfig.Read},
		Now:    c.Now, Journal: max(0, c.Journal), Faults: c.Faults, Catalogue: c.Catalogue, Open: s.open,
	}, *c.Dataset, c.SpaceTTL)
	if err != nil {
		return nil, err
	}
	s.Space = s.spaces.Main
	s.control = &control.Interface{
		Spaces: s.spaces, Logger: c.Logger, Closing: s.closing,
		About: control.About{Version: s.Version(), Profile: c.Profile, Tier: string(c.Tier), Edition: string(c.Edition)},
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
	if c.Journal == 0 {
		c.Journal = DefaultJournal
	}
	return c
}

// Version is the version of GitLab the server gives itself out for, such as 18.9.0-ee.
func (s *Server) Version() string { return entity.VersionOf(s.Instance().State().Edition()) }

// EndStreams ends the streams of the journal, which otherwise last until their clients go.
func (s *Server) EndStreams() { s.close.Do(func() { close(s.closing) }) }

// Close ends spaces and streams, stops telling hooks, and waits until nothing is under way any more. What still waits is not
// delivered.
func (s *Server) Close() {
	s.EndStreams()
	s.spaces.Close()
}

// ServeHTTP answers one request: to the stand-in, or to one of its spaces.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if why := s.door.refusal(r); why != "" {
		control.Refuse(w, http.StatusForbidden, why)
		return
	}
	name, below, ok := spaceOf(r.URL.Path)
	if !ok {
		s.enter(w, r, s.Space)
		return
	}
	space := s.spaces.Find(name)
	if space != nil && below == "" { // the page's own links lead from below the slash
		http.Redirect(w, r, control.SpacePath(name)+"/", http.StatusFound)
		return
	}
	if space == nil {
		control.Refuse(w, http.StatusNotFound, "404 Space Not Found")
		return
	}
	s.enter(w, withPath(r, below, control.SpacePath(name)), space)
}

// spaceOf tells the space that a path leads to, and the path below it.
func spaceOf(path string) (name, below string, ok bool) {
	if path, ok = strings.CutPrefix(path, "/spaces/"); !ok {
		return "", "", false
	}
	at := strings.IndexByte(path, '/')
	if at < 0 {
		return path, "", true
	}
	return path[:at], path[at:], true
}

// withPath is the request as it looks from below a prefix.
func withPath(r *http.Request, path, prefix string) *http.Request {
	inside, address := *r, *r.URL
	address.Path = path
	address.RawPath = strings.TrimPrefix(address.RawPath, prefix)
	inside.URL = &address
	return &inside
}
