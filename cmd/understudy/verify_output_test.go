package main

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// fullDisk is a file that takes nothing.
const fullDisk = "/dev/full"

func TestVerifyTellsWhatCannotBeWritten(t *testing.T) {
	if _, err := os.Stat(fullDisk); err != nil {
		t.Skip("needs " + fullDisk)
	}
	code, out, errs := command(t, nil, "verify", "--run", "^access/token", "--json", fullDisk)
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, out, "conformant: 1 PASS", "the console has it")
	assert.Equal(t, "understudy: --json: write /dev/full: no space left on device\n", errs)

	for _, args := range [][]string{{"verify", "--run", "^access/token"}, {"verify", "--list"}} {
		var errs strings.Builder
		code := run(t.Context(), args, streams{out: failing{}, err: &errs, getenv: os.Getenv})
		assert.Equal(t, exitUsage, code)
		assert.Equal(t, "understudy: the output cannot be written: lost\n", errs.String())
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("lost") }

// A reader who has seen enough is no reason to die of SIGPIPE.
func TestVerifyIntoAClosedPipe(t *testing.T) {
	broken, token := forgetful(t)
	for _, test := range []struct {
		args []string
		code int
	}{
		{[]string{"verify", "--list"}, exitOK},
		{[]string{"verify", "--run", "^access/token"}, exitOK},
		{[]string{"verify", "--run", "^delete/running", "--target", broken, "--token", token, "--project", "1"}, exitFailed},
	} {
		reader, writer, err := os.Pipe()
		require.NoError(t, err)
		require.NoError(t, reader.Close())
		var errs strings.Builder
		command := exec.CommandContext(t.Context(), binary(t), test.args...)
		command.Stdout, command.Stderr = writer, &errs
		_ = command.Run()
		writer.Close()
		assert.Equal(t, test.code, command.ProcessState.ExitCode(), test.args)
		assert.Empty(t, errs.String())
	}
}

// A server that says yes to everything breaks rules; that it shows no project keeps nobody from telling.
func TestVerifyExaminesWhatSaysYes(t *testing.T) {
	for _, body := range []string{`[]`, `{}`, `<html>`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, body)
		}))
		file := filepath.Join(t.TempDir(), "report.json")
		code, out, errs := command(t, nil, "verify", "--target", server.URL, "--token", "t", "--project", "acme/shop", "--json", file)
		server.Close()
		assert.Equal(t, exitFailed, code, errs)
		assert.Contains(t, out, "FAIL           MUST   create/")
		for _, goes := range []string{"Go value", "invalid character", "unexpected end of JSON", "unmarshal"} {
			assert.NotContains(t, out+read(t, file), goes, body)
		}
	}
}

func TestVerifyNeedsRights(t *testing.T) {
	mock := mockserver.Start(t)
	args := []string{"verify", "--target", mock.URL, "--project", "acme/shop"}
	for _, token := range []string{mock.Tokens["reporter"], mock.Tokens["guest"], "readonly-token"} {
		code, out, errs := command(t, nil, append(args, "--token", token)...)
		assert.Equal(t, exitInconclusive, code, token)
		assert.Contains(t, errs, "the token may not create deployments (403): a maintainer's token with scope api is needed\n")
		assert.Empty(t, out)
	}
	environment := map[string]string{"OLD": "glpat-old"}
	code, _, errs := command(t, environment, append(args, "--token", mock.Tokens["owner"], "--role-token", "developer=env:OLD")...)
	assert.Equal(t, exitInconclusive, code)
	assert.Contains(t, errs, "role developer: the token is refused (401)\n")
}

// Deployments made through the API name what was sent as their commit, which may be a branch.
func TestVerifyAfterSomebodyDeployedABranch(t *testing.T) {
	mock := mockserver.Start(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, mock.URL+"/api/v4/projects/1/deployments",
		strings.NewReader("environment=staging&sha=main&ref=main&tag=false&status=running"))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("PRIVATE-TOKEN", mock.Tokens["developer"])
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusCreated, response.StatusCode)
	code, out, errs := command(t, nil, "verify", "--target", mock.URL, "--project", "acme/shop", "--token", mock.Tokens["maintainer"], "--run", "^list/order")
	assert.Zero(t, code, out+errs)
	assert.NotContains(t, out, "UNTESTABLE")
}

func TestVerifyAdvises(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	encrypted := httptest.NewUnstartedServer(http.NotFoundHandler())
	encrypted.Config.ErrorLog = log.New(io.Discard, "", 0)
	encrypted.StartTLS()
	t.Cleanup(encrypted.Close)
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	t.Cleanup(slow.Close)
	address := strings.TrimPrefix(plain.URL, "http://")
	for name, test := range map[string]struct{ target, timeout, says string }{
		"plain http":        {"https://" + address, "30s", "does the target speak plain http? --target http://" + address + "\n"},
		"unknown authority": {encrypted.URL, "30s", "name the authority's certificate in SSL_CERT_FILE\n"},
		"slow":              {slow.URL, "50ms", "the target took longer than --timeout 50ms\n"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := command(t, nil, "verify", "--target", test.target, "--token", "t", "--project", "1", "--timeout", test.timeout)
			assert.Equal(t, exitInconclusive, code, out)
			assert.Contains(t, errs, test.says)
			assert.Equal(t, 1, strings.Count(errs, "\n"))
		})
	}
}
