package mockserver_test

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/control"
	"understudy/openapi"
)

func TestThePageIsServed(t *testing.T) {
	server := mockserver.Start(t)
	space := server.Space(t)
	for _, root := range []string{server.URL + "/", space.URL, space.URL + "/", server.URL + "/docs", space.URL + "/docs"} { // a slash is added
		request, err := http.NewRequestWithContext(t.Context(), "GET", root, nil)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, "text/html; charset=utf-8", response.Header.Get("Content-Type"))
		parts := 0
		for _, found := range regexp.MustCompile(`(?:src|href)="(-/[^"]+)"`).FindAllStringSubmatch(string(body), -1) {
			address, err := response.Request.URL.Parse(found[1])
			require.NoError(t, err)
			status, _ := ask(t, "GET", address.String(), "", "")
			assert.Equal(t, http.StatusOK, status, address)
			parts++
		}
		assert.GreaterOrEqual(t, parts, 2)
		policy := response.Header.Get("Content-Security-Policy")
		assert.Contains(t, policy, "default-src 'none'; script-src 'self';")
		assert.NotContains(t, policy, "unsafe")
	}
}

// Names are of clients' making; the page shows them as text only, and asks nobody but its own server.
func TestThePageTrustsNoText(t *testing.T) {
	own := os.DirFS("control/page")
	files, err := fs.Glob(own, "*")
	require.NoError(t, err)
	for _, name := range files {
		if name == "htm-preact.js" || name == "LICENSES.txt" || strings.HasSuffix(name, ".gz") {
			continue
		}
		text, err := fs.ReadFile(own, name)
		require.NoError(t, err)
		for _, forbidden := range []string{"innerHTML", "dangerouslySet", "eval(", "document.write", "https://", "style="} {
			assert.NotContains(t, string(text), forbidden, name)
		}
	}
}

// What is large is kept compressed, and sent so to whom it suits.
func TestLargePartsOfThePage(t *testing.T) {
	server := mockserver.Start(t)
	var texts []string
	for _, encoding := range []string{"gzip", "identity"} {
		request, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+control.Root+"/page/swagger-ui-bundle.js", nil)
		require.NoError(t, err)
		request.Header.Set("Accept-Encoding", encoding)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		defer response.Body.Close()
		assert.Equal(t, "text/javascript; charset=utf-8", response.Header.Get("Content-Type"))
		var text io.Reader = response.Body
		if response.Header.Get("Content-Encoding") == "gzip" {
			text, err = gzip.NewReader(text)
			require.NoError(t, err)
		}
		body, err := io.ReadAll(text)
		require.NoError(t, err)
		texts = append(texts, response.Header.Get("Content-Encoding"), string(body))
	}
	assert.Equal(t, []string{"gzip", ""}, []string{texts[0], texts[2]})
	assert.True(t, texts[1] == texts[3] && len(texts[1]) > 1<<20)
}

func TestTheContractInForce(t *testing.T) {
	server := mockserver.Start(t, func(c *mockserver.Config) { c.Profile = openapi.GitLab189() })
	space := server.Space(t)
	for query, want := range map[string]string{
		"": space.URL + "/api/v4 /projects/{id}/deployments /projects/{id}/environments", "?document=deployments": space.URL + "/api/v4 /projects/{id}/deployments",
		"?document=control": space.URL + control.Root + " /clock",
	} {
		var document struct {
			Info    map[string]any
			Servers []struct{ URL string }
			Paths   map[string]any
		}
		controlled(t, http.StatusOK, "GET", space.URL+control.Root+"/contract"+query, "", &document)
		words := strings.Fields(want)
		assert.Equal(t, words[0], document.Servers[0].URL)
		for _, path := range words[1:] {
			assert.Contains(t, document.Paths, path)
		}
		if query != "?document=control" {
			assert.Equal(t, "gitlab-18.9", document.Info["x-profile"])
		}
	}
	controlled(t, http.StatusBadRequest, "GET", space.URL+control.Root+"/contract?document=none", "", nil)
}

func TestLookingDoesNotFillTheJournal(t *testing.T) {
	server := mockserver.Start(t)
	for _, method := range []string{"GET", "POST"} {
		request, err := http.NewRequestWithContext(t.Context(), method, server.URL+shopDeployments, nil)
		require.NoError(t, err)
		request.Header.Set("X-Understudy-Page", "look")
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		response.Body.Close()
	}
	assert.Equal(t, "POST", server.Requests(control.Filter{}).RequireOne(t).Method)
}
