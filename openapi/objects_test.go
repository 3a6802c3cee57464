package openapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

const formMedia, jsonMedia = "application/x-www-form-urlencoded", "application/json"

func TestListsOfObjectsAreRefusedInGrapesWords(t *testing.T) {
	const nobody = "[access_level], approval_rules[0][user_id], approval_rules[0][group_id] are missing, at least one parameter must be provided"
	tests := []struct{ contentType, body, want string }{
		{jsonMedia, `{}`, "name is missing, deploy_access_levels is missing"},
		{jsonMedia, `{"name":"p","deploy_access_levels":[]}`, ""},
		{jsonMedia, `{"name":null,"deploy_access_levels":null}`, ""},
		{jsonMedia, `{"name":"p","deploy_access_levels":{"access_level":40}}`, "deploy_access_levels is invalid"},
		{jsonMedia, `{"name":"p","deploy_access_levels":[40]}`, "deploy_access_levels is invalid"},
		{jsonMedia, `{"name":"p","deploy_access_levels":"40"}`, "deploy_access_levels is invalid"},
		{jsonMedia, `{"name":"p","deploy_access_levels":[{"access_level":40},{"access_level":50}]}`, "deploy_access_levels[1][access_level] does not have a valid value"},
		{jsonMedia, `{"name":"p","deploy_access_levels":[{"access_level":null}]}`, ""},
		{jsonMedia, `{"name":"p","deploy_access_levels":[{}],"approval_rules":[{}]}`, "approval_rules[0]" + nobody},
		{jsonMedia, `{"name":"p","deploy_access_levels":[{"user_id":"x","group_id":[],"group_inheritance_type":2}],"approval_rules":[{"required_approvals":2}]}`,
			"deploy_access_levels[0][user_id] is invalid, deploy_access_levels[0][group_id] is invalid, deploy_access_levels[0][group_inheritance_type] does not have a valid value, approval_rules[0]" + nobody},
		{jsonMedia, `{"name":"p","deploy_access_levels":[],"approval_rules":[{"user_id":null}]}`, ""},
		{formMedia, "name=p&deploy_access_levels[][access_level]=41", "deploy_access_levels[0][access_level] does not have a valid value"},
		{formMedia, "name=p&deploy_access_levels[0][user_id]=1&deploy_access_levels[1][user_id]=q", "deploy_access_levels[1][user_id] is invalid"},
		{formMedia, "name=p&deploy_access_levels[a][user_id]=1", "deploy_access_levels is invalid"},
		{formMedia, "name=p&deploy_access_levels[]=40", "deploy_access_levels is invalid"},
		{formMedia, "name=p&deploy_access_levels=", ""},
	}
	o := load(t).Operation("createProjectProtectedEnvironment")
	for _, tt := range tests {
		assert.Equal(t, tt.want, grape(t, o, "", tt.contentType, tt.body), tt.body)
	}
}

func TestObjectsOfAListAreRead(t *testing.T) {
	o := load(t).Operation("updateProjectProtectedEnvironment")
	for contentType, text := range map[string]string{
		jsonMedia: `{"approval_rules":[{"user_id":7,"access_level":null},{"group_id":"8","required_approvals":3,"id":5,"_destroy":true}]}`,
		formMedia: "approval_rules[10][group_id]=8&approval_rules[10][required_approvals]=3&approval_rules[10][id]=5&approval_rules[10][_destroy]=yes&approval_rules[9][user_id]=7&approval_rules[9][access_level]=",
	} {
		body, err := openapi.ReadBody(contentType, []byte(text))
		require.NoError(t, err)
		v, violations := o.Coerce([]openapi.Argument{{Name: "id", Value: "1"}, {Name: "name", Value: "p"}}, nil, body)
		require.Empty(t, violations)
		rules := v.Objects("approval_rules")
		require.Len(t, rules, 2, text)
		assert.Equal(t, int64(7), rules[0].Int("user_id"))
		assert.Equal(t, int64(1), rules[0].Int("required_approvals"), "the default holds in each")
		assert.True(t, rules[0].Sent("access_level"))
		assert.False(t, rules[0].Given("access_level"))
		assert.False(t, rules[0].Sent("group_id"))
		assert.Equal(t, []int64{8, 3, 5}, []int64{rules[1].Int("group_id"), rules[1].Int("required_approvals"), rules[1].Int("id")})
		assert.True(t, rules[1].Bool("_destroy"))
		assert.Nil(t, v.Objects("deploy_access_levels"))
		assert.Equal(t, []map[string]any{
			{"user_id": int64(7)}, {"group_id": int64(8), "required_approvals": int64(3), "id": int64(5), "_destroy": true},
		}, v.Any("approval_rules"))
		assert.Contains(t, v.Echo(), openapi.Echoed{Name: "approval_rules[][group_id]", Value: "8"})
	}
}

func TestEnvironmentsAreRefusedInGrapesWords(t *testing.T) {
	const slug = "slug is automatically generated and cannot be changed"
	create := load(t).Operation("createProjectEnvironment")
	for body, want := range map[string]string{
		"":                                  "name is missing",
		"name=":                             "",
		"name=a&slug=a":                     slug,
		"name=a&slug":                       slug,
		"slug=&tier=prod&external_url[]=x":  "name is missing, external_url is invalid, " + slug + ", tier does not have a valid value",
		"name=a&auto_stop_setting=sometime": "auto_stop_setting does not have a valid value",
	} {
		assert.Equal(t, want, grape(t, create, "", formMedia, body), body)
	}
	list := load(t).Operation("listProjectEnvironments")
	assert.Equal(t, "name, search cannot be used together", grape(t, list, "name=a&search=abc", "", ""))
	assert.Equal(t, "states does not have a valid value", grape(t, list, "states=gone", "", ""))
}
