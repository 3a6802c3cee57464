package report

import (
	"encoding/json"
	"io"

	"understudy/conformance"
)

// JSON writes the whole report as one indented object.
func JSON(w io.Writer, r conformance.Report) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // curl lines are to be copied
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
