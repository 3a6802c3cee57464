package mockserver

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"time"
)

// record writes the request's line: who asked for what, and how it ended. Credentials are left out.
func (s *Server) record(x *exchange, response Response, took time.Duration) {
	if !s.log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attributes := []slog.Attr{
		slog.String("method", x.http.Method),
		slog.String("path", x.http.URL.EscapedPath()),
		slog.Int("status", response.Status),
		slog.Duration("took", took),
		slog.String("request_id", x.requestID()),
	}
	if x.operation != nil {
		attributes = append(attributes, slog.String("operation", x.operation.ID))
	}
	if x.actor.User != nil {
		attributes = append(attributes, slog.String("user", x.actor.User.Username))
	}
	if x.http.URL.RawQuery != "" {
		attributes = append(attributes, slog.String("query", x.publicQuery()))
	}
	s.log.LogAttrs(context.Background(), slog.LevelInfo, "request", attributes...)
}

// publicQuery is the query without what may be a credential, however it is spelt.
func (x *exchange) publicQuery() string {
	shown := url.Values{}
	for name, values := range x.http.URL.Query() {
		if strings.Contains(strings.ToLower(name), "token") {
			values = []string{"[FILTERED]"}
		}
		shown[name] = values
	}
	return shown.Encode()
}
