// Package world arranges, through GitLab's public API alone, what cases need before they can ask their questions: projects
// with commits, branches and tags, identities, deployments in every state, protected environments, merge requests, jobs.
//
// Everything is made when it is first asked for, once for all cases that ask for the same, by any number of cases at a time.
// Nothing is ever written to that this run has not made. What is made is written into a journal before and after, and removed
// at the end.
package world

import (
	"context"
	"sync"
	"time"

	"understudy/conformance/wire"
)

// OwnProjects is how to examine what needs projects of the run's own.
const OwnProjects = "leave --project out, with a token that may create projects"

// Maintainer is the identity that arranges.
const Maintainer = "maintainer"

// Config says where to arrange, and as whom.
type Config struct {
	Line     wire.Line
	Redactor *wire.Redactor    // is told every token that the world makes
	Tokens   map[string]string // by role; maintainer is required
	RunID    string            // part of every name that is made
	Project  string            // an existing project to arrange in, by id or path; "": projects of the run's own
	Ref, SHA string            // what to deploy in an existing project; "": its default branch, and a commit of it
	Declared bool              // the tier was declared: refusing to protect environments breaks the promise
	ReadOnly bool              // nothing may be made
	Journal  *Journal          // nil: none
	Patience time.Duration     // how long to wait for what the target does in the background
	Expires  time.Time         // when tokens that are made end by themselves
}

// World is what one run arranges. Its methods may be called by any number of goroutines.
type World struct {
	Config

	ctx    context.Context // of the run: what is arranged for one case serves others
	made   ledger
	memo   sync.Map
	grain  grain
	signer wire.Identity

	nameless bool // the target has no API for environments; only clean-up looks
}

// New returns a world with nothing in it yet.
func New(ctx context.Context, config Config) *World {
	w := &World{Config: config, ctx: ctx}
	w.signer = wire.Identity{Name: Maintainer, Token: config.Tokens[Maintainer]}
	w.Line.Permit = w.Permit
	return w
}

// once makes something the first time it is asked for by this name; whoever asks later gets the same, error or not.
func once[T any](w *World, name string, arrange func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
		made  chan struct{} // closed then
	}
	mine := &result{made: make(chan struct{})}
	found, begun := w.memo.LoadOrStore(name, mine)
	if begun {
		theirs := found.(*result)
		<-theirs.made
		return theirs.value, theirs.err
	}
	defer close(mine.made)
	mine.value, mine.err = arrange()
	return mine.value, mine.err
}

// Name is a name for something that this run makes.
func (w *World) Name(what string) string { return "understudy-" + w.RunID + "-" + what }
