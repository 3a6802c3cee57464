package wire_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/wire"
	"understudy/openapi"
)

const secret = "glpat-wire-test"

// instant is a clock in which nobody waits.
type instant struct{ slept time.Duration }

func (*instant) Now() time.Time { return time.Date(2026, 3, 15, 8, 0, 0, 0, time.UTC) }

func (c *instant) Sleep(ctx context.Context, d time.Duration) error {
	c.slept += d
	return ctx.Err()
}

// line leads to a handler over a socket.
func line(t *testing.T, handler http.HandlerFunc) wire.Line {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	return wire.Line{
		Root: server.URL + "/gitlab/api/v4", Document: document, Agent: "understudy/test", Clock: &instant{}, Base: wire.Over(nil),
		Timeout: 5 * time.Second, Retries: 3,
	}
}

func do(t *testing.T, l wire.Line, r wire.Request) *wire.Exchange {
	t.Helper()
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	return l.Do(t.Context(), wire.Identity{Name: "maintainer", Token: secret}, r)
}

func json(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestRequestsArriveAsWritten(t *testing.T) {
	var got []string
	l := line(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %d %v", r.Method, r.RequestURI, r.Header.Get("Content-Type"), body, r.ContentLength, r.TransferEncoding)))
		json(w, 200, "[]")
	})
	do(t, l, wire.Request{Path: "/projects/acme%2Fshop%2Eold/deployments", Query: wire.Params{"environment": "review/ä b"}})
	do(t, l, wire.Request{Method: "DELETE", Path: "/projects/1/deployments/9007199254740993"})
	do(t, l, wire.Request{Method: "POST", Path: "/probe", Form: wire.Params{"tag": "false", "ref": "a&b"}})
	do(t, l, wire.Request{Method: "POST", Path: "/probe", Form: wire.Params{}})
	do(t, l, wire.Request{Method: "POST", Path: "/probe", JSON: map[string]any{"tag": false, "ref": "<a>"}})
	assert.Equal(t, []string{
		"GET /gitlab/api/v4/projects/acme%2Fshop%2Eold/deployments?environment=review%2F%C3%A4+b   0 []",
		"DELETE /gitlab/api/v4/projects/1/deployments/9007199254740993   0 []",
		"POST /gitlab/api/v4/probe application/x-www-form-urlencoded ref=a%26b&tag=false 19 []",
		"POST /gitlab/api/v4/probe application/x-www-form-urlencoded  0 []",
		`POST /gitlab/api/v4/probe application/json {"ref":"<a>","tag":false} 25 []`,
	}, got)
}

// Cookies are not kept and redirects not followed: the token goes nowhere but to the target.
func TestNothingIsFollowed(t *testing.T) {
	l := line(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Cookies())
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		http.Redirect(w, r, "/elsewhere", http.StatusMovedPermanently)
	})
	assert.Equal(t, 301, do(t, l, wire.Request{Path: "/probe"}).Status)
	assert.Equal(t, 301, do(t, l, wire.Request{Path: "/probe"}).Status)
}

func TestEndlessAnswersEnd(t *testing.T) {
	mebibyte := []byte(strings.Repeat("x", 1<<20))
	endless := func(w io.Writer) {
		for range 64 {
			if _, err := w.Write(mebibyte); err != nil {
				return
			}
		}
	}
	for name, handler := range map[string]http.HandlerFunc{
		"body": func(w http.ResponseWriter, _ *http.Request) { endless(w) },
		"bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			endless(packed)
			_ = packed.Close()
		},
	} {
		for _, inProcess := range []bool{false, true} {
			if inProcess && name == "bomb" {
				continue // nobody unpacks it there
			}
			l := line(t, handler)
			if inProcess {
				l.Base = wire.Within(handler)
			}
			e := do(t, l, wire.Request{Path: "/probe"})
			require.ErrorIs(t, e.Err, wire.ErrTooLong, name)
			assert.LessOrEqual(t, len(e.ResponseBody), 64<<10, name)
		}
	}
}

