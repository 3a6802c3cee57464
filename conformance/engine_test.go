package conformance_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

// *testing.T is a T, so that helpers for cases work in tests too.
var _ conformance.T = (*testing.T)(nil)

const token = "glpat-engine-test"

// target is a server that shows a project and answers /probe.
func target(t *testing.T) conformance.Target {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/v4/projects/1", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, `{"id": 1, "path_with_namespace": "acme/shop", "default_branch": "main",
			"permissions": {"project_access": {"access_level": 40}, "group_access": null}}`)
	})
	mux.HandleFunc("POST /api/v4/projects/1/deployments", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"message": "403 Forbidden"}`))
	})
	mux.HandleFunc("/api/v4/probe", func(w http.ResponseWriter, _ *http.Request) { answer(w, `{"id": 9007199254740993}`) })
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return conformance.Target{
		URL: server.URL, Project: "1", Tokens: map[conformance.Role]string{conformance.Maintainer: token},
	}
}

func answer(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte(body))
}

func probe(s *conformance.Session) {
	s.Client().Get("/probe", nil).Status(200)
}

func oneCase(level conformance.Level, run func(conformance.T, *conformance.Session)) conformance.Case {
	return conformance.Case{ID: "engine/case", Title: "Something is so", Level: level, Run: run}
}

func execute(t *testing.T, options conformance.Options) conformance.Report {
	t.Helper()
	options.RunID = "test"
	report, err := conformance.Execute(t.Context(), target(t), options)
	require.NoError(t, err)
	return report
}

func TestVerdicts(t *testing.T) {
	tests := []struct {
		name    string
		level   conformance.Level
		run     func(conformance.T, *conformance.Session)
		want    conformance.Verdict
		reason  string // part of it
		failure string // part of the first one
	}{
		{"met", conformance.Must, func(_ conformance.T, s *conformance.Session) { probe(s) }, conformance.Pass, "", ""},
		{"must not met", conformance.Must, func(_ conformance.T, s *conformance.Session) {
			s.Client().Get("/probe", nil).Status(404)
		}, conformance.Fail, "", "http status"},
		{"should not met", conformance.Should, func(_ conformance.T, s *conformance.Session) {
			s.Client().Get("/probe", nil).Status(404)
		}, conformance.Warn, "", "http status"},
		{"info not met", conformance.Info, func(_ conformance.T, s *conformance.Session) {
			probe(s)
			s.Client().Get("/probe", nil).Status(404)
		}, conformance.Noted, "", "http status"},
		{"testify", conformance.Must, func(t conformance.T, s *conformance.Session) {
			probe(s)
			require.Equal(t, 1, 2)
			panic("not reached")
		}, conformance.Fail, "", "Not equal"},
		{"goes on after Errorf", conformance.Must, func(t conformance.T, s *conformance.Session) {
			probe(s)
			t.Errorf("first")
			assert.True(t, t.Failed())
			t.Errorf("second")
		}, conformance.Fail, "", "first"},
		{"skip", conformance.Must, func(t conformance.T, _ *conformance.Session) { t.Skipf("no %s", "use") }, conformance.NotApplicable, "no use", ""},
		{"give up", conformance.Must, func(_ conformance.T, s *conformance.Session) { s.GiveUp("no way") }, conformance.Untestable, "no way", ""},
		{"cannot arrange", conformance.Must, func(_ conformance.T, s *conformance.Session) {
			s.Deploy(s.Environment(), "running")
		}, conformance.Untestable, "cannot arrange a running deployment", ""},
		{"panic", conformance.Must, func(conformance.T, *conformance.Session) { panic("lost") }, conformance.Error, "panic: lost", ""},
		{"goexit", conformance.Must, func(conformance.T, *conformance.Session) { runtime.Goexit() }, conformance.Error, "without a word", ""},
		{"no request", conformance.Must, func(conformance.T, *conformance.Session) {}, conformance.Error, "no request", ""},
		{"no assertion", conformance.Must, func(_ conformance.T, s *conformance.Session) {
			s.Client().Get("/probe", nil)
		}, conformance.Error, "no assertion", ""},
		{"only looked at", conformance.Info, func(_ conformance.T, s *conformance.Session) {
			s.Client().Get("/probe", nil).Code()
		}, conformance.Error, "no assertion", ""},
		{"FailNow alone", conformance.Must, func(t conformance.T, _ *conformance.Session) { t.FailNow() }, conformance.Fail, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			report := execute(t, conformance.Options{Cases: []conformance.Case{oneCase(test.level, test.run)}})
			result := report.Results[0]
			assert.Equal(t, test.want, result.Verdict, result.Reason)
			assert.Contains(t, result.Reason, test.reason)
			if test.failure != "" {
				require.NotEmpty(t, result.Failures)
				assert.Contains(t, result.Failures[0].Message, test.failure)
			}
		})
	}
}

