package mockserver_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
)

const (
	projectProtection = "/projects/1/protected_environments"
	siteProtection    = "/projects/2/protected_environments"
	groupProtection   = "/groups/acme/protected_environments"
)

// grouped is the small dataset with groups: acme, which the owner owns and the maintainer maintains, around the projects
// and acme/qa, which the shop is shared with and of which the reporter is a member.
func grouped() fixtures.Dataset {
	d := small()
	d.Groups = []fixtures.Group{
		{Path: "acme", Members: map[string]string{"owner": "owner", "maintainer": "maintainer", "developer": "developer"}},
		{Path: "acme/qa", Name: "QA team", Members: map[string]string{"reporter": "reporter"}},
		{Path: "ops", Name: "Operations"},
	}
	d.Projects[0].Shares = []fixtures.Share{{Group: "acme/qa", Access: "reporter"}}
	return d
}

// id is that of a user or, with a slash or as ops, of a group.
func (v visitor) id(name string) int64 {
	v.t.Helper()
	if u := v.server.Instance().State().UserByName(name); u != nil {
		return u.ID
	}
	g, err := v.server.Instance().State().LookUpGroup(gitlab.Actor{User: &gitlab.User{Admin: true}}, name)
	require.NoError(v.t, err)
	return g.ID
}

func (v visitor) postJSON(path, format string, arguments ...any) answer {
	v.t.Helper()
	return v.request("POST", path, fmt.Sprintf(format, arguments...), jsonType)
}

func (v visitor) putJSON(path, format string, arguments ...any) answer {
	v.t.Helper()
	return v.request("PUT", path, fmt.Sprintf(format, arguments...), jsonType)
}

// ruleIDs are the ids in one of a protection's lists.
func (a answer) ruleIDs(list string) []int64 {
	a.t.Helper()
	var rules []struct{ ID int64 }
	require.NoError(a.t, json.Unmarshal([]byte(a.member(list)), &rules), a.body)
	ids := make([]int64, len(rules))
	for i, rule := range rules {
		ids[i] = rule.ID
	}
	return ids
}

func TestProtectionFromCreationToRemoval(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, grouped(), now.set).as("maintainer")
	a := v.postJSON(projectProtection, `{"name":"prod/eu.1","deploy_access_levels":[{"access_level":30},{"user_id":%d},{"access_level":60}],
		"approval_rules":[{"group_id":%d,"group_inheritance_type":1},{"access_level":40,"required_approvals":2},{"access_level":20}]}`, v.id("developer"), v.id("acme/qa"))
	assert.Equal(t, 201, a.status, a.body)
	levels, rules := a.ruleIDs("deploy_access_levels"), a.ruleIDs("approval_rules")
	want := fmt.Sprintf(`{"name":"prod/eu.1","deploy_access_levels":[`+
		`{"id":%d,"access_level":30,"access_level_description":"Developers + Maintainers","user_id":null,"group_id":null,"group_inheritance_type":0},`+
		`{"id":%d,"access_level":null,"access_level_description":"developer","user_id":%d,"group_id":null,"group_inheritance_type":0},`+
		`{"id":%d,"access_level":60,"access_level_description":null,"user_id":null,"group_id":null,"group_inheritance_type":0}],"required_approval_count":0,"approval_rules":[`+
		`{"id":%d,"user_id":null,"group_id":%d,"access_level":null,"access_level_description":"QA team","required_approvals":1,"group_inheritance_type":1},`+
		`{"id":%d,"user_id":null,"group_id":null,"access_level":40,"access_level_description":"Maintainers","required_approvals":2,"group_inheritance_type":0},`+
		`{"id":%d,"user_id":null,"group_id":null,"access_level":20,"access_level_description":null,"required_approvals":1,"group_inheritance_type":0}]}`,
		levels[0], levels[1], v.id("developer"), levels[2], rules[0], v.id("acme/qa"), rules[1], rules[2])
	a.is(201, want)
	path := projectProtection + "/prod%2Feu%2E1"
	v.get(path).is(200, want)
	v.get(projectProtection+"/prod%2Feu.1").is(200, want)
	v.get(projectProtection+"/prod%2Feu").is(404, notFound)
	v.postJSON(projectProtection, `{"name":"prod/eu.1","deploy_access_levels":[]}`).is(409, messageOf("Environment 'prod/eu.1' is already protected"))

	now.move(noon.Add(time.Minute))
	a = v.putJSON(path, `{"name":"other","deploy_access_levels":[{"id":%d,"_destroy":true},{"id":%d,"user_id":%d},{"id":%d,"_destroy":true},{"access_level":40}],
		"approval_rules":[{"id":%d,"access_level":30},{"id":%d,"_destroy":true,"group_id":1}]}`,
		levels[0], levels[1], v.id("maintainer"), levels[2], rules[1], rules[0])
	assert.Equal(t, 200, a.status, a.body)
	assert.Equal(t, []int64{levels[1], rules[2] + 1}, a.ruleIDs("deploy_access_levels"))
	assert.Equal(t, rules[1:], a.ruleIDs("approval_rules"))
	assert.Contains(t, a.body, `{"id":`+fmt.Sprint(rules[1])+`,"user_id":null,"group_id":null,"access_level":30,"access_level_description":"Developers + Maintainers","required_approvals":1,`)
	assert.Equal(t, `"prod/eu.1"`, a.member("name"))
	v.get(path).is(200, a.body)

	v.delete(path, "If-Unmodified-Since: 2026-03-02T12:00:00Z").is(412, messageOf("412 Precondition Failed"))
	v.delete(path).is(204, "")
	v.delete(path).is(404, notFound)
	v.putJSON(path, `{"required_approval_count":3}`).is(404, notFound)
	v.get(projectProtection).is(200, "[]")
}

