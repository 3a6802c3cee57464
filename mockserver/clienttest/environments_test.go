package clienttest

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	gitlab "gitlab.com/gitlab-org/api/client-go/v2"

	"understudy/mockserver"
)

func TestEnvironmentFromCreationToDeletion(t *testing.T) {
	client := as(t, mockserver.Start(t), "developer")
	created, response, err := client.Environments.CreateEnvironment(project, &gitlab.CreateEnvironmentOptions{
		Name: new("canary/eu"), Tier: new("staging"), ExternalURL: new("https://eu.example.com"), Description: new("One in ten"),
	})
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, response.StatusCode)
	assert.Equal(t, project, created.Project.PathWithNamespace)

	edited, _, err := client.Environments.EditEnvironment(project, created.ID, &gitlab.EditEnvironmentOptions{
		Tier: new("production"), ExternalURL: new("https://canary.example.com"), AutoStopSetting: new("always"),
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"canary/eu", "production", "https://canary.example.com", "One in ten"},
		[]string{edited.Name, edited.Tier, edited.ExternalURL, edited.Description})

	found, _, err := client.Environments.ListEnvironments(project, &gitlab.ListEnvironmentsOptions{Search: new("canary"), States: new("available")})
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, created.ID, found[0].ID)

	_, err = client.Environments.DeleteEnvironment(project, created.ID)
	assert.ErrorContains(t, err, "403 Forbidden")
	stopped, _, err := client.Environments.StopEnvironment(project, created.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, "stopped", stopped.State)
	response, err = client.Environments.DeleteEnvironment(project, created.ID)
	require.NoError(t, err)
	assert.Equal(t, http.StatusNoContent, response.StatusCode)
	_, _, err = client.Environments.GetEnvironment(project, created.ID)
	assert.ErrorIs(t, err, gitlab.ErrNotFound)
}

func TestProtectedEnvironmentFromCreationToRemoval(t *testing.T) {
	server := mockserver.Start(t)
	developer, maintainer, second := as(t, server, "developer"), as(t, server, "maintainer"), as(t, server, "maintainer2")
	created, _, err := maintainer.ProtectedEnvironments.ProtectRepositoryEnvironments(project, &gitlab.ProtectRepositoryEnvironmentsOptions{
		Name:               new("live/eu.1"),
		DeployAccessLevels: &[]*gitlab.EnvironmentAccessOptions{{AccessLevel: new(gitlab.DeveloperPermissions)}},
		ApprovalRules:      &[]*gitlab.EnvironmentApprovalRuleOptions{{AccessLevel: new(gitlab.MaintainerPermissions), RequiredApprovalCount: new(int64(2))}},
	})
	require.NoError(t, err)
	require.Len(t, created.ApprovalRules, 1)
	assert.Equal(t, "Developers + Maintainers", created.DeployAccessLevels[0].AccessLevelDescription)

	deployment, _, err := developer.Deployments.CreateProjectDeployment(project, deployTo("live/eu.1", gitlab.DeploymentStatusRunning))
	require.NoError(t, err)
	approve := &gitlab.ApproveOrRejectProjectDeploymentOptions{Status: new(gitlab.DeploymentApprovalStatusApproved)}
	_, err = maintainer.Deployments.ApproveOrRejectProjectDeployment(project, deployment.ID, approve)
	require.NoError(t, err)

	updated, _, err := maintainer.ProtectedEnvironments.UpdateProtectedEnvironments(project, "live/eu.1", &gitlab.UpdateProtectedEnvironmentsOptions{
		DeployAccessLevels: &[]*gitlab.UpdateEnvironmentAccessOptions{
			{ID: &created.DeployAccessLevels[0].ID, Destroy: new(true)}, {AccessLevel: new(gitlab.MaintainerPermissions)},
		},
		ApprovalRules: &[]*gitlab.UpdateEnvironmentApprovalRuleOptions{
			{ID: &created.ApprovalRules[0].ID, AccessLevel: new(gitlab.MaintainerPermissions), RequiredApprovalCount: new(int64(1))},
		},
	})
	require.NoError(t, err)
	assert.Equal(t, int64(1), updated.ApprovalRules[0].RequiredApprovalCount)
	require.Len(t, updated.DeployAccessLevels, 1)
	assert.Equal(t, gitlab.MaintainerPermissions, updated.DeployAccessLevels[0].AccessLevel)
	_, err = second.Deployments.ApproveOrRejectProjectDeployment(project, deployment.ID, approve)
	assert.ErrorContains(t, err, "This deployment is not waiting for approvals.")
	_, _, err = developer.Deployments.UpdateProjectDeployment(project, deployment.ID, &gitlab.UpdateProjectDeploymentOptions{Status: new(gitlab.DeploymentStatusSuccess)})
	assert.ErrorContains(t, err, "403 Forbidden")

	found, _, err := maintainer.ProtectedEnvironments.GetProtectedEnvironment(project, "live/eu.1")
	require.NoError(t, err)
	assert.Equal(t, updated, found)
	all, response, err := maintainer.ProtectedEnvironments.ListProtectedEnvironments(project, &gitlab.ListProtectedEnvironmentsOptions{})
	require.NoError(t, err)
	assert.Contains(t, all, updated)
	assert.Equal(t, int64(len(all)), response.TotalItems)
	_, err = maintainer.ProtectedEnvironments.UnprotectEnvironment(project, "live/eu.1")
	require.NoError(t, err)
	_, _, err = maintainer.ProtectedEnvironments.GetProtectedEnvironment(project, "live/eu.1")
	assert.ErrorIs(t, err, gitlab.ErrNotFound)
}

func TestGroupProtectsByTier(t *testing.T) {
	server := mockserver.Start(t)
	admin, maintainer := as(t, server, "admin"), as(t, server, "maintainer")
	_, _, err := admin.GroupProtectedEnvironments.ProtectGroupEnvironment("acme", &gitlab.ProtectGroupEnvironmentOptions{
		Name: new("other"), DeployAccessLevels: &[]*gitlab.GroupEnvironmentAccessOptions{{AccessLevel: new(gitlab.AccessLevelValue(60))}},
	})
	require.NoError(t, err)
	_, _, err = maintainer.Deployments.CreateProjectDeployment(project, deployTo("elsewhere", gitlab.DeploymentStatusRunning))
	assert.ErrorContains(t, err, "403 Forbidden")
	changed, _, err := admin.GroupProtectedEnvironments.UpdateGroupProtectedEnvironment("acme", "other", &gitlab.UpdateGroupProtectedEnvironmentOptions{
		ApprovalRules: &[]*gitlab.UpdateGroupEnvironmentApprovalRuleOptions{{AccessLevel: new(gitlab.OwnerPermissions)}},
	})
	assert.Nil(t, changed)
	assert.ErrorContains(t, err, "approval_rules[0][access_level] does not have a valid value")
	all, _, err := admin.GroupProtectedEnvironments.ListGroupProtectedEnvironments("acme", nil)
	require.NoError(t, err)
	require.Len(t, all, 1)
	_, err = admin.GroupProtectedEnvironments.UnprotectGroupEnvironment("acme", "other")
	require.NoError(t, err)
	_, _, err = maintainer.Deployments.CreateProjectDeployment(project, deployTo("elsewhere", gitlab.DeploymentStatusRunning))
	require.NoError(t, err)
}
