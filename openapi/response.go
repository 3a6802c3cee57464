package openapi

import (
	"fmt"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// response is what the document says about one status.
type response struct {
	headers []header
	media   []mediaSchema // empty: no body
}

type header struct {
	name     string
	required bool
	schema   *Schema
}

type mediaSchema struct {
	name   string
	schema *Schema
}

func (c *compiler) responses(source *openapi3.Responses) (map[int]*response, error) {
	all := map[int]*response{}
	for status, ref := range source.Map() {
		code, err := strconv.Atoi(status)
		if err != nil {
			return nil, fmt.Errorf("response %s: a status is spelt out as a number here", status)
		}
		all[code], err = c.response(ref)
		if err != nil {
			return nil, fmt.Errorf("response %s: %w", status, err)
		}
	}
	return all, nil
}

func (c *compiler) response(ref *openapi3.ResponseRef) (*response, error) {
	source, err := resolve(c, ref.Ref, ref.Value)
	if err != nil {
		return nil, err
	}
	r := &response{}
	for name, ref := range source.Headers {
		source, err := resolve(c, ref.Ref, ref.Value)
		if err != nil {
			return nil, err
		}
		schema, err := c.schema(source.Schema)
		if err != nil {
			return nil, err
		}
		r.headers = append(r.headers, header{http.CanonicalHeaderKey(name), source.Required, schema})
	}
	slices.SortFunc(r.headers, func(a, b header) int { return strings.Compare(a.name, b.name) })
	for name, media := range source.Content {
		schema, err := c.schema(media.Schema)
		if err != nil {
			return nil, err
		}
		r.media = append(r.media, mediaSchema{name, schema})
	}
	slices.SortFunc(r.media, func(a, b mediaSchema) int { return strings.Compare(a.name, b.name) })
	return r, nil
}

// Statuses are the statuses the document gives the operation, in ascending order.
func (o *Operation) Statuses() []int { return slices.Sorted(maps.Keys(o.details().responses)) }

// CheckResponse compares a response with the document: its status, its headers and its body, and reports everything that differs.
func (o *Operation) CheckResponse(status int, header http.Header, body []byte) []Violation {
	return o.checkResponse(status, header, body, (*Schema).Check)
}

// CheckResponseStrictly also reports the properties of the body that the document does not describe, and a Content-Type without a
// body.
func (o *Operation) CheckResponseStrictly(status int, header http.Header, body []byte) []Violation {
	violations := o.checkResponse(status, header, body, (*Schema).CheckStrictly)
	if r := o.details().responses[status]; r != nil && len(r.media) == 0 && header.Get("Content-Type") != "" {
		violations = append(violations, Violation{Where: "response header", Pointer: "Content-Type", Rule: "content-type",
			Message: fmt.Sprintf("is %q, and a %d has no body", header.Get("Content-Type"), status)})
	}
	return violations
}

func (o *Operation) checkResponse(status int, header http.Header, body []byte, check func(*Schema, []byte) []Violation) []Violation {
	violations := o.CheckHead(status, header)
	r := o.details().responses[status]
	if r == nil {
		return violations
	}
	if len(r.media) == 0 || len(body) == 0 {
		return append(violations, presence(r, status, body)...)
	}
	if media := r.mediaOf(header.Get("Content-Type")); media != nil && isJSON(media.name) && media.schema != nil {
		violations = append(violations, check(media.schema, body)...)
	}
	return violations
}

func presence(r *response, status int, body []byte) []Violation {
	switch {
	case len(r.media) == 0 && len(body) > 0:
		return []Violation{{Where: "response body", Rule: "body", Message: fmt.Sprintf("a %d has no body, and this one has %d bytes: %s", status, len(body), excerpt(body))}}
	case len(r.media) > 0 && len(body) == 0:
		return []Violation{{Where: "response body", Rule: "body", Message: fmt.Sprintf("a %d has a body, and this one is empty", status)}}
	}
	return nil
}

// CheckHead is CheckResponse without the body, for the answer to a HEAD.
func (o *Operation) CheckHead(status int, header http.Header) []Violation {
	r := o.details().responses[status]
	if r == nil {
		return []Violation{{Where: "response status", Pointer: strconv.Itoa(status), Rule: "status",
			Message: fmt.Sprintf("%s does not document this status", o.ID)}}
	}
	var violations []Violation
	if c := (checker{}); len(r.headers) > 0 {
		for _, h := range r.headers {
			c.header(h, header)
		}
		violations = c.violations
	}
	if len(r.media) > 0 && r.mediaOf(header.Get("Content-Type")) == nil {
		violations = append(violations, Violation{Where: "response header", Pointer: "Content-Type", Rule: "content-type",
			Message: fmt.Sprintf("is %q, and must be %s", header.Get("Content-Type"), r.mediaNames())})
	}
	return violations
}

// header checks one header: a string by its characters, anything else as a number.
func (c *checker) header(h header, all http.Header) {
	reported := len(c.violations)
	values := all[h.name]
	switch {
	case len(values) > 0:
		c.headerValue(h.schema, values[0])
	case h.required:
		c.report("required", "is missing")
	}
	for i := reported; i < len(c.violations); i++ {
		c.violations[i].Where, c.violations[i].Pointer = "response header", h.name
	}
}

func (c *checker) headerValue(s *Schema, value string) {
	if s.anyText() {
		return
	}
	text := append(c.scratch[:0], value...)
	if s.kinds&stringKind != 0 {
		c.characters(s, text)
		return
	}
	if end, whole := scanNumber(text, 0); end == len(text) {
		c.numeral(s, text, whole)
		return
	}
	c.report("type", fmt.Sprintf("is %s, and must be %s", excerpt(text), article(s.kinds)))
}

// mediaOf is the documented media type that a Content-Type names, whatever its parameters.
func (r *response) mediaOf(contentType string) *mediaSchema {
	for i := range r.media {
		if r.media[i].name == contentType {
			return &r.media[i]
		}
	}
	name, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil
	}
	for i := range r.media {
		if r.media[i].name == name {
			return &r.media[i]
		}
	}
	return nil
}

func (r *response) mediaNames() string {
	names := make([]string, len(r.media))
	for i, m := range r.media {
		names[i] = m.name
	}
	return strings.Join(names, " or ")
}

func isJSON(media string) bool {
	return media == "application/json" || strings.HasSuffix(media, "+json")
}

// ResponseSchema is the schema of the JSON body of a status, nil if the document has no such body.
func (o *Operation) ResponseSchema(status int) *Schema {
	r := o.details().responses[status]
	if r == nil {
		return nil
	}
	for _, m := range r.media {
		if isJSON(m.name) {
			return m.schema
		}
	}
	return nil
}
