package entity

import (
	"cmp"
	"strings"

	"understudy/mockserver/gitlab"
)

// Group is a group.
type Group struct {
	ID          int64   `json:"id"`
	WebURL      string  `json:"web_url"`
	Name        string  `json:"name"`
	Path        string  `json:"path"`
	Description *string `json:"description"`
	Visibility  string  `json:"visibility"`
	AvatarURL   *string `json:"avatar_url"`
	FullName    string  `json:"full_name"`
	FullPath    string  `json:"full_path"`
	CreatedAt   string  `json:"created_at"`
	ParentID    *int64  `json:"parent_id"`

	MarkedForDeletionOn *string `json:"marked_for_deletion_on"`
}

// NewGroup shows a group.
func NewGroup(v *View, g *gitlab.Group) Group {
	return Group{
		ID: g.ID, WebURL: baseMark + "/groups/" + g.Path, Name: g.Name, Path: g.Path[strings.LastIndexByte(g.Path, '/')+1:],
		Description: textOrNull(g.Description), Visibility: string(cmp.Or(g.Visibility, gitlab.Public)), FullName: v.State.FullName(g), FullPath: g.Path,
		CreatedAt: timestamp(g.CreatedAt), ParentID: idOrNull(g.ParentID),
		MarkedForDeletionOn: dateOrNull(g.DeletionMark),
	}
}
