package entity

import (
	"understudy/mockserver/gitlab"
)

// Member is a user in a project or a group.
type Member struct {
	UserBasic
	AccessLevel     int     `json:"access_level"`
	CreatedAt       string  `json:"created_at"`
	ExpiresAt       *string `json:"expires_at"`
	MembershipState string  `json:"membership_state"`
}

// NewMember shows a member.
func NewMember(v *View, m gitlab.Member) Member {
	return Member{
		UserBasic: newUserBasic(m.User, v.mayNameBot(m.User)), AccessLevel: int(m.Access),
		CreatedAt: timestamp(m.Since), MembershipState: "active",
	}
}
