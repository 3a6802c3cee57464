package mockserver_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

var update = flag.Bool("update", false, "write the expected files anew")

// goldenRequests reach every operation in every status the document gives it, but for those in unreached. They run in this
// order against the default dataset.
var goldenRequests = []struct {
	operation string
	status    int
	request   string // method and path; further lines: headers; after an empty line: the body
}{
	{"listProjectDeployments", 200, "GET /projects/acme%2Fshop/deployments?environment=production&status=success&order_by=updated_at&sort=desc&per_page=2"},
	{"listProjectDeployments", 304, "GET /projects/2/deployments?per_page=1\nIf-None-Match: {etag}"},
	{"listProjectDeployments", 301, "GET /projects/acme%2Fstore/deployments?page=2"},
	{"listProjectDeployments", 405, "HEAD /projects/acme%2Fstore/deployments"},
	{"listProjectDeployments", 400, "GET /projects/1/deployments?order_by=x&status=z&page=q&per_page=0"},
	{"listProjectDeployments", 401, "GET /projects/1/deployments\nPRIVATE-TOKEN: revoked-token"},
	{"listProjectDeployments", 403, "GET /projects/1/deployments\nPRIVATE-TOKEN: guest-token"},
	{"listProjectDeployments", 404, "GET /projects/3/deployments"},
	{"listProjectDeployments", 406, "GET /projects/1/deployments?format=xml"},

	{"getProjectDeployment", 200, "GET /projects/1/deployments/{waiting}"},
	{"getProjectDeployment", 304, "GET /projects/1/deployments/1\nIf-None-Match: {etag}"},
	{"getProjectDeployment", 301, "GET /projects/acme%2Fstore/deployments/1"},
	{"getProjectDeployment", 405, "HEAD /projects/acme%2Fstore/deployments/1"},
	{"getProjectDeployment", 400, "GET /projects/1/deployments/abc"},
	{"getProjectDeployment", 401, "GET /projects/1/deployments/1\nPRIVATE-TOKEN: nobody"},
	{"getProjectDeployment", 403, "GET /projects/1/deployments/1\nPRIVATE-TOKEN: guest-token"},
	{"getProjectDeployment", 404, "GET /projects/1/deployments/0"},
	{"getProjectDeployment", 406, "GET /projects/1/deployments/1?format="},

	{"createProjectDeployment", 201, "POST /projects/1/deployments\nContent-Type: application/json\n\n" + `{"environment":"review/golden","sha":"main","ref":"main","tag":false,"status":"running"}`},
	{"createProjectDeployment", 400, "POST /projects/1/deployments\nContent-Type: application/json\n\n" + `{"environment":"qa","sha":"nothing","ref":"main","tag":false,"status":"running"}`},
	{"createProjectDeployment", 401, "POST /projects/1/deployments\nPRIVATE-TOKEN: expired-token"},
	{"createProjectDeployment", 403, "POST /projects/1/deployments\nPRIVATE-TOKEN: readonly-token"},
	{"createProjectDeployment", 404, "POST /projects/none/deployments?environment=a&sha=a&ref=a&tag=0&status=failed"},
	{"createProjectDeployment", 405, "POST /projects/acme%2Fstore/deployments?environment=a&sha=a&ref=a&tag=0&status=failed"},
	{"createProjectDeployment", 406, "POST /projects/1/deployments?format=txt"},
	{"createProjectDeployment", 415, "POST /projects/1/deployments\nContent-Type: text/plain\n\nstatus=failed"},

	{"updateProjectDeployment", 200, "PUT /projects/1/deployments/{made}?status=success"},
	{"updateProjectDeployment", 400, "PUT /projects/1/deployments/{made}?status=running"},
	{"updateProjectDeployment", 401, "PUT /projects/1/deployments/{made}?status=failed\nPRIVATE-TOKEN: nobody"},
	{"updateProjectDeployment", 403, "PUT /projects/1/deployments/{waiting}?status=success"},
	{"updateProjectDeployment", 404, "PUT /projects/1/deployments/abc?status=success"},
	{"updateProjectDeployment", 405, "PUT /projects/acme%2Fstore/deployments/1?status=success"},
	{"updateProjectDeployment", 406, "PUT /projects/1/deployments/{made}?format=html"},
	{"updateProjectDeployment", 415, "PUT /projects/1/deployments/{made}\nContent-Type: application/xml\n\n<status/>"},

	{"deleteProjectDeployment", 400, "DELETE /projects/1/deployments/{made}"},
	{"deleteProjectDeployment", 412, "DELETE /projects/1/deployments/{made}\nIf-Unmodified-Since: Tue, 15 Nov 1994 12:45:26 GMT"},
	{"deleteProjectDeployment", 401, "DELETE /projects/1/deployments/{made}\nPRIVATE-TOKEN: nobody"},
	{"deleteProjectDeployment", 403, "DELETE /projects/1/deployments/{made}\nPRIVATE-TOKEN: developer-token"},
	{"deleteProjectDeployment", 404, "DELETE /projects/1/deployments/999999999999999999999"},
	{"deleteProjectDeployment", 405, "DELETE /projects/acme%2Fstore/deployments/1"},
	{"deleteProjectDeployment", 406, "DELETE /projects/1/deployments/{made}?format=xml"},
	{"deleteProjectDeployment", 415, "DELETE /projects/1/deployments/{made}\nContent-Type: text/csv\n\na,b"},
	{"updateProjectDeployment", 200, "PUT /projects/1/deployments/{made}?status=canceled"},
	{"deleteProjectDeployment", 204, "DELETE /projects/1/deployments/{made}\nContent-Type: application/json\n\n{}"},

	{"listDeploymentMergeRequests", 200, "GET /projects/1/deployments/{shipping}/merge_requests?state=merged&per_page=1"},
	{"listDeploymentMergeRequests", 304, "GET /projects/1/deployments/1/merge_requests\nIf-None-Match: {etag}"},
	{"listDeploymentMergeRequests", 301, "GET /projects/acme%2Fstore/deployments/1/merge_requests"},
	{"listDeploymentMergeRequests", 405, "HEAD /projects/acme%2Fstore/deployments/1/merge_requests"},
	{"listDeploymentMergeRequests", 400, "GET /projects/1/deployments/abc/merge_requests?state=z&author_id=1&author_username=a"},
	{"listDeploymentMergeRequests", 401, "GET /projects/1/deployments/1/merge_requests\nPRIVATE-TOKEN: nobody"},
	{"listDeploymentMergeRequests", 403, "GET /projects/1/deployments/1/merge_requests\nPRIVATE-TOKEN: guest-token"},
	{"listDeploymentMergeRequests", 404, "GET /projects/3/deployments/1/merge_requests"},
	{"listDeploymentMergeRequests", 406, "GET /projects/1/deployments/1/merge_requests?format=xml"},

	{"approveOrRejectProjectDeployment", 201, "POST /projects/1/deployments/{waiting}/approval\nContent-Type: application/x-www-form-urlencoded\n\nstatus=approved&comment=Looks+good+to+me"},
	{"approveOrRejectProjectDeployment", 400, "POST /projects/1/deployments/1/approval?status=approved"},
	{"approveOrRejectProjectDeployment", 401, "POST /projects/1/deployments/1/approval?status=approved\nPRIVATE-TOKEN: nobody"},
	{"approveOrRejectProjectDeployment", 403, "POST /projects/1/deployments/1/approval?status=approved\nPRIVATE-TOKEN: guest-token"},
	{"approveOrRejectProjectDeployment", 404, "POST /projects/1/deployments/0/approval?status=approved"},
	{"approveOrRejectProjectDeployment", 405, "POST /projects/acme%2Fstore/deployments/1/approval?status=approved"},
	{"approveOrRejectProjectDeployment", 406, "POST /projects/1/deployments/1/approval?format=xml"},
	{"approveOrRejectProjectDeployment", 415, "POST /projects/1/deployments/1/approval\nContent-Type: text/plain\n\nstatus=approved"},
}

