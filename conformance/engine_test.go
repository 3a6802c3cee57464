package conformance_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/openapi"
)

// *testing.T is a T, so that helpers for checks work in tests too.
var _ conformance.T = (*testing.T)(nil)

// Rules of each level, for checks of the engine's own.
const (
	mustRule   = "R-GET-ONE"
	shouldRule = "R-GET-UNKNOWN"
	infoRule   = "R-LIST-ORDER-TIES"
)

// target is a server that can be deployed to, and that answers 200 to /probe and 404 to anything else.
func target() conformance.Target {
	mux := http.NewServeMux()
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			for name, value := range map[string]string{"X-Page": "1", "X-Per-Page": "20", "X-Next-Page": "", "X-Prev-Page": "", "Link": `<http://h/>; rel="first"`} {
				w.Header().Set(name, value)
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	mux.HandleFunc("GET /api/v4/projects/1/deployments", answer(200, `[]`))
	mux.HandleFunc("GET /api/v4/projects/1", answer(200, `{"id": 1, "path_with_namespace": "acme/shop", "default_branch": "main"}`))
	mux.HandleFunc("/api/v4/probe", answer(200, `{"id": 9007199254740993}`))
	mux.HandleFunc("/", answer(404, `{"message": "404 Not found"}`))
	return conformance.Target{Handler: mux, Project: "1", Ref: "main", SHA: "main", Tokens: map[conformance.Role]string{conformance.Maintainer: "glpat-engine"}}
}

func oneCase(script func(*conformance.S), rules ...string) conformance.Case {
	return conformance.Case{ID: "engine/case", Title: "Something is so", Rules: rules, Script: script}
}

// single is a case that checks one rule.
func single(rule string, body func(t conformance.T, s *conformance.S)) conformance.Case {
	return oneCase(func(s *conformance.S) { s.Check(rule, func(t conformance.T) { body(t, s) }) }, rule)
}

func probe(s *conformance.S) *wire.Answer { return s.Client().Get("/probe", nil) }

func met(_ conformance.T, s *conformance.S)   { probe(s).Status(200) }
func unmet(_ conformance.T, s *conformance.S) { probe(s).Status(404) }

func execute(t *testing.T, options conformance.Options) conformance.Result {
	t.Helper()
	result, err := conformance.Execute(t.Context(), target(), options)
	require.NoError(t, err)
	return result
}

func TestVerdicts(t *testing.T) {
	tests := []struct {
		name   string
		c      conformance.Case
		want   conformance.Verdict
		reason string // part of it
	}{
		{"met", single(mustRule, met), conformance.Pass, ""},
		{"must not met", single(mustRule, unmet), conformance.Fail, ""},
		{"should not met", single(shouldRule, unmet), conformance.Warn, ""},
		{"info met", single(infoRule, met), conformance.Noted, ""},
		{"info not met", single(infoRule, unmet), conformance.Noted, ""},
		{"testify", single(mustRule, func(t conformance.T, _ *conformance.S) { require.Equal(t, 1, 2) }), conformance.Fail, ""},
		{"testify met", single(mustRule, func(t conformance.T, s *conformance.S) { require.Equal(t, 200, probe(s).Code()) }), conformance.Pass, ""},
		{"goes on after Errorf", single(mustRule, func(t conformance.T, _ *conformance.S) { t.Errorf("first"); assert.True(t, t.Failed()) }), conformance.Fail, ""},
		{"FailNow alone", single(mustRule, func(t conformance.T, _ *conformance.S) { t.FailNow() }), conformance.Fail, ""},
		{"give up", single(mustRule, func(_ conformance.T, s *conformance.S) { s.GiveUp("no way") }), conformance.Untestable, "no way"},
		{"give up outside", oneCase(func(s *conformance.S) { s.GiveUp("no way") }, mustRule), conformance.Untestable, "no way"},
		{"needs a neighbour", oneCase(func(s *conformance.S) { probe(s).Needs(201) }, mustRule), conformance.Untestable, "GET /probe: expected status 201"},
		{"needs an operation", single(shouldRule, func(_ conformance.T, s *conformance.S) { s.Client().Get(s.Path("deployments", 7), nil).Needs(200) }), conformance.Untestable, "expected status 200"},
		{"expects outside of a check", oneCase(func(s *conformance.S) { s.Client().Get(s.Path("deployments", 7), nil).Status(200) }, shouldRule), conformance.Untestable, "expected status 200"},
		{"cannot arrange", oneCase(func(s *conformance.S) { s.Deploy(s.Environment(), "running") }, shouldRule), conformance.Blocked, "R-CREATE-STATUS-RUNNING"},
		{"panic", oneCase(func(*conformance.S) { panic("lost") }, mustRule), conformance.Error, "panic: lost"},
		{"panic in a check", single(mustRule, func(conformance.T, *conformance.S) { panic("lost") }), conformance.Error, "panic: lost"},
		{"goexit", oneCase(func(*conformance.S) { runtime.Goexit() }, mustRule), conformance.Error, "did not check it"},
		{"goexit in a check", single(mustRule, func(conformance.T, *conformance.S) { runtime.Goexit() }), conformance.Error, "without a word"},
		{"claims and does not check", oneCase(func(s *conformance.S) { probe(s) }, mustRule), conformance.Error, "did not check it"},
		{"checks and does not claim", misclaiming(shouldRule, mustRule), conformance.Error, "does not claim"},
		{"expects nothing", single(mustRule, func(_ conformance.T, s *conformance.S) { probe(s).Code() }), conformance.Error, "expected nothing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			result := execute(t, conformance.Options{Cases: []conformance.Case{test.c}})
			check := result.Cases[0].Checks[0]
			assert.Equal(t, test.want, check.Verdict, check.Reason)
			assert.Contains(t, check.Reason+check.By, test.reason)
			assert.Equal(t, test.want, result.Cases[0].Verdict)
		})
	}
}

