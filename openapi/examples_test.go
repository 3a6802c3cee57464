package openapi_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// example is one JSON example of the documentation, with the schema it must satisfy.
type example struct {
	lines    string
	where    string
	schema   *openapi3.Schema
	fragment bool // parts of it are left out
	value    any
}

// documentedExamples are the examples of deployments.yaml, whole ones and fragments.
func documentedExamples(t *testing.T) []example {
	t.Helper()
	doc := kinDocument(t, "deployments.yaml")
	var all []example
	eachOperation(doc, func(_, _ string, o *openapi3.Operation) {
		for status, response := range o.Responses.Map() {
			where := o.OperationID + " " + status
			if media := response.Value.Content.Get("application/json"); media != nil {
				for _, e := range media.Examples {
					if len(e.Value.Extensions) == 0 { // none of the documentation
						continue
					}
					all = append(all, example{lines: sourceOf(e.Value.Extensions).lines, where: where, schema: media.Schema.Value, value: e.Value.Value})
				}
			}
			all = append(all, fragments(where, response.Value.Extensions, func(f map[string]any) *openapi3.Schema {
				name, _ := f["schema"].(string)
				require.Contains(t, doc.Components.Schemas, name, where)
				return doc.Components.Schemas[name].Value
			})...)
		}
	})
	for name, schema := range doc.Components.Schemas {
		all = append(all, fragments(name, schema.Value.Extensions, func(map[string]any) *openapi3.Schema { return schema.Value })...)
	}
	return all
}

func fragments(where string, extensions map[string]any, schemaOf func(map[string]any) *openapi3.Schema) []example {
	rows, _ := extensions["x-fragments"].(map[string]any)
	var all []example
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		f, _ := rows[key].(map[string]any)
		all = append(all, example{lines: sourceOf(f).lines, where: where, schema: schemaOf(f), fragment: true, value: f["value"]})
	}
	return all
}

func TestEveryDocumentedExampleIsThere(t *testing.T) {
	want := map[string]string{
		"57-204":  "listProjectDeployments 200",
		"225-297": "getProjectDeployment 200",
		"301-339": "DeploymentExtended fragment",
		"365-388": "createProjectDeployment 201",
		"392-399": "DeploymentExtended fragment",
		"422-445": "updateProjectDeployment 200",
		"449-470": "DeploymentExtended fragment",
		"493-495": "deleteProjectDeployment 204 fragment",
		"497-499": "deleteProjectDeployment 403",
		"501-503": "deleteProjectDeployment 400",
		"505-507": "deleteProjectDeployment 400",
		"570-584": "approveOrRejectProjectDeployment 201",
	}
	got := map[string]string{}
	for _, e := range documentedExamples(t) {
		where := e.where
		if e.fragment {
			where += " fragment"
		}
		require.NotContains(t, got, e.lines, "two examples from the same lines")
		got[e.lines] = where
	}
	assert.Equal(t, want, got)
}

func TestDocumentedExamplesSatisfyTheirSchemas(t *testing.T) {
	for _, e := range documentedExamples(t) {
		schema := *e.schema
		if e.fragment {
			schema.Required = nil
		}
		assert.NoError(t, schema.VisitJSON(e.value, openapi3.MultiErrors()), "%s, lines %s", e.where, e.lines)
	}
}

// node is one value within an example.
type node struct {
	path    string
	value   any
	replace func(any)
	remove  func() // nil for what stands in no object
}

// eachNode visits the values of an example from the outside in; list elements share the path of their list.
func eachNode(n node, visit func(node)) {
	visit(n)
	switch value := n.value.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			eachNode(node{n.path + "." + key, value[key], func(other any) { value[key] = other }, func() { delete(value, key) }}, visit)
		}
	case []any:
		for i := range value {
			eachNode(node{n.path, value[i], func(other any) { value[i] = other }, nil}, visit)
		}
	}
}

