package mockserver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/mockserver"
	"understudy/mockserver/gitlab"
)

func deploymentTo(environment, status string) string {
	return "environment=" + environment + "&sha=main&ref=main&tag=false&status=" + status
}

// Who may deploy to a protected environment; maintainers unless the protection says otherwise, as in project 2.
func TestProtectedEnvironments(t *testing.T) {
	d := protected()
	d.Projects[0].Environments[2].Protection = d.Projects[1].Environments[0].Protection // open: maintainers
	v := visit(t, d)
	v.as("developer").post(shop, deploymentTo("open", "running")).is(403, forbidden)
	v.as("developer").put(shop+"/104", "status=failed").is(403, forbidden)
	v.as("reporter").post(shop, deploymentTo("production", "running")).is(403, forbidden)
	assert.Equal(t, 200, v.as("developer").get(shop+"/104").status)
	for _, who := range []string{"maintainer", "third", "admin"} {
		a := v.as(who).post(shop, deploymentTo("open", "running"))
		assert.Equal(t, 201, a.status, who)
		assert.Equal(t, 200, v.as(who).put(shop+"/"+a.member("id"), "status=canceled").status, who)
		v.as(who).delete(shop+"/"+a.member("id")).is(204, "")
	}
	a := v.as("developer").post(shop, deploymentTo("production", "success")) // rules stop nobody
	assert.Equal(t, 201, a.status)
	assert.Equal(t, "3", a.member("pending_approval_count"))
}

func TestProtectedForAdministrators(t *testing.T) {
	d := protected()
	d.Projects[0].Environments[2].Protection = d.Projects[0].Environments[1].Protection
	d.Projects[0].Environments[2].Protection.DeployAccess[0].AccessLevel = "admin"
	v := visit(t, d)
	v.as("third").delete(shop+"/104").is(403, forbidden)
	v.as("third").delete(shop+"/999").is(404, notFound)
	v.as("admin").delete(shop+"/104").is(400, stillCurrent)
}

func TestProtectionNeedsALicence(t *testing.T) {
	d := protected()
	d.Projects[0].Environments[2].Protection = d.Projects[1].Environments[0].Protection
	for _, configure := range []func(*mockserver.Config){
		func(c *mockserver.Config) { c.Tier = gitlab.Free },
		func(c *mockserver.Config) { c.Edition = gitlab.CommunityEdition },
	} {
		v := visit(t, d, configure).as("developer")
		assert.Equal(t, 201, v.post(shop, deploymentTo("open", "running")).status)
		assert.NotContains(t, v.get("/projects/1").body, "allow_pipeline_trigger_approve_deployment")
	}
	assert.Equal(t, "false", visit(t, d).as("developer").get("/projects/1").member("allow_pipeline_trigger_approve_deployment"))
}
