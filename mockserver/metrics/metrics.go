// Package metrics counts what a stand-in does, for Prometheus.
package metrics

import (
	"maps"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are those of one process. Any number of goroutines may use them.
type Metrics struct {
	requests *prometheus.HistogramVec
	breaches prometheus.Counter
	known    atomic.Pointer[map[answered]prometheus.Observer]
	mu       sync.Mutex // held to replace known
	handler  func() http.Handler
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

// New returns metrics of requests, and of levels that are read when somebody asks. Nothing is made ready before that.
func New(levels ...Level) *Metrics {
	m := &Metrics{requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "understudy_request_duration_seconds",
		Help:    "Requests to the API, of all spaces, by operation of the contract and status, and how long they took on the clock of the GitLab asked.",
		Buckets: []float64{.00001, .000025, .00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
	}, []string{"operation", "status"}), breaches: prometheus.NewCounter(prometheus.CounterOpts{
		Name: "understudy_contract_breaches_total", Help: "Answers that broke the contract and were replaced by a 500: each a bug of the stand-in.",
	})}
	m.known.Store(&map[answered]prometheus.Observer{})
	m.handler = sync.OnceValue(func() http.Handler { return m.make(levels) })
	return m
}

func (m *Metrics) make(levels []Level) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.requests, m.breaches, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, l := range levels {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: l.Name, Help: l.Help}, l.Value))
	}
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}

// Answered counts a request: an operation of the contract, "" for none, its status, 0 if the connection was broken off, and
// how long it took.
func (m *Metrics) Answered(operation string, status int, took time.Duration) {
	key := answered{operation, status}
	observer, known := (*m.known.Load())[key]
	if !known {
		observer = m.learn(key)
	}
	observer.Observe(took.Seconds())
}

// Breach counts an answer that broke the contract.
func (m *Metrics) Breach() { m.breaches.Inc() }

// learn makes the observer of a kind of request that there has not been before.
func (m *Metrics) learn(key answered) prometheus.Observer {
	m.mu.Lock()
	defer m.mu.Unlock()
	operation := key.operation
	if operation == "" {
		operation = "none"
	}
	more := maps.Clone(*m.known.Load())
	more[key] = m.requests.WithLabelValues(operation, strconv.Itoa(key.status))
	m.known.Store(&more)
	return more[key]
}

// ServeHTTP tells Prometheus.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, r *http.Request) { m.handler().ServeHTTP(w, r) }
