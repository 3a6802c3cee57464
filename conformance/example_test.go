package conformance_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"understudy/conformance"
	"understudy/conformance/cases"
)

// A server that knows nothing of deployments does not conform.
func ExampleExecute() {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()

	report, err := conformance.Execute(context.Background(), conformance.Target{
		URL: server.URL, Project: "acme/shop", Ref: "main", SHA: "HEAD", Tokens: map[conformance.Role]string{conformance.Maintainer: "secret"},
	}, conformance.Options{Cases: cases.All()})
	fmt.Println(report.Outcome, err)
	// Output: non-conformant <nil>
}
