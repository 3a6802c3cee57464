package gitlab

import (
	"maps"
	"slices"
	"time"
)

// MergeMethod is how a project merges. The zero value makes merge commits.
type MergeMethod string

// The methods.
const (
	MergeCommit MergeMethod = "merge"
	RebaseMerge MergeMethod = "rebase_merge" // a merge commit, where a fast-forward would do
	FastForward MergeMethod = "ff"           // never a merge commit
)

// Obstacle is what keeps a merge request from being merged, as detailed_merge_status words it; empty for nothing.
type Obstacle string

// The obstacles that lie in the commits.
const (
	NoCommits    Obstacle = "commits_status" // a branch is missing, or there is nothing to merge
	HasConflicts Obstacle = "conflict"
	NeedsRebase  Obstacle = "need_rebase" // the project only fast-forwards
)

// mergeBase is the nearest commit that both histories hold, nil if there is none.
func (r *Repository) mergeBase(into, from *Commit) *Commit {
	old := r.reachable(into.SHA, nil)
	for _, c := range r.history(from) {
		if old[c.SHA] {
			return c
		}
	}
	return nil
}

// mergeTrees brings what changed between base and theirs into ours; clean is false if both sides changed a file.
func mergeTrees(base, ours, theirs Tree) (merged Tree, clean bool) {
	paths := map[string]bool{}
	for _, t := range []Tree{base, theirs} {
		for _, f := range t.files {
			paths[f.path] = true
		}
	}
	merged = ours
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		before, _ := base.file(path)
		mine, has := ours.file(path)
		other, wanted := theirs.file(path)
		switch {
		case other.same(before) || other.same(mine):
		case !mine.same(before):
			return ours, false
		case wanted:
			merged = merged.with(path, other.content, other.executable)
		case has:
			merged = merged.without(path)
		}
	}
	for _, f := range merged.files {
		if merged.fileAbove(f.path) {
			return ours, false // a file on one side is a directory on the other
		}
	}
	return merged, true
}

func treeOf(c *Commit) Tree {
	if c == nil {
		return Tree{}
	}
	return c.Tree
}

// obstacle finds out whether a merge request's commits can be merged.
func (s *State) obstacle(p *Project, mr *MergeRequest) Obstacle {
	r := s.Repository(p.ID)
	into, from := r.Branch(mr.TargetBranch), r.Branch(mr.SourceBranch)
	if into == nil || from == nil {
		return NoCommits
	}
	base := r.mergeBase(into, from)
	if base == from {
		return NoCommits
	}
	if base != into && (p.MergeMethod == RebaseMerge || p.MergeMethod == FastForward) {
		return NeedsRebase
	}
	if _, clean := mergeTrees(treeOf(base), into.Tree, from.Tree); !clean {
		return HasConflicts
	}
	return ""
}

// refreshMergeRequests brings the project's open merge requests from and into a branch up to where it points now.
func (tx *Tx) refreshMergeRequests(p *Project, branch string) {
	for _, mr := range tx.requestsOf(p.ID) {
		if mr.SourceBranch == branch || mr.TargetBranch == branch {
			tx.refreshMergeRequest(p, mr)
		}
	}
}

// refreshMergeRequest brings an open merge request up to where its branches point and how its project merges.
func (tx *Tx) refreshMergeRequest(p *Project, mr *MergeRequest) {
	if mr.State != MergeRequestOpened {
		return
	}
	next := *mr
	if head := tx.Repository(p.ID).Branch(mr.SourceBranch); head != nil && head.SHA != mr.SHA {
		next.SHA, next.UpdatedAt = head.SHA, tx.Now
	}
	next.Obstacle = tx.obstacle(p, &next)
	tx.PutMergeRequest(next)
}

// mergedByPush closes those merge requests as merged whose commits a push has brought into their target.
func (tx *Tx) mergedByPush(actor Actor, p *Project, branch, before string) {
	var arrived map[string]bool
	for _, mr := range tx.requestsOf(p.ID) {
		if mr.State != MergeRequestOpened || mr.TargetBranch != branch {
			continue
		}
		if arrived == nil {
			r := tx.Repository(p.ID)
			arrived = r.newIn(before, r.Branch(branch).SHA)
		}
		if !arrived[mr.SHA] {
			continue
		}
		next := *mr
		next.State, next.MergeUserID, next.MergedAt, next.UpdatedAt = MergeRequestMerged, actor.User.ID, tx.Now, tx.Now
		next.MergeCommitSHA, next.Obstacle = mr.SHA, ""
		tx.PutMergeRequest(next)
		tx.happens(p.ID, quietHour)
	}
}

// follow closes what is open and reopens what is closed.
func (mr *MergeRequest) follow(event string, actor Actor, now time.Time) {
	switch {
	case event == "close" && mr.State == MergeRequestOpened:
		mr.State, mr.ClosedAt, mr.ClosedByID = MergeRequestClosed, now, actor.User.ID
	case event == "reopen" && mr.State == MergeRequestClosed:
		mr.State, mr.ClosedAt, mr.ClosedByID = MergeRequestOpened, time.Time{}, 0
	}
}
