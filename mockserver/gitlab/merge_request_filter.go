package gitlab

import (
	"slices"
	"strings"
	"time"
)

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
	SearchIn        []string // title, description; neither: both
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
	Milestone       string              // None, Any or a title; no merge request has one here
	ApprovedBy      string              // None, Any or an id; nobody approves merge requests here
	Approver        string              // None, Any or an id; nobody is asked to approve them
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
	named := s.usersByName(f.Usernames)
	return len(named) > 0 && !slices.ContainsFunc(named, func(id int64) bool { return !slices.Contains(ids, id) })
}

// usersByName are the ids of those of the names that somebody has; GitLab passes over the others.
func (s *State) usersByName(names []string) []int64 {
	var ids []int64
	for _, name := range names {
		if u := s.UserByName(name); u != nil {
			ids = append(ids, u.ID)
		}
	}
	return ids
}

func (f MergeRequestFilter) matches(s *State, actor Actor, mr *MergeRequest) bool {
	return (f.State == "" || f.State == mr.State) &&
		f.matchesPeople(s, actor, mr) && f.matchesText(mr) && f.matchesTimes(mr) && f.matchesDeployment(s, mr) &&
		(f.SourceProjectID == 0 || f.SourceProjectID == mr.SourceProjectID) &&
		(f.SourceBranch == "" || f.SourceBranch == mr.SourceBranch) &&
		(f.TargetBranch == "" || f.TargetBranch == mr.TargetBranch) &&
		(f.WIP == "" || (f.WIP == "yes") == mr.Draft) &&
		none(f.Reaction) && none(f.Milestone) && none(f.ApprovedBy) && none(f.Approver) &&
		(len(f.IIDs) == 0 || slices.Contains(f.IIDs, mr.IID)) &&
		f.matchesLabels(mr) &&
		(f.Not == nil || !f.Not.holdsAnywhere(s, actor, mr))
}

// none tells whether a filter keeps what has none of what it asks for: reactions, milestones and approvals do not exist here.
func none(asked string) bool { return asked == "" || strings.EqualFold(asked, "None") }

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

// conditions takes a negatable filter apart into filters of one condition each. None and Any are no ids and no emoji here, so
// that GitLab drops nothing for them (app/finders/issuables/assignee_filter.rb, issuable_finder.rb); and nobody reacts here.
func (f MergeRequestFilter) conditions() []MergeRequestFilter {
	var apart []MergeRequestFilter
	add := func(set bool, one MergeRequestFilter) {
		if set {
			apart = append(apart, one)
		}
	}
	add(!f.Author.zero(), MergeRequestFilter{Author: f.Author})
	add(f.Assignee.ID != 0, MergeRequestFilter{Assignee: UserFilter{ID: f.Assignee.ID}})
	for _, name := range f.Assignee.Usernames { // each of them, where the filter itself asks for all
		add(true, MergeRequestFilter{Assignee: UserFilter{Usernames: []string{name}}})
	}
	add(!f.Reviewer.zero(), MergeRequestFilter{Reviewer: f.Reviewer})
	add(f.SourceBranch != "", MergeRequestFilter{SourceBranch: f.SourceBranch})
	add(f.TargetBranch != "", MergeRequestFilter{TargetBranch: f.TargetBranch})
	for _, label := range f.Labels {
		add(true, MergeRequestFilter{Labels: []string{label}})
	}
	return apart
}

func (f MergeRequestFilter) matchesLabels(mr *MergeRequest) bool {
	if len(f.Labels) == 1 && strings.EqualFold(f.Labels[0], "None") {
		return len(mr.Labels) == 0
	}
	if len(f.Labels) == 1 && strings.EqualFold(f.Labels[0], "Any") {
		return len(mr.Labels) > 0
	}
	return !slices.ContainsFunc(f.Labels, func(label string) bool { return !slices.Contains(mr.Labels, label) })
}
