package openapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/openapi"
)

const thingsPath = `
  /things:
    get:
      operationId: listThings
      responses:
        "200":
          description: d
          headers:
            X-Page: {required: true, schema: {type: integer, minimum: 1}}
            X-Next-Page: {schema: {type: string, pattern: "^[0-9]*$"}}
            X-Sort: {schema: {type: string, enum: [asc, desc]}}
          content:
            application/json: {schema: {type: array, items: {type: object, required: [id], properties: {id: {type: integer}}}}}
        "204": {description: d}
        "400":
          description: d
          content:
            application/json: {schema: {type: object, required: [message]}}
            text/plain: {schema: {type: string}}
`

func header(pairs ...string) http.Header {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return h
}

func TestCheckResponse(t *testing.T) {
	const contentType = "Content-Type"
	type violations = []openapi.Violation
	tests := []struct {
		name   string
		status int
		header http.Header
		body   string
		want   violations
	}{
		{"right", 200, header(contentType, "application/json", "X-Page", "1", "X-Next-Page", "", "X-Sort", "asc"), `[{"id":1}]`, nil},
		{"charset", 200, header(contentType, "Application/JSON; charset=utf-8", "X-Page", "1"), `[]`, nil},
		{"undocumented headers", 200, header(contentType, "application/json", "X-Page", "1", "X-Runtime", "0.1"), `[]`, nil},
		{"status", 418, header(), `x`, violations{{"response status", "418", "status", "listThings does not document this status"}}},
		{"headers and body at once", 200, header(contentType, "application/json", "X-Next-Page", "two", "X-Sort", "up"), `[{}]`, violations{
			{"response header", "X-Next-Page", "pattern", `"two" does not match ^[0-9]*$`},
			{"response header", "X-Page", "required", "is missing"},
			{"response header", "X-Sort", "enum", `"up" is not one of asc, desc`},
			{"response body", "/0/id", "required", "is missing"},
		}},
		{"header type", 200, header(contentType, "application/json", "X-Page", "one"), `[]`,
			violations{{"response header", "X-Page", "type", `is "one", and must be an integer`}}},
		{"header bound", 200, header(contentType, "application/json", "X-Page", "0"), `[]`,
			violations{{"response header", "X-Page", "minimum", "0 is below 1"}}},
		{"empty header", 200, header(contentType, "application/json", "X-Page", ""), `[]`,
			violations{{"response header", "X-Page", "type", `is "", and must be an integer`}}},
		{"content type", 200, header(contentType, "text/html", "X-Page", "1"), `<html>`,
			violations{{"response header", "Content-Type", "content-type", `is "text/html", and must be application/json`}}},
		{"no content type", 400, header(), `{}`,
			violations{{"response header", "Content-Type", "content-type", `is "", and must be application/json or text/plain`}}},
		{"plain text", 400, header(contentType, "text/plain"), "Bad Request", nil},
		{"no body", 400, header(contentType, "application/json"), "",
			violations{{"response body", "", "body", "a 400 has a body, and this one is empty"}}},
		{"204", 204, header(), "", nil},
		{"204 with a body", 204, header(contentType, "application/json"), `{"message":"204 Deployment destroyed"}`,
			violations{{"response body", "", "body", `a 204 has no body, and this one has 38 bytes: "{\"message\":\"204 Deployment destroyed\"}"`}}},
	}
	o := loadText(t, thingsPath).Operation("listThings")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, o.CheckResponse(tt.status, tt.header, []byte(tt.body)))
		})
	}
}

func TestCheckHeadChecksAllButTheBody(t *testing.T) {
	o := loadText(t, thingsPath).Operation("listThings")
	assert.Empty(t, o.CheckHead(200, header("Content-Type", "application/json", "X-Page", "1")))
	assert.Equal(t, []openapi.Violation{
		{Where: "response header", Pointer: "X-Page", Rule: "required", Message: "is missing"},
		{Where: "response header", Pointer: "Content-Type", Rule: "content-type", Message: `is "text/plain", and must be application/json`},
	}, o.CheckHead(200, header("Content-Type", "text/plain")))
	assert.Len(t, o.CheckHead(500, header()), 1)
}

func TestCheckResponseStrictlyReportsUndescribedProperties(t *testing.T) {
	o := loadText(t, thingsPath).Operation("listThings")
	h := header("Content-Type", "application/json", "X-Page", "1")
	assert.Empty(t, o.CheckResponse(200, h, []byte(`[{"id":1,"extra":2}]`)))
	assert.Equal(t, []openapi.Violation{{Where: "response body", Pointer: "/0/extra", Rule: "undescribed", Message: "is a property the schema does not describe"}},
		o.CheckResponseStrictly(200, h, []byte(`[{"id":1,"extra":2}]`)))
}

func TestResponseSchemaIsThatOfTheJSONBody(t *testing.T) {
	d := load(t)
	assert.Same(t, d.Schema("DeploymentExtended"), d.Operation("getProjectDeployment").ResponseSchema(200))
	assert.Nil(t, d.Operation("deleteProjectDeployment").ResponseSchema(204))
	assert.Nil(t, d.Operation("deleteProjectDeployment").ResponseSchema(299))
	assert.NotNil(t, d.Operation("listProjectDeployments").ResponseSchema(200))
}
