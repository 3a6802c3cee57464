package mockserver_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

const mergeRequests = "/projects/1/merge_requests"

// propose opens a merge request from a new branch with one new file, and returns its path.
func (v visitor) propose(branch string) string {
	v.t.Helper()
	v.commit(branch, "main", branch, "x")
	return v.open("source_branch=" + branch + "&target_branch=main&title=Add " + branch)
}

func (v visitor) open(form string) string {
	v.t.Helper()
	a := v.post(mergeRequests, form)
	require.Equal(v.t, 201, a.status, a.body)
	return mergeRequests + "/" + a.member("iid")
}

func (v visitor) merge(path, form string) map[string]any {
	v.t.Helper()
	a := v.put(path+"/merge", form)
	require.Equal(v.t, 200, a.status, a.body)
	return a.object()
}

// deploy makes a successful deployment of main and returns the merge requests it shipped.
func (v visitor) deploy(environment string) []int {
	v.t.Helper()
	head := v.get(code + "/commits/main").object()["id"].(string)
	a := v.post(shop, "environment="+environment+"&sha="+head+"&ref=main&tag=false&status=success")
	require.Equal(v.t, 201, a.status, a.body)
	return v.get(shop + "/" + a.member("id") + "/merge_requests").ids()
}

func TestAMergeRequestFromOpeningToMerging(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, small(), c.set).as("developer")
	sha := v.commit("fix", "main", "f", "x")
	opened := v.post(mergeRequests, "source_branch=fix&target_branch=main&title=Fix&description=All&assignee_ids[]=3&assignee_ids[]=8&reviewer_ids=2&remove_source_branch=true")
	require.Equal(t, 201, opened.status, opened.body)
	for member, want := range map[string]string{
		"iid": "1", "state": `"opened"`, "detailed_merge_status": `"mergeable"`, "sha": `"` + sha + `"`, "changes_count": `"1"`, "merge_commit_sha": "null",
		"user": `{"can_merge":false}`, "draft": "false", "force_remove_source_branch": "true", "created_at": `"2026-03-02T12:00:00.000Z"`,
		"diff_refs": `{"base_sha":"` + shaB + `","head_sha":"` + sha + `","start_sha":"` + shaB + `"}`,
	} {
		assert.Equal(t, want, opened.member(member), member)
	}
	assert.Len(t, opened.object()["assignees"], 1, "outsiders are left out")
	v.put(mergeRequests+"/1/merge", "").is(401, messageOf("401 Unauthorized"))
	v.as("guest").put(mergeRequests+"/1/merge", "").is(404, notFound)

	v = v.as("maintainer")
	v.put(mergeRequests+"/1/merge", "sha="+shaA).is(409, messageOf("SHA does not match HEAD of source branch: "+sha))
	merged := v.merge(mergeRequests+"/1", "sha="+sha)
	assert.Equal(t, "merged", merged["state"])
	assert.Equal(t, "maintainer", merged["merge_user"].(map[string]any)["username"])
	commit := v.get(code + "/commits/main").object()
	assert.Equal(t, merged["merge_commit_sha"], commit["id"])
	assert.Equal(t, "Merge branch 'fix' into 'main'\n\nFix\n\nSee merge request acme/shop!1", commit["message"])
	assert.Equal(t, []any{shaB, sha}, commit["parent_ids"])
	v.get(code+"/branches/fix").is(404, messageOf("404 Branch Not Found"))
	v.put(mergeRequests+"/1/merge", "").is(405, messageOf("405 Method Not Allowed"))
}

