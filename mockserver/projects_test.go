package mockserver_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func TestProjectLookup(t *testing.T) {
	v := visit(t, small()).as("developer")
	for _, id := range []string{"1", "01", "acme%2Fshop", "ACME%2FShop", "acme%2fshop", "%61cme%2Fshop"} {
		assert.Equal(t, 200, v.get("/projects/"+id+"/deployments").status, id)
	}
	for _, id := range []string{"999", "0", "-1", "+1", "shop", "foo", "1.5", "acme%2Fnothing", "99999999999999999999", "4", "other%2Fsecret", "acme%252Fshop"} {
		v.get("/projects/"+id+"/deployments").is(404, noProject)
		v.get("/projects/"+id).is(404, noProject)
		v.post("/projects/"+id+"/deployments", deploying).is(404, noProject)
		v.put("/projects/"+id+"/deployments/101", "status=failed").is(404, noProject)
		v.delete("/projects/"+id+"/deployments/101").is(404, noProject)
	}
	v.get("/projects/acme/shop/deployments").is(404, noRoute)
	v.as("").get("/projects/2/deployments").is(401, unauthorized)
}

func TestTheProjectOfThePathWins(t *testing.T) {
	v := visit(t, small()).as("developer")
	assert.Equal(t, []int{201}, v.get("/projects/2/deployments?id=1").ids())
	a := v.post("/projects/2/deployments?id=1", deploying+"&id=1")
	assert.Equal(t, 201, a.status, a.body)
	assert.Len(t, v.get("/projects/2/deployments").ids(), 2)
	v.put(shop+"/104?deployment_id=101", "status=success&deployment_id=101&id=2")
	assert.Equal(t, `"success"`, v.get(shop+"/104").member("status"))
}

func TestDotsInProjectPaths(t *testing.T) {
	d := small()
	d.Projects[1].Path = "acme/my.site.json"
	v := visit(t, d).as("developer")
	assert.Equal(t, []int{201}, v.get("/projects/acme%2Fmy%2Esite%2Ejson/deployments").ids())
	assert.Equal(t, []int{201}, v.get("/projects/acme%2Fmy.site.json/deployments.json").ids())
	assert.Equal(t, "2", v.get("/projects/acme%2Fmy.site.json").member("id"))
}

func TestMovedProject(t *testing.T) {
	v := visit(t, small())
	for path, to := range map[string]string{
		"/projects/acme%2Fstore/deployments":                    "/projects/1/deployments",
		"/projects/ACME%2FStore/deployments":                    "/projects/1/deployments",
		"/projects/acme%2Fstore/deployments?page=2&status=":     "",
		"/projects/acme%2Fstore/deployments?sort=desc&x=a%26b":  "/projects/1/deployments?sort=desc&x=a%26b",
		"/projects/acme%2Fstore/deployments/101":                "/projects/1/deployments/101",
		"/projects/acme%2Fstore/deployments/101/merge_requests": "/projects/1/deployments/101/merge_requests",
		"//projects//acme%2Fstore//deployments":                 "/projects/1//deployments",
		"/projects/acme%2Fstore":                                "/projects/1",
		"/projects/acme%2Fstore/environments":                   "/projects/1/environments",
	} {
		a := v.as("developer").get(path)
		if to == "" {
			a.is(400, errorOf("status does not have a valid value"))
			continue
		}
		location := v.server.URL + "/api/v4" + to
		a.is(301, "This resource has been moved permanently to "+location)
		assert.Equal(t, location, a.header.Get("Location"), path)
		followed := v.as("developer").get(strings.TrimPrefix(location, v.server.URL))
		assert.Equal(t, 200, followed.status, location)

		head := v.as("developer").request("HEAD", path, "")
		assert.Equal(t, 405, head.status, path)
		assert.Empty(t, head.header.Get("Location"))
	}
	const refused = `{"message":"Non GET methods are not allowed for moved projects"}`
	moved := "/projects/acme%2Fstore/deployments"
	v.as("developer").post(moved, deploying).is(405, refused)
	v.as("developer").put(moved+"/104", "status=failed").is(405, refused)
	v.as("developer").delete(moved+"/105").is(405, refused)
	v.as("developer").post(moved+"/104/approval", "status=approved").is(405, refused)
	v.as("outsider").get(moved).is(404, noProject) // where it went is not told to everybody
}

