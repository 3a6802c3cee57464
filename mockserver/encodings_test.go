package mockserver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/fixtures"
)

func stopped(name string) fixtures.Environment {
	return fixtures.Environment{Name: name, State: "stopped"}
}

// One deployment in each of the encodings.
const (
	whole     = "environment=e&sha=main&ref=main&tag=false&status=running"
	asJSON    = `{"environment":"e","sha":"main","ref":"main","tag":false,"status":"running"}`
	multipart = "--x\r\nContent-Disposition: form-data; name=\"environment\"\r\n\r\ne\r\n--x\r\nContent-Disposition: form-data; name=\"sha\"\r\n\r\nmain\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"ref\"\r\nContent-Type: text/plain\r\n\r\nmain\r\n--x\r\nContent-Disposition: form-data; name=\"tag\"\r\n\r\nfalse\r\n" +
		"--x\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nrunning\r\n--x--\r\n"
)

func TestEncodings(t *testing.T) {
	v := visit(t, small()).as("developer")
	for _, c := range []struct{ path, contentType, body string }{
		{shop, "application/x-www-form-urlencoded", whole},
		{shop, "application/x-www-form-urlencoded; charset=utf-8", whole},
		{shop, "APPLICATION/X-WWW-FORM-URLENCODED", whole},
		{shop, "application/json", asJSON},
		{shop, "application/json; charset=utf-8", asJSON},
		{shop, "Application/JSON;charset=UTF-8", asJSON},
		{shop, "multipart/form-data; boundary=x", multipart},
		{shop + ".json", "application/json", asJSON},
		{shop + ".xml", "application/json", asJSON},
		{shop + "/", "application/json", asJSON},
		{shop + "?" + whole, "", ""},
		{shop + "?" + whole, "application/json", ""},
		{shop + "?" + whole, "text/plain", ""},
		{shop + "?" + whole, "application/json", "{}"},
		{shop + "?" + whole, "application/json", "null"},
		{shop + "?environment=e&sha=main", "application/json", `{"ref":"main","tag":"no","status":"running"}`},
		{shop + "?environment=wrong&status=success&sha=nothing&ref=main", "application/x-www-form-urlencoded", "environment=e&sha=main&tag=false&status=running"},
	} {
		headers := []string{"Accept: text/html, application/xml"}
		if c.contentType != "" {
			headers = append(headers, "Content-Type: "+c.contentType)
		}
		a := v.request("POST", c.path, c.body, headers...)
		if !assert.Equal(t, 201, a.status, "%v: %s", c, a.body) {
			continue
		}
		assert.Equal(t, `"running"`, a.member("status"), c)
		assert.Contains(t, a.member("environment"), `"name":"e"`, c)
		assert.Equal(t, "application/json", a.header.Get("Content-Type"))
	}
}

func TestUnreadableBodies(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	for _, c := range []struct {
		contentType, body string
		status            int
		want              string
	}{
		{"Content-Type: application/json", `{"environment":`, 400, errorOf("Invalid JSON format")},
		{"Content-Type: application/json", `{"a":1} {"b":2}`, 400, errorOf("Invalid JSON format")},
		{"Content-Type: application/json; charset=utf-8", `environment=e`, 400, errorOf("Invalid JSON format")},
		{"Content-Type: application/json", ` `, 400, errorOf("Invalid JSON format")},
		{"Content-Type: text/plain", "x", 415, errorOf("The provided content-type 'text/plain' is not supported.")},
		{"Content-Type: text/plain; charset=utf-8", "x", 415, errorOf("The provided content-type 'text/plain' is not supported.")},
		{"Content-Type: application/xml", "<x/>", 415, errorOf("The provided content-type 'application/xml' is not supported.")},
		{"Content-Type: text/json", "{}", 415, errorOf("The provided content-type 'text/json' is not supported.")},
		{"Content-Type: application/octet-stream", "x", 415, errorOf("The provided content-type 'application/octet-stream' is not supported.")},
		{"Content-Type: application/vnd.api+json", "{}", 415, errorOf("The provided content-type 'application/vnd.api+json' is not supported.")},
		{"X-None: none", "x", 415, errorOf("The provided content-type '' is not supported.")},
		{"Content-Type: application/x-www-form-urlencoded", "a=%ff", 400, "Bad Request"},
		{"Content-Type: application/x-www-form-urlencoded", "a=%00", 400, "Bad Request"},
		{"Content-Type: application/x-www-form-urlencoded", "a=%zz", 400, "Bad Request"},
		{"Content-Type: application/x-www-form-urlencoded", "a=1&a[b]=2", 400, "Bad Request"},
		{"Content-Type: application/json", `{"a":"\u0000"}`, 400, "Bad Request"},
		{"Content-Type: multipart/form-data", "x", 400, "Bad Request"},
		{"Content-Type: multipart/form-data; boundary=x", "nothing of the kind", 400, "Bad Request"},
	} {
		for _, request := range [][2]string{{"POST", shop}, {"PUT", shop + "/104"}, {"DELETE", shop + "/105"}, {"POST", shop + "/104/approval"}} {
			a := v.request(request[0], request[1], c.body, c.contentType)
			assert.Equal(t, c.status, a.status, "%s %v", request, c)
			assert.Equal(t, c.want, a.body, "%s %v", request, c)
		}
	}
	for path, format := range map[string]string{"?format=xml": "xml", "?format=": "", "?format=txt": "txt"} {
		v.get(shop+path).is(406, errorOf("The requested format '"+format+"' is not supported."))
		v.request("DELETE", shop+"/105"+path, "").is(406, errorOf("The requested format '"+format+"' is not supported."))
	}
	assert.Len(t, v.get(shop+"?format=json").ids(), 8)
	assert.Len(t, v.get(shop+"?format").ids(), 8)
	v.request("POST", shop, "", "Content-Type: text/plain").is(400, errorOf(allMissing))
}

func TestBodiesThatClientsSendWithoutMeaningAnything(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	for _, body := range []string{"{}", "null", "[]", ""} {
		v.request("PUT", shop+"/104", body, jsonType).is(400, errorOf("status is missing, status does not have a valid value"))
		path := v.create("disposable", "failed")
		v.request("DELETE", path, body, jsonType).is(204, "")
	}
	assert.Len(t, v.get(shop, jsonType).ids(), 8)
}
