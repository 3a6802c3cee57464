package wire_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/wire"
	"understudy/openapi"
)

const secret = "glpat-wire-test"

// line leads to a handler.
func line(t *testing.T, handler http.HandlerFunc) wire.Line {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	return wire.Line{
		Root: server.URL + "/gitlab/api/v4", Document: document, Agent: "understudy/test", Secrets: []string{secret, "other-secret"},
		Now: time.Now, Base: http.DefaultTransport, Log: new(wire.Log),
	}
}

// examiner collects what it is told. Failed and Broken end the goroutine, as a case's would.
type examiner struct {
	sent, passed int
	mismatches   []wire.Mismatch
	broken       []string
}

func (e *examiner) hooks(t *testing.T) wire.Examiner {
	t.Helper()
	return wire.Examiner{
		Sent:   func() { e.sent++ },
		Passed: func() { e.passed++ },
		Failed: func(m wire.Mismatch) { e.mismatches = append(e.mismatches, m); t.SkipNow() },
		Broken: func(reason string) { e.broken = append(e.broken, reason); t.SkipNow() },
	}
}

// examine runs body with a client of an identity that has the secret.
func examine(t *testing.T, l wire.Line, body func(*wire.Client)) *examiner {
	t.Helper()
	seen := new(examiner)
	t.Run("case", func(t *testing.T) {
		body(l.Client(t.Context(), wire.Identity{Name: "maintainer", Token: secret}, func(*wire.Exchange) {}, seen.hooks(t)))
	})
	return seen
}

func json(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func TestPathsArriveAsWritten(t *testing.T) {
	var got []string
	l := line(t, func(w http.ResponseWriter, r *http.Request) {
		got = append(got, r.Method+" "+r.RequestURI)
		json(w, 200, "[]")
	})
	examine(t, l, func(c *wire.Client) {
		c.Get("/projects/acme%2Fshop%2Eold/deployments", wire.Params{"environment": "review/ä b"}).Status(200)
		c.Delete("/projects/1/deployments/9007199254740993").Status(200)
		c.Follow("http://other.example/gitlab/api/v4/projects/acme%2Fshop/deployments?page=2&id=acme%2Fshop").Status(200)
	})
	assert.Equal(t, []string{
		"GET /gitlab/api/v4/projects/acme%2Fshop%2Eold/deployments?environment=review%2F%C3%A4+b",
		"DELETE /gitlab/api/v4/projects/1/deployments/9007199254740993",
		"GET /gitlab/api/v4/projects/acme%2Fshop/deployments?page=2&id=acme%2Fshop",
	}, got)
}

func TestBodiesArriveAsWritten(t *testing.T) {
	var got []string
	l := line(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Header.Get("Content-Type")+" "+string(body))
		json(w, 201, "{}")
	})
	examine(t, l, func(c *wire.Client) {
		c.Post("/probe", wire.Params{"tag": "false", "ref": "a&b"}).Status(201)
		c.Send(wire.Request{Method: "POST", Path: "/probe", JSON: map[string]any{"tag": false, "ref": "<a>"}}).Status(201)
		c.Send(wire.Request{Method: "POST", Path: "/probe", Body: []byte("x"), Header: map[string]string{"Content-Type": "text/plain"}}).Status(201)
	})
	assert.Equal(t, []string{
		"application/x-www-form-urlencoded ref=a%26b&tag=false",
		`application/json {"ref":"<a>","tag":false}`,
		"text/plain x",
	}, got)
}

func TestNoSecretGetsThrough(t *testing.T) {
	var sent string
	l := line(t, func(w http.ResponseWriter, r *http.Request) {
		sent = r.Header.Get("PRIVATE-TOKEN")
		w.Header().Set("X-Echo", sent+" other-secret")
		json(w, 200, fmt.Sprintf(`{"echo": %q, "other": "other-secret"}`, sent))
	})
	seen := examine(t, l, func(c *wire.Client) {
		c.Send(wire.Request{Method: "POST", Path: "/probe", Form: wire.Params{"private_token": "own-secret", "ref": "main"},
			Query:  wire.Params{"job_token": "own-secret"},
			Header: map[string]string{"Authorization": "Bearer own-secret"}}).Status(200).Object().HasValue("echo", "nothing")
	})
	require.Equal(t, secret, sent, "the target must get the token")
	require.Len(t, seen.mismatches, 1)
	e := l.Log.Last()
	everything := fmt.Sprintf("%+v %+v %s %s", seen.mismatches, *e, e.Curl(), e.Answer()) + string(e.ResponseBody) + string(e.RequestBody)
	for _, word := range []string{secret, "other-secret", "own-secret"} {
		assert.NotContains(t, everything, word)
	}
	assert.Contains(t, string(e.ResponseBody), wire.Placeholder)
	assert.Equal(t, wire.Placeholder+" "+wire.Placeholder, e.ResponseHeader.Get("X-Echo"))
}

func TestNoCookiesNoRedirects(t *testing.T) {
	l := line(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Empty(t, r.Cookies())
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		http.Redirect(w, r, "/elsewhere", http.StatusMovedPermanently)
	})
	seen := examine(t, l, func(c *wire.Client) {
		c.Get("/probe", nil).Status(301)
		c.Get("/probe", nil).Status(301)
	})
	assert.Equal(t, 2, seen.passed)
}

