package mockserver_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// example is a request to an endpoint around the Deployments API. Its body and the answer's become examples in the contract.
type example struct {
	operation string
	status    int
	keep      string // what the id of the answer is called in later requests
	request   string // method and path, tokens if not the owner's; after an empty line: the body
}

const examplesFile = "../openapi/examples.yaml"

// The contract's examples of neighbours are what the stand-in is asked and answers: nobody writes one by hand that is not true.
func TestExamplesOfNeighboursAreAnswers(t *testing.T) {
	server := goldenServer(t)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Header()["Date"] = nil }))
	t.Cleanup(receiver.Close)
	kept := map[string]string{"{receiver}": receiver.URL + "/hook"}
	seen := map[string]int{}
	var out strings.Builder
	out.WriteString("# What endpoints around the Deployments API are asked and answer. Written by: go test ./mockserver -update\ncomponents:\n  examples:\n")
	for _, e := range neighbourExamples {
		request := placeholder.ReplaceAllStringFunc(e.request, func(name string) string { return kept[name] })
		if !strings.Contains(request, "PRIVATE-TOKEN: ") {
			request = strings.Replace(request+"\n", "\n", "\nPRIVATE-TOKEN: owner-token\n", 1)
		}
		head, body, _ := strings.Cut(request, "\n\n")
		response := serve(t, server, strings.TrimSpace(head)+"\nContent-Type: application/json\n\n"+strings.TrimSpace(body))
		require.Equal(t, e.status, response.Code, "%s: %s", request, response.Body)
		if body != "" && e.status < 300 && seen[e.operation+".request"] == 0 {
			seen[e.operation+".request"]++
			writeExample(t, &out, e.operation+".request", "A request.", []byte(body))
		}
		name := fmt.Sprintf("%s.%d", e.operation, e.status)
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s.%d", name, seen[name])
		}
		if response.Body.Len() > 0 && strings.HasPrefix(response.Header().Get("Content-Type"), "application/json") {
			writeExample(t, &out, name, http.StatusText(e.status)+".", response.Body.Bytes())
		}
		if e.keep != "" {
			kept["{"+e.keep+"}"], kept["{"+e.keep+"_token}"] = named(t, response.Body.Bytes())
		}
	}
	text := strings.ReplaceAll(out.String(), receiver.URL, "https://dashboard.example.com")
	if *update {
		require.NoError(t, os.WriteFile(filepath.FromSlash(examplesFile), []byte(text), 0o600))
	}
	found, err := os.ReadFile(filepath.FromSlash(examplesFile))
	require.NoError(t, err)
	if text != string(found) {
		t.Errorf("%s shows what the stand-in does not answer: run go test ./mockserver -update, and look at the difference", examplesFile)
	}
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// named is what the answer is called in paths, the iid of a merge request and the id of anything else, and the token that it shows.
func named(t *testing.T, answer []byte) (id, token string) {
	t.Helper()
	var row struct {
		ID           json.Number
		IID          json.Number
		SourceBranch string `json:"source_branch"`
		Token        string
	}
	require.NoError(t, json.Unmarshal(bytes.Trim(answer, "[]"), &row))
	if row.SourceBranch != "" {
		return row.IID.String(), row.Token
	}
	return row.ID.String(), row.Token
}

// writeExample writes a value as JSON in lines of at most 150 columns, which YAML reads as well.
func writeExample(t *testing.T, out *strings.Builder, name, summary string, value []byte) {
	t.Helper()
	fmt.Fprintf(out, "    %s:\n      summary: %s\n      value:\n", name, summary)
	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, value))
	line := "       "
	for _, piece := range pieces(compact.String()) {
		if len(line)+1+len(piece) > 150 {
			out.WriteString(line + "\n")
			line = "       "
		}
		line += " " + piece
	}
	out.WriteString(line + "\n")
}

// pieces cuts JSON behind its commas and at the blanks of its texts, where YAML takes the end of a line for a blank.
func pieces(text string) (pieces []string) {
	inString, escaped, from := false, false, 0
	for i, c := range text {
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			inString = !inString
		case c == ',' && !inString:
			pieces = append(pieces, text[from:i+1])
			from = i + 1
		case c == ' ' && text[i-1] != ' ' && text[i+1] != ' ':
			pieces = append(pieces, text[from:i])
			from = i + 1
		}
	}
	return append(pieces, text[from:])
}

func TestEveryNeighbourHasExamples(t *testing.T) {
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	shown := map[string]bool{}
	for _, e := range neighbourExamples {
		shown[e.operation] = shown[e.operation] || e.status < 300
	}
	for _, o := range document.Operations() {
		if o.Neighbour {
			assert.True(t, shown[o.ID], o.ID)
		}
	}
}
