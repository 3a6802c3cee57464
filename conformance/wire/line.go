// Package wire is what lies between a case and the target's socket: every request is signed, recorded and its answer held
// against the contract, and an expectation that is not met becomes a failure with everything needed to repeat it.
package wire

import (
	"net/http"
	"time"

	"understudy/openapi"
)

// Line is how one case reaches the target.
type Line struct {
	Root     string // https://host/prefix/api/v4
	Document *openapi.Document
	Agent    string   // User-Agent
	Secrets  []string // every token of the run; none of them gets past this package
	Now      func() time.Time
	Base     http.RoundTripper
	Log      *Log
}

// Identity is who sends a request. An empty token sends none.
type Identity struct {
	Name, Token string
}

// HTTPClient sends as the identity. It keeps no cookies and follows no redirects. found is called with every answer to a
// request the contract describes, after it was checked.
func (l Line) HTTPClient(identity Identity, found func(*Exchange)) *http.Client {
	signed := auth{token: identity.Token, hidden: hide(l.Secrets), next: l.Base}
	named := agent{name: l.Agent, next: signed}
	recorded := recorder{identity: identity, log: l.Log, now: l.Now, next: named}
	checked := contract{document: l.Document, root: escapedPath(l.Root), found: found, next: recorded}
	return &http.Client{
		Transport: checked,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}
