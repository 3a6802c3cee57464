package openapi_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// values coerces arguments that are right.
func values(t *testing.T, id, query, json string) openapi.Values {
	t.Helper()
	path := []openapi.Argument{{Name: "id", Value: "group/project"}, {Name: "deployment_id", Value: "42"}}
	queryArguments, err := openapi.ReadQuery(query)
	require.NoError(t, err)
	body, err := openapi.ReadBody("application/json", []byte(json))
	require.NoError(t, err)
	v, violations := load(t).Operation(id).Coerce(path, queryArguments, body)
	require.Empty(t, violations)
	return v
}

func TestDefaultsFillWhatIsAbsentOrBlank(t *testing.T) {
	for _, query := range []string{"", "page=&per_page="} {
		v := values(t, "listProjectDeployments", query, "")
		assert.Equal(t, int64(1), v.Int("page"))
		assert.Equal(t, int64(20), v.Int("per_page"))
		assert.Equal(t, "id", v.String("order_by"))
		assert.Equal(t, "asc", v.String("sort"))
		for _, name := range []string{"page", "per_page", "order_by", "sort", "status", "updated_after", "nonsense"} {
			assert.False(t, v.Given(name), name)
		}
		assert.True(t, v.Time("updated_after").IsZero())
		assert.Nil(t, v.Any("updated_after"))
		assert.Nil(t, v.Any("nonsense"))
		assert.Equal(t, int64(20), v.Any("per_page"))
	}
}

func TestValuesHaveTheDeclaredTypes(t *testing.T) {
	v := values(t, "listProjectDeployments", "per_page=+5&updated_after=2019-03-15T10:00:00.5%2B02:00&environment=%20prod%20&status=success", "")
	assert.Equal(t, int64(5), v.Int("per_page"))
	assert.Equal(t, "5", v.String("per_page"))
	assert.Equal(t, time.Date(2019, 3, 15, 8, 0, 0, 5e8, time.UTC), v.Time("updated_after"))
	assert.Equal(t, v.Time("updated_after"), v.Any("updated_after"))
	assert.Equal(t, " prod ", v.String("environment"))
	assert.Equal(t, "success", v.Any("status"))
	assert.True(t, v.Given("status"))
	assert.Equal(t, "group/project", v.String("id"))

	create := values(t, "createProjectDeployment", "", `{"environment":true,"sha":12345678,"ref":3.5,"tag":"on","status":"success"}`)
	assert.Equal(t, "true", create.String("environment"))
	assert.Equal(t, "12345678", create.String("sha"))
	assert.Equal(t, "3.5", create.String("ref"))
	assert.Equal(t, true, create.Any("tag"))
}

func TestIntegersAsRubyReadsThem(t *testing.T) {
	for text, want := range map[string]int64{"5": 5, "%2B5": 5, "+5": 5, "5+": 5, "01": 1, "1_0": 10, "-7": -7, "-0": 0, "007_000": 7000} {
		assert.Equal(t, want, values(t, "listProjectDeployments", "page="+text, "").Int("page"), text)
	}
	o := load(t).Operation("listProjectDeployments")
	for _, text := range []string{"abc", "1.5", "0x10", "1e1", "1__0", "_1", "1_", "%2B", "-", "--1", "1+2", "%EF%BC%91"} {
		assert.Equal(t, "page is invalid", grape(t, o, "page="+text, "", ""), text)
	}
}

func TestListsObjectsAndWords(t *testing.T) {
	v := values(t, "listDeploymentMergeRequests", "labels=a,%20b,,c,,&assignee_username[]=x&assignee_username[]=y,z&reviewer_id=none"+
		"&not[author_id]=07&not[labels]=d,e&not[unknown]=1&environment[a]=b", "")
	assert.Equal(t, []string{"a", "b", "", "c"}, v.Strings("labels"))
	assert.Equal(t, []string{"x", "y,z"}, v.Any("assignee_username"), "a comma is part of a name")
	assert.Equal(t, "None", v.String("reviewer_id"))
	assert.Equal(t, "None", v.Any("reviewer_id"))
	assert.Equal(t, int64(12), values(t, "listDeploymentMergeRequests", "reviewer_id=12", "").Any("reviewer_id"))
	assert.Equal(t, int64(7), v.Object("not").Int("author_id"))
	assert.Equal(t, int64(9), values(t, "listDeploymentMergeRequests", "not[assignee_id]=9", "").Object("not").Any("assignee_id"))
	assert.Equal(t, "Any", values(t, "listDeploymentMergeRequests", "not[assignee_id]=any", "").Object("not").Any("assignee_id"))
	assert.Equal(t, map[string]any{"author_id": int64(7), "labels": []string{"d", "e"}}, v.Any("not"))
	assert.Equal(t, map[string]any{"a": "b"}, v.Any("environment"))
	assert.Equal(t, []string{}, values(t, "listDeploymentMergeRequests", "labels=", "").Strings("labels"))
}