func TestProtectionRefused(t *testing.T) {
	const (
		tooShort = "Deploy access levels is too short (minimum is 1 character)"
		one      = " base Exactly one of access_level, group_id, user_id must be present"
		count    = "Parameter 'required_approval_count' is deprecated and shouldn't be used. See https://gitlab.com/groups/gitlab-org/-/epics/9662"
		tier     = "Name must be one of environment tiers: production, staging, testing, development, other."
	)
	v := visit(t, grouped()).as("owner")
	member, outsider := v.id("developer"), v.id("outsider")
	for body, messages := range map[string][]string{
		`{"name":"production","deploy_access_levels":[]}`:                                                        {tooShort},
		`{"name":"production","deploy_access_levels":null}`:                                                      {tooShort},
		fmt.Sprintf(`{"name":"production","deploy_access_levels":[{"user_id":%d},{"user_id":999}]}`, outsider):   {tooShort},
		`{"name":"production","deploy_access_levels":[{"access_level":null}]}`:                                   {"Deploy access levels" + one},
		`{"name":"production","deploy_access_levels":[{},{}]}`:                                                   {"Deploy access levels" + one},
		`{"name":"production","deploy_access_levels":[{"access_level":40}],"approval_rules":[{"user_id":null}]}`: {"Approval rules" + one},
		`{"name":"production","deploy_access_levels":[{"access_level":40}],"approval_rules":[{"access_level":40,"required_approvals":6},{"access_level":30,"required_approvals":0}]}`: {
			"Approval rules required approvals must be less than or equal to 5", "Approval rules required approvals must be greater than or equal to 1"},
	} {
		want, err := json.Marshal(map[string][]string{"message": messages})
		require.NoError(t, err)
		for _, path := range []string{projectProtection, groupProtection} {
			v.postJSON(path, "%s", body).is(422, string(want))
			v.get(path).is(200, "[]")
		}
	}
	v.postJSON(projectProtection, `{"name":" ","deploy_access_levels":[{"user_id":%d,"access_level":40}]}`, v.id("maintainer")).
		is(422, `{"message":["Deploy access levels`+one+`","Name can't be blank"]}`)
	v.postJSON(groupProtection, `{"name":"prod","deploy_access_levels":[{"access_level":40}]}`).is(422, `{"message":["`+tier+`"]}`)
	v.postJSON(projectProtection, `{"name":"","deploy_access_levels":[],"required_approval_count":1}`).is(422, messageOf(count))
	v.postJSON(projectProtection, `{"name":"a","deploy_access_levels":[{"access_level":40}],"approval_rules":[{"id":9,"user_id":%d}]}`, member).is(404, notFound)
	v.postJSON(projectProtection, `{"name":"a"}`).is(400, errorOf("deploy_access_levels is missing"))
	v.post(projectProtection, "name=a&deploy_access_levels[][access_level]=50").is(400, errorOf("deploy_access_levels[0][access_level] does not have a valid value"))
	v.get(projectProtection).is(200, "[]")

	a := v.post(groupProtection, "name=production&deploy_access_levels[][access_level]=40")
	assert.Equal(t, 201, a.status, a.body)
	v.post(groupProtection, "name=production&deploy_access_levels[][access_level]=40").is(409, messageOf("Protected environment 'production' already exists"))
	path, level := groupProtection+"/production", a.ruleIDs("deploy_access_levels")[0]
	for _, body := range []string{`{"deploy_access_levels":[{"id":%d,"_destroy":true}]}`, `{"deploy_access_levels":[{"id":%d,"_destroy":"1","user_id":999}]}`} {
		v.putJSON(path, body, level).is(422, `{"message":["`+tooShort+`"]}`)
	}
	v.putJSON(path, `{"deploy_access_levels":[{"id":%d,"user_id":%d}]}`, level, v.id("maintainer")).is(422, `{"message":["Deploy access levels`+one+`"]}`)
	v.putJSON(path, `{"deploy_access_levels":[{"id":%d,"_destroy":true}]}`, level+1).is(404, notFound)
	v.putJSON(path, `{"required_approval_count":2}`).is(422, messageOf(count))
	v.putJSON(path, `{"approval_rules":[{"id":38,"_destroy":true}]}`).
		is(400, errorOf("approval_rules[0][access_level], approval_rules[0][user_id], approval_rules[0][group_id] are missing, at least one parameter must be provided"))
	v.putJSON(path, `{}`).is(200, a.body)
	b := v.putJSON(path, `{"deploy_access_levels":[{"id":%d,"user_id":%d,"access_level":null}]}`, level, v.id("maintainer"))
	assert.Equal(t, []int64{level}, b.ruleIDs("deploy_access_levels"))
	assert.Contains(t, b.body, `"access_level":null,"access_level_description":"maintainer"`)
}

