package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/exchange"
)

// A strict server also looks at what has no JSON: a body where the contract has none, one that is missing, the type.
func TestStrictLooksAtBodiesWithoutASchema(t *testing.T) {
	t.Parallel()
	typed := http.Header{"Content-Type": {"application/json"}}
	for name, c := range map[string]struct {
		method, path, operation string
		response                exchange.Response
		breaks                  bool
	}{
		"204":                    {"DELETE", "/105", "deleteProjectDeployment", exchange.Response{Status: 204}, false},
		"204 with a body":        {"DELETE", "/105", "deleteProjectDeployment", exchange.Response{Status: 204, Body: []byte("null")}, true},
		"204 with a type":        {"DELETE", "/105", "deleteProjectDeployment", exchange.Response{Status: 204, Header: typed}, true},
		"text where it may be":   {"GET", "/101", "getProjectDeployment", exchange.Plain(http.StatusBadRequest, "Bad Request"), false},
		"text where JSON is due": {"GET", "/101", "getProjectDeployment", exchange.Plain(http.StatusOK, "{}"), true},
		"text without a text":    {"GET", "/101", "getProjectDeployment", exchange.Plain(http.StatusBadRequest, ""), true},
		"a status of its own":    {"GET", "/101", "getProjectDeployment", exchange.Response{Status: 204}, true},
		"no JSON":                {"GET", "/101", "getProjectDeployment", exchange.Response{Status: 200}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := small()
			server, err := mockserver.New(mockserver.Config{Dataset: &d, Strict: true})
			require.NoError(t, err)
			server.Replace(c.operation, func(*exchange.Exchange) (exchange.Response, error) { return c.response, nil })
			r := httptest.NewRequest(c.method, "/api/v4"+shop+c.path, nil)
			r.Header.Set("PRIVATE-TOKEN", "maintainer-token")
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			if c.breaks {
				assert.Equal(t, http.StatusInternalServerError, w.Code)
				assert.EqualValues(t, 1, server.Breaches())
			} else {
				assert.Equal(t, c.response.Status, w.Code)
				assert.Zero(t, server.Breaches())
			}
		})
	}
}