// unreached are documented statuses the stand-in has no cause for: it locks nothing and limits no rate; and it refuses a
// body that is too large before it knows the operation.
var unreached = []int{http.StatusConflict, http.StatusTooManyRequests, http.StatusRequestEntityTooLarge}

func TestGoldenResponses(t *testing.T) {
	server := goldenServer(t)
	ids := strings.NewReplacer(
		"{waiting}", firstDeployment(t, server, "environment=production%2Feu&status=blocked"),
		"{made}", fmt.Sprint(lastDeploymentID(t, server)+1),
		"{shipping}", shippingDeployment(t, server),
	)
	seen := map[string]int{}
	for _, g := range goldenRequests {
		request := ids.Replace(g.request)
		if strings.Contains(request, "{etag}") {
			head, _, _ := strings.Cut(request, "\n")
			request = strings.ReplaceAll(request, "{etag}", serve(t, server, head).Header().Get("ETag"))
		}
		response := serve(t, server, request)
		assert.Equal(t, g.status, response.Code, "%s: %s", request, response.Body)
		name := fmt.Sprintf("%s-%d", g.operation, g.status)
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s-%d", name, seen[name])
		}
		expect(t, name, transcript(request, response))
	}
	assert.Zero(t, server.Breaches())
}

func TestGoldenRequestsReachEveryStatus(t *testing.T) {
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	for _, operation := range document.Operations() {
		if operation.Neighbour {
			continue
		}
		reached := map[int]bool{}
		for _, g := range goldenRequests {
			if g.operation == operation.ID {
				reached[g.status] = true
			}
		}
		expected := slices.DeleteFunc(operation.Statuses(), func(status int) bool { return slices.Contains(unreached, status) })
		assert.Equal(t, expected, slices.Sorted(maps.Keys(reached)), operation.ID)
	}
}

