package mockserver_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
)

// names are the names of a list's rows.
func (v visitor) names(path string) []string {
	v.t.Helper()
	a := v.get(path)
	require.Equal(v.t, 200, a.status, a.body)
	var rows []struct{ Name string }
	require.NoError(v.t, json.Unmarshal([]byte(a.body), &rows), a.body)
	names := []string{}
	for _, row := range rows {
		names = append(names, row.Name)
	}
	return names
}

func TestMembersOfAProject(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	v.as("outsider").get("/projects/1/deployments").is(404, noProject)
	made := v.made("/projects/1/members", "user_id=8&access_level=20")
	assert.Equal(t, "outsider", made.text("username"))
	assert.Equal(t, "20", made.member("access_level"))
	assert.Equal(t, 200, v.as("outsider").get(shop).status)
	assert.Equal(t, made.body, v.get("/projects/1/members/8").body)
	assert.Equal(t, []string{"outsider"}, v.names("/projects/1/members?query=OUTSI"))

	assert.Equal(t, 200, v.put("/projects/1/members/8", "access_level=30").status)
	assert.Equal(t, 201, v.as("outsider").post(shop, deploying).status)
	v.delete("/projects/1/members/8").is(204, "")
	v.as("outsider").get(shop).is(404, noProject)
}

func TestMembershipRefusals(t *testing.T) {
	dataset := small()
	dataset.Users = append(dataset.Users, fixtures.User{Username: "robot", BotOf: "acme/shop"})
	v := visit(t, dataset)
	const members = "/projects/1/members"
	for name, tt := range map[string]struct {
		who, method, path, form string
		status                  int
		body                    string
	}{
		"developers manage nobody":     {"developer", "POST", members, "user_id=8&access_level=10", 403, forbidden},
		"outsiders see nothing":        {"outsider", "POST", members, "user_id=8&access_level=10", 404, noProject},
		"a member already":             {"maintainer", "POST", members, "username=developer&access_level=30", 409, messageOf("Member already exists")},
		"nobody of that id":            {"maintainer", "POST", members, "user_id=999&access_level=30", 404, messageOf("404 User Not Found")},
		"nobody of that name":          {"maintainer", "POST", members, "username=nobody&access_level=30", 404, messageOf("404 User Not Found")},
		"neither id nor name":          {"maintainer", "POST", members, "access_level=30", 400, errorOf("user_id, username are missing, at least one parameter must be provided")},
		"both":                         {"maintainer", "POST", members, "access_level=30&user_id=8&username=outsider", 400, errorOf("user_id, username are mutually exclusive")},
		"no level":                     {"maintainer", "POST", members, "user_id=8", 400, errorOf("access_level is missing")},
		"no such level":                {"maintainer", "POST", members, "user_id=8&access_level=31", 400, `{"message":{"access_level":["is not included in the list"]}}`},
		"an end in the past":           {"maintainer", "POST", members, "user_id=8&access_level=30&expires_at=2020-01-01", 400, `{"message":{"expires_at":["cannot be a date in the past"]}}`},
		"more than their own":          {"maintainer", "POST", members, "user_id=8&access_level=50", 403, forbidden},
		"a bot from elsewhere":         {"maintainer", "POST", "/projects/2/members", "username=robot&access_level=30", 400, `{"message":{"user_id":["project bots cannot be added to other groups / projects"]}}`},
		"maintainers change no owner":  {"maintainer", "PUT", members + "/1", "access_level=30", 403, forbidden},
		"nor make one":                 {"maintainer", "PUT", members + "/3", "access_level=50", 403, forbidden},
		"nor remove one":               {"maintainer", "DELETE", members + "/1", "", 403, forbidden},
		"the last owner stays":         {"owner", "DELETE", members + "/1", "", 403, forbidden},
		"and stays owner":              {"owner", "PUT", members + "/1", "access_level=40", 403, forbidden},
		"developers remove nobody":     {"developer", "DELETE", members + "/5", "", 403, forbidden},
		"no such member to change":     {"maintainer", "PUT", members + "/8", "access_level=30", 404, notFound},
		"no such member to remove":     {"maintainer", "DELETE", members + "/8", "", 404, notFound},
		"no such member to read":       {"maintainer", "GET", members + "/8", "", 404, notFound},
		"guests do not share projects": {"guest", "POST", "/projects/1/share", "group_id=1&group_access=10", 403, forbidden},
		"no such group to share with":  {"maintainer", "POST", "/projects/1/share", "group_id=99&group_access=10", 404, messageOf("Not Found")},
		"no share to end":              {"maintainer", "DELETE", "/projects/1/share/99", "", 404, messageOf("404 Group Link Not Found")},
	} {
		t.Run(name, func(t *testing.T) {
			v := v.in(t).as(tt.who)
			before := v.get(members).body
			v.request(tt.method, tt.path, tt.form, formType).is(tt.status, tt.body)
			assert.Equal(t, before, v.get(members).body)
		})
	}
	v.as("developer").delete(members+"/3").is(204, "")
}

