package mockserver_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// shipped is the small dataset with four merge requests (1 and 2 merged, 3 closed, 4 opened), which deployment 102 shipped.
func shipped() fixtures.Dataset {
	d := small()
	day := func(n int) time.Time { return time.Date(2026, 1, n, 12, 0, 0, 0, time.UTC) }
	branches := d.Projects[0].Branches
	branches["release"], branches["a"], branches["b"], branches["c"], branches["d"] = shaA, shaA, shaA, shaA, shaA
	d.Projects[0].MergeRequests = []fixtures.MergeRequest{
		{Title: "Accept vouchers", SourceBranch: "a", MergeCommitSHA: shaA, Author: "developer", Assignees: []string{"developer"}, Reviewers: []string{"maintainer"},
			MergeUser: "maintainer", CreatedAt: day(1), Labels: []string{"z", "a"}},
		{Title: "Blue buttons", Description: "As vouchers have", SourceBranch: "b", TargetBranch: "release", MergeCommitSHA: shaB, Author: "reporter",
			Assignees: []string{"developer", "maintainer"}, MergeUser: "owner", CreatedAt: day(2)},
		{Title: "Closed & <forgotten>", SourceBranch: "c", State: "closed", Author: "developer", ClosedBy: "owner", CreatedAt: day(3), Draft: true},
		{Title: "Doubts", SourceBranch: "d", Author: "maintainer", Reviewers: []string{"developer", "owner"}, CreatedAt: day(4)},
	}
	d.Projects[0].Deployments[1].MergeRequests = []int64{1, 2, 3, 4}
	return d
}

const requests = shop + "/102/merge_requests"

func TestMergeRequestParametersRefused(t *testing.T) {
	v := visit(t, shipped()).as("reporter")
	for query, want := range map[string]string{
		"state=x": "state does not have a valid value", "state=": "state does not have a valid value", "state=Opened": "state does not have a valid value",
		"order_by=id": "order_by does not have a valid value", "sort=up": "sort does not have a valid value", "view=full": "view does not have a valid value",
		"scope=mine": "scope does not have a valid value", "wip=maybe": "wip does not have a valid value", "approved=maybe": "approved does not have a valid value",
		"author_id=x": "author_id is invalid", "merge_user_id=Any": "merge_user_id is invalid", "source_project_id=x": "source_project_id is invalid",
		"with_labels_details=2": "with_labels_details is invalid", "with_merge_status_recheck=x": "with_merge_status_recheck is invalid",
		"created_after=x": "created_after is invalid", "per_page=0&page=x": "page is invalid, per_page has a value not allowed",
		"author_id=1&author_username=a":         "author_id, author_username are mutually exclusive",
		"assignee_id=1&assignee_username=a":     "assignee_id, assignee_username are mutually exclusive",
		"reviewer_id=1&reviewer_username=a":     "reviewer_id, reviewer_username are mutually exclusive",
		"merge_user_id=1&merge_user_username=a": "merge_user_id, merge_user_username are mutually exclusive",
		"assignee_id=abc":                       "assignee_id should be an integer, none, or any, however got abc",
		"assignee_id=":                          "assignee_id should be an integer, none, or any, however got ",
		"reviewer_id=x":                         "reviewer_id should be an integer, none, or any, however got x",
		"not=x":                                 "not is invalid", "not[author_id]=x": "not[author_id] is invalid",
		"not[assignee_id]=foo":                    "not[assignee_id] should be an integer, none, or any, however got foo",
		"not[author_id]=1&not[author_username]=a": "not[author_id], not[author_username] are mutually exclusive",
		"state=x&author_id=y&page=z":              "page is invalid, author_id is invalid, state does not have a valid value",
	} {
		v.get(requests+"?"+query).is(400, errorOf(want))
	}
	for _, lesser := range []func(c *mockserver.Config){
		func(c *mockserver.Config) { c.Edition = gitlab.CommunityEdition }, func(c *mockserver.Config) { c.Tier = gitlab.Free },
	} {
		v := visit(t, shipped(), lesser).as("reporter")
		v.get(requests+"?assignee_username[]=a&assignee_username[]=b").is(400, errorOf("assignee_username allows one value, but found 2: a, b"))
		assert.Equal(t, []int{2, 1}, v.get(requests+"?assignee_username=developer").ids())
		assert.Equal(t, []int{}, v.get(requests+"?assignee_username=developer,maintainer").ids(), "a comma is part of the name")
	}
}

func likeGitLab(c *mockserver.Config) { c.Profile = openapi.GitLab189() }