// A list of more than any page holds is counted, and not kept.
func TestLongListsAreCounted(t *testing.T) {
	l := line(t, func(w http.ResponseWriter, _ *http.Request) {
		json(w, 200, "["+strings.Repeat(`{"id":1},`, 300_000)+`{"id":1}]`)
	})
	e := do(t, l, wire.Request{Path: "/projects/1/deployments"})
	require.ErrorIs(t, e.Err, wire.ErrUnwieldy)
	assert.Equal(t, 300_001, e.Items)
	assert.LessOrEqual(t, len(e.ResponseBody), 64<<10)
}

func TestSilenceEnds(t *testing.T) {
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	l := line(t, hang)
	l.Timeout = 20 * time.Millisecond
	require.ErrorIs(t, do(t, l, wire.Request{Path: "/probe"}).Err, wire.ErrTimeout)
	l.Base = wire.Within(http.HandlerFunc(hang))
	require.ErrorIs(t, do(t, l, wire.Request{Path: "/probe"}).Err, wire.ErrTimeout)
}

// A 429 is waited for on any method, a 503 only where the request reads: it may have been half done.
func TestPatience(t *testing.T) {
	tests := []struct {
		method, after   string
		status, refused int
		asked           int
		slept           time.Duration
		err             bool
	}{
		{"GET", "2", 429, 1, 2, 2 * time.Second, false},
		{"POST", "2", 429, 2, 3, 4 * time.Second, false},
		{"GET", "Sun, 15 Mar 2026 08:00:03 GMT", 503, 1, 2, 3 * time.Second, false},
		{"POST", "2", 503, 1, 1, 0, false},
		{"GET", "", 503, 1, 1, 0, false},
		{"GET", "99999", 429, 1, 2, time.Minute, false},
		{"GET", "0", 429, 9, 4, 300 * time.Millisecond, true},
	}
	for _, test := range tests {
		asked := 0
		l := line(t, func(w http.ResponseWriter, _ *http.Request) {
			if asked++; asked <= test.refused {
				if test.after != "" {
					w.Header().Set("Retry-After", test.after)
				}
				w.WriteHeader(test.status)
				return
			}
			json(w, 200, "{}")
		})
		clock := &instant{}
		l.Clock = clock
		e := do(t, l, wire.Request{Method: test.method, Path: "/probe"})
		assert.Equal(t, test.asked, asked, test)
		assert.Equal(t, test.slept, clock.slept, test)
		assert.Equal(t, test.err, e.Err != nil, test)
	}
}

func TestPace(t *testing.T) {
	clock := &instant{}
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 200, "{}") })
	l.Clock, l.Pace = clock, wire.NewPace(4)
	for range 3 {
		do(t, l, wire.Request{Path: "/probe"})
	}
	assert.Equal(t, 750*time.Millisecond, clock.slept, "0, 1 and 2 quarters of a second")
}

// Everything is judged in clear and redacted when it is shown, in whatever escapes a token hides.
func TestNoSecretIsShown(t *testing.T) {
	escaped := `{"echo": "\u0067lpat\u002dwire-test", "twice": "\\u0067lpat-wire-test", "html": "&#103;lpat-wire-test", "url": "%67lpat-wire-test"}`
	l := line(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Echo", r.Header.Get("PRIVATE-TOKEN"))
		json(w, 200, escaped)
	})
	redactor := wire.NewRedactor(secret, "t", "own-secret")
	e := do(t, l, wire.Request{
		Method: "POST", Path: "/probe", Form: wire.Params{"private_token": "own-secret", "ref": "main"},
		Query: wire.Params{"job_token": "own-secret"}, Header: map[string]string{"Authorization": "Bearer own-secret"},
	})
	require.Equal(t, secret, e.ResponseHeader.Get("X-Echo"), "the exchange is in clear")
	require.Equal(t, escaped, string(e.ResponseBody))
	shown := fmt.Sprintf("%+v", redactor.Evidence(e))
	for _, word := range []string{"lpat", "own-secret", "wire-test"} {
		assert.NotContains(t, shown, word)
	}
	assert.Contains(t, shown, wire.Placeholder)
}

