package mockserver

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"understudy/mockserver/control"
	"understudy/mockserver/delivery"
	"understudy/mockserver/exchange"
	"understudy/mockserver/metrics"
	"understudy/openapi"
)

// gate is the way of requests into one space, and of events out of it.
type gate struct {
	*control.Space

	line       *line
	backend    *exchange.Backend
	deliveries *delivery.Queues
	metrics    *metrics.Metrics
	log        *slog.Logger
}

// open makes the gate of a space.
func (s *Server) open(space *control.Space) control.Door {
	g := &gate{Space: space, line: s.line, metrics: s.metrics, log: s.log}
	address := &exchange.Address{}
	if space.Name() != "" {
		address.Below = control.SpacePath(space.Name())
	}
	g.backend = exchange.NewBackend(space.Instance(), s.line.document, address, space.Now)
	g.backend.TryHook, g.backend.HookDeliveries, g.backend.ResendHook = g.tryHook, g.hookDeliveries, g.resendHook
	g.deliveries = delivery.New(delivery.Settings{
		Hosts: s.hookHosts, Wanted: func(hook int64) bool { return space.Instance().State().Hook(hook) != nil },
		Told: func(a delivery.Attempt) { space.Told(sent(a)) }, Now: space.Now, Logger: s.log,
	})
	return control.Door{Handler: g, Deliver: g.deliver, URL: g.backend.Address.Of, Reader: g.reader, Keep: g.settle, Resend: g.resend, Close: g.deliveries.Close}
}

// reader shows the space's journal.
func (g *gate) reader() control.Reader {
	return control.Reader{Document: g.line.document, Secrets: control.Secrets{
		Known: func(text string) bool { return g.Instance().State().Token(text) != nil },
	}}
}

// ServeHTTP answers one request as GitLab would, unless it is to go wrong.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := g.Now()
	x := exchange.Begin(g.backend, r, g.NextRequest(), began)
	mishap := g.mishap()
	response := mishap.after(g.line.answer(x, mishap.instead))
	header := w.Header()
	response.Describe(header, x)
	if violations := g.line.breaches(x, response, header); len(violations) > 0 && !mishap.replaced() {
		response = g.ownFault(x, response, violations)
		clear(header)
		response.Describe(header, x)
	}
	took := g.Now().Sub(began)
	g.keep(x, &response, mishap, began, took)
	mishap.send(w, &response, x, took)
	x.Release(response.Body)
}

// keep puts the request into the journal and the log.
func (g *gate) keep(x *exchange.Exchange, response *exchange.Response, m *mishap, began time.Time, took time.Duration) {
	e := control.Entry{
		At: began, Took: took, RequestID: x.RequestID(), Method: x.HTTP.Method, Path: x.HTTP.URL.EscapedPath(), Query: x.HTTP.URL.RawQuery,
		ContentType: x.HTTP.Header.Get("Content-Type"), Missing: x.Missing, Status: m.status(response.Status), Fault: m.name(), Sent: x.Raw, Answered: response.Body,
	}
	if x.Operation != nil {
		e.Operation = x.Operation.ID
	}
	if x.Actor.User != nil {
		e.User = x.Actor.User.Username
	}
	if !control.Witnessed(x.HTTP.Context(), e) {
		g.settle(x.HTTP, e)
	}
}

// settle writes down a request that is over.
func (g *gate) settle(r *http.Request, e control.Entry) {
	g.write(e)
	if r.Method == http.MethodGet && r.Header.Get(control.Looking) != "" {
		return // the page shows the journal, and would fill it by looking
	}
	g.metrics.Answered(e.Operation, e.Status, e.Took)
	g.Record(e)
}

// ownFault logs and counts what this server was about to do wrong, and is the answer instead.
func (g *gate) ownFault(x *exchange.Exchange, response exchange.Response, violations []openapi.Violation) exchange.Response {
	g.Breach()
	g.metrics.Breach()
	for _, v := range violations {
		g.log.LogAttrs(context.Background(), slog.LevelError, "own response breaks the contract",
			slog.String("operation", x.Operation.ID), slog.Int("status", response.Status), slog.String("request_id", x.RequestID()),
			slog.String("where", v.Where), slog.String("pointer", v.Pointer), slog.String("rule", v.Rule), slog.String("message", v.Message))
	}
	return exchange.Message(http.StatusInternalServerError, "500 Internal Server Error")
}
