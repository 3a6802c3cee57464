package mockserver

import (
	"context"
	"log/slog"

	"understudy/mockserver/control"
)

// write logs a request: who asked for what, and how it ended, without secrets; with level debug all that the journal shows.
// What GitLab could have answered and this server cannot is a warning.
func (g *gate) write(e control.Entry) {
	level, message := slog.LevelInfo, "request"
	if e.Missing != "" {
		level, message = slog.LevelWarn, "GitLab has this operation, the stand-in has not"
	}
	if !g.log.Enabled(context.Background(), level) {
		return
	}
	attributes := []slog.Attr{
		slog.String("method", e.Method),
		slog.String("path", e.Path),
		slog.Int("status", e.Status),
		slog.Duration("took", e.Took),
		slog.String("request_id", e.RequestID),
	}
	reader := g.reader()
	for _, known := range []slog.Attr{
		slog.String("space", g.Name()), slog.String("operation", e.Operation), slog.String("missing", e.Missing), slog.String("user", e.User),
		slog.String("query", reader.Secrets.Query(e.Query)), slog.String("fault", e.Fault),
	} {
		if known.Value.String() != "" {
			attributes = append(attributes, known)
		}
	}
	if g.log.Enabled(context.Background(), slog.LevelDebug) {
		attributes = append(attributes, details(reader.Show(e))...)
	}
	g.log.LogAttrs(context.Background(), level, message, attributes...)
}

func details(asked control.Asked) []slog.Attr {
	attributes := []slog.Attr{slog.String("sent", asked.Sent.Text), slog.String("answered", asked.Answered.Text)}
	for _, note := range asked.Notes {
		attributes = append(attributes, slog.String("note", note.Message))
	}
	return attributes
}
