package wire

import (
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/gavv/httpexpect/v2"
)

// JSON leads to httpexpect's expectations of the body, for what the methods of Answer do not offer. Numbers in it are float64:
// read ids with At.
func (a *Answer) JSON() *httpexpect.Value {
	response := &http.Response{
		StatusCode: a.Exchange.Status, Header: a.Exchange.ResponseHeader, ContentLength: int64(len(a.Exchange.ResponseBody)),
		Body: io.NopCloser(strings.NewReader(string(a.Exchange.ResponseBody))),
	}
	config := httpexpect.Config{AssertionHandler: assertions{a}}
	return httpexpect.NewResponseC(config, response).JSON()
}

// assertions translates httpexpect's assertions for the examiner.
type assertions struct{ answer *Answer }

func (a assertions) Success(ctx *httpexpect.AssertionContext) {
	if judges(ctx.Path[len(ctx.Path)-1]) {
		a.answer.examiner.Passed()
	}
}

// judges tells whether a step of a chain, such as `Status()`, can fail on an answer. Some steps only lead to others.
func judges(step string) bool {
	name, _, _ := strings.Cut(step, "(")
	return name != "Response" && name != "Raw" && name != "Iter"
}

func (a assertions) Failure(ctx *httpexpect.AssertionContext, failure *httpexpect.AssertionFailure) {
	if failure.Severity == httpexpect.SeverityLog {
		return
	}
	message := describe(failure.Errors)
	if failure.Type == httpexpect.AssertUsage {
		a.answer.examiner.Misuse(message)
	}
	m := Mismatch{Pointer: pointerOf(ctx.Path), Expected: message, Actual: valueOf(failure.Actual)}
	if expected := valueOf(failure.Expected); expected != "" {
		m.Expected += " " + expected
	}
	a.answer.Fault(m)
}

// pointerOf reads the steps of a chain that lead deeper: Value("user").
func pointerOf(path []string) string {
	var pointer strings.Builder
	for _, step := range path {
		name, argument, _ := strings.Cut(strings.TrimSuffix(step, ")"), "(")
		if name == "Value" {
			pointer.WriteString("/" + strings.Trim(argument, `"`))
		}
	}
	return pointer.String()
}

func describe(errs []error) string {
	var parts []string
	for _, err := range errs {
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			parts = append(parts, strings.TrimPrefix(err.Error(), "expected: "))
		}
	}
	return strings.Join(parts, ": ")
}

func valueOf(value *httpexpect.AssertionValue) string {
	if value == nil {
		return ""
	}
	return render(value.Value)
}
