package openapi_test

import (
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// columns is how long a line of the contract may be; longer ones are broken at a comma, or at a blank of a quoted text.
const columns = 160

func TestContractIsLegible(t *testing.T) {
	files, err := fs.Glob(openapi.Embedded, "*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		text, err := fs.ReadFile(openapi.Embedded, name)
		require.NoError(t, err)
		for i, line := range strings.Split(string(text), "\n") {
			assert.LessOrEqual(t, utf8.RuneCountInString(line), columns, "%s:%d is too long", name, i+1)
		}
	}
}

// Whoever reads nullable as JSON Schema does not know what it adds to a reference: null has to be an alternative of its own.
func TestNothingIsNullableBesideAReference(t *testing.T) {
	files, err := fs.Glob(openapi.Embedded, "*.yaml")
	require.NoError(t, err)
	for _, name := range files {
		text, err := fs.ReadFile(openapi.Embedded, name)
		require.NoError(t, err)
		assert.NotRegexp(t, `nullable: true, allOf|\$ref: "[^"]*"}], nullable`, string(text), "%s: write oneOf: [{$ref: ...}, {type: object, nullable: true, enum: [null]}]", name)
	}
}
