package world

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Thing is something that the run made, or is about to make.
type Thing struct {
	Kind    string `json:"kind"` // project, group, environment, deployment, token, protected environment, runner
	ID      int64  `json:"id,omitempty"`
	Name    string `json:"name"`
	Project string `json:"project,omitempty"` // escaped id or path of the project it is in, "" if it stands alone
	Secret  string `json:"-"`                 // with which it is removed, where that is another than the maintainer's
}

func (t Thing) String() string {
	text := t.Kind + " " + t.Name
	if t.ID != 0 && t.Name != strconv.FormatInt(t.ID, 10) {
		text += fmt.Sprintf(" (%d)", t.ID)
	}
	return text
}

// ledger knows what the run made.
type ledger struct {
	mu          sync.Mutex
	things      []Thing
	projects    map[string]bool // escaped ids and paths of projects that the run made
	deployments map[int64]bool  // ids of deployments that the run made in a project that it did not make
}

func (l *ledger) add(t Thing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.projects == nil {
		l.projects, l.deployments = map[string]bool{}, map[int64]bool{}
	}
	if slices.ContainsFunc(l.things, func(known Thing) bool { return known.Kind == t.Kind && known.ID == t.ID && known.Name == t.Name }) {
		return
	}
	l.things = append(l.things, t)
	if t.Kind == kindDeployment {
		l.deployments[t.ID] = true
	}
}

func (l *ledger) own(project string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.projects == nil {
		l.projects, l.deployments = map[string]bool{}, map[int64]bool{}
	}
	l.projects[strings.ToLower(project)] = true
}

func (l *ledger) all() []Thing {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.things)
}

func (l *ledger) ownsProject(escaped string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.projects[strings.ToLower(escaped)]
}

func (l *ledger) ownsDeployment(id int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.deployments[id]
}

// Made is everything that the run made, in order.
func (w *World) Made() []Thing { return w.made.all() }
