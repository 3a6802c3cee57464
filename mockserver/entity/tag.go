package entity

import (
	"understudy/mockserver/gitlab"
)

// Tag is a tag.
type Tag struct {
	Name      string    `json:"name"`
	Message   string    `json:"message"`
	Target    string    `json:"target"`
	Commit    *Commit   `json:"commit"`
	Release   *struct{} `json:"release"`
	Protected bool      `json:"protected"`
	CreatedAt *string   `json:"created_at"`
}

// NewTag shows the tag of that name, which exists.
func NewTag(v *View, p *gitlab.Project, name string) Tag {
	r := v.State.Repository(p.ID)
	entity := Tag{Name: name, Target: r.Tag(name).SHA, Commit: NewCommit(p, r.Tag(name))}
	if a := r.Annotation(name); a != nil {
		entity.Message, entity.Target, entity.CreatedAt = a.Message, a.SHA, timestampOrNull(a.CreatedAt)
	}
	return entity
}
