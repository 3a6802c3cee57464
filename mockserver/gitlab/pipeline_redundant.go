package gitlab

import "slices"

// oldestRedundant is how many days old a pipeline may be that a newer one still cancels.
const oldestRedundant = 7

// cancelOlderLater cancels, in the background, the pipelines that a new one of another commit makes redundant: older ones of
// the same ref that have not ended. Child pipelines cancel nothing.
func (tx *Tx) cancelOlderLater(pl *Pipeline) {
	if pl.Child() || tx.ProjectByID(pl.ProjectID).AutoCancelOff {
		return
	}
	id := pl.ID
	tx.inBackground(func(tx *Tx) {
		newer := tx.Pipeline(id)
		if newer == nil {
			return
		}
		for _, older := range slices.Clone(tx.pipelinesOf.of(newer.ProjectID)) {
			if pl := tx.Pipeline(older); tx.redundant(pl, newer) {
				tx.cancelRedundant(pl)
			}
		}
	})
}

// redundant tells whether a pipeline has nothing more to tell once there is the newer one. A child pipeline is as old as the
// one that it goes back to.
func (s *State) redundant(pl, newer *Pipeline) bool {
	age := pl
	if root := pl.Seldom().Root; pl.Child() && root != 0 {
		age = s.Pipeline(root)
	}
	head := s.Resolve(s.ProjectByID(pl.ProjectID), pl.Ref)
	return age.ID < newer.ID && pl.Ref == newer.Ref && pl.SHA != newer.SHA && !pl.Status.complete() &&
		(head == nil || head.SHA != pl.SHA) && !pl.CreatedAt.Before(newer.CreatedAt.AddDate(0, 0, -oldestRedundant))
}

// cancelRedundant cancels what the pipeline's configuration lets be canceled: all of it as long as no job has started that
// is not to be interrupted, or the jobs that may be, or nothing.
func (tx *Tx) cancelRedundant(pl *Pipeline) {
	switch pl.Seldom().OnNewCommit {
	case AutoCancelNone:
		return
	case AutoCancelInterruptible:
		tx.cancelJobs(pl.ID, func(j *Job) bool { return j.unfinished() && j.interruptible() })
		return
	}
	for _, id := range tx.jobsOf.of(pl.ID) {
		if j := tx.Job(id); !j.Bridge && !j.interruptible() && (j.Status == JobRunning || j.Status == JobSuccess || j.Status == JobFailed) {
			return
		}
	}
	tx.cancelJobs(pl.ID, (*Job).unfinished)
}

func (j *Job) interruptible() bool { return j.Config != nil && j.Config.Interruptible }
