package gitlab

import (
	"time"
)

// Hook is somebody outside who wants to be told what happens in a project. Maps and slices belong to the row and never
// change.
type Hook struct {
	ID             int64
	ProjectID      int64
	URL            string // may name variables in braces
	Name           string
	Description    string
	Token          string // secret: never shown, sent with each event
	SkipTLS        bool   // does not verify the receiver's certificate
	Events         map[HookEvent]bool
	BranchStrategy string // how BranchFilter is read: BranchWildcard, BranchRegexp or BranchAll
	BranchFilter   string // of the branches that pushes are told of
	Template       string // of the body; empty: GitLab's own
	Variables      []HookPair
	Headers        []HookPair
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// HookEvent is a kind of event that a hook may want.
type HookEvent string

// The events that this package's rules name.
const (
	PushEvents       HookEvent = "push_events"
	DeploymentEvents HookEvent = "deployment_events"
)

// HookEvents are all of them.
func HookEvents() []HookEvent {
	return []HookEvent{
		PushEvents, "tag_push_events", "merge_requests_events", "issues_events", "confidential_issues_events", "note_events",
		"confidential_note_events", "job_events", "pipeline_events", "wiki_page_events", DeploymentEvents, "feature_flag_events",
		"releases_events", "milestone_events", "emoji_events", "resource_access_token_events",
		"vulnerability_events",
	}
}

// HookPair is a variable of a hook's URL or a header of its own. Its value is secret.
type HookPair struct{ Key, Value string }

// The ways of choosing branches.
const (
	BranchWildcard = "wildcard"
	BranchRegexp   = "regex"
	BranchAll      = "all_branches"
)