func TestMergeRequestsRefused(t *testing.T) {
	v := visit(t, small()).as("developer")
	first := v.propose("one")
	for form, want := range map[string]string{
		"": errorOf("title is missing, source_branch is missing, target_branch is missing"),
		"title=&source_branch=feature/login&target_branch=main": `{"message":{"title":["can't be blank"]}}`,
		"title=x&source_branch=no&target_branch=main":           `{"message":{"source_branch":["does not exist"]}}`,
		"title=x&source_branch=a..b&target_branch=main":         `{"message":{"source_branch":["is invalid"]}}`,
		"title=x&source_branch=one&target_branch=-x":            `{"message":{"target_branch":["is invalid"]}}`,
		"title=x&source_branch=one&target_branch=no":            `{"message":{"target_branch":["does not exist"]}}`,
	} {
		v.post(mergeRequests, form).is(400, want)
	}
	v.post(mergeRequests, "title=x&source_branch=one&target_branch=main").is(409, `{"message":["Another open merge request already exists for this source branch: !1"]}`)
	v.post(mergeRequests, "title=x&source_branch=one&target_branch=one").is(422, `{"message":["You can't use same project/branch for source and target"]}`)
	v.put(first, "").is(400, errorOf("assignee_ids, description, remove_source_branch, reviewer_ids, squash, state_event, target_branch, title are missing, at least one parameter must be provided"))
	v.put(first, "state_event=merge").is(400, errorOf("state_event does not have a valid value"))
	v.get(mergeRequests+"/9").is(404, notFound)
	v.put(mergeRequests+"/9/merge", "").is(404, notFound)
	v.as("reporter").post(mergeRequests, "title=x&source_branch=one&target_branch=main").is(403, forbidden)
	v.as("reporter").put(first, "title=x").is(403, forbidden)
	assert.Equal(t, 200, v.as("planner").get(first).status)
	v.as("guest").get(first).is(403, forbidden)
	v.as("guest").get(mergeRequests).is(403, forbidden)
	v.as("outsider").get(first).is(404, noProject)
}

func TestWhatCannotBeMerged(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	v.commit("here", "main", "f", "one")
	v.commit("main", "", "f", "two")
	conflict := v.open("source_branch=here&target_branch=main&title=x")
	assert.Equal(t, `"conflict"`, v.get(conflict).member("detailed_merge_status"))
	assert.Equal(t, "true", v.get(conflict).member("has_conflicts"))
	v.put(conflict+"/merge", "").is(422, messageOf("Branch cannot be merged"))

	nothing := v.open("source_branch=feature/login&target_branch=main&title=x")
	assert.Equal(t, `"commits_status"`, v.get(nothing).member("detailed_merge_status"))
	v.put(nothing+"/merge", "").is(405, messageOf("405 Method Not Allowed"))

	draft := v.propose("draft")
	require.Equal(t, 200, v.put(draft, "title=Draft: x").status)
	assert.Equal(t, `"draft_status"`, v.get(draft).member("detailed_merge_status"))
	v.put(draft+"/merge", "").is(405, messageOf("405 Method Not Allowed"))

	require.Equal(t, 200, v.put(draft, "title=x&state_event=close").status)
	v.put(draft+"/merge", "").is(405, messageOf("405 Method Not Allowed"))
	reopened := v.put(draft, "state_event=reopen")
	assert.Equal(t, `"mergeable"`, reopened.member("detailed_merge_status"))
	assert.Equal(t, "null", reopened.member("closed_by"))

	require.Equal(t, 204, v.delete(code+"/branches/draft").status)
	assert.Equal(t, `"commits_status"`, v.get(draft).member("detailed_merge_status"))
}

func TestOpenMergeRequestsFollowTheirBranches(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	path := v.propose("fix")
	sha := v.commit("fix", "", "more", "y")
	assert.Equal(t, `"`+sha+`"`, v.get(path).member("sha"))
	v.edit(1, func(p *gitlab.Project) { p.DefaultBranch = "trunk" })
	require.Equal(t, 204, v.delete(code+"/branches/main").status)
	require.Equal(t, 201, v.post(code+"/branches", "branch=main&ref=fix").status)
	pushed := v.get(path)
	assert.Equal(t, `"merged"`, pushed.member("state"), "the target has the commits now")
	assert.Equal(t, `"`+sha+`"`, pushed.member("merge_commit_sha"))
}

