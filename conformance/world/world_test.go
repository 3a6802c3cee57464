package world_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/wire"
	"understudy/conformance/world"
	"understudy/openapi"
)

type instant struct{}

func (instant) Now() time.Time                                   { return time.Date(2026, 3, 15, 8, 0, 0, 0, time.UTC) }
func (instant) Sleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

// worldOf arranges at a handler, in project acme/shop.
func worldOf(t *testing.T, handler http.HandlerFunc, change ...func(*world.Config)) *world.World {
	t.Helper()
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	config := world.Config{
		Line:     wire.Line{Root: "http://h/api/v4", Document: document, Clock: instant{}, Base: wire.Within(handler), Timeout: time.Second},
		Redactor: wire.NewRedactor(), Tokens: map[string]string{world.Maintainer: "token"}, RunID: "run", Project: "acme/shop", Ref: "main", SHA: "main",
	}
	for _, c := range change {
		c(&config)
	}
	return world.New(t.Context(), config)
}

// deploys answers each POST with a new deployment as asked for, and shows the project.
func deploys(asked *[]string) http.HandlerFunc {
	id := 40
	return func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		*asked = append(*asked, r.Method+" "+r.URL.EscapedPath()+" "+r.Form.Get("ref"))
		w.Header().Set("Content-Type", "application/json")
		if r.Method != http.MethodPost {
			_, _ = io.WriteString(w, `{"id": 1, "path_with_namespace": "acme/shop", "default_branch": "main"}`)
			return
		}
		id++
		w.WriteHeader(http.StatusCreated)
		_, _ = fmt.Fprintf(w, `{"id": %d, "status": %q, "environment": {"id": 7, "name": %q}}`, id, r.Form.Get("status"), r.Form.Get("environment"))
	}
}

func TestOnlyWhatTheRunMadeIsWrittenTo(t *testing.T) {
	var asked []string
	w := worldOf(t, deploys(&asked))
	p, err := w.Project()
	require.NoError(t, err)
	d, err := p.Deploy(t.Context(), w.Name("e"), "failed")
	require.NoError(t, err)
	e := w.Line.Do(t.Context(), wire.Identity{}, wire.Request{Method: http.MethodPost, Path: p.URL("deployments"), Form: p.Form(w.Name("e"), "failed")})
	w.Observe(e)
	var made world.Deployment
	require.NoError(t, json.Unmarshal(e.ResponseBody, &made))
	for request, permitted := range map[string]bool{
		"GET /projects/acme%2Fshop/deployments/1":                            true,
		"POST /projects/acme%2Fshop/deployments":                             true,
		fmt.Sprintf("DELETE /projects/acme%%2Fshop/deployments/%d", made.ID): true,
		fmt.Sprintf("PUT /projects/1/deployments/%d", made.ID):               true,
		"DELETE /projects/acme%2Fshop/deployments/1":                         false,
		"PUT /projects/ACME%2Fshop/deployments/1":                            false,
		"PUT /projects/1/deployments/1":                                      false,
		"POST /projects/1/deployments/1/approval":                            false,
		"DELETE /projects/1/deployments/9007199254740993":                    true,
		"DELETE /projects/1/deployments/latest":                              true,
		"DELETE /projects/1":                                                 false,
		"PUT /projects/1":                                                    false,
		"DELETE /projects/2/deployments/1":                                   false,
		"POST /projects/2/deployments":                                       false,
		"POST /projects/understudy%2Fno-such-project/deployments":            true,
		"DELETE /projects/1/environments/1":                                  false,
		"DELETE /projects/1/environments/7":                                  true,
		"DELETE /projects/1/protected_environments/production":               false,
		"DELETE /projects/1/protected_environments/understudy-run-e":         true,
		"DELETE /projects/1/repository/branches/main":                        false,
		"POST /projects":                                                     true,
	} {
		method, path, _ := strings.Cut(request, " ")
		assert.Equal(t, permitted, w.Permit(method, path) == nil, "%s (%d, %d made)", request, d.ID, made.ID)
	}
}

