package control

import (
	"fmt"
	"strings"
	"time"

	"understudy/openapi"
)

// Note is something a client should not rely on: the contract does not know it, or GitLab only forgives it.
type Note struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"` // of the parameter, if it is about one
	Message string `json:"message"`
}

// The kinds of notes.
const (
	unknownParameter   = "unknown_parameter"
	misplacedParameter = "misplaced_parameter"
	forgivenType       = "forgiven_type"
	unknownRoute       = "unknown_route"
)

// credentials are parameters that every operation takes without declaring them.
var credentials = map[string]bool{"private_token": true, "access_token": true, "bearer_token": true, "job_token": true, "sudo": true, "format": true}

// notesOn compares a request's arguments with what its operation declares; nil is an operation the contract has not, which
// GitLab may have.
func notesOn(operation *openapi.Operation, missing string, query, body []openapi.Argument) []Note {
	switch {
	case missing != "":
		return []Note{{unknownRoute, "", "GitLab has " + missing + ", this stand-in has not"}}
	case operation == nil:
		return []Note{{unknownRoute, "", "neither method nor path is any that this stand-in has"}}
	}
	notes := []Note{}
	for _, sent := range []struct {
		in        string
		arguments []openapi.Argument
	}{{"query", query}, {"body", body}} {
		for _, a := range sent.arguments {
			if note, found := noteOn(operation, a, sent.in); found {
				notes = append(notes, note)
			}
		}
	}
	return notes
}

func noteOn(operation *openapi.Operation, a openapi.Argument, in string) (Note, bool) {
	p := operation.Parameter(a.Name)
	switch {
	case p == nil && credentials[a.Name] || p == nil && a.Name == "token" && in == "body":
		return Note{}, false
	case p == nil:
		return Note{unknownParameter, a.Name, fmt.Sprintf("%s has no parameter %s%s; GitLab ignores it", operation.ID, a.Name, guess(operation, a.Name))}, true
	case p.In == "path":
		return Note{misplacedParameter, a.Name, a.Name + " belongs in the path; here it is ignored"}, true
	case p.In == "body" && in == "query":
		return Note{misplacedParameter, a.Name, a.Name + " belongs in the body; GitLab takes it from the query too"}, true
	case p.In == "query" && in == "body":
		return Note{misplacedParameter, a.Name, a.Name + " belongs in the query; GitLab takes it from the body too"}, true
	}
	if want := forgiven(p, a.Value); want != "" {
		return Note{forgivenType, a.Name, fmt.Sprintf("%s is to be %s; GitLab forgives what was sent", a.Name, want)}, true
	}
	return Note{}, false
}

// forgiven is what the parameter should have been, "" if it is that. In a query or a form everything is a text.
func forgiven(p *openapi.Parameter, value any) string {
	text, isText := value.(string)
	switch {
	case value == nil || text == "" && isText || !isScalar(value):
		return ""
	case p.Type == "boolean" && fmt.Sprint(value) != "true" && fmt.Sprint(value) != "false":
		return "true or false"
	case p.Type == "string" && !isText:
		return "a text"
	case p.Format == "date-time" && isText && !isRFC3339(text):
		return "a time such as 2026-11-26T12:00:00Z"
	}
	return ""
}

func isScalar(value any) bool {
	switch value.(type) {
	case []any, map[string]any:
		return false
	}
	return true
}

func isRFC3339(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// guess names the parameter that was probably meant.
func guess(operation *openapi.Operation, name string) string {
	best, least := "", 3
	for _, p := range operation.Parameters() {
		if d := distance(strings.ToLower(name), p.Name); d < least && p.In != "path" {
			best, least = p.Name, d
		}
	}
	if best == "" {
		return ""
	}
	return ", but " + best
}

// distance is how many letters have to be put in, left out or changed to make b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
