package openapi

import (
	"io/fs"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Embedded are the contract's own files.
var Embedded fs.FS = embedded

// LoadFrom is Load over other files.
func LoadFrom(files fs.FS, p Profile) (*Document, error) {
	c, err := readContract(files, "deployments.yaml", "neighbours.yaml")
	if err != nil {
		return nil, err
	}
	return c.document(p)
}

// LoadStartUpForm reads what Load reads, every time.
func LoadStartUpForm() (*Document, error) {
	c, err := readContract(embedded, startUpForm...)
	if err != nil {
		return nil, err
	}
	return c.document(Documented())
}

// CompileSchema compiles a schema that stands in no document.
func CompileSchema(source *openapi3.Schema) (*Schema, error) {
	return newCompiler().schema(source.NewRef())
}

// ParseDateTime exposes the reading of date-time parameters.
func ParseDateTime(text string) (time.Time, bool) { return parseDateTime(text) }
