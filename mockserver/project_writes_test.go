package mockserver_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/gitlab"
)

func TestCreatingAProject(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	made := v.made("/projects", "name=My+Shop&description=Sells&initialize_with_readme=true&default_branch=trunk&shared_runners_enabled=false&unheard_of=1").object()
	assert.Equal(t, "My Shop", made["name"])
	assert.Equal(t, "ada/my-shop", made["path_with_namespace"])
	assert.Equal(t, "private", made["visibility"])
	assert.Equal(t, "trunk", made["default_branch"])
	assert.Equal(t, false, made["empty_repo"])
	assert.Equal(t, false, made["allow_pipeline_trigger_approve_deployment"])
	assert.EqualValues(t, 50, made["permissions"].(map[string]any)["project_access"].(map[string]any)["access_level"])
	namespace := made["namespace"].(map[string]any)
	assert.Equal(t, "user", namespace["kind"])

	again := v.made("/projects", "path=second&namespace_id="+url.QueryEscape(v.get("/projects/ada%2Fmy-shop").namespaceID()))
	assert.Equal(t, "ada/second", again.text("path_with_namespace"))
	assert.Equal(t, "second", again.text("name"))
	assert.Equal(t, "true", again.member("empty_repo"))
	v.as("eve").get("/projects/ada%2Fsecond").is(404, noProject)
}

func (a answer) namespaceID() string {
	a.t.Helper()
	_, after, found := strings.Cut(a.body, `"namespace":{"id":`)
	require.True(a.t, found, a.body)
	id, _, _ := strings.Cut(after, ",")
	return id
}

func TestProjectsThatCannotBeMade(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	group := v.made("/groups", "name=Acme&path=acme").member("id")
	v.made("/projects", "name=shop")
	const (
		taken     = `["has already been taken"]`
		general   = `"can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'"`
		container = `"can only include non-accented letters, digits, '_', '-' and '.'. It must not start with '-', '_', or '.', nor end with '-', '_', '.', '.git', or '.atom'."`
	)
	for name, tt := range map[string]struct{ who, form, body string }{
		"neither name nor path": {"ada", "visibility=private", errorOf("name, path are missing, at least one parameter must be provided")},
		"no such visibility":    {"ada", "name=x&visibility=secret", errorOf("visibility does not have a valid value")},
		"name and path taken":   {"ada", "name=shop", `{"message":{"name":` + taken + `,"path":` + taken + `,"project_namespace.name":` + taken + `}}`},
		"path taken":            {"ada", "name=other&path=SHOP", `{"message":{"path":` + taken + `}}`},
		"no such namespace":     {"ada", "name=x&namespace_id=99", `{"message":{"namespace":["is not valid"]}}`},
		"somebody else's group": {"eve", "name=x&namespace_id=" + group, `{"message":{"namespace":["is not valid"]}}`},
		"reserved":              {"ada", "name=x&path=new", `{"message":{"path":["new is a reserved name"],"project_namespace.path":["new is a reserved name"]}}`},
		"separators in a row":   {"ada", "name=x&path=a--b", `{"message":{"path":[` + container + `],"project_namespace.path":[` + container + `]}}`},
		"a path that is none":   {"ada", "name=x&path=a%20b", `{"message":{"path":[` + general + `,` + container + `],"project_namespace.path":[` + container + `,` + general + `]}}`},
		"no name for a branch":  {"ada", "name=x&initialize_with_readme=true&default_branch=a..b", `{"message":{"default_branch":["is invalid"]}}`},
		"characters":            {"ada", "name=!&path=x", `{"message":{"name":["can contain only letters, digits, emoji, '_', '.', '+', dashes, or spaces. It must start with a letter, digit, emoji, or '_'."]}}`},
	} {
		t.Run(name, func(t *testing.T) {
			v := v.in(t).as(tt.who)
			v.post("/projects", tt.form).is(400, tt.body)
		})
	}
	assert.Equal(t, 400, v.post("/projects", "name=x&path=x.git").status)
	assert.Equal(t, []string{"shop"}, v.names("/projects"))
	lowered := v.made("/projects", "name=x&visibility=public&namespace_id="+group)
	assert.Equal(t, "private", lowered.text("visibility"), "as its group")
	v.put("/projects/"+lowered.member("id"), "visibility=public").is(400, `{"message":{"visibility_level":["public is not allowed in a private namespace."]}}`)
}

