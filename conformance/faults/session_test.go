package faults

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
)

const shop = "/projects/1/deployments"

// parts are what a client may ask, by subject.
var parts = map[string][]func(*player){
	"R-LIST":    {(*player).updates, (*player).deletions, (*player).lists, (*player).times, (*player).pages, (*player).badLists, (*player).creations, (*player).tokensAndRights},
	"R-GET":     {(*player).ones, (*player).creations, (*player).updates, (*player).votes, (*player).votesOfJobs, (*player).tokensAndRights},
	"R-CREATE":  {(*player).creations, (*player).creationRefusals, (*player).tokensAndRights, (*player).deletions},
	"R-UPDATE":  {(*player).updates, (*player).tokensAndRights},
	"R-DELETE":  {(*player).deletions, (*player).tokensAndRights},
	"R-MRS":     {(*player).mergeRequests, (*player).tokensAndRights},
	"R-APPROVE": {(*player).votes, (*player).votesOfJobs, (*player).voteRefusals, (*player).tokensAndRights},
	"R-COM": {
		(*player).ones, (*player).creations, (*player).creationRefusals, (*player).updates, (*player).votes, (*player).voteRefusals, (*player).deletions,
		(*player).tokensAndRights, (*player).projects, (*player).odds, (*player).badLists, (*player).mergeRequests,
	},
}

// session asks of a server with the default dataset a little of everything that a rule is about.
func session(p *player, rule string) {
	p.begin()
	for subject, part := range parts {
		if strings.HasPrefix(rule, subject+"-") || rule == subject {
			for _, play := range part {
				play(p)
			}
		}
	}
}

// begin has the owner protect an environment: an odd server may remember whose request that was.
func (p *player) begin() {
	p.send("owner", "GET", "/user", "", "")
	p.send("owner", "GET", "/projects/1", "", "")
	p.send("owner", "POST", "/projects/1/protected_environments", jsonType,
		`{"name":"guarded","deploy_access_levels":[{"access_level":30}],"approval_rules":[{"access_level":40,"required_approvals":2},{"access_level":30,"required_approvals":1},{"user_id":3,"required_approvals":1}]}`)
	p.send("owner", "POST", "/projects", formType, "name=empty")
}

func (p *player) head() string {
	var branch struct{ Commit struct{ ID string } }
	decodeInto(p.get("/projects/1/repository/branches/main").body, &branch)
	return branch.Commit.ID
}

// deploy records a deployment and gives its id.
func (p *player) deploy(environment, status, ref string) string {
	return p.deployAs("maintainer", environment, status, ref)
}

func (p *player) deployAs(role, environment, status, ref string) string {
	return p.formAs(role, "POST", shop, "environment", environment, "sha", p.head(), "ref", ref, "tag", "false", "status", status).id
}

func (p *player) lists() {
	p.send("owner", "GET", "/projects/4/deployments", "", "")
	for _, query := range []string{
		"", "?per_page=100", "?sort=asc", "?sort=desc", "?page=2&environment=staging&per_page=3", "?environment=staging&sort=desc", "?environment=production/eu",
		"?environment=staging", "?environment=STAGING", "?environment=eu", "?environment=production", "?environment=stag", "?environment=nowhere", "?environment=review%2Ffoo", "?environment=qa%2F1", "?environment=a%20b",
		"?status=skipped", "?status=manual", "?status=cancelled", "?status=Success", "?status=", "?order_by=ref", "?order_by=ID", "?order_by=", "?order_by=status", "?order_by=nothing",
		"?sort=DESC", "?sort=", "?sort=up", "?sort=ascending", "?environment=staging&status=failed", "?environment=staging&status=success&sort=desc",
		"?order_by=finished_at", "?order_by=finished_at&status=success", "?order_by=finished_at&status=success&sort=desc", "?per_page=0", "?per_page=-1", "?page=0", "?finished_after=2016-08-11T00:00:00Z",
		"?order_by=created_at&sort=asc", "?order_by=id&sort=asc&status=success&environment=staging",
	} {
		p.get(shop + query)
	}
	for _, order := range []string{"id", "iid", "created_at", "updated_at"} {
		p.get(shop + "?order_by=" + order)
		p.get(shop + "?sort=desc&order_by=" + order)
	}
	for _, status := range listed6 {
		p.get(shop + "?status=" + status)
	}
}

