package wire

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"understudy/openapi"
)

// contract holds every answer against the document. A request the document does not describe passes unchecked: cases send
// some on purpose.
type contract struct {
	document *openapi.Document
	root     string // escaped path of the API root
	found    func(*Exchange)
	next     recorder
}

func (c contract) RoundTrip(request *http.Request) (*http.Response, error) {
	e, response, err := c.next.exchange(request)
	if err != nil {
		return nil, err
	}
	path := strings.TrimPrefix(request.URL.EscapedPath(), c.root)
	if route, err := c.document.Match(e.Method, path); err == nil {
		e.Operation = route.Operation.ID
		check(e, route.Operation)
		c.found(e)
	}
	return response, nil
}

func check(e *Exchange, operation *openapi.Operation) {
	for _, violation := range operation.CheckResponse(e.Status, e.ResponseHeader, e.ResponseBody) {
		e.Violations = append(e.Violations, violation.String())
	}
	schema := operation.ResponseSchema(e.Status)
	if schema == nil || len(e.Violations) > 0 {
		return
	}
	for _, unknown := range schema.CheckStrictly(e.ResponseBody) {
		if field := anyIndex(unknown.Pointer); !slices.Contains(e.Unknown, field) {
			e.Unknown = append(e.Unknown, field)
		}
	}
}

// anyIndex writes * for array indices, so that what every item has is told once.
func anyIndex(pointer string) string {
	parts := strings.Split(pointer, "/")
	for i, part := range parts {
		if part != "" && strings.Trim(part, "0123456789") == "" {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}

func escapedPath(root string) string {
	u, err := url.Parse(root)
	if err != nil {
		return ""
	}
	return u.EscapedPath()
}
