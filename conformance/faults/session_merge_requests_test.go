package faults

import (
	"fmt"
	"net/url"
	"strings"
)

func (p *player) mergeRequests() {
	for id := 30; id < 50; id++ {
		p.get(fmt.Sprintf("%s/%d/merge_requests", shop, id))
	}
	one := p.shipping()
	var mrs []map[string]any
	decodeInto(p.get(one).body, &mrs)
	if len(mrs) == 0 {
		return
	}
	author, _ := mrs[0]["author"].(map[string]any)
	id, name := url.QueryEscape(fmt.Sprint(author["id"])), url.QueryEscape(fmt.Sprint(author["username"]))
	created, branch := url.QueryEscape(fmt.Sprint(mrs[0]["created_at"])), url.QueryEscape(fmt.Sprint(mrs[0]["source_branch"]))
	for _, query := range []string{
		"state=opened", "state=closed", "state=locked", "state=merged", "state=all", "state=Merged", "state=", "author_id=" + id, "author_username=" + name, "author_id=2", "author_username=hanako",
		"assignee_id=" + id, "assignee_id=None", "assignee_id=Any", "assignee_username=" + name, "assignee_username=maintainer", "assignee_id=2", "reviewer_id=None", "reviewer_id=Any", "reviewer_id=" + id, "reviewer_username=" + name,
		"merge_user_id=999", "merge_user_username=nobody", "merge_user_id=" + id, "merge_user_username=" + name, "source_branch=" + branch, "target_branch=main", "target_branch=nothing", "source_branch=nothing",
		"created_after=" + created, "created_before=" + created, "updated_after=" + created, "updated_before=" + created, "created_after=x", "created_before=x", "updated_after=x", "updated_before=x",
		"created_after=2040-01-01T00:00:00Z", "updated_after=2040-01-01T00:00:00Z", "created_before=2001-01-01T00:00:00Z", "updated_before=2001-01-01T00:00:00Z", "created_before=2040-01-01T00:00:00Z", "updated_before=2040-01-01T00:00:00Z",
		"search=" + url.QueryEscape(fmt.Sprint(mrs[0]["title"])), "search=" + url.QueryEscape(firstLine(fmt.Sprint(mrs[0]["description"]))), "search=zzzz", "wip=yes", "wip=no", "not[author_id]=" + id, "not[author_username]=" + name, "not[assignee_id]=" + id,
		"sort=asc", "labels=x", "author_id=x", "assignee_id=x", "reviewer_id=x", "merge_user_id=x", "source_project_id=x", "order_by=x", "sort=x", "view=x", "scope=x", "wip=x", "approved=x",
		"with_labels_details=x", "with_merge_status_recheck=x", "not=x", "author_id=1&author_username=a", "assignee_id=1&assignee_username=a", "reviewer_id=1&reviewer_username=a", "merge_user_id=1&merge_user_username=a", "colour=blue",
	} {
		p.get(one + "?" + query)
	}
	for _, query := range []string{"?per_page=1", "?per_page=1&page=2", "?per_page=1&page=3", "?per_page=2", "?per_page=3", "?per_page=4", "?page=9", "?page=x", "?per_page=x", "?per_page=1000", "?per_page=100"} {
		p.get(one + query)
	}
	p.get(shop + "/129/merge_requests")
	p.get(shop + "/999999/merge_requests")
	p.get(shop + "/abc/merge_requests")
	p.get("/projects/acme%2Fshop/deployments/40/merge_requests")
	p.get(strings.Replace(one, "/projects/1/", "/projects/2/", 1))
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// shipping is the path of the merge requests of a deployment that has several, a squashed one among them.
func (p *player) shipping() string {
	p.json("POST", "/projects/1/repository/commits", `{"branch":"squashed","start_branch":"main","commit_message":"Two","actions":[{"action":"create","file_path":"two","content":"2"}]}`)
	var mr struct{ IID int }
	decodeInto(p.json("POST", "/projects/1/merge_requests", `{"source_branch":"squashed","target_branch":"main","title":"Two in one","assignee_id":2,"reviewer_ids":[3],"description":"squashed twins"}`).body, &mr)
	p.json("PUT", fmt.Sprintf("/projects/1/merge_requests/%d/merge", mr.IID), `{"squash":true}`)
	p.send("owner", "PUT", "/projects/1", formType, "merge_method=ff")
	p.json("POST", "/projects/1/repository/commits", `{"branch":"forward","start_branch":"main","commit_message":"Three","actions":[{"action":"create","file_path":"three","content":"3"}]}`)
	decodeInto(p.json("POST", "/projects/1/merge_requests", `{"source_branch":"forward","target_branch":"main","title":"Straight on"}`).body, &mr)
	p.json("PUT", fmt.Sprintf("/projects/1/merge_requests/%d/merge", mr.IID), `{}`)
	return shop + "/" + p.deploy("shipping", "success", "main") + "/merge_requests"
}
