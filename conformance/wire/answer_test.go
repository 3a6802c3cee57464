package wire_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/wire"
)

// examiner collects what it is told. Whatever is not met ends the goroutine, as a check's would.
type examiner struct {
	passed        int
	failed, unmet []wire.Mismatch
	broken        []error
	misused       []string
}

// ask sends a GET to a handler and has body expect something of the answer.
func ask(t *testing.T, handler http.HandlerFunc, body func(*wire.Answer)) *examiner {
	t.Helper()
	l := line(t, handler)
	seen := new(examiner)
	t.Run("check", func(t *testing.T) {
		client := l.Client(wire.Identity{Name: "maintainer", Token: secret}, wire.Examiner{
			Ctx:    func() context.Context { return t.Context() },
			Passed: func() { seen.passed++ },
			Noted:  func(string) {},
			Failed: func(_ *wire.Exchange, m wire.Mismatch) { seen.failed = append(seen.failed, m); t.SkipNow() },
			Unmet:  func(_ *wire.Exchange, m wire.Mismatch) { seen.unmet = append(seen.unmet, m); t.SkipNow() },
			Broken: func(e *wire.Exchange) { seen.broken = append(seen.broken, e.Err); t.SkipNow() },
			Misuse: func(problem string) { seen.misused = append(seen.misused, problem); t.SkipNow() },
		})
		body(client.Get("/probe", nil))
	})
	return seen
}

func TestExpectations(t *testing.T) {
	const refusal = `{"error": "sha is empty", "message": {"status": ["400 cannot be done"]}, "id": 9007199254740993, "list": [{"a": 1.0}], "none": null}`
	tests := map[string]struct {
		expect func(*wire.Answer)
		met    bool
	}{
		"one of two":            {func(a *wire.Answer) { a.Status(404, 400) }, true},
		"none of two":           {func(a *wire.Answer) { a.Status(404, 403) }, false},
		"success":               {func(a *wire.Answer) { a.Succeeded() }, false},
		"refusal":               {func(a *wire.Answer) { a.Refused() }, true},
		"explained":             {func(a *wire.Answer) { a.Explained() }, true},
		"blames":                {func(a *wire.Answer) { a.Blames("sha") }, true},
		"blames by key":         {func(a *wire.Answer) { a.Blames("status") }, true},
		"blames another":        {func(a *wire.Answer) { a.Blames("ref") }, false},
		"blames part of a word": {func(a *wire.Answer) { a.Blames("stat") }, false},
		"message":               {func(a *wire.Answer) { a.Message("400 sha is empty") }, true},
		"another message":       {func(a *wire.Answer) { a.Message("sha is missing") }, false},
		"body":                  {func(a *wire.Answer) { a.Empty() }, false},
		"header":                {func(a *wire.Answer) { a.HeaderIs("x-page", "7") }, true},
		"another header":        {func(a *wire.Answer) { a.HeaderIs("X-Page", "8") }, false},
		"no header":             {func(a *wire.Answer) { a.Header("X-None") }, false},
		"integer header":        {func(a *wire.Answer) { a.HeaderInt("X-Word") }, false},
		"exact number":          {func(a *wire.Answer) { a.Is("/id", int64(9007199254740993)) }, true},
		"another number":        {func(a *wire.Answer) { a.Is("/id", int64(9007199254740992)) }, false},
		"same number otherwise": {func(a *wire.Answer) { a.Is("/list/0/a", 1) }, true},
		"null":                  {func(a *wire.Answer) { a.Is("/none", nil) }, true},
		"null is not nothing":   {func(a *wire.Answer) { a.Is("/nothing", nil) }, false},
		"lacks":                 {func(a *wire.Answer) { a.Lacks("/list/1") }, true},
		"lacks not":             {func(a *wire.Answer) { a.Lacks("/none") }, false},
		"keys":                  {func(a *wire.Answer) { a.Keys("/list/0", "a") }, true},
		"no keys":               {func(a *wire.Answer) { a.Keys("/list", "a") }, false},
		"array":                 {func(a *wire.Answer) { a.Array("/list") }, true},
		"no array":              {func(a *wire.Answer) { a.Array("") }, false},
		"same":                  {func(a *wire.Answer) { a.SameAs(a) }, true},
		"same but": {func(a *wire.Answer) {
			a.SameValue(map[string]any{"error": "sha is empty"}, "message", "id", "list", "none")
		}, true},
		"not the same":       {func(a *wire.Answer) { a.SameValue(map[string]any{"error": "sha"}, "message", "id", "list", "none") }, false},
		"httpexpect":         {func(a *wire.Answer) { a.JSON().Object().Value("list").Array().Length().IsEqual(1) }, true},
		"httpexpect not":     {func(a *wire.Answer) { a.JSON().Object().Value("list").Array().IsEmpty() }, false},
		"first of relations": {func(a *wire.Answer) { a.Absolute("next") }, true},
		"relation elsewhere": {func(a *wire.Answer) { a.Absolute("last") }, true},
		"no relation":        {func(a *wire.Answer) { a.Absolute("prev") }, false},
		"relative":           {func(a *wire.Answer) { a.Absolute("first") }, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			seen := ask(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("X-Page", "7")
				w.Header().Set("X-Word", "seven")
				w.Header()["Link"] = []string{`<https://h/a,b?x=1>;title="a, b";  REL="start NEXT" , </first>; rel=first`, `<https://h/z>; rel='x'; rel=last, <https://h/last>; rel = "last"`}
				json(w, 400, refusal)
			}, test.expect)
			assert.Equal(t, test.met, len(seen.failed) == 0, "%v", seen.failed)
			assert.Empty(t, seen.unmet)
			if test.met {
				assert.NotZero(t, seen.passed)
			}
		})
	}
}

