package mockserver_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
)

// connections is how many clients ask at once.
const connections = 32

// BenchmarkAgainstBare sends the same requests over loopback to the stand-in and to a net/http server that answers the same
// bytes without thinking, in turns, and reports the ratio of their requests per second and of their slowest percentiles.
//
// Both servers run with the collector set as `understudy serve` sets it.
func BenchmarkAgainstBare(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(mockserver.GCPercent))
	for _, mode := range []string{"normal", "strict"} {
		b.Run(mode, func(b *testing.B) {
			for _, s := range scenarios {
				b.Run(s.name, func(b *testing.B) {
					compare(b, s, func() http.Handler {
						server, err := mockserver.New(mockserver.Config{Dataset: &benchDataset, Strict: mode == "strict"})
						require.NoError(b, err)
						fill(b, server.Instance(), s.deployments)
						return server
					})
				})
			}
		})
	}
}

type scenario struct {
	name        string
	deployments int
	writes      bool
	request     func(i int) string
}

func get(path string) func(int) string {
	return func(int) string {
		return "GET /api/v4/projects/1" + path + " HTTP/1.1\r\nHost: localhost\r\nPRIVATE-TOKEN: bench\r\n\r\n"
	}
}

func send(method, path, contentType string, body func(i int) string) func(int) string {
	return func(i int) string {
		content := body(i)
		return fmt.Sprintf("%s /api/v4/projects/1%s HTTP/1.1\r\nHost: localhost\r\nPRIVATE-TOKEN: bench\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s",
			method, path, contentType, len(content), content)
	}
}

var scenarios = []scenario{
	{"get-one", 100, false, get("/deployments/42")},
	{"list-20-of-100", 100, false, get("/deployments?environment=production&status=success")},
	{"list-20-of-1000000", 1_000_000, false, get("/deployments?environment=production&status=success")},
	{"post-form", 100, true, send("POST", "/deployments", "application/x-www-form-urlencoded", func(i int) string {
		return "environment=production&sha=" + benchSHA + "&ref=main&tag=false&status=" + []string{"running", "failed"}[i%2]
	})},
	{"post-json", 100, true, send("POST", "/deployments", "application/json", func(i int) string {
		return `{"environment":"production","sha":"` + benchSHA + `","ref":"main","tag":false,"status":"` + []string{"running", "failed"}[i%2] + `"}`
	})},
	{"put", 100, true, send("PUT", "/deployments/42", "application/x-www-form-urlencoded", func(i int) string {
		return "status=" + []string{"failed", "canceled"}[i%2]
	})},
}

const benchSHA = "a91957a858320c0e17f3a0eca7cfacbff50ea29a"

var benchDataset = fixtures.Dataset{
	Users:  []fixtures.User{{Username: "root", Name: "Administrator"}},
	Tokens: []fixtures.Token{{Token: "bench", User: "root"}},
	Projects: []fixtures.Project{{
		Path: "root/shop", Members: map[string]string{"root": "owner"},
		Commits:      []fixtures.Commit{{SHA: benchSHA, Message: "Update README"}},
		Environments: []fixtures.Environment{{Name: "production", ExternalURL: "https://about.gitlab.com"}, {Name: "staging"}},
	}},
}

// fill adds deployments made by CI jobs, alternating between two environments.
func fill(tb testing.TB, instance *gitlab.Instance, count int) {
	tb.Helper()
	_, err := instance.Write(func(tx *gitlab.Tx) error {
		pipeline := tx.PutPipeline(gitlab.Pipeline{IID: 1, ProjectID: 1, UserID: 1, SHA: benchSHA, Ref: "main", Status: gitlab.JobSuccess, Source: "push", CreatedAt: tx.Now, UpdatedAt: tx.Now})
		job := tx.PutJob(gitlab.Job{
			ProjectID: 1, PipelineID: pipeline.ID, UserID: 1, SHA: benchSHA, Name: "deploy", Stage: "deploy", Ref: "main", Status: gitlab.JobSuccess,
			CreatedAt: tx.Now, StartedAt: tx.Now, FinishedAt: tx.Now, Duration: 12.5,
		})
		for i := range count {
			at := tx.Now.Add(time.Duration(i-count) * time.Second)
			tx.PutDeployment(gitlab.Deployment{
				ProjectID: 1, EnvironmentID: int64(i%2 + 1), UserID: 1, JobID: job.ID * int64(i&1^1), Ref: "main", SHA: benchSHA,
				Status: gitlab.Success, CreatedAt: at, UpdatedAt: at, FinishedAt: at,
			})
		}
		return nil
	})
	require.NoError(tb, err)
}

