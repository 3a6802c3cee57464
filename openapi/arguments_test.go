package openapi_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

func TestReadQueryReadsAsRack(t *testing.T) {
	type list = []any
	type hash = map[string]any
	tests := []struct {
		query string
		want  []openapi.Argument
	}{
		{"", nil},
		{"a=1&b=2", []openapi.Argument{{"a", "1"}, {"b", "2"}}},
		{"a=1&&b=2&", []openapi.Argument{{"a", "1"}, {"b", "2"}}},
		{"a=1&a=2", []openapi.Argument{{"a", "2"}}},
		{"a=&b", []openapi.Argument{{"a", ""}, {"b", nil}}},
		{"a=x+y%2Bz%20", []openapi.Argument{{"a", "x y+z "}}},
		{"a%5B%5D=1", []openapi.Argument{{"a", list{"1"}}}},
		{"a=b=c", []openapi.Argument{{"a", "b=c"}}},
		{"a[]=1&a[]=2", []openapi.Argument{{"a", list{"1", "2"}}}},
		{"a[b]=1&a[c]=2&a[b]=3", []openapi.Argument{{"a", hash{"b": "3", "c": "2"}}}},
		{"a[b][]=1&a[b][]=2", []openapi.Argument{{"a", hash{"b": list{"1", "2"}}}}},
		{"a[b][c]=1", []openapi.Argument{{"a", hash{"b": hash{"c": "1"}}}}},
		{"a[][b]=1&a[][c]=2&a[][b]=3", []openapi.Argument{{"a", list{hash{"b": "1", "c": "2"}, hash{"b": "3"}}}}},
		{"a[b]=1&a=2", []openapi.Argument{{"a", "2"}}},
		{"=1", []openapi.Argument{}},
		{"a[=1&b=2", []openapi.Argument{{"a[", "1"}, {"b", "2"}}},
		{"a[b=1", []openapi.Argument{{"a", hash{"b": "1"}}}},
		{"[a]=1", []openapi.Argument{{"a", "1"}}},
		{"%E2%82%AC=%F0%9F%98%80", []openapi.Argument{{"€", "😀"}}},
	}
	for _, tt := range tests {
		got, err := openapi.ReadQuery(tt.query)
		require.NoError(t, err, tt.query)
		assert.Equal(t, tt.want, got, tt.query)
	}
}

func TestReadQueryRefusesWhatIsNoText(t *testing.T) {
	for _, query := range []string{
		"a=%", "a=%4", "a=%zz", "%zz=1", "a=%ff", "%ff=1", "a=\xff", "a=%00", "a%00=1",
		"a=1&a[]=2", "a=1&a[b]=2", "a[]=1&a[b]=2", "a[b]=1&a[]=2", "a" + strings.Repeat("[b]", 200) + "=1",
	} {
		_, err := openapi.ReadQuery(query)
		assert.ErrorIs(t, err, openapi.ErrMalformed, query)
	}
}

func TestReadQueryFindsNamesAmongMany(t *testing.T) {
	var query strings.Builder
	for i := range 100 {
		fmt.Fprintf(&query, "p%d=%d&", i, i)
	}
	query.WriteString("p3=last&p70=last")
	got, err := openapi.ReadQuery(query.String())
	require.NoError(t, err)
	require.Len(t, got, 100)
	assert.Equal(t, openapi.Argument{Name: "p3", Value: "last"}, got[3])
	assert.Equal(t, openapi.Argument{Name: "p70", Value: "last"}, got[70])
}

const boundary = "--x\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n%s\r\n--x--\r\n"

func TestReadBodyReadsFormsAndJSON(t *testing.T) {
	ab := []openapi.Argument{{Name: "a", Value: "b"}}
	tests := []struct {
		contentType, body string
		want              []openapi.Argument
	}{
		{"application/x-www-form-urlencoded", "a=b", ab},
		{"application/x-www-form-urlencoded; charset=utf-8", "a=b", ab},
		{"Application/JSON", `{"a":"b"}`, ab},
		{"application/json; charset=utf-8", ` {"a":"b"} `, ab},
		{"application/json;charset=x", "{\"a\":\n\"b\"}\n", ab},
		{"multipart/form-data; boundary=x", fmt.Sprintf(boundary, "a", "", "b"), ab},
		{"multipart/form-data; boundary=x", fmt.Sprintf(boundary, "a[]", "", "b"), []openapi.Argument{{Name: "a", Value: []any{"b"}}}},
		{"multipart/form-data; boundary=x", fmt.Sprintf(boundary, "a", `; filename="f.txt"`, "b"),
			[]openapi.Argument{{Name: "a", Value: map[string]any{"filename": "f.txt"}}}},
		{"application/json", `{"b":[1,{"c":null}],"a":true}`,
			[]openapi.Argument{{Name: "a", Value: true}, {Name: "b", Value: []any{json.Number("1"), map[string]any{"c": nil}}}}},
		{"application/json", `{"a":9007199254740993}`, []openapi.Argument{{Name: "a", Value: json.Number("9007199254740993")}}},
		{"application/json", `{"a":1,"a":2}`, []openapi.Argument{{Name: "a", Value: json.Number("2")}}},
		{"application/json", `{}`, []openapi.Argument{}},
		{"application/json", `null`, []openapi.Argument{}},
		{"application/json", `["a"]`, []openapi.Argument{}},
		{"application/json", `"a"`, []openapi.Argument{}},
		{"application/json", `7`, []openapi.Argument{}},
		{"application/json", ``, nil},
		{"text/plain", ``, nil},
		{"", ``, nil},
	}
	for _, tt := range tests {
		got, err := openapi.ReadBody(tt.contentType, []byte(tt.body))
		require.NoError(t, err, tt.body)
		assert.Equal(t, tt.want, got, tt.body)
	}
}

