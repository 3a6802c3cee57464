package main

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures/export"
)

// The schema that is printed takes every entity that is printed, and refuses one that lacks a key or holds another value.
func TestTheSchemaOfAnEntity(t *testing.T) {
	t.Parallel()
	for _, entity := range export.Entities() {
		if entity.Schema == "" {
			continue
		}
		t.Run(entity.Name, func(t *testing.T) {
			t.Parallel()
			document, err := jsonschema.UnmarshalJSON(strings.NewReader(printed(t, "--schema", "--entity", entity.Name)))
			require.NoError(t, err)
			compiler := jsonschema.NewCompiler()
			require.NoError(t, compiler.AddResource("entity.json", document))
			schema, err := compiler.Compile("entity.json")
			require.NoError(t, err)

			rows := strings.Split(strings.TrimSpace(printed(t, "--count", "3000", "--format", "ndjson", "--entity", entity.Name)), "\n")
			require.NotEmpty(t, rows)
			for _, row := range rows[:min(len(rows), 60)] {
				value, err := jsonschema.UnmarshalJSON(strings.NewReader(row))
				require.NoError(t, err)
				require.NoError(t, schema.Validate(value), row)
			}
			value, err := jsonschema.UnmarshalJSON(strings.NewReader(rows[0]))
			require.NoError(t, err)
			fields := value.(map[string]any)
			name := slices.Sorted(maps.Keys(fields))[0]
			fields[name] = []any{[]any{"neither this nor that"}}
			assert.Error(t, schema.Validate(fields), name)
		})
	}
	var errors bytes.Buffer
	code := run(t.Context(), []string{"fixtures", "--schema", "--entity", "hook-event"}, streams{out: &bytes.Buffer{}, err: &errors})
	assert.Equal(t, exitUsage, code)
	assert.Equal(t, "understudy: --schema: the contract has no schema of --entity hook-event: leave one of them out\n", errors.String())
}
