package control

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"understudy/fixtures"
)

// spaceShare is which part of the stand-in's journal each space may keep.
const spaceShare = 16

// Spaces are a stand-in and the GitLabs beside it. Any number of goroutines may use them.
type Spaces struct {
	Main *Space // the stand-in itself

	settings Settings
	idle     time.Duration // after which a space ends; 0: never
	mu       sync.RWMutex
	named    map[string]*Space
	last     int
	sweeper  *time.Timer
	closed   bool
}

// NewSpaces makes a stand-in with a dataset. Spaces beside it end when nobody has come in for so long; with 0 they stay.
// Errors are those of the dataset and of the faults.
func NewSpaces(s Settings, dataset fixtures.Dataset, idle time.Duration) (*Spaces, error) {
	all := &Spaces{settings: s, idle: idle, named: map[string]*Space{}}
	all.Main = newSpace(s, "", moment{roles: dataset.Roles()}, s.Journal)
	if err := dataset.Load(all.Main.instance); err != nil {
		return nil, err
	}
	all.Main.begin()
	if err := all.Main.SetFaults(s.Faults); err != nil {
		return nil, err
	}
	return all, nil
}

// Origin is what a space begins with: the start of the stand-in unless something else is named.
type Origin struct {
	Name     string            // in URLs; empty: one that is free
	Present  bool              // the stand-in's present
	Snapshot string            // or a snapshot of the stand-in
	Dataset  *fixtures.Dataset // or a dataset
	Clock    *ClockSetting     // nil: as the stand-in's stood then
}

// ErrSpaceExists says that the name is taken, ErrNoSnapshot that there is no such snapshot.
var (
	ErrSpaceExists = errors.New("a space of this name exists already")
	ErrNoSnapshot  = errors.New("no such snapshot")
)

// Create makes a space. Errors: ErrSpaceExists, ErrNoSnapshot, those of the dataset.
func (s *Spaces) Create(o Origin) (*Space, error) {
	begin, err := s.Main.momentOf(o)
	if err != nil {
		return nil, err
	}
	name, err := s.reserve(o.Name)
	if err != nil {
		return nil, err
	}
	space := newSpace(s.settings, name, begin, s.settings.Journal/spaceShare)
	if o.Dataset != nil {
		if err := o.Dataset.Load(space.instance); err != nil {
			space.end()
			s.put(name, nil)
			return nil, err
		}
	}
	if o.Clock != nil {
		space.SetClock(*o.Clock)
	}
	space.begin()
	s.put(name, space)
	return space, nil
}

func (s *Space) momentOf(o Origin) (moment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case o.Dataset != nil:
		return moment{roles: o.Dataset.Roles()}, nil
	case o.Snapshot != "":
		at := s.find(o.Snapshot)
		if at < 0 {
			return moment{}, fmt.Errorf("%w: %s", ErrNoSnapshot, o.Snapshot)
		}
		return s.snapshots[at].moment, nil
	case o.Present:
		return s.present(), nil
	}
	return s.start, nil
}

// reserve takes a name: nobody comes in until the space is there.
func (s *Spaces) reserve(name string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name == "" {
		s.last++
		free := "space-" + strconv.Itoa(s.last)
		if _, taken := s.named[free]; !taken {
			name = free
		}
	}
	if _, taken := s.named[name]; taken {
		return "", fmt.Errorf("%w: %s", ErrSpaceExists, name)
	}
	s.named[name] = nil
	return name, nil
}

func (s *Spaces) put(name string, space *Space) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if space == nil {
		delete(s.named, name)
		return
	}
	s.named[name] = space
	if s.sweeper == nil && s.idle > 0 && !s.closed {
		s.sweeper = time.AfterFunc(s.idle, s.sweep)
	}
}

// Find is the space of that name, nil if there is none; it has been used then.
func (s *Spaces) Find(name string) *Space {
	s.mu.RLock()
	space := s.named[name]
	s.mu.RUnlock()
	if space == nil {
		return nil
	}
	now := s.settings.Now()
	if s.idle > 0 && space.idleSince(now) >= s.idle {
		s.End(name)
		return nil
	}
	space.used.Store(now.UnixNano())
	return space
}

func (s *Space) idleSince(now time.Time) time.Duration {
	return time.Duration(now.UnixNano() - s.used.Load())
}

// End closes a space for good, and tells whether there was one.
func (s *Spaces) End(name string) bool {
	s.mu.Lock()
	space := s.named[name]
	delete(s.named, name)
	s.mu.Unlock()
	if space == nil {
		return false
	}
	space.end()
	return true
}

// All are the spaces in the order in which they were made.
func (s *Spaces) All() []*Space {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := slices.DeleteFunc(slices.Collect(maps.Values(s.named)), func(space *Space) bool { return space == nil })
	slices.SortFunc(all, func(a, b *Space) int { return cmp.Or(a.created.Compare(b.created), cmp.Compare(a.name, b.name)) })
	return all
}

// sweep ends the spaces that were forgotten.
func (s *Spaces) sweep() {
	now := s.settings.Now()
	for _, space := range s.All() {
		if space.idleSince(now) >= s.idle {
			s.End(space.name)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.sweeper.Reset(s.idle / 2); s.closed {
		s.sweeper.Stop()
	}
}

// Close ends all spaces and the stand-in itself.
func (s *Spaces) Close() {
	s.mu.Lock()
	s.closed = true
	if s.sweeper != nil {
		s.sweeper.Stop()
	}
	s.mu.Unlock()
	for _, space := range s.All() {
		s.End(space.name)
	}
	s.Main.end()
}
