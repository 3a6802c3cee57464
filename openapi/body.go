package openapi

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"strings"
)

// UnsupportedTypeError says that GitLab does not read bodies of this type.
type UnsupportedTypeError struct {
	// ContentType is the media type in lower case without parameters; "" if the request names none.
	ContentType string
}

// Error is what GitLab answers with 415.
func (e UnsupportedTypeError) Error() string {
	return fmt.Sprintf("The provided content-type '%s' is not supported.", e.ContentType)
}

// ReadBody reads a body: JSON, form or multipart, in any case and with any parameters. An empty body has no arguments
// whatever its type, nor has a JSON null, array, string or number. Errors: ErrMalformedJSON, LimitError, ErrMalformed and
// UnsupportedTypeError.
func ReadBody(contentType string, body []byte) ([]Argument, error) {
	if len(body) == 0 {
		return nil, nil
	}
	switch media := mediaType(contentType); media {
	case "application/json":
		return readJSON(body)
	case "application/x-www-form-urlencoded":
		return ReadQuery(string(body))
	case "multipart/form-data":
		return readMultipart(contentType, body)
	default:
		return nil, UnsupportedTypeError{ContentType: media}
	}
}

// mediaType is the type without its parameters, which Rack cuts off at the first semicolon or comma.
func mediaType(contentType string) string {
	if i := strings.IndexAny(contentType, ";,"); i >= 0 {
		contentType = contentType[:i]
	}
	return strings.ToLower(strings.TrimSpace(contentType))
}

func readMultipart(contentType string, body []byte) ([]Argument, error) {
	_, parameters, err := mime.ParseMediaType(contentType)
	if err != nil || parameters["boundary"] == "" {
		return nil, ErrMalformed
	}
	var all argumentList
	reader := multipart.NewReader(bytes.NewReader(body), parameters["boundary"])
	for n := 0; ; n++ {
		part, err := reader.NextRawPart()
		if err == io.EOF { //nolint:errorlint // a body that ends too early wraps it
			return all.arguments, nil
		}
		if err != nil || n == maxParts {
			return nil, ErrMalformed
		}
		name := part.FormName()
		if name == "" {
			continue
		}
		value, err := partValue(part)
		if err != nil || validText(name) != nil {
			return nil, ErrMalformed
		}
		if err := all.set(name, value); err != nil {
			return nil, err
		}
	}
}

// partValue is a part's text; a file becomes a hash, as in Rack, so that it is no valid string.
func partValue(part *multipart.Part) (any, error) {
	content, err := io.ReadAll(part)
	if err != nil {
		return nil, err
	}
	if name := part.FileName(); name != "" {
		return map[string]any{"filename": name}, nil
	}
	text := string(content)
	return text, validText(text)
}
