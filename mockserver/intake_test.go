package mockserver_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSuffixesAndSlashes(t *testing.T) {
	v := visit(t, small()).as("developer")
	for _, path := range []string{".json", ".xml", ".anything", "/", "//", ".json?page=1"} {
		assert.Len(t, v.get(shop+path).ids(), 8, path)
	}
	for _, path := range []string{"//projects/1/deployments", "/projects//1//deployments", "/projects/1/deployments//101", shop + "/101.json", shop + "/101/"} {
		assert.Equal(t, 200, v.get("/api/v4"+path).status, path)
	}
	assert.Equal(t, 200, v.get(shop+"/101/merge_requests.json").status)
	assert.Equal(t, 200, v.get("/user.json").status)
	v.get("/projects/1.json/deployments").is(404, noProject)
}

func TestVersionThree(t *testing.T) {
	v := visit(t, small())
	for _, method := range []string{"GET", "POST", "DELETE"} {
		v.request(method, "/api/v3/projects/1/deployments", "").is(410, errorOf("API V3 is no longer supported. Use API V4 instead."))
	}
}

func TestMalformedStrings(t *testing.T) {
	v := visit(t, small()).as("developer")
	for _, path := range []string{
		"/projects/%00/deployments", "/projects/%ff/deployments", "/nothing%00", "/projects/1/deployments/%80", shop + "?a=%00", shop + "?%00=a", shop + "?a=%ff", shop + "?a=%C3",
		shop + "?a=%zz", shop + "?a=%", shop + "?environment[]=%00", shop + "?environment=a%00b", shop + "?a=1&a[]=2", shop + "?a[]=1&a[b]=2", "/api/v3/%00",
	} {
		for _, method := range []string{"GET", "POST"} {
			v.request(method, path, "").is(400, "Bad Request")
		}
	}
	v.get(shop+"?environment=%EF%BF%BF%F0%9F%98%80").is(200, "[]")
}

func TestTraversal(t *testing.T) {
	v := visit(t, small()).as("developer")
	for _, path := range []string{
		"/projects/../x", "/projects/%2e%2e/x", "/projects/..%2fx", "/projects/1/deployments/%2E%2E%2F1", "/projects/a%2F..%2Fb/deployments", shop + "?environment=a/../b",
		shop + "?environment=a%2F..%2Fb", shop + "?x=/../", "/nothing/../nothing",
	} {
		a := v.get(path)
		a.is(400, traversed)
		assert.Equal(t, "text/plain", a.header.Get("Content-Type"))
	}
	for _, path := range []string{shop + "?environment=../b", shop + "?environment=a/..", shop + "?environment=a..b", shop + "?environment=/.../"} {
		assert.Equal(t, 200, v.get(path).status, path)
	}
}

func TestSizes(t *testing.T) {
	v := visit(t, small()).as("developer")
	const mebibyte = 1 << 20
	pad := func(form string, size int) string { return form + strings.Repeat("x", size-len(form)) }
	assert.Equal(t, 201, v.post(shop, pad(deploying+"&padding=", mebibyte)).status)
	v.post(shop, pad(deploying+"&padding=", mebibyte+1)).is(413, messageOf("413 Request Entity Too Large"))
	v.request("POST", shop, `{"padding":"`+strings.Repeat("x", mebibyte)+`"}`, jsonType).is(400, errorOf("JSON body too large"))
	v.request("POST", shop, strings.Repeat(`{"a":`, 33)+"1"+strings.Repeat("}", 33), jsonType).is(400, errorOf("Parameters nested too deeply"))
	v.request("POST", shop, strings.Repeat(`{"a":`, 32)+"1"+strings.Repeat("}", 32), jsonType).is(400, errorOf(allMissing))
	v.request("POST", shop, `{"a":[`+strings.Repeat("1,", 50_000)+`1]}`, jsonType).is(400, errorOf("Array parameter too large"))
	v.request("POST", shop, `{"a":[`+strings.Repeat("1,", 49_999)+`1],"b":[`+strings.Repeat("1,", 49_999)+`1]}`, jsonType).is(400, errorOf("Too many total parameters"))
	long := strings.Repeat("y", 20_000)
	v.post(shop, "environment=e&sha="+long+"&ref=main&tag=0&status=failed").is(400, `{"message":{"sha":["The commit does not exist"]}}`)
	v.get(shop+"?environment="+long).is(200, "[]")
	v.get("/projects/"+long+"%2Fx/deployments").is(404, noProject)
}
