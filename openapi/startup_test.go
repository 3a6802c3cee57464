package openapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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
// takes in quickest. It is written from the YAML files, never by hand. The neighbours are halved, as the files are read at
// the same time.
func TestStartUpFormIsThatOfTheDocuments(t *testing.T) {
	written := map[string]string{}
	for name, parts := range map[string]int{"deployments": 1, "neighbours": 2} {
		text, err := os.ReadFile(name + ".yaml")
		require.NoError(t, err)
		var document yaml.MapSlice
		require.NoError(t, yaml.UnmarshalWithOptions(text, &document, yaml.UseOrderedMap()))
		for i, part := range divided(t, withoutProse(document, "").(yaml.MapSlice), parts) {
			path := filepath.Join("contract", name+".json")
			if parts > 1 {
				path = filepath.Join("contract", fmt.Sprintf("%s-%d.json", name, i+1))
			}
			written[path] = compactJSON(t, part)
		}
	}
	for path, lean := range written {
		if *update {
			require.NoError(t, os.MkdirAll("contract", 0o755))
			require.NoError(t, os.WriteFile(path, []byte(lean), 0o600))
		}
		found, err := os.ReadFile(path)
		require.NoError(t, err)
		if lean != string(found) { // nobody reads the difference
			t.Errorf("%s is older than its document: run go test ./openapi -update", path)
		}
	}
}

func compactJSON(t *testing.T, node any) string {
	t.Helper()
	lean, err := yaml.MarshalWithOptions(node, yaml.JSON())
	require.NoError(t, err)
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, lean))
	return compact.String()
}

// divided cuts a document into documents of about the same length, each with the components that its paths refer to.
func divided(t *testing.T, document yaml.MapSlice, parts int) []yaml.MapSlice {
	t.Helper()
	whole := len(compactJSON(t, member(document, "paths")))
	groups := make([]yaml.MapSlice, parts)
	taken := 0
	for _, path := range member(document, "paths") {
		at := taken * parts / whole
		groups[at] = append(groups[at], path)
		taken += len(compactJSON(t, yaml.MapSlice{path}))
	}
	var divided []yaml.MapSlice
	for _, paths := range groups {
		part := slices.Clone(document)
		for i := range part {
			switch part[i].Key {
			case "paths":
				part[i].Value = paths
			case "components":
				part[i].Value = referred(t, part[i].Value.(yaml.MapSlice), paths)
			}
		}
		divided = append(divided, part)
	}
	return divided
}

func member(m yaml.MapSlice, key string) yaml.MapSlice {
	value, _ := m.ToMap()[key].(yaml.MapSlice)
	return value
}

var reference = regexp.MustCompile(`"\$ref":"#/components/(\w+)/([^"]+)"`)

// referred are the components that paths refer to, also by way of one another. Those of security schemes have no references.
func referred(t *testing.T, components, paths yaml.MapSlice) yaml.MapSlice {
	t.Helper()
	needed := map[[2]string]bool{}
	var follow func(node any)
	follow = func(node any) {
		for _, found := range reference.FindAllStringSubmatch(compactJSON(t, node), -1) {
			key := [2]string{found[1], found[2]}
			if !needed[key] {
				needed[key] = true
				follow(member(components, found[1]).ToMap()[found[2]])
			}
		}
	}
	follow(paths)
	var kept yaml.MapSlice
	for _, kind := range components {
		name := kind.Key.(string)
		members := slices.DeleteFunc(slices.Clone(kind.Value.(yaml.MapSlice)), func(m yaml.MapItem) bool {
			return name != "securitySchemes" && !needed[[2]string{name, m.Key.(string)}]
		})
		kept = append(kept, yaml.MapItem{Key: name, Value: members})
	}
	return kept
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

// Whoever reads the YAML files and whoever reads the start-up form see one contract.
func TestStartUpFormIsOneContractWithTheDocuments(t *testing.T) {
	if *update {
		t.Skip("what is embedded is from before the update")
	}
	documents, err := openapi.LoadFrom(os.DirFS("."), openapi.Documented())
	require.NoError(t, err)
	started := load(t)
	require.Len(t, started.Operations(), len(documents.Operations()))
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
