package exchange

import (
	"slices"

	"understudy/mockserver/gitlab"
)

// Endpoint is what there is to an operation beyond the document.
type Endpoint struct {
	Handle     func(*Exchange) (Response, error)
	Scopes     []string // any of which the token needs
	Enterprise bool     // does not exist in the Community Edition
	Personal   bool     // knows no job tokens
	Runner     bool     // has no user: a runner shows a token of its own or of its job
	// Admit checks the caller's right before the arguments; such an operation, unless it is personal, takes anonymous
	// callers for ones without any.
	Admit func(*Exchange) error
}

// ReadScopes open the reading operations, WriteScopes all of them. GitLab's refusal names both, in this order.
var (
	ReadScopes  = []string{gitlab.ScopeAPI, gitlab.ScopeReadAPI}
	WriteScopes = []string{gitlab.ScopeAPI}
	UserScopes  = []string{gitlab.ScopeAPI, gitlab.ScopeReadAPI, gitlab.ScopeReadUser}

	RunnerScopes = []string{gitlab.ScopeCreateRunner, gitlab.ScopeAPI}
)

// namedScopes are the scopes GitLab names when it wants more: it tells those of the whole class.
func (e Endpoint) namedScopes() []string {
	if slices.Contains(e.Scopes, gitlab.ScopeReadAPI) {
		return e.Scopes
	}
	return append(slices.Clip(e.Scopes), gitlab.ScopeReadAPI)
}
