package inputs_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/inputs"
	"understudy/openapi"
)

func operation(t *testing.T, id string) *openapi.Operation {
	t.Helper()
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	return document.Operation(id)
}

var creation = []inputs.Argument{
	{Name: "environment", Value: "staging"}, {Name: "sha", Value: "a91957a858320c0e17f3a0eca7cfacbff50ea29a"},
	{Name: "ref", Value: "main"}, {Name: "tag", Value: "false"}, {Name: "status", Value: "success"},
}

// forms are ordinary requests to the operations that take a body.
var forms = map[string][]inputs.Argument{
	"createProjectDeployment":          creation,
	"updateProjectDeployment":          {{Name: "status", Value: "success"}},
	"approveOrRejectProjectDeployment": {{Name: "status", Value: "approved"}},
}

var sevenOperations = []string{
	"listProjectDeployments", "getProjectDeployment", "createProjectDeployment", "updateProjectDeployment",
	"deleteProjectDeployment", "listDeploymentMergeRequests", "approveOrRejectProjectDeployment",
}

func TestOrdinaryRequestsAreAllowed(t *testing.T) {
	for _, id := range sevenOperations {
		in := inputs.Input{Operation: operation(t, id), Arguments: forms[id]}
		assert.Empty(t, in.Refused(), id)
		in.JSON = true
		assert.Empty(t, in.Refused(), "%s as JSON", id)
	}
}

// What the document forbids, written by hand from its tables: the package reads the same from the document.
func TestWhatTheDocumentForbids(t *testing.T) {
	tests := []struct {
		operation, parameter string
		refused, allowed     []string
	}{
		{"listProjectDeployments", "order_by", []string{"", "no_such_value", "ID", "id ", "id,ref", "_id", inputs.Unusual}, []string{"id", "iid", "created_at", "updated_at", "finished_at", "ref"}},
		{"listProjectDeployments", "sort", []string{"", "ASC", "Asc"}, []string{"asc", "desc"}},
		{"listProjectDeployments", "updated_after", []string{"no-time", "2019-13-01T00:00:00Z", "2019-02-30T00:00:00Z", "2019-03-15T25:00:00Z"}, []string{"2019-03-15T08:00:00Z", "2019-03-15T10:00:00+02:00", "2020-02-29T23:59:59Z"}},
		{"listProjectDeployments", "finished_before", []string{"no-time", "2019-13-01T00:00:00Z"}, []string{"2019-03-15T08:00:00Z"}},
		{"listProjectDeployments", "status", []string{"", "no_such_value", "CREATED"}, []string{"created", "running", "success", "failed", "canceled", "blocked"}},
		{"listProjectDeployments", "page", []string{"many", "1.5", "0x10"}, []string{"1", "2", "100"}},
		{"listProjectDeployments", "per_page", []string{"many", "0"}, []string{"1", "100", "101"}},
		{"listProjectDeployments", "environment", nil, []string{inputs.Unusual}},
		{"createProjectDeployment", "environment", []string{""}, nil},
		{"createProjectDeployment", "sha", []string{""}, nil},
		{"createProjectDeployment", "ref", []string{""}, nil},
		{"createProjectDeployment", "tag", []string{"maybe", "2"}, []string{"true", "false"}},
		{"createProjectDeployment", "status", []string{"", "no_such_value", "RUNNING"}, []string{"running", "success", "failed", "canceled"}},
		{"updateProjectDeployment", "status", []string{"", "no_such_value"}, []string{"running", "success", "failed", "canceled"}},
		{"approveOrRejectProjectDeployment", "status", []string{"", "APPROVED", "Approved"}, []string{"approved", "rejected"}},
		{"approveOrRejectProjectDeployment", "comment", nil, []string{"", inputs.Unusual}},
		{"listDeploymentMergeRequests", "state", []string{"", "OPENED"}, []string{"opened", "closed", "locked", "merged", "all"}},
		{"listDeploymentMergeRequests", "wip", []string{"YES"}, []string{"yes", "no"}},
		{"listDeploymentMergeRequests", "author_id", []string{"many"}, []string{"1", "9223372036854775807"}},
		{"listDeploymentMergeRequests", "with_labels_details", []string{"maybe"}, []string{"true"}},
		{"listDeploymentMergeRequests", "created_after", []string{"no-time"}, []string{"2019-03-15T08:00:00Z"}},
	}
	for _, test := range tests {
		t.Run(test.operation+"/"+test.parameter, func(t *testing.T) {
			refused, allowed := single(t, test.operation, test.parameter)
			for _, text := range test.refused {
				assert.Contains(t, refused, text)
			}
			for _, text := range test.allowed {
				assert.Contains(t, allowed, text)
			}
		})
	}
}

// single are the texts that Each gives a parameter, those that the document forbids and those that it allows.
func single(t *testing.T, id, parameter string) (refused, allowed []string) {
	t.Helper()
	for _, in := range inputs.Each(operation(t, id), forms[id]) {
		texts := textsOf(in.Arguments, parameter)
		switch {
		case in.Parameter != parameter || len(texts) != 1:
		case slices.Contains(in.Refused(), parameter):
			refused = append(refused, texts[0])
		default:
			allowed = append(allowed, texts[0])
		}
	}
	return refused, allowed
}

func textsOf(arguments []inputs.Argument, name string) (texts []string) {
	for _, a := range arguments {
		if a.Name == name {
			texts = append(texts, a.Value.(string))
		}
	}
	return texts
}

