package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"understudy/conformance/coverage"
	"understudy/conformance/wire"
	"understudy/conformance/world"
	"understudy/openapi"
)

// run is one examination on its way.
type run struct {
	target   Target
	options  Options
	cases    []Case
	spared   []Case // they would change something where nothing may change
	document *openapi.Document
	rules    rules
	redactor *wire.Redactor
	root     string
	base     http.RoundTripper
	pace     *wire.Pace
	world    *world.World
	tally    *tally
	coverage *coverage.Tracker
	result   Result

	ctx      context.Context
	cancel   context.CancelCauseFunc
	timeouts atomic.Int32 // in a row
}

// errSilent ends a run whose target accepts requests and does not answer.
var errSilent = errors.New("the target did not answer three requests in a row in time")

var errDeadline = errors.New("the deadline passed")

const mostTimeouts = 3

// cleanupTime is how long all clean-up may take.
const cleanupTime = 2 * time.Minute

// Refused is the result of a run that was asked for wrongly, for reports.
func Refused(target Target, options Options, problem error) Result {
	r := newRun(target, options)
	r.result.Problem, r.result.Outcome = r.redactor.Text(problem.Error()), Incomplete
	return r.result
}

func newRun(target Target, options Options) *run {
	if target.Profile.Name() == "" {
		target.Profile = openapi.Documented()
	}
	r := &run{target: target, options: options.withDefaults(), tally: newTally()}
	r.redactor = wire.NewRedactor(target.secrets()...)
	r.result = Result{
		Schema: SchemaVersion, Target: target.URL, Project: target.Project, Profile: target.Profile.Name(), Tier: target.Tier,
		Edition: target.Edition, Version: r.options.Version, RunID: r.options.RunID, Seed: r.options.Seed, Started: r.options.Clock.Now(),
		Shard: r.options.Shard.String(), FailOn: r.options.FailOn,
		Select: r.options.Selection.Select, Skip: r.options.Selection.Skip,
		// never null in JSON
		Without: append([]Need{}, target.Without...), Rules: []RuleResult{}, Cases: []CaseResult{}, Findings: []Finding{}, Unexamined: []Unexamined{},
		Waived: []Unexamined{}, Around: []Note{}, Unknown: []string{}, Created: []world.Thing{}, Left: []world.Left{},
		Coverage: coverage.Coverage{Counts: []coverage.Count{}, Unreached: []coverage.Part{}, Beyond: []coverage.Beyond{}},
	}
	return r
}

func begin(ctx context.Context, target Target, options Options) (*run, error) {
	r := newRun(target, options)
	r.ctx, r.cancel = context.WithCancelCause(ctx)
	if err := r.prepare(); err != nil {
		return r, err
	}
	if r.options.Deadline > 0 {
		timer := time.AfterFunc(r.options.Deadline, func() { r.cancel(errDeadline) })
		context.AfterFunc(r.ctx, func() { timer.Stop() })
	}
	if err := r.look(); err != nil {
		if cause := context.Cause(r.ctx); cause != nil && ctx.Err() == nil {
			err = cause
		}
		return r, fmt.Errorf("%w: %w", ErrUnexaminable, err)
	}
	return r, nil
}

// prepare settles everything that needs no target.
func (r *run) prepare() (err error) {
	if r.cases, r.spared, err = r.options.split(); err != nil {
		return err
	}
	if r.root, err = r.target.Root(); err != nil {
		return err
	}
	if err := r.target.validate(); err != nil {
		return err
	}
	if r.document, err = openapi.Load(r.target.Profile); err != nil {
		return err
	}
	r.coverage = coverage.NewTracker(r.document, func(need string) string { return r.target.waiver(Need(need)) })
	if r.rules, err = readRules(); err != nil {
		return err
	}
	r.rules.decided = r.target.Profile.Name() == openapi.GitLab189().Name()
	r.result.Target, r.result.Profile = r.root, r.target.Profile.Name()
	r.base, r.pace = wire.Over(r.target.Authorities), wire.NewPace(r.options.Rate)
	if r.target.Handler != nil {
		r.base = wire.Within(r.target.Handler)
	}
	const day = 24 * time.Hour
	line := r.lineFor("")
	r.world = world.New(r.ctx, world.Config{
		Line: line, Redactor: r.redactor, Tokens: r.target.tokensByName(), RunID: r.options.RunID,
		Project: r.target.Project, Ref: r.target.Ref, SHA: r.target.SHA,
		Declared: r.target.Tier == "premium" || r.target.Tier == "ultimate", ReadOnly: r.options.ReadOnly,
		Journal: r.options.Journal, Patience: r.options.Patience, Expires: r.options.Clock.Now().Add(2 * day),
	})
	return r.world.Begin()
}

// lineFor is the line of a case, or of the world if the case has no id.
func (r *run) lineFor(caseID string) wire.Line {
	agent := fmt.Sprintf("understudy/%s (run=%s)", r.options.Version, r.options.RunID)
	line := wire.Line{
		Root: r.root, Document: r.document, Clock: r.options.Clock, Base: r.base, Timeout: r.options.Timeout,
		Retries: r.options.Retries, Pace: r.pace, Found: func(e *wire.Exchange) { r.found(caseID, e) },
	}
	if caseID != "" {
		agent = fmt.Sprintf("understudy/%s (run=%s; case=%s)", r.options.Version, r.options.RunID, caseID)
		line.Permit = r.world.Permit
	}
	line.Agent = agent
	return line
}

// count counts an exchange, and ends the run if the target has fallen silent.
func (r *run) count(e *wire.Exchange) {
	r.tally.mu.Lock()
	r.tally.requests++
	r.tally.mu.Unlock()
	if !errors.Is(e.Err, wire.ErrTimeout) {
		r.timeouts.Store(0)
		return
	}
	if r.timeouts.Add(1) >= mostTimeouts {
		r.cancel(errSilent)
	}
}

// interruption tells why the run ended early.
func (r *run) interruption() string {
	cause := context.Cause(r.ctx)
	if cause == nil || errors.Is(cause, context.Canceled) {
		return "interrupted"
	}
	return cause.Error()
}

// close removes what the run made and frees what it holds. It may be called once.
func (r *run) close() {
	r.cancel(nil)
	if r.world != nil {
		r.result.Created = append(r.result.Created, r.world.Made()...)
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), cleanupTime)
		defer cancel()
		r.result.Left = append(r.result.Left, r.world.CleanUp(ctx)...)
		for i := range r.result.Left {
			r.result.Left[i].Reason = r.redactor.Text(r.result.Left[i].Reason)
		}
	}
	if transport, ok := r.base.(*http.Transport); ok {
		transport.CloseIdleConnections()
	}
	r.result.Duration = r.options.Clock.Now().Sub(r.result.Started)
}
