package report

import (
	_ "embed"
	"encoding/json"
	"io"

	"understudy/conformance"
)

// Schema is the JSON Schema of what JSON writes.
//
//go:embed schema.json
var Schema []byte

// JSON writes the whole result as one indented object.
func JSON(w io.Writer, r conformance.Result) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false) // curl lines are to be copied
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
