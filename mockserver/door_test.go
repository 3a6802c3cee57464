package mockserver_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// A web page that the developer looks at must not drive the server, neither by a name that it made resolve to this machine
// nor openly.
func TestWhoMayComeIn(t *testing.T) {
	server := mockserver.Start(t, func(c *mockserver.Config) { c.Hosts = []string{"gitlab.test", "192.0.2.7"} })
	for _, path := range []string{"/api/v4/version", "/-/understudy/", "/spaces/x/api/v4/version", "/"} {
		for _, c := range []struct {
			host, origin string
			want         bool
		}{
			{"", "", true},
			{"localhost:8080", "", true},
			{"app.localhost", "", true},
			{"LocalHost", "", true},
			{"App.LocalHost.:8080", "", true},
			{"[::1]", "", true},
			{"[::1]:8080", "", true},
			{"127.9.9.9", "", true},
			{"GitLab.test:8080", "", true},
			{"192.0.2.7:80", "", true},
			{"evil.example", "", false},
			{"localhost.evil.example", "", false},
			{"192.0.2.8", "", false},
			{"127.0.0.1.nip.io", "", false},
			{"", "http://localhost:3000", true},
			{"", "http://127.0.0.1:3000", true},
			{"", "https://gitlab.test", true},
			{"", "https://evil.example", false},
			{"", "null", false},
			{"", "https://gitlab.test.evil.example", false},
		} {
			request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+path, nil)
			require.NoError(t, err)
			if c.host != "" {
				request.Host = c.host
			}
			if c.origin != "" {
				request.Header.Set("Origin", c.origin)
			}
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			response.Body.Close()
			assert.Equal(t, c.want, response.StatusCode != http.StatusForbidden, "%s %+v", path, c)
		}
	}
}

// Where other machines reach the server, the control interface needs a token of its own, or is not there.
func TestControlFromElsewhere(t *testing.T) {
	for _, c := range []struct {
		token, sent string
		want        int
	}{
		{"", "", http.StatusNotFound},
		{"", "Bearer ", http.StatusNotFound},
		{"secret", "", http.StatusUnauthorized},
		{"secret", "Bearer wrong", http.StatusUnauthorized},
		{"secret", "Bearer secret", http.StatusOK},
	} {
		server, err := mockserver.New(mockserver.Config{ControlToken: c.token})
		require.NoError(t, err)
		t.Cleanup(server.Close)
		for _, path := range []string{"/-/understudy/clock", "/-/metrics"} {
			request := httptest.NewRequest("GET", "http://stand-in.example"+path, nil)
			request = request.WithContext(context.WithValue(t.Context(), http.LocalAddrContextKey, &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80}))
			request.Header.Set("Authorization", c.sent)
			answer := httptest.NewRecorder()
			server.ServeHTTP(answer, request)
			assert.Equal(t, c.want, answer.Code, "%s %+v", path, c)
		}
	}
}

// A form, which any page may send anywhere without being asked, changes nothing.
func TestControlTakesNoForms(t *testing.T) {
	server := mockserver.Start(t)
	for _, media := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
		for method, path := range map[string]string{"POST": "/reset", "PUT": "/clock"} {
			request, err := http.NewRequestWithContext(t.Context(), method, server.URL+"/-/understudy"+path, strings.NewReader("{}"))
			require.NoError(t, err)
			if media != "" {
				request.Header.Set("Content-Type", media)
			}
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			response.Body.Close()
			assert.Equal(t, http.StatusUnsupportedMediaType, response.StatusCode, "%s %s", path, media)
		}
	}
}
