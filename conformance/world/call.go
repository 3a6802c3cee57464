package world

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"understudy/conformance/wire"
)

// CallError is a call that could not arrange what it should. If it is of one of the operations under examination, Rule is the
// rule that it breaks; else the target lacks something around them.
type CallError struct {
	Exchange *wire.Exchange
	Mismatch wire.Mismatch
	Rule     string
	Without  string // what a person may declare to go without
	Hint     string // the flag or token with which it could be arranged
}

func (e *CallError) Error() string {
	path, _, _ := strings.Cut(e.Exchange.Path(), "?")
	if e.Exchange.Err != nil {
		return fmt.Sprintf("%s %s: %v", e.Exchange.Method, path, e.Exchange.Err)
	}
	return fmt.Sprintf("%s %s: expected %s, got %s", e.Exchange.Method, path, e.Mismatch.Expected, e.Mismatch.Actual)
}

// Missing is something that cannot be arranged in this mode.
type Missing struct {
	What    string
	Without string // what a person may declare to go without
	Hint    string // the flag or token with which it could be arranged
}

func (m *Missing) Error() string { return m.What }

// call sends a request as the identity and decodes a 2xx body into what into points to, unless that is nil.
func (w *World) call(ctx context.Context, as wire.Identity, r wire.Request, into any) error {
	e := w.Line.Do(ctx, as, r)
	failed := &CallError{Exchange: e, Mismatch: wire.Mismatch{Expected: "status 200 to 299", Actual: fmt.Sprintf("status %d %s", e.Status, start(e.ResponseBody)), Status: wire.Success}}
	if e.Err != nil || e.Status < 200 || e.Status > 299 {
		return failed
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(e.ResponseBody, into); err != nil {
		failed.Mismatch = wire.Mismatch{Expected: "a body as documented", Actual: start(e.ResponseBody)}
		return failed
	}
	return nil
}

func (w *World) get(path string, into any) error {
	return w.call(w.ctx, w.signer, wire.Request{Method: http.MethodGet, Path: path}, into)
}

func (w *World) post(path string, body, into any) error {
	return w.call(w.ctx, w.signer, wire.Request{Method: http.MethodPost, Path: path, JSON: body}, into)
}

func (w *World) put(path string, body, into any) error {
	return w.call(w.ctx, w.signer, wire.Request{Method: http.MethodPut, Path: path, JSON: body}, into)
}

// lacking says of what could not be arranged what somebody could declare to go without.
func lacking(without string, err error) error {
	switch failed := err.(type) { //nolint:errorlint // made here just now
	case *CallError:
		if failed.Rule == "" {
			failed.Without = without
		}
	case *Missing:
		failed.Without = without
	}
	return err
}

// purposed says what a project of the run's own was to be for.
func purposed(err error, what, without string) error {
	if missing, ok := err.(*Missing); ok { //nolint:errorlint // made here just now
		return &Missing{What: what, Without: without, Hint: missing.Hint}
	}
	return lacking(without, err)
}

// hinted says of what could not be arranged what would make it unnecessary.
func hinted(hint string, err error) error {
	switch failed := err.(type) { //nolint:errorlint // made here just now
	case *CallError:
		failed.Hint = hint
	case *Missing:
		failed.Hint = hint
	}
	return err
}

// until asks again and again until done, or until patience ends. It returns the last error, or late if there was none.
func (w *World) until(ctx context.Context, late error, ask func() (done bool, err error)) error {
	const soon, later = 20 * time.Millisecond, time.Second
	deadline := w.Line.Clock.Now().Add(w.Patience)
	for pause := soon; ; pause = min(2*pause, later) {
		done, err := ask()
		if done {
			return nil
		}
		if err == nil {
			err = late
		}
		if w.Line.Clock.Now().After(deadline) {
			return err
		}
		if slept := w.Line.Clock.Sleep(ctx, pause); slept != nil {
			return err
		}
	}
}

// start is the start of a body, on one line.
func start(body []byte) string {
	const enough = 200
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), enough)]), "")), " ")
}

func escaped(segments ...any) string {
	var path strings.Builder
	for _, segment := range segments {
		path.WriteString("/" + url.PathEscape(fmt.Sprint(segment)))
	}
	return path.String()
}

func decode(e *wire.Exchange, into any) error { return json.Unmarshal(e.ResponseBody, into) }
