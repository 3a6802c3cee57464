package mockserver_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver/gitlab"
)

// hooked makes the receiver hear of the project's deployments.
func (v visitor) hooked(r *receiver, more string) answer {
	v.t.Helper()
	return v.as("maintainer").made(hooks, "push_events=false&deployment_events=true&url="+url.QueryEscape(r.URL)+more)
}

func TestDeploymentEventWholly(t *testing.T) {
	c := clock{now: noon}
	v, r := visit(t, small(), c.set).as("developer"), receive(t, nil)
	v.hooked(r, "&token=secret")
	v.as("maintainer").made("/projects/1/environments", "name=review/login&tier=testing&external_url=https://login.example.com")
	v.made(shop, "environment=review/login&sha="+shaB+"&ref=main&tag=false&status=running")

	told := r.next()
	host := v.server.URL
	assert.Equal(t, "POST", told.method)
	assert.Equal(t, `{"object_kind":"deployment","status":"running","status_changed_at":"2026-03-02 12:00:00 +0000","deployment_id":402,"deployable_id":null,"deployable_url":null,`+
		`"environment":"review/login","environment_tier":"testing","environment_slug":"`+v.slug("review/login")+`","environment_external_url":"https://login.example.com",`+
		`"project":{"id":1,"name":"shop","description":null,"web_url":"`+host+`/acme/shop","avatar_url":null,"git_ssh_url":"git@127.0.0.1:acme/shop.git","git_http_url":"`+host+`/acme/shop.git",`+
		`"namespace":"acme","visibility_level":0,"path_with_namespace":"acme/shop","default_branch":"main","ci_config_path":null,"homepage":"`+host+`/acme/shop","url":"git@127.0.0.1:acme/shop.git",`+
		`"ssh_url":"git@127.0.0.1:acme/shop.git","http_url":"`+host+`/acme/shop.git"},"short_sha":"99d03678",`+
		`"user":{"id":3,"name":"`+v.name()+`","username":"developer","avatar_url":"`+v.avatar()+`","email":"[REDACTED]"},"user_url":"`+host+`/developer",`+
		`"commit_url":"`+host+`/acme/shop/-/commit/`+shaB+`","commit_title":"`+v.title(shaB)+`","ref":"main"}`, told.body)

	header := map[string]string{}
	for name, values := range told.header {
		require.Len(t, values, 1, name)
		header[name] = values[0]
	}
	uuids := map[string]bool{}
	for _, name := range []string{"X-Gitlab-Event-Uuid", "X-Gitlab-Webhook-Uuid", "Idempotency-Key"} {
		assert.Regexp(t, `^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`, header[name], name)
		uuids[header[name]] = true
		delete(header, name)
	}
	assert.Len(t, uuids, 3)
	assert.Equal(t, map[string]string{
		"Content-Type": "application/json", "User-Agent": "GitLab/18.9.0-ee", "X-Gitlab-Event": "Deployment Hook", "X-Gitlab-Instance": host,
		"X-Gitlab-Token": "secret", "Content-Length": fmt.Sprint(len(told.body)), "Accept-Encoding": "gzip", "Connection": "close",
	}, header)
}

func (v visitor) slug(environment string) string {
	v.t.Helper()
	var found []struct{ Slug string }
	require.NoError(v.t, json.Unmarshal([]byte(v.get("/projects/1/environments?name="+environment).body), &found))
	return found[0].Slug
}

func (v visitor) name() string   { return v.get("/user").text("name") }
func (v visitor) avatar() string { return strings.Trim(v.get("/user").member("avatar_url"), `"`) }

func (v visitor) title(sha string) string {
	return v.get("/projects/1/repository/commits/" + sha).text("title")
}

func TestOneEventForEachStatusReached(t *testing.T) {
	c := clock{now: noon}
	v, r, deaf := visit(t, small(), c.set).as("developer"), receive(t, nil), receive(t, nil)
	v.hooked(r, "")
	v.as("maintainer").made(hooks, "url="+url.QueryEscape(deaf.URL))
	v.as("maintainer").made("/projects/2/hooks", "deployment_events=true&url="+url.QueryEscape(deaf.URL))

	path := v.create("next", "running")
	c.move(noon.Add(time.Minute))
	v.put(path, "status=success")
	v.put(path, "status=success").is(400, `{"message":{"status":["cannot transition via \"succeed\""]}}`)
	v.made(shop, "environment=next&sha="+shaB+"&ref=main&tag=false&status=success") // is the one there is
	v.put(path, "status=canceled")
	v.put(path, "status=failed")
	v.create("next", "failed")
	v.create("other", "success")
	v.as("reporter").post(shop, deploying).is(403, forbidden)
	v.post(shop, "environment=next&sha=nothing&ref=main&tag=false&status=running")
	v.create("other", "canceled")

	var told []string
	ids := map[string]bool{}
	for range 7 {
		n := r.next()
		body := answer{t: t, body: n.body}
		told = append(told, body.member("deployment_id")+" "+body.text("environment")+" "+body.text("status")+" "+body.text("status_changed_at")[11:16])
		ids[n.header.Get("Idempotency-Key")] = true
	}
	assert.Equal(t, []string{
		"402 next running 12:00", "402 next success 12:01", "402 next canceled 12:01", "402 next failed 12:01", "403 next failed 12:01",
		"404 other success 12:01", "405 other canceled 12:01",
	}, told)
	assert.Len(t, ids, 7)
	r.nothingElse()
	deaf.nothingElse()
}

