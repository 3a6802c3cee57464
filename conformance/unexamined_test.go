package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

func TestUsageErrors(t *testing.T) {
	good := conformance.Target{URL: "http://127.0.0.1:1", Project: "1", Tokens: map[conformance.Role]string{conformance.Maintainer: token}}
	cases := []conformance.Case{oneCase(conformance.Must, func(_ conformance.T, s *conformance.Session) { probe(s) })}
	tests := map[string]struct {
		target  conformance.Target
		options conformance.Options
		want    error
	}{
		"no cases":     {good, conformance.Options{}, conformance.ErrUsage},
		"none matches": {good, conformance.Options{Cases: cases, Select: regexp.MustCompile("^delete/")}, conformance.ErrUsage},
		"no URL":       {conformance.Target{URL: "gitlab", Project: "1", Tokens: good.Tokens}, conformance.Options{Cases: cases}, conformance.ErrUsage},
		"no token":     {conformance.Target{URL: good.URL, Project: "1"}, conformance.Options{Cases: cases}, conformance.ErrUsage},
		"no project":   {conformance.Target{URL: good.URL, Tokens: good.Tokens}, conformance.Options{Cases: cases}, conformance.ErrUsage},
		"line break": {conformance.Target{URL: good.URL, Project: "1", Tokens: map[conformance.Role]string{conformance.Maintainer: "word\nword"}},
			conformance.Options{Cases: cases}, conformance.ErrUsage},
		"credentials in URL": {conformance.Target{URL: "http://user:word@127.0.0.1:1", Project: "1", Tokens: good.Tokens},
			conformance.Options{Cases: cases}, conformance.ErrUsage},
		"unreachable": {good, conformance.Options{Cases: cases}, conformance.ErrUnexaminable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			report, err := conformance.Execute(t.Context(), test.target, test.options)
			require.ErrorIs(t, err, test.want)
			assert.Equal(t, err.Error(), report.Problem)
			assert.NotContains(t, strings.TrimSpace(err.Error()), "\n")
			assert.NotContains(t, err.Error(), "word")
			assert.Equal(t, conformance.Inconclusive, report.Outcome)
		})
	}
}

func TestRefusedTokenIsNoVerdict(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(server.Close)
	subject := conformance.Target{URL: server.URL, Project: "1", Ref: "main", SHA: "main", Tokens: map[conformance.Role]string{conformance.Maintainer: token}}
	_, err := conformance.Execute(t.Context(), subject, conformance.Options{Cases: []conformance.Case{oneCase(conformance.Must, nil)}})
	require.ErrorIs(t, err, conformance.ErrUnexaminable)
	assert.NotContains(t, err.Error(), token)
}

func TestRefusedTokenOfARoleIsNoVerdict(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("PRIVATE-TOKEN") != token {
			w.WriteHeader(http.StatusUnauthorized)
		}
		answer(w, `{}`)
	}))
	t.Cleanup(server.Close)
	subject := conformance.Target{URL: server.URL, Project: "1", Tokens: map[conformance.Role]string{conformance.Maintainer: token, conformance.Developer: "old"}}
	_, err := conformance.Execute(t.Context(), subject, conformance.Options{Cases: []conformance.Case{oneCase(conformance.Must, nil)}})
	require.ErrorIs(t, err, conformance.ErrUnexaminable)
	require.ErrorContains(t, err, "role developer: the token is refused (401)")
}