func TestListingProjects(t *testing.T) {
	v := visit(t, small())
	assert.Equal(t, []int{4, 3, 2, 1}, v.as("admin").get("/projects").ids())
	assert.Equal(t, []int{3, 2, 1}, v.as("developer").get("/projects?membership=true").ids())
	assert.Equal(t, []int{4, 3, 2}, v.as("outsider").get("/projects").ids())
	assert.Equal(t, []int{4}, v.as("outsider").get("/projects?owned=true").ids())
	assert.Equal(t, []int{2}, v.as("external").get("/projects").ids())
	assert.Equal(t, []int{2}, v.as("developer").get("/projects?visibility=public").ids())
	assert.Equal(t, []int{1}, v.as("developer").get("/projects?search=SHO").ids())
	assert.Empty(t, v.as("developer").get("/projects?archived=true").ids())
	assert.Empty(t, v.as("developer").get("/projects?min_access_level=40").ids())
	assert.Equal(t, []int{1, 2}, v.as("developer").get("/projects?order_by=id&sort=asc&per_page=2").ids())
	page := v.as("developer").get("/projects?order_by=path&sort=asc&per_page=1&page=2&simple=true")
	assert.Equal(t, []int{1}, page.ids())
	assert.Equal(t, "3", page.header.Get("X-Total"))
	assert.NotContains(t, page.body, "permissions")
	v.as("developer").get("/projects?order_by=stars").is(400, errorOf("order_by does not have a valid value"))
	v.as("").get("/projects").is(401, unauthorized)
}

func TestChangingAProject(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	v.as("developer").put("/projects/1", "description=x").is(403, forbidden)
	assert.Equal(t, 400, v.put("/projects/1", "unheard_of=1").status)
	v.put("/projects/1", "visibility=public").is(403, forbidden)
	v.put("/projects/1", "default_branch=nothing").is(400, `{"message":{"base":["Could not change HEAD: branch 'nothing' does not exist"]}}`)
	v.put("/projects/1", "path=site").is(400, `{"message":{"path":["has already been taken"]}}`)

	changed := v.put("/projects/1", "name=Store&description=Sells&default_branch=feature/login&allow_pipeline_trigger_approve_deployment=true").object()
	assert.Equal(t, "Store", changed["name"])
	assert.Equal(t, "Sells", changed["description"])
	assert.Equal(t, "feature/login", changed["default_branch"])
	assert.Equal(t, true, changed["allow_pipeline_trigger_approve_deployment"])
	assert.Equal(t, `"public"`, v.as("owner").put("/projects/1", "visibility=public").member("visibility"))
	assert.Equal(t, 200, v.as("outsider").get(shop).status)

	for _, feature := range []string{"environments", "builds", "repository"} {
		assert.Equal(t, 200, v.put("/projects/1", feature+"_access_level=disabled").status)
		v.get(shop).is(403, forbidden)
		assert.Equal(t, 200, v.put("/projects/1", feature+"_access_level=enabled").status)
	}
}

func TestRenamedProject(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	assert.Equal(t, `"acme/market"`, v.put("/projects/1", "path=market").member("path_with_namespace"))
	moved := v.get("/projects/acme%2Fshop/deployments")
	assert.Equal(t, 301, moved.status)
	assert.Equal(t, v.server.URL+"/api/v4/projects/1/deployments", moved.header.Get("Location"))
	assert.Equal(t, 200, v.get("/projects/acme%2Fmarket").status)
	v.put("/projects/acme%2Fshop", "name=x").is(405, messageOf("Non GET methods are not allowed for moved projects"))
	assert.Equal(t, `"acme/shop"`, v.put("/projects/1", "path=shop").member("path_with_namespace"))
	assert.Equal(t, 200, v.get("/projects/acme%2Fshop").status)
}

