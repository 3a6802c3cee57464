package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

// ofSource is a handler of what projects and groups have alike: members and access tokens.
type ofSource func(*exchange.Exchange, gitlab.Source) (exchange.Response, error)

func ofProject(handle ofSource) func(*exchange.Exchange) (exchange.Response, error) {
	return func(x *exchange.Exchange) (exchange.Response, error) { return handle(x, gitlab.Source{Ref: x.ID()}) }
}

func ofGroup(handle ofSource) func(*exchange.Exchange) (exchange.Response, error) {
	return func(x *exchange.Exchange) (exchange.Response, error) {
		return handle(x, gitlab.Source{Group: true, Ref: x.ID()})
	}
}

func listMembers(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	return memberPage(x, source, gitlab.MemberFilter{Search: x.Text("query")})
}

func listAllMembers(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	return memberPage(x, source, gitlab.MemberFilter{Search: x.Text("query"), Inherited: true})
}

func memberPage(x *exchange.Exchange, source gitlab.Source, f gitlab.MemberFilter) (exchange.Response, error) {
	found, err := x.State.Members(x.Actor, source, f)
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.List(x, found, entity.NewMember), nil
}

func getMember(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	m, err := x.State.Member(x.Actor, source, x.Int("user_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewMember(&x.View, m)), nil
}

func addMember(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewMember, func(tx *gitlab.Tx) (gitlab.Member, error) {
		return tx.AddMember(x.Actor, source, newMember(x))
	})
}

func newMember(x *exchange.Exchange) gitlab.NewMember {
	return gitlab.NewMember{
		UserID: x.Int("user_id"), Username: x.Text("username"), Access: x.AccessLevel("access_level"), ExpiresAt: x.Time("expires_at"),
	}
}

func updateMember(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	return exchange.Write(x, http.StatusOK, entity.NewMember, func(tx *gitlab.Tx) (gitlab.Member, error) {
		return tx.ChangeMember(x.Actor, source, newMember(x))
	})
}

func removeMember(x *exchange.Exchange, source gitlab.Source) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		return tx.RemoveMember(x.Actor, source, x.Int("user_id"), x.UnmodifiedSince())
	})
}
