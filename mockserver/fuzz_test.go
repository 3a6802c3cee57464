package mockserver_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
)

// FuzzServeHTTP sends any bytes that net/http takes for a request: nothing may panic, answer 5xx or break the contract.
func FuzzServeHTTP(f *testing.F) {
	for _, request := range documentedRequests {
		f.Add(strings.ReplaceAll(request, "\n", "\r\n"))
	}
	dataset := fixtures.Default()
	server, err := mockserver.New(mockserver.Config{Dataset: &dataset, Strict: true})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, raw string) {
		request, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
		if err != nil {
			return
		}
		response := httptest.NewRecorder()
		server.ServeHTTP(response, request)
		if response.Code >= 500 {
			t.Fatalf("%q is answered with %d: %s", raw, response.Code, response.Body)
		}
	})
}

// documentedRequests are the document's examples, and one of each further kind.
var documentedRequests = []string{
	"GET /api/v4/projects/1/deployments HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/acme%2Fshop/deployments?order_by=updated_at&sort=desc&updated_after=2019-03-15T08:00:00Z&environment=production&status=success&page=2&per_page=5 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/deployments?finished_before=2026-01-01&order_by=finished_at&status=success HTTP/1.1\nHost: x\nAuthorization: Bearer maintainer-token\n\n",
	"GET /api/v4/projects/1/deployments/1 HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/deployments HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 61\n\nenvironment=production&sha=main&ref=main&tag=false&status=succ",
	"POST /api/v4/projects/1/deployments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 82\n\n{\"environment\":\"production\",\"sha\":\"main\",\"ref\":\"main\",\"tag\":false,\"status\":\"failed\"}",
	"POST /api/v4/projects/1/deployments?environment=qa&sha=HEAD&ref=main&tag=0&status=running HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/deployments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: multipart/form-data; boundary=b\nContent-Length: 67\n\n--b\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nsuccess\r\n--b--",
	"PUT /api/v4/projects/1/deployments/42 HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 14\n\nstatus=success",
	"DELETE /api/v4/projects/1/deployments/1 HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\nIf-Unmodified-Since: Tue, 15 Nov 1994 12:45:26 GMT\n\n",
	"GET /api/v4/projects/1/deployments/42/merge_requests?state=merged&not[author_id]=1&assignee_id=None HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/deployments/1/approval HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 65\n\nstatus=approved&comment=Looks good to me&represented_as=security_",
	"HEAD /api/v4/projects/1/deployments HTTP/1.1\nHost: x\nJOB-TOKEN: job-token\n\n",
	"OPTIONS /api/v4/projects/1/deployments/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nSudo: developer\n\n",
	"GET /api/v4/user HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/metadata HTTP/1.1\nHost: x\nPRIVATE-TOKEN: guest-token\n\n",
	"GET /api/v4/projects/acme%2Fshop/environments?search=prod&states=available HTTP/1.1\nHost: x\nPRIVATE-TOKEN: reporter-token\n\n",
	"GET /api/v4/projects/1/environments/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: reporter-token\n\n",
}
