package cases_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/mockserver"
	"understudy/openapi"
)

// item is a deployment that somebody else made.
const item = `{"id":%d,"iid":%d,"ref":"main","sha":"0123456789012345678901234567890123456789","created_at":"2020-01-01T00:00:00.000Z","updated_at":"2020-01-01T00:00:00.000Z","status":"success","user":null,"environment":{"id":1,"name":"production","external_url":null},"deployable":null}`

// hostile answers as the server does, but now and then with something that ends nowhere: a list of 30,000 that ignores
// per_page, or a body without end.
func hostile(next http.Handler) http.Handler {
	var list strings.Builder
	list.WriteString("[")
	for i := range 30_000 {
		if i > 0 {
			list.WriteString(",")
		}
		fmt.Fprintf(&list, item, i+1, i+1)
	}
	list.WriteString("]")
	whole := list.String()
	var asked atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		isList := r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/deployments")
		switch n := asked.Add(1); {
		case isList && n%15 == 0:
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, whole)
		case isList && n%15 == 1:
			w.Header().Set("Content-Type", "application/json")
			for range 200 {
				if _, err := io.WriteString(w, whole[:1<<20]); err != nil {
					return
				}
			}
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// Whatever the target sends, a run ends, with a result, and takes no more memory than a run may.
func TestHostileAnswersAreSurvived(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // as users have it; beside this test runs no other
	target := wrapped(t, hostile)
	server := httptest.NewServer(target.Handler)
	t.Cleanup(server.Close)
	target.Handler, target.URL = nil, server.URL
	stop := make(chan struct{})
	var watching sync.WaitGroup
	var most uint64
	watching.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				var stats runtime.MemStats
				runtime.ReadMemStats(&stats)
				most = max(most, stats.HeapAlloc)
			}
		}
	})
	result := target.examined(t, conformance.Options{})
	close(stop)
	watching.Wait()
	assert.Contains(t, []int{1, 3}, result.Outcome.ExitCode())
	assert.Len(t, result.Cases, len(cases.All()))
	finding := result.Rule("R-LIST-PER-PAGE-MAXIMUM")
	assert.True(t, finding.Verdict == conformance.Warn || finding.Verdict == conformance.Fail, finding)
	t.Logf("at most %d MiB, of which this test's server holds some; rss %d MiB", most>>20, rss(t))
	assert.Less(t, most, uint64(200<<20))
}

func rss(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+)`).FindSubmatch(status)
	if found == nil {
		return 0
	}
	kib, _ := strconv.Atoi(string(found[1]))
	return kib >> 10
}

// Ten thousand deployments of other people change nothing, in their very project.
func TestCrowdedProjectsConform(t *testing.T) {
	t.Parallel()
	target := mock(t, openapi.Documented(), func(c *mockserver.Config) { c.Strict = false })
	target.Project = "acme/shop"
	for i := range 10_000 {
		form := fmt.Sprintf("environment=theirs-%d&sha=main&ref=main&tag=false&status=%s", i%10, []string{"running", "failed", "canceled"}[i%3])
		request := httptest.NewRequest(http.MethodPost, "/api/v4/projects/acme%2Fshop/deployments", strings.NewReader(form))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Private-Token", target.Tokens[conformance.Maintainer])
		recorder := httptest.NewRecorder()
		target.Handler.ServeHTTP(recorder, request)
		require.Equal(t, http.StatusCreated, recorder.Code)
	}
	target.Without = []conformance.Need{conformance.Jobs, conformance.MergeRequests, conformance.Roles, conformance.Projects}
	result := target.verdict(t)
	assert.Equal(t, conformance.Conformant, result.Outcome, "%v %v", findingsOf(result), result.Unexamined)
	assert.Empty(t, findingsOf(result))
	assert.Empty(t, result.Left)
}

// With 200 ms for each answer a run takes a quarter of what its requests take one by one, or less, since eight cases wait at a
// time. Time is not real: it goes on when everybody waits.
func TestSlowAnswersAreWaitedForTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const latency = 200 * time.Millisecond
		time.Sleep(26 * 365 * 24 * time.Hour) // it begins in 2000, and cases ask for what came after 2019
		mock, err := mockserver.New(mockserver.Config{})
		require.NoError(t, err)
		defer mock.Close()
		target := conformance.Target{Tokens: map[conformance.Role]string{conformance.Maintainer: mock.Tokens()["owner"]}}
		target.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(latency)
			mock.ServeHTTP(w, r)
		})
		result, err := conformance.Execute(t.Context(), target, conformance.Options{Cases: cases.All(), Brief: true})
		require.NoError(t, err)
		assert.Equal(t, conformance.Conformant, result.Outcome, "%v", findingsOf(result))
		assert.Less(t, result.Duration, time.Duration(result.Requests)*latency/4)
		t.Log(result.Duration, result.Requests)
	})
}
