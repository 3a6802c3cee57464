package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// badDay is what a client meets with, request by request, at a server that does not keep it waiting.
func badDay(t *testing.T, seed uint64) []string {
	t.Helper()
	wrong := faultsOf(serveFlags{chaos: seed})
	for i := range wrong.Rules {
		wrong.Rules[i].Then.Delay = min(wrong.Rules[i].Then.Delay, 1)
	}
	mock, err := mockserver.New(mockserver.Config{Faults: wrong})
	require.NoError(t, err)
	server := httptest.NewServer(mock)
	defer func() { server.Close(); mock.Close() }()
	client := &http.Transport{DisableKeepAlives: true} // on a connection that was used before it would ask again by itself
	var met []string
	for range 300 {
		request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+listOfShop, http.NoBody)
		require.NoError(t, err)
		request.Header.Set("PRIVATE-TOKEN", "owner-token")
		met = append(met, outcome(client, request))
	}
	return met
}

func outcome(client http.RoundTripper, request *http.Request) string {
	response, err := client.RoundTrip(request)
	if err != nil {
		return "reset"
	}
	defer response.Body.Close()
	switch _, err := io.ReadAll(response.Body); {
	case err != nil:
		return "cut short"
	case response.StatusCode == http.StatusOK && response.Header.Get("X-Total") == "":
		return "no totals"
	}
	return strconv.Itoa(response.StatusCode) + response.Header.Get("Retry-After")
}

func TestChaos(t *testing.T) {
	t.Parallel()
	met := badDay(t, 7)
	for _, kind := range []string{"200", "4291", "5031", "500", "502", "reset", "cut short", "no totals"} {
		assert.Contains(t, met, kind)
	}
	assert.Equal(t, met, badDay(t, 7), "the same seed makes the same day")
	assert.NotEqual(t, met, badDay(t, 8))
	slow := 0
	for _, rule := range chaos(1).Rules {
		if rule.Then.Delay > 0 {
			slow++
		}
	}
	assert.Equal(t, 2, slow)
	assert.Empty(t, faultsOf(serveFlags{}).Rules, "nothing goes wrong unasked")
}

func TestChaosTakesItsSeedAfterAnEqualsSign(t *testing.T) {
	t.Parallel()
	code, _, errs := command(t, nil, "serve", "--chaos", "7")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "--chaos takes its seed after an equals sign: --chaos=7")
}
