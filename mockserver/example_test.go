package mockserver_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"

	"understudy/fixtures"
	"understudy/mockserver"
)

// A dataset of a few lines is a GitLab for one test.
func Example() {
	server, err := mockserver.New(mockserver.Config{Dataset: &fixtures.Dataset{
		Projects: []fixtures.Project{{
			Path:        "acme/shop",
			Members:     map[string]string{"dora": "developer"},
			Deployments: []fixtures.Deployment{{Environment: "production", Status: "success", User: "dora"}},
		}},
	}})
	if err != nil {
		panic(err)
	}
	gitlab := httptest.NewServer(server)
	defer gitlab.Close()

	request, err := http.NewRequest(http.MethodPut, gitlab.URL+"/api/v4/projects/acme%2Fshop/deployments/1?status=running", http.NoBody)
	if err != nil {
		panic(err)
	}
	request.Header.Set("PRIVATE-TOKEN", "dora-token")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		panic(err)
	}
	fmt.Println(response.Status, string(body))
	// Output: 400 Bad Request {"message":{"status":["cannot transition via \"run\""]}}
}
