package mockserver_test

import (
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
)

func TestThePageIsServed(t *testing.T) {
	server := mockserver.Start(t)
	space := server.Space(t)
	for _, root := range []string{server.URL + "/", space.URL, space.URL + "/"} { // without the slash it leads to the one with it
		request, err := http.NewRequestWithContext(t.Context(), "GET", root, nil)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		response.Body.Close()
		assert.Equal(t, "text/html; charset=utf-8", response.Header.Get("Content-Type"))
		assert.True(t, strings.HasSuffix(response.Request.URL.Path, "/"))
		for _, found := range regexp.MustCompile(`(?:src|href)="(-/[^"]+)"`).FindAllStringSubmatch(string(body), -1) {
			address, err := response.Request.URL.Parse(found[1])
			require.NoError(t, err)
			status, _ := ask(t, "GET", address.String(), "", "")
			assert.Equal(t, http.StatusOK, status, address)
		}
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
		if name == "htm-preact.js" || name == "LICENSES.txt" {
			continue
		}
		text, err := fs.ReadFile(own, name)
		require.NoError(t, err)
		for _, forbidden := range []string{"innerHTML", "dangerouslySet", "eval(", "document.write", "https://", "style="} {
			assert.NotContains(t, string(text), forbidden, name)
		}
	}
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
