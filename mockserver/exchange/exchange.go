// Package exchange is one request and what the steps of the line make of it: reading, authentication, arguments, refusals and
// the response.
//
// The steps are functions of an Exchange that return an error to refuse it. In which order they are taken is the line's
// business (package mockserver); what an endpoint does with the arguments is package endpoint's.
package exchange

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"understudy/mockserver/entity"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// Backend is what an exchange needs of the server behind it. Any number of exchanges may use it.
type Backend struct {
	Instance *gitlab.Instance
	Document *openapi.Document
	Address  *Address
	Now      func() time.Time
	// TryHook tells the one hook of the event and waits for what its receiver says: what it refused with, unless it took it.
	TryHook func(ctx context.Context, s *gitlab.State, event gitlab.DeploymentEvent) (refusal string, taken bool)
	// HookDeliveries are what the hook was sent lately, newest first.
	HookDeliveries func(hook int64, now time.Time) []entity.HookDelivery
	// ResendHook sends the hook once more what it was sent before: the status of the answer, or why there is none. Found tells
	// whether it was sent that at all.
	ResendHook func(ctx context.Context, h *gitlab.Hook, number int64) (status int, refusal string, found bool)

	kept [len(entity.Kinds)]*openapi.Schema
}

// NewBackend looks up what the exchanges need of the document.
func NewBackend(instance *gitlab.Instance, document *openapi.Document, address *Address, now func() time.Time) *Backend {
	b := &Backend{Instance: instance, Document: document, Address: address, Now: now}
	for kind, name := range entity.Kinds {
		b.kept[kind] = document.Schema(name)
	}
	return b
}

// Exchange is one request on its way along the line, with what the steps so far have made of it.
type Exchange struct {
	entity.View // what this request sees of the world, and as whom
	Arguments   // as the document declares them, once they have been read
	HTTP        *http.Request
	Operation   *openapi.Operation // nil for OPTIONS, and before there is a route
	Endpoint    Endpoint
	Missing     string        // the operation of GitLab that the request leads to, if it does not exist here
	Token       *gitlab.Token // nil for callers that have none
	Raw         []byte        // the body as sent
	Secured     bool          // far enough along for GitLab to have set the security headers
	Violations  []openapi.Violation

	backend     *Backend
	id          int64
	query, body []openapi.Argument            // as sent
	unsupported *openapi.UnsupportedTypeError // the body's type, if GitLab does not read it
	path        []openapi.Argument
	buffer      *[]byte // the response's body, if it was composed
}

// Begin starts the exchange of a request, the id-th of its server, which came in now and sees the world as it is by then.
func Begin(b *Backend, r *http.Request, id int64, now time.Time) *Exchange {
	return &Exchange{
		backend: b, HTTP: r, id: id,
		View: entity.View{State: b.Instance.StateAt(now), Base: b.Address.Of(r), Now: b.Now},
	}
}

// Follow takes the route that was found for the request.
func (x *Exchange) Follow(route openapi.Route, to Endpoint) {
	x.Operation, x.path, x.Endpoint = route.Operation, route.Path, to
}

// RequestID is what the response and the log call the request.
func (x *Exchange) RequestID() string {
	id := strconv.AppendInt(make([]byte, 0, 20), x.id, 36)
	return strings.Repeat("0", max(0, 12-len(id))) + string(id)
}

// ID is the :id of the path, an id or a full path, of a project or a group.
func (x *Exchange) ID() string { return x.values.String("id") }

// PathID is ID before the arguments have been read.
func (x *Exchange) PathID() string {
	id, _ := x.path[0].Value.(string)
	return id
}

// LikeGitLab tells whether GitLab's side is taken in the divergence of this id, and not the documentation's.
func (x *Exchange) LikeGitLab(divergence string) bool {
	return x.backend.Document.Profile().FollowsGitLab(divergence)
}

// Change runs a verb of the domain that changes things; from then on the exchange sees the world after it. Errors are the
// verb's.
func (x *Exchange) Change(verb func(*gitlab.Tx) error) error {
	cause := x.cause()
	state, err := x.backend.Instance.Write(func(tx *gitlab.Tx) error {
		tx.Cause = cause
		return verb(tx)
	})
	if err == nil {
		x.State = state
	}
	return err
}

// cause is the event that the client was told of as a hook's receiver, if it says so.
func (x *Exchange) cause() string { return x.HTTP.Header.Get("X-Gitlab-Event-Uuid") }

// HookDeliveries is the backend's.
func (x *Exchange) HookDeliveries(hook int64) []entity.HookDelivery {
	return x.backend.HookDeliveries(hook, x.Now())
}

// ResendHook is the backend's.
func (x *Exchange) ResendHook(h *gitlab.Hook, number int64) (status int, refusal string, found bool) {
	return x.backend.ResendHook(x.HTTP.Context(), h, number)
}

// TryHook is the backend's.
func (x *Exchange) TryHook(event gitlab.DeploymentEvent) (refusal string, taken bool) {
	event.Cause = x.cause()
	return x.backend.TryHook(x.HTTP.Context(), x.State, event)
}

// Keeps holds a representation that is about to be kept against the document. The exchange remembers what it breaks.
func (x *Exchange) Keeps(kind entity.Kind, json []byte) bool {
	violations := x.backend.kept[kind].Check(json)
	x.Violations = append(x.Violations, violations...)
	return len(violations) == 0
}
