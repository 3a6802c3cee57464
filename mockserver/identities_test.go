package mockserver_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
)

// arrival is an empty GitLab with an administrator and one person, who arranges everything else over HTTP.
func arrival() fixtures.Dataset {
	return fixtures.Dataset{Users: []fixtures.User{{Username: "root", Admin: true}, {Username: "ada", Name: "Ada"}, {Username: "eve"}}}
}

// holding is the same visitor with the token of that value.
func (v visitor) holding(token string) visitor {
	v.token = token
	return v
}

// made is the answer to a POST that must succeed.
func (v visitor) made(path, form string) answer {
	v.t.Helper()
	a := v.post(path, form)
	require.Equal(v.t, 201, a.status, a.body)
	return a
}

// text is one of the body's members, which must be a string.
func (a answer) text(name string) string {
	a.t.Helper()
	text, ok := a.object()[name].(string)
	require.True(a.t, ok, a.body)
	return text
}

// expiring is a date on which tokens made now may expire.
func expiring() string { return "expires_at=" + time.Now().AddDate(0, 1, 0).Format(time.DateOnly) }

// identity makes an access token of a project or group and returns its value.
func (v visitor) identity(path, level, scope string) string {
	v.t.Helper()
	return v.made(path+"/access_tokens", "name=role+"+level+"&scopes[]="+scope+"&access_level="+level+"&"+expiring()).text("token")
}

// TestRolesArrangedOverHTTP makes every role with nothing but one person's token and holds each against the deployments.
func TestRolesArrangedOverHTTP(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	project := "/projects/" + v.made("/projects", "name=shop&initialize_with_readme=true&auto_devops_enabled=false").member("id")
	other := "/projects/" + v.made("/projects", "name=elsewhere").member("id")
	deploy := "environment=production&sha=main&ref=main&tag=false&status="
	type want struct{ list, create, remove int }
	for name, tt := range map[string]struct {
		token string
		want  want
	}{
		"guest":      {v.identity(project, "10", "api"), want{403, 403, 403}},
		"planner":    {v.identity(project, "15", "api"), want{403, 403, 403}},
		"reporter":   {v.identity(project, "20", "api"), want{200, 403, 403}},
		"developer":  {v.identity(project, "30", "api"), want{200, 201, 403}},
		"maintainer": {v.identity(project, "40", "api"), want{200, 201, 204}},
		"owner":      {v.identity(project, "50", "api"), want{200, 201, 204}},
		"outsider":   {v.identity(other, "50", "api"), want{404, 404, 404}},
		"read only":  {v.identity(project, "40", "read_api"), want{200, 403, 403}},
		"anonymous":  {"", want{401, 401, 401}},
	} {
		t.Run(name, func(t *testing.T) {
			old := v.in(t).made(project+"/deployments", deploy+"failed").member("id")
			v := v.in(t).holding(tt.token)
			assert.Equal(t, tt.want.list, v.get(project+"/deployments").status)
			assert.Equal(t, tt.want.create, v.post(project+"/deployments", deploy+"canceled").status)
			assert.Equal(t, tt.want.remove, v.delete(project+"/deployments/"+old).status)
		})
	}
}

func TestApproverByGroup(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	group := v.made("/groups", "name=Security&path=security")
	approver := v.identity("/groups/"+group.member("id"), "20", "api")
	project := "/projects/" + v.made("/projects", "path=shop&initialize_with_readme=1").member("id")
	v.made(project+"/share", "group_id="+group.member("id")+"&group_access=20")
	deployment := project + "/deployments/" + v.made(project+"/deployments", "environment=production&sha=HEAD&ref=main&tag=false&status=running").member("id")
	v.protect(t, project, group.member("id"))

	a := v.holding(approver).post(deployment+"/approval", "status=approved&represented_as=Secur")
	require.Equal(t, 201, a.status, a.body)
	assert.Equal(t, "0", v.get(deployment).member("pending_approval_count"))
	assert.Contains(t, a.member("user"), `"name":"role 20"`, "who sees the group is told its bot's name")
	assert.Equal(t, 403, v.holding(approver).post(project+"/deployments", "environment=qa&sha=HEAD&ref=main&tag=false&status=running").status)
}

