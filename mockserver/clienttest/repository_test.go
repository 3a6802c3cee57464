package clienttest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	gitlab "gitlab.com/gitlab-org/api/client-go/v2"

	"understudy/mockserver"
)

func commitTo(t *testing.T, client *gitlab.Client, branch, path string) *gitlab.Commit {
	t.Helper()
	commit, _, err := client.Commits.CreateCommit(project, &gitlab.CreateCommitOptions{
		Branch: &branch, StartBranch: new("main"), CommitMessage: new("Add " + path),
		Actions: []*gitlab.CommitActionOptions{{Action: new(gitlab.FileCreate), FilePath: &path, Content: new("hello\n")}},
	})
	require.NoError(t, err)
	return commit
}

func TestCommitsBranchesAndTags(t *testing.T) {
	client := as(t, mockserver.Start(t), "developer")
	commit := commitTo(t, client, "client-go", "hello.txt")
	assert.Len(t, commit.ID, 40)
	assert.EqualValues(t, 1, commit.Stats.Additions)

	branch, _, err := client.Branches.GetBranch(project, "client-go")
	require.NoError(t, err)
	assert.Equal(t, commit.ID, branch.Commit.ID)
	history, _, err := client.Commits.ListCommits(project, &gitlab.ListCommitsOptions{RefName: new("client-go")})
	require.NoError(t, err)
	assert.Equal(t, commit.ID, history[0].ID)
	found, _, err := client.Commits.GetCommit(project, commit.ShortID, nil)
	require.NoError(t, err)
	assert.Equal(t, commit.ParentIDs, found.ParentIDs)

	other, _, err := client.Branches.CreateBranch(project, &gitlab.CreateBranchOptions{Branch: new("side/track"), Ref: new("main")})
	require.NoError(t, err)
	assert.True(t, other.CanPush)
	picked, _, err := client.Commits.CherryPickCommit(project, commit.ID, &gitlab.CherryPickCommitOptions{Branch: &other.Name})
	require.NoError(t, err)
	assert.Contains(t, picked.Message, "(cherry picked from commit "+commit.ID+")")
	branches, _, err := client.Branches.ListBranches(project, &gitlab.ListBranchesOptions{Search: new("side/")})
	require.NoError(t, err)
	assert.Len(t, branches, 1)
	_, err = client.Branches.DeleteBranch(project, "side/track")
	require.NoError(t, err)

	tag, _, err := client.Tags.CreateTag(project, &gitlab.CreateTagOptions{TagName: new("client-go/1.0"), Ref: &commit.ID, Message: new("First")})
	require.NoError(t, err)
	assert.Equal(t, commit.ID, tag.Commit.ID)
	tags, _, err := client.Tags.ListTags(project, nil)
	require.NoError(t, err)
	assert.NotEmpty(t, tags)
	_, err = client.Tags.DeleteTag(project, "client-go/1.0")
	require.NoError(t, err)
	_, _, err = client.Tags.GetTag(project, "client-go/1.0")
	assert.ErrorIs(t, err, gitlab.ErrNotFound)
}

func TestMergeRequestsFromOpeningToDeployment(t *testing.T) {
	server := mockserver.Start(t)
	developer, maintainer := as(t, server, "developer"), as(t, server, "maintainer")
	commitTo(t, developer, "feature", "feature.txt")
	opened, _, err := developer.MergeRequests.CreateMergeRequest(project, &gitlab.CreateMergeRequestOptions{
		SourceBranch: new("feature"), TargetBranch: new("main"), Title: new("A feature"),
	})
	require.NoError(t, err)
	assert.Equal(t, "mergeable", opened.DetailedMergeStatus)
	updated, _, err := developer.MergeRequests.UpdateMergeRequest(project, opened.IID, &gitlab.UpdateMergeRequestOptions{Title: new("A better feature")})
	require.NoError(t, err)
	assert.Equal(t, "A better feature", updated.Title)
	merged, _, err := maintainer.MergeRequests.AcceptMergeRequest(project, opened.IID, &gitlab.AcceptMergeRequestOptions{
		SHA: &opened.SHA, ShouldRemoveSourceBranch: new(true),
	})
	require.NoError(t, err)
	assert.Equal(t, "merged", merged.State)

	deployment, _, err := developer.Deployments.CreateProjectDeployment(project, &gitlab.CreateProjectDeploymentOptions{
		Environment: new("feature-stage"), Ref: new("main"), SHA: &merged.MergeCommitSHA, Tag: new(false), Status: new(gitlab.DeploymentStatusSuccess),
	})
	require.NoError(t, err)
	shipped, _, err := developer.DeploymentMergeRequests.ListDeploymentMergeRequests(project, deployment.ID, nil)
	require.NoError(t, err)
	assert.Equal(t, opened.ID, shipped[0].ID)
	listed, _, err := developer.MergeRequests.ListProjectMergeRequests(project, &gitlab.ListProjectMergeRequestsOptions{
		Environment: new("feature-stage"), State: new("merged"), OrderBy: new("merged_at"), Sort: new("desc"),
	})
	require.NoError(t, err)
	require.NotEmpty(t, listed)
	assert.Equal(t, opened.IID, listed[0].IID)
	read, _, err := developer.MergeRequests.GetMergeRequest(project, opened.IID, nil)
	require.NoError(t, err)
	assert.Equal(t, merged.MergeCommitSHA, read.MergeCommitSHA)
}
