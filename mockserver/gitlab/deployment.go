package gitlab

import "time"

// Status is where a deployment stands.
type Status uint8

// The seven statuses, in the order of GitLab's enum. Created, Skipped and Blocked only come about through CI jobs.
const (
	Created Status = iota
	Running
	Success
	Failed
	Canceled
	Skipped
	Blocked
)

var statusNames = [...]string{"created", "running", "success", "failed", "canceled", "skipped", "blocked"}

func (s Status) String() string { return statusNames[s] }

// ParseStatus reads a status by its name.
func ParseStatus(name string) (Status, bool) {
	for s, known := range statusNames {
		if name == known {
			return Status(s), true
		}
	}
	return 0, false
}

// Finished tells whether reaching the status sets finished_at.
func (s Status) Finished() bool { return s == Success || s == Failed || s == Canceled }

// Deployment is one row of a project's deployments. Times are UTC in whole microseconds.
type Deployment struct {
	ID            int64 // per instance
	IID           int64 // per project
	ProjectID     int64
	EnvironmentID int64
	UserID        int64
	JobID         int64  // the deployable; 0 for a deployment made through the API
	Ref, SHA      string // as given, not resolved
	Tag           bool
	Status        Status
	CreatedAt     time.Time
	UpdatedAt     time.Time
	FinishedAt    time.Time // zero until it has finished

	Memo Memo
}

// changed returns a new version of the row. The old one stays as it is for those who hold it.
func (d *Deployment) changed(change func(*Deployment)) *Deployment {
	next := *d
	next.Memo = newMemo()
	change(&next)
	return &next
}

// events are the state machine's names for reaching a status; GitLab's refusals quote them.
var events = map[Status]string{Running: "run", Success: "succeed", Failed: "drop", Canceled: "cancel"}

// canBecome is the state machine: what is finished may finish otherwise, nothing repeats, nothing runs again.
func (s Status) canBecome(next Status) bool {
	if next == Running {
		return s == Created || s == Blocked
	}
	return s != next
}

// Deployment returns the project's deployment with that id, nil if there is none.
func (s *State) Deployment(project *Project, id int64) *Deployment {
	return s.ledger(project.ID).find(id)
}

// LastDeployment is the environment's current deployment: of the successful ones that which finished last, whatever its
// id. Nil if none succeeded.
func (s *State) LastDeployment(e *Environment) *Deployment {
	return s.ledger(e.ProjectID).current(e.ID)
}

func (s *State) ledger(project int64) *ledger {
	l, _ := s.ledgers.get(project)
	return l
}

// LatestDeployment is the project's deployment that changed last, nil if it has none.
func (s *State) LatestDeployment(p *Project) *Deployment {
	if l := s.ledger(p.ID); l != nil {
		return l.all.of(nil).updated.last()
	}
	return nil
}

// PutDeployment adds a deployment as it is, or replaces the one with that id. An id or iid of 0 becomes the next free
// one; a finished status without a time of finish has finished when it was last updated. It returns the row.
func (tx *Tx) PutDeployment(d Deployment) *Deployment {
	var before *Deployment
	filed := tx.ledger(d.ProjectID)
	if d.ID == 0 {
		d.ID = tx.lastDeployment + 1
	} else {
		before = filed.find(d.ID)
	}
	if d.IID == 0 {
		d.IID = 1
		if filed != nil {
			d.IID = filed.lastIID + 1
		}
	}
	tx.complete(&d)
	tx.file(before, &d)
	return &d
}

// complete adds to a deployment that has its ids what follows from it.
func (tx *Tx) complete(d *Deployment) {
	if d.Status.Finished() && d.FinishedAt.IsZero() {
		d.FinishedAt = d.UpdatedAt
	}
	if d.JobID != 0 {
		tx.jobDeployments.set(tx, d.JobID, d.ID)
	}
	d.Memo = newMemo()
}
