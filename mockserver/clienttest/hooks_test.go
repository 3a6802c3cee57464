package clienttest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	gitlab "gitlab.com/gitlab-org/api/client-go/v2"

	"understudy/mockserver"
)

func TestHookFromCreationToDeletion(t *testing.T) {
	server := mockserver.Start(t)
	maintainer, developer := as(t, server, "maintainer"), as(t, server, "developer")
	events := make(chan *gitlab.DeploymentEvent, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		event, err := gitlab.ParseWebhook(gitlab.HookEventType(r), body)
		assert.NoError(t, err)
		assert.Equal(t, []string{"secret", "mine"}, []string{r.Header.Get("X-Gitlab-Token"), r.Header.Get("X-Own")})
		events <- event.(*gitlab.DeploymentEvent)
	}))
	defer receiver.Close()

	created, response, err := maintainer.Projects.AddProjectHook(project, &gitlab.AddProjectHookOptions{
		URL: &receiver.URL, Name: new("CD"), Token: new("secret"), PushEvents: new(false), DeploymentEvents: new(false),
		CustomHeaders: &[]*gitlab.HookCustomHeader{{Key: "X-Own", Value: "mine"}},
	})
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, response.StatusCode)
	assert.Equal(t, []*gitlab.HookCustomHeader{{Key: "X-Own"}}, created.CustomHeaders)
	edited, _, err := maintainer.Projects.EditProjectHook(project, created.ID, &gitlab.EditProjectHookOptions{URL: &receiver.URL, DeploymentEvents: new(true)})
	require.NoError(t, err)
	assert.True(t, edited.DeploymentEvents)
	found, _, err := maintainer.Projects.ListProjectHooks(project, nil)
	require.NoError(t, err)
	require.Len(t, found, 1)
	assert.Equal(t, "CD", found[0].Name)
	_, _, err = developer.Projects.ListProjectHooks(project, nil)
	require.ErrorContains(t, err, "403 Forbidden")

	deployment, _, err := developer.Deployments.CreateProjectDeployment(project, deployTo("qa-hooks", gitlab.DeploymentStatusRunning))
	require.NoError(t, err)
	event := next(t, events)
	assert.Equal(t, []string{"deployment", "running", "qa-hooks", project, "main", "developer"},
		[]string{event.ObjectKind, event.Status, event.Environment, event.Project.PathWithNamespace, event.Ref, event.User.Username})
	assert.Equal(t, deployment.ID, event.DeploymentID)
	assert.Equal(t, server.URL+"/developer", event.UserURL)

	_, err = maintainer.Projects.TriggerTestProjectHook(project, created.ID, "deployment_events")
	require.NoError(t, err)
	assert.Equal(t, deployment.ID, next(t, events).DeploymentID)
	_, err = maintainer.Projects.TriggerTestProjectHook(project, created.ID, gitlab.ProjectHookEventPush)
	require.ErrorContains(t, err, "422")

	_, err = maintainer.Projects.DeleteProjectHook(project, created.ID)
	require.NoError(t, err)
	_, _, err = maintainer.Projects.GetProjectHook(project, created.ID)
	assert.ErrorIs(t, err, gitlab.ErrNotFound)
}

func next(t *testing.T, events <-chan *gitlab.DeploymentEvent) *gitlab.DeploymentEvent {
	t.Helper()
	select {
	case event := <-events:
		return event
	case <-time.After(10 * time.Second):
		require.FailNow(t, "nobody was told")
		return nil
	}
}
