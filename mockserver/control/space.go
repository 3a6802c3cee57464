package control

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"understudy/fixtures"
	"understudy/mockserver/gitlab"
)

// Settings are what all spaces of a stand-in have in common.
type Settings struct {
	GitLab  gitlab.Options   // but for clock, alarms and deliveries, which are each space's own
	Now     func() time.Time // the machine's clock
	Journal int              // bytes of the stand-in's own journal
	Faults  Faults           // what goes wrong from the start

	// Catalogue are the ways to be wrong that are known by name, read when somebody asks for one; nil: none.
	Catalogue func() []Wrong

	Open func(*Space) Door
}

// Door is how requests get into a space, and events out of it.
type Door struct {
	Handler http.Handler
	Deliver func(*gitlab.State, gitlab.DeploymentEvent)
	URL     func(*http.Request) string // where the space is for who sent the request, without /api/v4
	Reader  func() Reader
	Keep    func(*http.Request, Entry) // puts a request into journal and log
	Resend  func(context.Context, Sent) (again Sent, known bool)
	Close   func()
}

// Space is one GitLab with everything of its own: state, clock, ids, faults, journal and snapshots. Any number of
// goroutines may use it.
type Space struct {
	name       string
	clock      *Clock
	journal    *Journal
	deliveries Deliveries
	instance   *gitlab.Instance
	door       Door
	alarm      alarm
	saboteur   atomic.Pointer[Saboteur]
	wrong      atomic.Pointer[wrongServer]
	faults     Faults // of the start
	catalogue  func() []Wrong
	requests   atomic.Int64
	breaches   atomic.Int64
	created    time.Time
	used       atomic.Int64 // when somebody last came in, in ns since 1970
	mu         sync.Mutex   // held to change what follows, or the state as a whole
	start      moment
	roles      []fixtures.Role
	snapshots  []snapshot
}

// moment is what a space can go back to.
type moment struct {
	state *gitlab.State
	hands *hands
	roles []fixtures.Role
}

type snapshot struct {
	name string
	at   time.Time
	moment
}

// newSpace makes a space that begins at a moment; without a state it has nobody and nothing yet.
func newSpace(s Settings, name string, begin moment, journal int) *Space {
	space := &Space{
		name: name, clock: NewClock(s.Now), journal: NewJournal(journal - journal/deliveriesShare), deliveries: Deliveries{limit: journal / deliveriesShare}, start: begin, roles: begin.roles,
		faults: s.Faults, catalogue: s.Catalogue,
	}
	if name != "" { // nobody asks how old the stand-in itself is
		space.created = s.Now()
		space.used.Store(space.created.UnixNano())
	}
	if begin.hands != nil {
		space.clock.hands.Store(begin.hands)
	}
	o := s.GitLab
	o.Now = space.Now
	o.Wake = func(time.Duration) { space.alarm.set() }
	o.Deliver = func(state *gitlab.State, event gitlab.DeploymentEvent) { space.door.Deliver(state, event) }
	if begin.state == nil {
		space.instance = gitlab.New(o)
	} else {
		space.instance = begin.state.Instance(o)
	}
	space.alarm = alarm{instance: space.instance, clock: space.clock}
	space.door = s.Open(space)
	if name != "" { // those of the stand-in itself may be wrong
		space.startFaults()
	}
	space.alarm.set()
	return space
}

// Name is what the space is called in URLs, "" for the stand-in itself.
func (s *Space) Name() string { return s.name }

// URLFor is where the space is for who sent the request, without /api/v4.
func (s *Space) URLFor(r *http.Request) string { return s.door.URL(r) }

// Instance is the GitLab in the space, to seed and to inspect. Changes show in the next request.
func (s *Space) Instance() *gitlab.Instance { return s.instance }

// Roles are the named tokens of the dataset that the space holds.
func (s *Space) Roles() []fixtures.Role {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.roles
}

// Breaches counts the answers that broke the contract and were replaced by a 500.
func (s *Space) Breaches() int64 { return s.breaches.Load() }

// Breach counts one.
func (s *Space) Breach() { s.breaches.Add(1) }

// NextRequest is the number of a request that has come.
func (s *Space) NextRequest() int64 { return s.requests.Add(1) }

// Record keeps a request in the journal.
func (s *Space) Record(e Entry) { s.journal.Record(e) }

// Saboteur makes requests go wrong; nil if none are to.
func (s *Space) Saboteur() *Saboteur { return s.saboteur.Load() }

// Load replaces the space's content by a dataset. What led to it is forgotten, but the start stays the start. Errors are
// those of the dataset; then nothing has changed.
func (s *Space) Load(dataset fixtures.Dataset) error {
	loaded := gitlab.New(s.instance.Options())
	if err := dataset.Load(loaded); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.instance.Restore(loaded.State())
	s.roles = dataset.Roles()
	s.alarm.set()
	return nil
}

// begin makes the present the start.
func (s *Space) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.start = s.present()
}

// present is the moment that is now. The caller holds mu.
func (s *Space) present() moment {
	return moment{state: s.instance.State(), hands: s.clock.hands.Load(), roles: s.roles}
}

// Reset goes back to the start: state, clock, faults and the numbers of requests. The journal is empty then; snapshots stay.
func (s *Space) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.startFaults()
	s.goBack(s.start)
	s.clock.hands.Store(s.start.hands)
	s.requests.Store(0)
	s.journal.Clear()
	s.deliveries.clear()
	s.alarm.set()
}

// goBack makes a moment's state the current one. The caller holds mu.
func (s *Space) goBack(m moment) {
	s.instance.Restore(m.state)
	s.roles = m.roles
}

// end closes the space for good.
func (s *Space) end() {
	s.alarm.stop()
	s.door.Close()
}
