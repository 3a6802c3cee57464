package openapi_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

var update = flag.Bool("update", false, "write the expected files anew")

// startup.txt and control.txt are written from the YAML files, never by hand.
func TestStartUpFormIsThatOfTheDocuments(t *testing.T) {
	documents, err := openapi.LoadFrom(os.DirFS("."), openapi.Documented())
	require.NoError(t, err)
	divergences := fmt.Sprintf("divergences %s\n", compactJSON(t, yamlFile(t, "divergences.yaml")))
	for file, want := range map[string]string{
		"startup.txt": divergences + startUpForm(t, contractFiles, func(id string) []string { return documents.Operation(id).Numbers() }),
		"control.txt": startUpForm(t, []string{"control.yaml"}, func(string) []string { return nil }),
	} {
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(want), 0o600))
		}
		found, err := os.ReadFile(file)
		require.NoError(t, err)
		if want != string(found) { // nobody reads the difference
			t.Errorf("%s is older than its documents: run go test ./openapi -update", file)
		}
	}
}

// startUpForm are the pieces of documents, one a line; numbers are an operation's parameters of the path that are integers.
func startUpForm(t *testing.T, files []string, numbers func(id string) []string) string {
	t.Helper()
	var form strings.Builder
	for _, name := range files {
		document := withoutProse(yamlFile(t, name), "").(yaml.MapSlice)
		for _, path := range member(document, "paths") {
			for _, operation := range path.Value.(yaml.MapSlice) {
				id, _ := operation.Value.(yaml.MapSlice).ToMap()["operationId"].(string)
				whole := cmp.Or(strings.Join(numbers(id), ","), "-")
				fmt.Fprintf(&form, "operation %s %s %s %s %s %s\n", name, strings.ToUpper(operation.Key.(string)), path.Key, id, whole, withFile(t, name, operation.Value))
			}
		}
		for _, kind := range member(document, "components") {
			if kind.Key == "securitySchemes" { // nothing is read from them
				continue
			}
			for _, part := range kind.Value.(yaml.MapSlice) {
				fmt.Fprintf(&form, "part %s#/components/%s/%s %s\n", name, kind.Key, part.Key, withFile(t, name, part.Value))
			}
		}
	}
	return form.String()
}

// yamlFile is a file as it stands on the disk, not as it was embedded.
func yamlFile(t *testing.T, name string) any {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	var document any
	require.NoError(t, yaml.UnmarshalWithOptions(text, &document, yaml.UseOrderedMap()))
	return document
}

func member(m yaml.MapSlice, key string) yaml.MapSlice {
	value, _ := m.ToMap()[key].(yaml.MapSlice)
	return value
}

// withFile is a part as JSON whose references name the file they lead to.
func withFile(t *testing.T, name string, part any) string {
	t.Helper()
	return strings.ReplaceAll(compactJSON(t, part), `"$ref":"#/`, `"$ref":"`+name+`#/`)
}

func compactJSON(t *testing.T, node any) string {
	t.Helper()
	lean, err := yaml.MarshalWithOptions(node, yaml.JSON())
	require.NoError(t, err)
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, lean))
	return compact.String()
}

// prose are the keys that no program looks at.
var prose = []string{
	"description", "summary", "tags", "x-source", "example", "examples", "x-fragments", "x-neighbour",
	"application/x-www-form-urlencoded", "multipart/form-data", // bodies have the same schema in every type
}

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

// What the forms of the start-up form leave out is not there for the program.
func TestStartUpFormKeepsAllThatIsCompiled(t *testing.T) {
	if *update {
		t.Skip("what is embedded is from before the update")
	}
	documents, err := openapi.LoadFrom(os.DirFS("."), openapi.Documented())
	require.NoError(t, err)
	started := load(t)
	control, err := openapi.LoadControlFrom(os.DirFS("."))
	require.NoError(t, err)
	startedControl, err := openapi.LoadControl()
	require.NoError(t, err)
	for _, pair := range [][2]*openapi.Document{{documents, started}, {control, startedControl}} {
		for _, operation := range pair[0].Operations() {
			assert.True(t, reflect.DeepEqual(operation.Details(), pair[1].Operation(operation.ID).Details()),
				"%s: startup_piece.go and startup_schema.go do not read all that its piece says", operation.ID)
		}
	}
}

// Whoever reads the YAML files and whoever reads the start-up form see one contract.
func TestStartUpFormIsOneContractWithTheDocuments(t *testing.T) {
	if *update {
		t.Skip("what is embedded is from before the update")
	}
	documents, err := openapi.LoadFrom(os.DirFS("."), openapi.Documented())
	require.NoError(t, err)
	started := load(t)
	assert.Equal(t, documents.Divergences(), started.Divergences())
	require.Len(t, started.Operations(), len(documents.Operations()))
	for i, operation := range documents.Operations() {
		other := started.Operations()[i]
		assert.Equal(t, [3]string{operation.ID, operation.Method, operation.Path}, [3]string{other.ID, other.Method, other.Path})
		assert.Equal(t, operation.Numbers(), other.Numbers(), operation.ID)
		assert.Equal(t, operation.Neighbour, other.Neighbour, operation.ID)
		assert.Equal(t, operation.Parameters(), other.Parameters(), operation.ID)
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
