package openapi_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// BenchmarkRead shows what the start-up form saves.
func BenchmarkRead(b *testing.B) {
	for form, load := range map[string]func() (*openapi.Document, error){
		"documents": func() (*openapi.Document, error) { return openapi.LoadFrom(openapi.Embedded, openapi.Documented()) },
		"start-up":  openapi.LoadStartUpForm,
	} {
		b.Run(form, func(b *testing.B) {
			for b.Loop() {
				if _, err := load(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := openapi.Load(openapi.GitLab189()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	d := load(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Match(http.MethodGet, "/projects/group%2Fproject/deployments/42"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCoerce(b *testing.B) {
	d := load(b)
	path := []openapi.Argument{{Name: "id", Value: "group/project"}}
	b.Run("query of two", func(b *testing.B) {
		o := d.Operation("listProjectDeployments")
		b.ReportAllocs()
		for b.Loop() {
			query, _ := openapi.ReadQuery("status=success&environment=production")
			if _, violations := o.Coerce(path, query, nil); violations != nil {
				b.Fatal(violations)
			}
		}
	})
	b.Run("form of five", func(b *testing.B) {
		o := d.Operation("createProjectDeployment")
		form := []byte("environment=production&sha=a91957a858320c0e17f3a0eca7cfacbff50ea29a&ref=main&tag=false&status=success")
		b.ReportAllocs()
		for b.Loop() {
			body, _ := openapi.ReadBody("application/x-www-form-urlencoded", form)
			if _, violations := o.Coerce(path, nil, body); violations != nil {
				b.Fatal(violations)
			}
		}
	})
	b.Run("JSON of five", func(b *testing.B) {
		o := d.Operation("createProjectDeployment")
		text := []byte(`{"environment":"production","sha":"a91957a858320c0e17f3a0eca7cfacbff50ea29a","ref":"main","tag":false,"status":"success"}`)
		b.ReportAllocs()
		for b.Loop() {
			body, _ := openapi.ReadBody("application/json", text)
			if _, violations := o.Coerce(path, nil, body); violations != nil {
				b.Fatal(violations)
			}
		}
	})
}

// documentedBody is the documented example of a response, as compact JSON, with kin's schema for it.
func documentedBody(tb testing.TB, path, method, status string) ([]byte, *openapi3.T, *openapi3.Schema) {
	tb.Helper()
	doc := kinDocument(tb, "deployments.yaml")
	media := doc.Paths.Value(path).GetOperation(method).Responses.Value(status).Value.Content.Get("application/json")
	for _, example := range media.Examples {
		body, err := json.Marshal(example.Value.Value)
		require.NoError(tb, err)
		return body, doc, media.Schema.Value
	}
	tb.Fatalf("no example of %s %s %s", method, path, status)
	return nil, nil, nil
}

func BenchmarkCheck(b *testing.B) {
	const path = "/projects/{id}/deployments/{deployment_id}"
	body, doc, kinSchema := documentedBody(b, path, http.MethodGet, "200")
	d := load(b)
	header := http.Header{"Content-Type": {"application/json"}}
	report := func(b *testing.B) {
		b.Helper()
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
	}
	b.Run("Check", func(b *testing.B) {
		schema := d.Schema("DeploymentExtended")
		report(b)
		for b.Loop() {
			if v := schema.Check(body); v != nil {
				b.Fatal(v)
			}
		}
	})
	b.Run("CheckStrictly", func(b *testing.B) {
		schema := d.Schema("DeploymentExtended")
		report(b)
		for b.Loop() {
			if v := schema.CheckStrictly(body); v != nil {
				b.Fatal(v)
			}
		}
	})
	b.Run("CheckResponse", func(b *testing.B) {
		o := d.Operation("getProjectDeployment")
		report(b)
		for b.Loop() {
			if v := o.CheckResponse(http.StatusOK, header, body); v != nil {
				b.Fatal(v)
			}
		}
	})
	b.Run("kin VisitJSON of the decoded value", func(b *testing.B) {
		var value any
		require.NoError(b, json.Unmarshal(body, &value))
		report(b)
		for b.Loop() {
			if err := kinSchema.VisitJSON(value); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("kin ValidateResponse", func(b *testing.B) {
		request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "/projects/1/deployments/42", nil)
		require.NoError(b, err)
		item := doc.Paths.Value(path)
		input := &openapi3filter.RequestValidationInput{Request: request, Route: &routers.Route{Spec: doc, Path: path, PathItem: item, Method: http.MethodGet, Operation: item.Get}}
		report(b)
		for b.Loop() {
			if err := openapi3filter.ValidateResponse(b.Context(), &openapi3filter.ResponseValidationInput{
				RequestValidationInput: input, Status: http.StatusOK, Header: header, Body: io.NopCloser(bytes.NewReader(body)),
			}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkCoerceUnknownNames shows that each of many unknown names costs the same.
func BenchmarkCoerceUnknownNames(b *testing.B) {
	o := load(b).Operation("createProjectDeployment")
	for _, n := range []int{100, 50_000} {
		var names []openapi.Argument
		for i := range n {
			names = append(names, openapi.Argument{Name: "p" + strconv.Itoa(i), Value: "1"})
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				o.Coerce(nil, names, names)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(2*n*b.N), "ns/name")
		})
	}
}