// protect lets maintainers deploy to production and the group approve.
func (v visitor) protect(t *testing.T, project, group string) {
	t.Helper()
	a := v.request("POST", project+"/protected_environments", `{"name":"production","deploy_access_levels":[{"access_level":40}],"approval_rules":[{"group_id":`+group+`}]}`, jsonType)
	require.Equal(t, 201, a.status, a.body)
}

func TestCreatingAccessTokens(t *testing.T) {
	at := clock{now: noon}
	v := visit(t, small(), at.set).as("maintainer")
	for name, tt := range map[string]struct {
		who, form string
		status    int
		body      string
	}{
		"no name":             {"maintainer", "scopes[]=api&expires_at=2026-04-01", 400, errorOf("name is missing")},
		"no scopes":           {"maintainer", "name=x&expires_at=2026-04-01", 400, errorOf("scopes is missing")},
		"unknown scope":       {"maintainer", "name=x&scopes[]=api&scopes[]=root&expires_at=2026-04-01", 400, errorOf("scopes does not have a valid value")},
		"unknown level":       {"maintainer", "name=x&scopes[]=api&access_level=7&expires_at=2026-04-01", 400, errorOf("access_level does not have a valid value")},
		"no date":             {"maintainer", "name=x&scopes[]=api&expires_at=soon", 400, errorOf("expires_at is invalid")},
		"no expiry":           {"maintainer", "name=x&scopes[]=api", 400, messageOf("400 Bad request - expires_at is missing")},
		"late expiry":         {"maintainer", "name=x&scopes[]=api&expires_at=2027-03-03", 400, messageOf("400 Bad request - Expiration date must be before 2027-03-02")},
		"more than their own": {"maintainer", "name=x&scopes[]=api&access_level=50&expires_at=2026-04-01", 400, messageOf("400 Bad request - Access level of the token contains permissions not held by the creating user")},
		"developer":           {"developer", "name=x&scopes[]=api&expires_at=2026-04-01", 400, messageOf("400 Bad request - User does not have permission to create project access token")},
		"outsider":            {"outsider", "name=x&scopes[]=api&expires_at=2026-04-01", 404, noProject},
	} {
		t.Run(name, func(t *testing.T) {
			v.in(t).as(tt.who).post("/projects/1/access_tokens", tt.form).is(tt.status, tt.body)
		})
	}
	v.as("").request("POST", "/projects/1/access_tokens", "name=x&scopes[]=api&expires_at=2026-04-01", formType, "JOB-TOKEN: job-token").is(401, unauthorized)
	assert.Empty(t, v.get("/projects/1/access_tokens").ids(), "nothing is left of what was refused")

	last := v.made("/projects/1/access_tokens", "name=Deploy+bot&scopes[]=api&scopes[]=read_api&expires_at=2027-03-02").object()
	assert.Equal(t, "Deploy bot", last["name"])
	assert.EqualValues(t, 40, last["access_level"])
	assert.Equal(t, "2027-03-02", last["expires_at"])
	bot := v.holding(last["token"].(string))
	bot.post("/projects/1/access_tokens", "name=x&scopes[]=api&expires_at=2026-04-01").is(400, messageOf("400 Bad request - User does not have permission to create project access token"))
}

func TestBotOfAnAccessToken(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	project := "/projects/" + v.made("/projects", "name=shop").member("id")
	made := v.made(project+"/access_tokens", "name=Robot&scopes[]=api&access_level=30&"+expiring())
	bot := v.holding(made.text("token"))

	self := bot.get("/personal_access_tokens/self").object()
	assert.Equal(t, made.object()["id"], self["id"])
	assert.Equal(t, []any{"api"}, self["scopes"])
	assert.Equal(t, true, self["active"])
	assert.NotContains(t, self, "token")
	user := bot.get("/user").object()
	assert.Regexp(t, `^project_`+strings.TrimPrefix(project, "/projects/")+`_bot_[0-9a-f]{32}$`, user["username"])
	assert.Equal(t, true, user["bot"])
	bot.post("/projects", "name=mine").is(403, forbidden)
	bot.post("/groups", "name=mine&path=mine").is(403, forbidden)

	assert.NotContains(t, v.get(project+"/access_tokens").body, made.text("token"), "the value is told once")
	token := project + "/access_tokens/" + made.member("id")
	developer := v.holding(v.identity(project, "30", "api"))
	developer.get(project+"/access_tokens").is(401, unauthorized)
	developer.delete(token).is(400, messageOf("400 Bad request - role 30 cannot delete Robot"))
	v.delete(token).is(204, "")
	assert.Equal(t, 401, bot.get("/user").status)
	v.delete(token).is(404, messageOf("404 project Access Token Not Found"))
	assert.Equal(t, []string{"Ada", "role 30"}, v.names(project+"/members"))
}