// What a target says it made for the run, in somebody else's environment, is left alone.
func TestOtherPeoplesDeploymentsAreNotTakenForTheRuns(t *testing.T) {
	w := worldOf(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if r.Method == http.MethodPost {
			w.WriteHeader(http.StatusCreated)
		}
		_, _ = io.WriteString(w, `{"id": 1, "environment": {"id": 1, "name": "production"}}`)
	})
	p, err := w.Project()
	require.NoError(t, err)
	w.Observe(w.Line.Do(t.Context(), wire.Identity{}, wire.Request{Method: http.MethodPost, Path: p.URL("deployments"), Form: p.Form(w.Name("e"), "failed")}))
	assert.Empty(t, w.Made())
	require.Error(t, w.Permit(http.MethodDelete, "/projects/acme%2Fshop/deployments/1"))
}

func TestReadOnlyWritesNothing(t *testing.T) {
	w := worldOf(t, func(http.ResponseWriter, *http.Request) { t.Error("asked") }, func(c *world.Config) { c.ReadOnly = true })
	require.ErrorIs(t, w.Permit(http.MethodPost, "/projects"), world.ErrReadOnly)
	require.NoError(t, w.Permit(http.MethodGet, "/projects"))
}

// GitLab answers a POST that repeats the current success with that deployment.
func TestSuccessesInARowDiffer(t *testing.T) {
	var asked []string
	w := worldOf(t, deploys(&asked), func(c *world.Config) { c.SHA = "abc" })
	p, err := w.Project()
	require.NoError(t, err)
	asked = nil
	for _, status := range []string{"success", "running", "success", "success"} {
		_, err := p.Deploy(t.Context(), w.Name("e"), status)
		require.NoError(t, err)
	}
	var refs []string
	for _, request := range asked {
		refs = append(refs, request[strings.LastIndex(request, " ")+1:])
	}
	assert.Equal(t, []string{"main", "abc", "abc", "main"}, refs)
}

func TestWhatWasNotArrangedIsTheFaultOfItsRule(t *testing.T) {
	for body, status := range map[string]int{`{"message": "403 Forbidden"}`: 403, `{"id": 1, "status": "created"}`: 201, `[]`: 201, `{}`: 200} {
		w := worldOf(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if r.Method == http.MethodPost {
				w.WriteHeader(status)
			}
			_, _ = io.WriteString(w, body)
		})
		p, err := w.Project()
		require.NoError(t, err)
		_, err = p.Deploy(t.Context(), w.Name("e"), "running")
		var failed *world.CallError
		require.ErrorAs(t, err, &failed, body)
		assert.Equal(t, "R-CREATE-STATUS-RUNNING", failed.Rule)
	}
}

// A value of another type than documented is for the contract's examiner to tell, and keeps nothing from being read.
func TestDeploymentsAreReadFieldByField(t *testing.T) {
	var d world.Deployment
	require.NoError(t, json.Unmarshal([]byte(`{"id": "9007199254740993", "iid": 7, "status": 5, "ref": "main", "created_at": "yesterday", "environment": {"id": {}, "name": "e"}, "user": null}`), &d))
	assert.Equal(t, []any{int64(9007199254740993), int64(7), "", "main", true, "e"}, []any{d.ID, d.IID, d.Status, d.Ref, d.CreatedAt.IsZero(), d.Environment.Name})
}

func TestJournal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	content := `{"event":"run","target":"http://h/api/v4","run":"a"}
{"event":"intended","thing":{"kind":"project","name":"understudy-a-main"}}
{"event":"made","thing":{"kind":"project","id":4,"name":"owner/understudy-a-main"}}
{"event":"intended","thing":{"kind":"project","name":"understudy-a-second"}}
{"event":"made","thing":{"kind":"project","id":5,"name":"owner/understudy-a-second"}}
{"event":"gone","thing":{"kind":"project","id":5,"name":"owner/understudy-a-second"}}
{"event":"intended","thing":{"kind":"project","name":"understudy-a-jobs"}}
{"event":"ma`
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	file, err := os.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = file.Close() })
	runs, err := world.ReadJournal(file)
	require.NoError(t, err)
	require.Len(t, runs, 1)
	assert.Equal(t, []world.Thing{{Kind: "project", ID: 4, Name: "owner/understudy-a-main"}, {Kind: "project", Name: "understudy-a-jobs"}}, runs[0].Things)
}
