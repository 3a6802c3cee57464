// Package clienttest drives GitLab's official Go client against the stand-in. It is a module of its own, so that the client
// is no dependency of understudy.
package clienttest

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	gitlab "gitlab.com/gitlab-org/api/client-go/v2"

	"understudy/mockserver"
)

const project = "acme/shop"

// as returns the official client for one of the default dataset's roles. It never retries: a retry would hide a 5xx.
func as(t *testing.T, server *mockserver.Running, role string) *gitlab.Client {
	t.Helper()
	client, err := gitlab.NewClient(server.Tokens[role], gitlab.WithBaseURL(server.URL), gitlab.WithoutRetries())
	require.NoError(t, err)
	return client
}

func deployTo(environment string, status gitlab.DeploymentStatusValue) *gitlab.CreateProjectDeploymentOptions {
	return &gitlab.CreateProjectDeploymentOptions{
		Environment: &environment, Ref: new("main"), SHA: new("main"), Tag: new(false), Status: &status,
	}
}

func TestDeploymentFromCreationToDeletion(t *testing.T) {
	server := mockserver.Start(t)
	developer, maintainer := as(t, server, "developer"), as(t, server, "maintainer")

	created, response, err := developer.Deployments.CreateProjectDeployment(project, deployTo("qa-lifecycle", gitlab.DeploymentStatusRunning))
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, response.StatusCode)
	assert.Equal(t, "running", created.Status)
	assert.Equal(t, "qa-lifecycle", created.Environment.Name)
	assert.Equal(t, "developer", created.User.Username)
	assert.True(t, strings.HasPrefix(created.User.WebURL, server.URL), created.User.WebURL)
	assert.WithinDuration(t, time.Now(), *created.CreatedAt, time.Minute)

	_, err = maintainer.Deployments.DeleteProjectDeployment(project, created.ID)
	require.ErrorContains(t, err, "Cannot destroy running deployment")

	status := gitlab.DeploymentStatusSuccess
	updated, _, err := developer.Deployments.UpdateProjectDeployment(project, created.ID, &gitlab.UpdateProjectDeploymentOptions{Status: &status})
	require.NoError(t, err)
	assert.Equal(t, "success", updated.Status)
	assert.True(t, updated.UpdatedAt.After(*created.UpdatedAt) || updated.UpdatedAt.Equal(*created.UpdatedAt))

	_, err = maintainer.Deployments.DeleteProjectDeployment(project, created.ID)
	require.ErrorContains(t, err, "Deployment currently deployed to environment")

	status = gitlab.DeploymentStatusCanceled
	_, _, err = developer.Deployments.UpdateProjectDeployment(project, created.ID, &gitlab.UpdateProjectDeploymentOptions{Status: &status})
	require.NoError(t, err)
	response, err = maintainer.Deployments.DeleteProjectDeployment(project, created.ID)
	require.NoError(t, err)
	assert.Equal(t, http.StatusNoContent, response.StatusCode)

	_, _, err = developer.Deployments.GetProjectDeployment(project, created.ID)
	assert.ErrorIs(t, err, gitlab.ErrNotFound)
}

func TestListFiltersAndFollowsPages(t *testing.T) {
	client := as(t, mockserver.Start(t), "reporter")
	options := &gitlab.ListProjectDeploymentsOptions{
		ListOptions: gitlab.ListOptions{PerPage: 7},
		OrderBy:     new("id"), Sort: new("desc"), Status: new("success"),
	}
	all, err := gitlab.ScanAndCollect(func(page gitlab.PaginationOptionFunc) ([]*gitlab.Deployment, *gitlab.Response, error) {
		return client.Deployments.ListProjectDeployments(project, options, page)
	})
	require.NoError(t, err)
	_, response, err := client.Deployments.ListProjectDeployments(project, options)
	require.NoError(t, err)
	assert.Equal(t, response.TotalItems, int64(len(all)))
	assert.Greater(t, len(all), 14)
	for i, deployment := range all {
		assert.Equal(t, "success", deployment.Status)
		if i > 0 {
			assert.Less(t, deployment.ID, all[i-1].ID)
		}
	}
}

func TestTimesTravelBothWays(t *testing.T) {
	client := as(t, mockserver.Start(t), "reporter")
	newest, _, err := client.Deployments.ListProjectDeployments(project, &gitlab.ListProjectDeploymentsOptions{
		ListOptions: gitlab.ListOptions{PerPage: 1}, OrderBy: new("updated_at"), Sort: new("desc"),
	})
	require.NoError(t, err)
	edge := newest[0].UpdatedAt.In(time.FixedZone("", 9*60*60)).Truncate(time.Second).Add(-time.Second)

	since, _, err := client.Deployments.ListProjectDeployments(project, &gitlab.ListProjectDeploymentsOptions{
		OrderBy: new("updated_at"), UpdatedAfter: &edge,
	})
	require.NoError(t, err)
	assert.Equal(t, newest[0].ID, since[len(since)-1].ID)

	finished, _, err := client.Deployments.ListProjectDeployments(project, &gitlab.ListProjectDeploymentsOptions{
		OrderBy: new("finished_at"), Status: new("success"), FinishedBefore: &edge,
	})
	require.NoError(t, err)
	assert.NotEmpty(t, finished)
}

