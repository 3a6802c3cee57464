package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
)

// recording runs the command into a folder of the test's own.
func recording(t *testing.T, ctx context.Context, url string, args ...string) (code int, said, folder string) {
	t.Helper()
	folder = t.TempDir()
	token := filepath.Join(folder, "token")
	require.NoError(t, os.WriteFile(token, []byte("maintainer-token\n"), 0o600))
	var errors bytes.Buffer
	args = append([]string{"record", "--target", url, "--project", "acme/shop", "--token-file", token, "--out", filepath.Join(folder, "out.yaml")}, args...)
	code = run(ctx, args, streams{out: &bytes.Buffer{}, err: &errors, getenv: func(string) string { return "" }})
	return code, strings.ReplaceAll(errors.String(), folder+"/", ""), folder
}

func TestRecord(t *testing.T) {
	t.Parallel()
	server := mockserver.Start(t)
	code, said, folder := recording(t, t.Context(), server.URL)
	assert.Equal(t, exitOK, code, said)
	shop := fixtures.Default().Projects[0]
	assert.Contains(t, said, fmt.Sprintf("understudy: out.yaml has %d deployments in %d environments, %d merge requests, ", len(shop.Deployments), len(shop.Environments), len(shop.MergeRequests)))
	content, err := os.ReadFile(filepath.Join(folder, "out.yaml"))
	require.NoError(t, err)
	dataset, err := fixtures.Read("out.yaml", content)
	require.NoError(t, err)
	assert.Len(t, dataset.Projects[0].Deployments, len(shop.Deployments))
	assert.NoFileExists(t, filepath.Join(folder, "out.yaml.partial"))

	code, said, folder = recording(t, t.Context(), server.URL, "--anonymise")
	assert.Equal(t, exitOK, code, said)
	content, err = os.ReadFile(filepath.Join(folder, "out.yaml"))
	require.NoError(t, err)
	assert.NotContains(t, string(content), "acme")
	assert.NotContains(t, string(content), dataset.Projects[0].Deployments[0].SHA)
}

// Whatever keeps a recording from being made is one line, and leaves no file behind.
func TestRecordSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	server := mockserver.Start(t)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	empty := filepath.Join(t.TempDir(), "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	wrong := filepath.Join(t.TempDir(), "wrong")
	require.NoError(t, os.WriteFile(wrong, []byte("nobody's"), 0o600))
	for _, test := range []struct {
		name string
		ctx  context.Context
		args []string
		code int
		said string
	}{
		{"no such project", t.Context(), []string{"--project", "acme/nothing"}, exitUsage, "--project acme/nothing: the target has no such project"},
		{"no target", t.Context(), []string{"--target", ""}, exitUsage, "--target is missing: give the URL"},
		{"a target that is none", t.Context(), []string{"--target", "gitlab"}, exitUsage, `target "gitlab" is not a URL`},
		{"plain http", t.Context(), []string{"--target", "http://gitlab.example.com"}, exitUsage, "would get tokens over plain http"},
		{"nobody there", t.Context(), []string{"--target", "http://127.0.0.1:1"}, exitIncomplete, "the target does not answer"},
		{"an empty token", t.Context(), []string{"--token-file", empty}, exitUsage, "--token-file: the file is empty"},
		{"a wrong token", t.Context(), []string{"--token-file", wrong}, exitUsage, "--token-file: the target does not accept the token"},
		{"no folder", t.Context(), []string{"--out", "/nowhere/at/all.yaml"}, exitUsage, "--out: there is no folder /nowhere/at"},
		{"a pipe", t.Context(), []string{"--out", "-"}, exitUsage, "--out - is no file"},
		{"stopped", stopped, nil, exitInterrupted, "stopped; the same command goes on from here"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			code, said, folder := recording(t, test.ctx, server.URL, test.args...)
			assert.Equal(t, test.code, code)
			assert.Contains(t, said, test.said)
			assert.Equal(t, 1, strings.Count(said, "\n"), said)
			files, err := os.ReadDir(folder)
			require.NoError(t, err)
			assert.Len(t, files, 1, "the token's")
		})
	}
}
