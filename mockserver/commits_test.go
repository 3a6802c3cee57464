package mockserver_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

const code = "/projects/1/repository"

// send sends JSON.
func (v visitor) send(method, path, body string) answer {
	v.t.Helper()
	return v.request(method, path, body, jsonType)
}

// commit commits one new file to a branch, which begins at another if start is given, and returns the commit's SHA.
func (v visitor) commit(branch, start, path, content string) string {
	v.t.Helper()
	from := ""
	if start != "" {
		from = `"start_branch":"` + start + `",`
	}
	a := v.send("POST", code+"/commits", `{"branch":"`+branch+`",`+from+`"commit_message":"Add `+path+`","actions":[{"action":"create","file_path":"`+path+`","content":"`+content+`"}]}`)
	require.Equal(v.t, 201, a.status, a.body)
	return a.object()["id"].(string)
}

func TestACommitHasTheIDGitWouldGiveIt(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("maintainer")
	a := v.send("POST", code+"/commits", `{"branch":"main","commit_message":"Add things\n\nMany","author_name":"Ada <L>","author_email":"ada@example.com","actions":[
		{"action":"create","file_path":"b/deep/x.txt","content":"eA==\n","encoding":"base64"},
		{"action":"create","file_path":"b.txt","content":"one\ntwo\n"},
		{"action":"create","file_path":"run","content":"#!/bin/sh\n"},
		{"action":"chmod","file_path":"run","execute_filemode":true}]}`)
	require.Equal(t, 201, a.status, a.body)
	assert.Equal(t, "4e6d2b8a97fc7ebb6f4b4ba5067f5093f3e4f0f4", a.object()["id"])
	assert.Equal(t, `{"additions":4,"deletions":0,"total":4}`, a.member("stats"))
	assert.Equal(t, `["`+shaB+`"]`, a.member("parent_ids"))
	assert.Equal(t, "Add things", a.object()["title"])
	assert.Equal(t, "Ada L", a.object()["author_name"])
	assert.Equal(t, "maintainer", a.object()["committer_name"])
	assert.Equal(t, "2026-03-02T12:00:00.000+00:00", a.object()["committed_date"])
}

func TestActionsOfACommit(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	first := v.commit("main", "", "a/one", "1")
	second := v.post(code+"/commits", "branch=main&commit_message=Change&actions[][action]=update&actions[][file_path]=a/one&actions[][content]=2"+
		"&actions[][action]=move&actions[][file_path]=/b&actions[][previous_path]=a/one&stats=false")
	require.Equal(t, 201, second.status, second.body)
	assert.Equal(t, `["`+first+`"]`, second.member("parent_ids"))
	assert.Empty(t, second.member("stats"))
	third := v.send("POST", code+"/commits", `{"branch":"main","commit_message":"Away","actions":[{"action":"delete","file_path":"b"}]}`)
	assert.Equal(t, `{"additions":0,"deletions":1,"total":1}`, third.member("stats"))
	empty := v.send("POST", code+"/commits", `{"branch":"main","commit_message":"Nothing","actions":[]}`)
	assert.Equal(t, 201, empty.status, empty.body)

	for want, actions := range map[string]string{
		"A file with this name already exists":      `{"action":"create","file_path":"f"},{"action":"create","file_path":"f"}`,
		"A file with this name doesn't exist":       `{"action":"update","file_path":"nothing","content":"x"}`,
		"A directory with this name already exists": `{"action":"create","file_path":"d/f"},{"action":"create","file_path":"d"}`,
		"Path cannot include directory traversal":   `{"action":"create","file_path":"d/./f"}`,
		"You must provide a file path":              `{"action":"move","file_path":"f"}`,
	} {
		v.send("POST", code+"/commits", `{"branch":"main","commit_message":"m","actions":[`+actions+`]}`).is(400, messageOf(want))
	}
	v.send("POST", code+"/commits", `{"branch":"main","commit_message":"m","actions":[{"action":"create","file_path":"f"},{"action":"create","file_path":"f/g"}]}`).
		is(400, messageOf("A file with this name already exists"))
	assert.Equal(t, empty.object()["id"], v.get(code + "/commits/main").object()["id"], "what is refused leaves nothing behind")
}

