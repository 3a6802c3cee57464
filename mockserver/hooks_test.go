package mockserver_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	hooks    = "/projects/1/hooks"
	plainURL = "url=http%3A%2F%2F127.0.0.1%3A9%2Fhere"
)

// plain is the representation of a hook of plainURL, up to what only its own has, and after it.
func plain(id int) (upTo, after string) {
	return fmt.Sprintf(`{"id":%d,"url":"http://127.0.0.1:9/here","name":null,"description":null,"created_at":"2026-03-02T12:00:00.000Z","push_events":true,"tag_push_events":false,"merge_requests_events":false,"repository_update_events":false,"enable_ssl_verification":true,"alert_status":"executable","disabled_until":null,`, id),
		`"push_events_branch_filter":null,"branch_filter_strategy":"wildcard","custom_webhook_template":null,%s"project_id":1,"issues_events":false,"confidential_issues_events":false,"note_events":false,"confidential_note_events":false,"pipeline_events":false,"wiki_page_events":false,"deployment_events":false,"feature_flag_events":false,"job_events":false,"releases_events":false,"milestone_events":false,"emoji_events":false,"resource_access_token_events":false,"vulnerability_events":false}`
}

func TestHookFromCreationToDeletion(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("maintainer")
	upTo, after := plain(1)
	whole := upTo + `"url_variables":[],` + fmt.Sprintf(after, `"custom_headers":[],`)
	v.post(hooks, plainURL).is(201, whole)
	v.get(hooks+"/1").is(200, whole)
	v.post(hooks, plainURL+"&deployment_events=true")
	v.get(hooks+"?per_page=1").is(200, "["+upTo+fmt.Sprintf(after, "")+"]")
	assert.Equal(t, []int{1, 2}, v.get(hooks).ids())
	assert.Equal(t, "2", v.get(hooks+"?per_page=1").header.Get("X-Total"))

	c.move(noon.Add(time.Minute))
	changed := v.request("PUT", hooks+"/1", `{"name":"CD","description":"tells","token":"secret","push_events":false,"deployment_events":true,"enable_ssl_verification":false,
		"branch_filter_strategy":"regex","push_events_branch_filter":"^main$","custom_webhook_template":"{}","custom_headers":[{"key":"X-Own","value":"hush"}]}`, jsonType)
	require.Equal(t, 200, changed.status, changed.body)
	for member, want := range map[string]string{
		"name": `"CD"`, "description": `"tells"`, "push_events": "false", "deployment_events": "true", "enable_ssl_verification": "false", "branch_filter_strategy": `"regex"`,
		"push_events_branch_filter": `"^main$"`, "custom_webhook_template": `"{}"`, "custom_headers": `[{"key":"X-Own"}]`, "created_at": `"2026-03-02T12:00:00.000Z"`,
	} {
		assert.Equal(t, want, changed.member(member), member)
	}
	assert.NotContains(t, changed.body, "secret")
	assert.NotContains(t, changed.body, "hush")
	assert.Equal(t, "null", v.put(hooks+"/1", "branch_filter_strategy=all_branches").member("push_events_branch_filter"))

	v.delete(hooks+"/1", "If-Unmodified-Since: Mon, 02 Mar 2026 12:00:00 GMT").is(412, messageOf("412 Precondition Failed"))
	v.delete(hooks+"/1").is(204, "")
	v.get(hooks+"/1").is(404, notFound)
	assert.Equal(t, []int{2}, v.get(hooks).ids())
	assert.Equal(t, "3", v.post(hooks, plainURL).member("id"), "ids are never used again")
}