// times asks for ranges around the moments of two deployments.
func (p *player) times() {
	var rows []struct {
		Updated string `json:"updated_at"`
	}
	decodeInto(p.get(shop+"?order_by=updated_at&status=success&per_page=100").body, &rows)
	if len(rows) < 61 || rows[20].Updated == "" { // an odd server's
		return
	}
	early, late := url.QueryEscape(moved(rows[20].Updated, 1)), url.QueryEscape(moved(rows[60].Updated, 1))
	zoned := url.QueryEscape(strings.Replace(timeOf(rows[20].Updated).Add(5*3600e9).Format(asShown), "Z", "+05:00", 1))
	exactly := url.QueryEscape(rows[20].Updated)
	for _, kind := range []string{"updated", "finished"} {
		fixed := "?order_by=" + kind + "_at&status=success&"
		after, before := kind+"_after=", kind+"_before="
		for _, query := range []string{
			after + early, before + early, after + zoned, before + zoned, after + exactly, before + exactly, after + early + "&sort=desc", before + early + "&sort=desc", after + early + "&page=2&per_page=3",
			before + early + "&page=2&per_page=3", after + early + "&" + before + late, after + late + "&" + before + early, after + "2040-01-01T00:00:00Z", after + "yesterday",
			before + "yesterday", after + early + "&environment=staging", before + late + "&environment=staging", after + early + "&per_page=2", before + late + "&per_page=2",
		} {
			p.get(shop + fixed + query)
		}
	}
	slow := p.deploy("slow", "running", "main")
	mid := url.QueryEscape(p.clock.now.Format(asShown))
	p.form("PUT", shop+"/"+slow, "status", "success")
	p.get(shop + "?environment=slow&order_by=updated_at&updated_before=" + mid)
	p.get(shop + "?environment=slow&order_by=updated_at&updated_after=" + mid)
	p.get(shop + "?environment=slow&order_by=finished_at&status=success&finished_before=" + mid)
	p.get(shop + "?environment=slow&order_by=finished_at&status=success&finished_after=" + mid)
	fixed := shop + "?order_by=updated_at&"
	p.get(fixed + "updated_after=" + early + "&environment=staging&status=failed")
	p.get(fixed + "updated_before=" + late + "&environment=staging")
	for _, query := range []string{
		"updated_after=" + early, "order_by=updated_at&status=success&updated_after=" + early + "&finished_after=" + early,
		"order_by=finished_at&finished_after=" + early, "order_by=finished_at&status=failed&finished_after=" + early,
		"order_by=updated_at&status=success&finished_after=" + early, "status=success&finished_after=" + early, "status=success&finished_before=" + early,
	} {
		p.get(shop + "?" + query)
	}
}

func (p *player) pages() {
	for _, query := range []string{
		"?per_page=3", "?per_page=3&page=2", "?per_page=100&page=1", "?per_page=1000", "?per_page=60", "?per_page=2&environment=staging&status=success&sort=desc&order_by=id", "?page=999", "?per_page=100&page=2",
		"?page=x", "?per_page=x", "?per_page=1&page=3&environment=staging", "?per_page=2&page=2",
	} {
		p.get(shop + query)
	}
}

func (p *player) badLists() {
	p.get(shop + "?order_by=x&sort=y&status=z")
	p.clock.stands = true
	p.deploy("ties", "running", "main")
	p.deploy("ties", "running", "main")
	p.clock.stands = false
	p.get(shop + "?environment=ties&order_by=updated_at")
	p.get(shop + "?environment=delete&order_by=finished_at&status=success")
	p.get(shop + "?page=x&sort=y")
	p.get(shop + "?colour=blue")
	p.get(shop + "?order_by=updated_at&updated_after=yesterday")
	p.get("/projects/acme%2Fshop/deployments?per_page=2")
}

