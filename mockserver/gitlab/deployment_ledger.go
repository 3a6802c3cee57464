package gitlab

import (
	"slices"
	"sync/atomic"
)

// ledger is one project's deployments, filed so that every list GitLab offers is a range of one index: by environment or
// not, by status or not, in every order. It is a value, like everything in a State.
type ledger struct {
	lastIID       int64
	all           partition
	byEnvironment keyed[int64, *partition]
}

// partition files a set of deployments as a whole and by status.
type partition struct {
	any    *orders
	status [len(statusNames)]*orders
}

// orders are the sequences of one set of deployments. finished holds those only that have finished.
type orders struct {
	id, updated, finished index
	byRef                 atomic.Pointer[[]*Deployment] // made when first asked for
}

var noOrders = new(orders)

func (p *partition) of(status *Status) *orders {
	if p == nil {
		return noOrders
	}
	filed := p.any
	if status != nil {
		filed = p.status[*status]
	}
	if filed == nil {
		return noOrders
	}
	return filed
}

// byRefThenID sorts the set by ref. Only the document knows this order (GitLab dropped it), so no write pays for it.
func (o *orders) byRefThenID() []*Deployment {
	if sorted := o.byRef.Load(); sorted != nil {
		return *sorted
	}
	sorted := make([]*Deployment, o.id.len())
	for i := range sorted {
		sorted[i] = o.id.at(i)
	}
	slices.SortStableFunc(sorted, byRef)
	o.byRef.Store(&sorted)
	return sorted
}

// find returns the project's deployment with that id.
func (l *ledger) find(id int64) *Deployment {
	if l == nil {
		return nil
	}
	return l.all.of(nil).id.find(&Deployment{ID: id}, byID)
}

// current is the environment's last successful deployment by finish, which GitLab calls last_deployment.
func (l *ledger) current(environment int64) *Deployment {
	return l.environment(environment).of(new(Success)).finished.last()
}

// successBefore is the environment's successful deployment with the highest id below id.
func (l *ledger) successBefore(environment, id int64) *Deployment {
	succeeded := l.environment(environment).of(new(Success)).id
	rank := succeeded.search(func(d *Deployment) bool { return d.ID >= id })
	if rank == 0 {
		return nil
	}
	return succeeded.at(rank - 1)
}

func (l *ledger) environment(id int64) *partition {
	if l == nil {
		return nil
	}
	p, _ := l.byEnvironment.get(id)
	return p
}

// file puts a change into a project's ledger: before is nil for a new deployment, after for a deleted one.
func (tx *Tx) file(before, after *Deployment) {
	d := after
	if d == nil {
		d = before
	}
	var next ledger
	if old, ok := tx.ledgers.get(d.ProjectID); ok {
		next = *old
	} else {
		next.byEnvironment = newKeyed[int64, *partition]()
	}
	if after != nil {
		next.lastIID = max(next.lastIID, after.IID)
		tx.lastDeployment = max(tx.lastDeployment, after.ID)
	}
	next.all.file(before, after)
	environment := partition{}
	if old, ok := next.byEnvironment.get(d.EnvironmentID); ok {
		environment = *old
	}
	environment.file(before, after)
	next.byEnvironment.set(tx, d.EnvironmentID, &environment)
	tx.ledgers.set(tx, d.ProjectID, &next)
}

func (p *partition) file(before, after *Deployment) {
	p.any = p.any.file(before, after)
	switch {
	case before != nil && after != nil && before.Status == after.Status:
		p.status[after.Status] = p.status[after.Status].file(before, after)
	default:
		if before != nil {
			p.status[before.Status] = p.status[before.Status].file(before, nil)
		}
		if after != nil {
			p.status[after.Status] = p.status[after.Status].file(nil, after)
		}
	}
}

func (o *orders) file(before, after *Deployment) *orders {
	next := new(orders)
	if o != nil {
		next.id, next.updated, next.finished = o.id, o.updated, o.finished
	}
	next.id = next.id.change(before, after, byID)
	next.updated = next.updated.change(before, after, byUpdatedAt)
	next.finished = next.finished.change(finished(before), finished(after), byFinishedAt)
	return next
}

// finished is d if it has finished, else nil.
func finished(d *Deployment) *Deployment {
	if d == nil || d.FinishedAt.IsZero() {
		return nil
	}
	return d
}
