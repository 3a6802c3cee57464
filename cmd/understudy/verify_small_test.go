package main

import (
	"bufio"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

const smallSHA = "0123456789012345678901234567890123456789"

// smallServer starts the server of testdata, in another language and by other hands than anything here, and returns its URL.
func smallServer(t *testing.T, token string) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3, with its standard library only")
	}
	command := exec.CommandContext(t.Context(), python, filepath.Join("testdata", "small_server.py"), token, smallSHA)
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	port, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return "http://127.0.0.1:" + strings.TrimSpace(port)
}

// A small reimplementation with five mistakes gets a finding for each, by its rule, and no other, on a page that can be read; one line
// tells how to waive what it does not have.
func TestVerifyFindsTheFiveMistakes(t *testing.T) {
	t.Parallel()
	url := smallServer(t, "small-token")
	file := filepath.Join(t.TempDir(), "report.json")
	args := []string{"verify", "--target", url, "--token-env", "T", "--project", "acme/shop", "--ref", "main", "--sha", smallSHA, "--quiet", "--report", "json=" + file}
	env := map[string]string{"T": "small-token"}
	code, out, errs := command(t, env, args...)
	require.Equal(t, exitFailed, code, out+errs)

	mistakes := []string{"R-CREATE-STATUS-CODE", "R-UPDATE-STATUS-MISSING", "R-DELETE-RUNNING", "R-LIST-ENVIRONMENT-EXACT", "R-LIST-SORT-DESC"}
	result := decodedReport(t, file)
	assert.ElementsMatch(t, mistakes, broken(result))
	assert.LessOrEqual(t, strings.Count(out, "\n"), 65, out)
	assert.Empty(t, result.Left, "environments go with their deployments there")

	const waive = "If the target is to do without: --without "
	require.Equal(t, 1, strings.Count(out, waive), out)
	_, needs, _ := strings.Cut(out, waive)
	needs, _, _ = strings.Cut(needs, "\n")
	code, _, errs = command(t, env, append(args, "--without", needs)...)
	assert.Equal(t, exitFailed, code, errs)
	result = decodedReport(t, file)
	assert.ElementsMatch(t, mistakes, broken(result))
	for _, rule := range result.Unexamined {
		assert.Equal(t, conformance.Blocked, rule.Verdict, "%+v", rule)
	}
}

func decodedReport(t *testing.T, file string) (result conformance.Result) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(read(t, file)), &result))
	return result
}
