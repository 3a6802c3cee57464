package mockserver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const (
	badJSON    = `{"error":"Invalid JSON format"}`
	traversed  = "Potential path traversal attempt detected. Feedback issue: https://gitlab.com/gitlab-org/gitlab/-/issues/520714."
	twoBearers = `{"error":"invalid_request","error_description":"Both Authorization header and payload includes access token."}`
	notXML     = `{"error":"The requested format 'xml' is not supported."}`
	notText    = `{"error":"The provided content-type 'text/plain' is not supported."}`
	askGET     = "Access-Control-Request-Method: GET"
	unsorted   = "?updated_after=2026-01-01" // needs order_by=updated_at
)

// Each request breaks the rules of two stages that follow each other; the earlier one must answer.
func TestOrderOfDecisions(t *testing.T) {
	v := visit(t, guarded())
	for _, c := range []struct {
		why, token, method, path, body string
		headers                        []string
		status                         int
		want                           string
	}{
		{"JSON before malformed strings", "", "POST", shop + "?a=%00", "{", []string{jsonType}, 400, badJSON},
		{"malformed strings before traversal", "", "GET", shop + "?a=%00&b=/../x", "", nil, 400, "Bad Request"},
		{"traversal before preflight", "", "OPTIONS", shop + "?b=/../x", "", []string{"Origin: http://a.example", askGET}, 400, traversed},
		{"preflight before routing", "", "OPTIONS", "/nothing", "", []string{"Origin: http://a.example", askGET}, 200, ""},
		{"routing before two bearers", "", "GET", "/nothing?access_token=a", "", []string{"Authorization: Bearer b"}, 404, noRoute},
		{"two bearers before the format", "", "GET", shop + "?access_token=a&format=xml", "", []string{"Authorization: Bearer b"}, 400, twoBearers},
		{"two bearers before the content type", "", "POST", shop + "?access_token=a", "x", []string{"Authorization: Bearer b", "Content-Type: text/plain"}, 400, twoBearers},
		{"the format before the content type", "", "POST", shop + "?format=xml", "x", []string{"Content-Type: text/plain"}, 406, notXML},
		{"the format before authentication", "", "GET", shop + "?format=xml", "", nil, 406, notXML},
		{"the content type before authentication", "", "POST", shop, "x", []string{"Content-Type: text/plain"}, 415, notText},
		{"authentication before parameters", "", "GET", shop + "?sort=x", "", nil, 401, unauthorized},
		{"a blocked user before parameters", "blocked", "GET", shop + "?sort=x", "", nil, 403, messageOf("403 Forbidden - Your account has been blocked.")},
		{"parameters before the project", "developer", "GET", "/projects/999/deployments?sort=x", "", nil, 400, errorOf("sort does not have a valid value")},
		{"parameters before a moved project", "developer", "GET", "/projects/acme%2Fstore/deployments?sort=x", "", nil, 400, errorOf("sort does not have a valid value")},
		{"the project before the finder", "developer", "GET", "/projects/999/deployments" + unsorted, "", nil, 404, noProject},
		{"the project before the deployment", "developer", "PUT", "/projects/999/deployments/999", "status=failed", []string{formType}, 404, noProject},
		{"the project before the revision", "outsider", "POST", shop, deploying, []string{formType}, 404, noProject},
	} {
		a := v.as(c.token).request(c.method, c.path, c.body, c.headers...)
		assert.Equal(t, c.status, a.status, c.why)
		assert.Equal(t, c.want, a.body, c.why)
	}
}

func TestOrderWithinTheEndpoints(t *testing.T) {
	d := small()
	v := visit(t, d)
	create := func(environment, sha, ref string) string {
		return "environment=" + environment + "&sha=" + sha + "&ref=" + ref + "&tag=false&status=running"
	}
	for _, c := range []struct {
		why, token, method, path, body string
		status                         int
		want                           string
	}{
		{"list: right before finder", "guest", "GET", shop + "?updated_after=2026-01-01", "", 403, forbidden},
		{"get: right before deployment", "guest", "GET", shop + "/999", "", 403, forbidden},
		{"create: right before revision", "reporter", "POST", shop, create("new", "nothing", "nothing"), 403, forbidden},
		{"create: sha before ref", "developer", "POST", shop, create("new", "nothing", "nothing"), 400, `{"message":{"sha":["The commit does not exist"]}}`},
		{"create: ref before environment", "developer", "POST", shop, create("a:b", "main", "nothing"), 400, `{"message":{"ref":["The branch or tag does not exist"]}}`},
		{"update: status before deployment_id", "developer", "PUT", shop + "/abc", "", 400, errorOf("status is missing, status does not have a valid value")},
		{"update: deployment before right", "guest", "PUT", shop + "/999", "status=failed", 404, notFound},
		{"update: right before job", "reporter", "PUT", shop + "/106", "status=success", 403, forbidden},
		{"update: job before transition", "maintainer", "PUT", shop + "/106", "status=success", 403,
			messageOf("403 Forbidden - Deployments created using GitLab CI can not be updated using the API")},
		{"delete: deployment before right", "guest", "DELETE", shop + "/999", "", 404, notFound},
		{"delete: right before running", "developer", "DELETE", shop + "/104", "", 403, forbidden},
		{"delete: right before current", "developer", "DELETE", shop + "/102", "", 403, forbidden},
		{"merge requests: right, though nothing is there", "guest", "GET", shop + "/999/merge_requests", "", 403, forbidden},
		{"merge requests: the deployment is never looked up", "reporter", "GET", shop + "/999/merge_requests", "", 200, "[]"},
	} {
		a := v.as(c.token).request(c.method, c.path, c.body, formType)
		assert.Equal(t, c.status, a.status, c.why)
		assert.Equal(t, c.want, a.body, c.why)
	}
	stale := "If-Unmodified-Since: Mon, 05 Jan 2026 08:00:00 GMT"
	for _, id := range []string{"/104", "/102"} {
		v.as("maintainer").delete(shop+id, stale).is(412, messageOf("412 Precondition Failed"))
		v.as("developer").delete(shop+id, stale).is(403, forbidden)
	}
	assert.Equal(t, 200, v.as("developer").get("/projects/1/environments?name=new").status)
	v.as("developer").get("/projects/1/environments?name=new").is(200, "[]") // refused revisions leave no environment behind
}
