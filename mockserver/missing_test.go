package mockserver_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What GitLab has and the stand-in has not is never taken for something else, and the log names it.
func TestOperationsThatAreMissing(t *testing.T) {
	t.Parallel()
	log := newLogbook()
	v := visit(t, small(), log.set).as("maintainer")
	for request, named := range map[string]string{
		"GET /projects/1/issues":                    "/projects/{id}/issues",
		"GET /projects/1/pipelines/latest":          "/projects/{id}/pipelines/latest",
		"GET /projects/acme%2Fshop/jobs/1/trace":    "/projects/{id}/jobs/{job_id}/trace",
		"DELETE /projects/1/merge_requests/1":       "/projects/{id}/merge_requests/{merge_request_iid}",
		"POST /projects/1/archive?secret_key=hush1": "/projects/{id}/archive",
	} {
		method, path, _ := strings.Cut(request, " ")
		v.request(method, path, "").is(404, `{"error":"404 Not Found"}`)
		assert.Contains(t, log.String(), `missing="`+method+" "+named+`"`)
	}
	assert.Equal(t, 5, strings.Count(log.String(), "level=WARN msg=\"GitLab has this operation, the stand-in has not\""), log)
	assert.NotContains(t, log.String(), "hush1")
	before := log.String()
	v.get("/projects/1/nothing").is(404, `{"error":"404 Not Found"}`)
	v.get("/projects/1/pipelines/abc").is(400, `{"error":"pipeline_id is invalid"}`)
	assert.Equal(t, before, log.String())
}
