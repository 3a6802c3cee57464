package gitlab_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func TestUnlicensed(t *testing.T) {
	for _, test := range []struct {
		edition gitlab.Edition
		tier    gitlab.Tier
		want    bool
	}{
		{gitlab.EnterpriseEdition, gitlab.Free, false}, {gitlab.EnterpriseEdition, gitlab.Premium, true},
		{gitlab.EnterpriseEdition, gitlab.Ultimate, true}, {gitlab.CommunityEdition, gitlab.Premium, false},
	} {
		b := newBoardOn(t, test.edition, test.tier)
		b.protect("production", roles(gitlab.AdminAccess), rule(1, role(gitlab.Maintainer)))
		assert.Equal(t, test.want, b.State().Licensed())
		_, err := b.update(b.people["mia"], b.deployment.ID, gitlab.Success)
		if test.want {
			assertOutcome(t, plainForbidden, err)
			b.play(step{who: "max", says: yes})
			continue
		}
		require.NoError(t, err)
		b.play(step{who: "max", says: yes, want: unprotected})
		assert.Len(t, b.State().ApprovalRules(b.environment("production")), 1, "the rules are there all the same")
	}
}

func TestGroupProtectionGoesByTier(t *testing.T) {
	b := newBoard(t)
	b.edit(func(p *gitlab.Project) { p.GroupID = b.ops })
	b.write(func(tx *gitlab.Tx) {
		for _, group := range []int64{b.qa, b.ops} {
			tx.PutProtectedEnvironment(gitlab.ProtectedEnvironment{
				GroupID: group, Name: "production", DeployAccess: roles(gitlab.Guest), ApprovalRules: []gitlab.ApprovalRule{rule(1, gitlab.AccessRule{GroupID: group})},
			})
		}
		tx.PutProtectedEnvironment(gitlab.ProtectedEnvironment{GroupID: b.qa, Name: "prod-eu", DeployAccess: roles(gitlab.AdminAccess)})
	})
	b.play(step{who: "rob", says: yes, pending: 1}, step{who: "max", says: yes, as: "Ops"})
	for name, protections := range map[string]int{"production": 2, "live": 2, "prod-eu": 2, "staging": 0} {
		assert.Len(t, b.State().Protections(b.environment(name)), protections, name)
	}
	b.protect("live", roles(gitlab.AdminAccess))
	all := b.State().Protections(b.environment("live"))
	require.Len(t, all, 3)
	assert.Equal(t, b.project, all[0].ProjectID, "the project's own comes first")

	create := func(who, environment string) error {
		_, err := b.create(b.people[who], gitlab.NewDeployment{Environment: environment, SHA: "main", Ref: "main", Status: gitlab.Running})
		return err
	}
	require.NoError(t, create("max", "production"))
	assertOutcome(t, plainForbidden, create("mia", "production")) // no role in the group: the project's does not count
	assertOutcome(t, plainForbidden, create("max", "live"))       // every protection must let one in
	require.NoError(t, create("ada", "live"))
	require.NoError(t, create("mia", "staging"))
}

func TestRejectionFailsTheJob(t *testing.T) {
	for _, status := range []gitlab.JobStatus{
		gitlab.JobCreated, gitlab.JobPending, gitlab.JobRunning, gitlab.JobManual, gitlab.JobSuccess, gitlab.JobFailed, gitlab.JobCanceled, gitlab.JobSkipped,
	} {
		over := status == gitlab.JobSuccess || status == gitlab.JobFailed || status == gitlab.JobCanceled || status == gitlab.JobSkipped
		t.Run(string(status), func(t *testing.T) {
			b := newBoard(t)
			b.protect("production", nil, rule(2, role(gitlab.Maintainer)))
			var job *gitlab.Job
			b.write(func(tx *gitlab.Tx) { job = tx.PutJob(gitlab.Job{ProjectID: b.project, Status: status}) })
			b.deployment = b.put(gitlab.Deployment{EnvironmentID: b.deployment.EnvironmentID, JobID: job.ID, Status: gitlab.Blocked})
			b.play(step{who: "max", says: yes, pending: 1})
			assert.Same(t, b.deployment, b.row(b.deployment.ID), "an approval starts nothing")
			b.play(step{who: "max", says: no, pending: 2})
			if over {
				assert.Same(t, job, b.State().Job(job.ID))
				assert.Same(t, b.deployment, b.row(b.deployment.ID))
			} else {
				failed := b.State().Job(job.ID)
				assert.Equal(t, gitlab.JobFailed, failed.Status)
				assert.Equal(t, "deployment_rejected", failed.Seldom().FailureReason)
				assert.Equal(t, b.now, failed.FinishedAt)
				assert.Equal(t, gitlab.Failed, b.row(b.deployment.ID).Status)
				assert.Equal(t, b.now, b.row(b.deployment.ID).FinishedAt)
			}
			b.play(step{who: "ola", says: no, pending: 2}, step{who: "ola", says: yes, pending: 1}, step{who: "max", says: yes})
		})
	}
	b := newBoard(t)
	b.protect("production", nil, rule(1, role(gitlab.Maintainer)))
	b.play(step{who: "max", says: no, pending: 1})
	assert.Same(t, b.deployment, b.row(b.deployment.ID), "without a job nothing happens")
}

func TestDescribe(t *testing.T) {
	b := newBoard(t)
	for _, test := range []struct {
		rule gitlab.AccessRule
		want string
	}{
		{gitlab.AccessRule{UserID: b.people["max"].User.ID}, "The max"}, {gitlab.AccessRule{GroupID: b.qa}, "security-group"},
		{role(gitlab.Maintainer), "Maintainers"}, {role(gitlab.Developer), "Developers + Maintainers"}, {role(gitlab.Reporter), ""}, {role(gitlab.AdminAccess), ""},
	} {
		description, ok := b.State().Describe(test.rule)
		assert.Equal(t, test.want, description)
		assert.Equal(t, test.want != "", ok)
	}
}
