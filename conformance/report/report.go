// Package report writes what a run found out: for people, for CI servers (JUnit), for programs (JSON).
package report

import (
	"io"

	"understudy/conformance"
)

// Writer writes a result.
type Writer func(w io.Writer, r conformance.Result) error

// Writers are the formats by name that a file can be written in.
func Writers() map[string]Writer {
	return map[string]Writer{
		"console": func(w io.Writer, r conformance.Result) error { return Console(w, r, Style{}) },
		"json":    JSON,
		"junit":   JUnit,
		"html":    HTML,

		"github":             GitHub,
		"gitlab-annotations": Annotations,
	}
}
