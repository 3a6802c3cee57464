package openapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

func TestMatchFindsTheOperation(t *testing.T) {
	type arguments = []openapi.Argument
	one := func(id string) arguments { return arguments{{Name: "id", Value: id}} }
	two := func(id, deployment string) arguments {
		return arguments{{Name: "id", Value: id}, {Name: "deployment_id", Value: deployment}}
	}
	tests := []struct {
		method, path, id string
		arguments        arguments
	}{
		{"GET", "/projects/1/deployments", "listProjectDeployments", one("1")},
		{"HEAD", "/projects/1/deployments", "listProjectDeployments", one("1")},
		{"POST", "/projects/1/deployments", "createProjectDeployment", one("1")},
		{"GET", "/projects/1/deployments/", "listProjectDeployments", one("1")},
		{"GET", "//projects//1/deployments//", "listProjectDeployments", one("1")},
		{"GET", "/projects/1/deployments.json", "listProjectDeployments", one("1")},
		{"GET", "/projects/1/deployments.xml", "listProjectDeployments", one("1")},
		{"GET", "/projects/1/deployments.whatever", "listProjectDeployments", one("1")},
		{"GET", "/projects/group%2Fproject/deployments", "listProjectDeployments", one("group/project")},
		{"GET", "/projects/root%2Fmy%2Eproject/deployments", "listProjectDeployments", one("root/my.project")},
		{"GET", "/projects/a%252Fb/deployments", "listProjectDeployments", one("a%2Fb")},
		{"GET", "/projects/a+b/deployments", "listProjectDeployments", one("a+b")},
		{"GET", "/projects/a+b%2Fc/deployments", "listProjectDeployments", one("a+b/c")},
		{"GET", "/projects/1/deployments/42", "getProjectDeployment", two("1", "42")},
		{"GET", "/projects/1/deployments/1.5", "getProjectDeployment", two("1", "1")},
		{"GET", "/projects/1/deployments/42.json", "getProjectDeployment", two("1", "42")},
		{"GET", "/projects/1/deployments/%201", "getProjectDeployment", two("1", " 1")},
		{"GET", "/projects/1/deployments/abc", "getProjectDeployment", two("1", "abc")},
		{"PUT", "/projects/1/deployments/42", "updateProjectDeployment", two("1", "42")},
		{"DELETE", "/projects/1/deployments/42", "deleteProjectDeployment", two("1", "42")},
		{"GET", "/projects/1/deployments/42/merge_requests", "listDeploymentMergeRequests", two("1", "42")},
		{"GET", "/projects/1.json/deployments/42/merge_requests.json", "listDeploymentMergeRequests", two("1.json", "42")},
		{"POST", "/projects/1/deployments/42/approval", "approveOrRejectProjectDeployment", two("1", "42")},
		{"GET", "/projects/root%2Fmy%2Eproject", "getProject", one("root/my.project")},
		{"GET", "/projects/root%2Fmy.json", "getProject", one("root/my.json")},
		{"GET", "/version", "getVersion", arguments{}},
		{"GET", "/version.json", "getVersion", arguments{}},
	}
	d := load(t)
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			route, err := d.Match(tt.method, tt.path)
			require.NoError(t, err)
			assert.Equal(t, tt.id, route.Operation.ID)
			assert.Equal(t, tt.arguments, route.Path)
		})
	}
}

func TestMatchTellsWhatIsWrong(t *testing.T) {
	tests := []struct {
		method, path string
		want         error
	}{
		{"GET", "/", openapi.ErrUnknownPath},
		{"GET", "", openapi.ErrUnknownPath},
		{"GET", "/projects/1/Deployments", openapi.ErrUnknownPath},
		{"GET", "/projects/group/project/deployments", openapi.ErrUnknownPath},
		{"GET", "/projects/1/deployments/42/approval/7", openapi.ErrUnknownPath},
		{"GET", "/projects.json/1/deployments", openapi.ErrUnknownPath},
		{"GET", "/projects/1/deployments.", openapi.ErrUnknownPath},
		{"PATCH", "/projects/1/deployments", openapi.ErrMethodNotAllowed},
		{"POST", "/projects/1/deployments/42", openapi.ErrMethodNotAllowed},
		{"POST", "/projects/1/deployments/42/merge_requests", openapi.ErrMethodNotAllowed},
		{"HEAD", "/projects/1/deployments/42/approval", openapi.ErrMethodNotAllowed},
		{"get", "/projects/1/deployments", openapi.ErrMethodNotAllowed},
		{"GET", "/projects/%zz/deployments", openapi.ErrMalformed},
		{"GET", "/projects/%00/deployments", openapi.ErrMalformed},
		{"GET", "/projects/%ff/deployments", openapi.ErrMalformed},
	}
	d := load(t)
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			_, err := d.Match(tt.method, tt.path)
			assert.ErrorIs(t, err, tt.want)
		})
	}
}

func TestMethodsAreThoseOfThePath(t *testing.T) {
	d := load(t)
	assert.Equal(t, []string{"GET", "POST"}, d.Methods("/projects/a%2Fb/deployments"))
	assert.Equal(t, []string{"GET", "PUT", "DELETE"}, d.Methods("/projects/1/deployments/42"))
	assert.Equal(t, []string{"GET"}, d.Methods("/projects/1/deployments/42/merge_requests.json"))
	assert.Nil(t, d.Methods("/projects/1/nothing"))
}

func TestLiteralSegmentsGoBeforeParameters(t *testing.T) {
	d := loadText(t, `
  /things/{id}:
    get: {operationId: getThing, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: ok}}}
  /things/newest:
    get: {operationId: getNewestThing, responses: {"200": {description: ok}}}
`)
	route, err := d.Match("GET", "/things/newest")
	require.NoError(t, err)
	assert.Equal(t, "getNewestThing", route.Operation.ID)
	route, err = d.Match("GET", "/things/oldest")
	require.NoError(t, err)
	assert.Equal(t, "getThing", route.Operation.ID)
}
