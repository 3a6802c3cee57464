package mockserver_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// names are those of a list's rows, in order.
func (a answer) names() []string {
	a.t.Helper()
	require.Equal(a.t, 200, a.status, a.body)
	found := []string{}
	for _, match := range regexp.MustCompile(`[{]"name":"([^"]*)"`).FindAllStringSubmatch(a.body, -1) {
		found = append(found, match[1])
	}
	return found
}

func TestBranches(t *testing.T) {
	v := visit(t, small()).as("developer")
	made := v.post(code+"/branches", "branch=fix/1&ref=main")
	require.Equal(t, 201, made.status, made.body)
	v.get(code+"/branches/fix%2F1").is(200, made.body)
	assert.Equal(t, shaB, made.object()["commit"].(map[string]any)["id"])
	for member, want := range map[string]string{"name": `"fix/1"`, "merged": "true", "protected": "false", "can_push": "true", "default": "false", "web_url": `"` + v.server.URL + `/acme/shop/-/tree/fix/1"`} {
		assert.Equal(t, want, made.member(member), member)
	}
	main := v.get(code + "/branches/main")
	for member, want := range map[string]string{"merged": "false", "protected": "true", "can_push": "false", "default": "true"} {
		assert.Equal(t, want, main.member(member), member)
	}
	v.commit("fix/1", "", "f", "x")
	assert.Equal(t, "false", v.get(code+"/branches/fix%2F1").member("merged"))
	assert.Equal(t, []string{"feature/login", "fix/1", "main"}, v.get(code+"/branches").names())
	assert.Equal(t, []string{"fix/1"}, v.get(code+"/branches?per_page=1&page=2").names())
	assert.Equal(t, []string{"feature/login", "fix/1"}, v.get(code+"/branches?search=^F").names())
	assert.Equal(t, []string{"main"}, v.get(code + "/branches?search=in$&page=1&per_page=2").names()[1:])

	v.delete(code+"/branches/fix%2F1", "If-Unmodified-Since: Tue, 15 Nov 1994 12:45:26 GMT").is(412, messageOf("412 Precondition Failed"))
	assert.Equal(t, 204, v.delete(code+"/branches/fix%2F1").status)
	v.get(code+"/branches/fix%2F1").is(404, messageOf("404 Branch Not Found"))
	v.delete(code+"/branches/fix%2F1").is(404, messageOf("404 Branch Not Found"))
	v.as("owner").delete(code+"/branches/main").is(400, messageOf("The default branch of a project cannot be deleted."))
}

func TestBranchesRefused(t *testing.T) {
	v := visit(t, small())
	for form, want := range map[string]string{
		"ref=main": errorOf("branch is missing, branch is empty"), "branch=x": errorOf("ref is missing, ref is empty"),
		"branch=main&ref=main": messageOf("Branch already exists"), "branch=x&ref=nothing": messageOf("Failed to create branch 'x': invalid reference name 'nothing'"),
		"branch=a..b&ref=main": messageOf("Branch name is invalid"), "branch=-x&ref=main": messageOf("Branch name is invalid"), "branch=" + shaA + "x&ref=main": messageOf("You cannot create a branch with a SHA-1 or SHA-256 branch name."),
		"branch=main/sub&ref=main":       messageOf("Failed to create branch 'main/sub': Branch name conflicts with existing branch hierarchy."),
		"branch=refs/remotes/x&ref=main": messageOf("Branch name is invalid"), "branch=&ref=": errorOf("branch is empty, ref is empty"),
	} {
		v.as("developer").post(code+"/branches", form).is(400, want)
		v.as("reporter").post(code+"/branches", "branch=x&ref=main").is(403, forbidden)
	}
	v.as("reporter").delete(code+"/branches/feature%2Flogin").is(403, forbidden)
	v.as("guest").get(code+"/branches").is(403, forbidden)
	v.as("outsider").get(code+"/branches").is(404, noProject)
}

func TestTags(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("developer")
	plain := v.post(code+"/tags", "tag_name=v1.1&ref=main")
	require.Equal(t, 201, plain.status, plain.body)
	v.get(code+"/tags/v1.1").is(200, plain.body)
	assert.Equal(t, shaB, plain.object()["target"])
	assert.Equal(t, "null", plain.member("created_at"))
	annotated := v.post(code+"/tags", "tag_name=v2&ref=main&message=Second")
	assert.Equal(t, "0f770b3e2163053fbe3d979e228b573f66dcb997", annotated.object()["target"], "what git makes of it")
	assert.Equal(t, shaB, annotated.object()["commit"].(map[string]any)["id"])
	assert.Equal(t, "Second", annotated.object()["message"])
	assert.Equal(t, `"2026-03-02T12:00:00.000Z"`, annotated.member("created_at"))
	assert.Equal(t, []string{"v1.1", "v2", "v1.0"}, v.get(code+"/tags").names(), "newest commits first")

	for form, want := range map[string]string{
		"ref=main": errorOf("tag_name is missing"), "tag_name=v1.0&ref=main": messageOf("Tag v1.0 already exists"),
		"tag_name=v3&ref=nothing": messageOf("Target nothing is invalid"), "tag_name=a b&ref=main": messageOf("Tag name invalid"),
	} {
		v.post(code+"/tags", form).is(400, want)
	}
	v.as("reporter").post(code+"/tags", "tag_name=v3&ref=main").is(403, forbidden)
	v.delete(code+"/tags/v2", "If-Unmodified-Since: Tue, 15 Nov 1994 12:45:26 GMT").is(412, messageOf("412 Precondition Failed"))
	assert.Equal(t, 204, v.delete(code+"/tags/v2").status)
	v.get(code+"/tags/v2").is(404, messageOf("404 Tag Not Found"))
	v.delete(code+"/tags/v2").is(404, messageOf("404 Tag Not Found"))
	again := v.post(code+"/tags", "tag_name=v2&ref=main")
	assert.Equal(t, `""`, again.member("message"), "the message went with the tag")
}
