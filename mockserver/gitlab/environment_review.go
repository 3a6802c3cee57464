package gitlab

import (
	"slices"
	"time"
)

// ReviewDeletion says which stopped review apps are to be deleted.
type ReviewDeletion struct {
	Before *time.Time // made before then; nil: thirty days ago
	Limit  int
	DryRun bool // only tell which
}

const (
	reviewFolder = "review"
	reviewAge    = 30 // days
	reviewGrace  = 7 * day
)

// ReviewRefusal is why no review apps are deleted.
type ReviewRefusal struct {
	Unauthorized  bool // else there is nothing to delete, or not all of it may be
	Unprocessable []*Environment
	Message       string
}

func (r *ReviewRefusal) Error() string { return r.Message }

// DeleteReviewApps has the oldest stopped environments of the folder review deleted a week from now, and returns them. All
// or none: one that the actor may not delete spares the others.
func (tx *Tx) DeleteReviewApps(actor Actor, project string, d ReviewDeletion) ([]*Environment, error) {
	p, err := tx.Project(actor, project, AdminEnvironments)
	if err != nil {
		return nil, err
	}
	if !tx.canReadDeployments(actor, p) {
		return nil, ErrForbidden
	}
	if !tx.canWriteDeployments(actor, p) {
		return nil, &ReviewRefusal{Unauthorized: true, Message: "You do not have permission to destroy environments in this project"}
	}
	found := tx.stoppedReviewApps(p, d, tx.Now)
	refused := slices.Clone(found)
	refused = slices.DeleteFunc(refused, func(e *Environment) bool { return tx.mayDeploy(actor, p, e) })
	if len(found) == 0 || len(refused) > 0 {
		return nil, &ReviewRefusal{Unprocessable: refused, Message: "No environments found for scheduled deletion. Either your query did not match any environments (default parameters match environments that are 30 days or older), or you have insufficient permissions to delete matching environments."}
	}
	if !d.DryRun {
		for _, e := range found {
			tx.PutEnvironment(*e.changed(func(n *Environment) { n.DeleteAt = tx.Now.Add(reviewGrace) }))
		}
	}
	return found, nil
}

func (s *State) stoppedReviewApps(p *Project, d ReviewDeletion, now time.Time) []*Environment {
	before := now.AddDate(0, 0, -reviewAge)
	if d.Before != nil {
		before = *d.Before
	}
	found := slices.DeleteFunc(s.Environments(p.ID), func(e *Environment) bool {
		return e.State != Stopped || !e.inFolder(reviewFolder) || !e.CreatedAt.Before(before) || !e.DeleteAt.IsZero()
	})
	slices.SortStableFunc(found, func(a, b *Environment) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return found[:min(len(found), d.Limit)]
}

// scheduleDeletion deletes the environment when its time has come, if it is still stopped then.
func (tx *Tx) scheduleDeletion(before, e *Environment) {
	if !e.DeleteAt.After(tx.Now) || before != nil && before.DeleteAt.Equal(e.DeleteAt) {
		return
	}
	id := e.ID
	tx.after(e.DeleteAt.Sub(tx.Now), func(tx *Tx) {
		if e := tx.Environment(id); e != nil && e.State == Stopped {
			tx.removeEnvironment(e)
		}
	})
}