func TestTransportErrorsShowNoSecret(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = http.ReadRequest(bufio.NewReader(connection)) // an answer before the request is another error
			_, _ = io.WriteString(connection, "HTTP/1.1 "+secret+"\x1b[2J is what you sent\r\n\r\n")
			_ = connection.Close()
		}
	}()
	l := line(t, func(http.ResponseWriter, *http.Request) {})
	l.Root = "http://" + listener.Addr().String() + "/api/v4"
	e := do(t, l, wire.Request{Path: "/probe"})
	require.ErrorContains(t, e.Err, secret, "this is what the transport quotes")
	evidence := wire.NewRedactor(secret).Evidence(e)
	assert.NotContains(t, evidence.Answer, secret)
	assert.Contains(t, evidence.Answer, wire.Placeholder)
}

func TestNothingSteersATerminal(t *testing.T) {
	assert.Equal(t, "a[31mb\tc\nd\uFFFDe", wire.Legible("a\x1b[31mb\tc\n\rd\xffe\u202e\u0007\u009b"))
}

// Whatever the target puts into a link, pasting the line runs nothing of it.
func TestCurlLinesRunNothing(t *testing.T) {
	var links []string
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 200, "[]") })
	dir := t.TempDir()
	for i, word := range []string{"$(touch %s)", "`touch %s`", "$TOKEN$(touch %s)", "';touch %s;'", `"$(touch %s)"`, "\\';touch %s;'"} {
		file := filepath.Join(dir, fmt.Sprint(i))
		links = append(links, file)
		e := do(t, l, wire.Request{Method: "POST", Path: "/probe", RawQuery: "x=" + strings.ReplaceAll(fmt.Sprintf(word, file), " ", "${IFS}"), Body: fmt.Appendf(nil, word, file),
			Header: map[string]string{"Content-Type": fmt.Sprintf("text/plain; x="+word, file)}})
		command := exec.CommandContext(t.Context(), "sh", "-c", "curl() { :; }; "+wire.NewRedactor(secret).Evidence(e).Curl)
		output, err := command.CombinedOutput()
		require.NoError(t, err, "%s", output)
	}
	for _, file := range links {
		assert.NoFileExists(t, file)
	}
}

func TestCurl(t *testing.T) {
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	curl := func(r wire.Request) string {
		return strings.ReplaceAll(wire.NewRedactor(secret).Evidence(do(t, l, r)).Curl, l.Root, "ROOT")
	}
	assert.Equal(t, `curl --header "PRIVATE-TOKEN: $TOKEN" --url 'ROOT/probe?q=a+b'`, curl(wire.Request{Path: "/probe", Query: wire.Params{"q": "a b"}}))
	assert.Equal(t, `curl --request POST --header "PRIVATE-TOKEN: $TOKEN" --data-raw 'comment=it%27s' --url 'ROOT/probe'`,
		curl(wire.Request{Method: "POST", Path: "/probe", Form: wire.Params{"comment": "it's"}}))
	assert.Equal(t, `curl --request PUT --header "PRIVATE-TOKEN: $TOKEN" --header 'Content-Type: application/json' --data-raw '{"comment":"it'\''s"}' --url 'ROOT/probe'`,
		curl(wire.Request{Method: "PUT", Path: "/probe", JSON: map[string]string{"comment": "it's"}}))
	assert.Equal(t, `curl --header "PRIVATE-TOKEN: $TOKEN" --url 'ROOT/probe?private_token=$TOKEN'`,
		curl(wire.Request{Path: "/probe", Query: wire.Params{"private_token": "own"}}))
}

// What may not be written to is not sent.
func TestPermit(t *testing.T) {
	asked := 0
	l := line(t, func(http.ResponseWriter, *http.Request) { asked++ })
	l.Permit = func(method, path string) error { return fmt.Errorf("not sent: %s %s", method, path) }
	require.ErrorContains(t, do(t, l, wire.Request{Method: "DELETE", Path: "/projects/1"}).Err, "not sent: DELETE /projects/1")
	assert.Zero(t, asked)
}

func TestTheContractIsHeld(t *testing.T) {
	body := `[{"id": "41"}]`
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 200, body) })
	e := do(t, l, wire.Request{Path: "/projects/acme%2Fshop/deployments"})
	assert.Equal(t, "listProjectDeployments", e.Operation)
	assert.Contains(t, fmt.Sprint(e.Violations), "/0/id")
	assert.Empty(t, do(t, l, wire.Request{Path: "/undocumented"}).Violations)
}
