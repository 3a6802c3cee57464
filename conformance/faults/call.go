package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"understudy/openapi"
)

// call is a request as values, so that it can be sent again and otherwise.
type call struct {
	method     string
	rawPath    string             // escaped
	path       []openapi.Argument // what it names
	query      url.Values
	header     http.Header
	attributes []openapi.Argument // of the body
	reworded   bool               // the attributes are no longer those of body
	body       []byte
}

func newCall(r *http.Request, body []byte) call {
	c := call{method: r.Method, rawPath: r.URL.EscapedPath(), query: r.URL.Query(), header: r.Header, body: body}
	if tag := r.Header.Get("If-None-Match"); strings.HasSuffix(tag, changedTag) { // the server inside knows the body as it was
		c.header = r.Header.Clone()
		c.header.Set("If-None-Match", strings.TrimSuffix(tag, changedTag)+`"`)
	}
	if len(body) > 0 {
		c.attributes, _ = openapi.ReadBody(r.Header.Get("Content-Type"), body) // what cannot be read has none
	}
	return c
}

func (c call) safe() bool { return c.method == http.MethodGet || c.method == http.MethodHead }

// bare is a call with the same token and nothing else.
func (c call) bare(method string) call {
	header := c.header.Clone()
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "If-None-Match", "If-Unmodified-Since", "Accept-Encoding"} {
		header.Del(name)
	}
	bare := call{method: method, rawPath: c.rawPath, path: c.path, query: url.Values{}, header: header}
	for _, name := range []string{"private_token", "access_token", "job_token"} {
		if c.query.Has(name) {
			bare.query.Set(name, c.query.Get(name))
		}
	}
	return bare
}

func (c call) inPath(name string) string {
	value, _ := valueOf(c.path, name)
	text, _ := value.(string)
	return text
}

// value is what the call says for a parameter, in body or query.
func (c call) value(name string) (text string, given bool) {
	if value, ok := valueOf(c.attributes, name); ok {
		if value == nil {
			return "", true
		}
		return fmt.Sprint(value), true
	}
	for _, spelling := range []string{name, name + "[]"} {
		if values := c.query[spelling]; len(values) > 0 {
			return values[len(values)-1], true
		}
	}
	return "", false
}

// without is the call with parameters left out.
func (c call) without(names ...string) call {
	query := url.Values{}
	for key, values := range c.query {
		if !slices.Contains(names, strings.TrimSuffix(key, "[]")) {
			query[key] = values
		}
	}
	c.query = query
	kept := slices.DeleteFunc(slices.Clone(c.attributes), func(a openapi.Argument) bool { return slices.Contains(names, a.Name) })
	c.reworded = c.reworded || len(kept) != len(c.attributes)
	c.attributes = kept
	return c
}

// with is the call with a parameter set: in the body where the call writes, in the query where it reads.
func (c call) with(name string, value any) call {
	c = c.without(name)
	if c.method == http.MethodPost || c.method == http.MethodPut {
		c.attributes, c.reworded = append(c.attributes, openapi.Argument{Name: name, Value: value}), true
		return c
	}
	c.query.Set(name, fmt.Sprint(value))
	return c
}

// at is the call with another value in its path.
func (c call) at(name, value string) call {
	segments := strings.Split(c.rawPath, "/")
	for i := len(segments) - 1; i >= 0; i-- {
		if text, err := url.PathUnescape(segments[i]); err == nil && text == c.inPath(name) {
			segments[i] = url.PathEscape(value)
			break
		}
	}
	c.rawPath = strings.Join(segments, "/")
	c.path = append(slices.Clone(c.path), openapi.Argument{Name: name, Value: value})
	return c
}

func (c call) same(other call) bool {
	return c.method == other.method && c.rawPath == other.rawPath && reflect.DeepEqual(c.query, other.query) &&
		reflect.DeepEqual(c.header, other.header) && reflect.DeepEqual(c.attributes, other.attributes)
}

// request is the call on its way to the server inside. HEAD goes as GET: what is answered can be changed only if it is seen.
func (c call) request(came *http.Request) *http.Request {
	r := came.Clone(came.Context())
	r.Method = c.method
	if r.Method == http.MethodHead {
		r.Method = http.MethodGet
	}
	r.Header = c.header.Clone()
	u := *came.URL
	u.RawPath = c.rawPath
	u.Path, _ = url.PathUnescape(c.rawPath)
	if c.rawPath == came.URL.EscapedPath() {
		u.Path, u.RawPath = came.URL.Path, came.URL.RawPath
	}
	if !reflect.DeepEqual(c.query, came.URL.Query()) {
		u.RawQuery = c.query.Encode()
	}
	r.URL = &u
	r.RequestURI = u.RequestURI()
	body := c.body
	if c.reworded {
		body = c.encode(r.Header)
	}
	r.ContentLength = int64(len(body))
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r
}

// encode writes the attributes as JSON, the one form that every value has.
func (c call) encode(header http.Header) []byte {
	object := map[string]any{}
	for _, a := range c.attributes {
		object[a.Name] = a.Value
	}
	header.Set("Content-Type", "application/json")
	body, err := json.Marshal(object)
	if err != nil {
		panic(err) // every value came from a body
	}
	return body
}

// escaped is a project as a path names it.
func escaped(project string) string { return url.PathEscape(project) }