func TestMergesOfEveryKindAreLinked(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	require.Empty(t, v.deploy("next"))
	v.merge(v.propose("plain"), "")
	v.commit("squashed", "main", "squashed", "x")
	v.commit("squashed", "", "again", "x")
	squashed := v.merge(v.open("source_branch=squashed&target_branch=main&title=Squash"), "squash=true")
	assert.Equal(t, "Squash", v.get(code + "/commits/" + squashed["squash_commit_sha"].(string)).object()["message"])
	assert.NotEqual(t, squashed["squash_commit_sha"], squashed["merge_commit_sha"])
	assert.Equal(t, []int{2, 1}, v.deploy("next"))

	v.edit(1, func(p *gitlab.Project) { p.MergeMethod = gitlab.FastForward })
	forward := v.propose("forward")
	late := v.propose("late")
	merged := v.merge(forward, "")
	assert.Nil(t, merged["merge_commit_sha"])
	assert.Equal(t, merged["sha"], v.get(code + "/commits/main").object()["id"])
	assert.Equal(t, `"need_rebase"`, v.get(late).member("detailed_merge_status"))
	v.put(late+"/merge", "").is(422, messageOf("Branch cannot be merged"))
	assert.Equal(t, []int{3}, v.deploy("next"), "by the head of its branch")
}

func TestPickedMergeRequestsAreLinked(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	require.Equal(t, 201, v.post(code+"/branches", "branch=release&ref=main").status)
	deploy := func() answer {
		head := v.get(code + "/commits/release").object()["id"].(string)
		return v.post(shop, "environment=next&sha="+head+"&ref=release&tag=false&status=success")
	}
	require.Equal(t, 201, deploy().status)
	merged := v.merge(v.propose("fix"), "")
	picked := v.post(code+"/commits/"+merged["merge_commit_sha"].(string)+"/cherry_pick", "branch=release")
	require.Equal(t, 201, picked.status, picked.body)
	assert.Equal(t, []int{1}, v.get(shop+"/"+deploy().member("id")+"/merge_requests").ids())
}

func TestMergeRequestsAreLinkedOncePerEnvironment(t *testing.T) {
	v := visit(t, small()).as("maintainer")
	v.merge(v.propose("fix"), "")
	assert.Equal(t, []int{1}, v.deploy("next"))
	v.commit("main", "", "later", "x")
	assert.Empty(t, v.deploy("next"))
	assert.Equal(t, []int{1}, v.deploy("qa2"), "another environment")
	assert.Empty(t, v.deploy("review/fix"), "a folder of environments that come and go")
	assert.Equal(t, []int{1}, v.deploy("production/eu"))
	assert.NotEqual(t, "null", v.get(mergeRequests+"/1").member("first_deployed_to_production_at"))
}

func TestMergeRequestsOfAProject(t *testing.T) {
	c := clock{now: noon}
	v := visit(t, shipped(), c.set).as("developer")
	all := []int{4, 3, 2, 1}
	for query, want := range map[string][]int{
		"": all, "sort=asc": {1, 2, 3, 4}, "order_by=title": all, "order_by=title&sort=asc": {1, 2, 3, 4}, "order_by=merged_at": {2, 1, 4, 3}, "order_by=merged_at&sort=asc": {1, 2, 4, 3},
		"order_by=updated_at&sort=asc": {1, 2, 3, 4}, "order_by=priority": all, "state=merged": {2, 1}, "author_id=3": {3, 1}, "iids[]=2&iids[]=4": {4, 2},
		"labels=a,z": {1}, "labels=a,b": {}, "labels=None": {4, 3, 2}, "labels=any": {1}, "not[author_id]=3": {4, 2}, "search=vouchers&sort=asc": {1, 2},
		"environment=production": all, "environment=staging": {}, "deployed_after=2026-01-06": {}, "deployed_before=2026-01-06": all, "per_page=1&page=2": {3},
		"environment=production&deployed_after=2026-01-05T08:50:59Z&deployed_before=2026-01-05T08:51:01Z": all,
	} {
		assert.Equal(t, want, v.get(mergeRequests+"?"+query).ids(), query)
	}
	v.get(mergeRequests+"?state=x&order_by=id").is(400, errorOf("state does not have a valid value, order_by does not have a valid value"))
	v.get(mergeRequests+"?page=x&approved=x&iids[]=x&author_id=1&author_username=a&state=x").is(400, errorOf("author_id, author_username are mutually exclusive, "+
		"state does not have a valid value, approved does not have a valid value, page is invalid, iids is invalid"))
	assert.Equal(t, "4", v.get(mergeRequests).header.Get("X-Total"))

	c.move(c.read().Add(time.Hour))
	v.commit("new", "main", "f", "x")
	assert.Equal(t, mergeRequests+"/"+strconv.Itoa(5), v.open("source_branch=new&target_branch=main&title=New"))
}