func TestPanicShowsWhereAndOthersGoOn(t *testing.T) {
	report := execute(t, conformance.Options{Cases: []conformance.Case{
		oneCase(conformance.Must, func(conformance.T, *conformance.Session) { panic("lost") }),
		oneCase(conformance.Must, func(_ conformance.T, s *conformance.Session) { probe(s) }),
	}})
	assert.Contains(t, report.Results[0].Reason, "engine_test.go")
	assert.Equal(t, conformance.Pass, report.Results[1].Verdict)
	assert.Equal(t, conformance.Inconclusive, report.Outcome)
}

func TestTimeout(t *testing.T) {
	var cleaned error
	report := execute(t, conformance.Options{Timeout: 20 * time.Millisecond, Cases: []conformance.Case{
		oneCase(conformance.Must, func(t conformance.T, s *conformance.Session) {
			t.Cleanup(func() { cleaned = t.Context().Err() })
			cleaned = errors.New("not run")
			probe(s)
			<-t.Context().Done()
		}),
	}})
	assert.Equal(t, conformance.Error, report.Results[0].Verdict)
	assert.Equal(t, "did not finish within 20ms", report.Results[0].Reason)
	assert.NoError(t, cleaned, "clean-up has time of its own")
}

func TestCleanupsRunLastFirstWhateverHappens(t *testing.T) {
	for name, end := range map[string]func(conformance.T){
		"return": func(conformance.T) {},
		"fail":   func(t conformance.T) { t.FailNow() },
		"panic":  func(conformance.T) { panic("lost") },
	} {
		t.Run(name, func(t *testing.T) {
			var ran []string
			execute(t, conformance.Options{Cases: []conformance.Case{oneCase(conformance.Must, func(t conformance.T, _ *conformance.Session) {
				t.Cleanup(func() { ran = append(ran, "first registered") })
				t.Cleanup(func() { panic("in clean-up") })
				t.Cleanup(func() { ran = append(ran, "last registered") })
				end(t)
			})}})
			assert.Equal(t, []string{"last registered", "first registered"}, ran)
		})
	}
}

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var cleaned bool
	never := oneCase(conformance.Must, func(conformance.T, *conformance.Session) { panic("not reached") })
	report, err := conformance.Execute(ctx, target(t), conformance.Options{Cases: []conformance.Case{
		oneCase(conformance.Must, func(t conformance.T, s *conformance.Session) {
			probe(s)
			t.Cleanup(func() { cleaned = t.Context().Err() == nil })
			cancel()
			<-t.Context().Done()
		}), never,
	}})
	require.NoError(t, err)
	assert.Equal(t, conformance.Interrupted, report.Outcome)
	assert.Equal(t, 130, report.Outcome.ExitCode())
	assert.Len(t, report.Results, 1)
	assert.Equal(t, "interrupted", report.Results[0].Reason)
	assert.True(t, cleaned)
}

func TestApplicability(t *testing.T) {
	passing := func(_ conformance.T, s *conformance.Session) { probe(s) }
	report := execute(t, conformance.Options{Cases: []conformance.Case{
		{ID: "a/role", Run: passing, Roles: []conformance.Role{conformance.Developer}},
		{ID: "a/capability", Run: passing, Needs: []conformance.Capability{conformance.Approvals}},
		{ID: "a/anonymous", Run: passing, Roles: []conformance.Role{conformance.Anonymous}, Level: conformance.Must},
		{ID: "a/details", Run: passing, Needs: []conformance.Capability{conformance.ProjectDetails}, Level: conformance.Must},
	}})
	var verdicts []conformance.Verdict
	for _, result := range report.Results {
		verdicts = append(verdicts, result.Verdict)
	}
	assert.Equal(t, []conformance.Verdict{conformance.NotApplicable, conformance.NotApplicable, conformance.Pass, conformance.Pass}, verdicts)
	assert.Equal(t, "no token for the role developer", report.Results[0].Reason)
	assert.Contains(t, report.Results[1].Reason, "allow_pipeline_trigger_approve_deployment")
}
