package model

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Query is what a list is asked for. A zero value leaves the parameter out.
type Query struct {
	Environment, Status, OrderBy, Sort                         string
	UpdatedAfter, UpdatedBefore, FinishedAfter, FinishedBefore time.Time
}

// List takes note of the answer to a list of the project's own environments, whole and in order. What else the project has
// must not be among what was shown.
func (p *Project) List(q Query, code int, shown []Seen) *Finding {
	rule, must, may := p.acceptance(q)
	switch {
	case code == 200 && !may:
		return broken(rule, "the list was answered although it is to be refused")
	case code != 200 && must:
		return broken(rule, "the list was answered with %d", code)
	case code != 200, rule == "R-LIST-BOTH-RANGES":
		return nil // what both ranges keep together, and in which order, nobody says
	}
	if finding := p.members(q, shown); finding != nil {
		return finding
	}
	return p.ordered(q, shown)
}

// acceptance tells whether a query must be answered, and whether it may be.
func (p *Project) acceptance(q Query) (rule string, must, may bool) {
	updated := !q.UpdatedAfter.IsZero() || !q.UpdatedBefore.IsZero()
	finished := !q.FinishedAfter.IsZero() || !q.FinishedBefore.IsZero()
	switch {
	case q.Status == "skipped":
		return "R-LIST-STATUS-SKIPPED", p.rules.FiltersSkipped, p.rules.FiltersSkipped
	case q.OrderBy == "ref" && !p.rules.SortsByRef:
		return "R-LIST-ORDER-BY-REF", false, false
	case updated && finished:
		return "R-LIST-BOTH-RANGES", false, !p.rules.Exact
	case finished && q.OrderBy != "finished_at":
		return "R-LIST-FINISHED-OTHER-SORT", false, false
	case finished && q.Status != "success":
		return "R-LIST-FINISHED-OTHER-STATUS", false, false
	case updated && q.OrderBy != "updated_at":
		return "R-LIST-UPDATED-SORT", false, !p.rules.Exact
	case q.OrderBy == "finished_at" && !Finished(q.Status):
		return "R-LIST-ORDER-BY-FINISHED-AT-ALONE", false, !p.rules.Exact
	}
	return rowOfOrder(q.OrderBy), true, true
}

func rowOfOrder(by string) string {
	if by == "" {
		return "R-LIST-ORDER-BY-DEFAULT"
	}
	return "R-LIST-ORDER-BY-" + strings.ToUpper(strings.ReplaceAll(by, "_", "-"))
}

// members expects that exactly what the query keeps is shown, each once and as it is.
func (p *Project) members(q Query, shown []Seen) *Finding {
	seen := map[int64]bool{}
	for _, s := range shown {
		d := p.byID(s.ID)
		switch {
		case d == nil:
			return broken(p.blame(q, s), "deployment %d in %s is shown", s.ID, s.Environment)
		case d.deleted:
			return broken("R-DELETE-GONE", "deployment %d is listed after it was deleted", s.ID)
		case seen[s.ID]:
			return broken("R-LIST-PAGES-DISJOINT", "deployment %d is listed twice", s.ID)
		case !q.keeps(d):
			return broken(p.blame(q, d.seen), "deployment %d, %s in %s, is listed", s.ID, d.seen.Status, d.seen.Environment)
		}
		if finding := p.same(d, s); finding != nil {
			return finding
		}
		seen[s.ID] = true
	}
	for _, d := range p.alive() {
		if q.keeps(d) && !q.unsure(d) && !seen[d.seen.ID] {
			return broken(filterRow(q), "deployment %d, %s in %s, is not listed", d.seen.ID, d.seen.Status, d.seen.Environment)
		}
	}
	return nil
}

// keeps tells whether a query keeps a deployment, or may: times are compared as shown, and an equal one is left open.
func (q Query) keeps(d *deployment) bool {
	return (q.Environment == "" || q.Environment == d.seen.Environment) &&
		(q.Status == "" || q.Status == d.seen.Status) &&
		!d.seen.UpdatedAt.Before(q.UpdatedAfter) && !d.seen.UpdatedAt.Before(q.FinishedAfter) &&
		(q.UpdatedBefore.IsZero() || !d.seen.UpdatedAt.After(q.UpdatedBefore)) &&
		(q.FinishedBefore.IsZero() || !d.seen.UpdatedAt.After(q.FinishedBefore))
}

