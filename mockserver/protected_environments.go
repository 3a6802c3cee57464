package mockserver

import (
	"net/http"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// scope finds where environments are protected, for callers who may do that there. Projects and groups differ in
// nothing else.
type scope func(*gitlab.State, gitlab.Actor, string) (gitlab.Scope, error)

var (
	projectScope scope = (*gitlab.State).ProjectScope
	groupScope   scope = (*gitlab.State).GroupScope
)

// admit runs before the arguments are read: :id is still the path's.
func (find scope) admit(x *exchange) error {
	id, _ := x.path[0].Value.(string)
	_, err := find(x.state, x.actor, id)
	return err
}

func (find scope) list(x *exchange) (Response, error) {
	at, err := find(x.state, x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	found, page := x.state.ProtectedEnvironments(at), x.page()
	entities := []protectedEnvironment{}
	for _, pe := range pageOf(page, found) {
		entities = append(entities, protectedEnvironmentEntity(x.state, pe))
	}
	response := x.live(http.StatusOK, entities)
	response.List = x.paginated(page, len(found))
	return response, nil
}

func (find scope) get(x *exchange) (Response, error) {
	at, err := find(x.state, x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	pe, err := x.state.ProtectedEnvironment(at, x.values.String("name"))
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, protectedEnvironmentEntity(x.state, pe)), nil
}

func (find scope) create(x *exchange) (Response, error) {
	return find.change(x, http.StatusCreated, (*gitlab.Tx).ProtectEnvironment)
}

func (find scope) update(x *exchange) (Response, error) {
	return find.change(x, http.StatusOK, (*gitlab.Tx).UpdateProtectedEnvironment)
}

func (find scope) change(x *exchange, status int,
	verb func(*gitlab.Tx, gitlab.Scope, string, gitlab.ProtectionChange) (*gitlab.ProtectedEnvironment, error),
) (Response, error) {
	var pe *gitlab.ProtectedEnvironment
	err := x.write(func(tx *gitlab.Tx) error {
		at, err := find(&tx.State, x.actor, x.project())
		if err != nil {
			return err
		}
		pe, err = verb(tx, at, x.values.String("name"), gitlab.ProtectionChange{
			DeployAccess:  ruleChanges(x.values.Objects("deploy_access_levels")),
			ApprovalRules: ruleChanges(x.values.Objects("approval_rules")),
			ApprovalCount: x.values.Int("required_approval_count"),
		})
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(status, protectedEnvironmentEntity(x.state, pe)), nil
}

func (find scope) delete(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error {
		at, err := find(&tx.State, x.actor, x.project())
		if err != nil {
			return err
		}
		return tx.UnprotectEnvironment(at, x.values.String("name"), unmodifiedSince(x.http))
	})
	return Response{Status: http.StatusNoContent}, err
}

func ruleChanges(sent []openapi.Values) []gitlab.RuleChange {
	changes := make([]gitlab.RuleChange, len(sent))
	for i, v := range sent {
		changes[i] = gitlab.RuleChange{ID: v.Int("id"), Destroy: v.Bool("_destroy"), Required: v.Int("required_approvals")}
		if v.Sent("user_id") {
			changes[i].UserID = new(v.Int("user_id"))
		}
		if v.Sent("group_id") {
			changes[i].GroupID = new(v.Int("group_id"))
		}
		if v.Sent("access_level") {
			changes[i].AccessLevel = new(gitlab.AccessLevel(v.Int("access_level")))
		}
		if v.Sent("group_inheritance_type") {
			changes[i].Inherited = new(v.Int("group_inheritance_type") == 1)
		}
	}
	return changes
}

type protectedEnvironment struct {
	Name                  string                    `json:"name"`
	DeployAccessLevels    []deployAccessLevel       `json:"deploy_access_levels"`
	RequiredApprovalCount int                       `json:"required_approval_count"`
	ApprovalRules         []environmentApprovalRule `json:"approval_rules"`
}

type deployAccessLevel struct {
	ID                     int64   `json:"id"`
	AccessLevel            *int64  `json:"access_level"`
	AccessLevelDescription *string `json:"access_level_description"`
	UserID                 *int64  `json:"user_id"`
	GroupID                *int64  `json:"group_id"`
	GroupInheritanceType   int     `json:"group_inheritance_type"`
}

type environmentApprovalRule struct {
	ID                     int64   `json:"id"`
	UserID                 *int64  `json:"user_id"`
	GroupID                *int64  `json:"group_id"`
	AccessLevel            *int64  `json:"access_level"`
	AccessLevelDescription *string `json:"access_level_description"`
	RequiredApprovals      int     `json:"required_approvals"`
	GroupInheritanceType   int     `json:"group_inheritance_type"`
}

func protectedEnvironmentEntity(s *gitlab.State, pe *gitlab.ProtectedEnvironment) protectedEnvironment {
	entity := protectedEnvironment{Name: pe.Name, DeployAccessLevels: []deployAccessLevel{}, ApprovalRules: []environmentApprovalRule{}}
	for _, rule := range pe.DeployAccess {
		entity.DeployAccessLevels = append(entity.DeployAccessLevels, deployAccessLevelEntity(s, rule))
	}
	for _, rule := range pe.ApprovalRules {
		who := deployAccessLevelEntity(s, rule.AccessRule)
		entity.ApprovalRules = append(entity.ApprovalRules, environmentApprovalRule{
			ID: who.ID, UserID: who.UserID, GroupID: who.GroupID, AccessLevel: who.AccessLevel,
			AccessLevelDescription: who.AccessLevelDescription, RequiredApprovals: rule.Required, GroupInheritanceType: who.GroupInheritanceType,
		})
	}
	return entity
}

func deployAccessLevelEntity(s *gitlab.State, rule gitlab.AccessRule) deployAccessLevel {
	entity := deployAccessLevel{
		ID: rule.ID, AccessLevel: idOrNull(int64(rule.AccessLevel)), UserID: idOrNull(rule.UserID), GroupID: idOrNull(rule.GroupID),
	}
	if description, ok := s.Describe(rule); ok {
		entity.AccessLevelDescription = &description
	}
	if rule.Inherited {
		entity.GroupInheritanceType = 1
	}
	return entity
}
