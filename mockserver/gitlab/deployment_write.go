package gitlab

import (
	"strings"
	"time"
)

// NewDeployment is what a client says of a deployment it has made.
type NewDeployment struct {
	Environment string
	SHA, Ref    string
	Tag         bool
	Status      Status // Running, Success, Failed or Canceled
}

// CreateDeployment records a deployment, making the environment if it is new. A success that repeats the environment's
// current deployment in ref, tag and SHA is that deployment: nothing new is made. It keeps the texts of n.
//
// Errors in their order (lib/api/deployments.rb:120-144 and what it calls): the project's, Forbidden, Invalid for a sha, a ref
// or a name of an environment, and Forbidden again for a protected environment, which then is there all the same.
func (tx *Tx) CreateDeployment(actor Actor, project string, n NewDeployment) (*Deployment, error) {
	p, err := tx.Project(actor, project, AdminDeployments, AdminEnvironments)
	if err != nil {
		return nil, err
	}
	if !tx.canWriteDeployments(actor, p) {
		return nil, ErrForbidden
	}
	if !tx.revisionExists(p, n.SHA) {
		return nil, invalid("sha", "The commit does not exist")
	}
	if !tx.revisionExists(p, n.Ref) {
		return nil, invalid("ref", "The branch or tag does not exist")
	}
	e, err := tx.findOrCreateEnvironment(p, n.Environment)
	if err != nil {
		return nil, err
	}
	if !tx.mayDeploy(actor, p, e) {
		tx.Publish() // the environment stays
		return nil, ErrForbidden
	}
	if current := tx.LastDeployment(e); current != nil && n.Status == Success &&
		current.Ref == n.Ref && current.SHA == n.SHA && current.Tag == n.Tag {
		return current, nil
	}
	return tx.insert(actor, p, e, n), nil
}

func (tx *Tx) insert(actor Actor, p *Project, e *Environment, n NewDeployment) *Deployment {
	d := Deployment{
		ProjectID: p.ID, EnvironmentID: e.ID, UserID: actor.User.ID,
		Ref: n.Ref, SHA: n.SHA, Tag: n.Tag, Status: n.Status, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if n.Status.Finished() {
		d.FinishedAt = tx.Now
	}
	row := tx.PutDeployment(d)
	tx.entered(row)
	return row
}

// revisionExists tells whether GitLab would find a commit by that text.
func (s *State) revisionExists(p *Project, revision string) bool {
	if strings.HasPrefix(revision, "-") || strings.ContainsAny(revision, ": \t\r\n\v\f\x00") {
		return false
	}
	return s.Resolve(p, revision) != nil
}

// UpdateDeployment moves a deployment to another status along GitLab's state machine (app/models/deployment.rb:77-105).
//
// Errors in their order (lib/api/deployments.rb:188-204): the project's, ErrRecordNotFound, Forbidden, also for a deployment that
// a job made, and Invalid for a step that the state machine does not have.
func (tx *Tx) UpdateDeployment(actor Actor, project string, id int64, status Status) (*Deployment, error) {
	p, err := tx.Project(actor, project, AdminDeployments)
	if err != nil {
		return nil, err
	}
	d := tx.Deployment(p, id)
	if d == nil {
		return nil, ErrRecordNotFound
	}
	job := tx.Job(d.JobID)
	if !tx.canWriteDeployments(actor, p) || !tx.mayDeploy(actor, p, tx.Environment(d.EnvironmentID)) ||
		job != nil && !tx.mayRunJob(actor, p, job) {
		return nil, ErrForbidden
	}
	if job != nil {
		return nil, forbidden("Deployments created using GitLab CI can not be updated using the API")
	}
	if !d.Status.canBecome(status) {
		return nil, invalid("status", `cannot transition via "`+events[status]+`"`)
	}
	return tx.transition(d, status), nil
}

// transition moves a deployment to a status it may reach. Every arrival at a finished status sets finished_at anew, so
// that an old deployment can become the current one again.
func (tx *Tx) transition(d *Deployment, status Status) *Deployment {
	next := d.changed(func(n *Deployment) {
		n.Status, n.UpdatedAt = status, tx.Now
		if status.Finished() {
			n.FinishedAt = tx.Now
		}
	})
	tx.file(d, next)
	tx.entered(next)
	return next
}

// entered is what follows from reaching a status.
func (tx *Tx) entered(d *Deployment) {
	tx.announce(d)
	if d.Status != Success {
		return
	}
	if e := tx.Environment(d.EnvironmentID); e.State != Available {
		tx.environments.set(tx, e.ID, e.changed(func(n *Environment) { n.State, n.UpdatedAt = Available, tx.Now }))
	}
	tx.inBackground(func(tx *Tx) {
		if still := tx.ledger(d.ProjectID).find(d.ID); still != nil {
			tx.linkMergeRequests(still)
		}
	})
}

// DestroyDeployment deletes a deployment. unmodifiedSince, if not nil, is the caller's condition: it fails when the row
// has changed after that moment.
//
// Errors in their order (lib/api/deployments.rb:236-240, app/services/ci/deployments/destroy_service.rb:9): the project's,
// ErrRecordNotFound, Forbidden, PreconditionFailed, ErrDestroyRunning, ErrDestroyCurrent.
func (tx *Tx) DestroyDeployment(actor Actor, project string, id int64, unmodifiedSince *time.Time) error {
	p, err := tx.Project(actor, project, AdminDeployments)
	if err != nil {
		return err
	}
	d := tx.Deployment(p, id)
	if d == nil {
		return ErrRecordNotFound
	}
	e := tx.Environment(d.EnvironmentID)
	switch {
	case !tx.canDestroyDeployments(actor, p) || !tx.mayDeploy(actor, p, e):
		return ErrForbidden
	case modified(d.UpdatedAt, unmodifiedSince):
		return errModified
	case d.Status == Running:
		return ErrDestroyRunning
	case tx.LastDeployment(e) == d:
		return ErrDestroyCurrent
	}
	tx.removeDeployment(d)
	return nil
}

func (tx *Tx) removeDeployment(d *Deployment) {
	tx.file(d, nil)
	tx.forget(d)
}

// forget removes what hangs on a deployment that is deleted.
func (tx *Tx) forget(d *Deployment) {
	tx.approvals.remove(tx, d.ID)
	tx.unlinkMergeRequests(d)
	if d.JobID != 0 {
		tx.jobDeployments.remove(tx, d.JobID)
	}
}
