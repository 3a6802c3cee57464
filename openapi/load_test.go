package openapi_test

import (
	"io/fs"
	"net/url"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

func load(tb testing.TB) *openapi.Document {
	tb.Helper()
	d, err := openapi.Load(openapi.Documented())
	require.NoError(tb, err)
	return d
}

const documentHead = "openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths:"

// filesOf are the files of a contract with these paths and divergences.
func filesOf(paths, divergences string) fs.FS {
	return fstest.MapFS{
		"deployments.yaml": {Data: []byte(documentHead + paths)},
		"neighbours.yaml":  {Data: []byte(documentHead + " {}\n")},
		"divergences.yaml": {Data: []byte(divergences)},
	}
}

// loadText loads a document with these paths, indented by two.
func loadText(tb testing.TB, paths string) *openapi.Document {
	tb.Helper()
	d, err := openapi.LoadFrom(filesOf(paths, "[]"), openapi.Documented())
	require.NoError(tb, err)
	return d
}

// kinDocument is one of the embedded files as kin reads it, for reading only: tests share it.
func kinDocument(tb testing.TB, name string) *openapi3.T {
	tb.Helper()
	read, _ := kinDocuments.LoadOrStore(name, sync.OnceValues(func() (*openapi3.T, error) {
		text, err := fs.ReadFile(openapi.Embedded, name)
		if err != nil {
			return nil, err
		}
		loader := openapi3.NewLoader()
		loader.IsExternalRefsAllowed = true
		loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
			return fs.ReadFile(openapi.Embedded, location.Path)
		}
		return loader.LoadFromDataWithPath(text, &url.URL{Path: name})
	}))
	doc, err := read.(func() (*openapi3.T, error))()
	require.NoError(tb, err)
	return doc
}

var kinDocuments sync.Map // by name

func TestOperationsStandInTheOrderOfTheFiles(t *testing.T) {
	var ids []string
	neighbours := false
	for _, o := range load(t).Operations() {
		ids = append(ids, o.ID)
		assert.False(t, neighbours && !o.Neighbour, "%s stands after a neighbour", o.ID)
		neighbours = o.Neighbour
	}
	require.GreaterOrEqual(t, len(ids), 13)
	assert.Equal(t, []string{
		"listProjectDeployments", "createProjectDeployment", "getProjectDeployment", "updateProjectDeployment", "deleteProjectDeployment",
		"listDeploymentMergeRequests", "approveOrRejectProjectDeployment", "getVersion", "getMetadata", "getCurrentUser", "getProject",
	}, ids[:11])
}

func TestParametersStandInGrapesOrder(t *testing.T) {
	d := load(t)
	for id, want := range map[string][]string{
		"listProjectDeployments":           {"id", "page", "per_page", "order_by", "sort", "updated_after", "updated_before", "finished_after", "finished_before", "environment", "status"},
		"createProjectDeployment":          {"id", "environment", "sha", "ref", "tag", "status"},
		"updateProjectDeployment":          {"id", "deployment_id", "status"},
		"approveOrRejectProjectDeployment": {"id", "deployment_id", "status", "comment", "represented_as"},
	} {
		var names []string
		for _, p := range d.Operation(id).Parameters() {
			names = append(names, p.Name)
		}
		assert.Equal(t, want, names, id)
	}
}

func TestParametersSayWhatTheDocumentSays(t *testing.T) {
	o := load(t).Operation("listProjectDeployments")
	p := o.Parameter("order_by")
	require.NotNil(t, p)
	assert.Equal(t, "query", p.In)
	assert.Equal(t, "string", p.Type)
	assert.Equal(t, "id", p.Default)
	assert.Equal(t, []string{"id", "iid", "created_at", "updated_at", "finished_at", "ref"}, p.Enum)
	assert.Equal(t, "date-time", o.Parameter("updated_after").Format)
	assert.Nil(t, o.Parameter("nonsense"))
	create := load(t).Operation("createProjectDeployment")
	assert.True(t, create.Parameter("tag").Required)
	assert.Equal(t, "body", create.Parameter("tag").In)
}

func TestUnknownNamesAreNil(t *testing.T) {
	d := load(t)
	assert.Nil(t, d.Operation("nonsense"))
	assert.Nil(t, d.Schema("nonsense"))
	assert.NotNil(t, d.Schema("Deployment"))
	assert.Empty(t, d.Value("nonsense"))
}

func TestLoadRefusesWhatItWouldNotCheck(t *testing.T) {
	const operation = "\n  /things:\n    get:\n      operationId: things\n"
	tests := []struct{ name, paths, divergences, want string }{
		{"keyword", operation + `      responses: {"200": {description: d, content: {application/json: {schema: {type: array, uniqueItems: true}}}}}`, "[]", "uniqueItems"},
		{"pattern", operation + `      responses: {"200": {description: d, content: {application/json: {schema: {type: string, pattern: "("}}}}}`, "[]", "missing closing"},
		{"status", operation + `      responses: {default: {description: d}}`, "[]", "response default"},
		{"parameter type", operation + "      parameters: [{name: a, in: query, schema: {type: number}}]\n" + `      responses: {"200": {description: d}}`, "[]", "parameter a"},
		{"parameter keyword", operation + "      parameters: [{name: a, in: query, schema: {type: string, minLength: 2}}]\n" + `      responses: {"200": {description: d}}`, "[]", "parameter a: minLength"},
		{"keyword of an attribute", operation + "      requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: integer, minimum: 1}}}}}}\n" + `      responses: {"200": {description: d}}`, "[]", "parameter a: minimum"},
		{"keyword of a member", operation + "      parameters: [{name: a, in: query, schema: {type: array, items: {type: string, pattern: b}}}]\n" + `      responses: {"200": {description: d}}`, "[]", "parameter a: pattern"},
		{"parameter of two parts", operation + "      parameters: [{name: a, in: query, schema: {allOf: [{type: string}, {enum: [b]}]}}]\n" + `      responses: {"200": {description: d}}`, "[]", "parameter a: allOf"},
		{"x-order", operation + "      requestBody: {content: {application/json: {schema: {type: object, x-order: [a]}}}}\n" + `      responses: {"200": {description: d}}`, "[]", "x-order names a"},
		{"divergence key", " {}\n", "- {id: a, misspelt: b}", "misspelt"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := openapi.LoadFrom(filesOf(tt.paths, tt.divergences), openapi.Documented())
			assert.ErrorContains(t, err, tt.want)
		})
	}
}
