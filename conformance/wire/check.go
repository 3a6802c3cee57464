package wire

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"understudy/openapi"
)

// check holds the answer against the document, once and for all. A request the document does not describe passes unchecked:
// cases send some on purpose.
func (l Line) check(e *Exchange) {
	method := e.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	if route, err := l.Document.Match(method, e.Path()); err == nil {
		e.Operation, e.Neighbour = route.Operation.ID, route.Operation.Neighbour
		if e.Err == nil {
			l.compare(e, route.Operation)
		}
	}
	if l.Found != nil {
		l.Found(e)
	}
}

func (l Line) compare(e *Exchange, operation *openapi.Operation) {
	if e.Method == http.MethodHead {
		e.Violations = operation.CheckHead(e.Status, e.ResponseHeader)
		return
	}
	e.Violations = operation.CheckResponse(e.Status, e.ResponseHeader, e.ResponseBody)
	schema := operation.ResponseSchema(e.Status)
	if schema == nil || len(e.Violations) > 0 || !json.Valid(e.ResponseBody) {
		return // plain text, where the document allows that, has no fields
	}
	for _, unknown := range schema.CheckStrictly(e.ResponseBody) {
		if field := AnyIndex(unknown.Pointer); !slices.Contains(e.Unknown, field) {
			e.Unknown = append(e.Unknown, field)
		}
	}
}

// AnyIndex writes * for the array indices of a JSON pointer, so that what every item has is told once.
func AnyIndex(pointer string) string {
	parts := strings.Split(pointer, "/")
	for i, part := range parts {
		if part != "" && strings.Trim(part, "0123456789") == "" {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, "/")
}
