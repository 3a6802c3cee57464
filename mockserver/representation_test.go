package mockserver_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// keys are an object's member names in their order on the wire.
func keys(t *testing.T, object string) string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(object))
	_, err := decoder.Token()
	require.NoError(t, err, object)
	var names []string
	for decoder.More() {
		name, err := decoder.Token()
		require.NoError(t, err)
		var value json.RawMessage
		require.NoError(t, decoder.Decode(&value))
		names = append(names, name.(string))
	}
	return strings.Join(names, " ")
}

const (
	deploymentKeys = "id iid ref sha created_at updated_at user environment deployable status"
	userKeys       = "id username public_email name state locked avatar_url web_url"
)

// displayed is the small dataset with a job that shows all a job can, and a bot.
func displayed() fixtures.Dataset {
	d := small()
	d.Users = append(d.Users,
		fixtures.User{Username: "project_1_bot", Name: "Deploy bot", BotOf: "acme/shop"}, fixtures.User{Username: "project_4_bot", Name: "Secret bot", BotOf: "other/secret"},
		fixtures.User{Username: "ampere", Name: `A&<b>"é` + "\u2028", Email: " Ampere@Example.COM ", Blocked: true})
	d.Runners = []fixtures.Runner{{Description: "linux", Type: "instance_type"}}
	berlin := time.FixedZone("", 2*60*60)
	shop := &d.Projects[0]
	shop.Commits[1].CommittedAt, shop.Commits[1].Message = time.Date(2026, 1, 5, 10, 36, 1, 5_999_999, berlin), "Title\n\nBody\n"
	shop.Deployments[0].User, shop.Deployments[2].User = "project_1_bot", "ampere"
	shop.Deployments[5].Job = &fixtures.Job{Runner: "linux", Tags: []string{"z", "a"}, User: "maintainer"}
	shop.Deployments[6].Job.Bridge = true
	shop.Deployments[7].Job = nil
	shop.Members = map[string]string{"project_1_bot": "developer", "project_4_bot": "developer"}
	for name, role := range members {
		shop.Members[name] = role
	}
	return d
}

func TestDeploymentKeys(t *testing.T) {
	v := visit(t, displayed()).as("maintainer")
	var rows []json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(v.get(shop).body), &rows))
	for _, row := range rows {
		assert.Equal(t, deploymentKeys, keys(t, string(row)))
	}
	one := v.get(shop + "/106")
	assert.Equal(t, userKeys, keys(t, one.member("user")))
	assert.Equal(t, "id name slug external_url created_at updated_at", keys(t, one.member("environment")))
	job := answer{t: t, body: one.member("deployable")}
	assert.Equal(t, "id status stage name ref tag coverage allow_failure created_at started_at finished_at erased_at duration queued_duration user commit pipeline "+
		"web_url project artifacts runner runner_manager artifacts_expire_at archived tag_list", keys(t, job.body))
	assert.Equal(t, userKeys+" created_at bio location linkedin twitter discord website_url github job_title pronouns organization bot work_information followers following local_time",
		keys(t, job.member("user")))
	assert.Equal(t, "id short_id created_at parent_ids title message author_name author_email authored_date committer_name committer_email committed_date trailers extended_trailers web_url",
		keys(t, job.member("commit")))
	assert.Equal(t, "id iid project_id sha ref status source created_at updated_at web_url", keys(t, job.member("pipeline")))
	assert.Equal(t, "id description ip_address active paused is_shared runner_type name online created_at status job_execution_status", keys(t, job.member("runner")))
	assert.Equal(t, `["a","z"]`, job.member("tag_list"))
	assert.Contains(t, job.member("commit"), `"committed_date":"2026-01-05T10:36:01.005+02:00"`)
	assert.NotContains(t, keys(t, v.get(shop+"/107").member("deployable")), "runner_manager")
	assert.Equal(t, "null", v.get(shop+"/108").member("deployable"))
}

