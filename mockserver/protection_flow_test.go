package mockserver_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A deployment waits for approvals, gets them and loses one rule, by nothing but requests.
func TestApprovalsArrangedByRequests(t *testing.T) {
	v := visit(t, grouped())
	v.as("developer").environment("name=live-eu&tier=production")
	a := v.as("maintainer").postJSON(projectProtection, `{"name":"live-eu","deploy_access_levels":[{"access_level":30}],"approval_rules":[{"access_level":40},{"group_id":%d,"required_approvals":2}]}`, v.id("acme/qa"))
	require.Equal(t, 201, a.status, a.body)
	made := v.as("developer").post(shop, deploymentTo("live-eu", "running"))
	assert.Equal(t, "3", made.member("pending_approval_count"), made.body)
	approval := shop + "/" + made.member("id") + "/approval"
	v.as("developer").post(approval, "status=approved").is(400, ownDeployment)
	assert.Equal(t, 201, v.as("maintainer").post(approval, "status=approved").status)
	assert.Equal(t, 201, v.as("reporter").post(approval, "status=approved").status)
	get := func() string {
		return v.as("developer").get(shop + "/" + made.member("id")).member("pending_approval_count")
	}
	assert.Equal(t, "1", get())
	rules := a.ruleIDs("approval_rules")
	v.as("maintainer").putJSON(projectProtection+"/live-eu", `{"approval_rules":[{"id":%d,"_destroy":true,"group_id":%d}]}`, rules[1], v.id("acme/qa"))
	assert.Equal(t, "0", get())
	v.as("owner").post(approval, "status=approved").is(400, notWaiting)
}

// What a group protects by tier counts for the projects in it together with what they protect themselves.
func TestGroupProtectionArrangedByRequests(t *testing.T) {
	v := visit(t, grouped())
	path := v.as("developer").environment("name=live-eu&tier=production")
	assert.Equal(t, 201, v.as("owner").postJSON(groupProtection, `{"name":"production","deploy_access_levels":[{"access_level":40}],"approval_rules":[{"user_id":%d}]}`, v.id("owner")).status)
	v.as("developer").post(shop, deploymentTo("live-eu", "running")).is(403, forbidden)
	assert.Equal(t, 200, v.as("developer").put(path, "description=EU").status, "of the environment itself the project decides")
	v.as("developer").post(path+"/stop", "").is(403, forbidden)
	v.as("developer").delete(path).is(403, forbidden)
	made := v.as("maintainer").post(shop, deploymentTo("live-eu", "running"))
	assert.Equal(t, "1", made.member("pending_approval_count"), made.body)
	v.as("maintainer").put(path, "tier=other")
	assert.Equal(t, 200, v.as("developer").put(shop+"/"+made.member("id"), "status=success").status, "the tier decides at once")
	assert.Equal(t, 204, v.as("owner").delete(groupProtection+"/production").status)
}
