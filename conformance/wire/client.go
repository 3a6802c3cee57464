package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gavv/httpexpect/v2"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// Examiner is told how expectations fare. Neither Failed nor Broken returns: both end the case.
type Examiner struct {
	Sent   func() // a request of the case itself is on its way
	Passed func() // an expectation was met
	Failed func(Mismatch)
	Broken func(reason string) // there is no answer to judge, or the case misuses this package
}

// Mismatch is an expectation that was not met.
type Mismatch struct {
	Message, Expected, Actual string
}

// Client sends requests as one identity within one case and holds the answers to expectations. The first expectation that
// is not met ends the case: what would follow could only mislead.
type Client struct {
	root     string
	expect   *httpexpect.Expect
	examiner Examiner
}

// Params are query or form parameters.
type Params map[string]string

// Request is a request below the API root. At most one of Form, JSON and Body is set.
type Request struct {
	Method, Path string // the path is escaped: /projects/group%2Fproject/deployments
	Query        Params
	Form         Params
	JSON         any
	Body         []byte
	Header       map[string]string
}

// Client returns a client for the identity.
func (l Line) Client(ctx context.Context, identity Identity, found func(*Exchange), examiner Examiner) *Client {
	return &Client{
		root: l.Root,
		expect: httpexpect.WithConfig(httpexpect.Config{
			Client:           l.HTTPClient(identity, found),
			Context:          ctx,
			AssertionHandler: assertions{examiner},
		}),
		examiner: examiner,
	}
}

// Get sends a GET with a query.
func (c *Client) Get(path string, query Params) *Answer {
	return c.Send(Request{Method: http.MethodGet, Path: path, Query: query})
}

// Post sends a POST with a form, as curl --data does.
func (c *Client) Post(path string, form Params) *Answer {
	return c.Send(Request{Method: http.MethodPost, Path: path, Form: form})
}

// Put sends a PUT with a form, as curl --data does.
func (c *Client) Put(path string, form Params) *Answer {
	return c.Send(Request{Method: http.MethodPut, Path: path, Form: form})
}

// Delete sends a DELETE without a body.
func (c *Client) Delete(path string) *Answer {
	return c.Send(Request{Method: http.MethodDelete, Path: path})
}

// Follow gets what a link of the target leads to. Only its path and query count: the token goes nowhere but to the target,
// and behind a proxy a server may know itself by another name.
func (c *Client) Follow(link string) *Answer {
	to, err := url.Parse(link)
	if err != nil {
		c.examiner.Failed(Mismatch{Message: "the link is no URL", Actual: link})
	}
	_, path, _ := strings.Cut(to.EscapedPath(), "/api/v4")
	return c.send(Request{Method: http.MethodGet, Path: path}, to.RawQuery)
}

// Send sends the request and returns the answer.
func (c *Client) Send(r Request) *Answer {
	return c.send(r, encode(r.Query))
}

func (c *Client) send(r Request, query string) *Answer {
	target, err := url.Parse(c.root + r.Path)
	if err != nil {
		c.examiner.Broken(fmt.Sprintf("the path %q of a case is no path", r.Path))
	}
	target.RawQuery = query

	contentType, body := r.content()
	// httpexpect builds paths from unescaped parts and would escape %2F again, so the URL is put in last.
	request := c.expect.Request(r.Method, "/").WithTransformer(func(sent *http.Request) { sent.URL = target })
	if contentType != "" {
		request.WithHeader("Content-Type", contentType)
	}
	if body != nil {
		request.WithBytes(body)
	}
	request.WithHeaders(r.Header)
	c.examiner.Sent()
	return &Answer{response: request.Expect(), examiner: c.examiner}
}

func (r Request) content() (contentType string, body []byte) {
	switch {
	case r.Form != nil:
		return formType, []byte(encode(r.Form))
	case r.JSON != nil:
		var buffer bytes.Buffer
		encoder := json.NewEncoder(&buffer)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(r.JSON); err != nil {
			panic(err) // a case's own literal
		}
		return jsonType, bytes.TrimSpace(buffer.Bytes())
	default:
		return "", r.Body
	}
}

func encode(params Params) string {
	values := make(url.Values, len(params))
	for name, value := range params {
		values.Set(name, value)
	}
	return values.Encode()
}

// assertions translates httpexpect's assertions for the examiner.
type assertions struct{ Examiner }

func (a assertions) Success(ctx *httpexpect.AssertionContext) {
	if ctx.Response != nil && judges(ctx.Path[len(ctx.Path)-1]) {
		a.Passed()
	}
}

// judges tells whether a step of a chain, such as `Status()`, can fail on an answer. Some steps only lead to others.
func judges(step string) bool {
	name, _, _ := strings.Cut(step, "(")
	return !slices.Contains([]string{"Expect", "Body", "Headers", "Header", "Raw"}, name)
}

func (a assertions) Failure(_ *httpexpect.AssertionContext, failure *httpexpect.AssertionFailure) {
	if failure.Severity == httpexpect.SeverityLog {
		return
	}
	message := describe(failure.Errors)
	switch failure.Type {
	case httpexpect.AssertUsage, httpexpect.AssertOperation:
		a.Broken(message)
	default:
		a.Failed(Mismatch{Message: message, Expected: render(failure.Expected), Actual: render(failure.Actual)})
	}
}

func describe(errs []error) string {
	var parts []string
	for _, err := range errs {
		if _, ok := errors.AsType[*json.SyntaxError](err); ok || errors.Is(err, io.ErrUnexpectedEOF) {
			err = errors.New("the body is not JSON")
		}
		if err != nil {
			parts = append(parts, err.Error())
		}
	}
	return strings.TrimPrefix(strings.Join(parts, ": "), "expected: ")
}

func render(value *httpexpect.AssertionValue) string {
	if value == nil {
		return ""
	}
	if text, err := json.Marshal(value.Value); err == nil {
		return string(text)
	}
	return fmt.Sprint(value.Value)
}
