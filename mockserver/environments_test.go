package mockserver_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"understudy/fixtures"
	"understudy/mockserver/gitlab"
)

const environments = "/projects/1/environments"

func (v visitor) environment(form string) string {
	v.t.Helper()
	a := v.post(environments, form)
	assert.Equal(v.t, 201, a.status, a.body)
	return environments + "/" + a.member("id")
}

func TestEnvironmentFromCreationToDeletion(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, small(), now.set).as("developer")
	a := v.post(environments, "name=Canary/EU&external_url=https://eu.example.com/a%3Fb=c&description=Half of it")
	assert.Equal(t, 201, a.status, a.body)
	id := a.member("id")
	own := `"id":` + id + `,"name":"Canary/EU","slug":"canary-eu-` + gitlab.Slug("Canary/EU")[len("canary-eu-"):] + `","external_url":"https://eu.example.com/a?b=c","created_at":"2026-03-02T12:00:00.000Z","updated_at":"`
	assert.True(t, strings.HasPrefix(a.body, "{"+own+`2026-03-02T12:00:00.000Z","tier":"other","project":{"id":1,`), a.body)
	assert.True(t, strings.HasSuffix(a.body, `},"state":"available","auto_stop_at":null,"description":"Half of it","auto_stop_setting":"always"}`), a.body)

	now.move(noon.Add(time.Minute))
	path := environments + "/" + id
	a = v.put(path, "tier=testing&external_url=&auto_stop_setting=with_action&name=other")
	assert.Equal(t, 200, a.status, a.body)
	assert.Equal(t, []string{`"Canary/EU"`, `"testing"`, "null", `"Half of it"`, `"with_action"`, `"2026-03-02T12:01:00.000Z"`},
		[]string{a.member("name"), a.member("tier"), a.member("external_url"), a.member("description"), a.member("auto_stop_setting"), a.member("updated_at")})
	assert.Equal(t, "null", v.put(path, "description=").member("description"))

	v.delete(path).is(403, forbidden)
	v.request("POST", path+"/stop", "null", jsonType).is(400, messageOf("400 Bad request - Attempted to stop the environment but failed to change the status"))
	a = v.post(path+"/stop", "force=true")
	assert.Equal(t, 200, a.status)
	assert.Equal(t, `"stopped"`, a.member("state"))
	now.move(noon.Add(2 * time.Minute))
	v.post(path+"/stop", "force=true").is(200, a.body)
	v.delete(path, "If-Unmodified-Since: 2026-03-02T12:00:59Z").is(412, messageOf("412 Precondition Failed"))
	v.delete(path, "If-Unmodified-Since: 2026-03-02T12:01:00Z").is(204, "")
	v.delete(path).is(404, notFound)
	v.get(path).is(404, notFound)
	assert.NotEqual(t, path, v.environment("name=Canary/EU"), "the name is free again, the id is not")
}

func TestEnvironmentsRefused(t *testing.T) {
	v := visit(t, small()).as("developer")
	path := v.environment("name=prod")
	const characters = "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"
	for form, want := range map[string]string{
		"name=production":                  `["Name has already been taken","Slug has already been taken"]`,
		"name=":                            `["Name can't be blank","Name ` + characters + `"]`,
		"name=/a":                          `["Name ` + characters + `"]`,
		"name=" + strings.Repeat("a", 256): `["Name is too long (maximum is 255 characters)"]`,
		"name=a&external_url=javascript:alert(1)":                                    `["External url javascript scheme is not allowed"]`,
		"name=a&external_url=http://":                                                `["External url URI is invalid"]`,
		"name=a&kubernetes_namespace=web&flux_resource_path=x":                       `["Kubernetes namespace cannot be set without a cluster agent","Flux resource path cannot be set without a kubernetes namespace"]`,
		"name=/&external_url=http://a%20b&description=" + strings.Repeat("a", 10001): `["Name ` + characters + `","Description is too long (maximum is 10000 characters)","External url URI is invalid"]`,
		"name=a&external_url=https://" + strings.Repeat("a", 248):                    `["External url is too long (maximum is 255 characters)"]`,
	} {
		v.post(environments, form).is(400, `{"message":`+want+`}`)
	}
	v.put(path, "external_url=data:x").is(400, `{"message":{"external_url":["data scheme is not allowed"]}}`)
	v.put(path, "cluster_agent_id=1").is(400, messageOf("400 Bad request - cluster agent doesn't exist or cannot be associated with this environment"))
	v.post(environments, "name=a&cluster_agent_id=1").is(400, messageOf("400 Bad request - cluster agent doesn't exist or cannot be associated with this environment"))
	assert.Equal(t, 200, v.put(path, "cluster_agent_id=").status)
	assert.Equal(t, `"shop"`, v.put(path, "external_url=shop").member("external_url"))
	v.put(path, "external_url=data:x&slug=x").is(400, errorOf("slug is automatically generated and cannot be changed"))
	v.post(environments, "name=a&slug=x").is(400, errorOf("slug is automatically generated and cannot be changed"))
	v.post(environments, "").is(400, errorOf("name is missing"))
	v.get(environments+"?name=a&search=abc").is(400, errorOf("name, search cannot be used together"))
	v.get(environments+"?states=odd&search=abc&name=a&page=x").is(400, errorOf("page is invalid, states does not have a valid value, name, search cannot be used together"))
	v.get(environments+"?search=ab").is(400, messageOf("400 Bad request - Search query is less than 3 characters"))
	v.get(environments+"?states=gone").is(400, errorOf("states does not have a valid value"))
	assert.Len(t, v.get(environments+"?search=PRO&states=available").ids(), 2)
	assert.Len(t, v.get(environments+"?name=prod").ids(), 1)
}

