package openapi_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// oracle compares the compiled schemas with kin's reading of the same document.
type oracle struct {
	kin    []*openapi3.Schema
	ours   []*openapi.Schema
	bodies [][]byte // the examples of the document
}

func newOracle(tb testing.TB) oracle {
	tb.Helper()
	doc := kinDocument(tb, "deployments.yaml")
	var o oracle
	names := make([]string, 0, len(doc.Components.Schemas))
	for name := range doc.Components.Schemas {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		o.kin = append(o.kin, doc.Components.Schemas[name].Value)
		o.ours = append(o.ours, load(tb).Schema(name))
	}
	for _, operation := range load(tb).Operations() {
		item := doc.Paths.Value(operation.Path)
		if item == nil {
			continue
		}
		for _, response := range item.GetOperation(operation.Method).Responses.Map() {
			for _, media := range response.Value.Content {
				for _, example := range media.Examples {
					body, err := json.Marshal(example.Value.Value)
					require.NoError(tb, err)
					o.bodies = append(o.bodies, body)
				}
			}
		}
	}
	slices.SortFunc(o.bodies, bytes.Compare)
	require.NotEmpty(tb, o.bodies)
	return o
}

// compare fails if one side accepts what the other refuses, and kin's refusal or acceptance is right.
func (o oracle) compare(t *testing.T, schema int, body []byte) {
	t.Helper()
	violations := o.ours[schema].Check(body)
	var value any
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if !json.Valid(body) || decoder.Decode(&value) != nil {
		if len(violations) == 0 {
			t.Fatalf("no JSON, and accepted: %s", body)
		}
		return
	}
	if !utf8.Valid(body) { // kin does not look
		return
	}
	kinErr := o.kin[schema].VisitJSON(value)
	switch {
	case kinErr != nil && len(violations) == 0:
		t.Fatalf("%s\nkin refuses it: %v", body, kinErr)
	case kinErr == nil && slices.ContainsFunc(violations, func(v openapi.Violation) bool { return !kinMisses(v) }):
		t.Fatalf("%s\nkin accepts it: %v", body, violations)
	}
}

// kinMisses tells whether a violation is of the kind that kin is known not to see.
func kinMisses(v openapi.Violation) bool {
	return v.Rule == "format" || // days that do not exist, URIs, integers beyond 64 bits
		v.Rule == "json" // repeated keys, depth
}

func FuzzCheckAgreesWithKin(f *testing.F) {
	o := newOracle(f)
	for _, body := range o.bodies {
		for schema := range o.ours {
			f.Add(uint8(schema), body)
		}
	}
	f.Fuzz(func(t *testing.T, schema uint8, body []byte) {
		o.compare(t, int(schema)%len(o.ours), body)
	})
}

func TestCheckAgreesWithKinOnMutatedExamples(t *testing.T) {
	o := newOracle(t)
	random := rand.New(rand.NewPCG(1, 2))
	accepted, refused := 0, 0
	for range 40_000 {
		original := o.bodies[random.IntN(len(o.bodies))]
		schema := random.IntN(len(o.ours))
		if len(o.ours[schema].Check(original)) > 0 && random.IntN(4) > 0 {
			continue // mostly bodies that were right before
		}
		var value any
		require.NoError(t, json.Unmarshal(original, &value))
		for range 1 + random.IntN(3) {
			value = mutate(random, value)
		}
		body, err := json.Marshal(value)
		require.NoError(t, err)
		o.compare(t, schema, body)
		if len(o.ours[schema].Check(body)) == 0 {
			accepted++
		} else {
			refused++
		}
	}
	require.Greater(t, accepted, 500, "too few bodies are accepted to say anything")
	require.Greater(t, refused, 500, "too few bodies are refused to say anything")
}

// mutate changes one value somewhere in a decoded body.
func mutate(random *rand.Rand, value any) any {
	switch value := value.(type) {
	case map[string]any:
		names := make([]string, 0, len(value))
		for name := range value {
			names = append(names, name)
		}
		slices.Sort(names)
		if len(names) == 0 || random.IntN(12) == 0 {
			break
		}
		name := names[random.IntN(len(names))]
		switch random.IntN(5) {
		case 0:
			delete(value, name)
		case 1:
			value[strings.ToUpper(name)] = value[name]
		default:
			value[name] = mutate(random, value[name])
		}
		return value
	case []any:
		if len(value) == 0 || random.IntN(12) == 0 {
			break
		}
		i := random.IntN(len(value))
		value[i] = mutate(random, value[i])
		return value
	case string:
		if value != "" && random.IntN(2) == 0 {
			i := random.IntN(len(value))
			return value[:i] + string(rune('0'+random.IntN(75))) + value[i+1:]
		}
	}
	others := []any{nil, true, false, 0, -1, 1.5, 1e30, "", "success", "2016-08-11T07:36:40.222Z", "é\u2028", []any{}, []any{nil}, map[string]any{}, map[string]any{"id": 1}}
	return others[random.IntN(len(others))]
}