func TestBodyWinsOverQueryAndPathOverBoth(t *testing.T) {
	v := values(t, "createProjectDeployment", "id=query&environment=query&sha=query&ref=query&tag=1&status=failed&extra=query",
		`{"id":"body","environment":"body","sha":"body","status":"success","extra":"body"}`)
	assert.Equal(t, "group/project", v.String("id"))
	assert.Equal(t, "body", v.String("environment"))
	assert.Equal(t, "body", v.String("sha"))
	assert.Equal(t, "query", v.String("ref"))
	assert.Equal(t, "success", v.String("status"))
	assert.Contains(t, v.Echo(), openapi.Echoed{Name: "extra", Value: "body"})
	assert.NotContains(t, v.Echo(), openapi.Echoed{Name: "extra", Value: "query"})
}

func TestViolationsSayWhereTheParameterBelongs(t *testing.T) {
	_, violations := load(t).Operation("createProjectDeployment").Coerce(nil, nil, []openapi.Argument{{Name: "tag", Value: "x"}})
	require.GreaterOrEqual(t, len(violations), 3)
	assert.Equal(t, openapi.Violation{Where: "path", Pointer: "id", Rule: "required", Message: "id is missing"}, violations[0])
	assert.Equal(t, openapi.Violation{Where: "body", Pointer: "environment", Rule: "required", Message: "environment is missing"}, violations[1])
	assert.Contains(t, violations, openapi.Violation{Where: "body", Pointer: "tag", Rule: "type", Message: "tag is invalid"})
	assert.Equal(t, "body tag: tag is invalid", openapi.Violation{Where: "body", Pointer: "tag", Rule: "type", Message: "tag is invalid"}.String())
}

func TestEchoIsWhatGitLabRepeatsInLinks(t *testing.T) {
	type echo = []openapi.Echoed
	tests := []struct {
		id, query string
		want      echo
	}{
		{"listProjectDeployments", "", echo{{"id", "group/project"}, {"order_by", "id"}, {"page", "1"}, {"per_page", "20"}, {"sort", "asc"}}},
		{"listProjectDeployments", "per_page=+07&zeta=1&alpha&updated_after=2019-03-15T08:00:00.123Z&order_by=updated_at",
			echo{{"alpha", ""}, {"id", "group/project"}, {"order_by", "updated_at"}, {"page", "1"}, {"per_page", "7"}, {"sort", "asc"},
				{"updated_after", "2019-03-15T08:00:00+00:00"}, {"zeta", "1"}}},
		{"listProjectDeployments", "finished_after=2019-03-15T08:00:00%2B09:00&updated_before=&private_token=t&x[]=1&x[]=2&y[a]=b&z[]=",
			echo{{"finished_after", "2019-03-15T08:00:00+09:00"}, {"id", "group/project"}, {"order_by", "id"}, {"page", "1"}, {"per_page", "20"},
				{"private_token", "t"}, {"sort", "asc"}, {"updated_before", ""}, {"x[]", "1"}, {"x[]", "2"}, {"y[a]", "b"}, {"z[]", ""}}},
	}
	for _, tt := range tests {
		v := values(t, tt.id, tt.query, "")
		var got echo
		for _, a := range v.Echo() {
			if a.Name != "deployment_id" { // this operation has no such path parameter; it counts as unknown
				got = append(got, a)
			}
		}
		assert.Equal(t, tt.want, got, tt.query)
	}
	assert.Equal(t, echo{{"deployment_id", "42"}, {"id", "group/project"}, {"labels[]", "a"}, {"labels[]", "b"}, {"not[author_id]", "5"},
		{"order_by", "created_at"}, {"page", "1"}, {"per_page", "20"}, {"sort", "desc"}, {"state", "all"},
		{"with_labels_details", "false"}, {"with_merge_status_recheck", "false"}},
		values(t, "listDeploymentMergeRequests", "not[author_id]=5&labels=a,b", "").Echo())
}