func TestDeployableOfACIJob(t *testing.T) {
	client := as(t, mockserver.Start(t), "reporter")
	rows, _, err := client.Deployments.ListProjectDeployments(project, &gitlab.ListProjectDeploymentsOptions{
		Status: new("success"), ListOptions: gitlab.ListOptions{PerPage: 100},
	})
	require.NoError(t, err)
	for _, deployment := range rows {
		if job := deployment.Deployable; job.ID != 0 {
			assert.NotEmpty(t, job.Name)
			assert.NotEmpty(t, job.Commit.ID)
			assert.NotEmpty(t, job.Pipeline.WebURL)
			assert.NotEmpty(t, job.User.Username)
			return
		}
	}
	t.Error("no deployment of the default dataset was made by a job")
}

func TestApproval(t *testing.T) {
	server := mockserver.Start(t)
	maintainer := as(t, server, "maintainer")
	waiting, _, err := maintainer.Deployments.ListProjectDeployments(project, &gitlab.ListProjectDeploymentsOptions{
		Environment: new("production/eu"), Status: new("blocked"),
	})
	require.NoError(t, err)
	require.Len(t, waiting, 1)

	approve := gitlab.DeploymentApprovalStatusApproved
	options := &gitlab.ApproveOrRejectProjectDeploymentOptions{Status: &approve, Comment: new("Looks good to me")}
	response, err := maintainer.Deployments.ApproveOrRejectProjectDeployment(project, waiting[0].ID, options)
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, response.StatusCode)

	_, err = as(t, server, "developer").Deployments.ApproveOrRejectProjectDeployment(project, waiting[0].ID, options)
	require.ErrorContains(t, err, "You cannot approve your own deployment.")

	unprotected, _, err := maintainer.Deployments.ListProjectDeployments(project, &gitlab.ListProjectDeploymentsOptions{Environment: new("staging")})
	require.NoError(t, err)
	_, err = maintainer.Deployments.ApproveOrRejectProjectDeployment(project, unprotected[0].ID, options)
	assert.ErrorContains(t, err, "This environment is not protected.")
}

func TestMergeRequestsOfADeployment(t *testing.T) {
	client := as(t, mockserver.Start(t), "reporter")
	rows, _, err := client.Deployments.ListProjectDeployments(project, &gitlab.ListProjectDeploymentsOptions{
		Status: new("success"), ListOptions: gitlab.ListOptions{PerPage: 100},
	})
	require.NoError(t, err)
	for _, deployment := range rows {
		shipped, _, err := client.DeploymentMergeRequests.ListDeploymentMergeRequests(project, deployment.ID, &gitlab.ListMergeRequestsOptions{State: new("merged")})
		require.NoError(t, err)
		if len(shipped) > 0 {
			assert.Equal(t, "merged", shipped[0].State)
			assert.NotNil(t, shipped[0].MergedAt)
			assert.NotEmpty(t, shipped[0].Author.Username)
			return
		}
	}
	t.Error("no deployment of the default dataset has merge requests")
}

func TestRefusals(t *testing.T) {
	server := mockserver.Start(t)
	developer := as(t, server, "developer")
	for name, tt := range map[string]struct {
		change func(*gitlab.CreateProjectDeploymentOptions)
		want   string
	}{
		"unknown commit": {func(o *gitlab.CreateProjectDeploymentOptions) { o.SHA = new("nothing") }, "The commit does not exist"},
		"unknown branch": {func(o *gitlab.CreateProjectDeploymentOptions) { o.Ref = new("nothing") }, "The branch or tag does not exist"},
		"no status":      {func(o *gitlab.CreateProjectDeploymentOptions) { o.Status = nil }, "status is missing, status does not have a valid value"},
	} {
		t.Run(name, func(t *testing.T) {
			options := deployTo("qa", gitlab.DeploymentStatusRunning)
			tt.change(options)
			_, _, err := developer.Deployments.CreateProjectDeployment(project, options)
			assert.ErrorContains(t, err, tt.want)
		})
	}
	_, _, err := as(t, server, "outsider").Deployments.ListProjectDeployments(project, nil)
	require.ErrorIs(t, err, gitlab.ErrNotFound)
	_, response, _ := as(t, server, "guest").Deployments.ListProjectDeployments(project, nil)
	assert.Equal(t, http.StatusForbidden, response.StatusCode)
}

func TestWhatClientsAskFirst(t *testing.T) {
	server := mockserver.Start(t)
	client := as(t, server, "maintainer")
	version, _, err := client.Version.GetVersion()
	require.NoError(t, err)
	assert.Equal(t, "18.9.0-ee", version.Version)
	metadata, _, err := client.Metadata.GetMetadata()
	require.NoError(t, err)
	assert.True(t, metadata.Enterprise)
	user, _, err := client.Users.CurrentUser()
	require.NoError(t, err)
	assert.Equal(t, "maintainer", user.Username)
	found, _, err := client.Projects.GetProject(project, nil)
	require.NoError(t, err)
	assert.Equal(t, "main", found.DefaultBranch)
	environments, _, err := client.Environments.ListEnvironments(found.ID, &gitlab.ListEnvironmentsOptions{Search: new("prod")})
	require.NoError(t, err)
	require.NotEmpty(t, environments)
	environment, _, err := client.Environments.GetEnvironment(found.ID, environments[0].ID)
	require.NoError(t, err)
	assert.NotNil(t, environment.LastDeployment)
}

func TestPathsWithDots(t *testing.T) {
	server := mockserver.Start(t)
	_, _, err := as(t, server, "maintainer").Deployments.ListProjectDeployments("acme/no.such", nil)
	require.ErrorIs(t, err, gitlab.ErrNotFound)
	admin, err := gitlab.NewClient(server.Tokens["admin"], gitlab.WithBaseURL(server.URL))
	require.NoError(t, err)
	_, _, err = admin.Deployments.ListProjectDeployments("ACME/Shop", nil)
	require.NoError(t, err)
}
