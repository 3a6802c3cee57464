package main

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// command runs one command line and returns its exit code, standard output and standard error.
func command(t *testing.T, env map[string]string, args ...string) (code int, out, errs string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(t.Context(), args, streams{out: &stdout, err: &stderr, getenv: func(name string) string { return env[name] }})
	return code, stdout.String(), stderr.String()
}

func TestVerifyExaminesTheBuiltInServer(t *testing.T) {
	for _, profile := range []string{"documented", "gitlab-18.9"} {
		code, out, errs := command(t, nil, "verify", "--strict", "--profile", profile, "--run", "^(access|delete|approval)/")
		assert.Zero(t, code, out)
		assert.Empty(t, errs)
		assert.Contains(t, out, "PASS           MUST   delete/running-is-refused")
		assert.Contains(t, out, "profile "+profile)
		assert.NotContains(t, out, "NOT_APPLICABLE")
	}
}

func TestVerifyExaminesATarget(t *testing.T) {
	mock := mockserver.Start(t)
	file := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(file, []byte(mock.Tokens["maintainer"]+"\n"), 0o600))
	env := map[string]string{"DEVELOPER": mock.Tokens["developer"], "MAIN": mock.Tokens["owner"]}
	xml, json := filepath.Join(t.TempDir(), "report.xml"), filepath.Join(t.TempDir(), "report.json")
	for _, main := range [][]string{{"--token-file", file}, {"--token-env", "MAIN"}, {"--token", mock.Tokens["maintainer"]}} {
		args := append([]string{"verify", "--target", mock.URL, "--project", "acme/shop", "--run", "^delete/", "--role-token", "developer=env:DEVELOPER",
			"--junit", xml, "--json", json}, main...)
		code, out, errs := command(t, env, args...)
		require.Zero(t, code, out+errs)
		assert.Contains(t, out, "PASS           SHOULD delete/developers-may-not")
		everything := out + errs + read(t, xml) + read(t, json)
		for role, token := range mock.Tokens {
			assert.NotContains(t, everything, token, role)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(content)
}

// forgetful answers as the mock does, but deletes nothing.
func forgetful(t *testing.T) (url, token string) {
	t.Helper()
	mock := mockserver.Start(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		mock.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, mock.Tokens["maintainer"]
}

func TestVerifyExitCodes(t *testing.T) {
	broken, token := forgetful(t)
	target := []string{"verify", "--target", broken, "--token", token, "--project", "acme/shop"}
	dead := []string{"verify", "--target", "http://127.0.0.1:1", "--token", "glpat-secret", "--project", "1"}
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a MUST is broken", append(target, "--run", "^delete/running"), 1, ""},
		{"a SHOULD is broken", append(target, "--run", "^delete/twice"), 0, ""},
		{"a SHOULD is broken, strict", append(target, "--strict", "--run", "^delete/twice"), 1, ""},
		{"unreachable", dead, 3, "connection refused: is the target running? --target http://127.0.0.1:1\n"},
		{"unknown project", append(target, "--project", "acme/none"), 3, "project acme/none does not exist, or the token may not see it"},
		{"refused token", append(target, "--token", "glpat-secret"), 3, "the token is refused (401)"},
		{"unknown flag", []string{"verify", "--targets", "x"}, 2, "unknown flag: --targets, see"},
		{"argument", []string{"verify", "glpat-secret"}, 2, "verify takes flags only"},
		{"no case", []string{"verify", "--run", "^nothing/"}, 2, "--run ^nothing/ matches no case"},
		{"no case to list", []string{"verify", "--list", "--run", "^nothing/"}, 2, "--run ^nothing/ matches no case"},
		{"no regular expression", []string{"verify", "--run", "("}, 2, "--run is not a regular expression"},
		{"no URL", []string{"verify", "--target", "gitlab", "--token", "glpat-secret", "--project", "1"}, 2, "is not a URL"},
		{"no URL, no project", []string{"verify", "--target", "gitlab"}, 2, "is not a URL"},
		{"no project", []string{"verify", "--target", broken, "--token", "glpat-secret"}, 2, "--project is missing"},
		{"no token", []string{"verify", "--target", broken, "--project", "1"}, 2, "a token is missing"},
		{"two tokens", append(dead, "--token-env", "X"), 2, "understudy: give only one of --token, --token-file, --token-env\n"},
		{"token file", []string{"verify", "--target", broken, "--project", "1", "--token-file", "glpat-secret"}, 2, "--token-file: the file cannot be read: no such file or directory: give the name of a file"},
		{"empty variable", []string{"verify", "--target", broken, "--project", "1", "--token-env", "glpat-secret"}, 2, "--token-env: the environment variable is not set, or empty"},
		{"unknown role", append(dead, "--role-token", "glpat-secret=env:X"), 2, "--role-token: no such role: use one of developer, "},
		{"role with a token", append(dead, "--role-token", "glpat-secret"), 2, "never the token itself"},
		{"token for a file of a role", append(dead, "--role-token", "developer=glpat-secret"), 2, "give developer=FILE or developer=env:NAME, never the token itself"},
		{"unknown profile", []string{"verify", "--profile", "gitlab-1"}, 2, "--profile"},
		{"timeout", []string{"verify", "--timeout", "0s"}, 2, "--timeout"},
		{"no duration", []string{"verify", "--timeout", "soon"}, 2, "understudy: invalid argument \"soon\" for \"--timeout\", see understudy verify --help\n"},
		{"token with a line break", append(target, "--token", "glpat-secret\nglpat-secret"), 2, "the token contains a line break"},
		{"junit file", append(target, "--junit", "/nowhere/report.xml"), 2, "--junit: open /nowhere/report.xml: no such file"},
		{"json file", append(target, "--json", "/nowhere/report.json"), 2, "--json: open /nowhere/report.json: no such file"},
		{"token without target", []string{"verify", "--token", "glpat-secret"}, 2, "needs --target"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code, out, errs := command(t, nil, test.args...)
			assert.Equal(t, test.code, code, out+errs)
			assert.Contains(t, errs, test.says)
			assert.NotContains(t, out+errs, "glpat-secret")
			if code > exitFailed {
				assert.Equal(t, 1, strings.Count(errs, "\n"), "one line: %s", errs)
				assert.Empty(t, out)
			}
		})
	}
}

func TestVerifyWritesReportsWhateverHappens(t *testing.T) {
	xml, json := filepath.Join(t.TempDir(), "report.xml"), filepath.Join(t.TempDir(), "report.json")
	code, _, _ := command(t, nil, "verify", "--target", "http://127.0.0.1:1", "--token", "t", "--project", "1", "--junit", xml, "--json", json)
	assert.Equal(t, 3, code)
	assert.Contains(t, read(t, xml), `<error type="UNEXAMINABLE"`)
	assert.Contains(t, read(t, json), `"outcome": "inconclusive"`)
}

func TestVerifyIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := run(ctx, []string{"verify"}, streams{out: &out, err: &errs, getenv: func(string) string { return "" }})
	assert.Equal(t, 130, code)
}

func TestVerifyLists(t *testing.T) {
	code, out, _ := command(t, nil, "verify", "--list", "--run", "^delete/running")
	assert.Zero(t, code)
	assert.Equal(t, "MUST   delete/running-is-refused  A running deployment cannot be deleted\n"+
		"SHOULD delete/running-message  The refusal says that a running deployment cannot be destroyed\n", out)
}
