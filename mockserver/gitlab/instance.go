// Package gitlab is the domain: the users, projects, environments, deployments and approvals of one GitLab instance, and
// the rules by which GitLab 18.9 changes them. It knows nothing of HTTP, JSON or YAML.
//
// State is a value. Rows are immutable once published; a write works on a copy that shares everything it does not touch
// and publishes it in one step. A reader takes one State and sees nothing else for as long as it holds it.
package gitlab

import (
	"sync"
	"sync/atomic"
	"time"
)

// Edition is the build of GitLab: the community build has neither approvals nor protected environments.
type Edition string

// The two builds.
const (
	CommunityEdition  Edition = "ce"
	EnterpriseEdition Edition = "ee"
)

// Tier is the plan the instance is licensed for.
type Tier string

// The plans. Protected environments, and with them approvals, need Premium.
const (
	Free     Tier = "free"
	Premium  Tier = "premium"
	Ultimate Tier = "ultimate"
)

// Options are what an instance is made with. Only the clock is always needed.
type Options struct {
	Now     func() time.Time // the only clock
	Edition Edition
	Tier    Tier

	// Async puts off what GitLab does in the background: pipelines, deployments of jobs, linking, hooks. With 0 it is done
	// within the write that causes it.
	Async time.Duration
	// Runner makes the instance run jobs by itself: each starts so long after it is pending, and ends so long after that.
	// Nil: jobs wait for a runner.
	Runner *time.Duration
	// ReadCI reads a .gitlab-ci.yml; its error is what GitLab would say of it. Needed by instances whose repositories get one.
	ReadCI func(text string) (CIConfig, error)
	// Wake is told after how long State has to be called again so that work that was put off is done in time though
	// nobody asks. Nil: it is done when somebody asks.
	Wake func(after time.Duration)
	// Deliver is told what hooks are to be told, in order, with the state as it was then. Writes wait for it, and it must
	// not come back to the instance. Nil: nobody is told.
	Deliver func(*State, DeploymentEvent)
}

// Instance is one GitLab: a current State, and the only way to change it.
type Instance struct {
	options Options
	mu      sync.Mutex // held by the one writer
	state   atomic.Pointer[State]
}

// New returns an instance without users or projects.
func New(o Options) *Instance { return emptyState(o.Edition, o.Tier).Instance(o) }

// Instance returns an instance of its own that goes on from s; whatever s came from goes its own way. It costs nothing: the
// two share what neither changes. Edition and tier are those of s. Work that s put off waits for Wake's caller: see Due.
func (s *State) Instance(o Options) *Instance {
	if o.Wake == nil {
		o.Wake = func(time.Duration) {}
	}
	if o.Deliver == nil {
		o.Deliver = func(*State, DeploymentEvent) {}
	}
	i := &Instance{options: o}
	i.state.Store(s)
	return i
}

// State is the current state, after the work that is due. It never changes; ask again to see later writes.
func (i *Instance) State() *State {
	if s := i.state.Load(); s.due.IsZero() {
		return s
	}
	return i.StateAt(i.clock())
}

// StateAt is State for those who have just looked at the instance's clock.
func (i *Instance) StateAt(now time.Time) *State {
	if s := i.state.Load(); s.due.IsZero() || s.due.After(now) {
		return s
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.catchUp(now)
	return i.state.Load()
}

// Options are what the instance was made with.
func (i *Instance) Options() Options { return i.options }

// Restore makes s the current state: an earlier one of this instance, or one of another. Ids and everything else go on from
// there. Work that s put off waits for Wake's caller: see Due.
func (i *Instance) Restore(s *State) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.state.Store(s)
}

// Write runs fn on a draft of the current state and publishes the draft when fn returns nil; it returns what it has
// published. An error discards the draft, except what fn had published on the way (Tx.Publish). Writes run one at a time
// and read the clock once.
func (i *Instance) Write(fn func(*Tx) error) (*State, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	now := i.clock()
	i.catchUp(now)
	return i.write(now, fn)
}

// clock is the time in whole microseconds like GitLab's database columns, UTC.
func (i *Instance) clock() time.Time { return i.options.Now().UTC().Truncate(time.Microsecond) }

func (i *Instance) write(now time.Time, fn func(*Tx) error) (*State, error) {
	tx := &Tx{State: *i.state.Load(), instance: i, Now: now}
	tx.renew()
	if err := fn(tx); err != nil {
		return nil, err
	}
	tx.finishWork()
	tx.written, tx.due = now, tx.firstDue()
	i.state.Store(&tx.State)
	for _, due := range tx.alarms {
		i.options.Wake(due.Sub(i.options.Now()))
	}
	for _, event := range tx.events {
		i.options.Deliver(&tx.State, event)
	}
	return &tx.State, nil
}

// Tx is the draft of a write: a State that can be changed.
type Tx struct {
	State
	// Now is the instant of this write, UTC, in whole microseconds.
	Now time.Time
	// Cause is the event that a hook was told of, if this write is what its receiver does about it; empty: it is not.
	Cause    string
	instance *Instance
	work     []func(*Tx)       // to be done before this write is published
	alarms   []time.Time       // when work that was put off is due
	events   []DeploymentEvent // for hooks, once this write is published

	processing map[int64]bool // pipelines that work put off by this write will bring up to date
}

// Publish shows what has been written so far to readers and keeps it even if the write fails later. GitLab does not run a
// request in one database transaction: an environment made on the way to a refused deployment stays.
func (tx *Tx) Publish() {
	published := tx.State
	tx.instance.state.Store(&published)
	tx.renew()
}

// renew makes the next change of each table start from a copy of its own.
func (tx *Tx) renew() { tx.epoch = epochs.Add(1) }

// epochs are never used twice in a process, so that instances may share tables and memos.
var epochs atomic.Uint64
