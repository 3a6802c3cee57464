package clienttest

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	gitlab "gitlab.com/gitlab-org/api/client-go/v2"

	"understudy/mockserver"
)

func TestProjectFromCreationToRemoval(t *testing.T) {
	server := mockserver.Start(t)
	client := as(t, server, "owner")
	made, response, err := client.Projects.CreateProject(&gitlab.CreateProjectOptions{
		Name: new("Fresh project"), InitializeWithReadme: new(true), Visibility: new(gitlab.PrivateVisibility), SharedRunnersEnabled: new(false),
	})
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, response.StatusCode)
	assert.Equal(t, "owner/fresh-project", made.PathWithNamespace)
	assert.Equal(t, "main", made.DefaultBranch)

	edited, _, err := client.Projects.EditProject(made.ID, &gitlab.EditProjectOptions{Description: new("Short-lived"), AllowPipelineTriggerApproveDeployment: new(true)})
	require.NoError(t, err)
	assert.Equal(t, "Short-lived", edited.Description)
	assert.True(t, edited.AllowPipelineTriggerApproveDeployment)

	owned, _, err := client.Projects.ListProjects(&gitlab.ListProjectsOptions{Owned: new(true), Search: new("fresh")})
	require.NoError(t, err)
	require.Len(t, owned, 1)
	assert.Equal(t, made.ID, owned[0].ID)

	_, err = client.Projects.DeleteProject(made.ID, nil)
	require.NoError(t, err)
	marked, _, err := client.Projects.GetProject(made.ID, nil)
	require.NoError(t, err)
	assert.NotNil(t, marked.MarkedForDeletionOn)
	_, err = client.Projects.DeleteProject(made.ID, &gitlab.DeleteProjectOptions{FullPath: &marked.PathWithNamespace, PermanentlyRemove: new(true)})
	require.NoError(t, err)
	_, _, err = client.Projects.GetProject(made.ID, nil)
	assert.ErrorIs(t, err, gitlab.ErrNotFound)
}

func TestAccessTokens(t *testing.T) {
	server := mockserver.Start(t)
	client := as(t, server, "owner")
	expiry := gitlab.ISOTime(time.Now().AddDate(0, 1, 0))
	made, _, err := client.ProjectAccessTokens.CreateProjectAccessToken(project, &gitlab.CreateProjectAccessTokenOptions{
		Name: new("Deploy bot"), Scopes: &[]string{"api"}, AccessLevel: new(gitlab.DeveloperPermissions), ExpiresAt: &expiry,
	})
	require.NoError(t, err)
	assert.Equal(t, gitlab.DeveloperPermissions, made.AccessLevel)

	bot, err := gitlab.NewClient(made.Token, gitlab.WithBaseURL(server.URL), gitlab.WithoutRetries())
	require.NoError(t, err)
	_, _, err = bot.Deployments.CreateProjectDeployment(project, deployTo("qa-bot", gitlab.DeploymentStatusRunning))
	require.NoError(t, err)
	self, _, err := bot.PersonalAccessTokens.GetSinglePersonalAccessToken()
	require.NoError(t, err)
	assert.Equal(t, made.ID, self.ID)
	assert.True(t, self.Active)

	listed, _, err := client.ProjectAccessTokens.ListProjectAccessTokens(project, nil)
	require.NoError(t, err)
	require.Len(t, listed, 1)
	assert.Empty(t, listed[0].Token)
	_, err = client.ProjectAccessTokens.RevokeProjectAccessToken(project, made.ID)
	require.NoError(t, err)
	_, response, _ := bot.Users.CurrentUser()
	assert.Equal(t, http.StatusUnauthorized, response.StatusCode)
}

func TestGroupsMembersAndShares(t *testing.T) {
	server := mockserver.Start(t)
	client := as(t, server, "owner")
	group, _, err := client.Groups.CreateGroup(&gitlab.CreateGroupOptions{Name: new("Approvers"), Path: new("approvers")})
	require.NoError(t, err)
	expiry := gitlab.ISOTime(time.Now().AddDate(0, 1, 0))
	token, _, err := client.GroupAccessTokens.CreateGroupAccessToken(group.ID, &gitlab.CreateGroupAccessTokenOptions{
		Name: new("Approver"), Scopes: &[]string{"api"}, AccessLevel: new(gitlab.ReporterPermissions), ExpiresAt: &expiry,
	})
	require.NoError(t, err)
	bot, err := gitlab.NewClient(token.Token, gitlab.WithBaseURL(server.URL), gitlab.WithoutRetries())
	require.NoError(t, err)

	fresh, _, err := client.Projects.CreateProject(&gitlab.CreateProjectOptions{Name: new("fresh")})
	require.NoError(t, err)
	_, _, err = bot.Deployments.ListProjectDeployments(fresh.ID, nil)
	assert.ErrorIs(t, err, gitlab.ErrNotFound)
	_, err = client.Projects.ShareProjectWithGroup(fresh.ID, &gitlab.ShareWithGroupOptions{GroupID: &group.ID, GroupAccess: new(gitlab.ReporterPermissions)})
	require.NoError(t, err)
	_, _, err = bot.Deployments.ListProjectDeployments(fresh.ID, nil)
	require.NoError(t, err)

	outsider, _, err := as(t, server, "outsider").Users.CurrentUser()
	require.NoError(t, err)
	member, _, err := client.ProjectMembers.AddProjectMember(fresh.ID, &gitlab.AddProjectMemberOptions{UserID: outsider.ID, AccessLevel: new(gitlab.GuestPermissions)})
	require.NoError(t, err)
	assert.Equal(t, "outsider", member.Username)
	_, err = client.ProjectMembers.DeleteProjectMember(fresh.ID, outsider.ID)
	require.NoError(t, err)
}