func TestApprovalSettingWithoutALicence(t *testing.T) {
	v := visit(t, small(), func(c *mockserver.Config) { c.Tier = gitlab.Free }).as("maintainer")
	a := v.put("/projects/1", "allow_pipeline_trigger_approve_deployment=true")
	assert.Equal(t, 200, a.status, a.body)
	assert.NotContains(t, a.body, "allow_pipeline")
	assert.False(t, v.server.Instance().State().ProjectByID(1).AllowTriggererApproval)
}

func TestDeletingAProject(t *testing.T) {
	v := visit(t, small()).as("owner")
	v.as("maintainer").delete("/projects/1").is(403, forbidden)
	v.delete("/projects/1?permanently_remove=true&full_path=acme/shop").is(400, messageOf("Project must be marked for deletion first."))
	v.delete("/projects/1").is(202, messageOf("202 Accepted"))

	marked := v.get("/projects/1").object()
	assert.Equal(t, "acme/shop-deletion_scheduled-1", marked["path_with_namespace"])
	assert.Equal(t, true, marked["archived"])
	assert.NotNil(t, marked["marked_for_deletion_on"])
	assert.Equal(t, 200, v.get(shop).status, "it can still be read")
	v.post(shop, deploying).is(403, forbidden)
	v.delete("/projects/1").is(400, messageOf("Project has already been marked for deletion"))
	v.delete("/projects/1?permanently_remove=true&full_path=acme/shop").is(400, messageOf("`full_path` is incorrect. You must enter the complete path for the project."))
	v.delete("/projects/1?permanently_remove=true&full_path=acme%2Fshop-deletion_scheduled-1").is(202, messageOf("202 Accepted"))
	v.get("/projects/1").is(404, noProject)
	v.as("admin").get(shop).is(404, noProject)
	v.as("").get("/projects/2/deployments", "JOB-TOKEN: job-token").is(401, unauthorized)
	for _, path := range []string{"acme/shop", "acme/store", "acme/shop-deletion_scheduled-1"} {
		v.as("admin").get("/projects/"+url.PathEscape(path)).is(404, noProject)
	}
	assert.Equal(t, 200, v.get("/projects/2/deployments").status, "nothing else is gone")
	state := v.server.Instance().State()
	for name, left := range map[string]bool{
		"job": state.Job(1) != nil, "pipeline": state.Pipeline(1) != nil, "repository": state.Repository(1) != nil,
		"environments": len(state.Environments(1)) > 0, "token": state.Token("job-token") != nil,
	} {
		assert.False(t, left, "the %s is left", name)
	}
}

func TestPathOfADeletedProjectIsFree(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	first := v.made("/projects", "name=shop").member("id")
	bot := v.identity("/projects/"+first, "30", "api")
	v.delete("/projects/"+first).is(202, messageOf("202 Accepted"))
	second := v.made("/projects", "name=shop").member("id")
	assert.Equal(t, second, v.get("/projects/ada%2Fshop").member("id"))
	v.made("/projects/"+first+"/members", "username=eve&access_level=20")
	assert.Equal(t, second, v.get("/projects/ada%2Fshop").member("id"), "a write to the former holder does not take the path back")
	v.delete("/projects/"+first+"?permanently_remove=true&full_path=ada/shop-deletion_scheduled-"+first).is(202, messageOf("202 Accepted"))
	assert.Equal(t, second, v.get("/projects/ada%2Fshop").member("id"))
	v.holding(bot).get("/user").is(401, unauthorized)
}
