package gitlab

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// PipelineFilter narrows and sorts a project's pipelines. Zero values do not filter; of a child pipeline only Source tells.
type PipelineFilter struct {
	Scope         string // running, pending, finished, branches or tags: the latest of each
	Status        JobStatus
	Ref           string
	SHA           string
	Source        string
	Username      string
	YAMLErrors    *bool
	UpdatedAfter  *time.Time // these four inclusive
	UpdatedBefore *time.Time
	CreatedAfter  *time.Time
	CreatedBefore *time.Time
	OrderBy       string // id, status, ref, updated_at or user_id
	Ascending     bool
}

// FindPipelines lists a project's pipelines for an actor who may see them.
func (s *State) FindPipelines(actor Actor, project string, f PipelineFilter) ([]*Pipeline, error) {
	p, err := s.openBuilds(actor, project, ReadPipelines)
	if err != nil {
		return nil, err
	}
	var found []*Pipeline
	latest := map[string]int64{}
	for _, id := range s.pipelinesOf.of(p.ID) {
		pl := s.Pipeline(id)
		if pl.Child() && f.Source != parentPipeline {
			continue
		}
		latest[pl.Ref] = id
		if s.matches(pl, f) {
			found = append(found, pl)
		}
	}
	if f.Scope == "branches" || f.Scope == "tags" {
		found = slices.DeleteFunc(found, func(pl *Pipeline) bool { return latest[pl.Ref] != pl.ID || pl.Tag != (f.Scope == "tags") })
	}
	slices.SortStableFunc(found, f.compare)
	return found, nil
}

func (s *State) matches(pl *Pipeline, f PipelineFilter) bool {
	switch {
	case f.Scope == "running" && pl.Status != JobRunning,
		f.Scope == "pending" && pl.Status != JobPending,
		f.Scope == "finished" && (!pl.Status.complete() || pl.Status == JobSkipped),
		f.Status != "" && pl.Status != f.Status,
		f.Ref != "" && pl.Ref != f.Ref,
		f.SHA != "" && pl.SHA != f.SHA,
		f.Source != "" && pl.Source != f.Source,
		f.YAMLErrors != nil && *f.YAMLErrors != (pl.Seldom().YAMLErrors != ""):
		return false
	}
	if starter := s.User(pl.UserID); f.Username != "" && (starter == nil || !strings.EqualFold(starter.Username, f.Username)) {
		return false
	}
	return between(pl.UpdatedAt, f.UpdatedAfter, f.UpdatedBefore) && between(pl.CreatedAt, f.CreatedAfter, f.CreatedBefore)
}

// between tells whether a time lies between two, which may be none.
func between(t time.Time, after, before *time.Time) bool {
	return (after == nil || !t.Before(*after)) && (before == nil || !t.After(*before))
}

func (f PipelineFilter) compare(a, b *Pipeline) int {
	order := cmp.Compare(a.ID, b.ID)
	switch f.OrderBy {
	case "status":
		order = cmp.Or(cmp.Compare(a.Status, b.Status), order)
	case "ref":
		order = cmp.Or(cmp.Compare(a.Ref, b.Ref), order)
	case "updated_at":
		order = cmp.Or(a.UpdatedAt.Compare(b.UpdatedAt), order)
	case "user_id":
		order = cmp.Or(cmp.Compare(a.UserID, b.UserID), order)
	}
	if !f.Ascending {
		return -order
	}
	return order
}

// GetPipeline returns one pipeline of a project, for an actor who may see it.
func (s *State) GetPipeline(actor Actor, project string, id int64) (*Pipeline, error) {
	p, err := s.openBuilds(actor, project, ReadPipelines)
	if err != nil {
		return nil, err
	}
	return s.pipeline(p, id)
}

func (s *State) pipeline(p *Project, id int64) (*Pipeline, error) {
	pl := s.Pipeline(id)
	if pl == nil || pl.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	return pl, nil
}

// LatestPipeline is the newest pipeline of a commit, nil if it has none.
func (s *State) LatestPipeline(p *Project, sha string) *Pipeline {
	for _, id := range slices.Backward(s.pipelinesOf.of(p.ID)) {
		if pl := s.Pipeline(id); pl.SHA == sha && !pl.Child() {
			return pl
		}
	}
	return nil
}