func (p *player) ones() {
	for _, id := range []string{"1", "2", "40", "121", "122", "123", "124", "128", "129", "131", "999999", "0", "-1", "99999999999", "abc", "12abc", "1.x", "130"} {
		p.get(shop + "/" + id)
		p.get(shop + "/" + id)
	}
	p.get("/projects/2/deployments/1")
	p.get("/projects/acme%2Fshop/deployments/40")
	p.get("/projects/1/deployments/1?colour=blue")
	var foreign []struct{ ID, IID int64 }
	decodeInto(p.get("/projects/2/deployments").body, &foreign)
	for _, d := range foreign[:min(3, len(foreign))] {
		p.get(fmt.Sprintf("%s/%d", shop, d.ID))
		p.get(fmt.Sprintf("/projects/2/deployments/%d", d.IID))
	}
}

func (p *player) creations() {
	head := p.head()
	for _, status := range []string{"running", "success", "failed", "canceled"} {
		p.form("POST", shop, "environment", "make/"+status, "sha", head, "ref", "main", "tag", "false", "status", status)
		id := p.json("POST", shop, `{"environment":"Make `+status+`","sha":"`+head+`","ref":"feature/bank-transfer","tag":true,"status":"`+status+`"}`).id
		p.get(shop + "/" + id)
	}
	id := p.multipart("POST", shop, "environment", "plain", "sha", head, "ref", "main", "tag", "true", "status", "success").id
	p.get(shop + "/" + id)
	p.get(shop + "?environment=plain")
	p.json("POST", shop, `{"environment":"plain","sha":"`+head+`","ref":"main","tag":false,"status":"failed"}`)
	p.form("POST", shop, "environment", "plain", "sha", head, "ref", "main", "tag", "true", "status", "success")
	p.form("POST", shop, "environment", "plain", "sha", "main", "ref", "main", "tag", "true", "status", "running")
	p.form("POST", "/projects/acme%2Fshop/deployments", "environment", "plain", "sha", head, "ref", "main", "tag", "true", "status", "running")
	p.deployAs("developer", "by/developer", "running", "main")
	p.deployAs("reporter", "by/reporter", "running", "main")
	p.form("POST", shop+"?status=running&environment=queried", "sha", head, "ref", "main", "tag", "false")
	p.formAs("owner", "POST", "/projects/2/deployments", "environment", "staging", "sha", "main", "ref", "main", "tag", "false", "status", "running")
	p.get(shop + "?environment=staging&per_page=100")
	var second struct{ Commit struct{ ID string } }
	decodeInto(p.get("/projects/1/repository/branches/feature%2Fsearch-engine").body, &second)
	p.form("POST", shop, "environment", "plain", "sha", second.Commit.ID, "ref", "main", "tag", "false", "status", "running")
}

func (p *player) creationRefusals() {
	head := p.head()
	full := map[string]string{"environment": "refused", "sha": head, "ref": "main", "tag": "false", "status": "success"}
	with := func(changes ...string) {
		var pairs []string
		for _, name := range []string{"environment", "sha", "ref", "tag", "status"} {
			value := full[name]
			for i := 0; i < len(changes); i += 2 {
				if changes[i] == name {
					value = changes[i+1]
				}
			}
			if value != "absent" {
				pairs = append(pairs, name, value)
			}
		}
		p.form("POST", shop, pairs...)
	}
	for name := range map[string]bool{"environment": true} {
		with(name, "")
	}
	for _, name := range []string{"environment", "sha", "ref", "tag", "status"} {
		with(name, "absent")
		with(name, "")
	}
	with("sha", "absent", "ref", "absent", "tag", "absent")
	for _, status := range []string{"created", "blocked", "skipped", "cancelled", "Success", "nonsense"} {
		with("status", status)
	}
	with("tag", "perhaps")
	with("sha", strings.Repeat("0", 40))
	with("sha", strings.Repeat("0", 40), "environment", "never/made")
	with("ref", "no-such-ref")
	with("environment", "a:b")
	with("environment", strings.Repeat("x", 300))
	p.form("POST", shop, "environment", "e", "colour", "blue")
	p.json("POST", shop, `{"environment":`)
	p.send("maintainer", "POST", shop, "text/plain", "environment=text&sha="+head+"&ref=main&tag=false&status=success")
}

