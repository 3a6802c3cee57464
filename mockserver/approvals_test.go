package mockserver_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
)

// protected is a private project (1) whose environment production wants one approval of QA and two of maintainers;
// deployment 101 to it was made by maintainer through the API and 102 by maintainer's manual job. The environment bare is
// protected without rules, open is not protected. 201 belongs to a public project with a rule for maintainers.
func protected() fixtures.Dataset {
	rules := []fixtures.ApprovalRule{{Group: "acme/qa", RequiredApprovals: 1}, {AccessLevel: "maintainer", RequiredApprovals: 2}}
	developers := []fixtures.AccessRule{{AccessLevel: "developer"}}
	return fixtures.Dataset{
		Users: []fixtures.User{
			{Username: "maintainer"}, {Username: "second", Name: "Zoë Second"}, {Username: "third"}, {Username: "developer"}, {Username: "reporter"}, {Username: "tester"},
			{Username: "guest"}, {Username: "planner"}, {Username: "outsider"}, {Username: "admin", Admin: true},
		},
		Groups: []fixtures.Group{{Path: "acme"}, {Path: "acme/qa", Name: "QA team", Members: map[string]string{"tester": "guest", "second": "reporter"}}},
		Projects: []fixtures.Project{
			{
				Path: "acme/shop", Commits: []fixtures.Commit{{SHA: shaB}},
				Members: map[string]string{"maintainer": "maintainer", "second": "maintainer", "third": "owner", "developer": "developer", "reporter": "reporter",
					"tester": "reporter", "guest": "guest", "planner": "planner"},
				Environments: []fixtures.Environment{
					{Name: "production", Protection: &fixtures.Protection{DeployAccess: developers, ApprovalRules: rules}},
					{Name: "bare", Protection: &fixtures.Protection{DeployAccess: developers}}, {Name: "open"},
					{Name: "reporters", Protection: &fixtures.Protection{DeployAccess: developers, ApprovalRules: []fixtures.ApprovalRule{{AccessLevel: "reporter", RequiredApprovals: 1}, {User: "second"}}}},
				},
				Deployments: []fixtures.Deployment{
					{ID: 101, Environment: "production", Status: "running", User: "maintainer"},
					{ID: 102, Environment: "production", Status: "blocked", User: "maintainer", Job: &fixtures.Job{}},
					{ID: 103, Environment: "bare", User: "maintainer"}, {ID: 104, Environment: "open", User: "maintainer"},
					{ID: 105, Environment: "reporters", User: "maintainer"},
				},
			},
			{
				Path: "acme/site", Visibility: "public", Members: map[string]string{"maintainer": "maintainer"},
				Environments: []fixtures.Environment{{Name: "production", Protection: &fixtures.Protection{ApprovalRules: rules[1:]}}},
				Deployments:  []fixtures.Deployment{{ID: 201, Environment: "production", User: "maintainer"}},
			},
		},
	}
}

const (
	notProtected  = `{"message":"This environment is not protected."}`
	ownDeployment = `{"message":"You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."}`
	notConfigured = `{"message":"Deployment approvals is not configured for this environment."}`
	notWaiting    = `{"message":"This deployment is not waiting for approvals."}`
	noPermission  = `{"message":"You don't have permission to approve this deployment. Contact the project or group owner for help."}`
	noSuchRule    = "{\"message\":\"There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.\"}"
)

