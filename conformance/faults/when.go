package faults

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// The operations.
const (
	opList    = "listProjectDeployments"
	opGet     = "getProjectDeployment"
	opCreate  = "createProjectDeployment"
	opUpdate  = "updateProjectDeployment"
	opDelete  = "deleteProjectDeployment"
	opShipped = "listDeploymentMergeRequests"
	opApprove = "approveOrRejectProjectDeployment"
)

var seven = []string{opList, opGet, opCreate, opUpdate, opDelete, opShipped, opApprove}

// when says which exchanges go otherwise: those that satisfy every test.
type when struct{ tests []func(*exchange) bool }

// on are the exchanges of some operations; without any, all of the seven.
func on(operations ...string) when {
	if len(operations) == 0 {
		operations = seven
	}
	return when{}.that(func(x *exchange) bool { return slices.Contains(operations, x.operation) })
}

func (w when) that(test func(*exchange) bool) when {
	return when{tests: append(slices.Clone(w.tests), test)}
}

func (w when) holds(x *exchange) bool {
	return !slices.ContainsFunc(w.tests, func(test func(*exchange) bool) bool { return !test(x) })
}

// with are those that give a parameter, and one of these values if there are any.
func (w when) with(name string, values ...string) when {
	return w.that(func(x *exchange) bool {
		value, given := x.call.value(name)
		return given && (len(values) == 0 || slices.Contains(values, value))
	})
}

// without are those that give none of the parameters.
func (w when) without(names ...string) when {
	return w.that(func(x *exchange) bool {
		return !slices.ContainsFunc(names, func(name string) bool {
			_, given := x.call.value(name)
			return given
		})
	})
}

// method are those of these methods.
func (w when) method(methods ...string) when {
	return w.that(func(x *exchange) bool { return slices.Contains(methods, x.call.method) })
}

// answered are those that the server inside answers with one of these statuses.
func (w when) answered(statuses ...int) when {
	return w.that(func(x *exchange) bool { return slices.Contains(statuses, x.correct().status) })
}

// saying are those whose correct answer contains a text.
func (w when) saying(words string) when {
	return w.that(func(x *exchange) bool { return bytes.Contains(x.correct().body, []byte(words)) })
}

// typed are those whose body is of a media type.
func (w when) typed(media string) when {
	return w.that(func(x *exchange) bool {
		return strings.HasPrefix(strings.ToLower(x.call.header.Get("Content-Type")), media)
	})
}

// by are those of callers with one of these access levels in the project.
func (w when) by(levels ...int) when {
	return w.that(func(x *exchange) bool { return slices.Contains(levels, x.level()) })
}

// numbered are those that name the project by its id, pathed those that name it by its path.
func (w when) numbered() when { return w.that(func(x *exchange) bool { return isNumber(x.project()) }) }
func (w when) pathed() when {
	return w.that(func(x *exchange) bool { return strings.Contains(x.project(), "/") })
}

func isNumber(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r < '0' || r > '9' })
}

// behaviour is what a server does with an exchange of its own accord.
type behaviour func(*exchange)

// both are two behaviours at once: one that remembers, say, and one that acts on it.
func both(behaviours ...behaviour) behaviour {
	return func(x *exchange) {
		for _, b := range behaviours {
			b(x)
		}
	}
}

func (w when) does(act behaviour) behaviour {
	return func(x *exchange) {
		if w.holds(x) {
			act(x)
		}
	}
}

// ignoring does as if parameters had not been given.
func (w when) ignoring(names ...string) behaviour {
	return w.does(func(x *exchange) { x.resend(x.call.without(names...)) })
}

// as does as if a parameter had been given with that value.
func (w when) as(name string, value any) behaviour {
	return w.does(func(x *exchange) { x.resend(x.call.with(name, value)) })
}

// taking does as if a parameter that was given had another value.
func (w when) taking(name string, f func(string) any) behaviour {
	return w.with(name).does(func(x *exchange) {
		value, _ := x.call.value(name)
		x.resend(x.call.with(name, f(value)))
	})
}

// borrowing does what it would do for somebody who may.
func (w when) borrowing() behaviour {
	return w.does(func(x *exchange) {
		if c, found := x.borrowed(x.call); found {
			x.resend(c)
		}
	})
}

// answers ends the exchange there and then; the server inside never hears of it unless a condition had to ask.
func (w when) answers(status int, body string) behaviour {
	return w.does(func(x *exchange) { x.answer(jsonAnswer(status, body)) })
}

func jsonAnswer(status int, body string) *answer {
	a := &answer{status: status, header: http.Header{}, body: []byte(body)}
	if body != "" {
		a.header.Set("Content-Type", "application/json")
	}
	return a
}

// refuses answers as GitLab's refusals do.
func (w when) refuses(status int, message string) behaviour {
	return w.answers(status, string(encode(row{"message": message})))
}

// status changes the status and nothing else.
func (w when) status(status int) behaviour {
	return w.does(func(x *exchange) {
		a := x.current().clone()
		a.status = status
		x.answer(a)
	})
}

// edits changes the JSON of an answer.
func (w when) edits(f func(x *exchange, body any) any) behaviour {
	return w.does(func(x *exchange) {
		if body := x.current().value(); body != nil {
			x.answer(x.current().withBody(f(x, body)))
		}
	})
}

// turns changes what a pointer leads to in successful answers; in a list, in each item.
func (w when) turns(pointer string, f func(any) any) behaviour {
	return w.that(func(x *exchange) bool { return x.current().successful() }).edits(func(_ *exchange, body any) any {
		if _, list := body.([]any); list {
			return change(body, "/*"+pointer, f)
		}
		return change(body, pointer, f)
	})
}

// shows puts a value in place of what a pointer leads to.
func (w when) shows(pointer string, value any) behaviour {
	return w.turns(pointer, func(any) any { return value })
}

// hides leaves a key out.
func (w when) hides(pointer string) behaviour { return w.shows(pointer, removed{}) }

// deployments changes each deployment in successful answers.
func (w when) deployments(f func(x *exchange, d row) row) behaviour {
	return w.does(func(x *exchange) {
		w.turns("", func(value any) any {
			if d, ok := value.(row); ok && d["iid"] != nil {
				return f(x, d)
			}
			return value
		})(x)
	})
}

// header changes one header; an empty value takes it away.
func (w when) header(name string, f func(x *exchange, value string) string) behaviour {
	return w.does(func(x *exchange) {
		a := x.current().clone()
		if value := f(x, a.header.Get(name)); value == "" {
			a.header.Del(name)
		} else {
			a.header.Set(name, value)
		}
		x.answer(a)
	})
}

func to(value string) func(*exchange, string) string {
	return func(*exchange, string) string { return value }
}
