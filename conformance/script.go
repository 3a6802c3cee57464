package conformance

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// S is what a script has of the target: clients, arranged state, and checks. It belongs to one case, whose goroutine alone may
// use it.
type S struct {
	id      string
	rules   []string
	any     bool // it may find any rule broken
	round   int  // how often the case was examined before
	run     *run
	ctx     context.Context
	line    wire.Line
	project *world.Project // "OwnProject": the case's own

	names   int
	clients map[wire.Identity]*wire.Client

	mu      sync.Mutex
	sealed  bool // the result has been read: whatever a left-behind goroutine still says is ignored
	current *check
	checks  []CheckResult
	sent    int
	end     ending
}

// ending is why a script ended before its end.
type ending struct {
	verdict Verdict
	reason  string
	by      string // the rule that blocks
	without string // what one may declare to go without
	hint    string
	need    *need
}

func newS(ctx context.Context, r *run, c Case, round int) *S {
	s := &S{id: c.ID, round: round, rules: c.Rules, any: c.Compares, run: r, ctx: ctx, clients: map[wire.Identity]*wire.Client{}}
	s.line = r.lineFor(c.ID)
	found := s.line.Found
	s.line.Found = func(e *wire.Exchange) {
		s.mu.Lock()
		s.sent++
		s.mu.Unlock()
		found(e)
	}
	return s
}

// Check holds one rule: body expects what the rule says, and the first expectation that is not met ends it. It returns whether the
// rule was kept. A case may check a rule several times.
func (s *S) Check(rule string, body func(t T)) bool {
	if !s.any && !slices.Contains(s.rules, rule) {
		s.stop(ending{verdict: Error, reason: fmt.Sprintf("the case checks %s, which it does not claim", rule)})
	}
	c := &check{s: s, result: CheckResult{Rule: rule, Level: s.run.rules.level(rule)}}
	s.mu.Lock()
	s.current = c
	s.mu.Unlock()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer c.survive()
		body(c)
		c.note(func() { c.ended = true })
	}()
	<-done
	c.conclude()
	s.mu.Lock()
	s.current = nil
	if !s.sealed {
		s.checks = append(s.checks, c.result)
	}
	s.mu.Unlock()
	if c.noAnswer {
		s.stop(ending{verdict: c.result.Verdict, reason: c.result.Reason})
	}
	return len(c.result.Failures) == 0 && c.result.Verdict.examined()
}

// stop ends the check at hand, or else the script.
func (s *S) stop(e ending) {
	e = s.run.waived(e)
	s.mu.Lock()
	if s.current != nil {
		r := &s.current.result
		r.Verdict, r.Reason, r.By, r.end = e.verdict, e.reason, e.by, e
		s.current.ended = true
		s.current.noAnswer = e.verdict == Error
		s.current.asserted++
	}
	if s.current == nil || s.end.verdict == "" {
		s.end = e
	}
	s.mu.Unlock()
	runtime.Goexit()
}

// GiveUp ends the case as UNTESTABLE: something it needs is missing.
func (s *S) GiveUp(format string, args ...any) {
	s.stop(ending{verdict: Untestable, reason: fmt.Sprintf(format, args...)})
}

// Client returns the client of the examiner, a maintainer of the project.
func (s *S) Client() *wire.Client { return s.As(Maintainer) }

// As returns the client of somebody with the role in the project.
func (s *S) As(role Role) *wire.Client {
	identity, err := s.Project().Identity(string(role))
	s.must(err)
	return s.client(identity)
}

// WithToken returns a client that sends the token, whoever's it is.
func (s *S) WithToken(token string) *wire.Client {
	s.run.redactor.Hide(token)
	return s.client(wire.Identity{Name: "other", Token: token})
}

func (s *S) client(identity wire.Identity) *wire.Client {
	if client, ok := s.clients[identity]; ok {
		return client
	}
	client := s.line.Client(identity, wire.Examiner{
		Ctx: func() context.Context { return s.ctx },
		Passed: func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			if s.current != nil {
				s.current.asserted++
			}
		},
		Noted: func(note string) {
			s.mu.Lock()
			c := s.current
			s.mu.Unlock()
			if c != nil {
				c.Logf("%s", note)
			}
		},
		Failed: s.failed,
		Unmet:  s.unmet,
		Broken: s.broken,
		Misuse: func(problem string) {
			s.stop(ending{verdict: Error, reason: "the case misuses an expectation: " + problem})
		},
	})
	s.clients[identity] = client
	return client
}

// failed is told of an expectation that was not met: within a check it is the rule's, outside it is something the case needs.
func (s *S) failed(e *wire.Exchange, m wire.Mismatch) {
	s.mu.Lock()
	c := s.current
	s.mu.Unlock()
	if c == nil {
		s.unmet(e, m)
	}
	c.fail(e, m)
	c.FailNow()
}

// unmet is told of something that is needed and is not there.
func (s *S) unmet(e *wire.Exchange, m wire.Mismatch) {
	if baseRule(e) == "" {
		s.stop(ending{verdict: Untestable, reason: s.run.redactor.Text(calls(e, m)), without: string(without(e))})
	}
	s.stop(s.run.owed(s.id, "", e, m))
}

// broken is told of a request that got no answer.
func (s *S) broken(e *wire.Exchange) {
	if errors.Is(e.Err, world.ErrForeign) {
		s.must(&world.CallError{Exchange: e})
	}
	s.stop(ending{verdict: Error, reason: s.run.redactor.Text(fmt.Sprintf("%s %s: %v", e.Method, e.Path(), e.Err))})
}

// Environment returns a new name of an environment that nobody else uses.
func (s *S) Environment() string {
	s.names++
	return s.run.world.Name(fmt.Sprintf("%s-%d", s.slug(), s.names)) // no name is the start of another
}

// slug is the case's part of names, another one each time it is examined.
func (s *S) slug() string {
	slug := strings.NewReplacer("/", "-", "_", "-").Replace(s.id)
	if s.round > 0 {
		return fmt.Sprintf("%s-again%d", slug, s.round)
	}
	return slug
}

// Value is what the side in force says about a divergence between document and GitLab.
func (s *S) Value(divergence string) string { return s.run.document.Value(divergence) }

// FollowsGitLab tells whose side is in force.
func (s *S) FollowsGitLab(divergence string) bool {
	return s.run.document.Profile().FollowsGitLab(divergence)
}

// BlockedBy ends the check or the case because another rule, which is checked elsewhere, is broken.
func (s *S) BlockedBy(rule string) {
	s.stop(ending{verdict: Blocked, by: rule, reason: "blocked by " + rule})
}
