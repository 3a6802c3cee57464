package coverage

import (
	"regexp"
	"slices"
	"sync"
)

// limit says why some parts cannot be reached.
type limit struct {
	kinds      []Kind
	operations []string       // none: all of them
	names      *regexp.Regexp // whole
	need       string         // only where the run goes without this
	reason     string
}

const (
	list    = "listProjectDeployments"
	get     = "getProjectDeployment"
	create  = "createProjectDeployment"
	update  = "updateProjectDeployment"
	remove  = "deleteProjectDeployment"
	merged  = "listDeploymentMergeRequests"
	approve = "approveOrRejectProjectDeployment"
)

var (
	answers = []Kind{Fields, Seen}
	every   = []Kind{Accepted, Refused, Sent, Statuses, Fields, Seen}
)

// limits are what lies beyond every run, and beyond those that go without something. They are made when coverage is asked for.
var limits = sync.OnceValue(func() []limit {
	return []limit{
		{
			kinds: []Kind{Statuses}, names: whole(`409`),
			reason: "it is the answer while another request changes the same object, and whether two meet is up to the target",
		},
		{
			kinds: []Kind{Statuses}, names: whole(`429`),
			reason: "it is up to the target how many requests it takes; the run slows down when it is asked to",
		},
		{
			kinds: []Kind{Sent}, operations: []string{update}, names: whole(`status=running`),
			reason: "GitLab moves only what waits for its job to running, and leaves the deployments of jobs to their jobs",
		},
		{
			kinds: []Kind{Seen}, operations: []string{create, update}, names: whole(`/status=(blocked|created|skipped)`),
			reason: "only deployments of jobs have this status, and they are neither made nor updated through this API",
		},
		{
			kinds: []Kind{Seen}, operations: []string{update}, names: whole(`/status=running`),
			reason: "GitLab moves no deployment of this API to running",
		},
		{
			kinds: answers, operations: []string{create, update}, names: whole(`/deployable/.*`),
			reason: "it is of a job, and the deployments of jobs are neither made nor updated through this API",
		},
		{
			kinds: answers, operations: []string{create}, names: whole(`(/approvals|/approval_summary/rules/\*/deployment_approvals)/\*/.*`),
			reason: "what was just made has no votes",
		},
		{
			kinds: answers, operations: []string{list, get}, names: whole(`(/\*)?/deployable/user/is_followed`),
			reason: "GitLab shows it in answers to POST and PUT only",
		},
		{
			kinds: answers, operations: []string{list, get}, names: whole(`(/\*)?/deployable/(artifacts/\*|artifacts_file)(/.*)?`),
			reason: "the run's runner uploads no artifacts",
		},
		{
			kinds: answers, operations: []string{list, get}, names: whole(`(/\*)?/deployable/(runner/created_by|runner_manager)(/.*)?`),
			reason: "it is up to the target what it keeps of a runner",
		},
		{
			kinds: answers, operations: []string{merged}, names: whole(`/\*/(closed_by/.*|state=(closed|locked|opened))`),
			reason: "only merged merge requests are shipped",
		},
		{
			kinds: answers, operations: []string{merged}, names: whole(`/\*/(milestone[/=]|labels/\*/).*`),
			reason: "the run makes no milestones and no labels",
		},
		{
			kinds: answers, operations: []string{merged}, names: whole(`/\*/(allow_collaboration|allow_maintainer_to_push)`),
			reason: "only merge requests from forks have it, and the run makes no forks",
		},
		{
			kinds: answers, operations: []string{merged}, names: whole(`/\*/(title|description)_html`),
			reason: "GitLab renders no HTML for this list",
		},

		{kinds: every, operations: []string{approve}, names: whole(`.*`), need: "approvals"},
		{
			kinds: answers, operations: []string{create, get, update}, need: "approvals",
			names: whole(`/(approvals|approval_summary|pending_approval_count)([/=].*)?`),
		},
		{kinds: answers, operations: []string{merged}, names: whole(`/\*/approvals_before_merge`), need: "approvals"},

		{kinds: answers, operations: []string{list, get}, names: whole(`(/\*)?(/deployable/.*|/status=(blocked|created|skipped))`), need: "jobs"},

		{kinds: answers, operations: []string{merged}, names: whole(`/\*/.*`), need: "merge-requests"},
		{kinds: []Kind{Accepted}, operations: []string{merged}, names: whole(`labels|not|approve(r|d_by)_ids`), need: "merge-requests"},

		{kinds: []Kind{Statuses}, names: whole(`403`), need: "roles"},
		{kinds: []Kind{Statuses}, operations: []string{approve}, names: whole(`401|405|406|413|415`), need: "roles"},
		{kinds: []Kind{Accepted}, operations: []string{approve}, names: whole(`comment|represented_as`), need: "roles"},
		{kinds: answers, operations: []string{create, get, update}, names: whole(`/(approvals/\*/.*|approval_summary(/.*)?)`), need: "roles"},
		{kinds: []Kind{Accepted}, operations: []string{merged}, names: whole(`labels|not|approve(r|d_by)_ids`), need: "roles"},
		{kinds: answers, operations: []string{merged}, names: whole(`/\*/(assignee|assignees/\*|reviewers/\*)/.*`), need: "roles"},

		{kinds: []Kind{Statuses}, names: whole(`301|405`), need: "projects"},
	}
})

func whole(expression string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + expression + `)$`) }

// beyondReach is why a part cannot be reached, "" if it can be.
func beyondReach(part Part, waiver func(need string) string) string {
	for _, l := range limits() {
		if !slices.Contains(l.kinds, part.Kind) || len(l.operations) > 0 && !slices.Contains(l.operations, part.Operation) || !l.names.MatchString(part.Name) {
			continue
		}
		if l.need == "" {
			return l.reason
		}
		if waived := waiver(l.need); waived != "" {
			return waived
		}
	}
	return ""
}
