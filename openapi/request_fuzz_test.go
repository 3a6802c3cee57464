package openapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/openapi"
)

// FuzzRequestsAreReadWithoutPanic reads whatever a client may send and coerces it.
func FuzzRequestsAreReadWithoutPanic(f *testing.F) {
	f.Add("GET", "/projects/a%2Fb/deployments/1.5", "a[]=1&not[author_id]=x&updated_after=2019-03-15+08:00", "application/json", []byte(`{"a":[1,{"b":null}]}`))
	f.Add("POST", "/projects/1/deployments", "[a]=b&c[][d]=e&c[][d", "multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"a[\"\r\n\r\nb\r\n--x--"))
	f.Add("PUT", "/projects/1/deployments/-_1", "labels=,,&assignee_id=", "application/x-www-form-urlencoded", []byte("status[=x&tag=%20"))
	d := load(f)
	f.Fuzz(func(t *testing.T, method, path, query, contentType string, body []byte) {
		fromQuery, _ := openapi.ReadQuery(query)
		fromBody, _ := openapi.ReadBody(contentType, body)
		route, err := d.Match(method, path)
		for _, o := range d.Operations() {
			if err == nil && route.Operation != o {
				continue
			}
			v, violations := o.Coerce(route.Path, fromQuery, fromBody)
			for _, violation := range violations {
				assert.NotEmpty(t, violation.Message)
				assert.NotEmpty(t, violation.Where)
			}
			v.Echo() // whatever was sent, it can be said again
		}
	})
}
