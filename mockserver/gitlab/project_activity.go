package gitlab

import "time"

// What happens in a project moves the time of its last change, but not while that is so recent. GitLab 18.9:
// app/models/event.rb, which looks at two other times that move along with it.
const (
	quietHour    = time.Hour       // of whatever is told in the project's activity
	quietMinutes = 5 * time.Minute // of pushes
)

// happened moves the time of the last change, of a row that is about to be put.
func (p *Project) happened(now time.Time, quiet time.Duration) {
	if now.Sub(p.UpdatedAt) >= quiet {
		p.UpdatedAt = now
	}
}

// happens tells a project that something was pushed to it, or happened to its merge requests.
func (tx *Tx) happens(project int64, quiet time.Duration) {
	next := *tx.ProjectByID(project)
	if next.happened(tx.Now, quiet); next.UpdatedAt.Equal(tx.Now) {
		tx.PutProject(next)
	}
}

// sameRow tells whether two states of a project agree in what GitLab keeps in the project's own row. Feature access and the
// settings of its pipelines are in others.
func (p *Project) sameRow(q *Project) bool {
	return p.Name == q.Name && p.LastSegment() == q.LastSegment() && p.Description == q.Description && p.Visibility == q.Visibility &&
		p.MergeMethod == q.MergeMethod && p.SharedRunnersOff == q.SharedRunnersOff && p.JobsHidden == q.JobsHidden &&
		p.AutoCancelOff == q.AutoCancelOff
}
