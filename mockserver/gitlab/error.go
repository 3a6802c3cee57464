package gitlab

import (
	"errors"
	"fmt"
	"time"
)

// Kind says which of GitLab's ways of refusing an Error is.
type Kind int

// The ways of refusing.
const (
	NotFound           Kind = iota // Subject does not exist, or the actor may not know of it
	Forbidden                      // the actor lacks a right
	BadRequest                     // the combination of arguments makes no sense
	Refused                        // the state of things forbids it
	Invalid                        // an attribute's value breaks a rule of the model
	PreconditionFailed             // the row has changed since
	Moved                          // the project has another path now
	NotAllowed                     // the row's own state forbids it
	Conflict                       // something of that kind is there already
	Unprocessable                  // the values cannot be saved
	Unauthorized                   // the actor may not even list these
	Malformed                      // a value is of no use as it is
	NoChange                       // there is nothing to change
)

// Error is a refusal.
type Error struct {
	Kind       Kind
	Subject    string              // NotFound: what was looked for ("Project"); empty for records found by id
	Message    string              // the reason, in GitLab's words; may be empty for NotFound and Forbidden
	Attribute  string              // Invalid: the attribute at fault; empty if Messages are whole sentences
	Messages   []string            // Invalid: what is wrong with it
	Attributes map[string][]string // Invalid: what is wrong by attribute, if several are at fault
	ProjectID  int64               // Moved: whose former path was used

	Configuration bool // Invalid: of a CI configuration that makes no pipeline
}

func (e *Error) Error() string {
	switch {
	case e.Attribute != "":
		return e.Attribute + " " + e.Messages[0]
	case len(e.Messages) > 0:
		return e.Messages[0]
	case len(e.Attributes) > 0:
		return fmt.Sprint(e.Attributes)
	case e.Kind == NotFound:
		return e.Subject + " not found"
	case e.Message == "":
		return "forbidden"
	}
	return e.Message
}

var errModified = &Error{Kind: PreconditionFailed}

// modified tells whether a row was changed after the moment that the caller names, if there is one. GitLab compares with what its
// database keeps, microseconds included.
func modified(at time.Time, since *time.Time) bool { return since != nil && at.After(*since) }

// The refusals that are recognised by identity because the two profiles word them differently, or for their frequency.
var (
	ErrDestroyRunning = &Error{Kind: Refused, Message: "Cannot destroy running deployment"}
	ErrDestroyCurrent = &Error{Kind: Refused, Message: "Deployment currently deployed to environment"}
	ErrRecordNotFound = &Error{Kind: NotFound}
	ErrForbidden      = &Error{Kind: Forbidden}
)

func wrongConfiguration(why string) error {
	return &Error{Kind: Invalid, Attribute: "base", Messages: []string{why}, Configuration: true}
}

// configurationFault is what is wrong with a CI configuration, if that is what the error is about.
func configurationFault(err error) (text string, is bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok || !e.Configuration {
		return "", false
	}
	return e.Messages[0], true
}

func forbidden(reason string) error { return &Error{Kind: Forbidden, Message: reason} }

func refused(reason string) error { return &Error{Kind: Refused, Message: reason} }

func invalid(attribute string, messages ...string) error {
	return &Error{Kind: Invalid, Attribute: attribute, Messages: messages}
}
