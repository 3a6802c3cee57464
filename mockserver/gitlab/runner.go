package gitlab

import "time"

// Runner is what runs jobs.
type Runner struct {
	ID          int64
	Description string
	Type        string // instance_type, group_type or project_type
	ProjectID   int64  // of a project's runner
	GroupID     int64  // of a group's
	Token       string // what it shows to get jobs; empty in datasets
	Paused      bool
	Locked      bool
	Tagged      bool // takes no jobs without tags
	Tags        []string
	CreatedAt   time.Time
}

// PutRunner adds a runner, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutRunner(r Runner) *Runner {
	tx.revision = tx.epoch
	r.ID = tx.runners.next(r.ID)
	tx.runners.set(tx, r.ID, &r)
	if r.Token != "" {
		tx.runnerTokens.set(tx, r.Token, r.ID)
	}
	return &r
}

// NewRunner is a runner to be made.
type NewRunner struct {
	Type        string // instance_type, group_type or project_type
	ProjectID   int64  // of a project's runner
	GroupID     int64  // of a group's
	Description string
	Paused      bool
	Locked      bool
	Tagged      bool // takes no jobs without tags
	Tags        []string
}

// CreateRunner makes a runner, with the token it gets jobs by. It takes an administrator, an owner of the group, or a
// maintainer of the project.
func (tx *Tx) CreateRunner(actor Actor, n NewRunner) (*Runner, error) {
	if !tx.mayAddRunner(actor, n) {
		return nil, forbidden("Insufficient permissions")
	}
	if n.Tagged && len(n.Tags) == 0 {
		return nil, badRequest("Tags list can not be empty when runner is not allowed to pick untagged jobs")
	}
	r := tx.PutRunner(Runner{
		Description: n.Description, Type: n.Type, ProjectID: n.ProjectID, GroupID: n.GroupID, Paused: n.Paused, Locked: n.Locked,
		Tagged: n.Tagged, Tags: n.Tags, Token: "glrt-" + tx.secret("runner " + decimal(tx.runners.last))[:20], CreatedAt: tx.Now,
	})
	return r, nil
}

func (s *State) mayAddRunner(actor Actor, n NewRunner) bool {
	switch n.Type {
	case "project_type":
		p := s.ProjectByID(n.ProjectID)
		return p != nil && s.level(actor, p) >= Maintainer
	case "group_type":
		return s.Group(n.GroupID) != nil && s.groupLevel(actor, n.GroupID) >= Owner
	}
	return actor.admin()
}

// RunnerByToken is the runner that shows the token. Errors: Forbidden if there is none.
func (s *State) RunnerByToken(token string) (*Runner, error) {
	id, ok := s.runnerTokens.get(token)
	if !ok {
		return nil, ErrForbidden
	}
	return s.Runner(id), nil
}

// RemoveRunner removes the runner that shows the token. What it has run stays. unmodifiedSince, if not nil, is the caller's
// condition: it fails when the runner was made after that moment; asking for jobs does not count as a change. Errors: Forbidden,
// PreconditionFailed. GitLab 18.9: app/models/ci/runner.rb, heartbeat.
func (tx *Tx) RemoveRunner(token string, unmodifiedSince *time.Time) error {
	r, err := tx.RunnerByToken(token)
	if err != nil {
		return err
	}
	if modified(r.CreatedAt, unmodifiedSince) {
		return errModified
	}
	tx.revision = tx.epoch
	tx.runners.remove(tx, r.ID)
	tx.runnerTokens.remove(tx, r.Token)
	return nil
}
