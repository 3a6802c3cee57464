package gitlab

import "time"

// OrderBy is the attribute a list of deployments is sorted by.
type OrderBy string

// The orders. Ids, iids and times of creation all grow together, so the first three are one order.
const (
	OrderByID         OrderBy = "id"
	OrderByIID        OrderBy = "iid"
	OrderByCreatedAt  OrderBy = "created_at"
	OrderByUpdatedAt  OrderBy = "updated_at"
	OrderByFinishedAt OrderBy = "finished_at"
	OrderByRef        OrderBy = "ref"
)

// DeploymentFilter narrows and sorts a project's deployments. Nil pointers and an empty environment do not filter.
type DeploymentFilter struct {
	OrderBy        OrderBy
	Descending     bool
	UpdatedAfter   *time.Time // inclusive
	UpdatedBefore  *time.Time // inclusive
	FinishedAfter  *time.Time // inclusive
	FinishedBefore *time.Time // exclusive
	Exclusive      EdgesLeftOut
	Environment    string
	Status         *Status
}

// EdgesLeftOut are the ends of ranges that GitLab counts in and that are to be left out, as the documentation's "after" and
// "before" have it. What is shown decides then, the millisecond: a client that asks for what comes after the last time it has seen
// does not get that again.
type EdgesLeftOut struct{ UpdatedAfter, UpdatedBefore, FinishedAfter bool }

// from tells whether a time lies in a range that begins at the given time.
func from(t, begin time.Time, exclusive bool) bool {
	if exclusive {
		return t.Truncate(time.Millisecond).After(begin)
	}
	return !t.Before(begin)
}

// past tells whether a time lies behind a range that ends at the given time.
func past(t, end time.Time, exclusive bool) bool {
	if exclusive {
		return !t.Truncate(time.Millisecond).Before(end)
	}
	return t.After(end)
}

// Page is a window on a list; Number starts at 1.
type Page struct{ Number, Size int }

// first is the rank of the page's first row in a list of that length, which is the end of the list if the page lies
// beyond it.
func (p Page) first(total int) int {
	if p.Number-1 > total/p.Size { // else the product below might overflow
		return total
	}
	return min((p.Number-1)*p.Size, total)
}

// DeploymentPage is one page of a list and how long the whole list is.
type DeploymentPage struct {
	Rows  []*Deployment
	Total int
}

// Validate refuses combinations as GitLab's finder does. The first rule that is broken decides.
func (f DeploymentFilter) Validate() error {
	updated := f.UpdatedAfter != nil || f.UpdatedBefore != nil
	finished := f.FinishedAfter != nil || f.FinishedBefore != nil
	switch {
	case updated && finished:
		return badRequest("Both `updated_at` filter and `finished_at` filter can not be specified")
	case updated && f.OrderBy != OrderByUpdatedAt:
		return badRequest("`updated_at` filter requires `updated_at` sort")
	case finished && f.OrderBy != OrderByFinishedAt:
		return badRequest("`finished_at` filter requires `finished_at` sort.")
	case f.OrderBy == OrderByFinishedAt && !finished && (f.Status == nil || !f.Status.Finished()):
		return badRequest("`finished_at` sort requires `finished_at` filter or a filter with at least one of the finished statuses.")
	case finished && (f.Status == nil || *f.Status != Success):
		return badRequest("`finished_at` filter must be combined with `success` status filter.")
	}
	return nil
}

func badRequest(reason string) error { return &Error{Kind: BadRequest, Message: reason} }

// FindDeployments lists a project's deployments for an actor who may read them, in the order that GitLab's finder really gives
// (app/finders/deployments_finder.rb:129-152). Errors: the project's, Forbidden, and the filter's.
func (s *State) FindDeployments(actor Actor, project string, f DeploymentFilter, page Page) (DeploymentPage, error) {
	p, err := s.readable(actor, project, ReadDeployments)
	if err != nil {
		return DeploymentPage{}, err
	}
	if err := f.Validate(); err != nil {
		return DeploymentPage{}, err
	}
	filed := s.ordersOf(p, f)
	if f.OrderBy == OrderByRef {
		sorted := filed.byRefThenID()
		return f.cut(page, 0, len(sorted), func(rank int) *Deployment { return sorted[rank] }), nil
	}
	x, from, to := f.span(filed)
	return f.cut(page, from, to, x.at), nil
}

// ordersOf picks the set the filter's environment and status name.
func (s *State) ordersOf(p *Project, f DeploymentFilter) *orders {
	l := s.ledger(p.ID)
	if l == nil {
		return noOrders
	}
	if f.Environment == "" {
		return l.all.of(f.Status)
	}
	e := s.EnvironmentByName(p.ID, f.Environment)
	if e == nil {
		return noOrders
	}
	return l.environment(e.ID).of(f.Status)
}

// span picks the index of the filter's order and the ranks of the first row of its range of times and of the one behind the last.
func (f DeploymentFilter) span(filed *orders) (x index, first, end int) {
	switch f.OrderBy {
	case OrderByUpdatedAt:
		x = filed.updated
		end = x.len()
		if after := f.UpdatedAfter; after != nil {
			first = x.search(func(d *Deployment) bool { return from(d.UpdatedAt, *after, f.Exclusive.UpdatedAfter) })
		}
		if before := f.UpdatedBefore; before != nil {
			end = x.search(func(d *Deployment) bool { return past(d.UpdatedAt, *before, f.Exclusive.UpdatedBefore) })
		}
	case OrderByFinishedAt:
		x = filed.finished
		end = x.len()
		if after := f.FinishedAfter; after != nil {
			first = x.search(func(d *Deployment) bool { return from(d.FinishedAt, *after, f.Exclusive.FinishedAfter) })
		}
		if before := f.FinishedBefore; before != nil {
			end = x.search(func(d *Deployment) bool { return !d.FinishedAt.Before(*before) })
		}
	default:
		x = filed.id
		end = x.len()
	}
	return x, first, max(first, end)
}

// cut takes a page out of the ranks from..to, counted from the end when descending.
func (f DeploymentFilter) cut(page Page, from, to int, at func(int) *Deployment) DeploymentPage {
	total := to - from
	first := page.first(total)
	rows := make([]*Deployment, min(page.Size, total-first))
	for i := range rows {
		if f.Descending {
			rows[i] = at(to - 1 - first - i)
		} else {
			rows[i] = at(from + first + i)
		}
	}
	return DeploymentPage{Rows: rows, Total: total}
}

// GetDeployment returns one deployment of a project for an actor who may read it. Errors: the project's, Forbidden,
// ErrRecordNotFound (lib/api/deployments.rb:102-108).
func (s *State) GetDeployment(actor Actor, project string, id int64) (*Deployment, error) {
	p, err := s.readable(actor, project, ReadDeployments)
	if err != nil {
		return nil, err
	}
	d := s.Deployment(p, id)
	if d == nil {
		return nil, ErrRecordNotFound
	}
	return d, nil
}
