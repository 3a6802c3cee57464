package mockserver_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

var endpointRow = regexp.MustCompile("(?m)^\\| `([A-Z ]+) (/[^` ]+)` \\| (full|partial: .+) \\|$")

// TestTheReadmeListsEveryEndpoint with how far it goes, and none that is not there.
func TestTheReadmeListsEveryEndpoint(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	var listed []string
	for _, row := range endpointRow.FindAllStringSubmatch(string(readme), -1) {
		for method := range strings.FieldsSeq(row[1]) {
			listed = append(listed, method+" "+row[2])
		}
	}
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	var described []string
	for _, o := range document.Operations() {
		described = append(described, o.Method+" "+strings.NewReplacer("{", ":", "}", "").Replace(o.Path))
	}
	slices.Sort(listed)
	slices.Sort(described)
	assert.Equal(t, described, listed)
}
