package control

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// Wrong is one way to be wrong that a stand-in knows by name: it breaks one rule of the documentation.
type Wrong struct {
	ID       string // such as list-sort-default-desc
	Rule     string // the rule of requirements.yaml that is broken
	Sentence string // what the server does
	Profile  string // the only one under which that is wrong; "": all
	Tier     string // that the server must have for it to show; "": premium or more
	Edition  string // likewise; "": ee

	// Around makes a server that is wrong of a correct one, and what counts the answers that it changed.
	Around func(correct http.Handler) (wrong http.Handler, changed func() int64)
}

// wrongServer stands before a correct one and is wrong in the respects that were asked for.
type wrongServer struct {
	http.Handler
	ids     []string
	changed []func() int64
}

// Catalogue are the ways to be wrong that the stand-in knows.
func (s *Space) Catalogue() []Wrong {
	if s.catalogue == nil {
		return nil
	}
	return s.catalogue()
}

// wrongIn makes the server that is wrong in these respects; nil of none.
func (s *Space) wrongIn(ids []string) (*wrongServer, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	known := map[string]Wrong{}
	for _, w := range s.Catalogue() {
		known[w.ID] = w
	}
	made := &wrongServer{Handler: s.door.Handler, ids: ids}
	for i, id := range ids {
		w, found := known[id]
		if !found {
			return nil, fmt.Errorf("catalogue[%d]: %s does not exist: see GET %s/faults/catalogue", i, id, Root)
		}
		handler, changed := w.Around(made.Handler)
		made.Handler = handler
		made.changed = append(made.changed, changed)
	}
	return made, nil
}

func (w *wrongServer) changes() []int64 {
	counts := []int64{}
	if w != nil {
		for _, changed := range w.changed {
			counts = append(counts, changed())
		}
	}
	return counts
}

// Handler answers requests to the space's GitLab, wrong where it is told to be.
func (s *Space) Handler() http.Handler {
	if wrong := s.wrong.Load(); wrong != nil {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serveWrong(w, r, wrong) })
	}
	return s.door.Handler
}

// witness is told of a request as the correct server inside saw it, and of the answer that the client got.
type witness struct {
	http.ResponseWriter

	seen   []Entry
	status int
	body   []byte
}

type witnessKey struct{}

func (s *Space) serveWrong(w http.ResponseWriter, r *http.Request, wrong *wrongServer) {
	v := &witness{ResponseWriter: w}
	before := wrong.changes()
	defer func() { // also when the connection is broken off
		if len(v.seen) == 0 {
			return // it never got as far as to be a request
		}
		e := v.seen[0]
		e.Status, e.Answered = v.status, v.body
		var by []string
		for i, n := range wrong.changes() {
			if n > before[i] {
				by = append(by, wrong.ids[i])
			}
		}
		if len(by) > 0 {
			e.Fault = strings.Join(by, ", ")
		}
		s.door.Keep(r, e)
	}()
	wrong.ServeHTTP(v, r.WithContext(context.WithValue(r.Context(), witnessKey{}, v)))
}

// Witnessed hands an entry to whoever stands before the server and sees what the client really gets; false if nobody does.
func Witnessed(ctx context.Context, e Entry) bool {
	v, before := ctx.Value(witnessKey{}).(*witness)
	if before {
		e.Sent = append([]byte(nil), e.Sent...)
		v.seen = append(v.seen, e)
	}
	return before
}

// Unwrap gives http.ResponseController what is inside.
func (v *witness) Unwrap() http.ResponseWriter { return v.ResponseWriter }

func (v *witness) WriteHeader(status int) {
	v.status = status
	v.ResponseWriter.WriteHeader(status)
}

func (v *witness) Write(text []byte) (int, error) {
	if v.status == 0 {
		v.status = http.StatusOK
	}
	v.body = append(v.body, text...)
	return v.ResponseWriter.Write(text)
}
