package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

const (
	formType = "application/x-www-form-urlencoded"
	jsonType = "application/json"
)

// Examiner is told how expectations fare. None of Failed, Unmet and Broken returns: all end the check at hand.
type Examiner struct {
	Passed func()                    // an expectation was met
	Noted  func(note string)         // how, where several outcomes are acceptable
	Failed func(*Exchange, Mismatch) // what is examined is not as expected
	Unmet  func(*Exchange, Mismatch) // what the examination needs, and what it is not about, is not there
	Broken func(*Exchange)           // there is no answer to judge
	Misuse func(problem string)      // the case misuses this package
	Ctx    func() context.Context    // for requests sent now
}

// Mismatch is an expectation that was not met, in terms of HTTP and JSON.
type Mismatch struct {
	Pointer          string // JSON pointer into the answer's body, or the name of a header; "" is the answer as a whole
	Expected, Actual string
	Why              string // in the words of the rule, or of the state that was arranged
	Status           string // what kind of status code was expected, "2xx", if it is about that
	Vague            bool   // a model says so: where it shows need not be where it comes from
}

// Client sends requests as one identity within one case, and holds the answers to expectations.
type Client struct {
	line     Line
	identity Identity
	examiner Examiner
}

// Client returns a client for the identity.
func (l Line) Client(identity Identity, examiner Examiner) *Client {
	return &Client{line: l, identity: identity, examiner: examiner}
}

// Params are query or form parameters.
type Params map[string]string

// Request is a request below the API root. At most one of Form, JSON and Body is set.
type Request struct {
	Method, Path string // the path is escaped: /projects/group%2Fproject/deployments
	Query        Params
	RawQuery     string // instead of Query: sent as it is
	Form         Params
	JSON         any
	Body         []byte
	Header       map[string]string
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
		return c.Send(Request{Method: http.MethodGet, Path: "/not-a-url"})
	}
	_, path, _ := strings.Cut(to.EscapedPath(), "/api/v4")
	return c.Send(Request{Method: http.MethodGet, Path: path, RawQuery: to.RawQuery})
}

// Send sends the request and returns the answer.
func (c *Client) Send(r Request) *Answer {
	e := c.line.Do(c.examiner.Ctx(), c.identity, r)
	if e.Err != nil {
		c.examiner.Broken(e)
	}
	return &Answer{Exchange: e, examiner: c.examiner}
}

// Together sends requests at the same time and returns their answers, in the order of the requests.
func (c *Client) Together(requests ...Request) []*Answer {
	exchanges := make([]*Exchange, len(requests))
	ctx := c.examiner.Ctx()
	var all sync.WaitGroup
	for i, r := range requests {
		all.Go(func() { exchanges[i] = c.line.Do(ctx, c.identity, r) })
	}
	all.Wait()
	answers := make([]*Answer, len(requests))
	for i, e := range exchanges {
		if e.Err != nil {
			c.examiner.Broken(e)
		}
		answers[i] = &Answer{Exchange: e, examiner: c.examiner}
	}
	return answers
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