func TestFeaturesSwitchedOff(t *testing.T) {
	v := visit(t, small())
	for _, off := range []func(*gitlab.Project){
		func(p *gitlab.Project) { p.BuildsAccess = gitlab.FeatureDisabled },
		func(p *gitlab.Project) { p.RepositoryAccess = gitlab.FeatureDisabled },
		func(p *gitlab.Project) { p.EnvironmentsAccess = gitlab.FeatureDisabled },
	} {
		v.edit(2, func(p *gitlab.Project) {
			p.BuildsAccess, p.RepositoryAccess, p.EnvironmentsAccess = "", "", ""
			off(p)
		})
		for _, who := range []string{"owner", "admin", "auditor", "outsider"} {
			v := v.as(who)
			v.get("/projects/2/deployments").is(403, forbidden)
			v.get("/projects/2/deployments/201").is(403, forbidden)
			v.get("/projects/2/deployments/201/merge_requests").is(403, forbidden)
			v.post("/projects/2/deployments", deploying).is(403, forbidden)
			v.put("/projects/2/deployments/201", "status=failed").is(403, forbidden)
			v.delete("/projects/2/deployments/201").is(403, forbidden)
			assert.Equal(t, 200, v.get("/projects/2").status, who)
		}
	}
}

func TestFeaturesForMembersOnly(t *testing.T) {
	v := visit(t, small())
	for _, private := range []func(*gitlab.Project){
		func(p *gitlab.Project) { p.BuildsAccess = gitlab.FeaturePrivate },
		func(p *gitlab.Project) { p.RepositoryAccess = gitlab.FeaturePrivate },
		func(p *gitlab.Project) { p.EnvironmentsAccess = gitlab.FeaturePrivate },
	} {
		v.edit(2, func(p *gitlab.Project) {
			p.BuildsAccess, p.RepositoryAccess, p.EnvironmentsAccess = "", "", ""
			private(p)
		})
		v.as("outsider").get("/projects/2/deployments").is(403, forbidden)
		assert.Equal(t, 200, v.as("reporter").get("/projects/2/deployments").status)
	}
}

func TestArchivedProject(t *testing.T) {
	v := visit(t, small())
	v.edit(1, func(p *gitlab.Project) { p.Archived = true })
	for _, who := range []string{"maintainer", "owner", "admin"} {
		v := v.as(who)
		assert.Equal(t, 200, v.get(shop).status)
		assert.Equal(t, 200, v.get(shop+"/101").status)
		assert.Equal(t, 200, v.get(shop+"/101/merge_requests").status)
		v.post(shop, deploying).is(403, forbidden)
		v.put(shop+"/104", "status=failed").is(403, forbidden)
		v.delete(shop+"/105").is(403, forbidden)
		v.delete(shop+"/999").is(404, notFound)
	}
}

func TestProjectWithoutCommits(t *testing.T) {
	v := visit(t, small()).as("admin")
	_, err := v.server.Instance().Write(func(tx *gitlab.Tx) error {
		tx.PutProject(gitlab.Project{ID: 9, Path: "acme/empty", Visibility: gitlab.Private, DefaultBranch: "main", CreatorID: 1})
		return nil
	})
	require.NoError(t, err)
	v.get("/projects/"+url.PathEscape("acme/empty")+"/deployments").is(200, "[]")
	v.get("/projects/9/environments").is(200, "[]")
	assert.Equal(t, "true", v.get("/projects/9").member("empty_repo"))
	v.post("/projects/9/deployments", deploying).is(400, `{"message":{"sha":["The commit does not exist"]}}`)
}

func TestAnEnvironmentShowsItsProjectAsListsDo(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	project := func() map[string]any { return v.list("/projects?simple=true&order_by=id&sort=asc")[0] }
	shown := func() any { return v.list(environments)[0]["project"] }
	assert.Equal(t, project(), shown())
	assert.Equal(t, []any{"main", 0.0, 0.0, nil}, []any{project()["default_branch"], project()["forks_count"], project()["star_count"], project()["readme_url"]})

	for _, path := range []string{"README", "docs/README.md", "Readme.md"} {
		v.commit("main", "", path, "Sells")
	}
	assert.Equal(t, v.server.URL+"/acme/shop/-/blob/main/Readme.md", project()["readme_url"])
	assert.Equal(t, project(), shown())

	guest := v.as("guest").get("/projects/1").object()
	for _, hidden := range []string{"default_branch", "forks_count", "readme_url"} {
		assert.NotContains(t, guest, hidden)
	}
}
