package mockserver_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const badStatus = `{"error":"status does not have a valid value"}`

func TestUpdateRefuses(t *testing.T) {
	v := visit(t, small()).as("developer")
	path := shop + "/104"
	v.put(path, "").is(400, errorOf("status is missing, status does not have a valid value"))
	v.put(path, "other=x").is(400, errorOf("status is missing, status does not have a valid value"))
	for _, status := range []string{"", "created", "blocked", "skipped", "cancelled", "Success", "+failed"} {
		v.put(path, "status="+status).is(400, badStatus)
	}
	v.put(path, "status[]=success").is(400, errorOf("status is invalid"))
	v.request("PUT", path, `{"status":null}`, jsonType).is(400, badStatus)
	v.request("PUT", path, `{"status":["success"]}`, jsonType).is(400, errorOf("status is invalid"))
	v.request("PUT", path, `{"status":1}`, jsonType).is(400, badStatus)
}

func TestUpdateRefusesWhatJobsMade(t *testing.T) {
	v := visit(t, small())
	for _, id := range []string{"/106", "/107", "/108"} {
		for _, who := range []string{"maintainer", "owner", "admin"} {
			v.as(who).put(shop+id, "status=failed").is(403, messageOf("403 Forbidden - Deployments created using GitLab CI can not be updated using the API"))
		}
		v.as("developer").put(shop+id, "status=failed").is(403, forbidden) // may not run jobs of the protected branch
	}
}

func TestUpdateRefusesWhatAnArchivedJobMade(t *testing.T) {
	d := small()
	d.Projects[0].Deployments[5].Job.Archived = true
	visit(t, d).as("maintainer").put(shop+"/106", "status=failed").is(403, forbidden)
}

func TestTransitions(t *testing.T) {
	events := map[string]string{"running": "run", "success": "succeed", "failed": "drop", "canceled": "cancel"}
	refused := map[string][]string{ // by the status a deployment has, those it cannot take
		"running":  {"running"},
		"success":  {"running", "success"},
		"failed":   {"running", "failed"},
		"canceled": {"running", "canceled"},
	}
	v := visit(t, small()).as("developer")
	for from, not := range refused {
		for to, event := range events {
			path := v.create("transitions/"+from+"/"+to, from)
			before := v.get(path).body
			a := v.put(path, "status="+to)
			if slices.Contains(not, to) {
				a.is(400, `{"message":{"status":["cannot transition via \"`+event+`\""]}}`)
				assert.Equal(t, before, v.get(path).body)
				continue
			}
			assert.Equal(t, 200, a.status, "%s to %s: %s", from, to, a.body)
			assert.Equal(t, `"`+to+`"`, a.member("status"))
			assert.Equal(t, a.body, v.get(path).body)
		}
	}
}

func TestUpdateChangesOnlyStatusAndTime(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, small(), now.set).as("maintainer")
	path := v.as("developer").create("next", "running")
	before := v.get(path)
	now.move(noon.Add(90 * time.Second))
	after := v.put(path, "status=success&sha="+shaA+"&ref=v1.0&environment=other&tag=true&user=1&iid=77&created_at=2020-01-01")
	assert.Equal(t, 200, after.status)
	assert.Equal(t, `"2026-03-02T12:01:30.000Z"`, after.member("updated_at"))
	assert.Equal(t, `"success"`, after.member("status"))
	for _, name := range []string{"id", "iid", "ref", "sha", "created_at", "user", "environment", "deployable"} {
		assert.Equal(t, before.member(name), after.member(name), name)
	}
}

func TestUpdateFinishesAnew(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, small(), now.set).as("maintainer")
	current := func() []int {
		return v.get(shop + "?environment=production&status=success&order_by=finished_at&sort=desc&per_page=1").ids()
	}
	assert.Equal(t, []int{102}, current())
	v.put(shop+"/101", "status=failed")
	now.move(now.read().Add(time.Second))
	v.put(shop+"/101", "status=success")
	assert.Equal(t, []int{101}, current())
	v.delete(shop+"/101").is(400, messageOf("400 Deployment currently deployed to environment"))
	v.delete(shop+"/102").is(204, "")
}
