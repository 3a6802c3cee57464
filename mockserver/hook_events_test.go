package mockserver_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEventsOfAHook(t *testing.T) {
	t.Parallel()
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("maintainer")
	failing := true
	r := receive(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Said", "so")
		if failing {
			w.WriteHeader(http.StatusBadGateway)
		}
		_, _ = w.Write([]byte("Thanks"))
	})
	v.made(hooks, "deployment_events=true&token=s3cret&url="+url.QueryEscape(strings.Replace(r.URL, "//", "//me:s3cret@", 1)+"/{way}")+
		"&url_variables[][key]=way&url_variables[][value]=s3cret&custom_headers[][key]=X-Own&custom_headers[][value]=s3cret")
	v.made(hooks, plainURL)
	v.post(hooks+"/1/test/deployment_events", "").is(422, messageOf("Thanks"))
	r.next()
	failing = false
	v.post(hooks+"/1/test/deployment_events", "").is(201, messageOf("201 Created"))
	told := r.next()

	events := hooks + "/1/events"
	a := v.get(events)
	assert.NotContains(t, a.body, "s3cret")
	assert.Equal(t, []int{2, 1}, a.ids())
	assert.Equal(t, []string{"2", "20"}, []string{a.header.Get("X-Total"), a.header.Get("X-Per-Page")})
	newest := v.list(events)[0]
	assert.Equal(t, "id url trigger request_headers request_data response_headers response_body execution_duration response_status created_at", keys(t, strings.TrimPrefix(a.body, "[")))
	assert.Equal(t, []any{strings.Replace(r.URL, "//", "//*****:*****@", 1) + "/{way}", "deployment_hooks", "Thanks", "200", "2026-03-02T12:00:00.000Z"},
		[]any{newest["url"], newest["trigger"], newest["response_body"], newest["response_status"], newest["created_at"]})
	sent, _ := newest["request_headers"].(map[string]any)
	assert.Equal(t, []any{"[REDACTED]", "[REDACTED]", told.header.Get("Idempotency-Key")}, []any{sent["X-Gitlab-Token"], sent["X-Own"], sent["Idempotency-Key"]})
	assert.Contains(t, newest["response_headers"], "X-Said")
	data, _ := newest["request_data"].(map[string]any)
	assert.Equal(t, "deployment", data["object_kind"])

	for query, want := range map[string][]int{
		"?status=successful": {2}, "?status=server_failure": {1}, "?status=502,200": {2, 1}, "?status[]=client_failure": {}, "?per_page=1&page=2": {1},
	} {
		assert.Equal(t, want, v.get(events+query).ids(), query)
	}
	v.get(events+"?status=odd&per_page=21").is(400, errorOf("status does not have a valid value, per_page does not have a valid value"))
	v.get(hooks+"/2/events").is(200, "[]")
	v.get(hooks+"/9/events").is(404, notFound)
	v.as("developer").get(events).is(403, forbidden)
	c.move(noon.Add(8 * 24 * time.Hour))
	v.get(events).is(200, "[]")
}

func TestSendingAnEventAgain(t *testing.T) {
	t.Parallel()
	v := visit(t, small()).as("maintainer")
	r := receive(t, nil)
	v.hooked(r, "")
	v.made(hooks+"/1/test/deployment_events", "")
	first := r.next()
	resend := hooks + "/1/events/1/resend"
	v.post(resend, "").is(201, `{"response_status":200}`)
	again := r.next()
	assert.Equal(t, first.body, again.body)
	assert.Equal(t, first.header.Get("Idempotency-Key"), again.header.Get("Idempotency-Key"))
	assert.NotEqual(t, first.header.Get("X-Gitlab-Webhook-Uuid"), again.header.Get("X-Gitlab-Webhook-Uuid"))
	v.post(hooks+"/1/events/9/resend", "").is(404, notFound)
	v.post(hooks+"/9/events/1/resend", "").is(404, notFound)
	v.as("developer").post(resend, "").is(403, forbidden)
	v.put(hooks+"/1", "url="+url.QueryEscape(r.URL+"/elsewhere"))
	v.post(resend, "").is(422, messageOf("The hook URL has changed. This log entry cannot be retried."))
	r.nothingElse()
}

