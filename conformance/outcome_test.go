package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/conformance"
)

func TestExitCodes(t *testing.T) {
	assert.Equal(t, 0, conformance.Conformant.ExitCode())
	assert.Equal(t, 1, conformance.NonConformant.ExitCode())
	assert.Equal(t, 2, conformance.ExitUsage)
	assert.Equal(t, 3, conformance.Inconclusive.ExitCode())
	assert.Equal(t, 130, conformance.Interrupted.ExitCode())
}

func TestOutcomes(t *testing.T) {
	pass := oneCase(conformance.Must, func(_ conformance.T, s *conformance.Session) { probe(s) })
	fail := oneCase(conformance.Must, func(_ conformance.T, s *conformance.Session) { s.Client().Get("/probe", nil).Status(404) })
	warn := fail
	warn.Level = conformance.Should
	noted := fail
	noted.Level = conformance.Info
	untestable := oneCase(conformance.Must, func(_ conformance.T, s *conformance.Session) { s.GiveUp("no way") })
	skipped := oneCase(conformance.Must, func(t conformance.T, _ *conformance.Session) { t.Skipf("no use") })

	tests := []struct {
		name   string
		cases  []conformance.Case
		strict bool
		want   conformance.Outcome
	}{
		{"all pass", []conformance.Case{pass, skipped, noted}, false, conformance.Conformant},
		{"a should is broken", []conformance.Case{pass, warn}, false, conformance.Conformant},
		{"a should is broken, strict", []conformance.Case{pass, warn}, true, conformance.NonConformant},
		{"a must is broken", []conformance.Case{pass, fail}, false, conformance.NonConformant},
		{"untestable", []conformance.Case{pass, untestable}, false, conformance.Inconclusive},
		{"untestable, and a must is broken", []conformance.Case{untestable, fail, untestable}, false, conformance.NonConformant},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			report := execute(t, conformance.Options{Cases: test.cases, Strict: test.strict})
			assert.Equal(t, test.want, report.Outcome)
		})
	}
}
