package gitlab

import (
	"slices"
	"time"
)

// ProtectionChange is what a client says of a protection.
type ProtectionChange struct {
	DeployAccess  []RuleChange
	ApprovalRules []RuleChange
	ApprovalCount int64 // a parameter of former times; anything above 0 is refused
}

// RuleChange adds, changes or removes a rule. A nil field stays as it is; an id or level of 0 means none.
type RuleChange struct {
	ID          int64 // of the rule to change; 0 adds one
	Destroy     bool
	UserID      *int64
	GroupID     *int64
	AccessLevel *AccessLevel
	Inherited   *bool
	Required    int64 // approvals; means nothing where it is about deploying
}

// ProtectEnvironment protects an environment that need not exist yet. Rules for users and groups that do not qualify are dropped
// without a word (ee/app/services/protected_environments/base_service.rb:22-65). Errors: Conflict, Unprocessable, and
// those of rules that name others wrongly.
func (tx *Tx) ProtectEnvironment(sc Scope, name string, c ProtectionChange) (*ProtectedEnvironment, error) {
	if c.ApprovalCount > 0 {
		return nil, errApprovalCount
	}
	if _, err := tx.ProtectedEnvironment(sc, name); err == nil {
		return nil, &Error{Kind: Conflict, Message: sc.taken(name)}
	}
	return tx.changeProtection(ProtectedEnvironment{ProjectID: sc.ProjectID, GroupID: sc.GroupID, Name: name}, c)
}

var errApprovalCount = &Error{
	Kind:    Unprocessable,
	Message: "Parameter 'required_approval_count' is deprecated and shouldn't be used. See https://gitlab.com/groups/gitlab-org/-/epics/9662",
}

func (sc Scope) taken(name string) string {
	if sc.ProjectID != 0 {
		return "Environment '" + name + "' is already protected"
	}
	return "Protected environment '" + name + "' already exists"
}

// UpdateProtectedEnvironment changes a protection's rules. Deployments feel it at once. Errors: ErrRecordNotFound, Unprocessable.
func (tx *Tx) UpdateProtectedEnvironment(sc Scope, name string, c ProtectionChange) (*ProtectedEnvironment, error) {
	pe, err := tx.ProtectedEnvironment(sc, name)
	if err != nil {
		return nil, err
	}
	if c.ApprovalCount > 0 {
		return nil, errApprovalCount
	}
	return tx.changeProtection(*pe, c)
}

// UnprotectEnvironment removes a protection. Votes given under its rules stay, and count for nothing. unmodifiedSince, if
// not nil, is the caller's condition: it fails when the row has changed after that moment. Errors: ErrRecordNotFound,
// PreconditionFailed.
func (tx *Tx) UnprotectEnvironment(sc Scope, name string, unmodifiedSince *time.Time) error {
	pe, err := tx.ProtectedEnvironment(sc, name)
	if err != nil {
		return err
	}
	if modified(pe.UpdatedAt, unmodifiedSince) {
		return errModified
	}
	tx.protections.remove(tx, pe.ID)
	tx.protected.remove(tx, pe.key())
	return nil
}

// revokeRules takes the rules that are such out of the project's own protections: those of a member or group that leaves it.
// A protection that is left without rules lets nobody deploy.
func (tx *Tx) revokeRules(p *Project, such func(AccessRule) bool) {
	for _, pe := range tx.ProtectedEnvironments(Scope{ProjectID: p.ID}) {
		next := *pe
		next.DeployAccess = slices.DeleteFunc(slices.Clone(pe.DeployAccess), such)
		next.ApprovalRules = slices.DeleteFunc(slices.Clone(pe.ApprovalRules), func(r ApprovalRule) bool { return such(r.AccessRule) })
		tx.PutProtectedEnvironment(next)
	}
}

// changeProtection applies the changes that qualify; those that do not are dropped without a word.
func (tx *Tx) changeProtection(pe ProtectedEnvironment, c ProtectionChange) (*ProtectedEnvironment, error) {
	deploy := make([]ApprovalRule, len(pe.DeployAccess))
	for i, rule := range pe.DeployAccess {
		deploy[i].AccessRule = rule
	}
	deploy, err := changeRules(deploy, tx.qualified(pe, c.DeployAccess))
	if err != nil {
		return nil, err
	}
	pe.DeployAccess = make([]AccessRule, len(deploy))
	for i, rule := range deploy {
		pe.DeployAccess[i] = rule.AccessRule
	}
	if pe.ApprovalRules, err = changeRules(pe.ApprovalRules, tx.qualified(pe, c.ApprovalRules)); err != nil {
		return nil, err
	}
	if faults := pe.faults(); len(faults) > 0 {
		return nil, &Error{Kind: Unprocessable, Messages: faults}
	}
	pe.UpdatedAt = tx.Now
	return tx.PutProtectedEnvironment(pe), nil
}

func changeRules(rules []ApprovalRule, changes []RuleChange) ([]ApprovalRule, error) {
	next := slices.Clone(rules)
	for _, c := range changes {
		at := slices.IndexFunc(next, func(r ApprovalRule) bool { return r.ID == c.ID })
		switch {
		case c.ID == 0 && c.Destroy: // nothing to remove
		case c.ID == 0:
			next = append(next, c.apply(ApprovalRule{}))
		case at < 0:
			return nil, ErrRecordNotFound
		case c.Destroy:
			next = slices.Delete(next, at, at+1)
		default:
			next[at] = c.apply(next[at])
		}
	}
	return next, nil
}

func (c RuleChange) apply(r ApprovalRule) ApprovalRule {
	if c.UserID != nil {
		r.UserID = *c.UserID
	}
	if c.GroupID != nil {
		r.GroupID = *c.GroupID
	}
	if c.AccessLevel != nil {
		r.AccessLevel = *c.AccessLevel
	}
	if c.Inherited != nil {
		r.Inherited = *c.Inherited
	}
	r.Required = int(c.Required)
	return r
}