func TestReadBodyTellsWhatIsWrong(t *testing.T) {
	tests := []struct {
		contentType, body string
		want              error
	}{
		{"application/json", `{"a":`, openapi.ErrMalformedJSON},
		{"application/json", `{"a":1} x`, openapi.ErrMalformedJSON},
		{"application/json", `{"a":1}{"a":2}`, openapi.ErrMalformedJSON},
		{"application/json", `{"a":1}]`, openapi.ErrMalformedJSON},
		{"application/json", `a=b`, openapi.ErrMalformedJSON},
		{"application/json", ` `, openapi.ErrMalformedJSON},
		{"application/json", "{\"a\":\"\xff\"}", openapi.ErrMalformed},
		{"application/json", `{"a":"\u0000"}`, openapi.ErrMalformed},
		{"application/json", `{"a\u0000":1}`, openapi.ErrMalformed},
		{"application/x-www-form-urlencoded", "a=%zz", openapi.ErrMalformed},
		{"application/x-www-form-urlencoded", "a=%00", openapi.ErrMalformed},
		{"application/x-www-form-urlencoded", "a=\xff", openapi.ErrMalformed},
		{"multipart/form-data", "a=b", openapi.ErrMalformed},
		{"multipart/form-data; boundary=x", "a=b", openapi.ErrMalformed},
		{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb", openapi.ErrMalformed},
		{"multipart/form-data; boundary=x", fmt.Sprintf(boundary, "a", "", "\x00"), openapi.ErrMalformed},
		{"", "a=b", openapi.UnsupportedTypeError{ContentType: ""}},
		{"text/plain", "a=b", openapi.UnsupportedTypeError{ContentType: "text/plain"}},
		{"Text/JSON; charset=utf-8", "{}", openapi.UnsupportedTypeError{ContentType: "text/json"}},
		{"application/vnd.api+json", "{}", openapi.UnsupportedTypeError{ContentType: "application/vnd.api+json"}},
	}
	for _, tt := range tests {
		_, err := openapi.ReadBody(tt.contentType, []byte(tt.body))
		require.ErrorIs(t, err, tt.want, "%s %s", tt.contentType, tt.body)
	}
	require.EqualError(t, openapi.UnsupportedTypeError{ContentType: "text/plain"}, "The provided content-type 'text/plain' is not supported.")
	require.EqualError(t, openapi.ErrMalformedJSON, "Invalid JSON format")
}

func TestReadBodyHasGitLabsLimits(t *testing.T) {
	nested := func(depth int) string {
		return `{"a":` + strings.Repeat("[", depth-1) + strings.Repeat("]", depth-1) + "}"
	}
	array := func(n int) string { return "[" + strings.TrimSuffix(strings.Repeat("1,", n), ",") + "]" }
	hash := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `,"%d":1`, i)
		}
		return "{" + b.String()[1:] + "}"
	}
	tests := []struct{ name, body, want string }{
		{"32 levels", nested(32), ""},
		{"33 levels", nested(33), "Parameters nested too deeply"},
		{"array of 50,000", `{"a":` + array(50_000) + `}`, ""},
		{"array of 50,001", `{"a":` + array(50_001) + `}`, "Array parameter too large"},
		{"hash of 50,000", hash(50_000), ""},
		{"hash of 50,001", hash(50_001), "Hash parameter too large"},
		{"100,000 in all", `{"a":` + array(50_000) + `,"b":` + array(49_998) + `}`, ""},
		{"100,001 in all", `{"a":` + array(50_000) + `,"b":` + array(49_999) + `}`, "Too many total parameters"},
		{"an array that is no argument", array(50_001), "Array parameter too large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := openapi.ReadBody("application/json", []byte(tt.body))
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			assert.Equal(t, openapi.LimitError(tt.want), err)
		})
	}
}

func TestReadQueryTakesAsManyParametersAsRack(t *testing.T) {
	got, err := openapi.ReadQuery(strings.Repeat("a=1&", 4095) + "b=2")
	require.NoError(t, err)
	assert.Equal(t, []openapi.Argument{{"a", "1"}, {"b", "2"}}, got)
	_, err = openapi.ReadQuery(strings.Repeat("a=1&", 4096))
	require.ErrorIs(t, err, openapi.ErrMalformed)
	_, err = openapi.ReadBody("application/x-www-form-urlencoded", []byte(strings.Repeat("a=1&", 4096)))
	assert.ErrorIs(t, err, openapi.ErrMalformed)
}

func TestReadBodyTakesAsManyPartsAsRack(t *testing.T) {
	const part = "--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n"
	got, err := openapi.ReadBody("multipart/form-data; boundary=x", []byte(strings.Repeat(part, 4095)+"--x--\r\n"))
	require.NoError(t, err)
	assert.Equal(t, []openapi.Argument{{"a", "1"}}, got)
	_, err = openapi.ReadBody("multipart/form-data; boundary=x", []byte(strings.Repeat(part, 4096)+"--x--\r\n"))
	assert.ErrorIs(t, err, openapi.ErrMalformed)
}
