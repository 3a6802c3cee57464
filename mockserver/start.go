package mockserver

import (
	"net/http/httptest"
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
	running := &Running{Server: server, URL: listener.URL, Tokens: map[string]string{}}
	for _, role := range server.Roles() {
		running.Tokens[role.Name] = role.Token
	}
	return running
}
