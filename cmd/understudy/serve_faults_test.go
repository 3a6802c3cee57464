package main

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/control"
)

func TestServeKnowsItsFaults(t *testing.T) {
	t.Parallel()
	code, out, errs := command(t, nil, "serve", "--list-faults")
	require.Zero(t, code, errs)
	assert.Contains(t, out, "Without sort the list is descending.")
	code, _, errs = command(t, nil, "serve", "--fault", "no-such-fault")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, errs, "--fault no-such-fault does not exist: see --list-faults")
}

// wrongMock is a stand-in that is wrong from the start, and a way to ask it.
func wrongMock(t *testing.T, ids ...string) (root string, ask func(method, path, body string) (int, string)) {
	t.Helper()
	mock, err := mockserver.New(mockserver.Config{Faults: control.Faults{Catalogue: ids}, Catalogue: catalogue})
	require.NoError(t, err)
	server := httptest.NewServer(mock)
	t.Cleanup(func() { mock.Close(); server.Close() })
	return server.URL, func(method, path, body string) (int, string) {
		request, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
		require.NoError(t, err)
		request.Header.Set("PRIVATE-TOKEN", "owner-token")
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return response.StatusCode, string(text)
	}
}

const listOfShop = "/api/v4/projects/1/deployments"

func TestWrongFromTheStart(t *testing.T) {
	t.Parallel()
	_, ask := wrongMock(t, "list-object", "list-201")
	wrong := func(prefix string) bool {
		status, body := ask("GET", prefix+listOfShop, "")
		return status == 201 && strings.HasPrefix(body, "{")
	}
	assert.True(t, wrong(""))
	status, body := ask("GET", "/-/understudy/requests", "")
	require.Equal(t, http.StatusOK, status)
	var seen []control.Asked
	require.NoError(t, json.Unmarshal([]byte(body), &seen))
	require.Len(t, seen, 1, "a fault's own questions are no requests")
	require.NotNil(t, seen[0].Fault)
	assert.Equal(t, "list-object, list-201", *seen[0].Fault)
	assert.Equal(t, 201, seen[0].Status, "the journal has what the client got")
	assert.True(t, strings.HasPrefix(seen[0].Answered.Text, "{"), seen[0].Answered.Text)

	status, _ = ask("POST", "/-/understudy/spaces", `{"name":"beside"}`)
	require.Equal(t, http.StatusCreated, status)
	assert.True(t, wrong("/spaces/beside"), "spaces begin as wrong")
	_, _ = ask("DELETE", "/-/understudy/faults", "")
	assert.False(t, wrong(""))
	assert.True(t, wrong("/spaces/beside"), "and go on so")
	_, _ = ask("POST", "/-/understudy/reset", "")
	assert.True(t, wrong(""), "a reset leads back to the start")
}

func TestTheCatalogueOverHTTP(t *testing.T) {
	t.Parallel()
	_, ask := wrongMock(t)
	_, body := ask("GET", "/-/understudy/faults/catalogue", "")
	var known []struct{ ID, Rule, Sentence string }
	require.NoError(t, json.Unmarshal([]byte(body), &known))
	assert.Greater(t, len(known), 1000)
	status, body := ask("PUT", "/-/understudy/faults", `{"catalogue":["list-201","no-such-fault"]}`)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.JSONEq(t, `{"error":"catalogue[1]: no-such-fault does not exist: see GET /-/understudy/faults/catalogue"}`, body)
	status, _ = ask("GET", listOfShop, "")
	assert.Equal(t, http.StatusOK, status, "what was refused has changed nothing")

	status, body = ask("PUT", "/-/understudy/faults", `{"catalogue":["list-201"],"rules":[{"match":{"method":"POST"},"then":{"status":503}}]}`)
	require.Equal(t, http.StatusOK, status, body)
	status, _ = ask("GET", listOfShop, "")
	assert.Equal(t, http.StatusCreated, status)
	status, _ = ask("POST", listOfShop, "{}")
	assert.Equal(t, http.StatusServiceUnavailable, status)
	_, body = ask("GET", "/-/understudy/faults", "")
	assert.Contains(t, body, `"catalogue":["list-201"],"struck":[1],"changed":[1]`)
}

// A server that is wrong, or has a bad day, tells of requests while they happen nevertheless.
func TestTheStreamOfAWrongServer(t *testing.T) {
	t.Parallel()
	root, ask := wrongMock(t, "list-201")
	request, err := http.NewRequestWithContext(t.Context(), "GET", root+"/-/understudy/requests/stream", nil)
	require.NoError(t, err)
	stream, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	for _, rules := range []string{`{"catalogue":["list-201"]}`, `{"catalogue":["list-201"],"rules":[{"then":{"delay":"1ms"}}]}`} {
		status, body := ask("PUT", "/-/understudy/faults", rules)
		require.Equal(t, http.StatusOK, status, body)
		_, _ = ask("GET", listOfShop, "")
		var asked control.Asked
		for lines.Scan() {
			if data, is := strings.CutPrefix(lines.Text(), "data: "); is {
				require.NoError(t, json.Unmarshal([]byte(data), &asked))
				break
			}
		}
		assert.Equal(t, 201, asked.Status, "before the stream has ended")
		require.NotNil(t, asked.Fault)
	}
}
