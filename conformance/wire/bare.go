package wire

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Bare returns a client whose answers have whatever the target put behind their heads, also where HTTP allows no body and Go's
// transport would not read one. Each request has a connection of its own. A target that is reached by other ways than a direct
// connection, through a proxy or within this process, is reached as ever.
func (c *Client) Bare() *Client {
	bared := *c
	if transport, direct := c.line.Base.(*http.Transport); direct {
		bared.line.Base = bare{transport}
	}
	return &bared
}

type bare struct{ base *http.Transport }

func (b bare) RoundTrip(request *http.Request) (*http.Response, error) {
	if b.base.Proxy != nil {
		if proxy, err := b.base.Proxy(request); err != nil || proxy != nil {
			return b.base.RoundTrip(request)
		}
	}
	connection, err := b.dial(request.Context(), request.URL)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	if deadline, ok := request.Context().Deadline(); ok {
		_ = connection.SetDeadline(deadline)
	}
	closing := request.Clone(request.Context())
	closing.Close = true // so that the end of the answer shows
	if err := closing.Write(connection); err != nil {
		return nil, err
	}
	return readBare(connection, request)
}

func (b bare) dial(ctx context.Context, target *url.URL) (net.Conn, error) {
	port := target.Port()
	if target.Scheme == "https" {
		if port == "" {
			port = "443"
		}
		config := &tls.Config{}
		if b.base.TLSClientConfig != nil {
			config = b.base.TLSClientConfig.Clone()
		}
		config.NextProtos = []string{"http/1.1"}
		return (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", net.JoinHostPort(target.Hostname(), port))
	}
	if port == "" {
		port = "80"
	}
	return (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(target.Hostname(), port))
}

// lingering is how long a target may keep a connection open that it was asked to close.
const lingering = time.Second

// readBare reads an answer. What stands behind the head of one that has no body becomes its body.
func readBare(connection net.Conn, request *http.Request) (*http.Response, error) {
	reader := bufio.NewReader(connection)
	response, err := http.ReadResponse(reader, request)
	if err != nil {
		return nil, err
	}
	source := io.Reader(response.Body)
	if response.StatusCode == http.StatusNoContent || response.StatusCode == http.StatusNotModified {
		source = reader
		_ = connection.SetReadDeadline(time.Now().Add(lingering)) //nolint:forbidigo // sockets know no other clock
	}
	body, err := io.ReadAll(io.LimitReader(source, judgedBody))
	if timeout, ok := err.(net.Error); err != nil && (!ok || !timeout.Timeout() || source != reader) { //nolint:errorlint // as sockets return it
		return nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(body))
	return response, nil
}
