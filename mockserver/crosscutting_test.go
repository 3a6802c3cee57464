package mockserver_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// readings are every operation that is a GET, with their paths.
var readings = []string{
	shop, shop + "/101", shop + "/101/merge_requests", "/projects/1", "/projects/acme%2Fshop", "/projects/1/environments", "/projects/1/environments/1",
	"/user", "/version", "/metadata",
}

func TestMethodsThatAPathLacks(t *testing.T) {
	v := visit(t, small())
	one, requests, approval := shop+"/101", shop+"/101/merge_requests", shop+"/101/approval"
	for _, request := range [][2]string{
		{"PUT", shop}, {"PATCH", shop}, {"DELETE", shop}, {"POST", one}, {"PATCH", one}, {"POST", requests}, {"PUT", requests}, {"DELETE", requests},
		{"GET", approval}, {"PUT", approval}, {"HEAD", approval}, {"TRACE", shop}, {"FROB", shop}, {"POST", "/user"}, {"POST", "/projects/1"},
		{"GET", "/"}, {"GET", "/api"}, {"GET", "/api/v4"}, {"GET", "/api/v4/"}, {"GET", "/api/v5/user"}, {"GET", "/api/v4user"}, {"GET", "/api/v4projects/1/deployments"},
		{"GET", "/Projects/1/deployments"}, {"GET", "/projects/1/Deployments"}, {"GET", shop + "/101/merge_requests/1"},
		{"GET", "/deployments"}, {"OPTIONS", "/nothing"}, {"OPTIONS", "/api"},
	} {
		for _, who := range []string{"", "maintainer"} {
			a := v.as(who).request(request[0], request[1], "")
			assert.Equal(t, 404, a.status, request)
			assert.Empty(t, a.header.Values("Allow"))
			if request[0] != http.MethodHead {
				assert.Equal(t, noRoute, a.body, request)
			}
			assert.Equal(t, "SAMEORIGIN", a.header.Get("X-Frame-Options"), request)
		}
	}
	assert.Len(t, v.as("reporter").get(shop).ids(), 8)
}

func TestHead(t *testing.T) {
	v := visit(t, small())
	for _, who := range []string{"reporter", "guest", "outsider", ""} {
		for _, path := range append([]string{shop + "/999", shop + "/abc", shop + "?sort=x", shop + "?format=xml", "/nothing"}, readings...) {
			get, head := v.as(who).get(path), v.as(who).request(http.MethodHead, path, "")
			assert.Equal(t, get.status, head.status, path)
			assert.Empty(t, head.body)
			assert.Empty(t, head.header.Values("ETag"), path)
			assert.Equal(t, "no-cache", head.header.Get("Cache-Control"), path)
			for _, name := range []string{"Content-Type", "X-Total", "X-Page", "Link", "X-Frame-Options", "X-Content-Type-Options", "Vary", "Nel"} {
				assert.Equal(t, get.header.Values(name), head.header.Values(name), "%s of %s", name, path)
			}
		}
	}
}

func TestOptions(t *testing.T) {
	v := visit(t, guarded())
	for path, want := range map[string]string{
		shop: "OPTIONS, GET, POST, HEAD", shop + "/101": "OPTIONS, GET, PUT, DELETE, HEAD", shop + "/101/merge_requests": "OPTIONS, GET, HEAD",
		shop + "/101/approval": "OPTIONS, POST", "/projects/999/deployments": "OPTIONS, GET, POST, HEAD", "/user": "OPTIONS, GET, HEAD",
	} {
		a := v.as("developer").request(http.MethodOptions, path, "")
		a.is(204, "")
		assert.Equal(t, want, a.header.Get("Allow"), path)
		assert.Empty(t, a.header.Values("Content-Type"))
		v.as("").request(http.MethodOptions, path, "").is(401, unauthorized)
		assert.Equal(t, 403, v.as("read").request(http.MethodOptions, path, "").status)
	}
	v.request(http.MethodOptions, shop+"?format=xml", "").is(406, errorOf("The requested format 'xml' is not supported."))
}