// unsure tells whether a deployment stands on the edge of a range.
func (q Query) unsure(d *deployment) bool {
	return slices.ContainsFunc([]time.Time{q.UpdatedAfter, q.UpdatedBefore, q.FinishedAfter, q.FinishedBefore}, d.seen.UpdatedAt.Equal)
}

// blame is the rule that a query breaks by showing a deployment: that of the filter which should have dropped it.
func (p *Project) blame(q Query, s Seen) string {
	switch {
	case q.Environment != "" && s.Environment != q.Environment && q.filters() > 1, q.Status != "" && s.Status != q.Status && q.filters() > 1:
		return "R-LIST-FILTERS-TOGETHER"
	case q.Environment != "" && s.Environment != q.Environment:
		return "R-LIST-ENVIRONMENT"
	case q.Status != "" && s.Status != q.Status:
		return "R-LIST-STATUS-" + strings.ToUpper(q.Status)
	case !q.UpdatedAfter.IsZero() && s.UpdatedAt.Before(q.UpdatedAfter):
		return "R-LIST-UPDATED-AFTER"
	case !q.UpdatedBefore.IsZero() && s.UpdatedAt.After(q.UpdatedBefore):
		return "R-LIST-UPDATED-BEFORE"
	case !q.FinishedAfter.IsZero() && s.UpdatedAt.Before(q.FinishedAfter):
		return "R-LIST-FINISHED-AFTER"
	case !q.FinishedBefore.IsZero() && s.UpdatedAt.After(q.FinishedBefore):
		return "R-LIST-FINISHED-BEFORE"
	}
	return "R-LIST-OWN-PROJECT"
}

func (q Query) filters() (n int) {
	for _, set := range []bool{
		q.Environment != "", q.Status != "",
		!q.UpdatedAfter.IsZero() || !q.UpdatedBefore.IsZero(), !q.FinishedAfter.IsZero() || !q.FinishedBefore.IsZero(),
	} {
		if set {
			n++
		}
	}
	return n
}

// filterRow is the rule that a query breaks by not showing what it keeps.
func filterRow(q Query) string {
	switch {
	case q.filters() > 1:
		return "R-LIST-FILTERS-TOGETHER"
	case q.Environment != "":
		return "R-LIST-ENVIRONMENT"
	case q.Status != "":
		return "R-LIST-STATUS-" + strings.ToUpper(q.Status)
	case q.filters() == 0:
		return "R-LIST-COMPLETE"
	}
	return q.rangeRow()
}

func (q Query) rangeRow() string {
	switch {
	case !q.UpdatedAfter.IsZero() && !q.UpdatedBefore.IsZero():
		return "R-LIST-UPDATED-RANGE"
	case !q.FinishedAfter.IsZero() && !q.FinishedBefore.IsZero():
		return "R-LIST-FINISHED-RANGE"
	case !q.UpdatedAfter.IsZero():
		return "R-LIST-UPDATED-AFTER"
	case !q.UpdatedBefore.IsZero():
		return "R-LIST-UPDATED-BEFORE"
	case !q.FinishedAfter.IsZero():
		return "R-LIST-FINISHED-AFTER"
	default:
		return "R-LIST-FINISHED-BEFORE"
	}
}

// ordered expects the order asked for. What is equal, or happened at one instant, may stand either way.
func (p *Project) ordered(q Query, shown []Seen) *Finding {
	for i := 1; i < len(shown); i++ {
		before, after := p.byID(shown[i-1].ID), p.byID(shown[i].ID)
		order := compare(q.OrderBy, before, after)
		if q.Sort == "desc" {
			order = -order
		}
		if order > 0 {
			return broken(p.orderRow(q), "deployment %d stands before %d", before.seen.ID, after.seen.ID)
		}
	}
	return nil
}

func (p *Project) orderRow(q Query) string {
	if q.Sort == "desc" {
		return "R-LIST-SORT-DESC"
	}
	return rowOfOrder(q.OrderBy)
}

func compare(by string, a, b *deployment) int {
	switch by {
	case "iid":
		return cmp.Compare(a.seen.IID, b.seen.IID)
	case "created_at":
		return cmp.Compare(a.created, b.created)
	case "updated_at":
		return cmp.Compare(a.updated, b.updated)
	case "finished_at":
		if !Finished(a.seen.Status) || !Finished(b.seen.Status) {
			return 0 // where what is not finished stands, nobody says
		}
		return cmp.Compare(a.finished, b.finished)
	case "ref":
		return strings.Compare(a.seen.Ref, b.seen.Ref)
	default:
		return cmp.Compare(a.seen.ID, b.seen.ID)
	}
}
