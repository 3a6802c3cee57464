package openapi_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// grape answers a request's parameters as GitLab words it: all messages joined, "" if there is none.
func grape(t *testing.T, o *openapi.Operation, query, contentType, body string) string {
	t.Helper()
	path := []openapi.Argument{{Name: "id", Value: "1"}, {Name: "deployment_id", Value: "42"}}
	queryArguments, err := openapi.ReadQuery(query)
	require.NoError(t, err)
	bodyArguments, err := openapi.ReadBody(contentType, []byte(body))
	require.NoError(t, err)
	_, violations := o.Coerce(path, queryArguments, bodyArguments)
	messages := make([]string, len(violations))
	for i, v := range violations {
		messages[i] = v.Message
	}
	return strings.Join(messages, ", ")
}

const nothingSent = "environment is missing, environment is empty, sha is missing, sha is empty, ref is missing, ref is empty, " +
	"tag is missing, status is missing, status does not have a valid value"

const allBlank = "environment is empty, sha is empty, ref is empty, status does not have a valid value"

func TestCreateIsRefusedInGrapesWords(t *testing.T) {
	const rest = "&sha=a1&ref=main&tag=false&status=success"
	tests := []struct{ form, want string }{
		{"", nothingSent},
		{"unknown=1", nothingSent},
		{"environment=production", "sha is missing, sha is empty, ref is missing, ref is empty, tag is missing, status is missing, status does not have a valid value"},
		{"environment=production&sha=a1&ref=main&status=success", "tag is missing"},
		{"environment=" + rest, "environment is empty"},
		{"environment=%20%20" + rest, "environment is empty"},
		{"environment=&sha=&ref=&tag=&status=", allBlank},
		{"environment[]=production" + rest, "environment is invalid"},
		{"environment[a]=production&sha[]=1&ref=main&tag=false&status[]=success", "environment is invalid, sha is invalid, status is invalid"},
		{"status=success&tag=2&ref=main&sha=&environment[]=x", "environment is invalid, sha is empty, tag is invalid"},
		{"environment=production" + rest, ""},
		{"environment=%20production%20" + rest, ""},
	}
	o := load(t).Operation("createProjectDeployment")
	for _, tt := range tests {
		t.Run(tt.form, func(t *testing.T) {
			assert.Equal(t, tt.want, grape(t, o, "", "application/x-www-form-urlencoded", tt.form))
			assert.Equal(t, tt.want, grape(t, o, tt.form, "", ""), "the same in the query")
		})
	}
}

func TestCreateFromJSONIsRefusedInGrapesWords(t *testing.T) {
	tests := []struct{ body, want string }{
		{`{}`, nothingSent},
		{`null`, nothingSent},
		{`[{"environment":"production"}]`, nothingSent},
		{`"environment"`, nothingSent},
		{`12`, nothingSent},
		{`{"environment":null,"sha":null,"ref":null,"tag":null,"status":null}`, allBlank},
		{`{"environment":[],"sha":{},"ref":"main","tag":[],"status":{"a":1}}`, "environment is invalid, sha is invalid, tag is invalid, status is invalid"},
		{`{"environment":true,"sha":12,"ref":3.5,"tag":1,"status":"success"}`, ""},
		{`{"environment":"p","sha":"a","ref":"r","tag":"false","status":"success"}`, ""},
		{`{"environment":"p","sha":"a","ref":"r","tag":0,"status":7}`, "status does not have a valid value"},
	}
	o := load(t).Operation("createProjectDeployment")
	for _, tt := range tests {
		t.Run(tt.body, func(t *testing.T) {
			assert.Equal(t, tt.want, grape(t, o, "", "application/json", tt.body))
		})
	}
}

func TestTagTakesRubysBooleans(t *testing.T) {
	o := load(t).Operation("createProjectDeployment")
	const rest = "environment=production&sha=a1&ref=main&status=success&tag="
	read := func(word string) (openapi.Values, []openapi.Violation) {
		body, err := openapi.ReadBody("application/x-www-form-urlencoded", []byte(rest+word))
		require.NoError(t, err)
		return o.Coerce([]openapi.Argument{{Name: "id", Value: "1"}}, nil, body)
	}
	for word := range strings.FieldsSeq("true True TRUE t T 1 on On ON y Y yes Yes YES") {
		v, violations := read(word)
		assert.Empty(t, violations, word)
		assert.True(t, v.Bool("tag"), word)
		assert.Equal(t, "true", v.String("tag"), word)
	}
	for word := range strings.FieldsSeq("false False FALSE f F 0 off Off OFF n N no No NO") {
		v, violations := read(word)
		assert.Empty(t, violations, word)
		assert.False(t, v.Bool("tag"), word)
		assert.True(t, v.Given("tag"), word)
	}
	for word := range strings.FieldsSeq("2 tru null %20 yES tRUE 01 1.0 -") {
		_, violations := read(word)
		require.Len(t, violations, 1, word)
		assert.Equal(t, "tag is invalid", violations[0].Message, word)
	}
	v, violations := read("")
	assert.Empty(t, violations, "an empty tag passes here; whoever handles the request decides")
	assert.False(t, v.Given("tag"))
}

