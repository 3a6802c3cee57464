package coverage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"understudy/conformance/wire"
	"understudy/openapi"
)

// reachedBy are the parts that a request and the status of its answer reach.
func reachedBy(o *openapi.Operation, e *wire.Exchange) []Part {
	parts := []Part{{Operations, o.ID, ""}, {Statuses, o.ID, strconv.Itoa(e.Status)}}
	accepted := e.Status >= 200 && e.Status <= 299
	sent := arguments(e)
	for _, p := range o.Parameters() {
		values, given := sent[p.Name]
		given = given || p.In == "path"
		switch {
		case accepted && given:
			parts = append(parts, Part{Accepted, o.ID, p.Name})
			for _, value := range p.Enum {
				if contains(values, value) {
					parts = append(parts, Part{Sent, o.ID, p.Name + "=" + value})
				}
			}
		case refuses(e, p):
			parts = append(parts, Part{Refused, o.ID, p.Name})
		}
	}
	return parts
}

// refuses tells whether the answer refuses the request for the parameter: it names it, or, of a part of the path, what it
// leads to was not found or is no number.
func refuses(e *wire.Exchange, p *openapi.Parameter) bool {
	if p.In == "path" {
		return e.Status == http.StatusNotFound || e.Status == http.StatusBadRequest && names(e.ResponseBody, p.Name)
	}
	return (e.Status == http.StatusBadRequest || e.Status == http.StatusUnprocessableEntity) && names(e.ResponseBody, p.Name)
}

// names tells whether the parameter stands in a text as a word of its own.
func names(body []byte, parameter string) bool {
	for rest := body; ; {
		at := bytes.Index(rest, []byte(parameter))
		if at < 0 {
			return false
		}
		end := at + len(parameter)
		if (at == 0 || !inWord(rest[at-1])) && (end == len(rest) || !inWord(rest[end])) {
			return true
		}
		rest = rest[at+1:]
	}
}

func inWord(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// arguments are what a request says by name, in the query and in the body.
func arguments(e *wire.Exchange) map[string][]string {
	sent := map[string][]string{}
	read := func(all []openapi.Argument, err error) {
		if err != nil {
			return // it was malformed on purpose
		}
		for _, a := range all {
			sent[a.Name] = append(sent[a.Name], texts(a.Value)...)
		}
	}
	if _, query, found := strings.Cut(e.URL, "?"); found {
		read(openapi.ReadQuery(query))
	}
	if len(e.RequestBody) > 0 {
		read(openapi.ReadBody(e.RequestHeader.Get("Content-Type"), e.RequestBody))
	}
	return sent
}

func texts(value any) []string {
	if list, ok := value.([]any); ok {
		all := []string{}
		for _, item := range list {
			all = append(all, texts(item)...)
		}
		return all
	}
	return []string{fmt.Sprint(value)}
}

func contains(values []string, wanted string) bool {
	for _, value := range values {
		for part := range strings.SplitSeq(value, ",") { // some parameters take a list in one text
			if part == wanted {
				return true
			}
		}
	}
	return false
}

// seenIn are the members that a body shows, and the listed values among theirs. A member that is null was shown as well.
func seenIn(o *openapi.Operation, fields []openapi.Field, body []byte) []Part {
	if len(fields) == 0 {
		return nil
	}
	var value any
	if json.Unmarshal(body, &value) != nil {
		return nil
	}
	shown := map[string]map[string]bool{} // the texts of a member by its pointer
	show(value, "", shown)
	var parts []Part
	for _, field := range fields {
		values, ok := shown[field.Pointer]
		if !ok {
			continue
		}
		parts = append(parts, Part{Fields, o.ID, field.Pointer})
		for _, word := range field.Enum {
			if values[word] {
				parts = append(parts, Part{Seen, o.ID, field.Pointer + "=" + word})
			}
		}
	}
	return parts
}

func show(value any, pointer string, shown map[string]map[string]bool) {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			at := pointer + "/" + name
			if shown[at] == nil {
				shown[at] = map[string]bool{}
			}
			show(inner, at, shown)
		}
	case []any:
		for _, item := range value {
			show(item, pointer+"/*", shown)
		}
	case string:
		if shown[pointer] != nil {
			shown[pointer][value] = true
		}
	}
}
