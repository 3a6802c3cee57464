package conformance_test

import (
	"context"
	"fmt"
	"net/http"

	"understudy/conformance"
	"understudy/conformance/cases"
)

// A server that knows nothing of deployments does not conform. A handler needs no socket.
func ExampleExecute() {
	result, err := conformance.Execute(context.Background(), conformance.Target{
		Handler: http.NotFoundHandler(), Project: "acme/shop", Ref: "main", SHA: "HEAD",
		Tokens: map[conformance.Role]string{conformance.Maintainer: "secret"},
	}, conformance.Options{Cases: cases.All()})
	fmt.Println(result.Outcome, err)
	fmt.Println(result.Rule("R-COM-API-ROOT").Verdict)
	// Output:
	// non-conformant <nil>
	// FAIL
}