func TestTokensAreTheSameInEveryRun(t *testing.T) {
	token := func() string {
		v := visit(t, arrival()).as("ada")
		return v.identity("/projects/"+v.made("/projects", "name=shop").member("id"), "30", "api")
	}
	first := token()
	assert.Equal(t, first, token())
	assert.True(t, strings.HasPrefix(first, "glpat-"), first)
}

func TestGroupAccessTokens(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	group := "/groups/" + v.made("/groups", "name=acme&path=acme").member("id")
	project := "/projects/" + v.made("/projects", "name=shop&namespace_id="+strings.TrimPrefix(group, "/groups/")).member("id")
	maintainer := v.holding(v.identity(group, "40", "api"))
	assert.Equal(t, 200, maintainer.get(project+"/deployments").status, "a role in the group is one in its projects")
	maintainer.post(group+"/access_tokens", "name=x&scopes[]=api&"+expiring()).is(400, messageOf("400 Bad request - User does not have permission to create group access token"))
	v.as("eve").get(group+"/access_tokens").is(404, messageOf("404 Group Not Found"))
	tokens := v.get(group + "/access_tokens")
	require.Len(t, tokens.ids(), 1)
	assert.Contains(t, tokens.body, `"resource_type":"group"`)
	v.delete(group+"/access_tokens/"+url.PathEscape("0")).is(404, messageOf("404 group Access Token Not Found"))
	v.delete(group+"/access_tokens/"+maintainer.get("/personal_access_tokens/self").member("id")).is(204, "")
	assert.Equal(t, 401, maintainer.get("/user").status)
}

func TestUsersByAdministrators(t *testing.T) {
	v := visit(t, arrival()).as("root")
	grace := "email=grace@example.com&name=Grace&username=grace&force_random_password=true"
	v.as("ada").post("/users", grace).is(403, forbidden)
	v.post("/users", "email=grace@example.com&name=Grace&username=grace").is(400, errorOf("password, reset_password, force_random_password are missing, at least one parameter must be provided"))
	id := v.made("/users", grace).member("id")
	v.post("/users", grace).is(409, messageOf("Email has already been taken"))
	v.post("/users", "email=other@example.com&name=Grace&username=Grace&password=x").is(409, messageOf("Username has already been taken"))

	tokens := "/users/" + id + "/personal_access_tokens"
	v.as("ada").post(tokens, "name=x&scopes[]=api").is(403, forbidden)
	v.post("/users/99/personal_access_tokens", "name=x&scopes[]=api").is(404, messageOf("404 User Not Found"))
	assert.Equal(t, 422, v.post(tokens, "name=x&scopes[]=api&expires_at="+time.Now().AddDate(0, 0, 370).Format(time.DateOnly)).status)
	token := v.made(tokens, "name=x&scopes[]=read_user&"+expiring()).text("token")
	assert.Equal(t, "grace", v.holding(token).get("/user").text("username"))
	assert.Equal(t, 403, v.holding(token).get("/projects").status, "read_user opens no projects")
	assert.Equal(t, 200, v.holding(token).get("/personal_access_tokens/self").status)
}

func TestOwnTokenOfAJob(t *testing.T) {
	visit(t, small()).as("").get("/personal_access_tokens/self", "JOB-TOKEN: job-token").is(400, messageOf("400 Bad request - This endpoint requires token type to be a personal access token"))
}

func TestTokenThatHasExpired(t *testing.T) {
	at := clock{now: noon}
	v := visit(t, small(), at.set, func(c *mockserver.Config) { c.Tier = gitlab.Free }).as("maintainer")
	token := v.made("/projects/1/access_tokens", "name=x&scopes[]=api&expires_at=2026-03-03").text("token")
	assert.Equal(t, 200, v.holding(token).get(shop).status)
	at.move(time.Date(2026, time.March, 3, 0, 0, 0, 0, time.UTC))
	assert.Equal(t, 401, v.holding(token).get(shop).status)
	assert.Contains(t, v.get("/projects/1/access_tokens").body, `"active":false`)
}