func TestMergeRequestFilters(t *testing.T) {
	v := visit(t, shipped(), likeGitLab).as("developer")
	all := []int{4, 3, 2, 1}
	for query, want := range map[string][]int{
		"": all, "state=all": all, "state=opened": {4}, "state=closed": {3}, "state=locked": {}, "state=merged": {2, 1},
		"order_by=title&sort=asc": all, "sort=asc": all, "labels=nothing": all, "milestone=x": all, "view=simple": all, "approved=no": all,
		"with_labels_details=true&with_merge_status_recheck=1": all,
		"scope=created_by_me": {3, 1}, "scope=assigned_to_me": {2, 1}, "scope=reviews_for_me": {4}, "scope=created-by-me": all, "scope=assigned-to-me": all, "scope=all": all,
		"author_id=3": {3, 1}, "author_username=reporter": {2}, "author_username=nobody": {},
		"assignee_id=3": {2, 1}, "assignee_id=None": {4, 3}, "assignee_id=any": {2, 1}, "assignee_username=maintainer": {2}, "assignee_username[]=developer": {2, 1},
		"assignee_username[]=developer&assignee_username[]=maintainer": {2}, "assignee_username=developer,maintainer": {}, "reviewer_id=2": {1}, "reviewer_id=Any": {4, 1}, "reviewer_id=none": {3, 2}, "reviewer_username=owner": {4},
		"merge_user_id=1": {2}, "merge_user_username=maintainer": {1},
		"source_branch=a": {1}, "target_branch=release": {2}, "source_project_id=1": all, "source_project_id=2": {},
		"search=vouchers": {2, 1}, "search=VOUCHERS&in=title": {1}, "search=vouchers&in=description": {2}, "search=vouchers&in=title,description": {2, 1},
		"created_after=2026-01-03T12:00:00Z": {4, 3}, "created_before=2026-01-02T12:00:00Z": {2, 1}, "updated_after=2026-01-03T13:00:00Z": {4, 3}, "updated_before=2026-01-01T13:00:00Z": {1},
		"wip=yes": {3}, "wip=no": {4, 2, 1}, "my_reaction_emoji=rocket": {},
		"not[author_id]=3": {4, 2}, "not[author_username]=maintainer": {3, 2, 1}, "not[assignee_username]=maintainer": {4, 3, 1}, "not[assignee_username][]=developer": {4, 3},
		"not[reviewer_id]=3": {3, 2, 1}, "not[reviewer_username]=maintainer": {4, 3, 2}, "not[assignee_id]=3": {4, 3}, "not[assignee_id]=None": all, "not[assignee_id]=any": all, "not[my_reaction_emoji]=None": all, "not[labels]=a": all, "not[author_id]=3&not[reviewer_id]=3": {2},
		"environment=production": all, "environment=staging": {}, "environment[]=x": all,
		"deployed_after=2026-01-05": all, "deployed_after=2026-01-06": {}, "deployed_before=2026-01-06": all, "deployed_before=2026-01-05": {},
		"deployed_after=2026-01-05T08:50:59Z": all, "deployed_after=2026-01-05T08:51:00Z": {}, "deployed_before=2026-01-05T08:51:00Z": {}, "deployed_before=2026-01-05T08:51:01Z": all,
		"deployed_after=20260105T085059Z": all, "deployed_after=20260105T085100Z": {}, "deployed_before=2026-01-05+08:51:00": {},
		"deployed_after=x": all, "deployed_before=x": all, "deployed_before[]=x": all, "deployed_before=": all,
	} {
		assert.Equal(t, want, v.get(requests+"?"+query).ids(), query)
	}
}

// What stands on the page that the documentation refers to, and GitLab passes over.
func TestMergeRequestParametersOfTheLinkedPage(t *testing.T) {
	v := visit(t, shipped()).as("developer")
	all := []int{4, 3, 2, 1}
	for query, want := range map[string][]int{
		"": all, "sort=asc": {1, 2, 3, 4}, "order_by=title": all, "order_by=title&sort=asc": {1, 2, 3, 4}, "order_by=updated_at&sort=asc": {1, 2, 3, 4},
		"order_by=merged_at&sort=asc": {1, 2, 4, 3}, "order_by=popularity&sort=asc": all,
		"labels=a": {1}, "labels=a,z": {1}, "labels=a,b": {}, "labels=None": {4, 3, 2}, "labels=any": {1}, "labels=": all, "not[labels]=a": {4, 3, 2}, "not[labels]=b,z": {4, 3, 2},
		"milestone=None": all, "milestone=Any": {}, "milestone=x": {}, "approved_by_ids=None": all, "approved_by_ids=any": {}, "approved_by_ids[]=3": {},
		"approver_ids=None": all, "approver_ids=Any": {}, "approver_ids[]=3&approver_ids[]=2": {}, "approver_ids=": all, "render_html=maybe": all,
	} {
		assert.Equal(t, want, v.get(requests+"?"+query).ids(), query)
	}
	one := func(query string) answer { return v.get(requests + "?source_branch=a&" + query).only() }
	assert.Equal(t, "id iid project_id title description state created_at updated_at web_url", keys(t, one("view=simple").body))
	assert.Equal(t, `["a","z"]`, one("with_labels_details=false").member("labels"))
	assert.JSONEq(t, `[{"name":"a","description":null,"description_html":null,"text_color":"#FFFFFF","color":"#6699cc"},`+
		`{"name":"z","description":null,"description_html":null,"text_color":"#FFFFFF","color":"#6699cc"}]`, one("with_labels_details=true").member("labels"))
	assert.Empty(t, one("render_html=no").member("title_html"))
	closed := v.get(requests + "?state=closed&render_html=true").only()
	assert.Equal(t, []string{`"Closed \u0026amp; \u0026lt;forgotten\u0026gt;"`, `""`}, []string{closed.member("title_html"), closed.member("description_html")})
	assert.Equal(t, `"\u003cp dir=\"auto\"\u003eAs vouchers have\u003c/p\u003e"`,
		v.get(requests+"?source_branch=b&render_html=1").only().member("description_html"))
}