func TestApproval(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, protected(), now.set)
	a := v.as("second").post(shop+"/101/approval", "status=approved&comment=LGTM%21&represented_as=Maintainers")
	assert.Equal(t, 201, a.status)
	assert.Equal(t, "user status created_at comment", keys(t, a.body))
	assert.Equal(t, userKeys, keys(t, a.member("user")))
	assert.Equal(t, []string{`"approved"`, `"2026-03-02T12:00:00.000Z"`, `"LGTM!"`}, []string{a.member("status"), a.member("created_at"), a.member("comment")})
	first := a.body
	now.move(noon.Add(time.Hour))
	v.as("second").post(shop+"/101/approval", "status=approved&comment=again&represented_as=Maintainers").is(201, first) // repeating changes nothing
	a = v.as("second").post(shop+"/101/approval", "status=rejected&represented_as=Maintainers")
	assert.Equal(t, []string{`"rejected"`, `"2026-03-02T12:00:00.000Z"`, `null`}, []string{a.member("status"), a.member("created_at"), a.member("comment")})
	one := v.as("developer").get(shop + "/101")
	assert.Equal(t, "["+a.body+"]", one.member("approvals"))
	assert.Equal(t, "3", one.member("pending_approval_count")) // a rejection counts as nothing
	assert.Equal(t, `"running"`, one.member("status"))
	a = v.as("second").request("POST", shop+"/101/approval", `{"status":"approved","comment":null,"represented_as":""}`, jsonType)
	assert.Equal(t, 201, a.status, a.body) // the first rule that fits: QA
	assert.Equal(t, 2, strings.Count(v.as("developer").get(shop+"/101").member("approvals"), `"status"`))
}