func (p *player) updates() {
	for _, status := range []string{"success", "failed", "canceled"} {
		id := p.deploy("update", "running", "main")
		p.get(shop + "/" + id)
		p.form("PUT", shop+"/"+id, "status", status, "ref", "other", "sha", "other", "environment", "other")
		p.get(shop + "/" + id)
		p.get(shop + "?environment=update")
		p.get(shop + "?environment=update&status=running")
		p.form("PUT", shop+"/"+id, "status", status)
		p.form("PUT", shop+"/"+id, "status", "running")
	}
	first, second := p.deploy("update", "running", "main"), p.deploy("update", "running", "main")
	for _, status := range []string{"created", "blocked", "skipped", "cancelled", "Success", ""} {
		p.form("PUT", shop+"/"+first, "status", status)
		p.get(shop + "/" + first)
	}
	p.form("PUT", shop+"/"+first)
	p.get(shop + "/" + first)
	p.form("PUT", shop+"/"+first, "colour", "blue")
	p.json("PUT", shop+"/"+first, `{"status":"success"}`)
	p.multipart("PUT", shop+"/"+second, "status", "failed")
	p.formAs("developer", "PUT", shop+"/"+second, "status", "success")
	third := p.deploy("update", "running", "main")
	p.form("PUT", shop+"/"+first, "status", "failed")
	p.formAs("reporter", "PUT", shop+"/"+third, "status", "success")
	p.get(shop + "/" + third)
	p.form("PUT", "/projects/acme%2Fshop/deployments/"+third, "status", "success")
	p.form("PUT", shop+"/124", "status", "success")
	for _, id := range []string{"999999", "abc"} {
		p.form("PUT", shop+"/"+id, "status", "success")
	}
	p.form("PUT", "/projects/2/deployments/"+second, "status", "failed")
	p.formAs("owner", "PUT", "/projects/2/deployments/"+second, "status", "failed")
	voted := p.deploy("guarded", "running", "main")
	p.formAs("maintainer2", "POST", shop+"/"+voted+"/approval", "status", "approved")
	p.form("PUT", shop+"/"+voted, "status", "success")
}

func (p *player) deletions() {
	failed, canceled := p.deploy("delete", "failed", "main"), p.deploy("delete", "canceled", "main")
	old := p.deploy("delete", "success", "main")
	ran := p.deploy("delete", "running", "main")
	p.remove(shop + "/" + ran)
	p.get(shop + "/" + ran)
	p.form("PUT", shop+"/"+ran, "status", "success")
	p.remove(shop + "/" + ran)
	p.get(shop + "/" + ran)
	early := p.deploy("delete", "running", "feature/bank-transfer")
	late := p.deploy("delete", "running", "main")
	p.form("PUT", shop+"/"+late, "status", "success")
	p.form("PUT", shop+"/"+early, "status", "success")
	p.remove(shop + "/" + early)
	p.remove(shop + "/" + late)
	p.send("developer", "DELETE", shop+"/"+failed, "", "")
	p.send("reporter", "DELETE", shop+"/"+failed, "", "")
	p.get(shop + "/" + failed)
	unchanged := httptest.NewRequest("DELETE", "http://gitlab.test/api/v4"+shop+"/"+failed, nil)
	unchanged.Header.Set("PRIVATE-TOKEN", "maintainer-token")
	unchanged.Header.Set("If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT")
	p.request(unchanged)
	p.remove(shop + "/" + canceled)
	p.get(shop + "/" + canceled)
	p.get(shop + "?environment=delete")
	p.remove(shop + "/" + canceled)
	p.remove("/projects/acme%2Fshop/deployments/" + failed)
	p.remove(shop + "/" + old)
	again := p.deploy("delete", "failed", "main")
	p.get(shop + "/" + again)
	for _, id := range []string{"999999", "abc"} {
		p.remove(shop + "/" + id)
	}
	p.remove("/projects/2/deployments/" + again)
	p.send("owner", "DELETE", "/projects/2/deployments/"+again, "", "")
	p.remove(shop + "/" + again + "?colour=blue")
}

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

