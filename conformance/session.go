package conformance

import (
	"fmt"
	"strings"
	"time"

	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

// Session is what a case has of the target: clients, and deployments arranged for it. It belongs to one case; its methods
// end the case when they cannot do what they are asked.
type Session struct {
	Survey provision.Survey // what the target showed before the first case

	t        *caseT
	run      *run
	line     wire.Line
	arranger *provision.Arranger
	clients  map[Role]*wire.Client
	sent     int
	names    int
	cleaning bool
	left     []string
	env      string
}

func newSession(r *run, c Case, t *caseT, log *wire.Log) *Session {
	line := r.line
	line.Agent = fmt.Sprintf("understudy/%s (run=%s; case=%s)", r.options.Version, r.options.RunID, c.ID)
	line.Log = log
	s := &Session{Survey: r.survey, t: t, run: r, line: line, clients: map[Role]*wire.Client{}}
	s.env = "conformance-" + r.options.RunID + "-" + strings.ReplaceAll(c.ID, "/", "-")
	s.arranger = provision.NewArranger(r.api(Maintainer, line, s.judge), r.survey.Ref, r.survey.SHA)
	t.Cleanup(s.cleanUp)
	return s
}

// As returns the client that sends as role.
func (s *Session) As(role Role) *wire.Client {
	if client, ok := s.clients[role]; ok {
		return client
	}
	client := s.client(wire.Identity{Name: string(role), Token: s.run.target.Tokens[role]})
	s.clients[role] = client
	return client
}

// Client returns the client of the examiner, a maintainer of the project.
func (s *Session) Client() *wire.Client { return s.As(Maintainer) }

// WithToken returns a client with a token that is nobody's.
func (s *Session) WithToken(token string) *wire.Client {
	return s.client(wire.Identity{Name: "invalid", Token: token})
}

func (s *Session) client(identity wire.Identity) *wire.Client {
	return s.line.Client(s.t.Context(), identity, s.judge, wire.Examiner{
		Sent:   func() { s.sent++ },
		Passed: s.t.passed,
		Failed: func(m wire.Mismatch) {
			s.t.fail(Failure{Message: m.Message, Expected: m.Expected, Actual: m.Actual})
			s.t.FailNow()
		},
		Broken: s.t.breakOff,
	})
}

// shownViolations is how many violations of one answer become failures: a list repeats each for every item.
const shownViolations = 5

// judge makes failures of the violations in an answer. The endpoints around the deployments API are not under examination.
func (s *Session) judge(e *wire.Exchange) {
	if s.cleaning {
		return
	}
	neighbour := s.run.document.Operation(e.Operation).Neighbour
	for i, violation := range e.Violations {
		if i == shownViolations {
			s.t.Logf("… and %d more violations in the same answer", len(e.Violations)-i)
			return
		}
		if neighbour {
			s.t.Logf("%s answers against the contract: %s", e.Operation, violation)
		} else {
			s.t.fail(Failure{Message: e.Operation + " answers against the contract: " + violation})
		}
	}
}

// Path is the escaped path of something in the project: Path("deployments", 42).
func (s *Session) Path(segments ...any) string {
	return s.run.api(Maintainer, s.line, s.judge).ProjectPath(segments...)
}

// Value is what the side in force says about a divergence between document and GitLab.
func (s *Session) Value(divergence string) string { return s.run.document.Value(divergence) }

// FollowsGitLab tells whose side is in force.
func (s *Session) FollowsGitLab(divergence string) bool {
	return s.run.document.Profile().FollowsGitLab(divergence)
}

// Environment returns a new name of an environment that nobody else uses.
func (s *Session) Environment() string {
	s.names++
	if s.names == 1 {
		return s.env
	}
	return fmt.Sprintf("%s-%d", s.env, s.names)
}

// Deploy arranges a new deployment, different from the environment's current one.
func (s *Session) Deploy(environment, status string) provision.Deployment {
	d, err := s.arranger.Create(s.t.Context(), environment, status)
	if err != nil {
		s.t.giveUp("cannot arrange a " + status + " deployment: " + err.Error())
	}
	return d
}

// Move arranges that a deployment has another status.
func (s *Session) Move(d provision.Deployment, status string) provision.Deployment {
	moved, err := s.arranger.Update(s.t.Context(), d, status)
	if err != nil {
		s.t.giveUp("cannot arrange that a deployment becomes " + status + ": " + err.Error())
	}
	return moved
}

// Remember has a deployment that the case itself made removed after it.
func (s *Session) Remember(d provision.Deployment) { s.arranger.Remember(d) }

// GiveUp ends the case as UNTESTABLE: something it needs is missing.
func (s *Session) GiveUp(format string, args ...any) { s.t.giveUp(fmt.Sprintf(format, args...)) }

// gap is long enough to tell two moments apart in timestamps with milliseconds, whichever way they were rounded.
const gap = 50 * time.Millisecond

// Between lets time pass, so that what follows is later than what came before by any clock.
func (s *Session) Between() {
	select {
	case <-time.After(gap):
	case <-s.t.Context().Done():
	}
}

func (s *Session) cleanUp() {
	s.cleaning = true
	s.left = s.arranger.CleanUp(s.t.Context())
}
