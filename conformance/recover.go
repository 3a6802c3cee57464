package conformance

import (
	"context"
	"time"

	"understudy/conformance/wire"
	"understudy/conformance/world"
	"understudy/openapi"
)

// Recover removes what an earlier run made on the target and could not remove itself, as its journal tells, and returns what has to
// stay all the same.
func Recover(ctx context.Context, target Target, earlier world.Entry, options Options) ([]world.Left, error) {
	options = options.withDefaults()
	root, err := target.Root()
	if err != nil {
		return nil, err
	}
	document, err := openapi.Load(openapi.Documented())
	if err != nil {
		return nil, err
	}
	base := wire.Over(target.Authorities)
	defer base.CloseIdleConnections()
	redactor := wire.NewRedactor(target.secrets()...)
	w := world.New(ctx, world.Config{
		Line: wire.Line{Root: root, Document: document, Agent: "understudy/" + options.Version + " (cleanup)", Clock: options.Clock, Base: base,
			Timeout: options.Timeout, Retries: options.Retries},
		Redactor: redactor, Tokens: target.tokensByName(), RunID: earlier.RunID, Project: earlier.In, Journal: options.Journal, Patience: time.Minute,
	})
	left := w.Recover(ctx, earlier)
	for i := range left {
		left[i].Reason = redactor.Text(left[i].Reason)
	}
	return left, ctx.Err()
}