func TestProtectionLeavesOutWhoDoesNotQualify(t *testing.T) {
	v := visit(t, grouped()).as("owner")
	for _, tt := range []struct {
		path  string
		users string
		kept  string
	}{
		{projectProtection, "owner maintainer developer reporter guest outsider", "owner maintainer developer"},
		{groupProtection, "owner maintainer developer reporter outsider", "owner maintainer"},
		{projectProtection, "acme acme/qa ops", "acme/qa"},
		{groupProtection, "acme acme/qa ops", "acme acme/qa"},
	} {
		kind := "user_id"
		if strings.Contains(tt.users, "ops") {
			kind = "group_id"
		}
		var rules, kept []string
		for name := range strings.FieldsSeq(tt.users) {
			rules = append(rules, fmt.Sprintf(`{"%s":%d}`, kind, v.id(name)))
		}
		for name := range strings.FieldsSeq(tt.kept) {
			kept = append(kept, fmt.Sprint(v.id(name)))
		}
		a := v.postJSON(tt.path, `{"name":"staging","deploy_access_levels":[{"access_level":40}],"approval_rules":[%s]}`, strings.Join(rules, ","))
		assert.Equal(t, 201, a.status, a.body)
		var shown []string
		for _, rule := range a.object()["approval_rules"].([]any) {
			shown = append(shown, fmt.Sprint(rule.(map[string]any)[kind]))
		}
		assert.Equal(t, kept, shown, "%s %s", tt.path, tt.users)
		v.delete(tt.path+"/staging").is(204, "")
	}
}

func TestEntriesOfThoseWhoLeaveGo(t *testing.T) {
	t.Parallel()
	for leaving, path := range map[string]string{"developer": "/projects/1/members/", "acme/qa": "/projects/1/share/"} {
		v := visit(t, grouped()).as("owner")
		kind, id := "user_id", v.id(leaving)
		if leaving == "acme/qa" {
			kind = "group_id"
		}
		v.postJSON(projectProtection, `{"name":"staging","deploy_access_levels":[{"%[1]s":%[2]d},{"access_level":40}],"approval_rules":[{"%[1]s":%[2]d},{"access_level":40}]}`, kind, id)
		v.postJSON(projectProtection, `{"name":"qa","deploy_access_levels":[{"%s":%d}]}`, kind, id)
		v.delete(path+strconv.FormatInt(id, 10)).is(204, "")

		staging := v.get(projectProtection + "/staging")
		for _, list := range []string{"deploy_access_levels", "approval_rules"} {
			assert.Len(t, staging.ruleIDs(list), 1, leaving)
			assert.NotContains(t, staging.member(list), fmt.Sprintf(`"%s":%d`, kind, id))
		}
		assert.Equal(t, "[]", v.get(projectProtection+"/qa").member("deploy_access_levels"), "nobody is left, and it stays protected")
		v.as("maintainer").post(shop, strings.Replace(deploying, "next", "qa", 1)).is(403, forbidden)
	}
}