func TestApprovalComments(t *testing.T) {
	v := visit(t, protected()).as("tester")
	v.post(shop+"/101/approval", "status=approved&comment="+strings.Repeat("x", 256)).is(400, `{"message":["Comment is too long (maximum is 255 characters)"]}`)
	for _, comment := range []string{strings.Repeat("é", 255), `\u0000 \\u0000 "\u0000`, `"\u0000/`, `\`, "<&>\u2028\U0001F600", ""} {
		vote := "approved"
		if strings.Contains(v.get(shop+"/101").member("approvals"), vote) {
			vote = "rejected"
		}
		a := v.post(shop+"/101/approval", "status="+vote+"&comment="+url.QueryEscape(comment))
		assert.Equal(t, 201, a.status, a.body)
		assert.Equal(t, comment, a.object()["comment"])
		assert.Equal(t, "["+a.body+"]", v.get(shop+"/101").member("approvals"))
	}
}

func TestApprovalRefused(t *testing.T) {
	v := visit(t, protected())
	for _, c := range []struct {
		who, path, form string
		status          int
		want            string
	}{
		{"", "/101", "status=approved", 401, unauthorized},
		{"second", "/101", "", 400, errorOf("status is missing, status does not have a valid value")},
		{"second", "/101", "status=foo", 400, badStatus}, {"second", "/101", "status=", 400, badStatus},
		{"second", "/101", "status=approved&comment[]=x", 400, errorOf("comment is invalid")},
		{"second", "/101", "status=x&comment[a]=x&represented_as[]=x", 400, errorOf("status does not have a valid value, comment is invalid, represented_as is invalid")},
		{"outsider", "/101", "status=foo", 400, badStatus},
		{"outsider", "/101", "status=approved", 404, noProject},
		{"guest", "/101", "status=approved", 403, forbidden}, {"planner", "/999", "status=approved", 403, forbidden},
		{"second", "/999", "status=approved", 404, notFound}, {"second", "/0", "status=approved", 404, notFound}, {"second", "/201", "status=approved", 404, notFound},
		{"maintainer", "/104", "status=approved", 400, notProtected}, {"reporter", "/104", "status=rejected", 400, notProtected},
		{"maintainer", "/103", "status=approved", 400, ownDeployment}, {"maintainer", "/103", "status=rejected", 400, notConfigured},
		{"second", "/103", "status=approved", 400, notConfigured},
		{"maintainer", "/101", "status=approved", 400, ownDeployment},
		{"reporter", "/101", "status=approved", 400, noPermission}, {"developer", "/101", "status=rejected&represented_as=nobody", 400, noPermission},
		{"third", "/101", "status=approved&represented_as=QA", 400, noSuchRule}, {"second", "/101", "status=approved&represented_as=maintainers", 400, noSuchRule},
		{"second", "/101", "status=approved&represented_as=second", 400, noSuchRule}, {"tester", "/101", "status=approved&represented_as=Maintainers", 400, noSuchRule},
		{"second", "/105", "status=approved&represented_as=Reporters", 400, noSuchRule}, // GitLab fails on rules without a description
	} {
		a := v.as(c.who).post(shop+c.path+"/approval", c.form)
		assert.Equal(t, c.status, a.status, c)
		assert.Equal(t, c.want, a.body, c)
	}
	assert.Equal(t, "[]", v.as("developer").get(shop+"/101").member("approvals"))
	for _, who := range []string{"outsider", "guest"} {
		v.as(who).post("/projects/2/deployments/201/approval", "status=approved").is(400, noPermission)
	}
}

func TestApprovalRules(t *testing.T) {
	v := visit(t, protected())
	vote := func(who, form string) {
		t.Helper()
		assert.Equal(t, 201, v.as(who).post(shop+"/101/approval", form).status, who)
	}
	pending := func(want string) {
		t.Helper()
		assert.Equal(t, want, v.as("developer").get(shop+"/101").member("pending_approval_count"))
	}
	pending("3")
	vote("tester", "status=approved&represented_as=QA")
	pending("2")
	vote("second", "status=approved&represented_as=A+te") // a surplus under one rule does not pay for the other
	pending("2")
	vote("second", "status=approved&represented_as=Maint")
	pending("1")
	vote("maintainer", "status=rejected") // the deployer may reject
	vote("admin", "status=approved&represented_as=Maintainers")
	pending("0")
	v.as("third").post(shop+"/101/approval", "status=approved").is(400, notWaiting)
	v.as("second").post(shop+"/101/approval", "status=rejected").is(400, notWaiting)
	assert.Equal(t, `"running"`, v.as("developer").get(shop+"/101").member("status")) // and nothing has started
	summary := v.as("developer").get(shop + "/101").member("approval_summary")
	assert.Equal(t, 1, strings.Count(summary, `"access_level_description":"QA team","required_approvals":1,"group_inheritance_type":0,"deployment_approvals":[{`), summary)
	assert.Contains(t, summary, `"user_id":null,"group_id":null,"access_level":40,"access_level_description":"Maintainers","required_approvals":2`)
	assert.NotContains(t, v.as("developer").get(shop+"/102").member("approval_summary"), `"status"`) // each deployment its own votes
	assert.Equal(t, 201, v.as("reporter").post(shop+"/105/approval", "status=approved").status)
	assert.Equal(t, 201, v.as("second").post(shop+"/105/approval", "status=approved&represented_as=Zo%C3%AB").status)
}

func TestRejectionFailsTheJob(t *testing.T) {
	v := visit(t, protected())
	assert.Equal(t, 201, v.as("second").post(shop+"/102/approval", "status=rejected&represented_as=Maintainers").status)
	one := v.as("developer").get(shop + "/102")
	assert.Equal(t, `"failed"`, one.member("status"))
	assert.Contains(t, one.member("deployable"), `"failure_reason":"deployment_rejected"`)
	assert.Equal(t, 201, v.as("third").post(shop+"/102/approval", "status=rejected").status) // GitLab: 500
}

func TestTriggererApproval(t *testing.T) {
	v := visit(t, protected())
	v.edit(1, func(p *gitlab.Project) { p.AllowTriggererApproval = true })
	assert.Equal(t, 201, v.as("maintainer").post(shop+"/101/approval", "status=approved").status)
}

func TestApprovalByEditionAndTier(t *testing.T) {
	ce := visit(t, protected(), func(c *mockserver.Config) { c.Edition = gitlab.CommunityEdition })
	for _, who := range []string{"", "second"} {
		ce.as(who).post(shop+"/101/approval", "status=approved").is(404, noRoute)
		ce.as(who).request("OPTIONS", shop+"/101/approval", "").is(404, noRoute)
	}
	free := visit(t, protected(), func(c *mockserver.Config) { c.Tier = gitlab.Free })
	for _, id := range []string{"/101", "/103", "/104"} {
		free.as("maintainer").post(shop+id+"/approval", "status=approved").is(400, notProtected)
	}
	ultimate := visit(t, protected(), func(c *mockserver.Config) { c.Tier = gitlab.Ultimate })
	assert.Equal(t, 201, ultimate.as("second").post(shop+"/101/approval", "status=approved").status)
}
