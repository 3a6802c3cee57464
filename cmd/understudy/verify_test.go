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
	t.Parallel()
	for _, flags := range [][]string{
		{"--profile", "documented"}, {"--profile", "gitlab-18.9", "--shuffle"}, {"--repeat", "2", "--select", "list"},
		{"--tier", "free", "--select", "approval"}, {"--edition", "ce", "--select", "approval"},
	} {
		code, out, errs := command(t, nil, append([]string{"verify", "--fail-on", "should"}, flags...)...)
		assert.Zero(t, code, "%s", out)
		assert.Contains(t, errs, "Examining the built-in server")
		assert.NotContains(t, out, "Not examined")
	}
}

func TestVerifyExaminesATarget(t *testing.T) {
	mock := mockserver.Start(t)
	file := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(file, []byte(mock.Tokens["maintainer"]+"\n"), 0o600))
	env := map[string]string{"DEVELOPER": mock.Tokens["developer"], "MAIN": mock.Tokens["owner"]}
	xml, json := filepath.Join(t.TempDir(), "report.xml"), filepath.Join(t.TempDir(), "report.json")
	for _, main := range [][]string{{"--token-file", file}, {"--token-env", "MAIN"}} {
		args := append([]string{"verify", "--target", mock.URL, "--project", "acme/shop", "--select", "role", "--token-env", "developer=DEVELOPER",
			"--report", "junit=" + xml, "--report", "json=" + json, "--verbose"}, main...)
		code, out, errs := command(t, env, args...)
		require.Zero(t, code, out+errs)
		assert.Contains(t, out, "PASS       role/writing")
		assert.NotContains(t, out, "Left behind")
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
	env := map[string]string{"TOKEN": token, "WRONG": "glpat-secret", "BROKEN": "glpat-secret\nglpat-secret"}
	target := []string{"verify", "--target", broken, "--token-env", "TOKEN", "--project", "acme/shop"}
	dead := []string{"verify", "--target", "http://127.0.0.1:1", "--token-env", "WRONG", "--project", "1"}
	tests := []struct {
		name string
		args []string
		code int
		says string
	}{
		{"a MUST is broken", append(target, "--select", "^delete/one-timeline"), 1, ""},
		{"a SHOULD is broken", append(target, "--select", "^project/no-such-deployment"), 0, ""},
		{"a SHOULD is broken, and that counts", append(target, "--fail-on", "should", "--select", "^project/no-such-deployment"), 1, ""},
		{"unreachable", dead, 3, "connection refused: is the target running? --target http://127.0.0.1:1\n"},
		{"unknown project", append(target, "--project", "acme/none"), 3, "project acme/none does not exist, or the token may not see it"},
		{"refused token", []string{"verify", "--target", broken, "--token-env", "WRONG", "--project", "1"}, 3, "the token is refused (401)"},
		{"unknown flag", []string{"verify", "--targets", "x"}, 2, "unknown flag: --targets; see"},
		{"argument", []string{"verify", "x"}, 2, "verify takes no arguments"},
		{"no case", []string{"verify", "--select", "^nothing/"}, 2, "understudy: no case is selected"},
		{"no case to list", []string{"verify", "--list", "--select", "^nothing/"}, 2, "no case is selected"},
		{"no regular expression", []string{"verify", "--select", "("}, 2, "is no case, rule, section, level or regular expression"},
		{"no URL", []string{"verify", "--target", "gitlab", "--token-env", "WRONG"}, 2, `understudy: --target: "gitlab" is not a URL such as https://gitlab.example.com` + "\n"},
		{"no token", []string{"verify", "--target", broken, "--project", "1"}, 2, "a token is missing"},
		{"two tokens", append(dead, "--token-env", "TOKEN"), 2, "role maintainer has two tokens"},
		{"token file", []string{"verify", "--target", broken, "--token-file", "glpat-secret"}, 2, "--token-file: role maintainer: the file cannot be read: no such file or directory: give the name of a file"},
		{"empty variable", []string{"verify", "--target", broken, "--token-env", "NONE"}, 2, "--token-env: role maintainer: the environment variable is not set, or empty"},
		{"token for a file of a role", append(dead, "--token-file", "developer=glpat-secret"), 2, "--token-file: role developer: the file cannot be read"},
		{"unknown profile", []string{"verify", "--profile", "gitlab-1"}, 2, "--profile"},
		{"unknown tier", []string{"verify", "--tier", "gold"}, 2, "--tier"},
		{"unknown edition", []string{"verify", "--edition", "de"}, 2, "--edition"},
		{"unknown need", []string{"verify", "--without", "tokens"}, 2, "--without"},
		{"fail on", []string{"verify", "--fail-on", "may"}, 2, "--fail-on"},
		{"timeout", []string{"verify", "--timeout", "0s"}, 2, "--timeout"},
		{"no duration", []string{"verify", "--timeout", "soon"}, 2, `--timeout "soon" is not a duration like 10s`},
		{"token with a line break", []string{"verify", "--target", broken, "--project", "1", "--token-env", "BROKEN"}, 2, "the token contains a line break"},
		{"report file", append(target, "--report", "junit=/nowhere/report.xml"), 2, "--report junit: open /nowhere/report.xml: no such file"},
		{"report format", append(target, "--report", "pdf=report.pdf"), 2, "--report pdf=report.pdf is not FORMAT=PATH"},
		{"token without target", []string{"verify", "--token-env", "WRONG"}, 2, "needs --target"},
		{"gitlab.com", []string{"verify", "--target", "https://gitlab.com", "--token-env", "WRONG", "--project", "a/b"}, 2, "--i-own-this-project"},
		{"plain http", []string{"verify", "--target", "http://gitlab.example.com", "--token-env", "WRONG"}, 2, "--insecure-http"},
		{"safe without a project", []string{"verify", "--safe", "--target", broken, "--token-env", "WRONG"}, 2, "--safe makes no project"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			code, out, errs := command(t, env, append(test.args, "--quiet")...)
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
	code, _, _ := command(t, map[string]string{"TOKEN": "t"}, "verify", "--target", "http://127.0.0.1:1", "--token-env", "TOKEN", "--report", "junit="+xml, "--report", "json="+json)
	assert.Equal(t, 3, code)
	assert.Contains(t, read(t, xml), `<error type="UNEXAMINABLE"`)
	assert.Contains(t, read(t, json), `"outcome": "incomplete"`)
}

// Whoever reads the report alone learns that nothing was examined, too.
func TestVerifyReportsThatItWasAskedForWrongly(t *testing.T) {
	for _, args := range [][]string{{"--select", "^nothing/"}, {"--tier", "gold"}, {"--target", "gitlab", "--token-env", "TOKEN"}} {
		path := filepath.Join(t.TempDir(), "report.json")
		code, _, errs := command(t, map[string]string{"TOKEN": "t"}, append([]string{"verify", "--report", "json=" + path}, args...)...)
		assert.Equal(t, exitUsage, code, args)
		result, err := readResult(path)
		require.NoError(t, err, args)
		assert.Contains(t, errs, result.Problem)
		assert.NotEmpty(t, result.Problem)
	}
}

func TestVerifyIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	code := run(ctx, []string{"verify"}, streams{out: &out, err: &errs, getenv: func(string) string { return "" }})
	assert.Equal(t, 130, code)
}

func TestVerifyLists(t *testing.T) {
	code, out, _ := command(t, nil, "verify", "--list", "--select", "^access/(token|revoked)")
	assert.Zero(t, code)
	assert.Equal(t, "access/token-is-accepted  A request with a valid token in PRIVATE-TOKEN is answered  [R-COM-TOKEN-HEADER R-COM-API-ROOT]\n"+
		"access/revoked-token  A token that was revoked opens nothing any more  [R-COM-TOKEN-INVALID]\n", out)
}

func TestVerifyPlans(t *testing.T) {
	code, out, _ := command(t, nil, "verify", "--plan")
	assert.Zero(t, code)
	assert.Contains(t, out, "makes: a private project")
	code, out, _ = command(t, nil, "verify", "--plan", "--select", "access/token-is-accepted")
	assert.Zero(t, code)
	assert.Contains(t, out, "makes nothing")
}

// What --safe leaves out is said, and nothing else than reading happens.
func TestVerifySafeChangesNothingAndSaysSo(t *testing.T) {
	mock := mockserver.Start(t)
	before := mock.Instance().State()
	env := map[string]string{"T": mock.Tokens["maintainer"]}
	code, out, errs := command(t, env, "verify", "--target", mock.URL, "--token-env", "T", "--project", "acme/shop", "--safe")
	assert.Equal(t, exitOK, code, out+errs)
	assert.Contains(t, errs, "Nothing is made or changed; project acme/shop is read\n")
	assert.Contains(t, out, "WAIVED it changes something, and this run is to change nothing: ")
	assert.NotContains(t, out, "MUST rules: 133 PASS")
	assert.Same(t, before, mock.Instance().State())
}