// The right is asked for before anything else, and anonymous callers are told what those without it are told.
func TestProtectionNeedsRights(t *testing.T) {
	const noGroup = `{"message":"404 Group Not Found"}`
	v := visit(t, grouped())
	for who, want := range map[string][3]string{ // of shop (private), site (public), acme (public)
		"owner": {}, "admin": {}, "maintainer": {"", "", forbidden}, "developer": {forbidden, forbidden, forbidden}, "reporter": {forbidden, forbidden, forbidden},
		"guest": {forbidden, forbidden, forbidden}, "outsider": {noProject, forbidden, forbidden}, "": {noProject, forbidden, forbidden},
	} {
		v := v.as(who)
		for i, path := range []string{projectProtection, siteProtection, groupProtection} {
			answers := []answer{v.get(path), v.get(path + "/none"), v.post(path, "deploy_access_levels=x"), v.put(path+"/none", "approval_rules=x"), v.delete(path + "/none")}
			for j, a := range answers {
				if want[i] != "" {
					a.is(map[string]int{forbidden: 403, noProject: 404}[want[i]], want[i])
					continue
				}
				assert.Equal(t, []int{200, 404, 400, 400, 404}[j], a.status, "%s %s: %s", who, path, a.body)
			}
		}
	}
	v.token = "nothing-like-it"
	v.get(siteProtection).is(401, unauthorized)
	v.as("").get(projectProtection, "JOB-TOKEN: job-token").is(404, noProject)
	v.as("").get(siteProtection, "JOB-TOKEN: job-token").is(403, forbidden)
	v.as("owner").get("/groups/none/protected_environments").is(404, noGroup)
	v.as("owner").get("/projects/acme%2Fstore/protected_environments").is(301, "This resource has been moved permanently to "+v.server.URL+"/api/v4/projects/1/protected_environments")
	v.as("owner").post("/projects/acme%2Fstore/protected_environments", "").is(405, messageOf("Non GET methods are not allowed for moved projects"))
}

func TestProtectionsAreListedByName(t *testing.T) {
	v := visit(t, grouped()).as("owner")
	for _, name := range []string{"staging", "qa", "production"} {
		assert.Equal(t, 201, v.post(projectProtection, "name="+name+"&deploy_access_levels[0][access_level]=40").status)
	}
	assert.Equal(t, 201, v.post(groupProtection, "name=other&deploy_access_levels[][access_level]=40").status)
	a := v.get(projectProtection + "?per_page=2")
	var rows []struct{ Name string }
	require.NoError(t, json.Unmarshal([]byte(a.body), &rows))
	assert.Equal(t, []struct{ Name string }{{"production"}, {"qa"}}, rows)
	assert.Equal(t, []string{"3", "2", "2"}, []string{a.header.Get("X-Total"), a.header.Get("X-Total-Pages"), a.header.Get("X-Next-Page")})
	v.get(siteProtection).is(200, "[]")
	v.get(projectProtection+"?per_page=0").is(400, errorOf("per_page has a value not allowed"))
}

func TestProtectionByEdition(t *testing.T) {
	v := visit(t, grouped(), func(c *mockserver.Config) { c.Edition = gitlab.CommunityEdition })
	v.as("owner").get(projectProtection).is(404, noRoute)
	v.as("").post(groupProtection, "").is(404, noRoute)
	v = visit(t, grouped(), func(c *mockserver.Config) { c.Tier = gitlab.Free })
	assert.Equal(t, 201, v.as("owner").post(projectProtection, "name=staging&deploy_access_levels[][access_level]=60").status)
	assert.Equal(t, 201, v.as("developer").post(shop, deploymentTo("staging", "running")).status, "without a licence it has no effect")
}
