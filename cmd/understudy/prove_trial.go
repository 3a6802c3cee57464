package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"understudy/conformance"
	"understudy/conformance/faults"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// proofProfiles are the profiles that every server is examined under.
var proofProfiles = []string{"documented", "gitlab-18.9"}

// mostOthers is how many rules beside the one that is broken may be found broken with it.
const mostOthers = 5

// longestTrial is how long an examination may take, in real time. One that does not end proves nothing.
const longestTrial = 2 * time.Minute

// proofEpoch is when it is, in the world of a trial, when that begins.
var proofEpoch = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// trialClock is a clock on which waiting takes no time.
type trialClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *trialClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(100 * time.Microsecond)
	return c.now
}

func (c *trialClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	return ctx.Err()
}

// trial is one server to be examined under one profile.
type trial struct {
	profile    string
	plan       faults.Plan
	line       bool          // the server is reached through sockets
	encrypted  bool          // by HTTP/2, through TLS
	prefix     string        // path that it lives below
	alone      bool          // nothing can be arranged around the operations under examination
	background time.Duration // how long what happens in the background takes
	cases      []conformance.Case
	// wrap makes the server of a correct one; nil leaves that as it is. What it is to wait for it waits for by sleep.
	wrap func(correct http.Handler, sleep func(time.Duration)) http.Handler
}

// run examines a mock that nobody else has used.
func (t trial) run(ctx context.Context) (conformance.Result, error) {
	profile, err := openapi.ParseProfile(t.profile)
	if err != nil {
		return conformance.Result{}, err
	}
	clock := &trialClock{now: proofEpoch}
	mock, err := mockserver.New(mockserver.Config{
		Profile: profile, Tier: gitlab.Tier(t.plan.Tier), Edition: gitlab.Edition(t.plan.Edition), Now: clock.Now, Async: t.background,
	})
	if err != nil {
		return conformance.Result{}, err
	}
	defer mock.Close()
	target := conformance.Target{Handler: mock, Tokens: map[conformance.Role]string{}, Profile: profile, Tier: t.plan.Tier, Edition: t.plan.Edition}
	if t.wrap != nil {
		target.Handler = t.wrap(mock, func(d time.Duration) { _ = clock.Sleep(ctx, d) })
	}
	for _, role := range mock.Roles() {
		if role.Name == "owner" {
			target.Tokens[conformance.Maintainer] = role.Token
		}
	}
	if t.alone {
		target.Project, target.Ref, target.SHA = "1", "main", "main"
		target.Without = conformance.Needs()
	}
	if t.prefix != "" {
		target.URL = "http://127.0.0.1" + t.prefix
	}
	if t.line {
		listener := httptest.NewUnstartedServer(target.Handler)
		defer listener.Close()
		if t.encrypted {
			listener.EnableHTTP2 = true
			listener.StartTLS()
			target.Authorities = x509.NewCertPool()
			target.Authorities.AddCert(listener.Certificate())
		} else {
			listener.Start()
		}
		target.Handler, target.URL = nil, listener.URL
	}
	result, err := conformance.Execute(ctx, target, conformance.Options{
		Cases: t.cases, Brief: true, Clock: clock, Parallel: 1, RunID: "proof", Seed: 1, Timeout: time.Minute, Version: version(),
		Deadline: longestTrial,
	})
	if err != nil && result.Problem == "" {
		return result, fmt.Errorf("the examination under %s did not end: %w", t.profile, err)
	}
	return result, nil
}
