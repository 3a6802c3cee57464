package wire_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/wire"
)

type row struct {
	ID   int64
	Name string
}

// People who read a mismatch know JSON, and need not know Go.
func TestMismatchesSpeakOfJSON(t *testing.T) {
	object := func(a *wire.Answer) { wire.Decode[row](a) }
	array := func(a *wire.Answer) { wire.Decode[[]row](a) }
	tests := map[string]struct {
		body             string
		expect           func(*wire.Answer)
		expected, actual string
	}{
		"an array":    {`[]`, object, "an object as documented", "a JSON array"},
		"an object":   {`{}`, array, "an array as documented", "a JSON object"},
		"a field":     {`{"name": 5}`, object, "an object as documented", "a JSON number as Name"},
		"no JSON":     {`<html>`, object, "an object as documented", "no JSON, or a value in another format"},
		"cut off":     {`{"id"`, object, "an object as documented", "no JSON, or a value in another format"},
		"no document": {`<html>`, func(a *wire.Answer) { a.Object() }, "", ""},
		"half of it":  {`{"id": `, func(a *wire.Answer) { a.Object() }, "", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			l := line(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 200, test.body) })
			seen := examine(t, l, func(c *wire.Client) { test.expect(c.Get("/probe", nil)) })
			require.Len(t, seen.mismatches, 1)
			mismatch := seen.mismatches[0]
			assert.NotContains(t, mismatch.Message, "invalid character")
			assert.NotContains(t, mismatch.Message, "unexpected end")
			if test.expected == "" {
				assert.Contains(t, mismatch.Message, "the body is not JSON")
				return
			}
			assert.Equal(t, []string{test.expected, test.actual}, []string{mismatch.Expected, mismatch.Actual})
		})
	}
}

// A body of unknown length is sent in chunks, which simple servers cannot read.
func TestEmptyBodiesHaveALength(t *testing.T) {
	var encodings [][]string
	var lengths []int64
	l := line(t, func(w http.ResponseWriter, r *http.Request) {
		encodings, lengths = append(encodings, r.TransferEncoding), append(lengths, r.ContentLength)
		json(w, 200, `{}`)
	})
	examine(t, l, func(c *wire.Client) {
		c.Post("/probe", nil)
		c.Put("/probe", wire.Params{})
		c.Put("/probe", wire.Params{"a": "b"})
	})
	assert.Equal(t, [][]string{nil, nil, nil}, encodings)
	assert.Equal(t, []int64{0, 0, 3}, lengths)
}
