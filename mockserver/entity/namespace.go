package entity

import (
	"strings"

	"understudy/mockserver/gitlab"
)

type namespace struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Path     string `json:"path"`
	Kind     string `json:"kind"`
	FullPath string `json:"full_path"`
	ParentID *int64 `json:"parent_id"`
	WebURL   string `json:"web_url"`
}

// newNamespace is the group a project lives in, or the personal namespace its path begins with.
func newNamespace(v *View, p *gitlab.Project) namespace {
	if g := v.State.Group(p.GroupID); g != nil {
		return namespace{
			ID: g.ID, Name: g.Name, Path: g.Path[strings.LastIndexByte(g.Path, '/')+1:], Kind: "group", FullPath: g.Path,
			ParentID: idOrNull(g.ParentID), WebURL: baseMark + "/groups/" + g.Path,
		}
	}
	path := strings.TrimSuffix(p.Path, "/"+p.LastSegment())
	return namespace{ID: gitlab.NamespaceID(p.CreatorID), Name: path, Path: path, Kind: "user", FullPath: path, WebURL: baseMark + "/" + path}
}

// nameWithNamespace is the project's name after those of the groups around it, or of its owner.
func nameWithNamespace(v *View, p *gitlab.Project) string {
	if g := v.State.Group(p.GroupID); g != nil {
		return v.State.FullName(g) + " / " + p.Name
	}
	if owner := v.State.User(p.CreatorID); owner != nil {
		return owner.Name + " / " + p.Name
	}
	return newNamespace(v, p).Path + " / " + p.Name
}
