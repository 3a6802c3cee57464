package wire

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/gavv/httpexpect/v2"
)

// Answer is what the target answered; its methods are expectations.
type Answer struct {
	response *httpexpect.Response
	examiner Examiner
}

// Status expects one of the status codes.
func (a *Answer) Status(codes ...int) *Answer {
	if len(codes) == 1 {
		a.response.Status(codes[0])
	} else {
		a.response.StatusList(codes...)
	}
	return a
}

// Refused expects a 4xx.
func (a *Answer) Refused() *Answer {
	a.response.StatusRange(httpexpect.Status4xx)
	return a
}

// Succeeded expects a 2xx.
func (a *Answer) Succeeded() *Answer {
	a.response.StatusRange(httpexpect.Status2xx)
	return a
}

// Code is the status code; it expects nothing.
func (a *Answer) Code() int {
	return a.response.Raw().StatusCode
}

// Object expects a JSON object. Numbers in it are float64: read ids with [Decode].
func (a *Answer) Object() *httpexpect.Object {
	return a.response.JSON().Object()
}

// Array expects a JSON array.
func (a *Answer) Array() *httpexpect.Array {
	return a.response.JSON().Array()
}

// Message expects {"message": text}, the form in which GitLab refuses what it has looked at.
func (a *Answer) Message(text string) *Answer {
	a.Object().HasValue("message", text)
	return a
}

// Blames expects {"error": "…"} that names the parameter, the form in which GitLab refuses parameters.
func (a *Answer) Blames(parameter string) *Answer {
	a.Object().Value("error").String().Contains(parameter)
	return a
}

// Explained expects an error body of either form.
func (a *Answer) Explained() *Answer {
	a.Object().Keys().ContainsAny("message", "error")
	return a
}

// Empty expects no body.
func (a *Answer) Empty() *Answer {
	a.response.Body().IsEmpty()
	return a
}

// Header expects the header to be there and returns its value for expectations of its own.
func (a *Answer) Header(name string) *httpexpect.String {
	a.response.Headers().ContainsKey(http.CanonicalHeaderKey(name))
	return a.response.Header(name)
}

// Has tells whether the header is there; it expects nothing.
func (a *Answer) Has(name string) bool {
	return len(a.response.Raw().Header.Values(name)) > 0
}

// HeaderInt expects the header to hold an integer.
func (a *Answer) HeaderInt(name string) int {
	text := a.Header(name).Raw()
	n, err := strconv.Atoi(text)
	if err != nil {
		a.examiner.Failed(Mismatch{Message: name + " is not an integer", Expected: "an integer", Actual: text})
	}
	return n
}

// Decode expects a JSON body of T's shape. It reads integers exactly.
func Decode[T any](a *Answer) T {
	body := a.response.Body().Raw()
	var value T
	decoder := json.NewDecoder(strings.NewReader(body))
	if err := decoder.Decode(&value); err != nil {
		a.examiner.Failed(Mismatch{Message: "the body has another shape", Expected: expected[T](), Actual: misfit(err)})
	}
	a.examiner.Passed()
	return value
}

func expected[T any]() string {
	if reflect.TypeFor[T]().Kind() == reflect.Slice {
		return "an array as documented"
	}
	return "an object as documented"
}

// misfit is what a decoder found, in terms of JSON.
func misfit(err error) string {
	found, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return "no JSON, or a value in another format"
	case found.Field == "":
		return "a JSON " + found.Value
	}
	return "a JSON " + found.Value + " as " + found.Field
}