func TestCommitsRefused(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	for body, want := range map[string]string{
		`{}`:                                     messageOf("400 Bad request - branch is required"),
		`{"branch":"main"}`:                      messageOf("400 Bad request - commit_message is required"),
		`{"branch":"main","commit_message":"m"}`: messageOf("400 Bad request - actions is required"),
		`{"branch":"main","commit_message":"m","actions":1}`:                                                                       errorOf("actions is invalid"),
		`{"branch":"main","commit_message":"m","actions":[{"action":"eat","file_path":"f"}]}`:                                      errorOf("actions[0][action] does not have a valid value"),
		`{"branch":"main","commit_message":"m","actions":[{"action":"create"}]}`:                                                   errorOf("actions[0][file_path] is missing"),
		`{"branch":"new","commit_message":"m","actions":[],"start_branch":"main","start_sha":"x"}`:                                 messageOf("400 Bad request - start_branch, start_sha are mutually exclusive"),
		`{"branch":"new","commit_message":"m","actions":[]}`:                                                                       messageOf("You can only create or edit files when you are on a branch"),
		`{"branch":"new","commit_message":"m","actions":[],"start_branch":"nothing"}`:                                              messageOf("You can only create or edit files when you are on a branch"),
		`{"branch":"new","commit_message":"m","actions":[],"start_sha":"nothing"}`:                                                 messageOf("Invalid start_sha 'nothing'"),
		`{"branch":"main","commit_message":"m","actions":[],"start_sha":"` + strings.Repeat("0", 40) + `"}`:                        messageOf("Cannot find start_sha '" + strings.Repeat("0", 40) + "'"),
		`{"branch":"main","commit_message":"m","actions":[],"start_sha":"` + shaB + `"}`:                                           messageOf("A branch called 'main' already exists. Switch to that branch in order to make changes"),
		`{"branch":"main","commit_message":"m","actions":[],"start_branch":"feature/login"}`:                                       messageOf("A branch called 'main' already exists. Switch to that branch in order to make changes"),
		`{"branch":"a b","commit_message":"m","actions":[],"start_branch":"main"}`:                                                 messageOf("Something went wrong when we tried to create 'a b' for you: Branch name is invalid"),
		`{"branch":"main","commit_message":"m","actions":[{"action":"create","file_path":"f","content":"*","encoding":"base64"}]}`: messageOf("400 Bad request - content of f is no base64"),
	} {
		v.send("POST", code+"/commits", body).is(400, want)
	}
}

func TestWhoMayCommit(t *testing.T) {
	v := visit(t, small())
	body := func(branch string) string { return `{"branch":"` + branch + `","commit_message":"m","actions":[]}` }
	notInto := messageOf("403 Forbidden - You are not allowed to push into this branch")
	v.as("developer").send("POST", code+"/commits", body("main")).is(403, notInto)
	assert.Equal(t, 201, v.as("developer").send("POST", code+"/commits", body("feature/login")).status)
	assert.Equal(t, 201, v.as("maintainer").send("POST", code+"/commits", body("main")).status)
	v.as("reporter").send("POST", code+"/commits", body("feature/login")).is(403, notInto)
	v.as("guest").send("POST", code+"/commits", body("feature/login")).is(403, forbidden)
	v.as("outsider").send("POST", code+"/commits", body("main")).is(404, noProject)
	v.request("POST", code+"/commits", body("main"), jsonType, "JOB-TOKEN: job-token").is(401, messageOf("401 Unauthorized"))
	assert.Equal(t, 200, v.request("GET", code+"/commits/main", "", "JOB-TOKEN: job-token").status)
	v.as("guest").get(code+"/commits").is(403, forbidden)
	assert.Equal(t, 200, v.as("guest").get("/projects/2/repository/commits").status, "public code is everybody's")

	v.edit(1, func(p *gitlab.Project) { p.DefaultBranchOpen = true })
	assert.Equal(t, 201, v.as("developer").send("POST", code+"/commits", body("main")).status)
	v.edit(1, func(p *gitlab.Project) { p.Archived = true })
	v.as("owner").send("POST", code+"/commits", body("main")).is(403, notInto)
	v.edit(1, func(p *gitlab.Project) { p.RepositoryAccess = gitlab.FeatureDisabled })
	v.as("owner").get(code+"/commits").is(404, messageOf("404 Repository Not Found"))
}

