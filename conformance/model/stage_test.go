package model_test

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"understudy/conformance/model"
)

// memory is a deployments API in memory that follows GitLab 18.9, or breaks a rule in the way that fault says.
type memory struct {
	fault   string
	clock   time.Time
	rows    []row // in the order of making
	lastID  int64
	lastIID int64
}

type row struct {
	model.Seen
	tag      bool
	finished time.Time
}

func newMemory(fault string) *memory {
	return &memory{fault: fault, clock: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), lastID: 40}
}

func (m *memory) Later() { m.clock = m.clock.Add(time.Second) }

func (m *memory) Create(c model.Command) model.Answer {
	current := m.current(c.Environment)
	if c.Status == "success" && current != nil && current.Ref == c.Ref && current.SHA == c.SHA && current.tag == c.Tag && m.fault != "repeats" {
		return model.Answer{Code: 201, Deployment: current.Seen}
	}
	m.lastID, m.lastIID = m.lastID+3, m.lastIID+1
	r := row{tag: c.Tag, finished: m.clock, Seen: model.Seen{
		ID: m.lastID, IID: m.lastIID, Ref: c.Ref, SHA: c.SHA, Status: c.Status, Environment: c.Environment, User: "deployer",
		CreatedAt: m.clock, UpdatedAt: m.clock,
	}}
	m.rows = append(m.rows, r)
	return model.Answer{Code: 201, Deployment: r.Seen}
}

func (m *memory) current(environment string) (last *row) {
	for i, r := range m.rows {
		if r.Environment == environment && r.Status == "success" && (last == nil || !r.finished.Before(last.finished)) {
			last = &m.rows[i]
		}
		if m.fault == "current is the first" && last != nil {
			return last
		}
	}
	return last
}

func (m *memory) row(id int64) *row {
	i := slices.IndexFunc(m.rows, func(r row) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return &m.rows[i]
}

func (m *memory) Update(id int64, status string) model.Answer {
	r := m.row(id)
	switch {
	case r == nil:
		return model.Answer{Code: 404}
	case (r.Status == status || status == "running") && m.fault != "any transition":
		if m.fault == "refused but touched" {
			r.UpdatedAt = m.clock
		}
		return model.Answer{Code: 400}
	}
	answer := r.Seen
	answer.Status, answer.UpdatedAt = status, m.clock
	if m.fault == "updated_at stays" {
		answer.UpdatedAt = r.UpdatedAt
	}
	if m.fault == "ref lost on success" && status == "success" {
		answer.Ref = ""
	}
	if m.fault != "update is not kept" {
		r.Seen = answer
	}
	if m.fault != "finishes once" || r.finished.Equal(r.CreatedAt) {
		r.finished = m.clock
	}
	return model.Answer{Code: 200, Deployment: answer}
}

func (m *memory) Delete(id int64) model.Answer {
	r := m.row(id)
	switch {
	case r == nil:
		return model.Answer{Code: 404}
	case r.Status == "running" && m.fault != "deletes what runs",
		m.current(r.Environment) == r && m.fault != "deletes the current",
		r.Status == "failed" && m.fault == "keeps the failed":
		return model.Answer{Code: 400}
	}
	if m.fault != "deletes nothing" {
		m.rows = slices.DeleteFunc(m.rows, func(r row) bool { return r.ID == id })
	}
	if m.fault == "ids again" {
		m.lastID -= 3
	}
	return model.Answer{Code: 204}
}

func (m *memory) Get(id int64) model.Answer {
	r := m.row(id)
	if r == nil {
		return model.Answer{Code: 404}
	}
	if m.fault == "reading touches" {
		r.UpdatedAt = m.clock
	}
	return model.Answer{Code: 200, Deployment: r.Seen}
}

func (m *memory) List(q model.Query) (int, []model.Seen) {
	updated := !q.UpdatedAfter.IsZero() || !q.UpdatedBefore.IsZero()
	finished := !q.FinishedAfter.IsZero() || !q.FinishedBefore.IsZero()
	if updated && (finished || q.OrderBy != "updated_at") || finished && (q.OrderBy != "finished_at" || q.Status != "success") ||
		q.OrderBy == "finished_at" && !model.Finished(q.Status) || q.OrderBy == "ref" || q.Status == "skipped" {
		return 400, nil
	}
	var kept []row
	for _, r := range m.rows {
		if m.keeps(q, r) {
			kept = append(kept, r)
		}
	}
	slices.SortStableFunc(kept, func(a, b row) int { return m.compare(q, a, b) })
	var shown []model.Seen
	for _, r := range kept {
		shown = append(shown, r.Seen)
	}
	return 200, shown
}

func (m *memory) keeps(q model.Query, r row) bool {
	lost := m.fault == "environment ignored" || m.fault == "status loses environment" && q.Status != ""
	if q.Environment != "" && r.Environment != q.Environment && !lost {
		return false
	}
	if q.Status != "" && r.Status != q.Status && m.fault != "status ignored for "+q.Status {
		return false
	}
	within := func(t, after, before time.Time) bool {
		return !t.Before(after) && (before.IsZero() || !t.After(before))
	}
	updated := r.UpdatedAt
	if m.fault == "updated filter takes created_at" {
		updated = r.CreatedAt
	}
	return within(updated, q.UpdatedAfter, q.UpdatedBefore) && within(r.finished, q.FinishedAfter, q.FinishedBefore)
}

func (m *memory) compare(q model.Query, a, b row) int {
	var order int
	switch {
	case q.OrderBy == "updated_at" && m.fault != "updated_at sorts by created_at":
		order = a.UpdatedAt.Compare(b.UpdatedAt)
	case q.OrderBy == "finished_at":
		order = a.finished.Compare(b.finished)
	case q.OrderBy == "iid" && m.fault == "iid sorts as text":
		return strings.Compare(text(a.IID), text(b.IID))
	}
	if order == 0 {
		order = cmp.Compare(a.ID, b.ID)
	}
	if q.Sort == "desc" && m.fault != "desc ignored" {
		return -order
	}
	return order
}

func text(n int64) string {
	if n > 9 {
		return text(n/10) + text(n%10)
	}
	return string(rune('0' + n))
}
