package conformance_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// refusing is the engine's target, which refuses what deletes and votes with one code, what updates with another, and shows nothing of deployment 9.
func refusing() conformance.Target {
	subject := target()
	plain := subject.Handler
	subject.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/deployments/9") && r.Method == http.MethodGet {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, "null")
			return
		}
		code := map[string]int{http.MethodDelete: 405, http.MethodPost: 405, http.MethodPut: 400}[r.Method]
		if code == 0 || !strings.Contains(r.URL.Path, "/deployments/") {
			plain.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_, _ = io.WriteString(w, `{"message": "no"}`)
	})
	return subject
}

// step is a rule and what a check expects under it.
type step struct {
	rule   string
	expect func(s *conformance.S)
}

func steps(all ...step) conformance.Case {
	var rules []string
	for _, one := range all {
		rules = append(rules, one.rule)
	}
	return oneCase(func(s *conformance.S) {
		for _, one := range all {
			s.Check(one.rule, func(conformance.T) { one.expect(s) })
		}
	}, rules...)
}

// A step that a check is not about never breaks the check's rule: it is for the rule that is broken there, or, if none is, for the
// call that failed. What fails like the rule that it stands on is told once.
func TestOneCauseIsToldOnce(t *testing.T) {
	t.Parallel()
	remove := func(s *conformance.S) *wire.Answer {
		return s.Client().Delete(s.Path("deployments", world.NoDeployment))
	}
	change := func(s *conformance.S) *wire.Answer {
		return s.Client().Put(s.Path("deployments", world.NoDeployment), wire.Params{"status": "failed"})
	}
	vote := func(s *conformance.S) *wire.Answer {
		return s.Client().Post(s.Path("deployments", world.NoDeployment, "approval"), wire.Params{"status": "approved"})
	}
	deleted := step{"R-DELETE", func(s *conformance.S) { remove(s).Succeeded() }}
	tests := []struct {
		name   string
		steps  []step
		want   conformance.Verdict // of the last
		reason string              // or by which rule
	}{
		{"a need, the rule broken later", []step{{mustRule, func(s *conformance.S) { remove(s).Needs() }}, deleted}, conformance.Fail, ""},
		{"a need, the rule broken before", []step{deleted, {mustRule, func(s *conformance.S) { remove(s).Needs() }}}, conformance.Blocked, "R-DELETE"},
		{"a need that no rule is broken for", []step{{mustRule, func(s *conformance.S) { remove(s).Needs() }}}, conformance.Untestable, "DELETE /projects/1/deployments/9007199254740993: expected a status from 200 to 299, got status 405"},
		{"a need of another operation", []step{deleted, {mustRule, func(s *conformance.S) { change(s).Needs() }}}, conformance.Untestable, "PUT"},
		{"a need of another operation, refused alike", []step{deleted, {mustRule, func(s *conformance.S) { vote(s).Needs() }}}, conformance.Untestable, "POST"},
		{"a need of the body", []step{deleted, {mustRule, func(s *conformance.S) { remove(s).Needed().Is("/message", "yes") }}}, conformance.Untestable, `/message: expected "yes"`},
		{"the same failure", []step{deleted, {"R-COM-PURPOSE", func(s *conformance.S) { remove(s).Status(204) }}}, conformance.Blocked, "R-DELETE"},
		{"the ground itself", []step{{"R-COM-PURPOSE", func(s *conformance.S) { remove(s).Status(204) }}, deleted}, conformance.Fail, ""},
		{"another code than the ground's, of a bad request", []step{deleted, {"R-DELETE-FORBIDDEN", func(s *conformance.S) { remove(s).Status(403) }}}, conformance.Blocked, "R-DELETE"},
		{"an answer that shows nothing", []step{
			{mustRule, func(s *conformance.S) { s.Client().Get(s.Path("deployments", 9), nil).Is("/id", 9) }},
			{"R-GET-ENVIRONMENT-DEPLOYED-TO", func(s *conformance.S) { s.Client().Get(s.Path("deployments", 9), nil).Is("/environment/name", "x") }},
		}, conformance.Blocked, mustRule},
		{"another operation's failure", []step{deleted, {"R-UPDATE", func(s *conformance.S) { change(s).Succeeded() }}}, conformance.Fail, ""},
		{"no ground is broken", []step{{"R-COM-PURPOSE", func(s *conformance.S) { remove(s).Status(204) }}}, conformance.Fail, ""},
		{"a model's finding that a rule tells better", []step{deleted, {"R-DELETE-GONE", func(s *conformance.S) { remove(s).Fault(wire.Mismatch{Expected: "x", Vague: true}) }}}, conformance.Blocked, "R-DELETE"},
		{"a model's finding alone", []step{{"R-DELETE-GONE", func(s *conformance.S) { remove(s).Fault(wire.Mismatch{Expected: "x", Vague: true}) }}}, conformance.Fail, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			result, err := conformance.Execute(t.Context(), refusing(), conformance.Options{Cases: []conformance.Case{steps(test.steps...)}})
			require.NoError(t, err)
			checks := result.Cases[0].Checks
			last := checks[len(checks)-1]
			assert.Equal(t, test.want, last.Verdict, last.Reason)
			assert.Contains(t, last.Reason+" "+last.By, test.reason)
			if test.want == conformance.Blocked {
				assert.Equal(t, test.reason, last.By)
				assert.Empty(t, last.Failures)
			}
			assert.Len(t, result.Findings, broken(result))
		})
	}
}

// broken counts the checks that failed.
func broken(result conformance.Result) (n int) {
	for _, check := range result.Cases[0].Checks {
		if check.Verdict == conformance.Fail || check.Verdict == conformance.Warn {
			n++
		}
	}
	return n
}
