package openapi_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

func printed(t *testing.T, p openapi.Profile, neighbours bool) *openapi3.T {
	t.Helper()
	text, err := openapi.Printed(p, neighbours)
	require.NoError(t, err)
	doc, err := openapi3.NewLoader().LoadFromData(text) // which refuses references to other files
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))
	return doc
}

func TestPrintedContractIsTheDocument(t *testing.T) {
	doc := printed(t, openapi.Documented(), false)
	assert.Equal(t, "documented", doc.Info.Extensions["x-profile"])
	delete(doc.Info.Extensions, "x-profile")
	asJSON := func(doc *openapi3.T) string {
		text, err := json.Marshal(doc)
		require.NoError(t, err)
		return string(text)
	}
	assert.JSONEq(t, asJSON(kinDocument(t, "deployments.yaml")), asJSON(doc))
}

func TestPrintedContractIsThatOfTheProfile(t *testing.T) {
	doc := printed(t, openapi.GitLab189(), false)
	assert.Equal(t, "gitlab-18.9", doc.Info.Extensions["x-profile"])
	list := doc.Paths.Value("/projects/{id}/deployments").Get.Parameters
	assert.NotContains(t, list.GetByInAndName("query", "order_by").Schema.Value.Enum, "ref")
	assert.Contains(t, list.GetByInAndName("query", "status").Schema.Value.Enum, "skipped")
	refused := doc.Paths.Value("/projects/{id}/deployments/{deployment_id}").Delete.Responses.Status(400).Value.Content.Get("application/json").Examples
	assert.Equal(t, map[string]any{"message": "Cannot destroy running deployment"}, refused["running"].Value.Value)
	flipped := printed(t, openapi.GitLab189().Flip("order-by-ref"), false)
	assert.Contains(t, flipped.Paths.Value("/projects/{id}/deployments").Get.Parameters.GetByInAndName("query", "order_by").Schema.Value.Enum, "ref")
}

func TestPrintedContractHasTheNeighbours(t *testing.T) {
	doc := printed(t, openapi.Documented(), true)
	var want, got []string
	for _, o := range load(t).Operations() {
		want = append(want, o.ID)
	}
	for _, name := range contractFiles {
		if name != "deployments.yaml" && name != "neighbours.yaml" {
			eachOperation(kinDocument(t, name), func(_, _ string, o *openapi3.Operation) {
				want = slices.DeleteFunc(want, func(id string) bool { return id == o.OperationID })
			})
		}
	}
	eachOperation(doc, func(_, _ string, o *openapi3.Operation) { got = append(got, o.OperationID) })
	assert.ElementsMatch(t, want, got)
}

// A name that stood in two documents could mean two things, and would be lost where they are printed as one.
func TestNoComponentHasANameTwice(t *testing.T) {
	seen := map[string]string{}
	for _, name := range contractFiles {
		text, err := fs.ReadFile(openapi.Embedded, name)
		require.NoError(t, err)
		var doc struct {
			Components map[string]map[string]any
		}
		require.NoError(t, yaml.Unmarshal(text, &doc))
		for kind, parts := range doc.Components {
			if kind == "securitySchemes" {
				continue
			}
			for part := range maps.Keys(parts) {
				assert.Empty(t, seen[kind+"/"+part], "%s/%s of %s: refer to it", kind, part, name)
				seen[kind+"/"+part] = name
			}
		}
	}
}
