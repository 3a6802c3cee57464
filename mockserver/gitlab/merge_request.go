package gitlab

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// MergeRequestState is where a merge request stands.
type MergeRequestState string

// The states of a merge request.
const (
	MergeRequestOpened MergeRequestState = "opened"
	MergeRequestClosed MergeRequestState = "closed"
	MergeRequestLocked MergeRequestState = "locked"
	MergeRequestMerged MergeRequestState = "merged"
)

// MergeRequest is one merge request. Times are UTC, zero for "not".
type MergeRequest struct {
	ID              int64
	IID             int64 // per project
	ProjectID       int64 // the target
	SourceProjectID int64
	Title           string
	Description     string
	State           MergeRequestState
	SourceBranch    string
	TargetBranch    string
	SHA             string // head of the source branch
	MergeCommitSHA  string
	SquashCommitSHA string
	PickedAs        []string // commits that a cherry-pick of this one made
	Squash          bool
	RemoveSource    bool     // the author wants the source branch removed
	Obstacle        Obstacle // while opened
	Draft           bool
	Labels          []string
	AuthorID        int64
	AssigneeIDs     []int64
	ReviewerIDs     []int64
	MergeUserID     int64
	ClosedByID      int64
	UserNotesCount  int
	Upvotes         int
	Downvotes       int
	CreatedAt       time.Time
	UpdatedAt       time.Time
	MergedAt        time.Time
	ClosedAt        time.Time

	Memo Memo
}

// MergeRequest returns the merge request with that id, nil if there is none.
func (s *State) MergeRequest(id int64) *MergeRequest { return s.mergeRequests.get(id) }

// PutMergeRequest adds a merge request, or replaces the one with that id. An id or iid of 0 becomes the next free one, a
// missing source project the target. It returns the row.
func (tx *Tx) PutMergeRequest(mr MergeRequest) *MergeRequest {
	mr.ID, mr.Memo = tx.mergeRequests.next(mr.ID), newMemo()
	mr.SourceProjectID = cmp.Or(mr.SourceProjectID, mr.ProjectID)
	if mr.IID == 0 {
		mr.IID = tx.lastRequestIID(mr.ProjectID) + 1
	}
	tx.mergeRequests.set(tx, mr.ID, &mr)
	tx.requestIIDs.set(tx, requestKey(mr.ProjectID, mr.IID), mr.ID)
	return &mr
}

// FindDeploymentMergeRequests lists the merge requests linked to a deployment that the actor may see, newest first: this
// endpoint sorts by nothing else. GitLab looks at the links only: it neither asks whether the deployment exists nor
// whether it belongs to the project.
func (s *State) FindDeploymentMergeRequests(actor Actor, project string, deployment int64, f MergeRequestFilter, page Page) ([]*MergeRequest, int, error) {
	if _, err := s.readable(actor, project); err != nil {
		return nil, 0, err
	}
	var found []*MergeRequest
	linked, _ := s.links.get(deployment)
	for _, id := range linked {
		if mr := s.MergeRequest(id); s.canReadMergeRequests(actor, s.ProjectByID(mr.ProjectID)) && f.matches(s, actor, mr) {
			found = append(found, mr)
		}
	}
	slices.SortFunc(found, func(a, b *MergeRequest) int { return cmp.Compare(b.ID, a.ID) })
	total := len(found)
	first := page.first(total)
	return found[first:min(first+page.Size, total)], total, nil
}

func (s *State) canReadMergeRequests(a Actor, p *Project) bool {
	if !s.visible(a, p) {
		return false
	}
	return p.openTo(a) || a.User.Auditor || s.level(a, p) >= Planner
}

// MergeRequestFilter narrows a list of merge requests. A zero field does not filter.
type MergeRequestFilter struct {
	State           MergeRequestState
	Scope           string // created_by_me, assigned_to_me or reviews_for_me; anything else is all
	Author          UserFilter
	Assignee        UserFilter
	Reviewer        UserFilter
	MergeUser       UserFilter
	SourceProjectID int64
	SourceBranch    string
	TargetBranch    string
	Search          string
	SearchIn        []string // title, description; empty: both
	Reaction        string   // my_reaction_emoji
	WIP             string   // yes or no
	CreatedAfter    *time.Time
	CreatedBefore   *time.Time
	UpdatedAfter    *time.Time
	UpdatedBefore   *time.Time
	DeployedAfter   *time.Time // exclusive, like the next
	DeployedBefore  *time.Time
	Environment     string
	IIDs            []int64
	Labels          []string            // all of them; None and Any stand for themselves
	Not             *MergeRequestFilter // what must not hold
}

// UserFilter picks users by id, by name, or by there being any or none.
type UserFilter struct {
	ID        int64
	Usernames []string
	Any, None bool
}

func (f UserFilter) zero() bool { return f.ID == 0 && len(f.Usernames) == 0 && !f.Any && !f.None }

