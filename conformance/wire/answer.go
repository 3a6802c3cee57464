package wire

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Answer is what the target answered. Its methods are expectations: the first that is not met ends the check at hand, with
// this answer as evidence.
type Answer struct {
	Exchange *Exchange

	examiner Examiner
	parsed   bool
	value    any // the body as JSON, numbers exact
	misread  error
}

// Code is the status code; it expects nothing.
func (a *Answer) Code() int { return a.Exchange.Status }

// Status expects one of the status codes.
func (a *Answer) Status(codes ...int) *Answer {
	return a.expect(a.oneOf(codes), Mismatch{Expected: statuses(codes), Actual: statusText(a.Code()), Status: kindOf(codes)})
}

// Needed is the answer with expectations of what the check needs and is not about: the first that is not met blocks the check,
// by the rule that is broken there.
func (a *Answer) Needed() *Answer {
	needed := *a
	needed.examiner.Failed = a.examiner.Unmet
	needed.examiner.Passed = func() {}
	return &needed
}

// Undemanding is the answer without demands: every expectation is met, and the check says why.
func (a *Answer) Undemanding(why string) *Answer {
	undemanding := *a
	undemanding.examiner.Failed = func(*Exchange, Mismatch) {}
	undemanding.examiner.Noted(why)
	return &undemanding
}

// Needs is Status, or Succeeded without codes, for an answer that the check needs and is not about. What is expected of it afterwards
// is examined.
func (a *Answer) Needs(codes ...int) *Answer {
	if len(codes) == 0 {
		a.Needed().Succeeded()
	} else {
		a.Needed().Status(codes...)
	}
	return a
}

// Meets tells whether the answer meets expectations; it expects nothing itself.
func (a *Answer) Meets(expect func(*Answer)) (met bool) {
	type short struct{}
	fall := func(*Exchange, Mismatch) { panic(short{}) }
	trial := *a
	trial.examiner.Failed, trial.examiner.Unmet = fall, fall
	trial.examiner.Passed, trial.examiner.Noted = func() {}, func(string) {}
	defer func() {
		if p := recover(); p != nil {
			if _, fell := p.(short); !fell {
				panic(p)
			}
		}
	}()
	expect(&trial)
	return true
}

// Succeeded expects a 2xx.
func (a *Answer) Succeeded() *Answer {
	return a.expect(a.Code()/100 == 2, Mismatch{Expected: "a status from 200 to 299", Actual: statusText(a.Code()), Status: Success})
}

// Refused expects a 4xx.
func (a *Answer) Refused() *Answer {
	return a.expect(a.Code()/100 == 4, Mismatch{Expected: "a status from 400 to 499", Actual: statusText(a.Code()), Status: "4xx"})
}

// Because gives the reason of the expectations that follow, in the words of the rule or of what was arranged.
func (a *Answer) Because(format string, args ...any) *Answer {
	reasoned := *a
	inner := a.examiner.Failed
	reasoned.examiner.Failed = func(e *Exchange, m Mismatch) {
		if m.Why == "" {
			m.Why = fmt.Sprintf(format, args...)
		}
		inner(e, m)
	}
	return &reasoned
}

// Fault ends the check with a mismatch of its own making.
func (a *Answer) Fault(m Mismatch) { a.examiner.Failed(a.Exchange, m) }

// Met counts an expectation that the caller found met by itself.
func (a *Answer) Met() { a.examiner.Passed() }

// expect counts, or ends the check.
func (a *Answer) expect(met bool, m Mismatch) *Answer {
	if !met {
		a.examiner.Failed(a.Exchange, m)
	}
	a.examiner.Passed()
	return a
}

func (a *Answer) oneOf(codes []int) bool {
	for _, code := range codes {
		if code == a.Code() {
			return true
		}
	}
	return false
}

func statuses(codes []int) string {
	var names []string
	for _, code := range codes {
		names = append(names, strconv.Itoa(code))
	}
	return "status " + strings.Join(names, " or ")
}

// Success is the kind of status codes from 200 to 299.
const Success = "2xx"

// kindOf is the kind that codes are of, or the codes if they are of several.
func kindOf(codes []int) string {
	for _, code := range codes {
		if code/100 != codes[0]/100 {
			return statuses(codes)
		}
	}
	return strconv.Itoa(codes[0]/100) + "xx"
}

func statusText(code int) string {
	return strings.TrimSpace(fmt.Sprintf("status %d %s", code, http.StatusText(code)))
}

// Empty expects no body.
func (a *Answer) Empty() *Answer {
	return a.expect(len(a.Exchange.ResponseBody) == 0, Mismatch{Expected: "no body", Actual: shown(string(a.Exchange.ResponseBody))})
}

// Decode reads a body that the check needs and is not about: one of another shape blocks the check.
func Decode[T any](a *Answer) T {
	var value T
	if err := json.Unmarshal(a.Exchange.ResponseBody, &value); err != nil {
		a.examiner.Unmet(a.Exchange, Mismatch{Expected: "a body as documented", Actual: misfit(err)})
	}
	return value
}