// Schemas that accept anything would accept the examples too: these must refuse every example with one value of another type.
func TestDocumentedExamplesFixTheTypes(t *testing.T) {
	for _, e := range documentedExamples(t) {
		schema := *e.schema
		schema.Required = nil
		eachNode(node{path: e.where, value: e.value, replace: func(any) {}}, func(n node) {
			if n.path == e.where {
				return
			}
			var other any = true
			if _, is := n.value.(bool); is {
				other = "true"
			}
			n.replace(other)
			require.Error(t, schema.VisitJSON(e.value), "%s may be %v", n.path, other)
			n.replace(n.value)
		})
	}
}

// What the examples show is required, apart from what GitLab omits now and then.
func TestDocumentedExamplesFixTheKeys(t *testing.T) {
	optional := map[string]bool{}
	for _, e := range documentedExamples(t) {
		eachNode(node{path: e.where, value: e.value}, func(n node) {
			if n.remove == nil || e.fragment {
				return
			}
			n.remove()
			if e.schema.VisitJSON(e.value) == nil {
				optional[n.path] = true
			}
			n.replace(n.value)
		})
	}
	assert.Equal(t, []string{
		"getProjectDeployment 200.deployable.user.created_at", // hidden with a private profile
		"getProjectDeployment 200.updated_at",                 // missing from two other examples of the same schema
		"listProjectDeployments 200.deployable.user.created_at",
		"listProjectDeployments 200.deployable.user.public_email", // missing from the other example
	}, slices.Sorted(maps.Keys(optional)))
}

// Every example of every document, of requests, parameters and responses, is one that a program could meet.
func TestExamplesSatisfyTheirSchemas(t *testing.T) {
	for _, name := range contractFiles {
		eachOperation(kinDocument(t, name), func(_, _ string, o *openapi3.Operation) {
			for _, p := range o.Parameters {
				if p.Value.Example != nil {
					require.NoError(t, p.Value.Schema.Value.VisitJSON(p.Value.Example), "%s %s", o.OperationID, p.Value.Name)
				}
			}
			if o.RequestBody != nil {
				eachExample(o.RequestBody.Value.Content, func(media string, schema *openapi3.Schema, example any) {
					assert.NoError(t, schema.VisitJSON(example, openapi3.MultiErrors()), "%s, request, %s", o.OperationID, media)
				})
			}
			for status, response := range o.Responses.Map() {
				eachExample(response.Value.Content, func(media string, schema *openapi3.Schema, example any) {
					assert.NoError(t, schema.VisitJSON(example, openapi3.MultiErrors()), "%s %s %s", o.OperationID, status, media)
				})
			}
		})
	}
}

func eachExample(content openapi3.Content, visit func(media string, schema *openapi3.Schema, example any)) {
	for name, media := range content {
		if media.Example != nil {
			visit(name, media.Schema.Value, media.Example)
		}
		for _, example := range media.Examples {
			visit(name, media.Schema.Value, example.Value.Value)
		}
	}
}

// Refusals that all neighbours share have the examples of the shared answer.
func TestBodiesAndAnswersHaveExamples(t *testing.T) {
	for _, name := range []string{"deployments.yaml", "neighbours.yaml"} {
		eachOperation(kinDocument(t, name), func(_, _ string, o *openapi3.Operation) {
			if o.RequestBody != nil {
				for media, content := range o.RequestBody.Value.Content {
					assert.NotEmpty(t, content.Examples, "%s, request, %s", o.OperationID, media)
				}
			}
			for status, response := range o.Responses.Map() {
				media := response.Value.Content.Get("application/json")
				if media == nil || status == "301" || status == "409" || status == "429" { // GitLab sends no JSON of its own
					continue
				}
				if name == "neighbours.yaml" && status == "400" && len(media.Examples) == 0 {
					continue // only what is wrong with any request
				}
				assert.NotEmpty(t, media.Examples, "%s %s", o.OperationID, status)
			}
		})
	}
}