func TestCORS(t *testing.T) {
	v := visit(t, small())
	for _, path := range []string{shop, "/nothing", "/api/v3/x"} {
		a := v.request(http.MethodOptions, path, "", "Origin: https://app.example", "Access-Control-Request-Method: DELETE")
		a.is(200, "")
		assert.Equal(t, "*", a.header.Get("Access-Control-Allow-Origin"))
		assert.Equal(t, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", a.header.Get("Access-Control-Allow-Methods"))
		assert.Equal(t, "7200", a.header.Get("Access-Control-Max-Age"))
		assert.Empty(t, a.header.Get("Access-Control-Allow-Credentials"))
	}
	v.request(http.MethodOptions, shop, "", "Origin: https://app.example").is(401, unauthorized) // half a preflight is none
	a := v.as("reporter").get(shop, "Origin: https://app.example")
	assert.Equal(t, "*", a.header.Get("Access-Control-Allow-Origin"))
	assert.Contains(t, a.header.Get("Access-Control-Expose-Headers"), "X-Total-Pages")
	assert.Empty(t, v.as("reporter").get(shop).header.Get("Access-Control-Allow-Origin"))
}

func TestHeadersOfEveryResponse(t *testing.T) {
	v := visit(t, small())
	const two = shop + "?access_token=a"
	seen := map[string]bool{}
	for _, c := range []struct {
		a       answer
		secured bool
	}{
		{v.as("reporter").get(shop), true}, {v.as("reporter").get(shop + "/999"), true}, {v.as("").get(shop), true}, {v.as("reporter").get("/nothing"), true},
		{v.as("maintainer").delete(shop + "/105"), true}, {v.as("developer").post(shop, deploying), true}, {v.as("developer").post(shop, ""), true},
		{v.as("developer").get("/projects/acme%2Fstore"), true}, {v.get("/api/v3/user"), true},
		{v.get(shop + "?format=xml"), false}, {v.request("POST", shop, "x", "Content-Type: text/plain"), false}, {v.as("").get(two, "Authorization: Bearer b"), false},
		{v.get(shop + "?a=%00"), false}, {v.get(shop + "?a=/../"), false}, {v.request("POST", shop, "{", jsonType), false},
		{v.request("OPTIONS", shop, "", "Origin: https://app.example", "Access-Control-Request-Method: GET"), false},
	} {
		want := map[bool]string{true: "SAMEORIGIN nosniff", false: " "}[c.secured]
		assert.Equal(t, want, c.a.header.Get("X-Frame-Options")+" "+c.a.header.Get("X-Content-Type-Options"), c.a.body)
		assert.Equal(t, "Origin", c.a.header.Get("Vary"))
		assert.Equal(t, `{"max_age": 0}`, c.a.header.Get("NEL"))
		assert.NotEmpty(t, c.a.header.Get("X-Runtime"))
		id := c.a.header.Get("X-Request-Id")
		assert.False(t, id == "" || seen[id], id)
		seen[id] = true
	}
}

func TestContentTypes(t *testing.T) {
	v := visit(t, small()).as("developer")
	for _, path := range []string{shop, shop + "/101", shop + "/abc", shop + "/999", "/nothing", shop + "?format=xml", "/projects/4/deployments", "/api/v3/user"} {
		assert.Equal(t, []string{"application/json"}, v.get(path, "Accept: text/html").header.Values("Content-Type"), path)
	}
	assert.Equal(t, []string{"text/plain"}, v.get(shop+"?a=%ff").header.Values("Content-Type"))
}

func TestConditionalRequests(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("developer") // the clock stands, since running jobs tell how long they have run
	for _, path := range readings {
		first := v.get(path)
		tag := first.header.Get("ETag")
		assert.Regexp(t, `^W/"[0-9a-f]{32}"$`, tag, path)
		assert.Equal(t, "max-age=0, private, must-revalidate", first.header.Get("Cache-Control"))
		same := v.get(path, "If-None-Match: "+tag)
		same.is(304, "")
		assert.Empty(t, same.header.Values("Content-Type"))
		for _, name := range []string{"ETag", "Cache-Control", "X-Total", "Link", "Vary", "X-Frame-Options"} {
			assert.Equal(t, first.header.Values(name), same.header.Values(name), name)
		}
		for _, other := range []string{tag[2:], "*", `"a", ` + tag, tag + " ", `W/"0"`, strings.ToUpper(tag)} {
			if strings.TrimSpace(other) == tag {
				continue // HTTP trims the blank
			}
			v.get(path, "If-None-Match: "+other).is(200, first.body)
		}
		head := v.request(http.MethodHead, path, "", "If-None-Match: "+tag)
		assert.Equal(t, 200, head.status, path)
		assert.Empty(t, first.header.Values("Last-Modified"))
	}
	for _, refused := range []answer{v.get(shop + "/999"), v.get("/nothing"), v.post(shop, "")} {
		assert.Empty(t, refused.header.Get("ETag"))
		assert.Equal(t, "no-cache", refused.header.Get("Cache-Control"))
	}
	const success = "environment=same&sha=main&ref=main&tag=0&status=success"
	tag := v.post(shop, success).header.Get("ETag")
	again := v.request("POST", shop, success, formType, "If-None-Match: "+tag)
	assert.Equal(t, []string{tag}, again.header.Values("ETag"))
	assert.Equal(t, 201, again.status)
}

// A tag changes with what is shown, even if everything happens within one moment.
func TestTagsFollowChanges(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, small(), now.set).as("maintainer")
	one := v.create("tags", "running")
	for _, status := range []string{"success", "failed", "canceled", "success"} {
		alone, listed := v.get(one).header.Get("ETag"), v.get(shop+"?environment=tags").header.Get("ETag")
		assert.Equal(t, 200, v.put(one, "status="+status).status)
		assert.Equal(t, 200, v.get(one, "If-None-Match: "+alone).status, status)
		assert.Equal(t, 200, v.get(shop+"?environment=tags", "If-None-Match: "+listed).status, status)
	}
}
