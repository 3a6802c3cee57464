package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// player sends requests to a handler and writes down what came back.
type player struct {
	t       *testing.T
	handler http.Handler
	clock   *clock
	lines   []string // one for each exchange
}

// clock is a second later with each request, unless it stands.
type clock struct {
	now    time.Time
	stands bool
}

func (c *clock) Now() time.Time { return c.now }

// correct is a mock whose answers are the same in each run.
func correct(t *testing.T, f Fault) (*mockserver.Server, *clock) {
	t.Helper()
	now := &clock{now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	profile := openapi.Documented()
	if f.Profile == gitlab189 {
		profile = openapi.GitLab189()
	}
	config := mockserver.Config{Profile: profile, Now: now.Now, Tier: gitlab.Tier(f.Plan.Tier), Edition: gitlab.Edition(f.Plan.Edition)}
	server, err := mockserver.New(config)
	require.NoError(t, err)
	t.Cleanup(server.Close)
	return server, now
}

// answered is what came back.
type answered struct {
	status int
	header http.Header
	body   string
	id     string // of what was answered, if it has one
}

func (p *player) send(role, method, path, media, body string) answered {
	p.t.Helper()
	r := httptest.NewRequest(method, "http://gitlab.test/api/v4"+path, strings.NewReader(body))
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if role != "" {
		r.Header.Set("PRIVATE-TOKEN", role+"-token")
	}
	return p.request(r)
}

func (p *player) request(r *http.Request) answered {
	w := httptest.NewRecorder()
	if !p.clock.stands {
		p.clock.now = p.clock.now.Add(time.Second)
	}
	p.handler.ServeHTTP(w, r)
	a := answered{status: w.Code, header: w.Header().Clone(), body: w.Body.String()}
	for _, name := range volatile {
		a.header.Del(name)
	}
	var object struct{ ID json.Number }
	if json.Unmarshal([]byte(a.body), &object) == nil {
		a.id = object.ID.String()
	}
	p.lines = append(p.lines, fmt.Sprintf("%s %s -> %d %v %s", r.Method, r.URL.RequestURI(), a.status, a.header, a.body))
	return a
}

func (p *player) get(path string) answered    { return p.send("maintainer", "GET", path, "", "") }
func (p *player) remove(path string) answered { return p.send("maintainer", "DELETE", path, "", "") }

func (p *player) form(method, path string, pairs ...string) answered {
	return p.formAs("maintainer", method, path, pairs...)
}

func (p *player) formAs(role, method, path string, pairs ...string) answered {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return p.send(role, method, path, formType, values.Encode())
}

func (p *player) json(method, path, body string) answered {
	return p.send("maintainer", method, path, jsonType, body)
}

func (p *player) multipart(method, path string, pairs ...string) answered {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		require.NoError(p.t, w.WriteField(pairs[i], pairs[i+1]))
	}
	require.NoError(p.t, w.Close())
	body, err := io.ReadAll(&b)
	require.NoError(p.t, err)
	return p.send("maintainer", method, path, w.FormDataContentType(), string(body))
}
