package control

import (
	"fmt"
	"strings"
)

// Requests are the latest requests to the space that the filter picks, oldest first. What is empty in it does not matter.
func (s *Space) Requests(f Filter) Requests {
	return Requests{All: s.latest(f, everything), filter: f}
}

const everything = 1 << 30

// Requests are requests that a filter picked, to look at and to assert on.
type Requests struct {
	All    []Asked
	filter Filter
}

// TestingT is the part of *testing.T that assertions need.
type TestingT interface {
	Helper()
	Errorf(format string, args ...any)
	FailNow()
}

// RequireOne stops the test unless there was exactly one, which it returns.
func (r Requests) RequireOne(t TestingT) Asked {
	t.Helper()
	r.RequireCount(t, 1)
	return r.All[0]
}

// RequireNone stops the test if there was any.
func (r Requests) RequireNone(t TestingT) {
	t.Helper()
	r.RequireCount(t, 0)
}

// RequireCount stops the test unless there were so many.
func (r Requests) RequireCount(t TestingT, n int) {
	t.Helper()
	if len(r.All) == n {
		return
	}
	t.Errorf("%d requests wanted with %+v, %d seen:\n%s", n, r.filter, len(r.All), r)
	t.FailNow()
}

// String lists them, one a line.
func (r Requests) String() string {
	var b strings.Builder
	for _, a := range r.All {
		target := a.Path
		if a.Query != "" {
			target += "?" + a.Query
		}
		fmt.Fprintf(&b, "  %d %s %s -> %d\n", a.Number, a.Method, target, a.Status)
		for _, note := range a.Notes {
			fmt.Fprintf(&b, "      %s\n", note.Message)
		}
	}
	return b.String()
}

// Fail makes requests to the space go wrong by these rules, in place of those before; without any nothing goes wrong. A rule
// that contradicts itself stops the test.
func (s *Space) Fail(t TestingT, rules ...Rule) {
	t.Helper()
	if err := s.SetFaults(Faults{Rules: rules}); err != nil {
		t.Errorf("%v", err)
		t.FailNow()
	}
}
