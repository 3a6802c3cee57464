package openapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// What kin-openapi's own validation gets wrong for this API, and this package must not.

func TestTrapPathParametersStayEscaped(t *testing.T) {
	route, err := load(t).Match(http.MethodGet, "/projects/group%2Fproject%2520x/deployments")
	require.NoError(t, err)
	assert.Equal(t, "group/project%20x", route.Path[0].Value, "unescaped once")
}

func TestTrapDefaultsAreWrittenIntoTheRequest(t *testing.T) {
	query, err := openapi.ReadQuery("status=success")
	require.NoError(t, err)
	v, violations := load(t).Operation("listProjectDeployments").Coerce(nil, query, nil)
	require.Len(t, violations, 1, "only the id of the path is missing")
	assert.Equal(t, "id", v.String("order_by"))
	assert.Equal(t, []openapi.Argument{{Name: "status", Value: "success"}}, query)
}

func TestTrapOneBadFormValueHidesTheOthers(t *testing.T) {
	assert.Equal(t, "environment is missing, environment is empty, sha is empty, tag is invalid, status does not have a valid value",
		grape(t, load(t).Operation("createProjectDeployment"), "", "application/x-www-form-urlencoded", "sha=&ref=main&tag=maybe&status=done"))
}

func TestTrapUndocumentedStatusesPass(t *testing.T) {
	violations := load(t).Operation("getProjectDeployment").CheckResponse(http.StatusAccepted, header("Content-Type", "application/json"), []byte("{}"))
	require.Len(t, violations, 1)
	assert.Equal(t, "response status", violations[0].Where)
}

func TestTrapRedirectsAreNotChecked(t *testing.T) {
	o := load(t).Operation("getProjectDeployment")
	for _, status := range []int{http.StatusMovedPermanently, http.StatusTemporaryRedirect} {
		assert.NotEmpty(t, o.CheckResponse(status, header(), nil), status)
	}
}

func TestTrapHeaderErrorsHideBodyErrors(t *testing.T) {
	violations := load(t).Operation("listProjectDeployments").CheckResponse(http.StatusOK, header("Content-Type", "application/json", "X-Page", "first"), []byte(`{}`))
	where := map[string]bool{}
	for _, v := range violations {
		where[v.Where] = true
	}
	assert.Equal(t, map[string]bool{"response header": true, "response body": true}, where)
}

func TestTrapDaysThatDoNotExistPass(t *testing.T) {
	const day = "2019-02-31T08:00:00Z"
	kinSchema, schema := bothSchemas(t, "{type: string, format: date-time}")
	require.NoError(t, kinSchema.VisitJSON(day), "kin has learnt it; this test may go")
	assert.Len(t, schema.Check([]byte(`"`+day+`"`)), 1)
	assert.Equal(t, "updated_after is invalid", grape(t, load(t).Operation("listProjectDeployments"), "updated_after="+day, "", ""))
}

func TestTrapRelativeURIsPass(t *testing.T) {
	kinSchema, schema := bothSchemas(t, "{type: string, format: uri}")
	require.NoError(t, kinSchema.VisitJSON("not a uri"), "kin has learnt it; this test may go")
	assert.Len(t, schema.Check([]byte(`"not a uri"`)), 1)
}

func TestTrapTrailingJSONPasses(t *testing.T) {
	assert.Equal(t, ` json: there is more after the JSON value: "x"`, lines(compiled(t, "{type: object}").Check([]byte(`{"a":1} x`))))
	_, err := openapi.ReadBody("application/json", []byte(`{"a":1} x`))
	assert.ErrorIs(t, err, openapi.ErrMalformedJSON)
}

func TestTrapDuplicateKeysPass(t *testing.T) {
	assert.Equal(t, `/a json: the key "a" stands there twice`, lines(compiled(t, "{type: object}").Check([]byte(`{"a":1,"a":2}`))))
}

func TestTrapLargeIntegersPass(t *testing.T) {
	kinSchema, schema := bothSchemas(t, "{type: integer, format: int64}")
	require.NoError(t, kinSchema.VisitJSON(float64(1<<63)), "kin has learnt it; this test may go")
	assert.Len(t, schema.Check([]byte("9223372036854775808")), 1)
}

func TestTrapOfARepeatedScalarTheFirstWins(t *testing.T) {
	query, err := openapi.ReadQuery("status=success&status=failed")
	require.NoError(t, err)
	v, _ := load(t).Operation("listProjectDeployments").Coerce(nil, query, nil)
	assert.Equal(t, "failed", v.String("status"))
}

func TestTrapUnknownFormFieldsAreDropped(t *testing.T) {
	body, err := openapi.ReadBody("application/x-www-form-urlencoded", []byte("status=success&colour=red"))
	require.NoError(t, err)
	path := []openapi.Argument{{Name: "id", Value: "1"}, {Name: "deployment_id", Value: "2"}}
	v, violations := load(t).Operation("updateProjectDeployment").Coerce(path, nil, body)
	require.Empty(t, violations)
	assert.Contains(t, v.Echo(), openapi.Echoed{Name: "colour", Value: "red"})
}

func TestTrapHeadIsNotAllowed(t *testing.T) {
	d := load(t)
	route, err := d.Match(http.MethodHead, "/projects/1/deployments")
	require.NoError(t, err)
	assert.Equal(t, "listProjectDeployments", route.Operation.ID)
	assert.NotEmpty(t, route.Operation.CheckHead(http.StatusOK, header()))
}

func TestTrapAdditionalPropertiesAndAllOfExcludeEachOther(t *testing.T) {
	schema := compiled(t, "{allOf: [{type: object, properties: {a: {type: integer}}}, {type: object, properties: {b: {type: integer}}}]}")
	assert.Empty(t, schema.CheckStrictly([]byte(`{"a":1,"b":2}`)))
	assert.Len(t, schema.CheckStrictly([]byte(`{"a":1,"b":2,"c":3}`)), 1)
}