func TestAnEventTellsTheStatusThatWasReachedThoughItHasPassed(t *testing.T) {
	v, r := visit(t, small()), receive(t, nil)
	v.hooked(r, "")
	_, err := v.server.Instance().Write(func(tx *gitlab.Tx) error {
		developer := gitlab.Actor{User: tx.UserByName("developer")}
		d, err := tx.CreateDeployment(developer, "acme/shop", gitlab.NewDeployment{Environment: "next", SHA: shaB, Ref: "main", Status: gitlab.Running})
		require.NoError(t, err)
		_, err = tx.UpdateDeployment(developer, "acme/shop", d.ID, gitlab.Success)
		return err
	})
	require.NoError(t, err)
	assert.Equal(t, []string{"running", "success"}, []string{r.next().status(t), r.next().status(t)})
}

func TestAHostSentWithoutATokenNamesNothingForOthers(t *testing.T) {
	t.Parallel()
	r := receive(t, nil)
	v := visit(t, small()).as("maintainer")
	v.made(hooks, "deployment_events=true&url="+r.URL)
	v.as("").get("/projects/1", "Host: gitlab.example.com").is(401, unauthorized)
	v.as("nobody").get("/projects/1", "Host: gitlab.example.com").is(401, unauthorized)
	v.create("production", "running") // what is told of is named before the request that causes it gets its answer
	assert.Equal(t, v.server.URL, r.next().header.Get("X-Gitlab-Instance"))
	v.get("/projects/1", "Host: gitlab.example.com")
	v.create("production", "running")
	assert.Equal(t, v.server.URL, r.next().header.Get("X-Gitlab-Instance"), "by whoever caused it")
}

func TestKeysTellOneStartOfTheServerFromTheNext(t *testing.T) {
	keys := map[string]bool{}
	for _, now := range []time.Time{noon, noon, noon.Add(time.Second)} {
		c := clock{now: now}
		v, r := visit(t, small(), c.set), receive(t, nil)
		v.hooked(r, "")
		v.as("developer").create("next", "running")
		told := r.next().header
		for _, name := range []string{"Idempotency-Key", "X-Gitlab-Event-UUID", "X-Gitlab-Webhook-UUID"} {
			keys[told.Get(name)] = true
		}
	}
	assert.Len(t, keys, 6, "what begins alike goes on alike")
}

func TestAnEventOfAJobShowsTheJobAndItsUser(t *testing.T) {
	for _, bridge := range []bool{false, true} {
		d := small()
		d.Users[1].PublicEmail = "main@example.com"
		d.Projects[0].Deployments = []fixtures.Deployment{
			{ID: 101, Environment: "qa", User: "developer", Status: "running", Job: &fixtures.Job{ID: 12, User: "maintainer", Bridge: bridge}},
		}
		v, r := visit(t, d), receive(t, nil)
		v.hooked(r, "")
		v.as("maintainer").made(hooks+"/1/test/deployment_events", "")
		told := answer{t: t, body: r.next().body}
		page := `"` + v.server.URL + `/acme/shop/-/jobs/12"`
		if bridge {
			page = "null" // trigger jobs have none
		}
		assert.Equal(t, []string{"101", "12", page}, []string{told.member("deployment_id"), told.member("deployable_id"), told.member("deployable_url")})
		assert.Regexp(t, `^{"id":2,"name":"maintainer","username":"maintainer","avatar_url":"[^"]*","email":"main@example.com"}$`, told.member("user"))
		assert.Equal(t, v.server.URL+"/maintainer", told.text("user_url"))
	}
}

func TestABodyOfOnesOwn(t *testing.T) {
	v, r := visit(t, small()).as("maintainer"), receive(t, nil)
	v.made(hooks, "url="+url.QueryEscape(r.URL)+"&custom_webhook_template="+
		url.QueryEscape("{\n  \"text\": \"{{environment}} of {{project.path_with_namespace}}\", \"id\": {{deployment_id}}, \"who\": {{user}}, \"none\": {{a.b}}\n}"))
	v.made(hooks+"/1/test/deployment_events", "")
	told := r.next()
	assert.JSONEq(t, `"qa of acme/shop"`, answer{t: t, body: told.body}.member("text"))
	assert.Regexp(t, `^{"text":"qa of acme/shop","id":108,"who":{"avatar_url":.*,"username":"developer"},"none":null}$`, told.body)

	v.put(hooks+"/1", "custom_webhook_template={{environment}}")
	v.post(hooks+"/1/test/deployment_events", "").is(422, messageOf("Error while parsing rendered custom webhook template: invalid character 'q' looking for beginning of value"))
	r.nothingElse()
}
