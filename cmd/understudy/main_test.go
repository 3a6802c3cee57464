package main

import (
	"context"
	"os"
	"os/exec"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/mockserver"
)

// asTheCommand makes this program the command instead of its tests.
const asTheCommand = "UNDERSTUDY_TEST_AS_THE_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asTheCommand) != "" {
		main()
	}
	debug.SetGCPercent(mockserver.GCPercent) // most of these tests serve or examine
	os.Exit(m.Run())
}

// program is the command in a process of its own, as users have it.
func program(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0], args...)
	command.Env = append(os.Environ(), asTheCommand+"=1")
	return command
}

func TestUsage(t *testing.T) {
	for name, tt := range map[string]struct {
		args      []string
		code      int
		out, errs string
	}{
		"help":            {[]string{"--help"}, exitOK, "serve", ""},
		"no command":      {[]string{}, exitOK, "Available Commands:", ""},
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
