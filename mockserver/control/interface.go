package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"understudy/openapi"
)

// Root is where the interface lies, of a stand-in and of each of its spaces.
const Root = "/-/understudy"

// Interface answers requests to control.yaml.
type Interface struct {
	Spaces  *Spaces
	About   About
	Logger  *slog.Logger
	Closing <-chan struct{} // closed when streams are to end

	contracts contracts
}

// About is what the overview tells of all spaces alike.
type About struct {
	Version, Tier, Edition string
	Profile                openapi.Profile
}

// call is one request to the interface.
type call struct {
	*Interface
	space  *Space
	url    string // of the space, without /api/v4
	root   string // of the stand-in
	http   *http.Request
	values openapi.Values
	body   []byte
	media  string // of body
}

// answer is what a handler returns: value is sent as JSON unless raw says otherwise.
type answer struct {
	status int
	value  any
	raw    []byte
	media  string // of raw
}

// refusal is why something was not done.
type refusal struct {
	status int
	why    string
}

func (r refusal) Error() string { return r.why }

func refuse(status int, format string, a ...any) error {
	return refusal{status, fmt.Sprintf(format, a...)}
}

// handler is what an operation does, and the schema of the body it takes, "" for none. A dataset is left to its reader, who knows
// all of its rules and the place of every mistake.
type handler struct {
	do     func(*call) (answer, error)
	body   string
	stream func(*call, http.ResponseWriter) // answers by itself
}

func handlers() map[string]handler {
	return map[string]handler{
		"getOverview":     {do: getOverview},
		"getContract":     {do: getContract},
		"resetState":      {do: resetState},
		"getState":        {do: getState},
		"replaceState":    {do: replaceState},
		"getClock":        {do: getClock},
		"setClock":        {do: setClock, body: "ClockSetting"},
		"advanceClock":    {do: advanceClock, body: "ClockAdvance"},
		"listSpaces":      {do: listSpaces},
		"createSpace":     {do: createSpace, body: "SpaceRequest"},
		"getSpace":        {do: getSpace},
		"deleteSpace":     {do: deleteSpace},
		"listSnapshots":   {do: listSnapshots},
		"createSnapshot":  {do: createSnapshot, body: "SnapshotRequest"},
		"deleteSnapshot":  {do: deleteSnapshot},
		"restoreSnapshot": {do: restoreSnapshot},
		"getFaults":       {do: getFaults},
		"setFaults":       {do: setFaults, body: "Faults"},
		"clearFaults":     {do: clearFaults},
		"listCatalogue":   {do: listCatalogue},
		"listDeliveries":  {do: listDeliveries},
		"resendDelivery":  {do: resendDelivery},
		"listRequests":    {do: listRequests},
		"clearRequests":   {do: clearRequests},
		"streamRequests":  {stream: streamRequests},
	}
}

var table = sync.OnceValue(handlers)

// Serve answers a request whose path is the one below Root. url is where the space is for the client, root where the
// stand-in is.
func (i *Interface) Serve(w http.ResponseWriter, r *http.Request, space *Space, root, url string) {
	if r.Method == http.MethodGet && strings.HasPrefix(r.URL.Path, pagePath) {
		servePart(w, r)
		return
	}
	c := &call{Interface: i, space: space, url: url, root: root, http: r}
	header := w.Header()
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	operation, h, err := c.read()
	if err == nil && h.stream != nil {
		h.stream(c, w)
		return
	}
	var a answer
	if err == nil {
		a, err = h.do(c)
	}
	if err != nil {
		a = i.refused(err)
	}
	i.send(w, operation, a)
}

// read finds the operation and holds the request against it.
func (c *call) read() (*openapi.Operation, handler, error) {
	document, err := openapi.LoadControl()
	if err != nil {
		return nil, handler{}, err
	}
	route, err := document.Match(c.http.Method, c.http.URL.EscapedPath())
	switch {
	case errors.Is(err, openapi.ErrMethodNotAllowed):
		return nil, handler{}, refuse(http.StatusMethodNotAllowed, "%s has no %s: see openapi/control.yaml", c.http.URL.Path, c.http.Method)
	case err != nil:
		return nil, handler{}, refuse(http.StatusNotFound, "%s%s is nothing: see openapi/control.yaml", Root, c.http.URL.Path)
	}
	h := table()[route.Operation.ID]
	query, err := openapi.ReadQuery(c.http.URL.RawQuery)
	if err != nil {
		return route.Operation, h, refuse(http.StatusBadRequest, "the query cannot be read")
	}
	if err := c.readBody(document.Schema(h.body)); err != nil {
		return route.Operation, h, err
	}
	values, violations := route.Operation.Coerce(route.Path, query, nil)
	if len(violations) > 0 {
		return route.Operation, h, refuse(http.StatusBadRequest, "%s", violations[0].Message)
	}
	c.values = values
	return route.Operation, h, nil
}

// Refuse answers a request with why it is not done.
func Refuse(w http.ResponseWriter, status int, why string) {
	w.Header().Set("Content-Type", jsonType)
	w.WriteHeader(status)
	_, _ = w.Write(encode(map[string]string{"error": why})) // a client that has gone needs no answer
}

func (i *Interface) refused(err error) answer {
	var r refusal
	if !errors.As(err, &r) {
		i.Logger.Error("control interface", "error", err.Error())
		r = refusal{http.StatusInternalServerError, err.Error()}
	}
	return answer{status: r.status, value: map[string]string{"error": r.why}}
}

// send holds the answer against the document and writes it.
func (i *Interface) send(w http.ResponseWriter, operation *openapi.Operation, a answer) {
	body, media := a.raw, a.media
	if a.value != nil {
		media = jsonType
		body = encode(a.value)
	}
	header := w.Header()
	if media != "" {
		header.Set("Content-Type", media)
	}
	if operation != nil {
		for _, v := range operation.CheckResponseStrictly(a.status, header, body) {
			i.Logger.Error("own response breaks the contract", "operation", operation.ID, "status", a.status, "where", v.Where,
				"pointer", v.Pointer, "message", v.Message)
			a.status, body = http.StatusInternalServerError, encode(map[string]string{"error": "the answer breaks openapi/control.yaml: " + v.String()})
			header.Set("Content-Type", jsonType)
			break
		}
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(body) // a client that has gone needs no answer
}

func encode(value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		panic(err) // only what has been decoded, or is made of texts and numbers, gets here
	}
	return b.Bytes()
}

var done = answer{status: http.StatusNoContent}

func shown(status int, value any) (answer, error) { return answer{status: status, value: value}, nil }
