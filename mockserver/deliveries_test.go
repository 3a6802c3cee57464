package mockserver_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/control"
)

// delivered waits until the stand-in has kept so many deliveries, and returns what the interface says of them.
func (v visitor) delivered(count int, query string) []control.Delivery {
	v.t.Helper()
	var rows []control.Delivery
	require.Eventually(v.t, func() bool {
		status, body := ask(v.t.(*testing.T), "GET", v.server.URL+control.Root+"/deliveries"+query, "", "")
		require.Equal(v.t, http.StatusOK, status, body)
		require.NoError(v.t, json.Unmarshal([]byte(body), &rows))
		return len(rows) >= count
	}, patience, time.Millisecond)
	require.Len(v.t, rows, count)
	return rows
}

func TestDeliveriesAreKeptWithoutSecrets(t *testing.T) {
	t.Parallel()
	v := visit(t, small()).as("developer")
	r := receive(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte(`{"queued":true,"access_token":"s3cret-answer"}`))
	})
	address := strings.Replace(r.URL, "//", "//user:s3cret-user@", 1) + "/{way}?private_token=s3cret-query"
	v.as("maintainer").made(hooks, "deployment_events=true&token=s3cret-token&url="+url.QueryEscape(address)+
		"&url_variables[][key]=way&url_variables[][value]=s3cret-way&custom_headers[][key]=X-Own&custom_headers[][value]=s3cret-own")
	v.create("staging", "running")
	told := r.next()
	assert.Equal(t, "s3cret-own", told.header.Get("X-Own"))
	d := v.delivered(1, "")[0]
	_, body := ask(t, "GET", v.server.URL+control.Root+"/deliveries", "", "")
	assert.NotContains(t, body, "s3cret")
	assert.Equal(t, []any{int64(1), int64(1), int64(1), 202}, []any{d.Number, d.Hook, d.Project, d.Status})
	assert.Equal(t, r.URL+"/{way}?private_token=%5BFILTERED%5D", d.URL)
	assert.Equal(t, []string{"Deployment Hook", "[FILTERED]", "[FILTERED]", told.header.Get("Idempotency-Key")},
		[]string{d.Headers["X-Gitlab-Event"], d.Headers["X-Gitlab-Token"], d.Headers["X-Own"], d.Headers["Idempotency-Key"]})
	assert.Equal(t, told.body, d.Sent.Text)
	assert.JSONEq(t, `{"queued":true,"access_token":"[FILTERED]"}`, d.Answered)
	assert.Nil(t, d.Failure)
	assert.Nil(t, d.Again)
}

func TestWhatIsNotTakenIsADeliveryToo(t *testing.T) {
	t.Parallel()
	v := visit(t, small()).as("developer")
	var asked atomic.Int64
	r := receive(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	v.hooked(r, "")
	v.as("maintainer").made(hooks, "deployment_events=true&url="+url.QueryEscape("http://192.0.2.1/"))
	v.create("staging", "running")
	first := v.delivered(1, "?project=1&hook=1")[0]
	assert.Equal(t, 502, first.Status)
	assert.Equal(t, "the receiver answered 502", *first.Failure)
	other := v.delivered(1, "?hook=2")[0]
	assert.Zero(t, other.Status)
	assert.Equal(t, "192.0.2.1 is not this machine: name it in --allow-hook-hosts to let hooks reach it", *other.Failure)

	v.as("maintainer").made(hooks+"/1/test/deployment_events", "")
	all := v.delivered(3, "")
	assert.Equal(t, int64(3), all[2].Number, "what was tried for a tester is a delivery too")
	assert.Len(t, v.server.Deliveries(control.DeliveryFilter{Hook: 1}), 2)
	assert.Len(t, v.server.Deliveries(control.DeliveryFilter{Hook: 1, After: 2}), 1)
	v.delivered(1, "?limit=1")
	status, _ := ask(t, "POST", v.server.URL+control.Root+"/reset", "", "")
	require.Equal(t, http.StatusNoContent, status)
	v.delivered(0, "")
}

func TestSendingAgain(t *testing.T) {
	t.Parallel()
	v := visit(t, small()).as("developer")
	r := receive(t, nil)
	v.hooked(r, "")
	v.create("staging", "running")
	before := r.next()
	number := v.delivered(1, "")[0].Number
	status, body := ask(t, "POST", v.server.URL+control.Root+"/deliveries/1/resend", "", "")
	require.Equal(t, http.StatusCreated, status, body)
	var again control.Delivery
	require.NoError(t, json.Unmarshal([]byte(body), &again))
	require.NotNil(t, again.Again)
	assert.Equal(t, []int64{number, number + 1}, []int64{*again.Again, again.Number})
	after := r.next()
	assert.Equal(t, before.body, after.body)
	assert.NotEqual(t, before.header.Get("X-Gitlab-Webhook-Uuid"), after.header.Get("X-Gitlab-Webhook-Uuid"))
	before.header.Del("X-Gitlab-Webhook-Uuid")
	after.header.Del("X-Gitlab-Webhook-Uuid")
	assert.Equal(t, before.header, after.header)

	status, body = ask(t, "POST", v.server.URL+control.Root+"/deliveries/9/resend", "", "")
	assert.Equal(t, http.StatusNotFound, status)
	assert.JSONEq(t, `{"error":"no such delivery, or forgotten: 9"}`, body)
	v.as("maintainer").delete(hooks + "/1")
	status, body = ask(t, "POST", v.server.URL+control.Root+"/deliveries/1/resend", "", "")
	assert.Equal(t, http.StatusConflict, status)
	assert.JSONEq(t, `{"error":"hook 1, which this was sent to, has been removed"}`, body)
}

func TestDeliveriesAreBounded(t *testing.T) {
	t.Parallel()
	v := visit(t, small(), func(c *mockserver.Config) { c.Journal = 64 << 10 }).as("maintainer") // 8 KiB of it for deliveries
	r := receive(t, nil)
	v.hooked(r, "")
	for range 20 {
		v.made(hooks+"/1/test/deployment_events", "")
	}
	kept := v.server.Deliveries(control.DeliveryFilter{})
	assert.Less(t, len(kept), 20)
	require.NotEmpty(t, kept)
	assert.Equal(t, int64(20), kept[len(kept)-1].Number)
	assert.Len(t, kept, int(20-kept[0].Number)+1, "the oldest go first")
}