func TestMembersOfGroups(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	acme := "/groups/" + v.made("/groups", "name=Acme&path=acme").member("id")
	v.made(acme+"/members", "username=eve&access_level=40")
	team := v.as("eve").made("/groups", "name=Team&path=team&parent_id="+acme[len("/groups/"):])
	assert.Equal(t, "acme/team", team.text("full_path"))
	assert.Equal(t, "Acme / Team", team.text("full_name"))
	inside := "/groups/acme%2Fteam"
	assert.Equal(t, []string{"eve"}, v.names(inside+"/members"))
	assert.Equal(t, []string{"Ada", "eve"}, v.names(inside+"/members/all"))
	assert.Equal(t, "50", v.get(inside+"/members/3").member("access_level"), "whoever makes a group owns it")

	v.as("eve").put(acme+"/members/2", "access_level=30").is(403, forbidden)
	v.as("eve").post(acme+"/members", "username=root&access_level=10").is(403, forbidden)
	v.post(inside+"/members", "username=ada&access_level=30").is(400, `{"message":{"access_level":["should be greater than or equal to Owner inherited membership from group Acme"]}}`)
	v.delete(acme+"/members/2").is(403, forbidden)
	v.as("root").get(acme+"/members/99").is(404, notFound)
}

func TestGroups(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	made := v.made("/groups", "name=Acme&path=acme")
	assert.Equal(t, "private", made.text("visibility"))
	id := made.member("id")
	assert.Equal(t, made.body, v.get("/groups/"+id).body)
	assert.Equal(t, made.body, v.get("/groups/ACME").body)
	v.as("eve").get("/groups/acme").is(404, messageOf("404 Group Not Found"))
	v.get("/groups/nothing").is(404, messageOf("404 Group Not Found"))

	const nameRule = `"can contain only letters, digits, emoji, '_', '.', dash, space, parenthesis. It must start with letter, digit, emoji or '_'."`
	for form, text := range map[string]string{
		"name=Acme&path=acme":             `Failed to save group {:path=>["has already been taken"]}`,
		"name=Ada&path=ada":               `Failed to save group {:path=>["has already been taken"]}`,
		"name=+&path=blank":               `Failed to save group {:name=>["can't be blank", ` + nameRule + `]}`,
		"name=x&path=y":                   `Failed to save group {:path=>["is too short (minimum is 2 characters)"]}`,
		"name=x&path=Admin":               `Failed to save group {:path=>["Admin is a reserved name"]}`,
		"name=x&path=new&parent_id=" + id: `Failed to save group {:path=>["new is a reserved name"]}`,
		"name=<b>x</b>&path=markup":       `Failed to save group {:name=>["cannot contain HTML/XML tags, including any word between angle brackets (&lt;,&gt;).", ` + nameRule + `]}`,
		"name=x&path=a..b":                `Failed to save group {:path=>["can only include non-accented letters, digits, '_', '-' and '.'. It must not start with '-', '_', or '.', nor end with '-', '_', '.', '.git', or '.atom'."]}`,
		"name=Loud&path=loud&visibility=public&parent_id=" + id: `Failed to save group {:visibility_level=>["public is not allowed since the parent group has a private visibility."]}`,
	} {
		refused := v.post("/groups", form)
		assert.Equal(t, 400, refused.status, refused.body)
		assert.Equal(t, text, refused.text("message"))
	}
	assert.Equal(t, 400, v.post("/groups", "name=Odd&path=-odd").status)
	v.post("/groups", "name=x&path=x&parent_id=99").is(404, messageOf("404 Group Not Found"))
	v.post("/groups", "path=x").is(400, errorOf("name is missing"))

	v.as("eve").made("/groups", "name=Open&path=open&visibility=public")
	v.as("eve").made("/groups", "name=Inside&path=inside&visibility=internal")
	assert.Equal(t, []string{"Acme", "Inside", "Open"}, v.names("/groups"))
	assert.Equal(t, []string{"Inside", "Open"}, v.as("eve").names("/groups"))
	assert.Equal(t, []string{"Acme"}, v.names("/groups?owned=true"))
	assert.Equal(t, []string{"Acme"}, v.names("/groups?all_available=false"))
	assert.Equal(t, []string{"Open"}, v.names("/groups?search=OPE"))
	v.post("/groups", "name=x&path=x&parent_id="+v.get("/groups/open").member("id")).is(403, forbidden)
}

func TestGroupsAreSeenFromInside(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	acme := v.made("/groups", "name=Acme&path=acme").member("id")
	v.made("/groups", "name=Team&path=team&parent_id="+acme)
	v.made("/projects", "name=shop&namespace_id="+acme)
	for _, inside := range []string{"/groups/acme%2Fteam", "/projects/acme%2Fshop"} {
		v.made(inside+"/members", "username=eve&access_level=10")
		assert.Equal(t, 200, v.as("eve").get("/groups/acme").status, inside)
		v.delete(inside+"/members/3").is(204, "")
		assert.Equal(t, 404, v.as("eve").get("/groups/acme").status, inside)
	}
}

func TestSharingAProject(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	group := v.made("/groups", "name=QA&path=qa").member("id")
	v.made("/groups/qa/members", "username=eve&access_level=40")
	project := "/projects/" + v.made("/projects", "name=shop").member("id")
	share := v.made(project+"/share", "group_id="+group+"&group_access=20")
	assert.Equal(t, "20", share.member("group_access"))
	assert.Equal(t, 200, v.as("eve").get(project+"/deployments").status)
	v.as("eve").post(project+"/members", "username=root&access_level=10").is(403, forbidden)
	v.post(project+"/share", "group_id="+group+"&group_access=30").is(409, messageOf("Project already shared with this group"))
	v.delete(project+"/share/"+group).is(204, "")
	v.as("eve").get(project+"/deployments").is(404, noProject)

	within := "/projects/" + v.made("/projects", "name=inner&namespace_id="+group).member("id")
	v.post(within+"/share", "group_id="+group+"&group_access=30").is(409, messageOf("Project cannot be shared with the group it is in or one of its ancestors."))
}
