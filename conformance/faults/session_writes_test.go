package faults

import (
	"net/http/httptest"
	"strings"
)

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
