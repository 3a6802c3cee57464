package main

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

func TestServeKnowsItsFaults(t *testing.T) {
	code, out, errs := command(t, nil, "serve", "--list-faults")
	require.Zero(t, code, errs)
	assert.Contains(t, out, "Without sort the list is descending.")
	code, _, errs = command(t, nil, "serve", "--fault", "no-such-fault")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "--fault no-such-fault does not exist: see --list-faults")
}

func TestFaultsTogether(t *testing.T) {
	named, err := faultsNamed([]string{"list-201", "list-object"})
	require.NoError(t, err)
	mock, err := mockserver.New(mockserver.Config{})
	require.NoError(t, err)
	t.Cleanup(mock.Close)
	request := httptest.NewRequest("GET", "/api/v4/projects/1/deployments", nil)
	request.Header.Set("PRIVATE-TOKEN", "owner-token")
	answer := httptest.NewRecorder()
	wrongWith(mock, named).ServeHTTP(answer, request)
	assert.Equal(t, 201, answer.Code)
}