func TestExtendedKeys(t *testing.T) {
	const approvals = " pending_approval_count approvals"
	for _, c := range []struct {
		edition gitlab.Edition
		tier    gitlab.Tier
		profile openapi.Profile
		want    string
	}{
		{gitlab.EnterpriseEdition, gitlab.Premium, openapi.Documented(), deploymentKeys + approvals},
		{gitlab.EnterpriseEdition, gitlab.Ultimate, openapi.Documented(), deploymentKeys + approvals},
		{gitlab.EnterpriseEdition, gitlab.Free, openapi.Documented(), deploymentKeys},
		{gitlab.CommunityEdition, gitlab.Premium, openapi.Documented(), deploymentKeys},
		{gitlab.EnterpriseEdition, gitlab.Premium, openapi.GitLab189(), deploymentKeys + approvals + " approval_summary"},
		{gitlab.EnterpriseEdition, gitlab.Free, openapi.GitLab189(), deploymentKeys + approvals + " approval_summary"},
		{gitlab.CommunityEdition, gitlab.Free, openapi.GitLab189(), deploymentKeys},
	} {
		v := visit(t, small(), func(m *mockserver.Config) { m.Edition, m.Tier, m.Profile = c.edition, c.tier, c.profile }).as("developer")
		assert.Equal(t, c.want, keys(t, v.get(shop+"/101").body), c)
		assert.Equal(t, c.want, keys(t, v.put(shop+"/104", "status=failed").body), c)
		made := v.post(shop, deploying)
		assert.Equal(t, c.want, keys(t, made.body), c)
		if strings.HasSuffix(c.want, "summary") {
			assert.True(t, strings.HasSuffix(made.body, `"pending_approval_count":0,"approvals":[],"approval_summary":{"rules":[]}}`), made.body)
		}
		assert.NotContains(t, v.get(shop).body, "approval", c)
	}
}

func TestTimestamps(t *testing.T) {
	now := &clock{now: time.Date(2026, 3, 2, 23, 59, 59, 999_999_999, time.FixedZone("", -5*60*60))}
	v := visit(t, small(), now.set).as("developer")
	a := v.get(v.create("times", "success"))
	assert.Equal(t, `"2026-03-03T04:59:59.999Z"`, a.member("created_at")) // cut off, never rounded up
	assert.Equal(t, a.member("created_at"), a.member("updated_at"))
	assert.Contains(t, a.member("environment"), `"created_at":"2026-03-03T04:59:59.999Z"`)
}

func TestUsers(t *testing.T) {
	v := visit(t, displayed()).as("maintainer")
	u := answer{t: t, body: v.get(shop + "/103").member("user")}
	assert.Equal(t, `"A\u0026\u003cb\u003e\"é\u2028"`, u.member("name"))
	assert.Equal(t, `"blocked"`, u.member("state"))
	assert.Equal(t, `"https://www.gravatar.com/avatar/aa762bdddb663fda664bf963da1b8b62d170d6c3ed00b4338808e06ed515727c?s=80\u0026d=identicon"`, u.member("avatar_url"))
	assert.Equal(t, `"`+v.server.URL+`/ampere"`, u.member("web_url"))
	assert.Equal(t, "false", u.member("locked"))
}

func TestNamesOfBots(t *testing.T) {
	v := visit(t, displayed())
	masked := `"name":"****"`
	assert.Contains(t, v.as("owner").get(shop+"/101").member("user"), masked) // reading never asks who may know
	assert.Contains(t, v.as("owner").get(shop+"?status=success&per_page=1").body, masked)
	post := func(who string) string {
		return v.as(who).post(shop, "environment=bots&sha=main&ref=main&tag=0&status=running").member("user")
	}
	assert.Contains(t, post("project_1_bot"), `"name":"Deploy bot"`)
	assert.Contains(t, post("project_4_bot"), masked) // may not read the project it belongs to
	assert.Contains(t, v.as("developer").put(shop+"/402", "status=failed").member("user"), `"name":"Deploy bot"`)
	assert.Contains(t, v.as("developer").put(shop+"/403", "status=failed").member("user"), masked)
	assert.Contains(t, v.as("admin").put(shop+"/403", "status=canceled").member("user"), `"name":"Secret bot"`)
	assert.Equal(t, `"Deploy bot"`, v.as("project_1_bot").get("/user").member("name"))
}
