package mockserver

import (
	"net/http/httptest"

	"understudy/mockserver/control"
)

// TestingT is the part of *testing.T and *testing.B that Start needs.
type TestingT interface {
	Helper()
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Cleanup(func())
}

// Running is a server that listens on a loopback port for the length of a test.
type Running struct {
	*Server
	URL    string            // base URL, without /api/v4
	Tokens map[string]string // by role: owner, maintainer, developer, reporter, guest, outsider, admin, …
}

// Space is a GitLab of a test's own beside a running server.
type Space struct {
	*control.Space
	URL    string            // base URL, without /api/v4
	Tokens map[string]string // by role
}

// Start starts a strict server for a test and stops it when the test ends. A response that breaks the contract fails the
// test. Each configure may change the configuration first.
func Start(t TestingT, configure ...func(*Config)) *Running {
	t.Helper()
	config := Config{Strict: true}
	for _, change := range configure {
		change(&config)
	}
	server, err := New(config)
	if err != nil {
		t.Fatalf("mockserver: %v", err)
	}
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		server.Close() // first: a request may wait for a receiver
		listener.Close()
		if n := server.Breaches(); n > 0 {
			t.Errorf("mockserver: %d responses broke the contract; give it a Logger to see how", n)
		}
	})
	return &Running{Server: server, URL: listener.URL, Tokens: server.Tokens()}
}

// Space makes a GitLab for one test: state, clock, ids, faults and journal of its own, at the start of the server unless an
// origin says otherwise. It ends with the test, which may run beside others.
func (r *Running) Space(t TestingT, origin ...control.Origin) *Space {
	t.Helper()
	var o control.Origin
	if len(origin) > 0 {
		o = origin[0]
	}
	space, err := r.spaces.Create(o)
	if err != nil {
		t.Fatalf("mockserver: %v", err)
		return nil
	}
	t.Cleanup(func() {
		r.spaces.End(space.Name())
		if n := space.Breaches(); n > 0 {
			t.Errorf("mockserver: %d responses broke the contract; give the server a Logger to see how", n)
		}
	})
	return &Space{Space: space, URL: r.URL + control.SpacePath(space.Name()), Tokens: space.Tokens()}
}
