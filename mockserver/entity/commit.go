package entity

import (
	"understudy/mockserver/gitlab"
)

// Commit is a commit in a list and inside other entities.
type Commit struct {
	ID               string            `json:"id"`
	ShortID          string            `json:"short_id"`
	CreatedAt        string            `json:"created_at"`
	ParentIDs        []string          `json:"parent_ids"`
	Title            string            `json:"title"`
	Message          string            `json:"message"`
	AuthorName       string            `json:"author_name"`
	AuthorEmail      string            `json:"author_email"`
	AuthoredDate     string            `json:"authored_date"`
	CommitterName    string            `json:"committer_name"`
	CommitterEmail   string            `json:"committer_email"`
	CommittedDate    string            `json:"committed_date"`
	Trailers         map[string]string `json:"trailers"`
	ExtendedTrailers map[string]string `json:"extended_trailers"`
	WebURL           string            `json:"web_url"`
}

// NewCommit is null without a commit.
func NewCommit(p *gitlab.Project, c *gitlab.Commit) *Commit {
	if c == nil {
		return nil
	}
	return &Commit{
		ID: c.SHA, ShortID: c.SHA[:8], CreatedAt: localTimestamp(c.CommittedDate), ParentIDs: append([]string{}, c.ParentSHAs...),
		Title: c.Title, Message: c.Message,
		AuthorName: c.AuthorName, AuthorEmail: c.AuthorEmail, AuthoredDate: localTimestamp(c.AuthoredDate),
		CommitterName: c.CommitterName, CommitterEmail: c.CommitterEmail, CommittedDate: localTimestamp(c.CommittedDate),
		Trailers: map[string]string{}, ExtendedTrailers: map[string]string{},
		WebURL: baseMark + "/" + p.Path + "/-/commit/" + c.SHA,
	}
}

// CommitDetail is a commit by itself.
type CommitDetail struct {
	*Commit
	Stats        *commitStats   `json:"stats,omitempty"` // unless the client does without
	Status       *string        `json:"status"`
	ProjectID    int64          `json:"project_id"`
	LastPipeline *PipelineBasic `json:"last_pipeline"`
}

type commitStats struct {
	Additions int `json:"additions"`
	Deletions int `json:"deletions"`
	Total     int `json:"total"`
}

// NewCommitDetail counts lines only if the client wants the stats.
func NewCommitDetail(v *View, p *gitlab.Project, c *gitlab.Commit, stats bool) CommitDetail {
	detail := CommitDetail{Commit: NewCommit(p, c), ProjectID: p.ID, LastPipeline: newPipelineBasic(p, v.State.LatestPipeline(p, c.SHA))}
	if detail.LastPipeline != nil {
		detail.Status = &detail.LastPipeline.Status
	}
	if stats {
		added, deleted := v.State.Repository(p.ID).Stats(c)
		detail.Stats = &commitStats{Additions: added, Deletions: deleted, Total: added + deleted}
	}
	return detail
}

// CommitInList is a commit in a list, whose stats are told if somebody asks.
type CommitInList struct {
	*Commit
	Stats *commitStats `json:"stats,omitempty"`
}

// NewCommitInList shows a commit in a list.
func NewCommitInList(v *View, p *gitlab.Project, c *gitlab.Commit, stats bool) CommitInList {
	entity := CommitInList{Commit: NewCommit(p, c)}
	if stats {
		added, deleted := v.State.Repository(p.ID).Stats(c)
		entity.Stats = &commitStats{Additions: added, Deletions: deleted, Total: added + deleted}
	}
	return entity
}

// DryRun is what came of something that was only tried.
type DryRun struct {
	Outcome string `json:"dry_run"`
}

// RefusedPick is why a commit can not be picked.
type RefusedPick struct {
	Message string `json:"message"`
	Code    string `json:"error_code"`
	DryRun  string `json:"dry_run,omitempty"`
}

// NewRefusedPick shows a refusal.
func NewRefusedPick(r *gitlab.PickRefusal) RefusedPick {
	entity := RefusedPick{Message: r.Message, Code: r.Code}
	if r.DryRun {
		entity.DryRun = "error"
	}
	return entity
}
