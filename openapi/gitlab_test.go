package openapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

func TestOperationsOfGitLab(t *testing.T) {
	t.Parallel()
	for request, want := range map[[2]string]string{
		{"GET", "/projects/1/issues"}:                          "GET /projects/{id}/issues",
		{"HEAD", "/projects/acme%2Fshop/issues/"}:              "GET /projects/{id}/issues",
		{"GET", "/projects/1/pipelines/latest"}:                "GET /projects/{id}/pipelines/latest",
		{"GET", "/projects/1/pipelines/7"}:                     "GET /projects/{id}/pipelines/{pipeline_id}",
		{"DELETE", "/projects/1/pipelines/latest"}:             "DELETE /projects/{id}/pipelines/{pipeline_id}",
		{"GET", "/projects/1/jobs/artifacts/main/raw/a/b.txt"}: "GET /projects/{id}/jobs/artifacts/{ref_name}/raw/{*artifact_path}",
		{"PATCH", "/projects/1/deployments"}:                   "",
		{"GET", "/nowhere"}:                                    "",
		{"GET", "/projects/%ff"}:                               "",
	} {
		assert.Equal(t, want, openapi.InGitLab(request[0], request[1]), request)
	}
}

func TestDoubtfulRoutes(t *testing.T) {
	t.Parallel()
	d := load(t)
	for path, want := range map[string]bool{
		"/projects/1/pipelines/latest": true, "/projects/1/pipelines/7": false, "/projects/1/pipelines/7b": false, "/projects/acme%2Fshop": false,
	} {
		route, err := d.Match("GET", path)
		require.NoError(t, err)
		assert.Equal(t, want, route.Doubtful(), path)
	}
}
