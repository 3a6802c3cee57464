package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

// scope finds where environments are protected, for callers who may do that there. Projects and groups differ in
// nothing else.
type scope func(*gitlab.State, gitlab.Actor, string) (gitlab.Scope, error)

var (
	projectScope scope = (*gitlab.State).ProjectScope
	groupScope   scope = (*gitlab.State).GroupScope
)

// admit runs before the arguments are read.
func (find scope) admit(x *exchange.Exchange) error {
	_, err := find(x.State, x.Actor, x.PathID())
	return err
}

func (find scope) list(x *exchange.Exchange) (exchange.Response, error) {
	at, err := find(x.State, x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.List(x, x.State.ProtectedEnvironments(at), entity.NewProtectedEnvironment), nil
}

func (find scope) get(x *exchange.Exchange) (exchange.Response, error) {
	at, err := find(x.State, x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	pe, err := x.State.ProtectedEnvironment(at, x.Text("name"))
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewProtectedEnvironment(&x.View, pe)), nil
}

func (find scope) create(x *exchange.Exchange) (exchange.Response, error) {
	return find.change(x, http.StatusCreated, (*gitlab.Tx).ProtectEnvironment)
}

func (find scope) update(x *exchange.Exchange) (exchange.Response, error) {
	return find.change(x, http.StatusOK, (*gitlab.Tx).UpdateProtectedEnvironment)
}

func (find scope) change(x *exchange.Exchange, status int,
	verb func(*gitlab.Tx, gitlab.Scope, string, gitlab.ProtectionChange) (*gitlab.ProtectedEnvironment, error),
) (exchange.Response, error) {
	return exchange.Write(x, status, entity.NewProtectedEnvironment, func(tx *gitlab.Tx) (*gitlab.ProtectedEnvironment, error) {
		at, err := find(&tx.State, x.Actor, x.ID())
		if err != nil {
			return nil, err
		}
		return verb(tx, at, x.Text("name"), gitlab.ProtectionChange{
			DeployAccess:  ruleChanges(x.Objects("deploy_access_levels")),
			ApprovalRules: ruleChanges(x.Objects("approval_rules")),
			ApprovalCount: x.Int("required_approval_count"),
		})
	})
}

func (find scope) delete(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		at, err := find(&tx.State, x.Actor, x.ID())
		if err != nil {
			return err
		}
		return tx.UnprotectEnvironment(at, x.Text("name"), x.UnmodifiedSince())
	})
}

func ruleChanges(sent []exchange.Arguments) []gitlab.RuleChange {
	changes := make([]gitlab.RuleChange, len(sent))
	for i, a := range sent {
		changes[i] = gitlab.RuleChange{ID: a.Int("id"), Destroy: a.Bool("_destroy"), Required: a.Int("required_approvals")}
		if a.Sent("user_id") {
			changes[i].UserID = new(a.Int("user_id"))
		}
		if a.Sent("group_id") {
			changes[i].GroupID = new(a.Int("group_id"))
		}
		if a.Sent("access_level") {
			changes[i].AccessLevel = new(a.AccessLevel("access_level"))
		}
		if a.Sent("group_inheritance_type") {
			changes[i].Inherited = new(a.Int("group_inheritance_type") == 1)
		}
	}
	return changes
}
