package openapi_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// bothSchemas reads a schema with kin and compiles it.
func bothSchemas(tb testing.TB, text string) (*openapi3.Schema, *openapi.Schema) {
	tb.Helper()
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData([]byte(documentHead + " {}\ncomponents:\n  schemas:\n    Root: " + text + "\n"))
	require.NoError(tb, err)
	source := doc.Components.Schemas["Root"].Value
	compiled, err := openapi.CompileSchema(source)
	require.NoError(tb, err)
	return source, compiled
}

func compiled(tb testing.TB, text string) *openapi.Schema {
	tb.Helper()
	_, schema := bothSchemas(tb, text)
	return schema
}

// lines are violations, one a line: pointer, rule, message.
func lines(violations []openapi.Violation) string {
	var b strings.Builder
	for _, v := range violations {
		fmt.Fprintf(&b, "%s %s: %s\n", v.Pointer, v.Rule, v.Message)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// null is how the document says that nothing may stand in something's place.
const null = "{type: object, nullable: true, enum: [null]}"

func TestCheckKeywords(t *testing.T) {
	const object = "{type: object, required: [a], properties: {a: {type: integer}, b: {type: string}}}"
	tests := []struct{ schema, body, want string }{
		{"{type: string}", `"a"`, ""},
		{"{type: string}", `1`, " type: is a number, and must be a string"},
		{"{type: string}", `null`, " nullable: must not be null"},
		{"{type: string, nullable: true}", `null`, ""},
		{"{type: integer}", `1`, ""},
		{"{type: integer}", `1.0`, ""},
		{"{type: integer}", `1.5`, " type: 1.5 is not an integer"},
		{"{type: integer}", `"1"`, " type: is a string, and must be an integer"},
		{"{type: integer}", `true`, " type: is a boolean, and must be an integer"},
		{"{type: number}", `-1.5e3`, ""},
		{"{type: number}", `1e400`, " type: 1e400 is too large for a number"},
		{"{type: boolean}", `true`, ""},
		{"{type: boolean}", `[]`, " type: is an array, and must be a boolean"},
		{"{type: string, enum: [a, b]}", `"b"`, ""},
		{"{type: string, enum: [a, b]}", `"c"`, ` enum: "c" is not one of a, b`},
		{"{type: string, enum: [a, b]}", `"\u0061"`, ""},
		{"{type: integer, enum: [1, 2]}", `2.0`, ""},
		{"{type: integer, enum: [1, 2]}", `3`, " enum: 3 is not one of 1, 2"},
		{"{type: boolean, enum: [true]}", `false`, " enum: false is not one of true"},
		{"{type: string, minLength: 2, maxLength: 3}", `"äöü"`, ""},
		{"{type: string, minLength: 2, maxLength: 3}", `"ä"`, " minLength: has 1 characters, fewer than 2"},
		{"{type: string, minLength: 2, maxLength: 3}", `"abcd"`, " maxLength: has 4 characters, more than 3"},
		{"{type: string, pattern: '^[0-9a-f]{4}$'}", `"12ef"`, ""},
		{"{type: string, pattern: '^[0-9a-f]{4}$'}", `"12eg"`, ` pattern: "12eg" does not match ^[0-9a-f]{4}$`},
		{"{type: integer, minimum: 1, maximum: 3}", `0`, " minimum: 0 is below 1"},
		{"{type: integer, minimum: 1, maximum: 3}", `4`, " maximum: 4 is above 3"},
		{"{type: number, minimum: 1, exclusiveMinimum: true}", `1`, " minimum: 1 is below 1"},
		{"{type: integer, format: int64}", `9223372036854775807`, ""},
		{"{type: integer, format: int64}", `9223372036854775808`, " format: 9223372036854775808 does not fit into 64 bits"},
		{"{type: integer, format: int64}", `1e30`, " format: 1e30 is out of range"},
		{"{type: integer, format: int32}", `2147483648`, " format: 2147483648 does not fit into 32 bits"},
		{"{type: string, format: date}", `"2019-02-29"`, ` format: "2019-02-29" is no date that exists, written YYYY-MM-DD`},
		{"{type: array, items: {type: integer}, minItems: 1, maxItems: 2}", `[1, 2]`, ""},
		{"{type: array, items: {type: integer}, minItems: 1, maxItems: 2}", `[]`, " minItems: has 0 items, fewer than 1"},
		{"{type: array, items: {type: integer}, minItems: 1, maxItems: 2}", `[1,"x",3]`, "/1 type: is a string, and must be an integer\n maxItems: has 3 items, more than 2"},
		{object, `{"a":1,"b":"x","c":[{}]}`, ""},
		{object, `{"b":1}`, "/b type: is a number, and must be a string\n/a required: is missing"},
		{object, `{"a":"x","b":2}`, "/a type: is a string, and must be an integer\n/b type: is a number, and must be a string"},
		{object, `[1]`, " type: is an array, and must be an object"},
		{"{type: object, required: [z]}", `{"y":1}`, "/z required: is missing"},
		{"{type: object, required: [z]}", `{"z":1}`, ""},
		{"{type: object, additionalProperties: false, properties: {a: {type: string}}}", `{"a":"","b":1}`, "/b additionalProperties: is a property the schema does not allow"},
		{"{type: object, additionalProperties: {type: string}}", `{"a":"","b":1}`, "/b type: is a number, and must be a string"},
		{"{type: object, properties: {a/b~c: {type: array, items: {type: string}}}}", `{"a/b~c":["",1]}`, "/a~1b~0c/1 type: is a number, and must be a string"},
		{"{not: {type: integer}}", `1`, " not: is one of the values ruled out"},
		{"{not: {type: integer}}", `"1"`, ""},
		{"{anyOf: [{type: integer}, {type: string, enum: [a]}]}", `"a"`, ""},
		{"{anyOf: [{type: integer}, {type: string, enum: [a]}]}", `"b"`, " anyOf: fits none of the 2 alternatives"},
		{"{oneOf: [{type: integer}, {type: number}]}", `1.5`, ""},
		{"{oneOf: [{type: integer}, {type: number}]}", `1`, " oneOf: fits 2 of the 2 alternatives, and must fit exactly one"},
		{"{allOf: [{type: string, minLength: 2}, {type: string, maxLength: 3}]}", `"a"`, " minLength: has 1 characters, fewer than 2"},
		{"{allOf: [{type: string, minLength: 2}, {type: string, maxLength: 3}]}", `"abc"`, ""},
		{"{nullable: true, allOf: [{type: object, required: [a]}]}", `null`, ""},
		{"{nullable: true, allOf: [{type: object, required: [a]}]}", `{}`, "/a required: is missing"},
		{"{oneOf: [{type: object, required: [a]}, " + null + "]}", `null`, ""},
		{"{oneOf: [{type: object, required: [a]}, " + null + "]}", `{}`, "/a required: is missing"},
		{"{oneOf: [{type: object, required: [a]}, {type: string}, " + null + "]}", `{}`, " oneOf: fits 0 of the 3 alternatives, and must fit exactly one"},
		{"{type: object, required: [a], oneOf: [{type: object}, " + null + "]}", `{}`, "/a required: is missing"},
		{null, `{}`, " enum: an object is not one of null"},
		{"{type: array, nullable: true, enum: [null]}", `[]`, " enum: an array is not one of null"},
		{"{allOf: [{type: object, required: [a]}, {type: object, properties: {b: {type: integer}}}]}", `{"b":""}`,
			"/b type: is a string, and must be an integer\n/a required: is missing"},
		{"{anyOf: [{type: integer, nullable: true}, {type: string}]}", `null`, ""},
		{"{allOf: [{type: object, nullable: true}]}", `null`, ""},
		{"{allOf: [{type: object}]}", `null`, " nullable: must not be null"},
		{"{allOf: [{type: object, nullable: true}, {type: object}]}", `null`, " nullable: must not be null"},
		{"{allOf: [{type: object, nullable: true}, {type: object, nullable: true}]}", `null`, ""},
		{"{allOf: [{type: object, properties: {a: {type: integer}}}, {type: object, properties: {a: {minimum: 1}}}]}", `{"a":0}`, "/a minimum: 0 is below 1"},
		{"{allOf: [{type: object, properties: {a: {type: integer}}}, {type: object, properties: {a: {minimum: 1}}}]}", `{"a":"x"}`,
			"/a type: is a string, and must be an integer"},
		{"{allOf: [{type: object, additionalProperties: false, properties: {a: {}}}, {type: object, properties: {b: {}}}]}", `{"a":1,"b":1}`,
			"/b additionalProperties: is a property the schema does not allow"},
		{"{type: string, enum: [😀], maxLength: 1}", `"\ud83d\ude00"`, ""},
		{"{type: string, maxLength: 2}", `"\ud83d\u0041"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.schema+" "+tt.body, func(t *testing.T) {
			violations := compiled(t, tt.schema).Check([]byte(tt.body))
			assert.Equal(t, tt.want, lines(violations))
			for _, v := range violations {
				assert.Equal(t, "response body", v.Where)
			}
		})
	}
}

func TestCheckFormats(t *testing.T) {
	dateTime, uri := compiled(t, "{type: string, format: date-time}"), compiled(t, "{type: string, format: uri}")
	for _, text := range []string{"2016-08-11T07:36:40.222Z", "2016-08-11T09:36:01.000+02:00", "2016-08-11T09:36:01-09:30", "2020-02-29T23:59:60Z"} {
		assert.Empty(t, dateTime.Check([]byte(`"`+text+`"`)), text)
	}
	for _, text := range []string{
		"", "2019-03-15", "2019-02-31T00:00:00Z", "2019-02-29T00:00:00Z", "2019-13-01T00:00:00Z", "2019-03-15 08:00:00Z", "2019-03-15T24:00:00Z",
		"2019-03-15T08:60:00Z", "2019-03-15T08:00:61Z", "2019-03-15T08:00:00", "2019-03-15T08:00:00.Z", "2019-03-15T08:00:00+0200", "2019-03-15T08:00:00+24:00",
		"2019-03-15T08:00:00Zx", "2019-03-15T08.00:00Z", "2019-0a-15T08:00:00Z",
	} {
		assert.Len(t, dateTime.Check([]byte(`"`+text+`"`)), 1, text)
	}
	for _, text := range []string{"https://gitlab.example.com/root", "http://[::1]:80/a?b=c&d=%20#e", "urn:a", `https:\/\/a.b\/?s=80\u0026d=identicon`} {
		assert.Empty(t, uri.Check([]byte(`"`+text+`"`)), text)
	}
	for _, text := range []string{"", "gitlab.example.com", "/root", "http", "1http://a", "http://a b", "http://a/ü", "http://a/%zz", "http://a/%2", "http://a/{b}"} {
		assert.Len(t, uri.Check([]byte(`"`+text+`"`)), 1, text)
	}
}

func TestCheckRefusesWhatIsNoJSON(t *testing.T) {
	schema := compiled(t, "{type: object, properties: {a: {}}}")
	negated := compiled(t, "{not: {type: object, required: [z]}}")
	for _, body := range []string{
		"", " ", "{", `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{"a" 1}`, `{a:1}`, `{"a":1]`, `[1`, `[1,]`, `[1 2]`,
		`{"a":tru}`, `{"a":nul}`, `{"a":01}`, `{"a":-}`, `{"a":1.}`, `{"a":.5}`, `{"a":1e}`, `{"a":+1}`, `{"a":NaN}`, `{"a":"}`, `{"a":"\x"}`,
		`{"a":"\u12g4"}`, `{"a":"\u12"}`, "{\"a\":\"\t\"}", "{\"a\":\"\xff\"}", "{\"\xff\":1}", `{"a":1} x`, `{"a":1}}`, `{"a":1}{}`, "\ufeff{}", "\u00a0{}",
		strings.Repeat("[", 100) + strings.Repeat("]", 100),
	} {
		violations := schema.Check([]byte(body))
		rules := map[string]bool{}
		for _, v := range violations {
			rules[v.Rule] = true
		}
		assert.True(t, rules["json"], "%q: %v", body, violations)
		assert.NotEmpty(t, negated.Check([]byte(body)), body)
	}
}

func TestCheckRefusesRepeatedKeysOnce(t *testing.T) {
	schema := compiled(t, "{allOf: [{type: object, properties: {a: {type: integer}}, minProperties: 0}, {anyOf: [{type: object}, {type: string}]}]}")
	assert.Equal(t, `/a json: the key "a" stands there twice`, lines(schema.Check([]byte(`{"a":1,"b":2,"a":3}`))))
	assert.Equal(t, `/a json: the key "a" stands there twice`, lines(compiled(t, "{type: object, properties: {a: {type: integer}}}").Check([]byte(`{"a":1,"a":3}`))))
	assert.Equal(t, `/b json: the key "b" stands there twice`, lines(schema.Check([]byte(`{"b":1,"a":2,"\u0062":3}`))))
	assert.Equal(t, `/c/0/d json: the key "d" stands there twice`, lines(schema.Check([]byte(`{"c":[{"d":1,"d":2}]}`))))
	var many strings.Builder
	for i := range 50 {
		fmt.Fprintf(&many, `"k%d":0,`, i)
	}
	assert.Empty(t, schema.Check([]byte("{"+many.String()+`"k":0}`)))
	assert.Equal(t, `/k40 json: the key "k40" stands there twice`, lines(schema.Check([]byte("{"+many.String()+`"k40":0}`))))
}

func TestCheckStrictlyReportsWhatIsUndescribed(t *testing.T) {
	const undescribed = " undescribed: is a property the schema does not describe"
	const user = "{type: object, properties: {id: {type: integer}}}"
	tests := []struct{ schema, body, want string }{
		{user, `{"id":1,"name":"x"}`, "/name" + undescribed},
		{"{type: array, items: " + user + "}", `[{"id":1},{"name":"x"}]`, "/1/name" + undescribed},
		{"{allOf: [" + user + ", {type: object, properties: {b: " + user + "}}]}", `{"id":1,"b":{"id":1,"c":2}}`, "/b/c" + undescribed},
		{"{allOf: [" + user + ", {type: object, additionalProperties: true, properties: {id: {minimum: 0}}}]}", `{"id":1,"z":2}`, ""},
		{"{allOf: [" + user + ", {type: object, properties: {id: {minimum: 0}, b: {}}}]}", `{"id":1,"b":1,"z":2}`, "/z" + undescribed},
		{"{nullable: true, allOf: [" + user + "]}", `{"z":2}`, "/z" + undescribed},
		{"{oneOf: [" + user + ", " + null + "]}", `{"z":2}`, "/z" + undescribed},
		{"{anyOf: [" + user + ", {type: object, properties: {name: {}}}]}", `{"name":1,"z":2}`, "/z" + undescribed},
		{"{type: object}", `{"anything":{"goes":1}}`, ""},
		{"{allOf: [{type: object, additionalProperties: true, properties: {a: {}}}, {type: object, properties: {b: {}}}]}", `{"a":1,"b":1,"z":1}`, ""},
		{"{type: object, additionalProperties: {type: string}}", `{"a":"b"}`, ""},
		{"{type: object, additionalProperties: " + user + "}", `{"a":{"z":1}}`, "/a/z" + undescribed},
		{"{type: object, properties: {free: {}}}", `{"free":{"a":[{"b":1}]}}`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.schema+" "+tt.body, func(t *testing.T) {
			schema := compiled(t, tt.schema)
			assert.Equal(t, tt.want, lines(schema.CheckStrictly([]byte(tt.body))))
			assert.Empty(t, schema.Check([]byte(tt.body)))
		})
	}
}

func TestCheckWalksRecursiveSchemas(t *testing.T) {
	const tree = "{type: object, required: [name], properties: {name: {type: string}, children: {type: array, items: {$ref: '#/components/schemas/Root'}}}}"
	schema := compiled(t, tree)
	assert.Empty(t, schema.Check([]byte(`{"name":"a","children":[{"name":"b","children":[{"name":"c"}]}]}`)))
	assert.Equal(t, "/children/0/children/0/name required: is missing", lines(schema.Check([]byte(`{"name":"a","children":[{"name":"b","children":[{}]}]}`))))
}

func TestCheckAllocatesNothingForARightBody(t *testing.T) {
	body, _, _ := documentedBody(t, "/projects/{id}/deployments/{deployment_id}", "GET", "200")
	schema := load(t).Schema("DeploymentExtended")
	require.Empty(t, schema.Check(body))
	assert.Zero(t, testing.AllocsPerRun(100, func() { schema.Check(body) }))
}
