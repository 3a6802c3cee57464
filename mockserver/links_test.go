package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

func TestLinksNameAHostOnlyIfAURLCan(t *testing.T) {
	server := mockserver.Start(t)
	for host, want := range map[string]string{
		"gitlab.example.com":      "http://gitlab.example.com/",
		"127.0.0.1:8080":          "http://127.0.0.1:8080/",
		"[::1]:8080":              "http://[::1]:8080/",
		"%0X":                     "http://localhost/",
		"[":                       "http://localhost/",
		"a:b:c":                   "http://localhost/",
		`evil.example/"><script>`: "http://localhost/",
		"":                        "http://localhost/",
	} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/v4/user", http.NoBody)
		request.Host = host
		request.Header.Set("PRIVATE-TOKEN", server.Tokens["reporter"])
		response := httptest.NewRecorder()
		server.ServeHTTP(response, request)
		require.Equal(t, http.StatusOK, response.Code, host)
		require.Contains(t, response.Body.String(), `"web_url":"`+want, host)
	}
}
