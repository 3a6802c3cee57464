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

func TestPipelinesAndJobs(t *testing.T) {
	server := mockserver.Start(t)
	client := as(t, server, "maintainer")

	pipelines, response, err := client.Pipelines.ListProjectPipelines(project, &gitlab.ListProjectPipelinesOptions{
		ListOptions: gitlab.ListOptions{PerPage: 3}, OrderBy: new("id"), Sort: new("asc"),
	})
	require.NoError(t, err)
	require.Len(t, pipelines, 3)
	assert.Greater(t, response.TotalItems, int64(3))
	pipeline, _, err := client.Pipelines.GetPipeline(project, pipelines[0].ID)
	require.NoError(t, err)
	assert.Equal(t, pipelines[0].SHA, pipeline.SHA)
	assert.NotEmpty(t, pipeline.DetailedStatus.Text)
	assert.NotNil(t, pipeline.User)

	jobs, _, err := client.Jobs.ListPipelineJobs(project, pipeline.ID, nil)
	require.NoError(t, err)
	require.NotEmpty(t, jobs)
	job, _, err := client.Jobs.GetJob(project, jobs[0].ID)
	require.NoError(t, err)
	assert.Equal(t, jobs[0], job)
	_, _, err = client.Jobs.ListPipelineBridges(project, pipeline.ID, &gitlab.ListJobsOptions{Scope: &[]gitlab.BuildStateValue{gitlab.Success, gitlab.Manual}})
	require.NoError(t, err)

	_, response, err = client.Pipelines.CreatePipeline("acme/website", &gitlab.CreatePipelineOptions{Ref: new("main")})
	require.ErrorContains(t, err, "{message: {base: [Missing CI config file]}}")
	assert.Equal(t, http.StatusBadRequest, response.StatusCode)
}

// A pipeline runs by itself up to what waits for somebody.
func TestAPipelineFromItsStartToADeploymentThatIsPlayed(t *testing.T) {
	server := mockserver.Start(t, func(c *mockserver.Config) { c.Runner = new(time.Duration(0)) })
	client := as(t, server, "maintainer")
	started, _, err := client.Pipelines.CreatePipeline(project, &gitlab.CreatePipelineOptions{
		Ref: new("main"), Variables: &[]*gitlab.PipelineVariableOptions{{Key: new("A"), Value: new("1")}},
	})
	require.NoError(t, err)
	assert.Equal(t, "created", started.Status)
	jobs, _, err := client.Jobs.ListPipelineJobs(project, started.ID, nil)
	require.NoError(t, err)
	byName := map[string]*gitlab.Job{}
	statuses := map[string]string{}
	for _, job := range jobs {
		byName[job.Name], statuses[job.Name] = job, job.Status
	}
	assert.Equal(t, map[string]string{"test": "success", "deploy_staging": "success", "deploy_eu": "manual", "deploy_production": "manual"}, statuses)

	_, _, err = client.Jobs.PlayJob(project, byName["deploy_eu"].ID, nil)
	require.ErrorContains(t, err, "400 Bad request - Unplayable Job") // it lacks approvals
	played, _, err := client.Jobs.PlayJob(project, byName["deploy_production"].ID, &gitlab.PlayJobOptions{
		JobVariablesAttributes: &[]*gitlab.JobVariableOptions{{Key: new("A"), Value: new("1")}},
	})
	require.NoError(t, err)
	assert.Equal(t, "pending", played.Status)
	deployed, _, err := client.Deployments.ListProjectDeployments(project, &gitlab.ListProjectDeploymentsOptions{
		Environment: new("production"), OrderBy: new("id"), Sort: new("desc"), ListOptions: gitlab.ListOptions{PerPage: 1},
	})
	require.NoError(t, err)
	require.Len(t, deployed, 1)
	assert.Equal(t, "success", deployed[0].Status)
	assert.Equal(t, played.ID, deployed[0].Deployable.ID)
	assert.Equal(t, started.ID, deployed[0].Deployable.Pipeline.ID)
}

func TestJobsAreCanceledAndRetried(t *testing.T) {
	server := mockserver.Start(t)
	client := as(t, server, "maintainer")
	running, _, err := client.Jobs.ListProjectJobs(project, &gitlab.ListJobsOptions{Scope: &[]gitlab.BuildStateValue{gitlab.Running}})
	require.NoError(t, err)
	require.NotEmpty(t, running)
	job := running[0]
	assert.Equal(t, "running", job.Status)

	canceled, _, err := client.Jobs.CancelJob(project, job.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, "canceled", canceled.Status)
	again, _, err := client.Jobs.RetryJob(project, job.ID)
	require.NoError(t, err)
	assert.Equal(t, job.Name, again.Name)
	assert.NotEqual(t, job.ID, again.ID)

	pipeline, _, err := client.Pipelines.CancelPipelineBuild(project, again.Pipeline.ID)
	require.NoError(t, err)
	assert.Equal(t, "canceled", pipeline.Status)
	_, response, err := client.Pipelines.RetryPipelineBuild(project, pipeline.ID)
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, response.StatusCode)
}

func TestRunners(t *testing.T) {
	server := mockserver.Start(t)
	client := as(t, server, "maintainer")
	runner, response, err := client.Users.CreateUserRunner(&gitlab.CreateUserRunnerOptions{
		RunnerType: new("project_type"), ProjectID: new(int64(1)), RunUntagged: new(true), TagList: &[]string{"docker", "linux"},
	})
	require.NoError(t, err)
	assert.Equal(t, http.StatusCreated, response.StatusCode)
	assert.Nil(t, runner.TokenExpiresAt)
	response, err = client.Runners.VerifyRegisteredRunner(&gitlab.VerifyRegisteredRunnerOptions{Token: &runner.Token})
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, response.StatusCode)
	response, err = client.Runners.DeleteRegisteredRunner(&gitlab.DeleteRegisteredRunnerOptions{Token: &runner.Token})
	require.NoError(t, err)
	assert.Equal(t, http.StatusNoContent, response.StatusCode)
	_, err = client.Runners.VerifyRegisteredRunner(&gitlab.VerifyRegisteredRunnerOptions{Token: &runner.Token})
	require.ErrorContains(t, err, "403 Forbidden")
}
