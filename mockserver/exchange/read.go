package exchange

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"understudy/openapi"
)

// maxBody is the largest request body that is read, in bytes.
const maxBody = 1 << 20

// ReadBody reads the arguments of the body. Malformed JSON is refused before anything else is looked at; a content type
// GitLab does not read only once the route is known.
func ReadBody(x *Exchange) error {
	r := x.HTTP
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	content, err := readAll(r)
	if err != nil {
		return errMalformed
	}
	x.Raw = content
	if len(content) > maxBody {
		return tooLarge(r.Header.Get("Content-Type"))
	}
	if len(content) == 0 || isRead(r.Method) && !isJSON(r.Header.Get("Content-Type")) {
		return nil
	}
	x.body, err = openapi.ReadBody(r.Header.Get("Content-Type"), content)
	if isRead(r.Method) {
		x.body = nil // it only had to be well-formed
	}
	if unsupported, ok := errors.AsType[openapi.UnsupportedTypeError](err); ok {
		x.unsupported = &unsupported
		return nil
	}
	return err
}

// readAll reads a body, up to one byte more than is accepted.
func readAll(r *http.Request) ([]byte, error) {
	if r.ContentLength < 0 || r.ContentLength > maxBody {
		return io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	}
	content := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, content)
	return content, err
}

func isRead(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

func isJSON(contentType string) bool {
	mediaType, _, _ := mime.ParseMediaType(contentType)
	return mediaType == "application/json"
}

// RefuseMalformed refuses NUL bytes and invalid UTF-8, wherever they stand.
func RefuseMalformed(x *Exchange) error {
	path := x.HTTP.URL.Path
	if !utf8.ValidString(path) || strings.ContainsRune(path, 0) {
		return errMalformed
	}
	if x.HTTP.URL.RawQuery == "" {
		return nil
	}
	var err error
	if x.query, err = openapi.ReadQuery(x.HTTP.URL.RawQuery); err != nil {
		return errMalformed
	}
	return nil
}

// RefuseTraversal refuses a step upwards between slashes in the decoded path or query.
func RefuseTraversal(x *Exchange) error {
	target := x.HTTP.URL.EscapedPath() + "?" + x.HTTP.URL.RawQuery
	if !strings.Contains(target, "..") && !strings.Contains(target, "%2") {
		return nil
	}
	if decoded, err := url.PathUnescape(target); err == nil && strings.Contains(decoded, "/../") {
		return errTraversal
	}
	return nil
}

// Negotiate refuses a format other than JSON, asked for or sent.
func Negotiate(x *Exchange) error {
	for _, a := range x.query {
		if a.Name == "format" && a.Value != "json" && a.Value != nil {
			return notAcceptable(a.Value)
		}
	}
	if x.unsupported != nil {
		return *x.unsupported
	}
	return nil
}

// Secure is where GitLab sets the security headers; refusals before it lack them.
func Secure(x *Exchange) error {
	x.Secured = true
	return nil
}

// Coerce reads the arguments as the document declares them. All violations are told at once. OPTIONS has none.
func Coerce(x *Exchange) error {
	if x.Operation == nil {
		return nil
	}
	values, violations := x.Operation.Coerce(x.path, x.query, x.body)
	if len(violations) > 0 {
		return ArgumentErrors(violations)
	}
	x.Arguments = Arguments{values: values, owned: !isRead(x.HTTP.Method)}
	return nil
}

// UnmodifiedSince reads If-Unmodified-Since as an HTTP date or in another form of a date that GitLab reads; it ignores the rest.
func (x *Exchange) UnmodifiedSince() *time.Time {
	text := x.HTTP.Header.Get("If-Unmodified-Since")
	if t, err := http.ParseTime(text); err == nil {
		return &t
	}
	if t, ok := openapi.ParseDateTime(text); ok {
		return &t
	}
	return nil
}
