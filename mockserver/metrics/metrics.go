// Package metrics counts what a stand-in does, for Prometheus.
package metrics

import (
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	victoria "github.com/VictoriaMetrics/metrics"
)

// Metrics are those of one process. Any number of goroutines may use them.
type Metrics struct {
	families []family // in the order in which they are told
	requests *victoria.Set
	breaches *victoria.Counter
	known    atomic.Pointer[map[answered]*victoria.PrometheusHistogram]
	mu       sync.Mutex // held to replace known
}

// family is what goes by one name, with the words that Prometheus shows beside it.
type family struct {
	*victoria.Set
	name, kind, help string
}

// answered is what requests are told apart by.
type answered struct {
	operation string
	status    int
}

// Level is something that is so much when it is asked for.
type Level struct {
	Name, Help string
	Value      func() float64
}

const durations = "understudy_request_duration_seconds"

var bounds = []float64{.00001, .000025, .00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// New returns metrics of requests, and of levels that are read when somebody asks.
func New(levels ...Level) *Metrics {
	m := &Metrics{}
	m.known.Store(&map[answered]*victoria.PrometheusHistogram{})
	m.requests = m.family(durations, "histogram",
		"Requests to the API, of all spaces, by operation of the contract and status, and how long they took on the clock of the GitLab asked.")
	const breaches = "understudy_contract_breaches_total"
	m.breaches = m.family(breaches, "counter", "Answers that broke the contract and were replaced by a 500: each a bug of the stand-in.").NewCounter(breaches)
	for _, l := range levels {
		m.family(l.Name, "gauge", l.Help).NewGauge(l.Name, l.Value)
	}
	return m
}

func (m *Metrics) family(name, kind, help string) *victoria.Set {
	set := victoria.NewSet()
	m.families = append(m.families, family{set, name, kind, help})
	return set
}

// Answered counts a request: an operation of the contract, "" for none, its status, 0 if the connection was broken off, and
// how long it took.
func (m *Metrics) Answered(operation string, status int, took time.Duration) {
	key := answered{operation, status}
	histogram, known := (*m.known.Load())[key]
	if !known {
		histogram = m.learn(key)
	}
	histogram.Update(took.Seconds())
}

// Breach counts an answer that broke the contract.
func (m *Metrics) Breach() { m.breaches.Inc() }

// learn makes the histogram of a kind of request that there has not been before.
func (m *Metrics) learn(key answered) *victoria.PrometheusHistogram {
	m.mu.Lock()
	defer m.mu.Unlock()
	operation := key.operation
	if operation == "" {
		operation = "none"
	}
	more := maps.Clone(*m.known.Load())
	more[key] = m.requests.GetOrCreatePrometheusHistogramExt(durations+`{operation="`+operation+`",status="`+strconv.Itoa(key.status)+`"}`, bounds)
	m.known.Store(&more)
	return more[key]
}

// ServeHTTP tells Prometheus, in its text format.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	for _, f := range m.families {
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s %s\n", f.name, f.help, f.name, f.kind)
		f.WritePrometheus(w)
	}
	victoria.WriteProcessMetrics(w)
}