// goldenServer is a strict server on the default dataset whose clock moves a second with every look at it, and whose first
// project once had another path.
func goldenServer(t *testing.T) *mockserver.Server {
	t.Helper()
	now := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	server, err := mockserver.New(mockserver.Config{Strict: true, Now: func() time.Time {
		now = now.Add(time.Second)
		return now
	}})
	require.NoError(t, err)
	renameProject(t, server)
	return server
}

// serve sends a request written as in goldenRequests, as the maintainer if it does not say otherwise.
func serve(t *testing.T, handler http.Handler, text string) *httptest.ResponseRecorder {
	t.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	method, path, _ := strings.Cut(lines[0], " ")
	request := httptest.NewRequestWithContext(t.Context(), method, "http://gitlab.example.com/api/v4"+path, strings.NewReader(body))
	request.Header.Set("PRIVATE-TOKEN", "maintainer-token")
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		request.Header.Set(name, value)
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return response
}

// transcript is what a person would want to compare: the request, and the response with its JSON laid out.
func transcript(request string, response *httptest.ResponseRecorder) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n\n%d %s\n", request, response.Code, http.StatusText(response.Code))
	for _, name := range slices.Sorted(maps.Keys(response.Header())) {
		if name != "X-Runtime" && name != "X-Request-Id" {
			fmt.Fprintf(&out, "%s: %s\n", name, strings.Join(response.Header()[name], ", "))
		}
	}
	var indented bytes.Buffer
	if json.Indent(&indented, response.Body.Bytes(), "", "  ") != nil {
		indented = *response.Body
	}
	fmt.Fprintf(&out, "\n%s\n", indented.String())
	return out.String()
}

func expect(t *testing.T, name, actual string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(actual), 0o600))
	}
	expected, err := os.ReadFile(path)
	require.NoError(t, err, "write it with -update")
	assert.Equal(t, string(expected), actual, name)
}

// renameProject gives the first project a former path, acme/store.
func renameProject(t *testing.T, server *mockserver.Server) {
	t.Helper()
	_, err := server.Instance().Write(func(tx *gitlab.Tx) error {
		p := *tx.ProjectByID(1)
		p.FormerPaths = []string{"acme/store"}
		tx.PutProject(p)
		return nil
	})
	require.NoError(t, err)
}

func firstDeployment(t *testing.T, server *mockserver.Server, query string) string {
	t.Helper()
	return fmt.Sprint(listed(t, server, query+"&per_page=1")[0].ID)
}

func lastDeploymentID(t *testing.T, server *mockserver.Server) int64 {
	t.Helper()
	highest := int64(0)
	for p := range server.Instance().State().Projects() {
		for _, d := range listed(t, server, "order_by=id&sort=desc&per_page=1", p.ID) {
			highest = max(highest, d.ID)
		}
	}
	return highest
}

// shippingDeployment is one with linked merge requests.
func shippingDeployment(t *testing.T, server *mockserver.Server) string {
	t.Helper()
	for _, d := range listed(t, server, "status=success&per_page=100") {
		id := fmt.Sprint(d.ID)
		if serve(t, server, "GET /projects/1/deployments/"+id+"/merge_requests").Body.String() != "[]" {
			return id
		}
	}
	require.Fail(t, "no deployment has merge requests")
	return ""
}

type listedDeployment struct {
	ID int64 `json:"id"`
}

func listed(t *testing.T, server *mockserver.Server, query string, project ...int64) []listedDeployment {
	t.Helper()
	id := int64(1)
	if len(project) > 0 {
		id = project[0]
	}
	response := serve(t, server, fmt.Sprintf("GET /projects/%d/deployments?%s\nPRIVATE-TOKEN: admin-token", id, query))
	require.Equal(t, http.StatusOK, response.Code, response.Body)
	var rows []listedDeployment
	require.NoError(t, json.Unmarshal(response.Body.Bytes(), &rows))
	return rows
}
