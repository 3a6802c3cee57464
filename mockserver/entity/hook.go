package entity

import (
	"understudy/mockserver/gitlab"
)

// Hook is a project's webhook.
type Hook struct {
	ID                    int64   `json:"id"`
	URL                   string  `json:"url"`
	Name                  *string `json:"name"`
	Description           *string `json:"description"`
	CreatedAt             string  `json:"created_at"`
	PushEvents            bool    `json:"push_events"`
	TagPushEvents         bool    `json:"tag_push_events"`
	MergeRequestsEvents   bool    `json:"merge_requests_events"`
	RepositoryUpdate      bool    `json:"repository_update_events"`
	EnableSSLVerification bool    `json:"enable_ssl_verification"`
	AlertStatus           string  `json:"alert_status"`
	DisabledUntil         *string `json:"disabled_until"`
	*hookVariables
	BranchFilter   *string `json:"push_events_branch_filter"`
	BranchStrategy string  `json:"branch_filter_strategy"`
	Template       *string `json:"custom_webhook_template"`
	*hookHeaders
	ProjectID                 int64 `json:"project_id"`
	IssuesEvents              bool  `json:"issues_events"`
	ConfidentialIssuesEvents  bool  `json:"confidential_issues_events"`
	NoteEvents                bool  `json:"note_events"`
	ConfidentialNoteEvents    bool  `json:"confidential_note_events"`
	PipelineEvents            bool  `json:"pipeline_events"`
	WikiPageEvents            bool  `json:"wiki_page_events"`
	DeploymentEvents          bool  `json:"deployment_events"`
	FeatureFlagEvents         bool  `json:"feature_flag_events"`
	JobEvents                 bool  `json:"job_events"`
	ReleasesEvents            bool  `json:"releases_events"`
	MilestoneEvents           bool  `json:"milestone_events"`
	EmojiEvents               bool  `json:"emoji_events"`
	ResourceAccessTokenEvents bool  `json:"resource_access_token_events"`
	VulnerabilityEvents       bool  `json:"vulnerability_events"`
}

// What only a hook's own representation has, not a list's.
type (
	hookVariables struct {
		URLVariables []hookKey `json:"url_variables"`
	}
	hookHeaders struct {
		CustomHeaders []hookKey `json:"custom_headers"`
	}
	hookKey struct {
		Key string `json:"key"`
	}
)

// NewHookInList leaves out what only a single hook shows.
func NewHookInList(_ *View, h *gitlab.Hook) Hook {
	return Hook{
		ID: h.ID, URL: h.URL, Name: textOrNull(h.Name), Description: textOrNull(h.Description), CreatedAt: timestamp(h.CreatedAt),
		PushEvents: h.Events["push_events"], TagPushEvents: h.Events["tag_push_events"], MergeRequestsEvents: h.Events["merge_requests_events"],
		EnableSSLVerification: !h.SkipTLS, AlertStatus: "executable",
		BranchFilter: textOrNull(h.BranchFilter), BranchStrategy: h.BranchStrategy, Template: textOrNull(h.Template), ProjectID: h.ProjectID,
		IssuesEvents: h.Events["issues_events"], ConfidentialIssuesEvents: h.Events["confidential_issues_events"],
		NoteEvents: h.Events["note_events"], ConfidentialNoteEvents: h.Events["confidential_note_events"],
		PipelineEvents: h.Events["pipeline_events"], WikiPageEvents: h.Events["wiki_page_events"],
		DeploymentEvents: h.Events["deployment_events"], FeatureFlagEvents: h.Events["feature_flag_events"],
		JobEvents: h.Events["job_events"], ReleasesEvents: h.Events["releases_events"], MilestoneEvents: h.Events["milestone_events"],
		EmojiEvents: h.Events["emoji_events"], ResourceAccessTokenEvents: h.Events["resource_access_token_events"],
		VulnerabilityEvents: h.Events["vulnerability_events"],
	}
}

// NewHook shows the names of variables and headers, never their values.
func NewHook(v *View, h *gitlab.Hook) Hook {
	entity := NewHookInList(v, h)
	entity.hookVariables = &hookVariables{hookKeys(h.Variables)}
	entity.hookHeaders = &hookHeaders{hookKeys(h.Headers)}
	return entity
}

func hookKeys(pairs []gitlab.HookPair) []hookKey {
	keys := []hookKey{}
	for _, pair := range pairs {
		keys = append(keys, hookKey{pair.Key})
	}
	return keys
}
