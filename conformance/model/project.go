// Package model says what a project's deployments must be after a sequence of commands: a reference to hold a target to. It
// is the suite's own reading of the document, and knows no server. Where the document leaves something open, it follows
// whatever the target did, if that was one of the acceptable things.
package model

import (
	"fmt"
	"slices"
	"time"
)

// Rules are whose word counts where the documentation leaves something open.
type Rules struct {
	// Exact asks for what GitLab 18.9 does; else every acceptable outcome will do.
	Exact bool
	// SortsByRef and FiltersSkipped are the two values of the list about which documentation and GitLab contradict each other.
	SortsByRef, FiltersSkipped bool
}

// Seen is a deployment as an answer showed it.
type Seen struct {
	ID, IID                             int64
	Ref, SHA, Status, Environment, User string
	CreatedAt, UpdatedAt                time.Time
}

// Answer is the answer to a command about one deployment. Deployment counts only if Code is a success with a body.
type Answer struct {
	Code       int
	Deployment Seen
}

// Refused tells whether the target refused the request as the client's fault.
func (a Answer) Refused() bool { return a.Code >= 400 && a.Code < 500 }

// Finding is an answer that the model does not allow.
type Finding struct {
	Rule    string // id of the rule in openapi/requirements.yaml
	Message string
}

func broken(rule, format string, args ...any) *Finding {
	return &Finding{Rule: rule, Message: fmt.Sprintf(format, args...)}
}

// Project is the deployments of some environments as they must be. Times are told apart by instants: what happened between
// two calls of Later may have any order in a list sorted by time, since a target's clock may be coarse.
type Project struct {
	rules       Rules
	user        string
	instant     int
	deployments []*deployment // in the order of their making, the deleted ones too
}

type deployment struct {
	number                     int // of the command that made it
	seen                       Seen
	tag                        bool
	created, updated, finished int // instants; finished counts for finished ones
	deleted                    bool
}

// NewProject is a project without deployments. user is the name of whoever records them.
func NewProject(rules Rules, user string) *Project { return &Project{rules: rules, user: user} }

// Later says that time has passed on the target: what follows is later by its clock.
func (p *Project) Later() { p.instant++ }

// alive are the deployments that were not deleted.
func (p *Project) alive() []*deployment {
	return slices.DeleteFunc(slices.Clone(p.deployments), func(d *deployment) bool { return d.deleted })
}

// made is the deployment made by the command of a number, nil if that made none.
func (p *Project) made(number int) *deployment {
	for _, d := range p.deployments {
		if d.number == number {
			return d
		}
	}
	return nil
}

func (p *Project) byID(id int64) *deployment {
	for _, d := range p.deployments {
		if d.seen.ID == id {
			return d
		}
	}
	return nil
}

// Finished tells whether a status is one that a deployment ends in.
func Finished(status string) bool {
	return status == "success" || status == "failed" || status == "canceled"
}

// current are the deployments that may be the one an environment runs: the successful ones that finished last. They are
// several if they finished at the same instant.
func (p *Project) current(environment string) (last []*deployment) {
	for _, d := range p.alive() {
		if d.seen.Environment != environment || d.seen.Status != "success" {
			continue
		}
		switch {
		case len(last) == 0 || d.finished > last[0].finished:
			last = []*deployment{d}
		case d.finished == last[0].finished:
			last = append(last, d)
		}
	}
	return last
}

// newest is the deployment of an environment that was recorded last, nil if there is none.
func (p *Project) newest(environment string) (last *deployment) {
	for _, d := range p.alive() {
		if d.seen.Environment == environment {
			last = d
		}
	}
	return last
}

// Moments are times between the last changes of deployments, in order: each is half way between two that the target tells apart.
func (p *Project) Moments() []time.Time {
	var changes []time.Time
	for _, d := range p.alive() {
		changes = append(changes, d.seen.UpdatedAt)
	}
	slices.SortFunc(changes, time.Time.Compare)
	var moments []time.Time
	for i := 1; i < len(changes); i++ {
		if between := changes[i].Sub(changes[i-1]) / 2; between > 0 {
			moments = append(moments, changes[i-1].Add(between))
		}
	}
	return moments
}
