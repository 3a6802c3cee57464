package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
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

// Whoever asked for a text does not get it, and is told so.
func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this machine has no device that is full: ", err)
	}
	defer full.Close()
	for _, args := range [][]string{{"--help"}, {"fixtures", "--help"}, {"--version"}, {"completion", "bash"}, {"rules"}, {"contract"}, {"fixtures", "--count", "5"}} {
		var said bytes.Buffer
		command := program(t.Context(), args...)
		command.Stdout, command.Stderr = full, &said
		_ = command.Run() // the code tells
		assert.Equal(t, exitUsage, command.ProcessState.ExitCode(), args)
		assert.Contains(t, said.String(), "no space left on device", args)
		assert.Equal(t, 1, strings.Count(said.String(), "\n"), said.String())
	}
}

func TestExitCodesAreWhatScriptsRelyOn(t *testing.T) {
	assert.Equal(t, []int{0, 1, 2, 3, 130}, []int{exitOK, exitFailed, exitUsage, exitIncomplete, exitInterrupted})
}
