package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const leftReady = `{"url": "http://127.0.0.1:1", "pid": 1, "tokens": {"owner": "t"}, "projects": []}`

func TestReadyFileBelongsToTheServerThatWroteIt(t *testing.T) {
	for _, left := range []string{leftReady, ""} {
		file := written(t, left)
		code, _, _ := command(t, nil, "serve", "--addr", "nonsense", "--ready-file", file)
		assert.Equal(t, exitUsage, code)
		assert.NoFileExists(t, file, "a server that does not start leaves no file for another's")
	}

	file := written(t, leftReady)
	first, _ := start(t, "--ready-file", file)
	info, err := os.Lstat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode(), "a file of its own, which nobody else may read")
	second, _ := start(t, "--ready-file", file)
	assert.Equal(t, exitOK, first.stop(t, os.Interrupt))
	var announced ready
	require.NoError(t, json.Unmarshal([]byte(read(t, file)), &announced))
	assert.Equal(t, second.Process.Pid, announced.PID)

	require.NoError(t, second.Process.Kill())
	_ = second.Wait() // it was killed
	third, _ := start(t, "--ready-file", file)
	assert.Equal(t, exitOK, third.stop(t, os.Interrupt), "what a killed server left is no hindrance")
	assert.NoFileExists(t, file)
}

func TestReadyFileTakesNobodysPlace(t *testing.T) {
	cert, key := certificate(t)
	linked := filepath.Join(t.TempDir(), "linked.json")
	outside := written(t, leftReady)
	require.NoError(t, os.Symlink(outside, linked))
	data, token, other := written(t, "users: [{username: ana}]"), written(t, "secret"), written(t, "a love letter")
	hard := filepath.Join(t.TempDir(), "hard.yaml")
	require.NoError(t, os.Link(data, hard))
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for name, tt := range map[string]struct {
		file string
		args []string
		want string
	}{
		"the dataset":                 {data, []string{"--data", data}, " is the file of --data too: name another, or that one would be lost"},
		"the dataset by another name": {hard, []string{"--data", data}, " is the file of --data too"},
		"the certificate":             {cert, []string{"--tls-cert", cert, "--tls-key", key}, " is the file of --tls-cert too"},
		"the key":                     {key, []string{"--tls-cert", cert, "--tls-key", key}, " is the file of --tls-key too"},
		"the token":                   {token, []string{"--control-token-file", token}, " is the file of --control-token-file too"},
		"a text":                      {other, nil, " is there, and no server has written it: name another, or remove it"},
		"JSON of something else":      {written(t, `{"url": "http://x", "pid": 1, "tokens": {}, "projects": [], "mine": 1}`), nil, " is there, and no server has written it"},
		"JSON of nothing":             {written(t, `{}`), nil, " is there, and no server has written it"},
		"a link":                      {linked, nil, " is there, and no server has written it"},
		"a directory":                 {t.TempDir(), nil, " is there, and no server has written it"},
		"a pipe":                      {pipe, nil, " is there, and no server has written it"},
	} {
		t.Run(name, func(t *testing.T) {
			before, err := os.Lstat(tt.file)
			require.NoError(t, err)
			code, out, errs := command(t, nil, append([]string{"serve", "--addr", "nonsense", "--ready-file", tt.file}, tt.args...)...)
			assert.Equal(t, exitUsage, code)
			assert.Empty(t, out)
			assert.Contains(t, errs, "--ready-file "+tt.file+tt.want)
			assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
			after, err := os.Lstat(tt.file)
			require.NoError(t, err)
			assert.True(t, os.SameFile(before, after) && before.Size() == after.Size(), "it is left as it was")
		})
	}
	assert.JSONEq(t, leftReady, read(t, outside))
}