func TestEnvironmentsNeedRights(t *testing.T) {
	v := visit(t, small())
	path := v.as("developer").environment("name=prod")
	for who, status := range map[string]int{"owner": 0, "maintainer": 0, "developer": 0, "admin": 0, "reporter": 403, "auditor": 403, "guest": 403, "outsider": 404, "": 401} {
		v := v.as(who)
		if status == 0 {
			assert.Equal(t, 200, v.put(path, "description="+who).status, who)
			assert.Equal(t, 404, v.put(environments+"/999", "").status, who)
			continue
		}
		assert.Equal(t, status, v.post(environments, "name=a").status, who)
		assert.Equal(t, status, v.put(path, "").status, who)
		assert.Equal(t, status, v.post(path+"/stop", "").status, who)
		assert.Equal(t, status, v.delete(path).status, who)
	}
	v.as("reporter").delete(environments+"/999").is(404, notFound)
	v.as("guest").delete(environments+"/999").is(403, forbidden)
	v.edit(1, func(p *gitlab.Project) { p.Archived = true })
	v.as("owner").put(path, "").is(403, forbidden)
	v.as("owner").post(environments, "name=a").is(403, forbidden)
}

func TestDeletedEnvironmentsTakeTheirDeploymentsAlong(t *testing.T) {
	v := visit(t, protected()).as("maintainer")
	at := v.get(environments + "?name=production").ids()[0]
	path := environments + "/" + fmt.Sprint(at)
	v.as("second").post(shop+"/101/approval", "status=approved")
	v.as("developer").post(path+"/stop", "")
	before := len(v.get(shop).ids())
	v.delete(path).is(204, "")
	v.get(shop+"/101").is(404, notFound)
	assert.Len(t, v.get(shop).ids(), before-2)
	assert.Empty(t, v.get(shop+"?environment=production").ids())
	assert.Equal(t, 200, v.get("/projects/1/protected_environments/production").status, "its protection stays")
	fresh := v.post(shop, deploymentTo("production", "running"))
	assert.Equal(t, []string{"3", "[]"}, []string{fresh.member("pending_approval_count"), fresh.member("approvals")})
}

func TestDeletedEnvironmentsFreeTheirMergeRequests(t *testing.T) {
	d := small()
	d.Projects[0].MergeRequests = []fixtures.MergeRequest{{IID: 1, State: "merged", SourceBranch: "feature/login", TargetBranch: "main", MergeCommitSHA: shaB}}
	v := visit(t, d).as("maintainer")
	linked := v.create("canary", "success") + "/merge_requests"
	assert.Len(t, v.get(linked).ids(), 1)
	path := environments + "/" + fmt.Sprint(v.get(environments + "?name=canary").ids()[0])
	v.post(path+"/stop", "")
	v.delete(path).is(204, "")
	assert.Len(t, v.get(v.create("canary", "success")+"/merge_requests?environment=canary&deployed_after=2020-01-01T00:00:00Z").ids(), 1)
}