func TestStatusTakesExactlyTheListedWords(t *testing.T) {
	const rest = "environment=production&sha=a1&ref=main&tag=false&status="
	o := load(t).Operation("createProjectDeployment")
	for word := range strings.FieldsSeq("running success failed canceled") {
		assert.Empty(t, grape(t, o, "", "application/x-www-form-urlencoded", rest+word), word)
	}
	for _, word := range []string{"created", "blocked", "skipped", "cancelled", "Success", "success+", "+success"} {
		assert.Equal(t, "status does not have a valid value", grape(t, o, "", "application/x-www-form-urlencoded", rest+word), word)
	}
}

func TestUpdateIsRefusedInGrapesWords(t *testing.T) {
	tests := []struct{ contentType, body, want string }{
		{"", "", "status is missing, status does not have a valid value"},
		{"application/x-www-form-urlencoded", "status=", "status does not have a valid value"},
		{"application/json", `{"status":null}`, "status does not have a valid value"},
		{"application/x-www-form-urlencoded", "status=created", "status does not have a valid value"},
		{"application/x-www-form-urlencoded", "status[]=success", "status is invalid"},
		{"application/x-www-form-urlencoded", "status=success&sha=1", ""},
	}
	o := load(t).Operation("updateProjectDeployment")
	for _, tt := range tests {
		assert.Equal(t, tt.want, grape(t, o, "", tt.contentType, tt.body), tt.body)
	}
}

func TestApprovalIsRefusedInGrapesWords(t *testing.T) {
	tests := []struct{ form, want string }{
		{"", "status is missing, status does not have a valid value"},
		{"status=", "status does not have a valid value"},
		{"status=Approved", "status does not have a valid value"},
		{"status=approved&comment[]=x&represented_as[a]=b", "comment is invalid, represented_as is invalid"},
		{"status=rejected&comment=", ""},
	}
	o := load(t).Operation("approveOrRejectProjectDeployment")
	for _, tt := range tests {
		assert.Equal(t, tt.want, grape(t, o, "", "application/x-www-form-urlencoded", tt.form), tt.form)
	}
}

func TestListIsRefusedInGrapesWords(t *testing.T) {
	tests := []struct{ query, want string }{
		{"order_by=x&sort=y&status=z&updated_after=abc&page=q&per_page=0",
			"page is invalid, per_page has a value not allowed, order_by does not have a valid value, sort does not have a valid value, updated_after is invalid, status does not have a valid value"},
		{"order_by=&sort=&status=", "order_by does not have a valid value, sort does not have a valid value, status does not have a valid value"},
		{"order_by[]=id&status[]=success&environment[]=x", "order_by is invalid, environment is invalid, status is invalid"},
		{"finished_before=2019-13-01&finished_after[a]=1&updated_before=+", "updated_before is invalid, finished_after is invalid, finished_before is invalid"},
		{"sort=ASC", "sort does not have a valid value"},
		{"page=&per_page=&updated_after=&environment=", ""},
		{"page=0&per_page=-1", ""},
		{"per_page=00", "per_page has a value not allowed"},
		{"page=1.5&per_page=0x10", "page is invalid, per_page is invalid"},
		{"page[]=1&per_page=1e1", "page is invalid, per_page is invalid"},
		{"status=success&status=nonsense", "status does not have a valid value"},
		{"status=nonsense&status=success", ""},
		{"unknown=1&id=7", ""},
	}
	o := load(t).Operation("listProjectDeployments")
	for _, tt := range tests {
		assert.Equal(t, tt.want, grape(t, o, tt.query, "", ""), tt.query)
	}
}

