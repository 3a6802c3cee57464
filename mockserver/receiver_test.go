package mockserver_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// receiver is a server that hooks tell of events.
type receiver struct {
	t        *testing.T
	URL      string
	received chan notice
}

// notice is what a receiver was told.
type notice struct {
	method, path, user, password string
	header                       http.Header
	body                         string
}

func (n notice) status(t *testing.T) string {
	t.Helper()
	return answer{t: t, body: n.body}.text("status")
}

// receive starts a receiver that answers with what answer writes, or 200. The answer is given before anything waits for the
// notice.
func receive(t *testing.T, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{t: t, received: make(chan notice, 100)}
	server := httptest.NewServer(r.handler(answer))
	t.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func (r *receiver) handler(answer http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, request *http.Request) {
		content, err := io.ReadAll(request.Body)
		assert.NoError(r.t, err)
		n := notice{method: request.Method, path: request.URL.String(), header: request.Header.Clone(), body: string(content)}
		n.user, n.password, _ = request.BasicAuth()
		r.received <- n
		if answer != nil {
			answer(w, request)
		}
	}
}

// next waits for the next notice.
func (r *receiver) next() notice {
	r.t.Helper()
	select {
	case n := <-r.received:
		return n
	case <-time.After(patience):
		require.FailNow(r.t, "the receiver was told nothing")
		panic("unreachable")
	}
}

// nothingElse asserts that there was no notice but those that next has returned.
func (r *receiver) nothingElse() {
	r.t.Helper()
	select {
	case n := <-r.received:
		assert.Fail(r.t, "the receiver was told "+n.body)
	default:
	}
}

// patience is less than a server has with a receiver.
const patience = 5 * time.Second

// soon waits for something to end.
func soon(t *testing.T, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(patience):
		require.FailNow(t, "it takes too long")
	}
}

// logbook is a log that can be waited for.
type logbook struct {
	mu      sync.Mutex
	text    bytes.Buffer
	written chan struct{}
}

func newLogbook() *logbook { return &logbook{written: make(chan struct{}, 1000)} }

func (l *logbook) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.written <- struct{}{}
	return l.text.Write(line)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// set makes the server write its warnings here.
func (l *logbook) set(c *mockserver.Config) {
	c.Logger = slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// next waits until something is written and returns all there is.
func (l *logbook) next(t *testing.T) string {
	t.Helper()
	select {
	case <-l.written:
	case <-time.After(patience):
		require.FailNow(t, "nothing was logged")
	}
	return l.String()
}
