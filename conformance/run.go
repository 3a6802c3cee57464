package conformance

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"understudy/conformance/provision"
	"understudy/conformance/wire"
	"understudy/openapi"
)

// Options say how to examine. The zero value of every field but Cases has a sensible meaning.
type Options struct {
	Cases    []Case           // the catalogue
	Select   *regexp.Regexp   // the case IDs to run; nil: all
	Strict   bool             // a broken SHOULD makes the target non-conformant too
	Timeout  time.Duration    // for each case; 0: 30 s
	Version  string           // of understudy, for the User-Agent and the report
	RunID    string           // distinguishes environment names from those of other runs; "": random
	Now      func() time.Time // nil: time.Now
	Progress func(Result)     // called after each case; may be nil
}

const defaultTimeout = 30 * time.Second

// withDefaults is the only place where the wall clock and chance enter.
func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Version == "" {
		o.Version = "devel"
	}
	if o.RunID == "" {
		o.RunID = strings.ToLower(rand.Text()[:8])
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(Result) {}
	}
	return o
}

// Selected are the cases to run.
func (o Options) Selected() []Case {
	if o.Select == nil {
		return o.Cases
	}
	var selected []Case
	for _, c := range o.Cases {
		if o.Select.MatchString(c.ID) {
			selected = append(selected, c)
		}
	}
	return selected
}

// Execute examines the target. The report is complete whatever happens, so that it can always be written; the error says
// that there was no examination: [ErrUsage] or [ErrUnexaminable]. If ctx ends, the case at hand is cleaned up after and the
// report tells how far it came.
func Execute(ctx context.Context, target Target, options Options) (Report, error) {
	r, err := begin(ctx, target, options)
	defer r.transport.CloseIdleConnections()
	if err != nil {
		r.report.Problem = err.Error()
		r.report.Outcome = Inconclusive
		if ctx.Err() != nil {
			r.report.Outcome = Interrupted
		}
		return r.finished(), err
	}
	for _, c := range r.cases {
		if ctx.Err() != nil {
			break
		}
		result := r.examine(ctx, c)
		r.report.Results = append(r.report.Results, result)
		r.options.Progress(result)
	}
	r.report.Outcome = outcomeOf(r.report.Results, r.options.Strict)
	if ctx.Err() != nil {
		r.report.Outcome = Interrupted
	}
	return r.finished(), nil
}

// run is one examination on its way.
type run struct {
	target       Target
	options      Options
	cases        []Case
	document     *openapi.Document
	requirements map[string]string // statements by id
	transport    *http.Transport
	line         wire.Line
	survey       provision.Survey
	report       Report
}

func begin(ctx context.Context, target Target, options Options) (*run, error) {
	r := &run{target: target, options: options.withDefaults(), transport: http.DefaultTransport.(*http.Transport).Clone()}
	r.report = Report{
		Target: target.URL, Project: target.Project, Profile: target.Profile.Name(),
		Version: r.options.Version, RunID: r.options.RunID, Started: r.options.Now(),
		Capabilities: []Finding{}, Results: []Result{}, LeftBehind: []string{}, // never null in JSON
	}
	if err := r.prepare(); err != nil {
		return r, err
	}
	return r, r.look(ctx)
}

// prepare settles everything that needs no target.
func (r *run) prepare() error {
	if r.cases = r.options.Selected(); len(r.cases) == 0 {
		return fmt.Errorf("%w: no case is selected", ErrUsage)
	}
	root, err := r.target.Root()
	if err != nil {
		return err
	}
	if err := r.target.validate(); err != nil {
		return err
	}
	if r.target.Profile.Name() == "" {
		r.target.Profile = openapi.Documented()
	}
	if r.document, err = openapi.Load(r.target.Profile); err != nil {
		return err
	}
	if r.requirements, err = statements(); err != nil {
		return err
	}
	r.report.Target, r.report.Profile = root, r.target.Profile.Name()
	r.line = wire.Line{
		Root: root, Document: r.document, Secrets: r.target.secrets(), Now: r.options.Now,
		Base: r.transport,
	}
	return nil
}

// look finds out what the target offers.
func (r *run) look(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, r.options.Timeout)
	defer cancel()
	line := r.line
	line.Agent = fmt.Sprintf("understudy/%s (run=%s)", r.options.Version, r.options.RunID)
	line.Log = new(wire.Log)
	survey, err := provision.Find(ctx, r.api(Maintainer, line, ignore), r.target.Ref, r.target.SHA)
	r.report.LeftBehind = append(r.report.LeftBehind, survey.Left...)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnexaminable, err)
	}
	if survey.Ref == "" {
		return fmt.Errorf("%w: the project shows no default branch: name a branch and a commit with --ref and --sha", ErrUnexaminable)
	}
	for _, role := range slices.Sorted(maps.Keys(r.target.Tokens)) {
		if role != Maintainer && provision.Refuses(ctx, r.api(role, line, ignore)) {
			return fmt.Errorf("%w: role %s: the token is refused (401)", ErrUnexaminable, role)
		}
	}
	r.survey = survey
	r.report.Capabilities = findings(survey)
	return nil
}

// ignore is for answers that are not under examination.
func ignore(*wire.Exchange) {}

func (r *run) api(role Role, line wire.Line, found func(*wire.Exchange)) provision.API {
	identity := wire.Identity{Name: string(role), Token: r.target.Tokens[role]}
	return provision.API{HTTP: line.HTTPClient(identity, found), Root: line.Root, Project: r.target.Project}
}

func (r *run) finished() Report {
	r.report.Duration = r.options.Now().Sub(r.report.Started)
	return r.report
}

func statements() (map[string]string, error) {
	requirements, err := openapi.Requirements()
	if err != nil {
		return nil, err
	}
	byID := make(map[string]string, len(requirements))
	for _, requirement := range requirements {
		byID[requirement.ID] = requirement.Statement
	}
	return byID, nil
}
