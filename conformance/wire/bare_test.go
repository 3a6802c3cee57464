package wire_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/wire"
)

// Bytes behind a 204, which Go's transport keeps to itself, are the answer's body all the same.
func TestABodyWhereHTTPAllowsNone(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			if request, err := http.ReadRequest(bufio.NewReader(connection)); err == nil && request.Header.Get("Private-Token") == secret {
				_, _ = io.WriteString(connection, "HTTP/1.1 204 No Content\r\n\r\n{\"message\":\"204 Deployment destroyed\"}")
			}
			_ = connection.Close()
		}
	}()
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 200, `{"id":1}`) })
	client := func(l wire.Line) *wire.Client {
		return l.Client(wire.Identity{Token: secret}, wire.Examiner{Ctx: func() context.Context { return t.Context() }})
	}
	assert.JSONEq(t, `{"id":1}`, string(client(l).Bare().Get("/version", nil).Exchange.ResponseBody), "any other answer is read as ever")

	l.Root = "http://" + listener.Addr().String() + "/api/v4"
	answer := client(l).Bare().Delete("/projects/1/deployments/2").Exchange
	require.NoError(t, answer.Err)
	assert.Equal(t, 204, answer.Status)
	assert.JSONEq(t, `{"message":"204 Deployment destroyed"}`, string(answer.ResponseBody))
	require.NotEmpty(t, answer.Violations)
}
