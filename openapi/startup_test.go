package openapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

var update = flag.Bool("update", false, "write the expected files anew")

// contract/*.json is what a program reads at its start: the documents without what only people read, in the form that kin
// takes in quickest. It is written from the YAML files, never by hand.
func TestStartUpFormIsThatOfTheDocuments(t *testing.T) {
	for _, name := range []string{"deployments", "neighbours"} {
		text, err := os.ReadFile(name + ".yaml")
		require.NoError(t, err)
		var document yaml.MapSlice
		require.NoError(t, yaml.UnmarshalWithOptions(text, &document, yaml.UseOrderedMap()))
		lean, err := yaml.MarshalWithOptions(withoutProse(document, ""), yaml.JSON())
		require.NoError(t, err)
		var compact bytes.Buffer
		require.NoError(t, json.Compact(&compact, lean))
		lean = compact.Bytes()
		path := filepath.Join("contract", name+".json")
		if *update {
			require.NoError(t, os.MkdirAll("contract", 0o755))
			require.NoError(t, os.WriteFile(path, lean, 0o600))
		}
		written, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.Equal(t, string(lean), string(written), "%s is older than %s.yaml: run go test ./openapi -update", path, name)
	}
}

// prose are the keys that no program looks at.
var prose = []string{"description", "summary", "tags", "x-source", "example", "examples", "x-fragments"}

// withoutProse leaves the prose out. A property may be called like a key of the specification, and so may a header.
func withoutProse(node any, parent string) any {
	switch value := node.(type) {
	case yaml.MapSlice:
		kept := yaml.MapSlice{}
		for _, item := range value {
			key, _ := item.Key.(string)
			if parent == "properties" || !slices.Contains(prose, key) {
				kept = append(kept, yaml.MapItem{Key: item.Key, Value: withoutProse(item.Value, key)})
			}
		}
		return kept
	case []any:
		kept := make([]any, len(value))
		for i, item := range value {
			kept[i] = withoutProse(item, "")
		}
		return kept
	}
	return node
}

// Whoever reads the YAML files and whoever reads the start-up form see one contract.
func TestStartUpFormIsOneContractWithTheDocuments(t *testing.T) {
	documents, err := openapi.LoadFrom(os.DirFS("."), openapi.Documented())
	require.NoError(t, err)
	started := load(t)
	for i, operation := range documents.Operations() {
		other := started.Operations()[i]
		assert.Equal(t, operation.ID, other.ID)
		assert.Equal(t, operation.Parameters, other.Parameters, operation.ID)
		assert.Equal(t, operation.Statuses(), other.Statuses(), operation.ID)
		for _, status := range operation.Statuses() {
			for _, body := range []string{`{}`, `[]`, `[{}]`, `null`, `"text"`, `{"id": "1", "message": 1, "status": "great", "user": {}}`} {
				of := func(o *openapi.Operation) string {
					schema := o.ResponseSchema(status)
					if schema == nil {
						return "none"
					}
					var texts []string
					for _, violation := range schema.CheckStrictly([]byte(body)) {
						texts = append(texts, violation.String())
					}
					return strings.Join(texts, "\n")
				}
				assert.Equal(t, of(operation), of(other), "%s %d %s", operation.ID, status, body)
			}
		}
	}
}
