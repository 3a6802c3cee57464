// Package wire carries requests to the target and answers back: it signs them, holds the target to limits of size and time,
// waits when the target asks for patience, holds every answer against the contract, and shows what went over the line
// without any secret.
package wire

import (
	"context"
	"net/http"
	"time"

	"understudy/openapi"
)

// Clock is where time comes from. Against a target in the same process, whose clock is the same, nobody needs to wait for real.
type Clock interface {
	Now() time.Time
	// Sleep returns after d, or with the context's error as soon as that ends.
	Sleep(ctx context.Context, d time.Duration) error
}

// Line is how one case reaches the target.
type Line struct {
	Root     string // https://host/prefix/api/v4
	Document *openapi.Document
	Agent    string // User-Agent: names run and case, so that the target's logs can be read beside the report
	Clock    Clock
	Base     http.RoundTripper // see [Over] and [Within]
	Timeout  time.Duration     // for each exchange
	Retries  int               // how often an exchange that the target put off is repeated
	Pace     *Pace             // nil: as fast as it goes

	// Permit refuses requests that must not be sent; nil permits all.
	Permit func(method, path string) error
	// Found is told every exchange after it was held against the contract. It may be called by several goroutines.
	Found func(*Exchange)
}

// Identity is who sends a request. An empty token sends none.
type Identity struct {
	Name, Token string
}