func TestHistory(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("maintainer")
	var made []string
	for _, name := range []string{"a", "b", "c"} {
		c.move(c.read().Add(time.Minute))
		made = append(made, v.commit("main", "", name, name))
	}
	a := v.get(code + "/commits?per_page=2")
	assert.Equal(t, 2, strings.Count(a.body, `"short_id"`))
	assert.Less(t, strings.Index(a.body, made[2]), strings.Index(a.body, made[1]), "newest first")
	assert.Equal(t, []string{"", "2"}, []string{a.header.Get("X-Total"), a.header.Get("X-Next-Page")}, "nobody counts")
	assert.NotContains(t, a.header.Get("Link"), `rel="last"`)
	for query, want := range map[string]int{
		"": 5, "?ref_name=v1.0": 1, "?ref_name=" + made[0]: 3, "?all=true": 5, "?path=b": 1, "?path=/b/": 1, "?author=MAINTAINER@": 3, "?author=x@y": 0,
		"?since=2026-03-02T12:02:00Z": 2, "?until=2026-03-02T12:01:00Z": 3, "?first_parent=true&order=topo&trailers=true": 5,
	} {
		listed := v.get(code + "/commits" + query)
		assert.Equal(t, want, strings.Count(listed.body, `"short_id"`), query)
		assert.NotContains(t, listed.body, `"stats"`)
	}
	assert.Contains(t, v.get(code+"/commits?with_stats=true&path=b").body, `"stats":{"additions":1,"deletions":0,"total":1}`)
	v.get(code+"/commits?since=someday&order=best").is(400, errorOf("since is invalid, order does not have a valid value"))
	for _, name := range []string{"-x", "%20main", "a%20b"} {
		v.get(code+"/commits?ref_name="+name).is(400, messageOf("ref_name is invalid"))
	}
	v.get(code+"/commits?ref_name=nothing").is(200, "[]")
	for _, name := range []string{"main", "HEAD", made[2], made[2][:8]} {
		assert.Equal(t, made[2], v.get(code + "/commits/" + name).object()["id"], name)
	}
	v.get(code+"/commits/nothing").is(404, messageOf("404 Commit Not Found"))
}

func TestDeploymentsOfCommitsMadeHere(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	sha := v.commit("fix", "main", "f", "x")
	require.Equal(t, 201, v.post(code+"/tags", "tag_name=v2&ref=fix").status)
	for _, revision := range []string{sha, sha[:10], "fix", "v2", "v2~"} {
		a := v.post(shop, "environment=here&status=running&tag=false&ref=fix&sha="+revision)
		assert.Equal(t, 201, a.status, a.body)
	}
	require.Equal(t, 204, v.delete(code+"/branches/fix").status)
	v.post(shop, "environment=here&status=running&tag=false&ref=fix&sha="+sha).is(400, `{"message":{"ref":["The branch or tag does not exist"]}}`)
}

const notPicked = "Commit cherry-pick failed: Can't perform this action automatically. It may have already been done, or a more recent commit may have updated some of this content. Please perform this action locally."

func TestCherryPicks(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("developer")
	sha := v.commit("fix", "main", "f", "x")
	require.Equal(t, 201, v.post(code+"/branches", "branch=release&ref=main").status)
	c.move(c.read().Add(time.Hour))
	picked := v.as("maintainer").post(code+"/commits/"+sha+"/cherry_pick", "branch=release")
	require.Equal(t, 201, picked.status, picked.body)
	assert.Equal(t, "Add f\n\n(cherry picked from commit "+sha+")\n\nCo-authored-by: developer <developer@example.com>", picked.object()["message"])
	assert.Equal(t, "maintainer", picked.object()["author_name"])
	assert.NotContains(t, picked.body, `"stats"`)
	assert.Equal(t, "maintainer", picked.object()["committer_name"])
	assert.Equal(t, picked.object()["id"], v.get(code + "/commits/release").object()["id"])
	v.post(code+"/commits/"+sha+"/cherry_pick", "branch=release").is(400, `{"message":"`+notPicked+`","error_code":"empty"}`)
	v.post(code+"/commits/"+sha+"/cherry_pick", "branch=release&dry_run=true").is(400, `{"message":"`+notPicked+`","error_code":"empty","dry_run":"error"}`)
	require.Equal(t, 201, v.post(code+"/branches", "branch=next&ref=main").status)
	v.post(code+"/commits/"+sha+"/cherry_pick", "branch=next&dry_run=true").is(200, `{"dry_run":"success"}`)
	assert.Equal(t, "0", strconv.Itoa(strings.Count(v.get(code+"/commits/next").body, "cherry picked")))
	v.commit("next", "", "f", "y")
	v.post(code+"/commits/"+sha+"/cherry_pick", "branch=next").is(400, `{"message":"`+notPicked+`","error_code":"conflict"}`)
	v.post(code+"/commits/"+sha+"/cherry_pick", "branch=a..b").is(400, messageOf("The branch refname is invalid"))
	v.post(code+"/commits/nothing/cherry_pick", "branch=release").is(404, messageOf("404 Commit Not Found"))
	v.post(code+"/commits/"+sha+"/cherry_pick", "branch=nothing").is(404, messageOf("404 Branch Not Found"))
	v.post(code+"/commits/"+sha+"/cherry_pick", "branch=main").is(403, messageOf("403 Forbidden - You are not allowed to push into this branch"))
	v.post(code+"/commits/"+sha+"/cherry_pick", "").is(400, errorOf("branch is missing, branch is empty"))
}
