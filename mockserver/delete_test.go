package mockserver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

const (
	stillRunning = `{"message":"400 Cannot destroy running deployment"}`
	stillCurrent = `{"message":"400 Deployment currently deployed to environment"}`
)

func TestDelete(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	v.delete(shop+"/104").is(400, stillRunning)
	v.delete(shop+"/107").is(400, stillRunning)
	v.delete(shop+"/102").is(400, stillCurrent)
	v.delete(shop+"/106").is(400, stillCurrent)
	v.as("developer").delete(shop+"/103").is(403, forbidden)
	for _, id := range []string{"/101", "/103", "/105", "/108"} { // an older success, and whatever did not succeed
		a := v.delete(shop + id)
		a.is(204, "")
		assert.Empty(t, a.header.Values("Content-Type"))
		assert.Empty(t, a.header.Values("ETag"))
		assert.Empty(t, a.header.Values("Content-Length"))
		assert.Equal(t, "no-cache", a.header.Get("Cache-Control"))
		v.delete(shop+id).is(404, notFound)
		v.get(shop+id).is(404, notFound)
	}
	assert.Equal(t, []int{102, 104, 106, 107}, v.get(shop).ids())
	assert.Equal(t, "9", v.get(v.create("next", "failed")).member("iid")) // iids are never given again
	assert.Len(t, v.get("/projects/1/environments").ids(), 4)             // and environments stay
}

func TestDeleteWhatWasCurrent(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	only := v.create("lonely", "success")
	v.delete(only).is(400, stillCurrent)
	v.create("lonely", "failed")
	v.delete(only).is(400, stillCurrent) // a newer failure replaces nothing
	assert.Equal(t, 200, v.put(only, "status=canceled").status)
	v.delete(only).is(204, "")
}

func TestDeleteFinishBeatsID(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, small(), now.set).as("maintainer")
	older := v.create("race", "running")
	newer := v.create("race", "success")
	v.delete(newer).is(400, stillCurrent)
	now.move(noon.Add(time.Second))
	v.put(older, "status=success")
	v.delete(newer).is(204, "")
	v.delete(older).is(400, stillCurrent)
}

func TestDeleteUnlessModified(t *testing.T) {
	now := &clock{now: noon.Add(500 * time.Millisecond)}
	v := visit(t, small(), now.set).as("maintainer")
	const failed = `{"message":"412 Precondition Failed"}`
	for _, since := range []string{
		"Mon, 02 Mar 2026 12:00:00 GMT", // the second the deployment was made in, cut off
		"2026-03-02T12:00:00Z", "2026-03-02T20:59:59+09:00", "2026-03-02 11:59:59 UTC", "2 March 2026", "Monday, 02-Mar-26 11:59:59 GMT", "Mon Mar  2 11:59:59 2026",
	} {
		v.delete(v.create("stale", "failed"), "If-Unmodified-Since: "+since).is(412, failed)
	}
	for _, since := range []string{
		"Mon, 02 Mar 2026 12:00:01 GMT", "2026-03-02T12:00:00.5Z", "2026-03-02T21:00:01+09:00", "", "yesterday evening", "12",
	} {
		v.delete(v.create("fresh", "failed"), "If-Unmodified-Since: "+since).is(204, "")
	}
	old := "If-Unmodified-Since: Thu, 01 Jan 2026 00:00:00 GMT"
	v.delete(shop+"/104", old).is(412, failed)
	v.delete(shop+"/102", old).is(412, failed)
	v.delete(shop+"/999", old).is(404, notFound)
	assert.Equal(t, 200, v.get(shop+"/102", old).status)
}
