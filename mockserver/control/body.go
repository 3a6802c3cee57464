package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"understudy/openapi"
)

// The largest request bodies that are read, in bytes. A state that long has some 350,000 deployments.
const (
	longest      = 64 << 20
	longestState = 512 << 20
)

// readBody reads what a writing request sends. A form, which any web page may send anywhere, is never taken.
func (c *call) readBody(schema *openapi.Schema) error {
	if c.http.Method != http.MethodPost && c.http.Method != http.MethodPut {
		return nil
	}
	media, _, _ := mime.ParseMediaType(c.http.Header.Get("Content-Type"))
	isState := strings.HasPrefix(c.http.URL.Path, "/state")
	most := int64(longest)
	switch {
	case isState && media != jsonType && media != yamlType:
		return refuse(http.StatusUnsupportedMediaType, "PUT needs Content-Type: %s or %s here", jsonType, yamlType)
	case isState:
		most = longestState
	case media != jsonType:
		return refuse(http.StatusUnsupportedMediaType, "POST and PUT need Content-Type: %s", jsonType)
	}
	body, err := io.ReadAll(io.LimitReader(c.http.Body, most+1))
	switch {
	case err != nil:
		return refuse(http.StatusBadRequest, "the body broke off")
	case int64(len(body)) > most:
		return refuse(http.StatusBadRequest, "the body is larger than %d bytes", most)
	}
	c.body, c.media = body, media
	if schema == nil || len(body) == 0 {
		return nil
	}
	return held(body, schema)
}

// held holds a body against its schema.
func held(body []byte, schema *openapi.Schema) error {
	violations := schema.CheckStrictly(body)
	if len(violations) == 0 {
		return nil
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(body, new(json.RawMessage))); ok {
		before := body[:max(0, syntax.Offset-1)]
		line, column := 1+bytes.Count(before, []byte{'\n'}), 1+utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
		return refuse(http.StatusBadRequest, "the body is no JSON: %d:%d: %s", line, column, syntax)
	}
	for _, v := range violations {
		if !strings.HasPrefix(v.Pointer, "/dataset/") { // about those its reader knows more
			return refuse(http.StatusBadRequest, "%s: %s", place(v.Pointer), v.Message)
		}
	}
	return nil
}

func place(pointer string) string {
	if pointer == "" {
		return "the body"
	}
	return pointer
}

const (
	jsonType = "application/json"
	yamlType = "application/yaml"
)

// decode reads the body, which has been held against its schema; an absent one leaves the value as it is.
func (c *call) decode(to any) error {
	if len(c.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(c.body, to); err != nil {
		return refuse(http.StatusBadRequest, "%s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}