func (p *player) votes() {
	one := p.deployAs("developer", "guarded", "running", "main")
	path := shop + "/" + one
	p.get(path)
	p.form("POST", path+"/approval", "status", "approved", "represented_as", "Maintainers")
	p.get(path)
	p.form("POST", path+"/approval", "status", "approved", "represented_as", "Maintainers")
	p.get(path)
	p.form("POST", path+"/approval", "status", "approved", "represented_as", "Developers + Maintainers", "comment", "Zweimal & gut <b>", "colour", "blue")
	p.get(path)
	p.json("POST", shop+"/"+one+"/approval", `{"status":"rejected","comment":"Nein\n第二 🚀"}`)
	p.get(path)
	p.formAs("maintainer2", "POST", path+"/approval", "status", "approved")
	p.get(path)
	p.formAs("owner", "POST", path+"/approval", "status", "approved", "comment", "Fine")
	p.get(path)
	p.formAs("owner", "POST", path+"/approval", "status", "approved")
	two, three := p.deployAs("developer", "guarded", "running", "main"), p.deployAs("developer", "guarded", "running", "main")
	p.multipart("POST", shop+"/"+two+"/approval", "status", "rejected", "comment", "kept")
	p.get(shop + "/" + two)
	p.get(shop + "/" + three)
	p.form("POST", "/projects/acme%2Fshop/deployments/"+three+"/approval", "status", "approved")
	own := p.deploy("guarded", "running", "main")
	p.form("POST", shop+"/"+own+"/approval", "status", "approved")
	p.form("PUT", shop+"/"+two, "status", "success")
}

// votesOfJobs are votes on a deployment that a job waits with.
func (p *player) votesOfJobs() {
	p.form("POST", shop+"/123/approval", "status", "approved")
	p.get(shop + "/123")
	p.formAs("maintainer2", "POST", shop+"/123/approval", "status", "approved")
	p.formAs("reporter", "POST", shop+"/123/approval", "status", "approved")
	p.get(shop + "/123")
	p.formAs("maintainer2", "POST", shop+"/123/approval", "status", "rejected")
	p.get(shop + "/123")
}

func (p *player) voteRefusals() {
	one := p.deployAs("developer", "guarded", "running", "main")
	path := shop + "/" + one
	for _, status := range []string{"Approved", "approve", "", "nonsense", "APPROVED"} {
		p.form("POST", path+"/approval", "status", status)
		p.get(path)
	}
	p.form("POST", path+"/approval")
	p.form("POST", path+"/approval", "comment", "no status")
	p.form("POST", path+"/approval", "status", "approved", "represented_as", "Nobody")
	p.form("POST", path+"/approval", "status", "approved", "represented_as", "Dev")
	p.form("POST", path+"/approval", "status", "approved", "comment", strings.Repeat("x", 256))
	p.formAs("reporter", "POST", path+"/approval", "status", "approved")
	p.get(path)
	p.formAs("guest", "POST", path+"/approval", "status", "approved")
	free := p.deployAs("developer", "unguarded", "running", "main")
	p.form("POST", shop+"/"+free+"/approval", "status", "approved")
	for _, id := range []string{"999999", "abc"} {
		p.form("POST", shop+"/"+id+"/approval", "status", "approved")
	}
	p.form("POST", "/projects/2/deployments/"+one+"/approval", "status", "approved")
	p.formAs("owner", "POST", "/projects/2/deployments/"+one+"/approval", "status", "approved")
	p.send("outsider", "POST", "/projects/3/environments", formType, "name=guarded")
	rejected := p.formAs("reporter", "POST", shop+"/122/approval", "status", "rejected")
	_ = rejected
	p.get(shop + "/122")
}

