package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/conformance/faults"
	"understudy/mockserver"
)

// subject is a server to be examined: with a fault, odd, or neither.
type subject struct {
	trial  trial
	fault  *faults.Fault
	oddity *faults.Oddity
}

func (s subject) id() string {
	if s.fault != nil {
		return s.fault.ID
	}
	return s.oddity.ID
}

// subjects are all servers, under each profile that has something to say about them.
func subjects(only *regexp.Regexp) []subject {
	var all []subject
	for _, profile := range proofProfiles {
		for _, f := range faults.All() {
			if (f.Profile == "" || f.Profile == profile) && only.MatchString(f.ID) {
				all = append(all, subject{trial: trial{profile: profile, plan: f.Plan}, fault: &f})
			}
		}
		for _, o := range faults.Oddities() {
			if (o.Profile == "" || o.Profile == profile) && only.MatchString(o.ID) {
				all = append(all, subject{trial: trial{profile: profile, plan: o.Plan, line: o.Line, encrypted: o.Encrypted, prefix: o.Prefix, alone: o.Alone, background: o.Background}, oddity: &o})
			}
		}
	}
	return all
}

// plan says what is to be examined, and how.
type plan struct {
	only      *regexp.Regexp
	everyCase bool // examine with every case, also with those that a fault makes no difference to
	parallel  int
}

// examineAll examines correct servers, and then all others, several at a time.
func (pl plan) examineAll(ctx context.Context, progress io.Writer) (proof, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(mockserver.GCPercent))
	p := proof{Began: time.Now()}
	all := subjects(pl.only)
	if len(all) == 0 {
		return p, fmt.Errorf("--only %s matches no fault and no odd server", pl.only)
	}
	fmt.Fprintf(progress, "examining %d servers\n", len(all)+len(proofProfiles))
	surveys := map[string]*survey{}
	for _, profile := range proofProfiles {
		result, err := trial{profile: profile, cases: cases.All()}.run(ctx)
		if err != nil {
			return p, err
		}
		p.Correct = append(p.Correct, correctServer(profile, result))
		if pl.everyCase || len(all) < worthSurveying {
			continue
		}
		if surveys[profile], err = surveyOf(ctx, profile, pl.only, pl.parallel); err != nil {
			return p, err
		}
	}
	verdicts := make([]verdictOn, len(all))
	var done atomic.Int64
	err := spread(pl.parallel, len(all), func(i int) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		verdict, err := all[i].examine(ctx, surveys[all[i].trial.profile])
		if err != nil {
			return fmt.Errorf("%s: %w", verdict.ID, err)
		}
		verdicts[i] = verdict
		if n := done.Add(1); n%200 == 0 {
			fmt.Fprintf(progress, "%d of %d servers examined\n", n, len(all))
		}
		return nil
	})
	p.Took = time.Since(p.Began)
	for i, v := range verdicts {
		if all[i].fault != nil {
			p.Faults = append(p.Faults, v)
		} else {
			p.Odd = append(p.Odd, v)
		}
	}
	return p, err
}

// worthSurveying is from how many servers on it takes less time to find out which cases matter to which than to examine with all.
const worthSurveying = 40

// spread does n things, several at a time. After an error it begins nothing more.
func spread(parallel, n int, do func(i int) error) error {
	var failed atomic.Pointer[error]
	slots, group := make(chan struct{}, parallel), sync.WaitGroup{}
	for i := range n {
		slots <- struct{}{}
		if failed.Load() != nil {
			break
		}
		group.Go(func() {
			defer func() { <-slots }()
			if err := do(i); err != nil {
				failed.CompareAndSwap(nil, &err)
			}
		})
	}
	group.Wait()
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// examine runs one trial and judges it. Without a survey, every case is part of it.
func (s subject) examine(ctx context.Context, known *survey) (verdictOn, error) {
	begun := time.Now()
	var server *faults.Server
	t := s.trial
	t.cases = cases.All()
	if known != nil {
		t.cases = known.cases(s)
	}
	t.wrap = func(correct http.Handler, sleep func(time.Duration)) http.Handler {
		if s.fault != nil {
			server = s.fault.Around(correct)
		} else {
			server = s.oddity.Around(correct, sleep)
		}
		return server
	}
	var result conformance.Result
	var err error
	var changed int64
	if len(t.cases) > 0 {
		result, err = t.run(ctx)
		changed = server.Changed()
	}
	var v verdictOn
	if s.fault != nil {
		v = judgeFault(*s.fault, result, changed)
	} else {
		v = judgeOddity(*s.oddity, result, changed)
	}
	v.Profile, v.Cases, v.Duration = t.profile, len(t.cases), time.Since(begun)
	return v, err
}

// correctServer is how a mock with nothing wrong fares.
func correctServer(profile string, result conformance.Result) correct {
	c := correct{Profile: profile, Broken: broken(result)}
	for _, rule := range result.Rules {
		if rule.Level == conformance.Must || rule.Level == conformance.Should {
			c.Binding = append(c.Binding, rule.ID)
		}
	}
	return c
}

// silentRules looks for rules that no fault is noticed by.
func (p *proof) silentRules() {
	for _, c := range p.Correct {
		for _, rule := range c.Binding {
			heard := slices.ContainsFunc(p.Faults, func(v verdictOn) bool {
				return v.Profile == c.Profile && v.Rule == rule && (v.Judgement == noticed || v.Judgement == wide)
			})
			if !heard {
				p.Silent = append(p.Silent, c.Profile+" "+rule)
			}
		}
	}
}

// proof is everything that was found out.
type proof struct {
	Began   time.Time     `json:"began"`
	Took    time.Duration `json:"took_ns"`
	Whole   bool          `json:"whole"`
	Correct []correct     `json:"correct"`
	Faults  []verdictOn   `json:"faults"`
	Odd     []verdictOn   `json:"odd"`
	Silent  []string      `json:"silent_rules"` // profile and rule that no fault is noticed by
}

// correct is a mock that nothing is wrong with.
type correct struct {
	Profile string   `json:"profile"`
	Broken  []string `json:"broken"`  // rules that it is accused of breaking all the same
	Binding []string `json:"binding"` // rules that it was held to
}

// flaws are what is wrong with the proof: profile and id each.
func (p proof) flaws() []string {
	var flaws []string
	for _, v := range append(slices.Clone(p.Faults), p.Odd...) {
		if !v.Judgement.fine() {
			flaws = append(flaws, v.Profile+" "+v.ID)
		}
	}
	for _, c := range p.Correct {
		for _, rule := range c.Broken {
			flaws = append(flaws, c.Profile+" "+rule)
		}
	}
	return append(flaws, p.Silent...)
}

func (p proof) holds() bool { return len(p.flaws()) == 0 }

func (p proof) count(verdicts []verdictOn, profile string, j judgement) int {
	n := 0
	for _, v := range verdicts {
		if (profile == "" || v.Profile == profile) && (j == "" || v.Judgement == j) {
			n++
		}
	}
	return n
}

// serversOf tells how many different servers there are.
func serversOf(verdicts []verdictOn) int {
	seen := map[string]bool{}
	for _, v := range verdicts {
		seen[v.ID] = true
	}
	return len(seen)
}

func joined(words []string) string { return strings.Join(words, ", ") }
