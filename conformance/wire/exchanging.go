package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// MaxBody is how much of an answer's body is read, after decompression. What is longer ends the exchange.
const MaxBody = 16 << 20

// judgedBody is how long a body may be to be judged: taken apart it takes many times its length, and a page of a hundred items is
// far below it. What is longer is only counted.
const judgedBody = 2 << 20

// ErrTooLong says that an answer went on after [MaxBody].
var ErrTooLong = fmt.Errorf("the answer goes on after %d MiB", MaxBody>>20)

// ErrUnwieldy says that an answer is complete, and longer than any page.
var ErrUnwieldy = fmt.Errorf("the answer has more than %d MiB", judgedBody>>20)

// ErrTimeout says that an answer was not complete in time.
var ErrTimeout = errors.New("no complete answer in time")

// Do sends one request as the identity and returns the exchange, complete or with Err set. A 429, or a 503 to a request that
// only reads, is repeated after the time the target asks for.
func (l Line) Do(ctx context.Context, identity Identity, r Request) *Exchange {
	e := &Exchange{Identity: identity.Name, Signed: identity.Token != "", Method: r.Method}
	contentType, body := r.content()
	target := l.Root + r.Path
	query := r.RawQuery
	if query == "" {
		query = encode(r.Query)
	}
	if query != "" {
		target += "?" + query
	}
	e.URL, e.RequestBody, e.RequestHeader = target, body, http.Header{}
	if contentType != "" {
		e.RequestHeader.Set("Content-Type", contentType)
	}
	for name, value := range r.Header {
		e.RequestHeader.Set(name, value)
	}
	e.RequestHeader.Set("User-Agent", l.Agent)
	if e.Err = l.permitted(r); e.Err == nil {
		l.attempts(ctx, identity, e)
	}
	l.check(e)
	return e
}

func (l Line) permitted(r Request) error {
	if l.Permit == nil {
		return nil
	}
	return l.Permit(r.Method, r.Path)
}

func (l Line) attempts(ctx context.Context, identity Identity, e *Exchange) {
	for {
		if e.Err = l.Pace.wait(ctx, l.Clock); e.Err != nil {
			return
		}
		e.Started = l.Clock.Now()
		l.once(ctx, identity, e)
		e.Duration = l.Clock.Now().Sub(e.Started)
		pause, again := patience(e)
		if !again {
			return
		}
		if e.Retried == l.Retries {
			e.Err = fmt.Errorf("the target still answers %d after %d repetitions", e.Status, e.Retried)
			return
		}
		e.Retried++
		if e.Err = l.Clock.Sleep(ctx, pause); e.Err != nil {
			return
		}
	}
}

func (l Line) once(ctx context.Context, identity Identity, e *Exchange) {
	limited, cancel := context.WithTimeoutCause(ctx, l.Timeout, ErrTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, e.Method, e.URL, http.NoBody)
	if err != nil {
		e.Err = err
		return
	}
	if len(e.RequestBody) > 0 { // any other empty body would be sent in chunks, which not every server reads
		request.Body, request.ContentLength = io.NopCloser(bytes.NewReader(e.RequestBody)), int64(len(e.RequestBody))
	}
	request.Header = e.RequestHeader.Clone()
	if identity.Token != "" {
		request.Header.Set("Private-Token", identity.Token)
	}
	response, err := l.Base.RoundTrip(request)
	if err != nil {
		e.Err = timely(limited, err)
		return
	}
	defer response.Body.Close()
	e.Status, e.ResponseHeader = response.StatusCode, response.Header
	e.ResponseBody, err = io.ReadAll(io.LimitReader(response.Body, judgedBody+1))
	switch {
	case err != nil:
		e.Err = timely(limited, err)
	case len(e.ResponseBody) > judgedBody:
		e.Items, err = skim(io.MultiReader(bytes.NewReader(e.ResponseBody), response.Body))
		e.Err, e.ResponseBody = timely(limited, err), bytes.Clone(e.ResponseBody[:keptBody])
	}
}

// skim reads a long body without keeping it, counts its items if it is a list, and says why it cannot be judged.
func skim(body io.Reader) (items int, err error) {
	limited := &io.LimitedReader{R: body, N: MaxBody + 1}
	decoder := json.NewDecoder(limited)
	if opening, err := decoder.Token(); err == nil && opening == json.Delim('[') {
		var item json.RawMessage
		for decoder.More() && decoder.Decode(&item) == nil {
			items++
		}
	}
	_, err = io.Copy(io.Discard, limited)
	switch {
	case limited.N <= 0:
		return items, ErrTooLong
	case err != nil:
		return items, err
	}
	return items, ErrUnwieldy
}

// timely names a deadline that passed by its own error, which says more than the transport's.
func timely(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, ErrTimeout) {
		return cause
	}
	return err
}

const (
	shortestPause = 100 * time.Millisecond
	longestPause  = time.Minute
)

// patience tells whether the target asks to come back later, and when.
func patience(e *Exchange) (time.Duration, bool) {
	reads := e.Method == http.MethodGet || e.Method == http.MethodHead
	if e.Err != nil || e.Status != http.StatusTooManyRequests && (e.Status != http.StatusServiceUnavailable || !reads) {
		return 0, false
	}
	asked := e.ResponseHeader.Get("Retry-After")
	if seconds, err := strconv.Atoi(asked); err == nil {
		return min(max(time.Duration(seconds)*time.Second, shortestPause), longestPause), true
	}
	if at, err := http.ParseTime(asked); err == nil {
		return min(max(at.Sub(e.Started), shortestPause), longestPause), true
	}
	return time.Second, e.Status == http.StatusTooManyRequests
}

// splitRoot cuts a URL after the API root.
func splitRoot(target string) (root, path string) {
	u, err := url.Parse(target)
	if err != nil {
		return target, ""
	}
	before, path, _ := strings.Cut(u.EscapedPath(), "/api/v4")
	return before + "/api/v4", path
}