func misclaiming(claimed, checked string) conformance.Case {
	c := single(checked, met)
	c.Rules = []string{claimed}
	return c
}

func TestAFailedCheckDoesNotEndTheCase(t *testing.T) {
	result := execute(t, conformance.Options{Cases: []conformance.Case{oneCase(func(s *conformance.S) {
		assert.False(t, s.Check(shouldRule, func(conformance.T) { probe(s).Status(404) }))
		assert.True(t, s.Check(mustRule, func(conformance.T) { probe(s).Status(200) }))
	}, mustRule, shouldRule)}})
	assert.Equal(t, conformance.Warn, result.Rule(shouldRule).Verdict)
	assert.Equal(t, conformance.Pass, result.Rule(mustRule).Verdict)
}

// A check shows the answer that it judged, not merely the latest.
func TestEvidenceIsOfTheAnswerJudged(t *testing.T) {
	result := execute(t, conformance.Options{Cases: []conformance.Case{single(mustRule, func(_ conformance.T, s *conformance.S) {
		first := probe(s)
		s.Client().Get("/later", nil)
		first.Because("of the engine").Is("/id", 7)
	})}})
	failure := result.Findings[0].Failures[0]
	assert.Equal(t, []string{"expected: /id: 7", "actual:   /id: 9007199254740993", "because:  of the engine"}, failure.Lines())
	assert.Contains(t, failure.Evidence.Curl, "/probe'")
}

func TestFailuresNameNoGo(t *testing.T) {
	result := execute(t, conformance.Options{Cases: []conformance.Case{single(mustRule, func(t conformance.T, _ *conformance.S) {
		assert.Equal(t, []int{1}, []int{2}, "they differ")
		assert.Contains(t, []int{1}, 2)
	})}})
	for _, failure := range result.Findings[0].Failures {
		text := strings.Join(failure.Lines(), "\n")
		for _, word := range []string{".go", "Error Trace", "/tmp", "goroutine"} {
			assert.NotContains(t, text, word)
		}
	}
	assert.Equal(t, "they differ", result.Findings[0].Failures[0].Why)
}

