package faults

import (
	"strings"
)

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
