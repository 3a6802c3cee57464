package mockserver

import (
	"bytes"
	"encoding/json"
	"net"
	"net/http"
	"strconv"
	"time"

	"understudy/mockserver/control"
	"understudy/mockserver/exchange"
)

// mishap is what goes wrong with one request because somebody wanted it to; nil is nothing.
type mishap struct {
	saboteur *control.Saboteur
	outcome  *control.Outcome
	by       string      // the rule's name
	limits   http.Header // where the caller stands with rate limits
}

func (g *gate) mishap() *mishap {
	if saboteur := g.Saboteur(); saboteur != nil {
		return &mishap{saboteur: saboteur}
	}
	return nil
}

// rateLimited is what the journal says of a request that was one too many.
const rateLimited = "rate limit"

// instead decides what is to happen, and is the answer if the request gets none of its own.
func (m *mishap) instead(x *exchange.Exchange) (exchange.Response, bool) {
	if m == nil {
		return exchange.Response{}, false
	}
	user, token := x.Caller()
	limits, exceeded := m.saboteur.Limit(user, x.Now())
	m.limits = limits
	if exceeded {
		m.by = rateLimited
		return exchange.Plain(http.StatusTooManyRequests, retryLater), true
	}
	asked := control.Request{Method: x.HTTP.Method, Path: x.HTTP.URL.EscapedPath(), User: user, Token: token}
	if x.Operation != nil {
		asked.Operation = x.Operation.ID
	}
	m.outcome, m.by = m.saboteur.Strike(asked)
	if m.outcome == nil {
		return exchange.Response{}, false
	}
	if m.outcome.Delay > 0 {
		waited := time.NewTimer(time.Duration(m.outcome.Delay))
		defer waited.Stop()
		select {
		case <-waited.C:
		case <-x.HTTP.Context().Done(): // nobody is there to be kept waiting
		}
	}
	return m.response(), m.outcome.Replaces()
}

// retryLater is GitLab's answer to too many requests.
const retryLater = "Retry later\n"

// response is the answer that the outcome gives.
func (m *mishap) response() exchange.Response {
	status, body := m.outcome.Status, bytes.TrimSpace(m.outcome.Body)
	var text string
	switch {
	case len(body) > 0 && json.Unmarshal(body, &text) == nil:
		return exchange.Plain(status, text)
	case len(body) > 0:
		return exchange.Response{Status: status, Body: body}
	case status == http.StatusTooManyRequests:
		return exchange.Plain(status, retryLater)
	case status == http.StatusNoContent:
		return exchange.Response{Status: status}
	default:
		return exchange.Message(status, strconv.Itoa(status)+" "+http.StatusText(status))
	}
}

// after is the answer that is sent in place of one that was given.
func (m *mishap) after(response exchange.Response) exchange.Response {
	if m == nil {
		return response
	}
	if m.outcome != nil && m.outcome.CarriedOut && m.outcome.Status != 0 {
		response = m.response()
	}
	header := http.Header{}
	for _, more := range []http.Header{response.Header, m.limits} {
		for name, values := range more {
			header[name] = values
		}
	}
	if m.outcome != nil {
		for name, value := range m.outcome.Headers {
			header.Set(name, value)
		}
		if m.outcome.Uncounted {
			response.Uncount()
		}
		if m.outcome.RetryAfter > 0 {
			header.Set("Retry-After", strconv.Itoa(int(time.Duration(m.outcome.RetryAfter).Seconds())))
		}
	}
	response.Header = header
	return response
}

// replaced tells whether the answer is none of GitLab's, so that the contract says nothing of it.
func (m *mishap) replaced() bool { return m != nil && (m.outcome != nil || m.by != "") }

func (m *mishap) name() string {
	if m == nil {
		return ""
	}
	return m.by
}

// status is what the client is told, 0 if it is told nothing.
func (m *mishap) status(answered int) int {
	if m != nil && m.outcome != nil && m.outcome.Reset {
		return 0
	}
	return answered
}

// send writes the response, as far as it is to get.
func (m *mishap) send(w http.ResponseWriter, response *exchange.Response, x *exchange.Exchange, took time.Duration) {
	switch {
	case m == nil || m.outcome == nil || !m.outcome.Reset && m.outcome.Truncate == nil:
		response.Send(w, x, took)
	case m.outcome.Reset:
		hangUp(w)
	default:
		whole := response.Body
		response.Send(&shortWriter{ResponseWriter: w, left: min(*m.outcome.Truncate, len(whole))}, x, took)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler) // net/http's way to break a connection off
	}
}

// shortWriter lets so many bytes of a body through.
type shortWriter struct {
	http.ResponseWriter
	left int
}

func (s *shortWriter) Write(body []byte) (int, error) {
	n, err := s.ResponseWriter.Write(body[:min(s.left, len(body))])
	s.left -= n
	return n, err
}

// hangUp resets the connection, so that the client sees it break rather than end.
func hangUp(w http.ResponseWriter) {
	connection, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	inner := connection
	if secure, ok := inner.(interface{ NetConn() net.Conn }); ok {
		inner = secure.NetConn()
	}
	if tcp, ok := inner.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}
