package world

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
)

// The kinds of things that a run makes.
const (
	kindProject     = "project"
	kindGroup       = "group"
	kindEnvironment = "environment"
	kindDeployment  = "deployment"
	kindToken       = "token"
	kindProtection  = "protected environment"
	kindRunner      = "runner"
)

// Journal is a file that tells what a run made, even if the run ends without a word: a line before each thing is made, one
// after, one when it is gone.
type Journal struct {
	mu   sync.Mutex
	file *os.File
}

// Entry is one line of a journal.
type Entry struct {
	Event  string `json:"event"` // run, intended, made, gone
	Target string `json:"target,omitempty"`
	RunID  string `json:"run,omitempty"`
	In     string `json:"in,omitempty"` // the existing project that the run arranged in
	Thing  *Thing `json:"thing,omitempty"`

	Things []Thing `json:"-"` // of a run: what ReadJournal found to be still there
}

// CreateJournal makes the file; one that is there is kept, and written on at its end.
func CreateJournal(path string) (*Journal, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &Journal{file: file}, nil
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }

func (j *Journal) write(e Entry) error {
	if j == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, err := j.file.Write(append(line, '\n')); err != nil {
		return fmt.Errorf("the journal cannot be written: %w", err)
	}
	return j.file.Sync()
}

// Begin notes the run that is about to make things.
func (w *World) Begin() error {
	return w.Journal.write(Entry{Event: "run", Target: w.Line.Root, RunID: w.RunID, In: w.Config.Project})
}

// intend notes what is about to be made.
func (w *World) intend(t Thing) error {
	if w.ReadOnly {
		return &Missing{What: "nothing may be made: " + t.Kind, Without: "", Hint: "leave --safe out"}
	}
	return w.Journal.write(Entry{Event: "intended", Thing: &t})
}

// record notes what was made.
func (w *World) record(t Thing) {
	w.made.add(t)
	_ = w.Journal.write(Entry{Event: "made", Thing: &t}) // the intent is there, and finds it
}

// What is inside a project of the run's own goes with it, and needs no note.
func (p *Project) intend(t Thing) error {
	if p.own {
		return nil
	}
	return p.w.intend(t)
}

func (p *Project) record(t Thing) {
	if !p.own {
		p.w.record(t)
	}
}

// ReadJournal reads what runs wrote: what was made, or was about to be, and is not gone.
func ReadJournal(r io.Reader) (runs []Entry, err error) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var e Entry
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			continue // the line at which the run ended
		}
		if e.Event == "run" {
			runs = append(runs, e)
		}
		if e.Thing == nil || len(runs) == 0 {
			continue
		}
		last := &runs[len(runs)-1]
		last.Things = without(last.Things, *e.Thing)
		if e.Event != "gone" {
			last.Things = append(last.Things, *e.Thing)
		}
	}
	return runs, lines.Err()
}
