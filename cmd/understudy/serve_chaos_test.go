package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
)

// chaotic is a server on a bad day, which keeps nobody waiting.
func chaotic(t *testing.T, seed uint64) (*mockserver.Server, string) {
	t.Helper()
	wrong := faultsOf(serveFlags{chaos: seed})
	for i := range wrong.Rules {
		wrong.Rules[i].Then.Delay = min(wrong.Rules[i].Then.Delay, 1)
	}
	mock, err := mockserver.New(mockserver.Config{Faults: wrong})
	require.NoError(t, err)
	server := httptest.NewServer(mock)
	t.Cleanup(func() { server.Close(); mock.Close() })
	return mock, server.URL
}

// badDay is what a client meets with, request by request.
func badDay(t *testing.T, url, method, form string) (met []string) {
	t.Helper()
	client := &http.Transport{DisableKeepAlives: true} // on a connection that was used before it would ask again by itself
	for range 300 {
		request, err := http.NewRequestWithContext(t.Context(), method, url+listOfShop, strings.NewReader(form))
		require.NoError(t, err)
		request.Header.Set("PRIVATE-TOKEN", "owner-token")
		if form != "" {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
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
	reading := func(seed uint64) []string {
		_, url := chaotic(t, seed)
		return badDay(t, url, http.MethodGet, "")
	}
	met := reading(7)
	for _, kind := range []string{"200", "4291", "5031", "500", "502", "reset", "cut short", "no totals"} {
		assert.Contains(t, met, kind)
	}
	assert.Equal(t, met, reading(7), "the same seed makes the same day")
	assert.NotEqual(t, met, reading(8))
	slow := 0
	for _, rule := range chaos(1).Rules {
		if rule.Then.Delay > 0 {
			slow++
		}
	}
	assert.Equal(t, 2, slow)
	assert.Empty(t, faultsOf(serveFlags{}).Rules, "nothing goes wrong unasked")
}

// Some requests are carried out though the client never hears of it, and only lists may leave out how long they are.
func TestChaosCarriesOutWhatNobodyHearsOf(t *testing.T) {
	t.Parallel()
	mock, url := chaotic(t, 7)
	before, done := mock.Instance().State().Count().Deployments, 0
	for _, met := range badDay(t, url, http.MethodPost, "environment=qa&sha=main&ref=main&tag=false&status=running") {
		if met == "201" || met == "cut short" {
			done++
		}
	}
	assert.Greater(t, mock.Instance().State().Count().Deployments, before+done)
	for _, rule := range chaos(7).Rules {
		assert.Equal(t, rule.Then.Uncounted, rule.Match.Method == http.MethodGet, rule.Name)
	}
}

func TestChaosTakesItsSeedAfterAnEqualsSign(t *testing.T) {
	t.Parallel()
	code, _, errs := command(t, nil, "serve", "--chaos", "7")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "--chaos takes its seed after an equals sign: --chaos=7")
}
