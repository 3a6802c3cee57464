package gitlab

import (
	"cmp"
	"slices"
)

// FindCommits lists the history of a branch, tag or commit, the default branch if revision is empty, newest first.
// What names nothing has no history.
func (s *State) FindCommits(actor Actor, project, revision string, page Page) (*Project, []*Commit, int, error) {
	p, err := s.ReadCode(actor, project)
	if err != nil {
		return nil, nil, 0, err
	}
	var history []*Commit
	r := s.Repository(p.ID)
	if head := s.Resolve(p, cmp.Or(revision, p.DefaultBranch)); head != nil {
		history = r.history(head)
	}
	first := page.first(len(history))
	return p, history[first:min(first+page.Size, len(history))], len(history), nil
}

// history is a commit with all before it: children before parents, then the newest first, as Git lists them.
func (r *Repository) history(head *Commit) []*Commit {
	var found []*Commit
	seen := map[string]bool{head.SHA: true}
	for queue := []*Commit{head}; len(queue) > 0; {
		c := queue[0]
		queue = queue[1:]
		found = append(found, c)
		for _, sha := range c.ParentSHAs {
			parent := r.Commit(sha)
			if parent == nil || seen[sha] {
				continue
			}
			seen[sha] = true
			at, _ := slices.BinarySearchFunc(queue, parent, func(a, b *Commit) int {
				return cmp.Or(b.CommittedDate.Compare(a.CommittedDate), -1)
			})
			queue = slices.Insert(queue, at, parent)
		}
	}
	return found
}

// GetCommit returns the commit that a revision names, and its project.
func (s *State) GetCommit(actor Actor, project, revision string) (*Project, *Commit, error) {
	p, err := s.ReadCode(actor, project)
	if err != nil {
		return nil, nil, err
	}
	c := s.Resolve(p, revision)
	if c == nil {
		return nil, nil, &Error{Kind: NotFound, Subject: "Commit"}
	}
	return p, c, nil
}