func TestEachDepartsInOneParameterOnly(t *testing.T) {
	for _, in := range inputs.Each(operation(t, "createProjectDeployment"), creation) {
		for _, a := range creation {
			if a.Name != in.Parameter {
				assert.Contains(t, in.Arguments, a, "%s", in)
			}
		}
		for _, name := range in.Refused() {
			assert.Equal(t, in.Parameter, name, "%s", in)
		}
	}
}

func TestRequiredParametersAreLeftOutOnce(t *testing.T) {
	var absent []string
	for _, in := range inputs.Each(operation(t, "createProjectDeployment"), creation) {
		if in.Kind == inputs.Absent {
			assert.Equal(t, []string{in.Parameter}, in.Refused())
			assert.Empty(t, textsOf(in.Arguments, in.Parameter))
			absent = append(absent, in.Parameter)
		}
	}
	assert.Equal(t, []string{"environment", "sha", "ref", "tag", "status"}, absent)
}

func TestJSONHasValuesThatFormsHaveNot(t *testing.T) {
	var bodies []string
	for _, in := range inputs.EachJSON(operation(t, "approveOrRejectProjectDeployment"), forms["approveOrRejectProjectDeployment"]) {
		if in.Parameter == "status" && len(in.Refused()) > 0 {
			bodies = append(bodies, string(in.Body()))
		}
	}
	for _, body := range []string{`{}`, `{"status":null}`, `{"status":""}`, `{"status":["x"]}`, `{"status":{"x":1}}`, `{"status":1}`, `{"status":true}`, `{"status":"no_such_value"}`} {
		assert.Contains(t, bodies, body)
	}
}

func TestQueriesAreEncoded(t *testing.T) {
	in := inputs.Input{Arguments: []inputs.Argument{{"environment", "review/a b&c"}, {"status", "success"}, {"status", "failed"}}}
	assert.Equal(t, "environment=review%2Fa+b%26c&status=success&status=failed", in.Query())
	assert.JSONEq(t, `{"a":"<&>","b":[1,null],"c":{"d":true}}`, string(inputs.Input{Arguments: []inputs.Argument{
		{"a", "<&>"}, {"b", []any{1, nil}}, {"c", map[string]any{"d": true}},
	}}.Body()))
}

func TestTheSameSeedGivesTheSameRequests(t *testing.T) {
	list := operation(t, "listProjectDeployments")
	first, second, other := inputs.Random(list, nil, 7, 50), inputs.Random(list, nil, 7, 50), inputs.Random(list, nil, 8, 50)
	assert.Equal(t, texts(first), texts(second))
	assert.NotEqual(t, texts(first), texts(other))
}

func TestRandomRequestsAreOfEverySort(t *testing.T) {
	allowed, once, several := 0, 0, 0
	for _, in := range inputs.Random(operation(t, "listProjectDeployments"), nil, 1, 400) {
		switch len(in.Refused()) {
		case 0:
			allowed++
		case 1:
			once++
		default:
			several++
		}
	}
	assert.Greater(t, min(allowed, once, several), 20, "%d allowed, %d refused for one, %d for several", allowed, once, several)
}

func TestRandomLeavesTheOrdinaryRequestAlone(t *testing.T) {
	before := slices.Clone(creation)
	inputs.Random(operation(t, "createProjectDeployment"), creation, 1, 100)
	assert.Equal(t, before, creation)
}

func texts(all []inputs.Input) (texts []string) {
	for _, in := range all {
		texts = append(texts, in.Query())
	}
	return texts
}

func TestAFailureIsShrunkToWhatItNeeds(t *testing.T) {
	in := inputs.Input{Arguments: []inputs.Argument{
		{"page", "2"}, {"environment", "a long name / with a slash"}, {"sort", "desc"}, {"status", "success"},
	}}
	least := in.Shrunk(200, func(in inputs.Input) bool {
		return strings.Contains(in.Query(), "sort=d") && slices.ContainsFunc(in.Arguments, func(a inputs.Argument) bool {
			return a.Name == "environment" && strings.Contains(a.Value.(string), "/")
		})
	})
	assert.Equal(t, "environment=%2F&sort=d", least.Query())
	assert.Equal(t, "a long name / with a slash", in.Arguments[1].Value, "what was given stays as it was")
}

func TestPairsStandTogether(t *testing.T) {
	choices := []inputs.Choice{
		{"order_by", []string{"", "id", "iid", "created_at", "updated_at"}}, {"sort", []string{"", "asc", "desc"}},
		{"status", []string{"", "running", "success", "failed"}}, {"environment", []string{"", "here", "there"}}, {"per_page", []string{"", "2"}},
	}
	rows := inputs.Pairs(choices)
	assert.Less(t, len(rows), 2*5*4, "far fewer than the %d combinations there are", 5*3*4*3*2)
	for b, second := range choices {
		for _, first := range choices[:b] {
			for _, x := range first.Values {
				for _, y := range second.Values {
					assert.True(t, slices.ContainsFunc(rows, func(row []inputs.Argument) bool {
						return said(row, first.Name) == x && said(row, second.Name) == y
					}), "%s=%s beside %s=%s", first.Name, x, second.Name, y)
				}
			}
		}
	}
	assert.Equal(t, fmt.Sprint(rows), fmt.Sprint(inputs.Pairs(choices)), "the same each time")
}

func said(row []inputs.Argument, name string) string {
	for _, a := range row {
		if a.Name == name {
			return a.Value.(string)
		}
	}
	return ""
}