func (p *player) tokensAndRights() {
	id := p.deploy("rights", "running", "main")
	vote := p.deployAs("developer", "guarded", "running", "main")
	every := func(send func(method, path, media, body string)) {
		send("GET", shop, "", "")
		send("GET", shop+"?status=nonsense", "", "")
		send("GET", shop+"/"+id, "", "")
		send("GET", shop+"/40/merge_requests", "", "")
		send("POST", shop, formType, "environment=rights&sha=main&ref=main&tag=false&status=failed")
		send("POST", shop, formType, "environment=rights")
		send("PUT", shop+"/"+id, formType, "status=failed")
		send("DELETE", shop+"/"+id, "", "")
		send("POST", shop+"/"+vote+"/approval", formType, "status=approved")
	}
	for _, role := range []string{"", "nobodys", "expired", "revoked", "readonly", "guest", "reporter", "outsider", "developer", "maintainer2", "owner"} {
		every(func(method, path, media, body string) { p.send(role, method, path, media, body) })
	}
	for _, header := range []string{"Authorization: Bearer maintainer-token", "JOB-TOKEN: nonsense", "JOB-TOKEN: job-token"} {
		name, value, _ := strings.Cut(header, ": ")
		every(func(method, path, media, body string) {
			r := httptest.NewRequest(method, "http://gitlab.test/api/v4"+path, strings.NewReader(body))
			r.Header.Set(name, value)
			if media != "" {
				r.Header.Set("Content-Type", media)
			}
			p.request(r)
		})
	}
	p.send("", "GET", shop+"?private_token=maintainer-token", "", "")
	p.send("", "GET", "/projects/2/deployments", "", "")
}

func (p *player) projects() {
	for _, project := range []string{"99", "none%2Fsuch", "acme%2Fshop", "3"} {
		at := "/projects/" + project + "/deployments"
		p.send("outsider", "GET", "/projects/3/deployments", "", "")
		p.send("outsider", "POST", "/projects/3/deployments", formType, "environment=e&sha=main&ref=main&tag=false&status=running")
		p.send("outsider", "GET", "/projects/3", "", "")
		for _, call := range []string{"GET ", "GET /1", "GET /1/merge_requests", "POST ", "PUT /1", "DELETE /1", "POST /1/approval"} {
			method, below, _ := strings.Cut(call, " ")
			body := ""
			switch call {
			case "POST ":
				body = "environment=e&sha=main&ref=main&tag=false&status=running"
			case "PUT /1":
				body = "status=failed"
			case "POST /1/approval":
				body = "status=approved"
			}
			media := ""
			if body != "" {
				media = formType
			}
			p.send("maintainer", method, at+below, media, body)
		}
	}
}

func (p *player) odds() {
	id := p.deploy("odd", "running", "main")
	one := shop + "/" + id
	p.form("PATCH", one, "status", "failed")
	p.form("POST", one, "status", "failed")
	p.form("PUT", shop, "status", "failed")
	p.remove(shop)
	p.get(one + "/approval")
	for _, path := range []string{shop, one, shop + "/40/merge_requests", shop + "/999999"} {
		p.send("maintainer", "HEAD", path, "", "")
	}
	first := p.get(one)
	_ = first
	r := httptest.NewRequest("GET", "http://gitlab.test/api/v4"+one, nil)
	r.Header.Set("PRIVATE-TOKEN", "maintainer-token")
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	again := httptest.NewRequest("GET", "http://gitlab.test/api/v4"+one, nil)
	again.Header.Set("PRIVATE-TOKEN", "maintainer-token")
	again.Header.Set("If-None-Match", w.Header().Get("ETag"))
	p.request(again)
	p.send("owner", "PUT", "/projects/1", formType, "path=store")
	p.get("/projects/acme%2Fshop/deployments")
}
