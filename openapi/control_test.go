package openapi_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

func TestControlDocument(t *testing.T) {
	d, err := openapi.LoadControl()
	require.NoError(t, err)
	for path, want := range map[string]string{
		"/": "getOverview", "": "getOverview", "/clock": "getClock", "/spaces/one": "getSpace", "/requests/stream": "streamRequests",
	} {
		route, err := d.Match(http.MethodGet, path)
		require.NoError(t, err, path)
		assert.Equal(t, want, route.Operation.ID)
	}
	_, err = d.Match(http.MethodGet, "/nothing")
	require.ErrorIs(t, err, openapi.ErrUnknownPath)

	kinDocument(t, "control.yaml") // valid for any tool

	contract, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	for _, operation := range d.Operations() {
		assert.Nil(t, contract.Operation(operation.ID), "it is no part of the contract")
	}
}
