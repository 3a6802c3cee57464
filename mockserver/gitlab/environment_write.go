package gitlab

import (
	"strings"
	"time"
)

// EnvironmentChange is what a client may say of an environment. A nil field stays as it is.
type EnvironmentChange struct {
	ExternalURL     *string // blank: none
	Description     *string
	Tier            string // empty: as it is, or guessed from the name of a new one
	AutoStopSetting string // empty: as it is
	// Of the cluster an environment runs in. There are no agents here, so no environment can have any of these.
	ClusterAgentID      *int64
	KubernetesNamespace *string
	FluxResourcePath    *string
}

var errNoAgent = badRequest("cluster agent doesn't exist or cannot be associated with this environment")

// CreateEnvironment makes an available environment. A project has at most one of each name and each slug. Errors: the
// project's, Forbidden, Invalid by attribute.
func (tx *Tx) CreateEnvironment(actor Actor, project, name string, c EnvironmentChange) (*Environment, error) {
	p, err := tx.Project(actor, project, AdminEnvironments)
	if err != nil {
		return nil, err
	}
	if !tx.canWriteDeployments(actor, p) {
		return nil, ErrForbidden
	}
	if c.ClusterAgentID != nil {
		return nil, errNoAgent
	}
	if faults := append(tx.namingFaults(p, name), c.faults()...); len(faults) > 0 {
		return nil, &Error{Kind: Invalid, Messages: sentences(faults)}
	}
	e := Environment{ProjectID: p.ID, Name: name, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	c.apply(&e)
	return tx.PutEnvironment(e), nil
}

func (c EnvironmentChange) apply(e *Environment) {
	if c.ExternalURL != nil {
		e.ExternalURL = textUnlessBlank(*c.ExternalURL)
	}
	if c.Description != nil {
		e.Description = textUnlessBlank(*c.Description)
	}
	if c.Tier != "" {
		e.Tier = c.Tier
	}
	if c.AutoStopSetting != "" {
		e.AutoStopSetting = c.AutoStopSetting
	}
}

func textUnlessBlank(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}

// UpdateEnvironment changes an environment; nobody renames one. It takes the project's developers, whoever may deploy there.
// Errors: the project's, ErrRecordNotFound, Forbidden, Invalid by attribute.
func (tx *Tx) UpdateEnvironment(actor Actor, project string, id int64, c EnvironmentChange) (*Environment, error) {
	p, err := tx.Project(actor, project, AdminEnvironments)
	if err != nil {
		return nil, err
	}
	if !tx.canWriteDeployments(actor, p) {
		return nil, ErrForbidden
	}
	e, err := tx.environmentOf(p, id)
	if err != nil {
		return nil, err
	}
	if c.ClusterAgentID != nil {
		return nil, errNoAgent
	}
	if faults := c.faults(); len(faults) > 0 {
		return nil, &Error{Kind: Invalid, Attributes: byAttribute(faults)}
	}
	return tx.changeEnvironment(e, c.apply), nil
}

// changeEnvironment changes a row. A change that makes no difference leaves it as it is, and when it was updated.
func (tx *Tx) changeEnvironment(e *Environment, change func(*Environment)) *Environment {
	next := *e
	change(&next)
	if next == *e {
		return e
	}
	next.UpdatedAt, next.Memo = tx.Now, newMemo()
	tx.environments.set(tx, e.ID, &next)
	tx.scheduleStop(e, &next)
	return &next
}

// DestroyEnvironment deletes a stopped environment, its deployments, their approvals and what they have shipped.
// unmodifiedSince, if not nil, is the caller's condition: it fails when the row has changed after that moment. Errors: the
// project's, ErrRecordNotFound, Forbidden, also for one that is not stopped, and PreconditionFailed.
func (tx *Tx) DestroyEnvironment(actor Actor, project string, id int64, unmodifiedSince *time.Time) error {
	e, err := tx.ownEnvironment(actor, project, id)
	switch {
	case err != nil:
		return err
	case e.State != Stopped:
		return ErrForbidden
	case modified(e.UpdatedAt, unmodifiedSince):
		return errModified
	}
	tx.removeEnvironment(e)
	return nil
}

func (tx *Tx) removeEnvironment(e *Environment) {
	deployments := tx.ledger(e.ProjectID).environment(e.ID).of(nil).id
	for i := range deployments.len() {
		tx.removeDeployment(deployments.at(i))
	}
	tx.environments.remove(tx, e.ID)
	tx.environmentNames.remove(tx, environmentKey(e.ProjectID, e.Name))
	tx.environmentSlugs.remove(tx, environmentKey(e.ProjectID, e.Slug))
}

// ownEnvironment returns an environment that the actor may stop or delete: as a developer whom its protection lets deploy.
// Who may not even read it is told so before it is looked up.
func (tx *Tx) ownEnvironment(actor Actor, project string, id int64) (*Environment, error) {
	p, err := tx.Project(actor, project, AdminEnvironments)
	if err != nil {
		return nil, err
	}
	if !tx.canReadDeployments(actor, p) {
		return nil, ErrForbidden
	}
	e, err := tx.environmentOf(p, id)
	if err != nil {
		return nil, err
	}
	if !tx.canWriteDeployments(actor, p) || !tx.mayDeploy(actor, p, e) {
		return nil, ErrForbidden
	}
	return e, nil
}

func (s *State) environmentOf(p *Project, id int64) (*Environment, error) {
	e := s.Environment(id)
	if e == nil || e.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	return e, nil
}

// findOrCreateEnvironment is what naming an environment in a new deployment does.
func (tx *Tx) findOrCreateEnvironment(p *Project, name string) (*Environment, error) {
	if e := tx.EnvironmentByName(p.ID, name); e != nil {
		return e, nil
	}
	if err := CheckEnvironmentName(name); err != nil {
		return nil, err
	}
	if _, taken := tx.environmentSlugs.get(environmentKey(p.ID, Slug(name))); taken {
		return nil, invalid("slug", "has already been taken")
	}
	return tx.PutEnvironment(Environment{ProjectID: p.ID, Name: name, CreatedAt: tx.Now, UpdatedAt: tx.Now}), nil
}
