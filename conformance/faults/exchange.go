package faults

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"understudy/openapi"
)

// apiPrefix is where an API begins, wherever its server lives.
const apiPrefix = "/api/v4"

// exchange is one request at an odd server, and what becomes of it.
type exchange struct {
	operation string // "" if the contract has none
	call      call   // as the client sent it
	memory    *memory

	next    http.Handler
	request *http.Request
	right   *answer // what the server inside answered to the call as it came; nil as long as nobody asked
	final   *answer // what the client gets instead; nil is right
	altered bool    // a write went to the server inside in another form than it came
}

// newExchange reads the request. An error means that it cannot be read, and is best left to the server inside.
func newExchange(next http.Handler, m *memory, r *http.Request) (*exchange, error) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	x := &exchange{next: next, memory: m, request: r}
	x.call = newCall(r, body)
	if _, path, found := strings.Cut(r.URL.EscapedPath(), apiPrefix); found {
		if route, err := contract().Match(r.Method, path); err == nil {
			x.operation = route.Operation.ID
			x.call.path = route.Path
		}
	}
	return x, nil
}

// correct is what the server inside answers to the call as it came. It is asked once.
func (x *exchange) correct() *answer {
	if x.right == nil {
		x.right = x.send(x.call)
	}
	return x.right
}

// current is what the client gets as things stand.
func (x *exchange) current() *answer {
	if x.final != nil {
		return x.final
	}
	return x.correct()
}

// answer settles what the client gets.
func (x *exchange) answer(a *answer) { x.final = a }

// resend sends another call in place of the one that came. Where nothing can be changed by asking, or nothing was, the correct
// answer is got as well, to tell whether that made a difference.
func (x *exchange) resend(c call) {
	if x.call.safe() {
		x.correct()
	} else if x.right == nil && !c.same(x.call) {
		x.altered = true
	}
	x.final = x.send(c)
}

// ask reads something else of the server inside, with the caller's token.
func (x *exchange) ask(path string) *answer {
	c := x.call.bare(http.MethodGet)
	c.rawPath, c.path = x.root()+path, nil
	return x.send(c)
}

func (x *exchange) root() string {
	before, _, _ := strings.Cut(x.request.URL.EscapedPath(), apiPrefix)
	return before + apiPrefix
}

func (x *exchange) send(c call) *answer {
	r := recorder{answer: answer{header: http.Header{}}}
	request := c.request(x.request)
	x.next.ServeHTTP(&r, request)
	if c.method == http.MethodHead && r.answer.status == http.StatusMovedPermanently { // HEAD is not sent on from a project that was moved
		r = recorder{answer: answer{header: http.Header{}}}
		request.Method = http.MethodHead
		x.next.ServeHTTP(&r, request)
	}
	return r.result()
}

// isChanged tells whether the client gets anything but what the server inside would have answered.
func (x *exchange) isChanged() bool {
	switch {
	case x.altered:
		return true
	case x.final == nil:
		return false
	case x.right == nil && !x.call.safe():
		return true // what was answered without the server inside is not to be carried out there to compare
	}
	return !x.final.same(x.correct())
}

// project and deployment are the path's ids as sent.
func (x *exchange) project() string    { return x.call.inPath("id") }
func (x *exchange) deployment() string { return x.call.inPath("deployment_id") }

// answer of a server: what is needed of it, and no more.
type answer struct {
	status int
	header http.Header
	body   []byte

	reading sync.Once
	read    any
}

// value is the body as JSON, nil if it is none. Nobody may change it: whoever wants another makes another.
func (a *answer) value() any {
	a.reading.Do(func() { a.read = decode(a.body) })
	return a.read
}

func (a *answer) clone() *answer {
	return &answer{status: a.status, header: a.header.Clone(), body: a.body}
}

func (a *answer) same(b *answer) bool {
	if a.status != b.status {
		return false
	}
	left, right := a.header.Clone(), b.header.Clone()
	for _, name := range volatile {
		left.Del(name)
		right.Del(name)
	}
	return reflect.DeepEqual(left, right) && bytes.Equal(a.body, b.body)
}

// volatile are headers that differ from one answer to the next.
var volatile = []string{"X-Request-Id", "X-Runtime", "Date", "Content-Length", "X-Gitlab-Meta"}

func (a *answer) write(w http.ResponseWriter, method string) {
	header := w.Header()
	for name, values := range a.header {
		header[name] = values
	}
	if a.status != http.StatusNoContent {
		header.Del("Content-Length")
	}
	w.WriteHeader(a.status)
	if method != http.MethodHead && len(a.body) > 0 {
		_, _ = w.Write(a.body) // a client that has gone needs no answer; net/http keeps a body from a 204
	}
}

// recorder keeps what a handler answers.
type recorder struct {
	answer answer
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.answer.header }

func (r *recorder) WriteHeader(status int) {
	if r.answer.status == 0 {
		r.answer.status = status
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(b)
}

func (r *recorder) result() *answer {
	r.WriteHeader(http.StatusOK)
	r.answer.body = r.body.Bytes()
	return &r.answer
}

// argument is one thing that a body says.
type argument = openapi.Argument

func valueOf(arguments []openapi.Argument, name string) (any, bool) {
	for i := len(arguments) - 1; i >= 0; i-- {
		if arguments[i].Name == name {
			return arguments[i].Value, true
		}
	}
	return nil, false
}
