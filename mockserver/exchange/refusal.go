package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// The refusals before a handler is reached.
var (
	ErrNoRoute      = errors.New("no such route")
	ErrV3           = errors.New("API v3")
	errMalformed    = errors.New("malformed request")
	errTraversal    = errors.New("path traversal")
	errBodyTooLarge = errors.New("request body too large")
	errJSONTooLarge = errors.New("JSON body too large")
)

func tooLarge(contentType string) error {
	if isJSON(contentType) {
		return errJSONTooLarge
	}
	return errBodyTooLarge
}

// BadArgument refuses an argument in the words of GitLab's parameter check.
func BadArgument(text string) error { return ArgumentErrors{{Message: text}} }

// ArgumentErrors are the arguments' violations in the order of their declaration.
type ArgumentErrors []openapi.Violation

func (e ArgumentErrors) Error() string {
	texts := make([]string, len(e))
	for i, v := range e {
		texts[i] = v.Message
	}
	return strings.Join(texts, ", ")
}

// oauthError is a refusal in OAuth's form.
type oauthError struct {
	status      int
	challenge   bool   // tell in WWW-Authenticate too
	Code        string `json:"error"`
	Description string `json:"error_description"`
	Scope       string `json:"scope,omitempty"`
}

func (e oauthError) Error() string { return e.Description }

func invalidToken(why string) error {
	return oauthError{status: http.StatusUnauthorized, challenge: true, Code: "invalid_token", Description: why}
}

func insufficientScope(scope string) error {
	return oauthError{
		status: http.StatusForbidden, Code: "insufficient_scope",
		Description: "The request requires higher privileges than provided by the access token.", Scope: scope,
	}
}

// notAcceptableError refuses a format of the response.
type notAcceptableError struct{ format any }

func notAcceptable(format any) error { return notAcceptableError{format} }

func (e notAcceptableError) Error() string {
	return fmt.Sprintf("The requested format '%v' is not supported.", e.format)
}

// Refuse makes a response of an error; it is the one place where that happens.
func (x *Exchange) Refuse(err error) Response {
	switch {
	case errors.Is(err, ErrNoRoute):
		return Failure(http.StatusNotFound, "404 Not Found")
	case errors.Is(err, ErrV3):
		return Failure(http.StatusGone, "API V3 is no longer supported. Use API V4 instead.")
	case errors.Is(err, errMalformed):
		return Plain(http.StatusBadRequest, "Bad Request")
	case errors.Is(err, errTraversal):
		return Plain(http.StatusBadRequest, "Potential path traversal attempt detected. Feedback issue: https://gitlab.com/gitlab-org/gitlab/-/issues/520714.")
	case errors.Is(err, errBodyTooLarge):
		return Message(http.StatusRequestEntityTooLarge, "413 Request Entity Too Large")
	case errors.Is(err, errJSONTooLarge):
		return Failure(http.StatusBadRequest, "JSON body too large")
	case errors.Is(err, openapi.ErrMalformedJSON):
		return Failure(http.StatusBadRequest, "Invalid JSON format")
	case errors.Is(err, openapi.ErrMalformed):
		return Plain(http.StatusBadRequest, "Bad Request")
	}
	if e, ok := errors.AsType[*gitlab.Error](err); ok {
		return x.domainRefusal(e)
	}
	if e, ok := errors.AsType[oauthError](err); ok {
		return e.response()
	}
	return Failure(refusalStatus(err), err.Error())
}

// refusalStatus is the status of an error whose text is the refusal.
func refusalStatus(err error) int {
	if _, ok := errors.AsType[openapi.UnsupportedTypeError](err); ok {
		return http.StatusUnsupportedMediaType
	}
	if _, ok := errors.AsType[notAcceptableError](err); ok {
		return http.StatusNotAcceptable
	}
	return http.StatusBadRequest // arguments, and the limits of JSON bodies
}

// domainRefusal words a refusal of the domain. The two deletion texts are where document and GitLab differ.
func (x *Exchange) domainRefusal(e *gitlab.Error) Response {
	switch e {
	case gitlab.ErrDestroyRunning:
		return Message(http.StatusBadRequest, x.backend.Document.Value("destroy-running-message"))
	case gitlab.ErrDestroyCurrent:
		return Message(http.StatusBadRequest, x.backend.Document.Value("destroy-current-message"))
	case gitlab.ErrRecordNotFound:
		return Message(http.StatusNotFound, "404 Not found") // GitLab writes records with a small f
	}
	switch e.Kind {
	case gitlab.NotFound:
		if e.Message != "" {
			return Message(http.StatusNotFound, e.Message)
		}
		return Message(http.StatusNotFound, "404 "+e.Subject+" Not Found")
	case gitlab.Forbidden:
		return Message(http.StatusForbidden, reason("403 Forbidden", e.Message))
	case gitlab.BadRequest:
		return Message(http.StatusBadRequest, reason("400 Bad request", e.Message))
	case gitlab.PreconditionFailed:
		return Message(http.StatusPreconditionFailed, "412 Precondition Failed")
	case gitlab.Conflict:
		return messages(http.StatusConflict, e)
	case gitlab.Unprocessable:
		return messages(http.StatusUnprocessableEntity, e)
	case gitlab.NotAllowed:
		return Message(http.StatusMethodNotAllowed, e.Message)
	case gitlab.Unauthorized:
		return Message(http.StatusUnauthorized, "401 Unauthorized")
	case gitlab.Moved:
		return moved(x, e.ProjectID)
	case gitlab.Invalid:
		return messages(http.StatusBadRequest, e)
	case gitlab.Malformed:
		return Failure(http.StatusUnprocessableEntity, e.Message)
	case gitlab.NoChange:
		return Failure(http.StatusBadRequest, e.Message)
	default: // gitlab.Refused
		return Message(http.StatusBadRequest, e.Message)
	}
}

func reason(status, why string) string {
	if why == "" {
		return status
	}
	return status + " - " + why
}

func (e oauthError) response() Response {
	response := object(e.status, e)
	if e.challenge {
		response.Header = http.Header{"Www-Authenticate": {fmt.Sprintf("Bearer realm=%q, error=%q, error_description=%q", "Protected by OAuth 2.0", e.Code, e.Description)}}
	}
	return response
}

// Message is GitLab's own form of an answer in words.
func Message(status int, text string) Response {
	return object(status, map[string]string{"message": text})
}

// messages tells the one reason or the several, as a list or by attribute.
func messages(status int, e *gitlab.Error) Response {
	switch {
	case e.Attributes != nil:
		return object(status, map[string]any{"message": e.Attributes})
	case e.Attribute != "":
		return object(status, map[string]any{"message": map[string][]string{e.Attribute: e.Messages}})
	case e.Messages != nil:
		return object(status, map[string]any{"message": e.Messages})
	}
	return Message(status, e.Message)
}

// Failure is the form that GitLab's API framework has for a refusal.
func Failure(status int, text string) Response {
	return object(status, map[string]string{"error": text})
}

func object(status int, value any) Response {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err) // only strings ever get here
	}
	return Response{Status: status, Body: body}
}

// Plain is an answer in plain text.
func Plain(status int, text string) Response {
	return Response{Status: status, Text: true, Body: []byte(text)}
}
