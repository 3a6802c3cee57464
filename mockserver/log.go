package mockserver

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"understudy/mockserver/exchange"
)

// record writes the request's line: who asked for what, and how it ended. Credentials are left out.
func (s *Server) record(x *exchange.Exchange, response exchange.Response, took time.Duration) {
	if !s.log.Enabled(context.Background(), slog.LevelInfo) {
		return
	}
	attributes := []slog.Attr{
		slog.String("method", x.HTTP.Method),
		slog.String("path", x.HTTP.URL.EscapedPath()),
		slog.Int("status", response.Status),
		slog.Duration("took", took),
		slog.String("request_id", x.RequestID()),
	}
	if x.Operation != nil {
		attributes = append(attributes, slog.String("operation", x.Operation.ID))
	}
	if x.Actor.User != nil {
		attributes = append(attributes, slog.String("user", x.Actor.User.Username))
	}
	if x.HTTP.URL.RawQuery != "" {
		attributes = append(attributes, slog.String("query", publicQuery(x.HTTP.URL.Query())))
	}
	s.log.LogAttrs(context.Background(), slog.LevelInfo, "request", attributes...)
}

// publicQuery is the query without what may be a credential, however it is spelt.
func publicQuery(query url.Values) string {
	shown := url.Values{}
	for name, values := range query {
		if strings.Contains(strings.ToLower(name), "token") {
			values = []string{"[FILTERED]"}
		}
		shown[name] = values
	}
	return shown.Encode()
}
