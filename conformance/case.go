// Package conformance examines a server against GitLab's Deployments API, from outside, through HTTP alone.
//
// A [Case] holds one expectation of the API to a [Target] and ends in a [Verdict]. The catalogue of cases is a plain list
// (package cases); two doors lead over it: [Execute] for programs, [Run] for Go tests.
package conformance

import (
	"strings"
)

// Case is one expectation and how to test it. Cases are independent: each makes what it needs and removes what it can, so
// that any selection of them runs in any order.
type Case struct {
	ID           string       // stable, "section/what-is-expected"; never reused for another expectation
	Title        string       // the expectation as one sentence
	Requirements []string     // ids of the rules in openapi/requirements.yaml that it tests
	Operation    string       // operationId under examination
	Level        Level        // what a failure means
	Needs        []Capability // what the target must offer for the case to apply
	Roles        []Role       // identities needed besides the examiner's own
	Effect       Effect       // the strongest thing it does to the project
	Run          func(t T, s *Session)
}

// Section is the part of the document the case belongs to: its ID up to the slash.
func (c Case) Section() string {
	section, _, _ := strings.Cut(c.ID, "/")
	return section
}

// Level says how binding an expectation is.
type Level string

// The levels, the most binding first.
const (
	Must   Level = "MUST"   // the document states it
	Should Level = "SHOULD" // it follows from the document, or from how GitLab behaves where the document is silent
	Info   Level = "INFO"   // undecided: what the target does is recorded, never judged
)

// Effect is the strongest thing a case does to the project it is given.
type Effect string

// The effects, from the mildest.
const (
	ReadOnly Effect = "read-only"
	Create   Effect = "create"
	Update   Effect = "update"
	Delete   Effect = "delete"
)

// Role names an identity in the project under examination.
type Role string

// The roles.
const (
	Maintainer Role = "maintainer" // the examiner: a maintainer or owner; every run needs it
	Developer  Role = "developer"
	Reporter   Role = "reporter"
	Guest      Role = "guest"
	Outsider   Role = "outsider"  // signed in, not a member
	Approver   Role = "approver"  // may approve the project's blocked deployments, and did not start them
	Bystander  Role = "bystander" // may read the project's deployments; no approval rule admits it
	Anonymous  Role = "anonymous" // no credentials at all; always available
)
