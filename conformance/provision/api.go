// Package provision finds and makes, through GitLab's API alone, what a case needs before it can ask its question: a project,
// a commit, deployments in a given state. What it made it remembers, and removes as far as the API allows.
package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// API is the target as seen by whoever arranges things. Its failures are errors, never verdicts.
type API struct {
	HTTP    *http.Client
	Root    string // https://host/prefix/api/v4
	Project string // id or full path, unescaped
}

// StatusError says that the target answered, but not as it should have.
type StatusError struct {
	Request string // "POST /projects/7/deployments"
	Status  int
	Body    string
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("%s answered %d %s", e.Request, e.Status, e.Body)
}

// ShapeError says that the target's answer is not the JSON it should be.
type ShapeError struct {
	Request string
	Status  int
	Body    string
}

func (e *ShapeError) Error() string {
	return fmt.Sprintf("%s answered %d with another shape than documented: %s", e.Request, e.Status, e.Body)
}

// answered tells whether err came with an answer of the target.
func answered(err error) bool {
	_, status := errors.AsType[*StatusError](err)
	_, shape := errors.AsType[*ShapeError](err)
	return status || shape
}

// ProjectPath is the escaped path of something in the project.
func (a API) ProjectPath(segments ...any) string {
	path := "/projects/" + url.PathEscape(a.Project)
	for _, segment := range segments {
		path += "/" + url.PathEscape(fmt.Sprint(segment))
	}
	return path
}

// call sends a form, or nothing, and decodes a 2xx body into the value that into points to, unless that is nil. Any other
// status is a [*StatusError].
func (a API) call(ctx context.Context, method, path string, form url.Values, into any) error {
	request, err := http.NewRequestWithContext(ctx, method, a.Root+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := a.HTTP.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return &StatusError{Request: method + " " + path, Status: response.StatusCode, Body: start(body)}
	}
	if into == nil {
		return nil
	}
	if json.Unmarshal(body, into) != nil {
		return &ShapeError{Request: method + " " + path, Status: response.StatusCode, Body: start(body)}
	}
	return nil
}

// start is the start of a body, on one line.
func start(body []byte) string {
	const enough = 200
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), enough)]), "")), " ")
}
