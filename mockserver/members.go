package mockserver

import (
	"net/http"

	"understudy/mockserver/gitlab"
)

// ofSource is a handler of what projects and groups have alike: members and access tokens.
type ofSource func(*exchange, gitlab.Source) (Response, error)

func ofProject(handle ofSource) func(*exchange) (Response, error) {
	return func(x *exchange) (Response, error) { return handle(x, gitlab.Source{Ref: x.project()}) }
}

func ofGroup(handle ofSource) func(*exchange) (Response, error) {
	return func(x *exchange) (Response, error) {
		return handle(x, gitlab.Source{Group: true, Ref: x.values.String("id")})
	}
}

type member struct {
	userBasic
	AccessLevel     int     `json:"access_level"`
	CreatedAt       string  `json:"created_at"`
	ExpiresAt       *string `json:"expires_at"`
	MembershipState string  `json:"membership_state"`
}

func (x *exchange) memberEntity(m gitlab.Member) member {
	return member{
		userBasic: userBasicEntity(m.User, x.mayNameBot(m.User)), AccessLevel: int(m.Access),
		CreatedAt: timestamp(m.Since), MembershipState: "active",
	}
}

func listMembers(x *exchange, source gitlab.Source) (Response, error) {
	return x.members(source, gitlab.MemberFilter{Search: x.values.String("query")})
}

func listAllMembers(x *exchange, source gitlab.Source) (Response, error) {
	return x.members(source, gitlab.MemberFilter{Search: x.values.String("query"), Inherited: true})
}

func (x *exchange) members(source gitlab.Source, f gitlab.MemberFilter) (Response, error) {
	found, err := x.state.Members(x.actor, source, f)
	if err != nil {
		return Response{}, err
	}
	return listed(x, found, x.memberEntity), nil
}

func getMember(x *exchange, source gitlab.Source) (Response, error) {
	m, err := x.state.Member(x.actor, source, x.values.Int("user_id"))
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, x.memberEntity(m)), nil
}

func addMember(x *exchange, source gitlab.Source) (Response, error) {
	return x.writeMember(http.StatusCreated, func(tx *gitlab.Tx) (gitlab.Member, error) {
		return tx.AddMember(x.actor, source, gitlab.NewMember{
			UserID: x.values.Int("user_id"), Username: x.values.String("username"), Access: x.accessLevel("access_level"),
		})
	})
}

func updateMember(x *exchange, source gitlab.Source) (Response, error) {
	return x.writeMember(http.StatusOK, func(tx *gitlab.Tx) (gitlab.Member, error) {
		return tx.ChangeMember(x.actor, source, x.values.Int("user_id"), x.accessLevel("access_level"))
	})
}

func (x *exchange) writeMember(status int, verb func(*gitlab.Tx) (gitlab.Member, error)) (Response, error) {
	var m gitlab.Member
	err := x.write(func(tx *gitlab.Tx) (err error) {
		m, err = verb(tx)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(status, x.memberEntity(m)), nil
}

func removeMember(x *exchange, source gitlab.Source) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error { return tx.RemoveMember(x.actor, source, x.values.Int("user_id")) })
	return Response{Status: http.StatusNoContent}, err
}

func (x *exchange) accessLevel(name string) gitlab.AccessLevel {
	return gitlab.AccessLevel(x.values.Int(name))
}

type projectShare struct {
	ID          int64   `json:"id"`
	ProjectID   int64   `json:"project_id"`
	GroupID     int64   `json:"group_id"`
	GroupAccess int     `json:"group_access"`
	ExpiresAt   *string `json:"expires_at"`
}

func shareProject(x *exchange) (Response, error) {
	var entity projectShare
	err := x.write(func(tx *gitlab.Tx) error {
		p, share, err := tx.ShareProject(x.actor, x.project(), gitlab.Share{GroupID: x.values.Int("group_id"), Access: x.accessLevel("group_access")})
		if err == nil {
			entity = projectShare{ID: share.ID, ProjectID: p.ID, GroupID: share.GroupID, GroupAccess: int(share.Access)}
		}
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusCreated, entity), nil
}

func unshareProject(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error { return tx.UnshareProject(x.actor, x.project(), x.values.Int("group_id")) })
	return Response{Status: http.StatusNoContent}, err
}
