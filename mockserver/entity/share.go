package entity

import "understudy/mockserver/gitlab"

// Share is a project shared with a group.
type Share struct {
	ID          int64   `json:"id"`
	ProjectID   int64   `json:"project_id"`
	GroupID     int64   `json:"group_id"`
	GroupAccess int     `json:"group_access"`
	ExpiresAt   *string `json:"expires_at"`
}

// NewShare is the share of a project.
func NewShare(p *gitlab.Project, share gitlab.Share) Share {
	return Share{ID: share.ID, ProjectID: p.ID, GroupID: share.GroupID, GroupAccess: int(share.Access)}
}
