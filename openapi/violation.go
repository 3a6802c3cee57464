package openapi

import "strings"

// Violation is one way in which a request or a response breaks the document.
type Violation struct {
	// Where the fault is: path, query, body, header, response status, response header, response body.
	Where string
	// Pointer names the parameter or header, or is a JSON pointer into the body ("" is the whole body).
	Pointer string
	// Rule is the keyword broken: required, type, enum, format, ...; json for bytes that are no JSON.
	Rule string
	// Message for a request is what GitLab answers, word for word; for a response, one line of plain English.
	Message string
}

// String is the violation on one line, for logs and reports.
func (v Violation) String() string {
	var b strings.Builder
	b.WriteString(v.Where)
	if v.Pointer != "" {
		b.WriteByte(' ')
		b.WriteString(v.Pointer)
	}
	b.WriteString(": ")
	b.WriteString(v.Message)
	return b.String()
}
