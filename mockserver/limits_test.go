package mockserver_test

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// limited are requests to which only what the contract limits is added, by operation.
var limited = map[string]struct{ method, path, form string }{
	"createProjectDeployment":          {"POST", shop, "sha=main&ref=main&tag=false&status=success"},
	"approveOrRejectProjectDeployment": {"POST", shop + "/101/approval", "status=approved"},
	"createProjectEnvironment":         {"POST", environments, "name=limited"},
	"updateProjectEnvironment":         {"PUT", environments + "/1", ""},
	"createMergeRequest":               {"POST", "/projects/1/merge_requests", "title=t&source_branch=feature/login&target_branch=main"},
	"updateMergeRequest":               {"PUT", "/projects/1/merge_requests/1", ""},
	"createProject":                    {"POST", "/projects", "name=limited"},
	"updateProject":                    {"PUT", "/projects/1", ""},
	"createGroup":                      {"POST", "/groups", "name=limited&path=limited"},
	"createProjectHook":                {"POST", "/projects/1/hooks", "url=http://localhost/"},
	"updateProjectHook":                {"PUT", "/projects/1/hooks/1", ""},
}

// What the contract says a text may be long at most is taken, and one letter more is refused as too long.
func TestLimitsOfTheContractAreThoseOfTheServer(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	tried := map[string]bool{}
	for _, operation := range document.Operations() {
		for _, p := range operation.Parameters() {
			if p.MaxLength == 0 {
				continue
			}
			tried[operation.ID] = true
			t.Run(operation.ID+"/"+p.Name, func(t *testing.T) {
				t.Parallel()
				require.Contains(t, limited, operation.ID)
				complaint := "is too long (maximum is " + strconv.Itoa(p.MaxLength) + " characters)"
				if p.Name == "push_events_branch_filter" {
					complaint = "Invalid branch filter given" // whatever is wrong with it
				}
				assert.NotContains(t, sendOfLength(t, operation.ID, p.Name, p.MaxLength).body, complaint)
				a := sendOfLength(t, operation.ID, p.Name, p.MaxLength+1)
				assert.Contains(t, []int{400, 422}, a.status)
				assert.Contains(t, a.body, complaint)
			})
		}
	}
	assert.Len(t, tried, len(limited), "each is needed")
}

// sendOfLength sends the operation's request with a text so long, to a server of its own.
func sendOfLength(t *testing.T, operation, parameter string, length int) answer {
	t.Helper()
	d := small()
	if operation == "approveOrRejectProjectDeployment" {
		d = protected()
	}
	v := visit(t, d).as("owner")
	switch operation {
	case "approveOrRejectProjectDeployment":
		v = v.as("tester")
	case "updateMergeRequest":
		v.made("/projects/1/merge_requests", "title=first&source_branch=feature/login&target_branch=main")
	case "updateProjectHook":
		v.made("/projects/1/hooks", "url=http://localhost/")
	}
	request := limited[operation]
	form, err := url.ParseQuery(request.form)
	require.NoError(t, err)
	form.Set(parameter, strings.Repeat("x", length))
	if strings.HasSuffix(parameter, "url") {
		form.Set(parameter, "http://localhost/"+strings.Repeat("x", length-len("http://localhost/")))
	}
	a := v.request(request.method, request.path, form.Encode(), formType)
	require.NotEqual(t, 404, a.status, fmt.Sprint(request, a.body))
	return a
}
