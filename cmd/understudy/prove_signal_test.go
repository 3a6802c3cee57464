package main

import (
	"bufio"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Ctrl-C ends the proof at once, and nothing is proved.
func TestProveIsInterrupted(t *testing.T) {
	t.Parallel()
	command := program(t.Context(), "prove", "--every-case", "--only", "^(field|list)-")
	out, err := command.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	lines := bufio.NewScanner(out)
	require.True(t, lines.Scan()) // it says what it is about to do
	require.NoError(t, command.Process.Signal(syscall.SIGINT))
	var said strings.Builder
	for lines.Scan() {
		said.WriteString(lines.Text() + "\n")
	}
	_ = command.Wait()
	assert.Equal(t, exitInterrupted, command.ProcessState.ExitCode())
	assert.Equal(t, "understudy: interrupted before every server was examined: nothing is proved\n", said.String(), "it counts no more servers")
}
