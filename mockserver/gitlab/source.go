package gitlab

import (
	"time"
)

// Source names what has members and access tokens of its own.
type Source struct {
	Group bool   // a group, not a project
	Ref   string // id or full path
}

// holder is a source that was found: one of the two is set.
type holder struct {
	project *Project
	group   *Group
}

func (s *State) holder(a Actor, source Source) (holder, error) {
	if source.Group {
		g, err := s.LookUpGroup(a, source.Ref)
		return holder{group: g}, err
	}
	p, err := s.Project(a, source.Ref)
	return holder{project: p}, err
}

func (h holder) kind() string {
	if h.group != nil {
		return "group"
	}
	return "project"
}

func (h holder) id() int64 {
	if h.group != nil {
		return h.group.ID
	}
	return h.project.ID
}

func (h holder) createdAt() time.Time {
	if h.group != nil {
		return h.group.CreatedAt
	}
	return h.project.CreatedAt
}

func (h holder) members() Members {
	if h.group != nil {
		return h.group.Members
	}
	return h.project.Members
}

// above is the group a source lies in, 0 if there is none.
func (h holder) above() int64 {
	if h.group != nil {
		return h.group.ParentID
	}
	return h.project.GroupID
}

// levelIn is the actor's role in the source, with administrators above everyone.
func (s *State) levelIn(a Actor, h holder) AccessLevel {
	if h.group != nil {
		return s.groupLevel(a, h.group.ID)
	}
	return s.level(a, h.project)
}

// manages tells whether the actor may change who has access: a project's maintainers may, in a group only its owners.
func (s *State) manages(a Actor, h holder) bool {
	if h.group != nil {
		return s.levelIn(a, h) >= Owner
	}
	return s.levelIn(a, h) >= Maintainer
}

// setMember gives a user a role in the source; NoAccess takes it away. It returns the source as it is then.
func (tx *Tx) setMember(h holder, user int64, level AccessLevel) holder {
	members := h.members().changed(user, level, tx.Now)
	if h.group != nil {
		g := *h.group
		g.Members = members
		return holder{group: tx.PutGroup(g)}
	}
	p := *h.project
	p.Members = members
	if comes, was := members.Level(user) != NoAccess, h.members().Level(user) != NoAccess; comes != was {
		p.happened(tx.Now, quietHour)
	}
	return holder{project: tx.PutProject(p)}
}
