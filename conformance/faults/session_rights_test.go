package faults

import (
	"net/http/httptest"
	"strings"
)

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
