package mockserver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

const badID = `{"error":"deployment_id is invalid"}`

func TestDeploymentIDThatIsNone(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	for _, id := range []string{"abc", "12abc", "101abc", "0x65", "1e2", "%20", "1__0", "_1", "101%2F", "null", "⅓"} {
		v.get(shop+"/"+id).is(400, badID)
		v.delete(shop+"/"+id).is(400, badID)
		v.get(shop+"/"+id+"/merge_requests").is(400, badID)
		v.post(shop+"/"+id+"/approval", "status=approved").is(400, badID)
		v.put(shop+"/"+id, "status=failed").is(404, notFound)
		v.put(shop+"/"+id, "").is(400, errorOf("status is missing, status does not have a valid value"))
	}
	v.get(shop+"/abc/merge_requests?state=x").is(400, errorOf("deployment_id is invalid, state does not have a valid value"))
	v.get(shop+"/1.5/merge_requests").is(400, badID)
	v.post(shop+"/abc/approval", "status=x").is(400, errorOf("deployment_id is invalid, status does not have a valid value"))
}

func TestDeploymentIDThatFindsNothing(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	for _, id := range []string{"0", "-1", "999", "99999999999999999999", "-99999999999999999999", "201", "1"} {
		v.get(shop+"/"+id).is(404, notFound)
		v.put(shop+"/"+id, "status=failed").is(404, notFound)
		v.delete(shop+"/"+id).is(404, notFound)
		v.post(shop+"/"+id+"/approval", "status=approved").is(404, notFound)
		v.get(shop+"/"+id+"/merge_requests").is(200, "[]")
	}
}

func TestDeploymentIDAsRubyReadsIntegers(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	for _, id := range []string{"101", "0101", "1_01", "%20101", "101%20", "+101", "101.5", "101.json", "101.xml", "101/"} {
		assert.Equal(t, "101", v.get(shop+"/"+id).member("id"), id)
	}
	assert.Equal(t, "104", v.put(shop+"/104.json", "status=failed").member("id"))
	v.delete(shop+"/104.anything").is(204, "")
	assert.Len(t, v.get(shop+"/").ids(), 7) // an empty id is the list
}