func TestSecretsOfAHookOneByOne(t *testing.T) {
	t.Parallel()
	v := visit(t, small()).as("maintainer")
	v.made(hooks, "deployment_events=true&"+plainURL)
	headers, variables := hooks+"/1/custom_headers/", hooks+"/1/url_variables/"
	v.put(headers+"X-Own", "value=first").is(204, "")
	v.put(headers+"X-Own", "value=second").is(204, "")
	v.put(headers+"X-Other", "value=x").is(204, "")
	assert.JSONEq(t, `[{"key":"X-Own"},{"key":"X-Other"}]`, v.get(hooks+"/1").member("custom_headers"))
	v.delete(headers+"X-Own").is(204, "")
	v.delete(headers+"X-Own").is(404, messageOf("404 Custom header Not Found"))
	v.put(headers+"X-Own", "").is(400, errorOf("value is missing"))
	for _, bad := range []string{headers + "1", variables + "_"} {
		v.put(bad, "value=x").is(422, errorOf("Illegal key or value"))
	}
	for _, bad := range []string{" x", "x ", "x%0Ay", "x%250ay", "x%5C%5Cn", "", strings.Repeat("x", 2049)} {
		v.put(headers+"X-Own", "value="+strings.ReplaceAll(bad, " ", "%20")).is(422, errorOf("Illegal key or value"))
	}
	v.put(variables+"way", "value="+strings.Repeat("x", 2048)).is(204, "")
	v.put(variables+"way", "value="+strings.Repeat("x", 2049)).is(422, errorOf("Illegal key or value"))
	v.delete(variables+"way").is(204, "")
	v.delete(variables+"way").is(404, messageOf("404 URL variable Not Found"))

	v.made(hooks, "url="+url.QueryEscape("http://127.0.0.1:9/{way}")+"&url_variables[][key]=way&url_variables[][value]=x")
	v.delete(hooks+"/2/url_variables/way").is(422, errorOf("Could not unset variable"))
	v.put(hooks+"/2/url_variables/way", "value=y").is(422, errorOf("Illegal key or value")) // GitLab drops the others first, then misses them
	v.put(hooks+"/9/custom_headers/X", "value=x").is(404, notFound)
	v.as("developer").put(headers+"X", "value=x").is(403, forbidden)
}

func TestLengthsOfAHook(t *testing.T) {
	t.Parallel()
	v := visit(t, small()).as("maintainer")
	v.made(hooks, plainURL)
	for name, longest := range map[string]int{"name": 255, "description": 2048} {
		text := strings.Repeat("x", longest)
		assert.Equal(t, 201, v.post(hooks, plainURL+"&"+name+"="+text).status)
		v.post(hooks, plainURL+"&"+name+"=x"+text).is(422, errorOf(strings.ToUpper(name[:1])+name[1:]+" is too long (maximum is "+itoa(int64(longest))+" characters)"))
		v.put(hooks+"/1", name+"=x"+text).is(422, `{"message":{"`+name+`":["is too long (maximum is `+itoa(int64(longest))+` characters)"]}}`)
	}
}

// A receiver that answers an event with requests of its own says so; its hook is not told of what it has itself caused.
func TestHooksGoInNoCircles(t *testing.T) {
	t.Parallel()
	log := newLogbook()
	v := visit(t, small(), log.set).as("maintainer")
	first, second := receive(t, nil), receive(t, nil)
	v.hooked(first, "")
	v.create("staging", "running")
	event := first.next().header.Get("X-Gitlab-Event-Uuid")
	require.NotEmpty(t, event)
	v.hooked(second, "")

	caused := func(environment string) {
		form := url.Values{"environment": {environment}, "sha": {shaB}, "ref": {"main"}, "tag": {"false"}, "status": {"running"}}
		a := v.request("POST", shop, form.Encode(), formType, "X-Gitlab-Event-UUID: "+event)
		require.Equal(t, 201, a.status, a.body)
	}
	caused("qa")
	assert.Equal(t, event, second.next().header.Get("X-Gitlab-Event-Uuid"), "others are told, under the same id")
	assert.Contains(t, log.next(t), `hook=1 project=1 why="Recursive webhook blocked from executing"`)
	caused("qa2")
	log.next(t)
	assert.Contains(t, log.next(t), `hook=2 project=1 why="Recursive webhook blocked from executing"`)
	v.request("POST", hooks+"/1/test/deployment_events", "", "X-Gitlab-Event-UUID: "+event).is(422, messageOf("Recursive webhook blocked"))
	v.create("staging", "running")
	first.next()
	second.next()
	first.nothingElse()
	second.nothingElse()
}
