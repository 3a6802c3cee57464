package mockserver_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNothingIsTriedAgain(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusNotFound, http.StatusInternalServerError} {
		log := newLogbook()
		v, elsewhere := visit(t, small(), log.set), receive(t, nil)
		r := receive(t, func(w http.ResponseWriter, request *http.Request) {
			http.Redirect(w, request, elsewhere.URL, status)
		})
		v.hooked(r, "")
		v.as("developer").create("next", "running")
		assert.Equal(t, "running", r.next().status(t))
		assert.Contains(t, log.next(t), fmt.Sprintf(`msg="hook not delivered" hook=1 project=1 why="the receiver answered %d"`, status))
		v.as("developer").create("next", "failed")
		assert.Equal(t, "failed", r.next().status(t))
		elsewhere.nothingElse()
	}
}

func TestASlowReceiverHoldsUpNobodyElse(t *testing.T) {
	v, quick := visit(t, small()), receive(t, nil)
	released := make(chan struct{})
	slow := receive(t, func(http.ResponseWriter, *http.Request) { <-released })
	v.hooked(slow, "")
	v.hooked(quick, "")
	developer := v.as("developer")
	for range 20 {
		developer.create("next", "failed")
	}
	for range 20 {
		quick.next()
	}
	slow.next()
	slow.nothingElse() // one at a time
	close(released)
	for range 19 {
		slow.next()
	}
}

func TestTooManyDeliveriesAreDroppedWithAWarning(t *testing.T) {
	log := newLogbook()
	v := visit(t, small(), log.set)
	released := make(chan struct{})
	r := receive(t, func(http.ResponseWriter, *http.Request) { <-released })
	defer close(released)
	v.hooked(r, "")
	developer := v.as("developer")
	developer.create("next", "failed")
	r.next() // it is under way, and no longer waits
	for range 1002 {
		developer.create("next", "failed")
	}
	released <- struct{}{}
	r.next() // so there is room for one
	for range 3 {
		developer.create("next", "failed")
	}
	assert.Equal(t, 1, strings.Count(log.String(), "1000 deliveries wait for this receiver, further ones are dropped"))
}

func TestClosingGivesUpWhatIsUnderWay(t *testing.T) {
	v := visit(t, small())
	r := receive(t, func(_ http.ResponseWriter, request *http.Request) { <-request.Context().Done() })
	v.hooked(r, "")
	v.as("developer").create("next", "failed")
	v.as("developer").create("next", "failed")
	r.next()
	tried, closed := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(tried)
		assert.Equal(t, 422, v.as("maintainer").post(hooks+"/1/test/deployment_events", "").status)
	}()
	r.next()
	go func() {
		defer close(closed)
		v.server.Close()
	}()
	soon(t, closed)
	soon(t, tried)
	v.as("developer").create("next", "failed")
	v.server.Close()
	r.nothingElse()
	v.as("maintainer").post(hooks+"/1/test/deployment_events", "").is(422, messageOf("context canceled"))
}

func TestNothingIsSentForWhatIsGone(t *testing.T) {
	for name, remove := range map[string]func(visitor){
		"hook": func(v visitor) { v.delete(hooks+"/1").is(204, "") },
		"project": func(v visitor) {
			v.delete("/projects/1")
			v.delete("/projects/1?permanently_remove=true&full_path=acme%2Fshop-deletion_scheduled-1").is(202, messageOf("202 Accepted"))
			v.get(hooks).is(404, noProject)
		},
	} {
		t.Run(name, func(t *testing.T) {
			v, answers := visit(t, small()), make(chan int)
			r := receive(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(<-answers) })
			v.hooked(r, "")
			v.as("maintainer").made("/projects/2/hooks", "deployment_events=true&url="+url.QueryEscape(r.URL))
			v.as("developer").create("next", "running")
			v.as("developer").create("next", "failed")
			r.next()
			remove(v.as("owner"))
			answers <- http.StatusInternalServerError
			v.as("developer").made("/projects/2/deployments", deploying)
			assert.Contains(t, r.next().body, `"path_with_namespace":"acme/site"`)
			answers <- http.StatusInternalServerError
			r.nothingElse()
		})
	}
}

func TestTryingAHook(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	say, status := "", http.StatusNoContent
	r := receive(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(say))
	})
	v.made(hooks, "push_events=false&url="+url.QueryEscape(strings.Replace(r.URL, "://", "://ci:pass%20word@", 1)))
	test := hooks + "/1/test/"
	v.post(test+"deployment_events", "").is(201, messageOf("201 Created"))
	told := r.next()
	assert.Equal(t, "108", answer{t: t, body: told.body}.member("deployment_id"), "the newest, whatever its status")
	assert.Equal(t, "blocked", told.status(t))
	assert.Equal(t, []string{"ci", "pass word"}, []string{told.user, told.password})

	say, status = "not \xff today", http.StatusServiceUnavailable
	v.post(test+"deployment_events", "").is(422, messageOf("not \uFFFD today"))
	r.next()
	r.nothingElse()
	v.post(test+"push_events", "").is(422, messageOf("Testing not available for this hook"))
	v.post(hooks+"/2/test/deployment_events", "").is(404, notFound)

	v.as("admin").made("/projects", "name=empty")
	empty := "/projects/" + v.as("admin").get("/projects/admin%2Fempty").member("id") + "/hooks"
	v.as("admin").made(empty, "url="+url.QueryEscape(r.URL))
	v.as("admin").post(empty+"/2/test/deployment_events", "").is(422, messageOf("Ensure the project has deployments."))
	r.nothingElse()
}
