package conformance

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"strings"
	"time"

	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Options say how to examine. The zero value of every field but Cases has a sensible meaning.
type Options struct {
	Cases     []Case
	Selection Selection
	Shard     Shard // of the selected cases; zero: all
	FailOn    Level // the weakest level that decides the outcome: Must (zero) or Should
	ReadOnly  bool  // run only what changes nothing

	Parallel int           // cases at a time; 0: 8
	Rate     float64       // requests a second; 0: any number
	Timeout  time.Duration // for each exchange; 0: 10 s
	Retries  int           // how often an exchange that the target put off is repeated; 0: 5, less: never
	Patience time.Duration // how long to wait for what the target does in the background; 0: 1 minute
	Deadline time.Duration // for the run, without clean-up; 0: none
	Seed     uint64        // of Shuffle; 0: random
	Shuffle  bool          // examine in a random order; the result is in the order of the catalogue all the same
	Repeat   int           // how often to examine; 0: once
	Brief    bool          // for verdicts alone: no coverage is counted, and no failure made smaller

	Version  string         // of understudy, for the User-Agent and the result
	RunID    string         // part of every name that is made; "": random
	Clock    wire.Clock     // nil: the wall's
	Journal  *world.Journal // nil: none
	Begun    func(Result)   // called when examining makes sense, before the first case; nil: nobody is told
	Progress func(CaseResult)
	// Observe is told every exchange with the id of its case, in clear: what it writes must go through the redactor. It may
	// be called by several goroutines. Nil: nobody is.
	Observe func(caseID string, e *wire.Exchange, redactor *wire.Redactor)
}

const (
	defaultParallel = 8
	defaultTimeout  = 10 * time.Second
	defaultRetries  = 5
	defaultPatience = time.Minute
)

// withDefaults is the only place where the wall clock and chance enter.
func (o Options) withDefaults() Options {
	o.Parallel = orElse(o.Parallel, defaultParallel)
	o.Timeout = orElse(o.Timeout, defaultTimeout)
	o.Patience = orElse(o.Patience, defaultPatience)
	o.Repeat = orElse(o.Repeat, 1)
	o.Retries = max(orElse(o.Retries, defaultRetries), 0)
	o.FailOn = orElse(o.FailOn, Must)
	o.Version = orElse(o.Version, "devel")
	if o.Seed == 0 {
		var random [8]byte
		_, _ = rand.Read(random[:]) // never fails
		o.Seed = binary.LittleEndian.Uint64(random[:]) >> 16
	}
	if o.RunID == "" {
		o.RunID = strings.ToLower(rand.Text()[:8])
	}
	if o.Clock == nil {
		o.Clock = wallClock{}
	}
	if o.Begun == nil {
		o.Begun = func(Result) {}
	}
	if o.Progress == nil {
		o.Progress = func(CaseResult) {}
	}
	return o
}

func orElse[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

// wallClock is the time of the world outside.
type wallClock struct{}

func (wallClock) Now() time.Time { return time.Now() } //nolint:forbidigo // where it enters

func (wallClock) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