func TestOutcomes(t *testing.T) {
	must, should := single(mustRule, unmet), single(shouldRule, unmet)
	untestable := single(mustRule, func(_ conformance.T, s *conformance.S) { s.GiveUp("no way") })
	optional := single(shouldRule, func(_ conformance.T, s *conformance.S) { s.GiveUp("no way") })
	waived := untestable
	waived.Needs = []conformance.Need{conformance.Jobs}
	broken := single(shouldRule, func(conformance.T, *conformance.S) { panic("lost") })
	tests := []struct {
		name   string
		c      conformance.Case
		failOn conformance.Level
		want   int
	}{
		{"all pass", single(mustRule, met), "", 0},
		{"a MUST is broken", must, "", 1},
		{"a SHOULD is broken", should, "", 0},
		{"a SHOULD is broken, and counts", should, conformance.Should, 1},
		{"a MUST is not examined", untestable, "", 3},
		{"a SHOULD is not examined", optional, "", 0},
		{"a SHOULD is not examined, and counts", optional, conformance.Should, 3},
		{"a MUST is waived", waived, "", 0},
		{"the examination failed", broken, "", 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			subject := target()
			subject.Without = []conformance.Need{conformance.Jobs}
			result, err := conformance.Execute(t.Context(), subject, conformance.Options{Cases: []conformance.Case{test.c}, FailOn: test.failOn})
			require.NoError(t, err)
			assert.Equal(t, test.want, result.Outcome.ExitCode())
		})
	}
}

// What the document leaves undecided is a SHOULD for who asks for GitLab's behaviour.
func TestProfilesJudge(t *testing.T) {
	subject := target()
	subject.Profile = openapi.GitLab189()
	result, err := conformance.Execute(t.Context(), subject, conformance.Options{Cases: []conformance.Case{single(infoRule, unmet)}})
	require.NoError(t, err)
	assert.Equal(t, conformance.Warn, result.Rule(infoRule).Verdict)
}

// One violation in many answers is one finding of one rule, and fails no case.
func TestTheContractHasOneExaminer(t *testing.T) {
	subject := target()
	plain := subject.Handler
	subject.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/deployments/7") {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"id": "seven", "extra": "glpat-engine"}`)
			return
		}
		plain.ServeHTTP(w, r)
	})
	c := single(shouldRule, func(_ conformance.T, s *conformance.S) {
		for range 3 {
			s.Client().Get(s.Path("deployments", 7), nil).Status(200)
		}
	})
	result, err := conformance.Execute(t.Context(), subject, conformance.Options{Cases: []conformance.Case{c}})
	require.NoError(t, err)
	assert.Equal(t, conformance.Pass, result.Cases[0].Verdict)
	finding := result.Findings[0]
	assert.Equal(t, "R-GET-KEYS", finding.Rule)
	assert.Equal(t, 3, finding.Failures[0].Answers)
	assert.Empty(t, finding.Failures[0].Case)
	assert.NotContains(t, fmt.Sprintf("%+v %+v", result, finding.Failures[0].Evidence), "glpat-engine")
}

// A token that is a common word changes no verdict.
func TestATokenMayBeAWord(t *testing.T) {
	for _, token := range []string{"1", "main", "running", "acme/shop", "id"} {
		subject := target()
		subject.Tokens[conformance.Maintainer] = token
		result, err := conformance.Execute(t.Context(), subject, conformance.Options{Cases: []conformance.Case{single(mustRule, func(_ conformance.T, s *conformance.S) {
			probe(s).Is("/id", int64(9007199254740993))
		})}})
		require.NoError(t, err, token)
		assert.Equal(t, conformance.Pass, result.Cases[0].Verdict, token)
	}
}
