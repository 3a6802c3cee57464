package conformance

import "strings"

// Case is one script that holds rules to a target. Cases are independent: any selection of them runs in any order, several at a
// time.
type Case struct {
	ID        string   // stable, "section/what-is-expected"; never reused for another expectation
	Title     string   // the expectation as one sentence
	Rules     []string // ids of the rules in openapi/requirements.yaml that it checks, all of them
	Compares  bool     // with a model, which may find any rule broken, not only those
	Needs     []Need   // what a person may declare to go without
	Isolation Isolation
	ReadOnly  bool // it changes nothing, and arranges nothing that is not given: it runs with --safe too
	Requests  int  // about how many it sends, for the few that send a hundred or more: they begin first, else the end waits for them
	Script    func(s *S)
}

// Section is the part of the document the case belongs to: its ID up to the slash.
func (c Case) Section() string {
	section, _, _ := strings.Cut(c.ID, "/")
	return section
}

// Need is something that a target may lack, if somebody says so.
type Need string

// The needs.
const (
	Approvals     Need = "approvals"      // deployment approvals: Premium or Ultimate
	Jobs          Need = "jobs"           // pipelines, jobs and runners
	MergeRequests Need = "merge-requests" // a repository with merge requests
	Roles         Need = "roles"          // people of other roles than the examiner's
	Projects      Need = "projects"       // projects that the run makes itself
	Environments  Need = "environments"   // an API for environments
)

// Needs lists every need.
func Needs() []Need { return []Need{Approvals, Jobs, MergeRequests, Roles, Projects, Environments} }

// Isolation says what a case shares with others that run at the same time.
type Isolation int

// The isolations.
const (
	Shared     Isolation = iota // the project; environments are the case's own, by their names
	OwnProject                  // nothing: a project of its own
	Alone                       // not even time: nothing else runs meanwhile
)

// Level says how binding a rule is.
type Level string

// The levels, the most binding first.
const (
	Must   Level = "MUST"   // the document states it
	Should Level = "SHOULD" // it follows from the document, or from how GitLab behaves where the document is silent
	Info   Level = "INFO"   // undecided: what the target does is recorded, never judged
)

// Role names an identity in the project under examination.
type Role string

// The roles.
const (
	Maintainer Role = "maintainer" // the examiner: a maintainer or owner; every run needs it
	Developer  Role = "developer"
	Reporter   Role = "reporter"
	Guest      Role = "guest"
	Outsider   Role = "outsider"  // signed in, not a member
	Approver   Role = "approver"  // another maintainer
	Anonymous  Role = "anonymous" // no credentials at all
)

// TokenRoles lists the roles that a token can be given for.
func TokenRoles() []Role {
	return []Role{Maintainer, Developer, Reporter, Guest, Outsider, Approver}
}