func TestMergeRequestsAreRefusedInGrapesWords(t *testing.T) {
	tests := []struct{ query, want string }{
		{"state=", "state does not have a valid value"},
		{"state=Opened", "state does not have a valid value"},
		{"author_id=x", "author_id is invalid"},
		{"author_id=1&author_username=root", "author_id, author_username are mutually exclusive"},
		{"assignee_id=abc", "assignee_id should be an integer, none, or any, however got abc"},
		{"assignee_id=", "assignee_id should be an integer, none, or any, however got "},
		{"assignee_id=none&reviewer_id=ANY", ""},
		{"assignee_id=5&reviewer_id=-1", ""},
		{"assignee_id[]=5", "assignee_id is invalid"},
		{"reviewer_id=1&reviewer_username=root&my_reaction_emoji[]=x&state=x",
			"my_reaction_emoji is invalid, reviewer_id, reviewer_username are mutually exclusive, state does not have a valid value"},
		{"with_labels_details=maybe", "with_labels_details is invalid"},
		{"not=x", "not is invalid"},
		{"not[author_id]=x", "not[author_id] is invalid"},
		{"not[author_id]=1&not[author_username]=root", "not[author_id], not[author_username] are mutually exclusive"},
		{"wip=maybe&approved=1&scope=mine&view=full", "view does not have a valid value, scope does not have a valid value, wip does not have a valid value, approved does not have a valid value"},
		{"deployed_before=nonsense&environment[]=x&labels=a,b&milestone=m", ""},
		{"labels[]&not[labels][x]=1", ""},
		{"source_project_id=x&created_after=2019-02-30", "created_after is invalid, source_project_id is invalid"},
	}
	o := load(t).Operation("listDeploymentMergeRequests")
	for _, tt := range tests {
		assert.Equal(t, tt.want, grape(t, o, tt.query, "", ""), tt.query)
	}
}

func TestDeploymentIDIsAnIntegerExceptWhereGitLabDoesNotDeclareIt(t *testing.T) {
	d := load(t)
	coerce := func(id, deployment, query string) (openapi.Values, string) {
		arguments, err := openapi.ReadQuery(query)
		require.NoError(t, err)
		v, violations := d.Operation(id).Coerce([]openapi.Argument{{Name: "id", Value: "1"}, {Name: "deployment_id", Value: deployment}}, arguments, nil)
		messages := make([]string, len(violations))
		for i, violation := range violations {
			messages[i] = violation.Message
		}
		return v, strings.Join(messages, ", ")
	}
	for _, id := range []string{"getProjectDeployment", "deleteProjectDeployment", "listDeploymentMergeRequests"} {
		_, message := coerce(id, "abc", "")
		assert.Equal(t, "deployment_id is invalid", message, id)
		_, message = coerce(id, "12abc", "")
		assert.Equal(t, "deployment_id is invalid", message, id)
		for text, want := range map[string]int64{"01": 1, "1_0": 10, " 1": 1, "-1": -1, "0": 0, "99999999999999999999": 1<<63 - 1, "-99999999999999999999": -1 << 63} {
			v, message := coerce(id, text, "")
			assert.Empty(t, message, text)
			assert.Equal(t, want, v.Int("deployment_id"), text)
		}
	}
	_, message := coerce("listDeploymentMergeRequests", "abc", "state=x")
	assert.Equal(t, "deployment_id is invalid, state does not have a valid value", message)
	_, message = coerce("updateProjectDeployment", "abc", "")
	assert.Equal(t, "status is missing, status does not have a valid value", message)
	v, message := coerce("updateProjectDeployment", "abc", "status=success")
	assert.Empty(t, message)
	assert.Zero(t, v.Int("deployment_id"), "no deployment has this id")
}

func TestListTakesItsValuesOneOrMany(t *testing.T) {
	tests := []struct {
		query, want string
		scope       []string
	}{
		{"", "", nil},
		{"scope", "", nil},
		{"scope=running", "", []string{"running"}},
		{"scope[]=running", "", []string{"running"}},
		{"scope[]=running&scope[]=manual", "", []string{"running", "manual"}},
		{"scope=", "scope does not have a valid value", nil},
		{"scope[]=", "scope does not have a valid value", nil},
		{"scope=running,manual", "scope does not have a valid value", nil},
		{"scope[]=running&scope[]=done", "scope does not have a valid value", nil},
		{"scope[a]=running", "scope does not have a valid value", nil},
		{"scope[][a]=running", "scope is invalid", nil},
	}
	o := load(t).Operation("listJobs")
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			assert.Equal(t, tt.want, grape(t, o, tt.query, "", ""))
			if tt.want == "" {
				assert.Equal(t, tt.scope, values(t, "listJobs", tt.query, "").Strings("scope"))
			}
		})
	}
}