// A refusal may say what it says under either key, and in each of GitLab's forms.
func TestRefusalsAreReadUnderEitherKey(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"message", "error"} {
		for _, said := range []string{`"sha is empty"`, `["sha is empty"]`, `{"sha": ["is empty"]}`} {
			seen := ask(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 400, `{"`+key+`": `+said+`}`) },
				func(a *wire.Answer) { a.Explained().Message("sha is empty").Blames("sha") })
			assert.Empty(t, seen.failed, "%s %s", key, said)
		}
	}
}

// People who read a mismatch know JSON, and need not know Go.
func TestMismatchesSpeakOfJSON(t *testing.T) {
	tests := map[string]struct {
		expect func(*wire.Answer)
		want   wire.Mismatch
	}{
		"status":  {func(a *wire.Answer) { a.Because("it was deleted").Status(404) }, wire.Mismatch{Expected: "status 404", Actual: "status 200 OK", Why: "it was deleted", Status: "4xx"}},
		"value":   {func(a *wire.Answer) { a.Is("/0/status", "failed") }, wire.Mismatch{Pointer: "/0/status", Expected: `"failed"`, Actual: `"running"`}},
		"order":   {func(a *wire.Answer) { a.Lists(7, 6) }, wire.Mismatch{Expected: "the ids 7 6", Actual: "the ids 6 7"}},
		"nothing": {func(a *wire.Answer) { a.Is("/2", nil) }, wire.Mismatch{Pointer: "/2", Expected: "null", Actual: "nothing there"}},
		"where": {func(a *wire.Answer) {
			a.SameValue([]any{map[string]any{"id": 6, "status": "running"}, map[string]any{"id": 8}})
		}, wire.Mismatch{Pointer: "/1/id", Expected: "8", Actual: "7"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			seen := ask(t, func(w http.ResponseWriter, _ *http.Request) {
				json(w, 200, `[{"id": 6, "status": "running"}, {"id": 7}]`)
			}, test.expect)
			require.Len(t, seen.failed, 1)
			assert.Equal(t, test.want, seen.failed[0])
		})
	}
}

// What a check needs and is not about does not fail it.
func TestNeeds(t *testing.T) {
	for name, need := range map[string]func(*wire.Answer){
		"status":       func(a *wire.Answer) { a.Needs(201) },
		"any success":  func(a *wire.Answer) { a.Because("x").Needs(404) },
		"needed value": func(a *wire.Answer) { a.Needed().Is("/0/id", 7) },
		"ids":          func(a *wire.Answer) { a.IDs() },
		"shape":        func(a *wire.Answer) { wire.Decode[[]int](a) },
	} {
		seen := ask(t, func(w http.ResponseWriter, _ *http.Request) { json(w, 200, `{}`) }, need)
		assert.Len(t, seen.unmet, 1, name)
		assert.Empty(t, seen.failed, name)
	}
}

func TestNoAnswerIsNoMismatch(t *testing.T) {
	seen := ask(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, func(a *wire.Answer) { a.Status(200) })
	assert.Empty(t, seen.failed)
	assert.Len(t, seen.broken, 1)
}