func TestMergeRequestsOfOtherDeployments(t *testing.T) {
	v := visit(t, shipped())
	for _, path := range []string{shop + "/101/merge_requests", shop + "/999/merge_requests", shop + "/0/merge_requests", shop + "/201/merge_requests"} {
		a := v.as("reporter").get(path)
		a.is(200, "[]")
		assert.Equal(t, "20 1   0 1", strings.Join(pageHeaders(a), " "))
	}
	foreign := "/projects/2/deployments/102/merge_requests" // GitLab never asks whose deployment that is
	assert.Equal(t, []int{4, 3, 2, 1}, v.as("reporter").get(foreign).ids())
	assert.Equal(t, []int{}, v.as("outsider").get(foreign).ids())
	assert.Equal(t, []int{}, v.as("guest").get(foreign).ids())
	assert.Equal(t, []int{4, 3, 2, 1}, v.as("planner").get(foreign).ids())
	v.as("guest").get(requests).is(403, forbidden)
	v.as("outsider").get(requests).is(404, noProject)
}

func TestMergeRequestRepresentation(t *testing.T) {
	v := visit(t, shipped()).as("reporter")
	one := v.get(requests + "?source_branch=a").body
	a := answer{t: t, body: strings.TrimSuffix(strings.TrimPrefix(one, "["), "]")}
	assert.Equal(t, "id iid project_id title description state created_at updated_at merged_by merge_user merged_at closed_by closed_at target_branch source_branch "+
		"user_notes_count upvotes downvotes author assignees assignee reviewers source_project_id target_project_id labels draft imported imported_from work_in_progress "+
		"milestone merge_when_pipeline_succeeds merge_status detailed_merge_status merge_after sha merge_commit_sha squash_commit_sha discussion_locked "+
		"should_remove_source_branch force_remove_source_branch prepared_at reference references web_url time_stats squash squash_on_merge task_completion_status "+
		"has_conflicts blocking_discussions_resolved approvals_before_merge", keys(t, a.body))
	for name, want := range map[string]string{
		"labels": `["a","z"]`, "description": "null", "closed_at": "null", "merged_at": `"2026-01-01T13:00:00.000Z"`, "reference": `"!1"`,
		"references": `{"short":"!1","relative":"!1","full":"acme/shop!1"}`, "imported_from": `"none"`, "web_url": `"` + v.server.URL + `/acme/shop/-/merge_requests/1"`,
	} {
		assert.Equal(t, want, a.member(name), name)
	}
	assert.Equal(t, a.member("assignees"), "["+a.member("assignee")+"]")
	assert.Contains(t, v.get(requests+"?state=closed").body, `"title":"Closed \u0026 \u003cforgotten\u003e"`)
	ce := visit(t, shipped(), func(c *mockserver.Config) { c.Edition = gitlab.CommunityEdition }).as("reporter")
	assert.NotContains(t, ce.get(requests).body, "approvals_before_merge")
}

// A success ships what is merged into its ref; what is deleted has shipped nothing.
func TestMergeRequestsAreLinkedBySuccess(t *testing.T) {
	d := shipped()
	d.Projects[0].Deployments[1].MergeRequests = nil
	v := visit(t, d).as("maintainer")
	for _, status := range []string{"running", "failed", "canceled"} {
		v.get(v.create("fresh", status)+"/merge_requests").is(200, "[]")
	}
	first := v.create("fresh", "success")
	assert.Equal(t, []int{1}, v.get(first+"/merge_requests").ids()) // 2 went into release
	v.get(v.create("review/1", "success")+"/merge_requests").is(200, "[]")
	v.put(first, "status=failed")
	assert.Equal(t, []int{1}, v.get(first+"/merge_requests").ids())
	v.delete(first).is(204, "")
	v.get(first+"/merge_requests").is(200, "[]")
}
