package conformance_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

func TestRunIsTheOtherDoor(t *testing.T) {
	ran := 0
	pass := oneCase(conformance.Must, func(_ conformance.T, s *conformance.Session) { ran++; probe(s) })
	warn := oneCase(conformance.Should, func(_ conformance.T, s *conformance.Session) { ran++; s.Client().Get("/probe", nil).Status(404) })
	skip := oneCase(conformance.Must, func(t conformance.T, _ *conformance.Session) { ran++; t.Skipf("no use") })
	conformance.Run(t, target(t), pass, warn, skip)
	assert.Equal(t, 3, ran)
}

func TestContractViolationsFailTheCase(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Echo", "glpat-secret")
		answer(w, `{"id": "seven", "extra": "glpat-secret"}`)
	}))
	t.Cleanup(server.Close)
	subject := conformance.Target{URL: server.URL, Project: "1", Ref: "main", Tokens: map[conformance.Role]string{conformance.Maintainer: "glpat-secret"}}
	report, err := conformance.Execute(t.Context(), subject, conformance.Options{Cases: []conformance.Case{{
		ID: "get/one", Title: "It is there", Requirements: []string{"R-GET-ONE"}, Level: conformance.Must,
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(s.Path("deployments", 7), nil).Status(200)
		},
	}}})
	require.NoError(t, err)
	result := report.Results[0]
	assert.Equal(t, conformance.Fail, result.Verdict)
	require.NotEmpty(t, result.Failures)
	lines := result.Lines()
	assert.Contains(t, lines[0], "getProjectDeployment answers against the contract: response body")
	assert.Contains(t, lines, `  curl --header "PRIVATE-TOKEN: $TOKEN" --url '`+server.URL+`/api/v4/projects/1/deployments/7'`)
	assert.Contains(t, lines, "rule R-GET-ONE: The answer is one deployment, as an object.")
	for _, line := range lines {
		assert.NotContains(t, line, "glpat-secret")
	}
}

// Cases find each other's traces in the target's logs by run and case, and never share an environment.
func TestRequestsAreSigned(t *testing.T) {
	var agents, tokens []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		agents, tokens = append(agents, r.UserAgent()), append(tokens, r.Header.Get("PRIVATE-TOKEN"))
		answer(w, `{}`)
	}))
	t.Cleanup(server.Close)
	subject := conformance.Target{URL: server.URL + "/gitlab/", Project: "1", Ref: "main", SHA: "abc",
		Tokens: map[conformance.Role]string{conformance.Maintainer: token, conformance.Reporter: "reporters"}}
	var environments []string
	look := func(_ conformance.T, s *conformance.Session) {
		environments = append(environments, s.Environment(), s.Environment())
		agents, tokens = nil, nil
		probe(s)
		s.As(conformance.Reporter).Get("/probe", nil).Status(200)
		s.As(conformance.Anonymous).Get("/probe", nil).Status(200)
		s.WithToken("nobodys").Get("/probe", nil).Status(200)
	}
	_, err := conformance.Execute(t.Context(), subject, conformance.Options{RunID: "r1", Version: "v9", Cases: []conformance.Case{
		{ID: "get/one", Level: conformance.Must, Run: look}, {ID: "get/two", Level: conformance.Must, Run: look},
	}})
	require.NoError(t, err)
	assert.Equal(t, "understudy/v9 (run=r1; case=get/two)", agents[0])
	assert.Equal(t, []string{token, "reporters", "", "nobodys"}, tokens)
	assert.Equal(t, []string{"conformance-r1-get-one", "conformance-r1-get-one-2", "conformance-r1-get-two", "conformance-r1-get-two-2"}, environments)
}
