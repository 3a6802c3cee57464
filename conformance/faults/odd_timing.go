package faults

import (
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// between does something before every nth request to the API, and may answer it in place of the server inside.
func between(n int64, f func(w http.ResponseWriter, r *http.Request, sleep func(time.Duration)) (answered bool)) func(http.Handler, func(time.Duration), *atomic.Int64) http.Handler {
	return func(next http.Handler, sleep func(time.Duration), count *atomic.Int64) http.Handler {
		var requests atomic.Int64
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if requests.Add(1)%n == 0 {
				count.Add(1)
				if f(w, r, sleep) {
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

const slowness = 200 * time.Millisecond

func oddTiming() []Oddity {
	later := func(status int, body, after string) *answer {
		a := jsonAnswer(status, body)
		a.header.Set("Retry-After", after)
		return a
	}
	return []Oddity{
		{ID: "slow", Sentence: "Every answer takes 200 ms.", wrap: between(1, func(_ http.ResponseWriter, _ *http.Request, sleep func(time.Duration)) bool {
			sleep(slowness)
			return false
		})},
		{ID: "rate-limited", Sentence: "Every twentieth request is answered with 429 and Retry-After, whatever its method.", wrap: between(20, func(w http.ResponseWriter, r *http.Request, _ func(time.Duration)) bool {
			a := later(429, "Retry later\n", "1")
			a.header.Set("Content-Type", "text/plain")
			a.write(w, r.Method)
			return true
		})},
		{ID: "rate-limited-json", Sentence: "Every thirtieth request is answered with 429, JSON, Retry-After and the headers of rate limits.", wrap: between(30, func(w http.ResponseWriter, r *http.Request, _ func(time.Duration)) bool {
			a := later(429, `{"message":{"error":"This endpoint has been requested too many times. Try again later."}}`, "2")
			a.header.Set("RateLimit-Remaining", "0")
			a.write(w, r.Method)
			return true
		})},
		{ID: "unavailable", Sentence: "Every fifteenth read is answered with 503 and Retry-After.", wrap: between(15, func(w http.ResponseWriter, r *http.Request, _ func(time.Duration)) bool {
			if r.Method != http.MethodGet {
				return false
			}
			later(503, `{"message":"503 Service Unavailable"}`, "1").write(w, r.Method)
			return true
		})},
		{ID: "foreign-traffic", Sentence: "Whenever somebody records a deployment, somebody else has just recorded one in the same project.", behave: on(opCreate).does(foreign)},
		{ID: "foreign-readers", Sentence: "Somebody else reads what is read, in the same instant.", behave: on(opGet, opList).method(http.MethodGet).does(func(x *exchange) {
			x.send(x.call)
			x.altered = true
		})},
		{ID: "background", Sentence: "What GitLab does in the background takes two seconds.", Background: 2 * time.Second},
	}
}

// foreign records a deployment of somebody else's into an environment of theirs, of the same commit by its SHA.
func foreign(x *exchange) {
	sha, given := x.call.value("sha")
	if !given || x.project() == "" {
		return
	}
	c, found := x.borrowed(x.call)
	if !found || strings.HasPrefix(text(valueText(c, "environment")), "somebody") {
		return
	}
	if x.send(c.with("environment", "somebody-elses").with("ref", sha).with("status", "failed").with("tag", false)).status == 201 {
		x.altered = true
	}
}

func valueText(c call, name string) any {
	value, _ := c.value(name)
	return value
}

func oddKinds() []Oddity {
	return []Oddity{
		{ID: "community-edition", Sentence: "It is a Community Edition.", Plan: Plan{Edition: "ce", Tier: "free"}},
		{ID: "free", Sentence: "It has no licence.", Plan: Plan{Tier: "free"}},
		{ID: "ultimate", Sentence: "It has the largest licence.", Plan: Plan{Tier: "ultimate"}},
		{ID: "seven-operations", Sentence: "It has the seven operations and nothing around them.", Alone: true, wrap: func(next http.Handler, _ func(time.Duration), count *atomic.Int64) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if x, err := newExchange(next, newMemory(), r); err == nil && !isOfSeven(x.operation) {
					count.Add(1)
					jsonAnswer(404, noRoute).write(w, r.Method)
					return
				}
				next.ServeHTTP(w, r)
			})
		}},
	}
}

func isOfSeven(operation string) bool { return short[operation] != "" || operation == "" }
