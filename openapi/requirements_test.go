package openapi_test

import (
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// documentLines is the length of the Japanese edition of the documentation page.
const documentLines = 584

func requirements(t *testing.T) []openapi.Requirement {
	t.Helper()
	rows, err := openapi.Requirements()
	require.NoError(t, err)
	require.NotEmpty(t, rows)
	return rows
}

func TestRequirementsAreComplete(t *testing.T) {
	bases := map[string][]string{
		"MUST":   {"stated", "example", "implied"},
		"SHOULD": {"example", "implied", "linked", "inferred"},
		"MAY":    {"stated", "example"},
		"INFO":   {"stated", "example", "linked", "inferred"},
	}
	ruleID, excludedID := regexp.MustCompile(`^R(-[A-Z]+)+$`), regexp.MustCompile(`^X(-[A-Z]+)+$`)
	seen := map[string]bool{}
	for _, r := range requirements(t) {
		assert.False(t, seen[r.ID], "%s stands there twice", r.ID)
		seen[r.ID] = true
		if r.Excluded != "" {
			assert.Regexp(t, excludedID, r.ID)
			assert.Empty(t, r.Level+r.Basis+r.Item+r.Operation+r.Statement, "%s is excluded", r.ID)
			continue
		}
		assert.Regexp(t, ruleID, r.ID)
		assert.Contains(t, bases[r.Level], r.Basis, "%s: a %s cannot be %s", r.ID, r.Level, r.Basis)
		assert.True(t, strings.HasSuffix(r.Statement, "."), "%s: the statement is no sentence", r.ID)
	}
}

func TestRequirementsPointIntoTheDocumentation(t *testing.T) {
	for _, r := range requirements(t) {
		within, known := sections[r.Section]
		require.True(t, known, "%s: no section %q", r.ID, r.Section)
		require.NotEmpty(t, r.Lines, r.ID)
		assert.True(t, within[0] <= r.Lines[0] && r.Lines[0] <= within[1], "%s: line %d is not in %s", r.ID, r.Lines[0], r.Section)
		for _, line := range r.Lines {
			assert.True(t, 1 <= line && line <= documentLines, "%s: the page has no line %d", r.ID, line)
		}
	}
}

// operationOf is the operation that each section with a route describes.
func operationOf(t *testing.T) map[string]*openapi3.Operation {
	t.Helper()
	bySection := map[string]*openapi3.Operation{}
	eachOperation(kinDocument(t, "deployments.yaml"), func(_, _ string, o *openapi3.Operation) {
		bySection[sourceOf(o.Extensions).section] = o
	})
	require.Len(t, bySection, len(sections)-1)
	return bySection
}

func TestRequirementsNameTheOperationOfTheirSection(t *testing.T) {
	operations := operationOf(t)
	asked := map[string]bool{}
	for _, r := range requirements(t) {
		if r.Operation == "" {
			assert.True(t, r.Excluded != "" || strings.HasPrefix(r.ID, "R-COM-"), "%s has no operation", r.ID)
			continue
		}
		require.Contains(t, operations, r.Section, r.ID)
		assert.Equal(t, operations[r.Section].OperationID, r.Operation, r.ID)
		asked[r.Operation] = true
	}
	assert.Len(t, asked, len(operations), "every operation is asked for something")
}

// tableRow is one row of an attribute table of the documentation.
type tableRow struct {
	Section string
	Item    string
	Lines   []int
}

func tableRows(t *testing.T) []tableRow {
	t.Helper()
	text, err := fs.ReadFile(openapi.Embedded, "rows.yaml")
	require.NoError(t, err)
	var rows []tableRow
	require.NoError(t, yaml.UnmarshalWithOptions(text, &rows, yaml.Strict()))
	require.NotEmpty(t, rows)
	return rows
}

func TestEveryTableRowIsClaimed(t *testing.T) {
	all := requirements(t)
	for _, row := range tableRows(t) {
		claimed := slices.ContainsFunc(all, func(r openapi.Requirement) bool {
			return r.Excluded == "" && r.Level != "INFO" && r.Section == row.Section && r.Item == row.Item && slices.Contains(r.Lines, row.Lines[0])
		})
		assert.True(t, claimed, "no requirement for %s of %s (line %v)", row.Item, row.Section, row.Lines)
	}
}

// Both directions: what a table lists is in the contract, and what the contract takes from a table is listed.
func TestTableRowsAreTheAttributesOfTheContract(t *testing.T) {
	var listed []source
	for _, row := range tableRows(t) {
		listed = append(listed, source{row.Section, row.Item, strconv.Itoa(row.Lines[0])})
	}
	var described []source
	for section, o := range operationOf(t) {
		if section == "list-of-merge-requests-associated-with-a-deployment" {
			continue // has no table
		}
		for _, p := range o.Parameters {
			described = append(described, sourceOf(p.Value.Extensions))
		}
		if o.RequestBody != nil {
			eachProperty("", &openapi3.SchemaRef{Value: o.RequestBody.Value.Content.Get("application/json").Schema.Value}, func(_ string, p *openapi3.SchemaRef) {
				described = append(described, sourceOf(p.Value.Extensions))
			})
		}
	}
	described = slices.DeleteFunc(described, func(s source) bool { return s.section == "gitlab-18.9" })
	assert.ElementsMatch(t, listed, described)
}
