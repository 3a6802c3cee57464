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

// contrary is the engine's target, which refuses votes without a comment and those that say Bad, takes each vote for an approval, shows each update as a
// failure, and reads deployment 7 as another.
func contrary() conformance.Target {
	subject := target()
	plain := subject.Handler
	subject.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, body := 200, `{"id": 8, "iid": 8, "status": "failed", "updated_at": "2019-03-15T08:00:00Z"}`
		switch {
		case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/approval"):
			sent, _ := io.ReadAll(r.Body)
			said := string(sent) + r.URL.RawQuery
			if status, body = 201, `{"status": "approved", "comment": "No"}`; !strings.Contains(said, "comment") || strings.Contains(said, "Bad") {
				status, body = 400, `{"error": "comment is missing"}`
			}
		case r.Method == http.MethodPut, strings.HasSuffix(r.URL.Path, "/deployments/7"):
		default:
			plain.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})
	return subject
}

// What a write is told is for the rule about what it sent, and what reading shows for the rule about that: all else that fails just
// so is blocked by it, and what fails otherwise is found for itself.
func TestWhatAWriteSentCarriesItsFailures(t *testing.T) {
	t.Parallel()
	voting := func(r wire.Request, expect func(*wire.Answer)) func(*conformance.S) {
		return func(s *conformance.S) {
			vote := r
			vote.Method, vote.Path = http.MethodPost, s.Path("deployments", world.NoDeployment, "approval")
			expect(s.Client().Send(vote))
		}
	}
	vote := func(form wire.Params, expect func(*wire.Answer)) func(*conformance.S) {
		return voting(wire.Request{Form: form}, expect)
	}
	update := func(status string, expect func(*wire.Answer)) func(*conformance.S) {
		return func(s *conformance.S) {
			expect(s.Client().Put(s.Path("deployments", world.NoDeployment), wire.Params{"status": status}))
		}
	}
	read := func(expect func(*wire.Answer)) func(*conformance.S) {
		return func(s *conformance.S) { expect(s.Client().Get(s.Path("deployments", 7), nil)) }
	}
	succeeded := func(a *wire.Answer) { a.Succeeded() }
	refused := func(a *wire.Answer) { a.Status(400) }
	is := func(pointer string, value any) func(*wire.Answer) {
		return func(a *wire.Answer) { a.Is(pointer, value) }
	}
	var (
		silent   = wire.Params{"status": "approved"}
		loud     = wire.Params{"status": "rejected", "comment": "No"}
		optional = step{"R-APPROVE-COMMENT-OPTIONAL", vote(silent, succeeded)}
		rejected = step{"R-APPROVE-STATUS-REJECTED", vote(loud, is("/status", "rejected"))}
		success  = step{"R-UPDATE-STATUS-SUCCESS", update("success", is("/status", "success"))}
		byID     = step{mustRule, read(is("/iid", 8))} // keeps, so that no rule is found broken by it
		seven    = step{"R-GET-BY-ID", read(is("/id", 7))}
		moved    = step{"R-UPDATE-REFUSED-UNCHANGED", read(is("/updated_at", "x"))}
	)
	for name, test := range map[string]struct {
		before, last step
		by           string // "": the last is found broken for itself
	}{
		"refused without a comment":                   {optional, step{"R-APPROVE-USER", vote(silent, is("/user/id", 1))}, "R-APPROVE-COMMENT-OPTIONAL"},
		"refused without a comment, in JSON":          {optional, step{"R-APPROVE-USER", voting(wire.Request{JSON: silent}, is("/user/id", 1))}, "R-APPROVE-COMMENT-OPTIONAL"},
		"refused with a comment in a form":            {optional, step{"R-APPROVE-USER", vote(wire.Params{"status": "approved", "comment": "Bad"}, is("/user/id", 1))}, ""},
		"refused with a comment in a query":           {optional, step{"R-APPROVE-USER", voting(wire.Request{Query: wire.Params{"comment": "Bad"}, Form: silent}, is("/user/id", 1))}, ""},
		"refused, and nobody has found the reason":    {byID, step{"R-APPROVE-USER", vote(silent, is("/user/id", 1))}, ""},
		"the rule itself, and one that stands behind": {step{"R-APPROVE-REPRESENTED-AS-OPTIONAL", vote(silent, succeeded)}, optional, ""},
		"the rule that stands behind":                 {optional, step{"R-APPROVE-REPRESENTED-AS-OPTIONAL", vote(silent, succeeded)}, "R-APPROVE-COMMENT-OPTIONAL"},
		"the same of the answer to a vote":            {rejected, step{"R-APPROVE-KEYS", vote(loud, is("/status", "rejected"))}, "R-APPROVE-STATUS-REJECTED"},
		"something else of the answer to a vote":      {rejected, step{"R-APPROVE-COMMENT", vote(loud, is("/comment", "Yes"))}, ""},
		"a vote that succeeds where it should not":    {step{"R-APPROVE-STATUS-REJECTED", vote(loud, refused)}, step{"R-APPROVE-KEYS", vote(loud, refused)}, ""},
		"the same of another vote":                    {rejected, step{"R-APPROVE-KEYS", vote(wire.Params{"status": "approved", "comment": "No"}, is("/status", "rejected"))}, ""},
		"the same of the answer to an update":         {success, step{"R-UPDATE-KEYS", update("success", is("/status", "success"))}, "R-UPDATE-STATUS-SUCCESS"},
		"the same of an update to another status":     {success, step{"R-UPDATE-KEYS", update("canceled", is("/status", "success"))}, ""},
		"another is read, whatever for":               {seven, step{"R-APPROVE-SEEN", read(is("/id", 9))}, "R-GET-BY-ID"},
		"another member is read":                      {seven, step{"R-APPROVE-SEEN", read(is("/iid", 7))}, ""},
		"another member is read, under the same rule": {step{"R-GET-BY-ID", read(is("/iid", 7))}, step{"R-APPROVE-SEEN", read(is("/iid", 7))}, ""},
		"what refusals changed, of an update":         {moved, step{"R-UPDATE-UPDATED-AT", read(is("/updated_at", "y"))}, "R-UPDATE-REFUSED-UNCHANGED"},
		"what refusals changed, of all operations":    {moved, step{"R-COM-PURPOSE", read(is("/updated_at", "y"))}, "R-UPDATE-REFUSED-UNCHANGED"},
		"what refusals changed, of another operation": {moved, step{"R-CREATE-CREATED-AT", read(is("/updated_at", "y"))}, ""},
		"the answer to an update has another id":      {step{"R-GET-BY-ID", update("failed", is("/id", 7))}, step{"R-UPDATE-KEYS", update("failed", is("/id", 7))}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result, err := conformance.Execute(t.Context(), contrary(), conformance.Options{Cases: []conformance.Case{steps(test.before, test.last)}})
			require.NoError(t, err)
			checks := result.Cases[0].Checks
			last := checks[len(checks)-1]
			assert.Equal(t, test.by, last.By, "%s %s", last.Verdict, last.Reason)
			assert.Equal(t, test.by == "", len(last.Failures) == 1)
			if test.by != "" {
				assert.Equal(t, conformance.Blocked, last.Verdict)
			}
		})
	}
}
