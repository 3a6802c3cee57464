package mockserver_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// BenchmarkJournal reports what the journal costs a request, in µs of processor time and as a part of what the request costs
// without it but for the connection: both kinds of server take turns of a few requests, so that a machine that is busy with
// something else slows down both.
func BenchmarkJournal(b *testing.B) {
	for _, s := range scenarios {
		if s.deployments > 100 {
			continue
		}
		b.Run(s.name, func(b *testing.B) { shareOfJournal(b, s) })
	}
}

func shareOfJournal(b *testing.B, s scenario) {
	b.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	without, with := journaling(b, -1), journaling(b, 4<<20)
	for i := range 8000 { // until it is full
		serveOnce(b, without, s, i)
		serveOnce(b, with, s, i)
	}
	var bare, kept []float64
	b.ResetTimer()
	for range max(b.N/20, 1) {
		bare = append(bare, processorTime(b, func(turn int) { serveOnce(b, without, s, turn) }))
		kept = append(kept, processorTime(b, func(turn int) { serveOnce(b, with, s, turn) }))
	}
	least := func(times []float64) float64 {
		slices.Sort(times)
		return times[len(times)/4]
	}
	b.ReportMetric(least(kept)-least(bare), "µs-of-journal")
	b.ReportMetric((least(kept)-least(bare))/least(bare)*100, "%-of-request")
}

func journaling(b *testing.B, bytes int) *mockserver.Server {
	b.Helper()
	server, err := mockserver.New(mockserver.Config{Dataset: &benchDataset, Journal: bytes})
	require.NoError(b, err)
	fill(b, server.Instance(), 100)
	return server
}

// processorTime is how many µs of it one of ten turns takes.
func processorTime(b *testing.B, take func(turn int)) float64 {
	b.Helper()
	const turns = 10
	before := threadTime(b)
	for turn := range turns {
		take(turn)
	}
	return (threadTime(b) - before) / turns
}

func threadTime(b *testing.B) float64 {
	b.Helper()
	const ofThisThread = 3 // CLOCK_THREAD_CPUTIME_ID
	var used syscall.Timespec
	_, _, failed := syscall.Syscall(syscall.SYS_CLOCK_GETTIME, ofThisThread, uintptr(unsafe.Pointer(&used)), 0)
	require.Zero(b, failed)
	return float64(used.Nano()) / 1000
}

func serveOnce(b *testing.B, server http.Handler, s scenario, i int) {
	b.Helper()
	head, body, _ := strings.Cut(s.request(i), "\r\n\r\n")
	lines := strings.Split(head, "\r\n")
	words := strings.Fields(lines[0])
	r := httptest.NewRequest(words[0], words[1], io.NopCloser(strings.NewReader(body)))
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	r.ContentLength = int64(len(body))
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	require.Less(b, w.Code, 300)
}
