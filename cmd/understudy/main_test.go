package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// binaryDir holds the built command while the tests run.
var binaryDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "understudy")
	if err != nil {
		panic(err)
	}
	binaryDir = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// binary is the command as users have it, built once per test run.
func binary(t testing.TB) string {
	t.Helper()
	path, err := built()
	require.NoError(t, err)
	return path
}

var built = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaryDir, "understudy")
	if output, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, output)
	}
	return path, nil
})

func TestUsage(t *testing.T) {
	for name, tt := range map[string]struct {
		args      []string
		code      int
		out, errs string
	}{
		"help":            {[]string{"--help"}, exitOK, "serve", ""},
		"no command":      {nil, exitOK, "Available Commands:", ""},
		"version":         {[]string{"--version"}, exitOK, "understudy version ", ""},
		"unknown command": {[]string{"dance"}, exitUsage, "", `understudy: unknown command "dance"`},
		"unknown flag":    {[]string{"--dance"}, exitUsage, "", "understudy: unknown flag: --dance"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := command(t, nil, tt.args...)
			assert.Equal(t, tt.code, code)
			assert.Contains(t, out, tt.out)
			assert.Contains(t, errs, tt.errs)
		})
	}
}

func TestExitCodesAreWhatScriptsRelyOn(t *testing.T) {
	assert.Equal(t, []int{0, 1, 2, 3, 130}, []int{exitOK, exitFailed, exitUsage, exitIncomplete, exitInterrupted})
}
