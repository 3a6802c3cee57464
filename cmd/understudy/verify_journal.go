package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"understudy/conformance"
	"understudy/conformance/world"
)

// runJournal is the journal of a run, and where it is.
type runJournal struct {
	journal *world.Journal
	path    string
	kept    bool // somebody named the file
}

// openJournal makes the file of --journal, or one of its own for a target that outlives the process.
func openJournal(f verifyFlags, target conformance.Target) (runJournal, error) {
	j := runJournal{path: f.journal, kept: f.journal != ""}
	if target.Handler != nil && !j.kept {
		return j, nil
	}
	if !j.kept {
		file, err := os.CreateTemp("", "understudy-*.journal")
		if err != nil {
			return j, fmt.Errorf("--journal: %w", err)
		}
		j.path = file.Name()
		if err := file.Close(); err != nil {
			return j, fmt.Errorf("--journal: %w", err)
		}
	}
	var err error
	if j.journal, err = world.CreateJournal(filepath.Clean(j.path)); err != nil {
		return j, fmt.Errorf("--journal: %w", err)
	}
	return j, nil
}

// close removes a journal of its own that nobody needs any more, and else says what it is good for.
func (j runJournal) close(std streams, result conformance.Result) error {
	if j.journal == nil {
		return nil
	}
	if err := j.journal.Close(); err != nil {
		return fmt.Errorf("--journal: %w", err)
	}
	if len(result.Left) > 0 {
		_, err := fmt.Fprintf(std.err, "What stayed can be removed later: understudy cleanup --journal %s\n", j.path)
		return err
	}
	if j.kept {
		return nil
	}
	if err := os.Remove(j.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("--journal: %w", err)
	}
	return nil
}
