package faults

import (
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
