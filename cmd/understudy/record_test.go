package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
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

func TestRecordJSON(t *testing.T) {
	t.Parallel()
	server, out := mockserver.Start(t), filepath.Join(t.TempDir(), "shop.JSON")
	code, said, _ := recording(t, t.Context(), server.URL, "--out", out)
	require.Equal(t, exitOK, code, said)
	assert.True(t, json.Valid([]byte(read(t, out))))
	dataset, err := fixtures.ReadFile(out)
	require.NoError(t, err)
	assert.Len(t, dataset.Projects[0].Deployments, len(fixtures.Default().Projects[0].Deployments))
}

// A token that ends in the middle is followed by another.
func TestRecordGoesOnWithAnotherToken(t *testing.T) {
	t.Parallel()
	mock, asked, revoked := mockserver.Start(t), atomic.Int64{}, atomic.Bool{}
	revoked.Store(true)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) > 20 && revoked.Load() {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		mock.ServeHTTP(w, r)
	}))
	defer server.Close()
	out := filepath.Join(t.TempDir(), "out.yaml")
	code, said, _ := recording(t, t.Context(), server.URL, "--out", out)
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, said, "has the scope read_api; the same command goes on from here\n")
	revoked.Store(false)
	code, said, _ = recording(t, t.Context(), server.URL, "--out", out)
	assert.Equal(t, exitOK, code)
	assert.Contains(t, said, "out.yaml.partial, which has ")
	assert.FileExists(t, out)
	assert.NoFileExists(t, out+partial)
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
	guest := filepath.Join(t.TempDir(), "guest")
	require.NoError(t, os.WriteFile(guest, []byte("guest-token"), 0o600))
	unended := filepath.Join(t.TempDir(), "unended")
	require.NoError(t, os.WriteFile(unended+partial, []byte("maintainer-token"), 0o600))
	shared := "the file of --token-file too: name another, or that one would be lost"
	for _, test := range []struct {
		name string
		ctx  context.Context
		args []string
		code int
		said string
	}{
		{"no such project", t.Context(), []string{"--project", "acme/nothing"}, exitUsage, "--project acme/nothing: the target has no such project"},
		{"no target", t.Context(), []string{"--target", ""}, exitUsage, "--target is missing: give the URL"},
		{"a target that is none", t.Context(), []string{"--target", "gitlab"}, exitUsage, `understudy: --target: "gitlab" is not a URL`},
		{"plain http", t.Context(), []string{"--target", "http://gitlab.example.com"}, exitUsage, "would get tokens over plain http"},
		{"nobody there", t.Context(), []string{"--target", "http://127.0.0.1:1"}, exitIncomplete, "the target does not answer"},
		{"an empty token", t.Context(), []string{"--token-file", empty}, exitUsage, "--token-file: the file is empty"},
		{"a wrong token", t.Context(), []string{"--token-file", wrong}, exitUsage, "--token-file: the target does not accept the token"},
		{"no folder", t.Context(), []string{"--out", "/nowhere/at/all.yaml"}, exitUsage, "--out: there is no folder /nowhere/at"},
		{"no folder to write to", t.Context(), []string{"--out", "/proc/shop.yaml"}, exitUsage, "/proc/shop.yaml.partial: no such file or directory; give a file in a folder that can be written to"},
		{"a folder", t.Context(), []string{"--out", filepath.Dir(empty)}, exitUsage, "--out " + filepath.Dir(empty) + " is no file"},
		{"a device", t.Context(), []string{"--out", "/dev/full"}, exitUsage, "--out /dev/full is no file"},
		{"a pipe", t.Context(), []string{"--out", "-"}, exitUsage, "--out - is no file"},
		{"over the token", t.Context(), []string{"--token-file", guest, "--out", guest}, exitUsage, "--out " + guest + " is " + shared},
		{"beside the token", t.Context(), []string{"--token-file", unended + partial, "--out", unended}, exitUsage, "--out: what lies beside it, " + unended + partial + " is " + shared},
		{"beside what is no recording", t.Context(), []string{"--out", unended}, exitUsage, unended + partial + " is left of another recording: remove it, or write to another file\n"},
		{"a token that may not", t.Context(), []string{"--token-file", guest}, exitUsage, "--token-file: the target does not show the project's deployments to this token: give one of somebody who may see them"},
		{"an endless token", t.Context(), []string{"--token-file", "/dev/zero"}, exitUsage, "--token-file: the file cannot be read: it goes on after 64 MiB: give the name of a file that holds the token\n"},
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
	t.Cleanup(func() {
		for path, left := range map[string]string{guest: "guest-token", unended + partial: "maintainer-token"} {
			content, err := os.ReadFile(path)
			assert.NoError(t, err)
			assert.Equal(t, left, string(content))
		}
		assert.NoFileExists(t, guest+partial)
	})
}
