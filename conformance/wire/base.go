package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"
)

const (
	maxHeader       = 1 << 20
	handshakeTime   = 10 * time.Second
	idleConnections = 64
)

// Over reaches targets through the network, by HTTP/2 if they know it. It keeps no cookies and follows no redirects. Whose certificates
// are good the authorities say; nil are the system's.
func Over(authorities *x509.CertPool) *http.Transport {
	base := http.DefaultTransport.(*http.Transport).Clone()
	if authorities != nil {
		base.TLSClientConfig = &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12}
	}
	base.MaxResponseHeaderBytes = maxHeader
	base.TLSHandshakeTimeout = handshakeTime
	base.MaxIdleConnsPerHost = idleConnections
	return base
}

// Within reaches a handler in this process, as a server would put it on the line but without sockets.
func Within(handler http.Handler) http.RoundTripper { return within{handler} }

type within struct{ handler http.Handler }

func (w within) RoundTrip(request *http.Request) (*http.Response, error) {
	served := request.Clone(request.Context())
	served.RequestURI = request.URL.RequestURI()
	served.RemoteAddr = "127.0.0.1:1"
	served.Host = request.URL.Host
	served.Proto, served.ProtoMajor, served.ProtoMinor = "HTTP/1.1", 1, 1
	answer := &reply{head: http.Header{}, method: request.Method}
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- fmt.Errorf("the connection was reset: the handler panicked: %v", p)
			}
		}()
		w.handler.ServeHTTP(answer, served)
		done <- nil
	}()
	select {
	case <-request.Context().Done():
		return nil, context.Cause(request.Context())
	case err := <-done:
		if err != nil {
			return nil, err
		}
	}
	return answer.response(request), nil
}

// reply is what a handler writes, as net/http would send it.
type reply struct {
	head   http.Header
	sent   http.Header
	status int
	method string
	body   bytes.Buffer
}

func (r *reply) Header() http.Header { return r.head }

func (r *reply) WriteHeader(status int) {
	if r.status == 0 && status >= http.StatusOK {
		r.status, r.sent = status, maps.Clone(r.head)
	}
}

func (r *reply) Write(data []byte) (int, error) {
	if r.status == 0 {
		if r.head.Get("Content-Type") == "" {
			r.head.Set("Content-Type", http.DetectContentType(data))
		}
		r.WriteHeader(http.StatusOK)
	}
	switch {
	case r.status == http.StatusNoContent || r.status == http.StatusNotModified:
		return 0, http.ErrBodyNotAllowed
	case r.method == http.MethodHead:
		return len(data), nil
	case r.body.Len()+len(data) > MaxBody+1:
		n, _ := r.body.Write(data[:MaxBody+1-r.body.Len()])
		return n, ErrTooLong
	}
	return r.body.Write(data)
}

// Flush is there for handlers that stream.
func (r *reply) Flush() { r.WriteHeader(http.StatusOK) }

func (r *reply) response(request *http.Request) *http.Response {
	r.WriteHeader(http.StatusOK)
	response := &http.Response{
		StatusCode: r.status, Status: http.StatusText(r.status), Header: r.sent, ContentLength: int64(r.body.Len()),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	response.Body = io.NopCloser(bytes.NewReader(r.body.Bytes()))
	response.Request = request
	return response
}