func TestFirstMismatchEndsTheCase(t *testing.T) {
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 404, `{"message": "404 Not found"}`) })
	seen := examine(t, l, func(c *wire.Client) {
		c.Get("/probe", nil).Status(200)
		t.Error("not reached")
	})
	require.Len(t, seen.mismatches, 1)
	assert.Contains(t, seen.mismatches[0].Actual, "404")
	assert.Contains(t, seen.mismatches[0].Expected, "200")
	assert.Equal(t, 1, seen.sent)
	assert.Zero(t, seen.passed)
}

func TestExpectations(t *testing.T) {
	tests := map[string]struct {
		expect func(*wire.Answer)
		met    bool
	}{
		"one of two":       {func(a *wire.Answer) { a.Status(404, 400) }, true},
		"none of two":      {func(a *wire.Answer) { a.Status(404, 403) }, false},
		"success":          {func(a *wire.Answer) { a.Succeeded() }, false},
		"refusal":          {func(a *wire.Answer) { a.Refused() }, true},
		"explained":        {func(a *wire.Answer) { a.Explained() }, true},
		"blames":           {func(a *wire.Answer) { a.Blames("sha") }, true},
		"blames another":   {func(a *wire.Answer) { a.Blames("ref") }, false},
		"message":          {func(a *wire.Answer) { a.Message("sha is empty") }, false},
		"body":             {func(a *wire.Answer) { a.Empty() }, false},
		"header":           {func(a *wire.Answer) { a.HeaderInt("X-Page") }, true},
		"header that is 0": {func(a *wire.Answer) { a.HeaderInt("X-Word") }, false},
		"no header":        {func(a *wire.Answer) { a.Header("X-None") }, false},
		"array":            {func(a *wire.Answer) { a.Array() }, false},
		"shape":            {func(a *wire.Answer) { wire.Decode[[]int](a) }, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := line(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Page", "7")
				w.Header().Set("X-Word", "seven")
				json(w, 400, `{"error": "sha is empty"}`)
			})
			seen := examine(t, l, func(c *wire.Client) { test.expect(c.Get("/probe", nil)) })
			assert.Equal(t, test.met, len(seen.mismatches) == 0)
			if test.met {
				assert.NotZero(t, seen.passed)
			}
		})
	}
}

func TestIntegersAreExact(t *testing.T) {
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 200, `{"id": 9007199254740993}`) })
	examine(t, l, func(c *wire.Client) {
		got := wire.Decode[struct{ ID int64 }](c.Get("/probe", nil).Status(200))
		assert.Equal(t, int64(9007199254740993), got.ID)
	})
}

func TestNoAnswerIsNoMismatch(t *testing.T) {
	l := line(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	seen := examine(t, l, func(c *wire.Client) { c.Get("/probe", nil).Status(200) })
	assert.Empty(t, seen.mismatches)
	require.Len(t, seen.broken, 1)
	assert.Equal(t, "no answer", l.Log.Last().Answer())
}

func TestContractIsCheckedBelowAPrefix(t *testing.T) {
	body := `[{"id": "41"}]`
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 200, body) })
	var found []*wire.Exchange
	client := l.HTTPClient(wire.Identity{Name: "maintainer"}, func(e *wire.Exchange) { found = append(found, e) })
	for _, path := range []string{"/projects/acme%2Fshop/deployments", "/undocumented"} {
		response, err := client.Get(l.Root + path)
		require.NoError(t, err)
		content, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, body, string(content), "the answer can still be read")
	}
	require.Len(t, found, 1)
	assert.Equal(t, "listProjectDeployments", found[0].Operation)
	assert.Contains(t, strings.Join(found[0].Violations, "\n"), "response body /0/id: ")
}

func TestCurl(t *testing.T) {
	l := line(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) })
	var curls []string
	note := func() { curls = append(curls, strings.ReplaceAll(l.Log.Last().Curl(), l.Root, "ROOT")) }
	examine(t, l, func(c *wire.Client) {
		c.Get("/probe", wire.Params{"q": "a b"}).Status(204)
		note()
		c.Post("/probe", wire.Params{"comment": "it's"}).Status(204)
		note()
		c.Send(wire.Request{Method: "PUT", Path: "/probe", JSON: map[string]string{"comment": "it's"}}).Status(204)
		note()
		c.Send(wire.Request{Method: "GET", Path: "/probe", Query: wire.Params{"private_token": "own"}}).Status(204)
		note()
	})
	assert.Equal(t, []string{
		`curl --header "PRIVATE-TOKEN: $TOKEN" --url 'ROOT/probe?q=a+b'`,
		`curl --request POST --header "PRIVATE-TOKEN: $TOKEN" --data-raw 'comment=it%27s' --url 'ROOT/probe'`,
		`curl --request PUT --header "PRIVATE-TOKEN: $TOKEN" --header 'Content-Type: application/json' --data-raw '{"comment":"it'\''s"}' --url 'ROOT/probe'`,
		`curl --header "PRIVATE-TOKEN: $TOKEN" --url 'ROOT/probe?private_token=%24TOKEN'`,
	}, curls)
}