// compare measures in rounds of both servers, so that a machine that slows down slows both. A round that writes begins with
// a new stand-in, so that what it holds does not depend on how long the benchmark runs.
func compare(b *testing.B, s scenario, newMock func() http.Handler) {
	b.Helper()
	const rounds = 8
	perRound := max(b.N/rounds, connections)
	mockURL := listen(b, newMock())
	bareURL := listen(b, replay(b, mockURL, s))
	load(b, bareURL, s, perRound)
	load(b, mockURL, s, perRound)
	var rates, tails []float64
	b.ResetTimer()
	for range rounds {
		if s.writes {
			mockURL = listen(b, newMock())
		}
		runtime.GC()
		bare := load(b, bareURL, s, perRound)
		mock := load(b, mockURL, s, perRound)
		rates = append(rates, mock.rate/bare.rate)
		tails = append(tails, float64(mock.p99)/float64(bare.p99))
	}
	b.ReportMetric(median(rates), "x-bare-rate")
	b.ReportMetric(median(tails), "x-bare-p99")
}

func listen(b *testing.B, handler http.Handler) string {
	b.Helper()
	server := httptest.NewServer(handler)
	b.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// replay is a handler that reads the request and answers what the mock answered once.
func replay(b *testing.B, mockAddress string, s scenario) http.Handler {
	b.Helper()
	conn, err := net.Dial("tcp", mockAddress)
	require.NoError(b, err)
	defer conn.Close()
	_, err = io.WriteString(conn, s.request(0))
	require.NoError(b, err)
	recorded, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(b, err)
	defer recorded.Body.Close()
	body, err := io.ReadAll(recorded.Body)
	require.NoError(b, err)
	require.Less(b, recorded.StatusCode, 300, string(body))
	status, header := recorded.StatusCode, recorded.Header
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for name, values := range header {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		_, _ = w.Write(body)
	})
}

type measured struct {
	rate float64 // requests per second
	p99  time.Duration
}

// load sends requests over all connections, each waiting for its answer before the next.
func load(b *testing.B, address string, s scenario, requests int) measured {
	b.Helper()
	latencies := make([][]time.Duration, connections)
	var group sync.WaitGroup
	began := time.Now()
	for c := range connections {
		group.Go(func() { latencies[c] = converse(b, address, s, c*1000, requests/connections) })
	}
	group.Wait()
	took := time.Since(began)
	all := slices.Sorted(slices.Values(slices.Concat(latencies...)))
	return measured{rate: float64(len(all)) / took.Seconds(), p99: all[len(all)*99/100]}
}

func converse(b *testing.B, address string, s scenario, from, requests int) []time.Duration {
	b.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Error(err)
		return nil
	}
	defer conn.Close()
	reader := bufio.NewReaderSize(conn, 64<<10)
	latencies := make([]time.Duration, 0, requests)
	for i := range requests {
		began := time.Now()
		if _, err := io.WriteString(conn, s.request(from+i)); err != nil {
			b.Error(err)
			return latencies
		}
		if err := skipResponse(reader); err != nil {
			b.Error(err)
			return latencies
		}
		latencies = append(latencies, time.Since(began))
	}
	return latencies
}

// skipResponse reads one response with as little work as possible: the client shares the machine with the servers.
func skipResponse(r *bufio.Reader) error {
	length := 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(strings.TrimSpace(string(value))); err != nil {
				return err
			}
		}
		if len(line) == 2 {
			_, err := r.Discard(length)
			return err
		}
	}
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// BenchmarkMemory reports what one deployment made through the API costs to hold.
func BenchmarkMemory(b *testing.B) {
	const count = 100_000
	for b.Loop() {
		server, err := mockserver.New(mockserver.Config{Dataset: &benchDataset})
		require.NoError(b, err)
		before := heap()
		for i := range count {
			r := httptest.NewRequest("POST", "/api/v4/projects/1/deployments", strings.NewReader(
				"environment=production&sha="+benchSHA+"&ref=main&tag=false&status="+[]string{"running", "failed"}[i%2]))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("PRIVATE-TOKEN", "bench")
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			require.Equal(b, http.StatusCreated, w.Code)
		}
		b.ReportMetric(float64(heap()-before)/count, "B/deployment")
		runtime.KeepAlive(server)
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
