package conformance

import (
	"strings"

	"understudy/conformance/wire"
)

// around is what somebody may declare a target to do without, by what follows the project in the paths of the operations that
// belong to it.
var around = map[string]Need{
	"access_tokens": Roles, "members": Roles, "protected_environments": Approvals, "environments": Environments,
	"pipeline": Jobs, "pipelines": Jobs, "jobs": Jobs, "runners": Jobs, "merge_requests": MergeRequests,
}

// without is what a target that does not answer a call as needed may be declared to do without.
func without(e *wire.Exchange) Need {
	switch family[e.Operation] {
	case "APPROVE":
		return Approvals
	case "MRS":
		return MergeRequests
	case "":
	default:
		return "" // every target has these
	}
	segments := strings.Split(strings.TrimPrefix(e.Path(), "/"), "/")
	switch segments[0] {
	case "user", "personal_access_tokens":
		if len(segments) > 1 && segments[1] == "runners" {
			return Jobs
		}
		return Roles
	case "jobs", "runners":
		return Jobs
	}
	if len(segments) > 2 {
		return orElse(around[segments[2]], Projects)
	}
	return Projects
}

// waived is an end that somebody declared the target to come to: what it does without is not looked for.
func (r *run) waived(e ending) ending {
	if e.verdict != Untestable || e.without == "" {
		return e
	}
	if waiver := r.target.waiver(Need(e.without)); waiver != "" {
		return ending{verdict: Waived, reason: "needs " + e.without + ": " + waiver}
	}
	return e
}
