package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func written(t *testing.T, content string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "data.yaml")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func TestServeDataOfStandardInput(t *testing.T) {
	serve := program(context.Background(), "serve", "--addr", "127.0.0.1:0", "--data", "-")
	serve.Stdin = strings.NewReader("projects: [{path: acme/piped}]")
	out, err := serve.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, serve.Start())
	var banner strings.Builder
	for lines := bufio.NewScanner(out); lines.Scan(); banner.WriteString(lines.Text() + "\n") {
		if strings.HasPrefix(lines.Text(), "Stop with") {
			require.NoError(t, serve.Process.Signal(os.Interrupt))
		}
	}
	require.NoError(t, serve.Wait())
	assert.Contains(t, banner.String(), "acme/piped")
}

func TestServeIsInterruptedWhileItLoads(t *testing.T) {
	endless, writer := io.Pipe() // a dataset that never comes to its end
	defer writer.Close()
	ctx, interrupt := context.WithCancel(t.Context())
	go func() {
		_, _ = writer.Write([]byte("users:\n"))
		interrupt()
	}()
	var out, errs bytes.Buffer
	code := run(ctx, []string{"serve", "--addr", "127.0.0.1:0", "--data", "-"}, streams{in: endless, out: &out, err: &errs})
	assert.Equal(t, exitInterrupted, code)
	assert.Empty(t, out.String()+errs.String())
}
