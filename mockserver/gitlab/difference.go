package gitlab

import (
	"slices"
	"strings"
	"time"
)

// Stats counts the lines a commit added and deleted against its first parent. Lines that only moved do not count.
func (r *Repository) Stats(c *Commit) (added, deleted int) {
	before := treeOf(r.parent(c, 1))
	for _, path := range changedPaths(before, c.Tree) {
		was, _ := before.file(path)
		is, _ := c.Tree.file(path)
		balance := map[string]int{}
		for line := range strings.Lines(is.content) {
			balance[line]++
		}
		for line := range strings.Lines(was.content) {
			balance[line]--
		}
		for _, n := range balance {
			added, deleted = added+max(n, 0), deleted+max(-n, 0)
		}
	}
	return added, deleted
}

// changedPaths are the files that are not the same in both trees, sorted.
func changedPaths(before, after Tree) []string {
	var changed []string
	for _, f := range before.files {
		if is, _ := after.file(f.path); !is.same(f) {
			changed = append(changed, f.path)
		}
	}
	for _, f := range after.files {
		if _, was := before.search(f.path); !was {
			changed = append(changed, f.path)
		}
	}
	slices.Sort(changed)
	return changed
}

// Difference is what a merge request changes: the commit both branches have in common, and how many files differ between
// that and the head of the source. It is not ok if the commits are gone.
func (s *State) Difference(mr *MergeRequest) (base string, files int, ok bool) {
	r := s.Repository(mr.ProjectID)
	head, into := r.Commit(mr.SHA), r.Branch(mr.TargetBranch)
	if merge := r.Commit(mr.MergeCommitSHA); merge != nil {
		into = r.parent(merge, 1)
	}
	if head == nil || into == nil {
		return "", 0, false
	}
	common := r.mergeBase(into, head)
	if common == nil {
		return "", 0, false
	}
	return common.SHA, len(changedPaths(common.Tree, head.Tree)), true
}

// FirstInProduction is when a merge request was first deployed to an environment of the production tier, zero if it
// never was.
func (s *State) FirstInProduction(mr *MergeRequest) time.Time {
	var first time.Time
	for _, d := range s.deploymentsOf(mr) {
		if s.Environment(d.EnvironmentID).Tier == "production" && (first.IsZero() || d.FinishedAt.Before(first)) {
			first = d.FinishedAt
		}
	}
	return first
}
