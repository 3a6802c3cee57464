package entity

import (
	"net/url"

	"understudy/mockserver/gitlab"
)

// Branch is a branch.
type Branch struct {
	Name               string  `json:"name"`
	Commit             *Commit `json:"commit"`
	Merged             bool    `json:"merged"`
	Protected          bool    `json:"protected"`
	DevelopersCanPush  bool    `json:"developers_can_push"`
	DevelopersCanMerge bool    `json:"developers_can_merge"`
	CanPush            bool    `json:"can_push"`
	Default            bool    `json:"default"`
	WebURL             string  `json:"web_url"`
}

// NewBranch shows the branch of that name, which exists.
func NewBranch(v *View, p *gitlab.Project, name string) Branch {
	r := v.State.Repository(p.ID)
	head, trunk := r.Branch(name), r.Branch(p.DefaultBranch)
	return Branch{
		Name: name, Commit: NewCommit(p, head), Merged: name != p.DefaultBranch && trunk != nil && r.Contains(trunk.SHA, head.SHA),
		Protected: p.Protected(name), CanPush: v.State.MayPush(v.Actor, p, name), Default: name == p.DefaultBranch,
		WebURL: baseMark + "/" + p.Path + "/-/tree/" + (&url.URL{Path: name}).EscapedPath(),
	}
}