func (f UserFilter) matches(s *State, ids ...int64) bool {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return id == 0 })
	switch {
	case f.Any:
		return len(ids) > 0
	case f.None:
		return len(ids) == 0
	case f.ID != 0:
		return slices.Contains(ids, f.ID)
	}
	for _, name := range f.Usernames {
		if u := s.UserByName(name); u == nil || !slices.Contains(ids, u.ID) {
			return false
		}
	}
	return true
}

func (f MergeRequestFilter) matches(s *State, actor Actor, mr *MergeRequest) bool {
	return (f.State == "" || f.State == mr.State) &&
		f.matchesPeople(s, actor, mr) && f.matchesText(mr) && f.matchesTimes(mr) && f.matchesDeployment(s, mr) &&
		(f.SourceProjectID == 0 || f.SourceProjectID == mr.SourceProjectID) &&
		(f.SourceBranch == "" || f.SourceBranch == mr.SourceBranch) &&
		(f.TargetBranch == "" || f.TargetBranch == mr.TargetBranch) &&
		(f.WIP == "" || (f.WIP == "yes") == mr.Draft) &&
		(f.Reaction == "" || f.Reaction == "None") && // nobody reacts here
		(len(f.IIDs) == 0 || slices.Contains(f.IIDs, mr.IID)) &&
		f.matchesLabels(mr) &&
		(f.Not == nil || !f.Not.holdsAnywhere(s, actor, mr))
}

func (f MergeRequestFilter) matchesPeople(s *State, actor Actor, mr *MergeRequest) bool {
	return f.matchesScope(actor, mr) &&
		(f.Author.zero() || f.Author.matches(s, mr.AuthorID)) &&
		(f.Assignee.zero() || f.Assignee.matches(s, mr.AssigneeIDs...)) &&
		(f.Reviewer.zero() || f.Reviewer.matches(s, mr.ReviewerIDs...)) &&
		(f.MergeUser.zero() || f.MergeUser.matches(s, mr.MergeUserID))
}

func (f MergeRequestFilter) matchesScope(actor Actor, mr *MergeRequest) bool {
	switch f.Scope {
	case "created_by_me":
		return mr.AuthorID == actor.User.ID
	case "assigned_to_me":
		return slices.Contains(mr.AssigneeIDs, actor.User.ID)
	case "reviews_for_me":
		return slices.Contains(mr.ReviewerIDs, actor.User.ID)
	}
	return true
}

func (f MergeRequestFilter) matchesText(mr *MergeRequest) bool {
	if f.Search == "" {
		return true
	}
	contains := func(text string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(f.Search)) }
	in := func(field string) bool { return len(f.SearchIn) == 0 || slices.Contains(f.SearchIn, field) }
	return in("title") && contains(mr.Title) || in("description") && contains(mr.Description)
}

func (f MergeRequestFilter) matchesTimes(mr *MergeRequest) bool {
	return (f.CreatedAfter == nil || !mr.CreatedAt.Before(*f.CreatedAfter)) &&
		(f.CreatedBefore == nil || !mr.CreatedAt.After(*f.CreatedBefore)) &&
		(f.UpdatedAfter == nil || !mr.UpdatedAt.Before(*f.UpdatedAfter)) &&
		(f.UpdatedBefore == nil || !mr.UpdatedAt.After(*f.UpdatedBefore))
}

// matchesDeployment looks for one deployment of the merge request that satisfies all of the three conditions.
func (f MergeRequestFilter) matchesDeployment(s *State, mr *MergeRequest) bool {
	if f.Environment == "" && f.DeployedAfter == nil && f.DeployedBefore == nil {
		return true
	}
	return slices.ContainsFunc(s.deploymentsOf(mr), func(d *Deployment) bool {
		return (f.Environment == "" || s.Environment(d.EnvironmentID).Name == f.Environment) &&
			(f.DeployedAfter == nil || d.FinishedAt.After(*f.DeployedAfter)) &&
			(f.DeployedBefore == nil || d.FinishedAt.Before(*f.DeployedBefore))
	})
}

// holdsAnywhere tells whether at least one condition of a negated filter holds: each of them excludes on its own.
func (f MergeRequestFilter) holdsAnywhere(s *State, actor Actor, mr *MergeRequest) bool {
	for _, one := range f.conditions() {
		if one.matches(s, actor, mr) {
			return true
		}
	}
	return false
}

// conditions takes a negatable filter apart into filters of one condition each.
func (f MergeRequestFilter) conditions() []MergeRequestFilter {
	var apart []MergeRequestFilter
	add := func(set bool, one MergeRequestFilter) {
		if set {
			apart = append(apart, one)
		}
	}
	add(!f.Author.zero(), MergeRequestFilter{Author: f.Author})
	add(!f.Assignee.zero(), MergeRequestFilter{Assignee: f.Assignee})
	add(!f.Reviewer.zero(), MergeRequestFilter{Reviewer: f.Reviewer})
	add(f.SourceBranch != "", MergeRequestFilter{SourceBranch: f.SourceBranch})
	add(f.TargetBranch != "", MergeRequestFilter{TargetBranch: f.TargetBranch})
	add(f.Reaction != "", MergeRequestFilter{Reaction: f.Reaction})
	return apart
}
