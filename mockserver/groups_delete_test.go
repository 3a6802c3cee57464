package mockserver_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A group is marked first; a subgroup, told once more, takes with it what is in it and what it might do elsewhere.
func TestDeletingAGroup(t *testing.T) {
	v := visit(t, arrival()).as("ada")
	outer := v.made("/groups", "name=Outer&path=outer").member("id")
	inner := v.made("/groups", "name=Inner&path=inner&parent_id="+outer).member("id")
	project := v.made("/projects", "name=box&namespace_id="+inner).member("id")
	other := v.made("/projects", "name=other").member("id")
	bot := v.holding(v.identity("/groups/"+inner, "30", "api"))
	v.made("/projects/"+other+"/share", "group_access=30&group_id="+inner)
	v.made("/projects/"+other+"/protected_environments", "name=production&deploy_access_levels[][group_id]="+inner)
	v.made("/groups/"+inner+"/protected_environments", "name=staging&deploy_access_levels[][access_level]=40")
	assert.Equal(t, 200, bot.get("/projects/"+other).status)

	bot.delete("/groups/"+inner).is(403, forbidden)
	v.delete("/groups/"+outer+"?permanently_remove=true&full_path=outer").is(400, messageOf("`permanently_remove` option is only available for subgroups."))
	v.delete("/groups/"+inner+"?permanently_remove=true&full_path=outer/inner").is(400, messageOf("Group must be marked for deletion first."))
	v.delete("/groups/"+inner).is(202, messageOf("202 Accepted"))
	marked := v.get("/groups/" + inner).object()
	path := "outer/inner-deletion_scheduled-" + inner
	assert.Equal(t, path, marked["full_path"])
	assert.Equal(t, "Inner-deletion_scheduled-"+inner, marked["name"])
	assert.NotNil(t, marked["marked_for_deletion_on"])
	assert.Equal(t, `"`+path+`/box"`, v.get("/projects/"+project).member("path_with_namespace"))
	v.made("/groups", "name=Inner&path=inner&parent_id="+outer)

	v.delete("/groups/"+inner).is(400, messageOf("Group has already been marked for deletion"))
	v.delete("/groups/"+inner+"?permanently_remove=true&full_path=outer/inner").is(400,
		messageOf("`full_path` is incorrect. You must enter the complete path for the subgroup."))
	v.delete("/groups/"+inner+"?permanently_remove=true&full_path="+url.QueryEscape(path)).is(202, messageOf("202 Accepted"))
	v.get("/groups/"+inner).is(404, messageOf("404 Group Not Found"))
	v.get("/projects/"+project).is(404, noProject)
	bot.get("/user").is(401, unauthorized)
	assert.Equal(t, "[]", v.get("/projects/"+other+"/protected_environments/production").member("deploy_access_levels"))

	v.delete("/groups/"+outer).is(202, messageOf("202 Accepted"))
	again := v.get("/groups/outer-deletion_scheduled-" + outer + "%2Finner").member("id")
	v.delete("/groups/"+again).is(202, messageOf("202 Accepted"))
	assert.Equal(t, "null", v.get("/groups/"+again).member("marked_for_deletion_on"), "it goes with the group around it")
}

func TestAProjectGoesWithTheGroupAroundIt(t *testing.T) {
	t.Parallel()
	v := visit(t, arrival()).as("ada")
	outer := v.made("/groups", "name=Outer&path=outer").member("id")
	inner := v.made("/groups", "name=Inner&path=inner&parent_id="+outer).member("id")
	project := "/projects/" + v.made("/projects", "name=box&namespace_id="+inner).member("id")
	v.delete("/groups/"+outer).is(202, messageOf("202 Accepted"))
	for range 2 {
		v.delete(project).is(202, messageOf("202 Accepted"))
	}
	assert.Equal(t, `"box"`, v.get(project).member("path"), "it needs no mark of its own")
}
