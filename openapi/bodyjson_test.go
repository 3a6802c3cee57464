package openapi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"understudy/openapi"
)

// A body is read as encoding/json reads it, which is slower.
func FuzzJSONBody(f *testing.F) {
	for _, seed := range []string{
		`{"a": 1, "b": [true, null, -0, 1e5, 12345678901234567890], "c": {"d": "\u00e9\n"}, "e": [], "f": {}}`, `{"a": 1, "a": 2}`, `{"a": "\ud800"}`, `{"a": "\udc00x\ud83d\ude00"}`,
		``, ` `, `{`, `{}{}`, `{} x`, "{}\n", `[1,]`, `{"a":}`, `{"a" 1}`, `{a: 1}`, `01`, `1.`, `"a`, `nul`, `[[[[]]]]`, `{"a": "\x"}`, "\ufeff{}", "{\"a\": \"\t\"}", `{"a": 1,}`, `"\u00"`, `{"a":[{"b":[1,{"c":null}]}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if !utf8.Valid(body) {
			return // it is refused before
		}
		found, err := openapi.ReadJSONValue(bytes.Clone(body))
		want, wrong := readPlainly(body)
		assert.Equal(t, wrong == nil, err == nil, "%q: %v, %v", body, wrong, err)
		if wrong == nil && err == nil {
			assert.Equal(t, want, found, "%q", body)
		}
	})
}

func readPlainly(body []byte) (value any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, openapi.ErrMalformedJSON
	}
	return value, nil
}
