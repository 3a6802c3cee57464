package conformance_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
)

func TestInterrupt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	first := single(mustRule, func(t conformance.T, s *conformance.S) {
		probe(s).Status(200)
		cancel()
		<-t.Context().Done()
	})
	later := single(shouldRule, met)
	later.ID, later.Isolation = "engine/later", conformance.Alone
	result, err := conformance.Execute(ctx, target(), conformance.Options{Cases: []conformance.Case{first, later}, Parallel: 1})
	require.NoError(t, err)
	assert.Equal(t, 130, result.Outcome.ExitCode())
	assert.Equal(t, "interrupted", result.Rule(shouldRule).Reason)
}

// A target that accepts and never answers ends the run within three time-outs, one at a time or many.
func TestSilenceEndsTheRun(t *testing.T) {
	subject := target()
	plain := subject.Handler
	subject.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.UserAgent(), "case=") {
			<-r.Context().Done()
			return
		}
		plain.ServeHTTP(w, r)
	})
	var cases []conformance.Case
	for i := range 50 {
		c := single(mustRule, met)
		c.ID = fmt.Sprintf("engine/%d", i)
		cases = append(cases, c)
	}
	started := time.Now()
	const timeout = 100 * time.Millisecond
	result, err := conformance.Execute(t.Context(), subject, conformance.Options{Cases: cases, Parallel: 1, Timeout: timeout})
	require.ErrorIs(t, err, conformance.ErrUnexaminable)
	assert.Contains(t, result.Problem, "did not answer three requests in a row")
	assert.Equal(t, 3, result.Outcome.ExitCode())
	assert.Less(t, time.Since(started), 20*timeout, "50 cases would take longer")
	assert.Len(t, result.Cases, 50)
}

func TestDeadline(t *testing.T) {
	c := single(mustRule, func(t conformance.T, s *conformance.S) {
		probe(s)
		<-t.Context().Done()
	})
	result, err := conformance.Execute(t.Context(), target(), conformance.Options{Cases: []conformance.Case{c}, Deadline: 50 * time.Millisecond})
	require.NoError(t, err)
	assert.Equal(t, 3, result.Outcome.ExitCode())
}
