package mockserver_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
)

// Whatever is wrong with a dataset is told in the words of serve --data, and with its place.
func TestWhereADatasetIsWrong(t *testing.T) {
	t.Parallel()
	server := mockserver.Start(t)
	root := server.URL + "/-/understudy"
	const jsonType, yamlType = "application/json", "application/yaml"
	twice := `the key "username" is there twice, first in line `
	for _, tt := range []struct{ method, path, media, body, want string }{
		{"PUT", "/state", jsonType, `{`, "dataset.json:1:1: unexpected end of JSON input; correct the JSON there"},
		{"PUT", "/state", jsonType, "{\n  \"users\": [", "dataset.json:2:12: unexpected end of JSON input; correct the JSON there"},
		{"PUT", "/state", jsonType, "{\n  \"users\": [{\"username\": \"ä\",, \"name\": \"b\"}]}", "dataset.json:2:30: invalid character ',' looking for beginning of object key string; correct the JSON there"},
		{"PUT", "/state", jsonType, "{\"users\": [\n  {\"username\": \"a\",\n   \"username\": \"b\"}]}", "dataset.json:3:4: " + twice + "2; remove one"},
		{"PUT", "/state", jsonType, "{\"users\": [{\"username\": \"a\"}],\n\"projekts\": []}", `dataset.json:2:1: `},
		{"PUT", "/state", jsonType, "", "dataset.json:1:1: there is nothing in it; describe at least one of projects, users, tokens"},
		{"PUT", "/state", jsonType, "[]", "dataset.json:1:1: keys and values are expected here, not a list"},
		{"PUT", "/state", jsonType, "users: [{username: a}]", "dataset.json:1:1: invalid character 'u' looking for beginning of value; correct the JSON there"},
		{"PUT", "/state", yamlType, "users:\n  - username: a\n    username: b", "dataset:3:5: " + twice + "2; remove one"},
		{"PUT", "/state", "text/plain", "{}", "PUT needs Content-Type: application/json or application/yaml here"},
		{"PUT", "/clock", yamlType, "{}", "POST and PUT need Content-Type: application/json"},
		{"POST", "/spaces", jsonType, "{\"dataset\": {\"users\": [\n  {\"username\": \"a\",\n   \"username\": \"b\"}]}}", "dataset:3:4: " + twice + "2; remove one"},
		{"POST", "/spaces", jsonType, `{"name": "a", "name": "b", "dataset": {"users": []}}`, `/name: the key "name" stands there twice`},
		{"POST", "/spaces", jsonType, "{\"name\": \"a\",\n \"dataset\": {\"users\": [", "the body is no JSON: 2:23: unexpected end of JSON input"},
	} {
		status, why := refused(t, tt.method, root+tt.path, tt.media, tt.body)
		want := http.StatusBadRequest
		if strings.Contains(tt.want, "Content-Type") {
			want = http.StatusUnsupportedMediaType
		}
		assert.Equal(t, want, status, tt.body)
		assert.True(t, strings.HasPrefix(why, tt.want), "%s\n%s", tt.want, why)
		if name, _, found := strings.Cut(why, ":"); found && tt.path == "/state" && want == http.StatusBadRequest {
			_, err := fixtures.Read(name, []byte(tt.body))
			assert.EqualError(t, err, why, "as of a file")
		}
	}
	status, kept := ask(t, "GET", root+"/state", "", "")
	assert.Equal(t, http.StatusOK, status)
	assert.Contains(t, kept, "acme/shop")
}

// refused sends what is not taken, and returns why.
func refused(t *testing.T, method, url, media, body string) (status int, why string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", media)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	var said struct{ Error string }
	require.NoError(t, json.Unmarshal(answer, &said), string(answer))
	return response.StatusCode, said.Error
}
