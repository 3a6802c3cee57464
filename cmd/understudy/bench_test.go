package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var residentMemory = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// idleAfter is how long after its last request a server counts as idle.
const idleAfter = 500 * time.Millisecond

// BenchmarkStart reports how long the command as make builds it takes from its start to its first answer, with the default
// dataset, and the memory it holds when idle.
func BenchmarkStart(b *testing.B) {
	path := filepath.Join(b.TempDir(), "understudy")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	output, err := build.CombinedOutput()
	require.NoError(b, err, string(output))
	var times, memory []float64
	for b.Loop() {
		address := freeAddress(b)
		began := time.Now()
		server := exec.Command(path, "serve", "--addr", address, "--log-level", "warn")
		require.NoError(b, server.Start())
		awaitAnswer(b, "http://"+address+"/api/v4/projects/1/deployments?private_token=reporter-token")
		times = append(times, float64(time.Since(began).Microseconds())/1000)
		<-time.After(idleAfter)
		memory = append(memory, resident(b, server.Process.Pid))
		require.NoError(b, server.Process.Signal(os.Interrupt))
		require.NoError(b, server.Wait())
	}
	slices.Sort(times)
	slices.Sort(memory)
	b.ReportMetric(times[len(times)/2], "ms-to-first-answer")
	b.ReportMetric(memory[len(memory)/2], "MB-idle")
}

func freeAddress(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	defer listener.Close()
	return listener.Addr().String()
}

// awaitAnswer asks until somebody answers.
func awaitAnswer(b *testing.B, url string) {
	b.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for time.Now().Before(deadline) {
		response, err := http.Get(url)
		if err != nil {
			<-time.After(time.Millisecond) // the server needs the processor more
			continue
		}
		response.Body.Close()
		require.Equal(b, http.StatusOK, response.StatusCode)
		return
	}
	require.Fail(b, "no answer within 10 s")
}

func resident(b *testing.B, pid int) float64 {
	b.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(b, err)
	kilobytes, err := strconv.ParseFloat(string(residentMemory.FindSubmatch(content)[1]), 64)
	require.NoError(b, err)
	return kilobytes / 1024
}
