// Lists, records and reads deployments with the client generated beside it.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
)

func main() {
	ctx, token := context.Background(), os.Args[2]
	client, err := NewClientWithResponses(os.Args[1], WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("PRIVATE-TOKEN", token)
		return nil
	}))
	check(err)
	list, err := client.ListProjectDeploymentsWithResponse(ctx, "1", nil)
	check(err)
	fmt.Println("listed", len(*list.JSON200), "on page", list.HTTPResponse.Header.Get("X-Page"))
	made, err := client.CreateProjectDeploymentWithResponse(ctx, "acme/shop", nil, CreateProjectDeploymentJSONRequestBody{
		Environment: "generated", Sha: "main", Ref: "main", Status: "success",
	})
	check(err)
	user, err := made.JSON201.User.AsUserBasic()
	check(err)
	fmt.Println("recorded", made.JSON201.Status, "by", user.Username)
	read, err := client.GetProjectDeploymentWithResponse(ctx, "1", made.JSON201.Id, nil)
	check(err)
	fmt.Println("read", read.JSON200.Status)
	refused, err := client.UpdateProjectDeploymentWithResponse(ctx, "1", made.JSON201.Id, nil, UpdateProjectDeploymentJSONRequestBody{Status: "created"})
	check(err)
	reason, err := refused.JSON400.AsParameterError()
	check(err)
	fmt.Println("refused:", reason.Error)
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}
