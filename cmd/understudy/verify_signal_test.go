package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// stopping is the built-in server; it sends the signal to the process at the 150th request, and tells what there is.
type stopping struct {
	*mockserver.Running
	url     string
	asked   atomic.Int32
	process atomic.Pointer[os.Process]
	signal  os.Signal
}

func stoppingServer(t *testing.T, signal os.Signal) *stopping {
	t.Helper()
	s := &stopping{Running: mockserver.Start(t), signal: signal}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if process := s.process.Load(); s.asked.Add(1) == 150 && process != nil {
			_ = process.Signal(s.signal)
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *stopping) projects() string {
	request := httptest.NewRequest(http.MethodGet, "/api/v4/projects?per_page=100", nil)
	request.Header.Set("Private-Token", s.Tokens["owner"])
	recorder := httptest.NewRecorder()
	s.ServeHTTP(recorder, request)
	return recorder.Body.String()
}

// verify starts the built command against the server and waits for its end.
func (s *stopping) verify(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	command := program(t.Context(), append([]string{"verify", "--target", s.url, "--token-env", "T", "--parallel", "2"}, args...)...)
	command.Env = append(command.Env, "T="+s.Tokens["owner"], "TMPDIR="+t.TempDir())
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	require.NoError(t, command.Start())
	s.process.Store(command.Process)
	_ = command.Wait()
	return command.ProcessState.ExitCode(), output.String()
}

// Interrupted, a run cleans up first, and writes its reports.
func TestVerifyCleansUpWhenInterrupted(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		s := stoppingServer(t, signal)
		before := s.projects()
		report := filepath.Join(t.TempDir(), "report.json")
		code, out := s.verify(t, "--report", "json="+report)
		assert.Equal(t, exitInterrupted, code, out)
		assert.Equal(t, before, s.projects(), "nothing is left")
		assert.Contains(t, out, "interrupted")
		assert.Contains(t, read(t, report), `"outcome": "interrupted"`)
	}
}

// Killed, it leaves a journal, from which another process cleans up.
func TestCleanupRemovesWhatAKilledRunLeft(t *testing.T) {
	s := stoppingServer(t, syscall.SIGKILL)
	before := s.projects()
	journal := filepath.Join(t.TempDir(), "journal")
	code, _ := s.verify(t, "--journal", journal)
	require.Equal(t, -1, code, "killed")
	require.NotEqual(t, before, s.projects(), "something is left")

	env := map[string]string{"T": s.Tokens["owner"]}
	code, out, errs := command(t, env, "cleanup", "--journal", journal, "--token-env", "T")
	assert.Zero(t, code, out+errs)
	assert.Contains(t, out, "nothing is left")
	assert.Equal(t, before, s.projects())
	code, out, _ = command(t, env, "cleanup", "--journal", journal, "--token-env", "T")
	assert.Zero(t, code, "again: %s", out)
}

func TestCleanupUsage(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	for _, test := range []struct {
		args []string
		says string
	}{
		{nil, "--journal is missing"},
		{[]string{"--journal", "/nowhere/journal"}, "--journal: open /nowhere/journal"},
		{[]string{"--journal", empty}, "is no journal of a run"},
	} {
		code, _, errs := command(t, nil, append([]string{"cleanup"}, test.args...)...)
		assert.Equal(t, exitUsage, code)
		assert.Contains(t, errs, test.says)
		assert.Equal(t, 1, strings.Count(errs, "\n"))
	}
}