func TestHooksThatAreRefused(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	v.made(hooks, plainURL)
	const badURL, badFilter = "Invalid url given", "Invalid branch filter given"
	for name, tt := range map[string]struct {
		form             string
		status           int
		created, changed string // changed is empty if it is the same
	}{
		"another scheme":        {"url=ftp://example.com", 422, errorOf(badURL), ""},
		"no scheme":             {"url=example.com", 422, errorOf(badURL), ""},
		"no host":               {"url=http:///path", 422, errorOf(badURL), ""},
		"opaque":                {"url=http:example.com", 422, errorOf(badURL), ""},
		"blank":                 {"url=+", 422, errorOf(badURL), ""},
		"no such variable":      {"url=http://x/{who}", 422, errorOf(badURL), ""},
		"branch filter":         {"url=http://x&push_events_branch_filter=~bad/", 422, errorOf(badFilter), ""},
		"no regular expression": {"url=http://x&branch_filter_strategy=regex&push_events_branch_filter=(", 422, errorOf(badFilter), ""},
		"no such strategy":      {"url=http://x&branch_filter_strategy=odd", 400, errorOf("branch_filter_strategy does not have a valid value"), ""},
		"no boolean":            {"url=http://x&deployment_events=perhaps", 400, errorOf("deployment_events is invalid"), ""},
		"header":                {plainURL + "&custom_headers[][key]=a+b&custom_headers[][value]=c", 422, errorOf("Custom headers must be a valid json schema"), errorOf("Custom headers validation failed")},
		"header without value":  {"url=http://x&custom_headers[][key]=a", 400, errorOf("custom_headers[0][value] is missing"), ""},
		"token of two lines":    {"url=http://x&token=a%0Ab", 422, errorOf("Token is invalid"), `{"message":{"token":["is invalid"]}}`},
		"two mistakes": {
			"url=http://x&token=a%0Ab&custom_webhook_template=" + strings.Repeat("x", 4097), 422,
			errorOf("Token is invalid and Custom webhook template is too long (maximum is 4096 characters)"),
			`{"message":{"custom_webhook_template":["is too long (maximum is 4096 characters)"],"token":["is invalid"]}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := v.in(t)
			v.post(hooks, tt.form).is(tt.status, tt.created)
			changed := tt.changed
			if changed == "" {
				changed = tt.created
			}
			v.put(hooks+"/1", tt.form).is(tt.status, changed)
		})
	}
	v.post(hooks, "push_events=true").is(400, errorOf("url is missing"))
	v.put(hooks+"/1", "").is(400, errorOf("No parameters provided"))
	v.put(hooks+"/1", "id=2&unheard_of=1").is(400, errorOf("No parameters provided"))
	v.put(hooks+"/99", "").is(404, notFound)
	v.put("/projects/2/hooks/1", "name=x").is(404, notFound)
	v.put(hooks+"/1", "url=x&deployment_events=true").is(422, errorOf(badURL))
	assert.Equal(t, "false", v.get(hooks+"/1").member("deployment_events"), "a refused change changes nothing")
	v.post(hooks+"/1/test/odd_events", "").is(400, errorOf("trigger does not have a valid value"))
	assert.Equal(t, []int{1}, v.get(hooks).ids())
}

func TestWhoMayHaveHooks(t *testing.T) {
	v := visit(t, small())
	v.as("maintainer").made(hooks, plainURL)
	refusals := map[int]string{401: unauthorized, 403: forbidden, 404: noProject}
	for who, want := range map[string]int{
		"": 401, "outsider": 404, "guest": 403, "reporter": 403, "auditor": 403, "developer": 403, "maintainer": 200, "owner": 200, "admin": 200,
	} {
		v := v.as(who)
		for what, a := range map[string]answer{
			"list": v.get(hooks), "get": v.get(hooks + "/1"), "unknown": v.get(hooks + "/99"), "post": v.post(hooks, ""),
			"put": v.put(hooks+"/1", "name=x"), "delete": v.delete(hooks + "/99"), "test": v.post(hooks+"/1/test/odd_events", ""),
		} {
			if body, refused := refusals[want]; refused {
				a.is(want, body)
			} else {
				assert.NotContains(t, []int{401, 403}, a.status, "%s by %s", what, who)
			}
		}
	}
	v.request("GET", hooks, "", "JOB-TOKEN: job-token").is(401, unauthorized)
	v.as("maintainer").get("/projects/99/hooks").is(404, noProject)
	assert.Equal(t, 301, v.as("maintainer").get("/projects/acme%2Fstore/hooks").status)
	v.as("maintainer").post("/projects/acme%2Fstore/hooks", plainURL).is(405, messageOf("Non GET methods are not allowed for moved projects"))
}

func TestAProjectHasAHundredHooks(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	for range 100 {
		v.made(hooks, plainURL)
	}
	v.post(hooks, plainURL).is(422, errorOf("Maximum number of project hooks (100) exceeded"))
	v.made("/projects/2/hooks", plainURL)
	v.delete(hooks+"/50").is(204, "")
	v.made(hooks, plainURL)
}

func TestAnotherURLLosesTheFormersSecrets(t *testing.T) {
	v, first, second := visit(t, small()).as("maintainer"), receive(t, nil), receive(t, nil)
	secrets := "&token=secret&custom_headers[][key]=X-Own&custom_headers[][value]=mine&url_variables[][key]=way&url_variables[][value]=in"
	v.made(hooks, "url="+url.QueryEscape(first.URL+"/{way}?via=hook")+secrets)
	test := hooks + "/1/test/deployment_events"
	v.made(test, "")
	told := first.next()
	assert.Equal(t, []string{"/in?via=hook", "secret", "mine"}, []string{told.path, told.header.Get("X-Gitlab-Token"), told.header.Get("X-Own")})

	v.put(hooks+"/1", "custom_headers[][key]=X-Own&custom_headers[][value]=other&custom_headers[][key]=X-More&custom_headers[][value]=more")
	v.made(test, "")
	told = first.next()
	assert.Equal(t, []string{"secret", "other", "more"}, []string{told.header.Get("X-Gitlab-Token"), told.header.Get("X-Own"), told.header.Get("X-More")})

	changed := v.put(hooks+"/1", "url="+url.QueryEscape(second.URL))
	assert.Equal(t, []string{"[]", "[]"}, []string{changed.member("url_variables"), changed.member("custom_headers")})
	v.made(test, "")
	told = second.next()
	assert.NotContains(t, told.header, "X-Gitlab-Token")
	assert.NotContains(t, told.header, "X-Own")

	v.put(hooks+"/1", "token=fresh&url="+url.QueryEscape(first.URL))
	v.made(test, "")
	assert.Equal(t, "fresh", first.next().header.Get("X-Gitlab-Token"))
}
