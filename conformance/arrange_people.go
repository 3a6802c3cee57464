package conformance

import (
	"strings"
	"time"

	"understudy/conformance/wire"
	"understudy/conformance/world"
	"understudy/openapi"
)

// Exact tells whether GitLab's own behaviour decides what the document leaves open.
func (s *S) Exact() bool { return s.run.rules.decided }

// Tier is the tier that the target was declared to have, "" if none was.
func (s *S) Tier() string { return s.run.target.Tier }

// Person is somebody whom a token belongs to.
type Person struct {
	ID             int64
	Username, Name string
	Admin          bool // of the target: every approval rule admits them
}

// Person is whoever has the role in the project.
func (s *S) Person(role Role) Person { return s.Owner(s.As(role)) }

// Owner is whoever a client sends as.
func (s *S) Owner(client *wire.Client) Person {
	answer := client.Get("/user", nil).Needs(200)
	p := wire.Decode[struct {
		ID             int64
		Username, Name string
		Admin          bool `json:"is_admin"`
	}](answer)
	return Person(p)
}

// Mint makes a token of the project with the access of a role, and with the scopes; nobody else has it.
func (s *S) Mint(name string, role Role, scopes ...string) (token string) {
	token, err := s.Project().Mint(strings.ReplaceAll(s.id, "/", "-")+"-"+name, string(role), scopes...)
	s.must(err)
	return token
}

// Jobs are deployments made by jobs. They are shared: for reading only.
func (s *S) Jobs() world.Jobs {
	jobs, err := s.run.world.Jobs()
	s.must(err)
	return jobs
}

// Now is the time on this side of the line.
func (s *S) Now() time.Time { return s.run.options.Clock.Now() }

// Revoke revokes the project's token with which a client sends.
func (s *S) Revoke(client *wire.Client) {
	token := wire.Decode[struct{ ID int64 }](client.Get("/personal_access_tokens/self", nil).Needs(200))
	s.Client().Delete(s.Path("access_tokens", token.ID)).Needs(204)
}

// ProtectFor protects an environment so that only these may deploy to it.
func (s *S) ProtectFor(environment string, access ...world.DeployAccess) {
	s.Approvals()
	s.must(s.Project().ProtectFor(environment, access))
}

// Somebody is the approval rule that admits one person.
func Somebody(who Person, required int) world.ApprovalRule {
	return world.ApprovalRule{UserID: who.ID, Required: required}
}

// RetriedJob is a job that failed, and was retried and succeeded. It is shared: for reading only.
func (s *S) RetriedJob() world.RetriedJob {
	retried, err := s.run.world.RetriedJob()
	s.must(err)
	return retried
}

// Branch makes a branch of the project.
func (s *S) Branch(name string) { s.must(s.Project().Branch(name)) }

// Tag makes a tag of the project.
func (s *S) Tag(name string) { s.must(s.Project().Tag(name)) }

// Edition is the edition that the target was declared to be, "" if none was.
func (s *S) Edition() string { return s.run.target.Edition }

// Blocked arranges a job's deployment that waits for approvals, in the case's own project.
func (s *S) Blocked(name string, rules ...world.ApprovalRule) world.Deployment {
	d, err := s.Project().Blocked(name, rules...)
	s.must(err)
	return d
}

// Fleet is merge requests and the deployments that shipped them. It is shared: for reading only.
func (s *S) Fleet() world.Fleet {
	fleet, err := s.run.world.Fleet()
	s.must(err)
	return fleet
}

// Operation is an operation of the contract.
func (s *S) Operation(id string) *openapi.Operation { return s.run.document.Operation(id) }

// Tries is how often a script that would like to may try to make a failure smaller.
func (s *S) Tries(budget int) int {
	if s.run.options.Brief {
		return 0
	}
	return budget
}

// Seed is where chance begins, the same for every case of a run.
func (s *S) Seed() uint64 { return s.run.options.Seed }
