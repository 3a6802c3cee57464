package control

import (
	"slices"
	"strconv"
	"time"
)

// Snapshot names the present, which costs nothing; a name that is taken already stands for it from now on. Without a name
// one is found.
func (s *Space) Snapshot(name string) SnapshotRow {
	s.mu.Lock()
	defer s.mu.Unlock()
	for n := len(s.snapshots) + 1; name == ""; n++ {
		if free := "snapshot-" + strconv.Itoa(n); s.find(free) < 0 {
			name = free
		}
	}
	taken := snapshot{name: name, at: s.Now(), moment: s.present()}
	if at := s.find(name); at >= 0 {
		s.snapshots = slices.Delete(s.snapshots, at, at+1)
	}
	s.snapshots = append(s.snapshots, taken)
	return taken.row()
}

// SnapshotRow is a snapshot as the list shows it.
type SnapshotRow struct {
	Name        string    `json:"name"`
	At          time.Time `json:"at"` // on the clock
	Deployments int       `json:"deployments"`
}

func (s snapshot) row() SnapshotRow {
	return SnapshotRow{Name: s.name, At: s.at, Deployments: s.state.Count().Deployments}
}

// Snapshots are the snapshots in the order in which they were made.
func (s *Space) Snapshots() []SnapshotRow {
	s.mu.Lock()
	defer s.mu.Unlock()
	rows := []SnapshotRow{}
	for _, taken := range s.snapshots {
		rows = append(rows, taken.row())
	}
	return rows
}

// Restore goes back to a snapshot: to its state, ids included, and to its time if the clock stood still then. It tells
// whether there is such a snapshot.
func (s *Space) Restore(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.find(name)
	if at < 0 {
		return false
	}
	to := s.snapshots[at]
	if !to.hands.frozen.IsZero() {
		s.clock.hands.Store(to.hands)
	}
	s.goBack(to.moment)
	s.alarm.set()
	return true
}

// Forget drops a snapshot, and tells whether there was one.
func (s *Space) Forget(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.find(name)
	if at >= 0 {
		s.snapshots = slices.Delete(s.snapshots, at, at+1)
	}
	return at >= 0
}

// find is the place of a snapshot, -1 if there is none. The caller holds mu.
func (s *Space) find(name string) int {
	return slices.IndexFunc(s.snapshots, func(taken snapshot) bool { return taken.name == name })
}
