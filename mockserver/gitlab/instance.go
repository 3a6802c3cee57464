// Package gitlab is the domain: the users, projects, environments, deployments and approvals of one GitLab instance, and
// the rules by which GitLab 18.9 changes them. It knows nothing of HTTP or JSON.
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

// Options are what an instance is made with.
type Options struct {
	Now     func() time.Time // the only clock
	Edition Edition
	Tier    Tier
}

// Instance is one GitLab: a current State, and the only way to change it.
type Instance struct {
	now   func() time.Time
	mu    sync.Mutex // held by the one writer
	epoch uint64
	state atomic.Pointer[State]
}

// New returns an instance without users or projects.
func New(o Options) *Instance {
	i := &Instance{now: o.Now}
	i.state.Store(emptyState(o.Edition, o.Tier))
	return i
}

// State is the current state. It never changes; ask again to see later writes.
func (i *Instance) State() *State { return i.state.Load() }

// Write runs fn on a draft of the current state and publishes the draft when fn returns nil; it returns what it has
// published. An error discards the draft, except what fn had published on the way (Tx.Publish). Writes run one at a time
// and read the clock once.
func (i *Instance) Write(fn func(*Tx) error) (*State, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	tx := &Tx{State: *i.state.Load(), instance: i, Now: i.now().UTC().Truncate(time.Microsecond)}
	tx.renew()
	if err := fn(tx); err != nil {
		return nil, err
	}
	i.state.Store(&tx.State)
	return &tx.State, nil
}

// Tx is the draft of a write: a State that can be changed.
type Tx struct {
	State
	// Now is the instant of this write, UTC, in whole microseconds like GitLab's database columns.
	Now      time.Time
	instance *Instance
}

// Publish shows what has been written so far to readers and keeps it even if the write fails later. GitLab does not run a
// request in one database transaction: an environment made on the way to a refused deployment stays.
func (tx *Tx) Publish() {
	published := tx.State
	tx.instance.state.Store(&published)
	tx.renew()
}

// renew makes the next change of each table start from a copy of its own.
func (tx *Tx) renew() {
	tx.instance.epoch++
	tx.epoch = tx.instance.epoch
}
