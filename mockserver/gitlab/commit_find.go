package gitlab

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// CommitFilter narrows a history. Its zero value is all of the default branch's.
type CommitFilter struct {
	Revision     string // branch, tag or commit; empty: the default branch
	All          bool   // of all branches and tags instead
	FirstParent  bool   // of merges only what they were merged into
	Since, Until *time.Time
	Author       string // in the author's name or address
	Path         string // of a file or directory that the commit changes
}

// FindCommits lists a history, newest first. What names nothing has no history.
func (s *State) FindCommits(actor Actor, project string, f CommitFilter, page Page) (*Project, []*Commit, error) {
	p, err := s.ReadCode(actor, project)
	if err != nil {
		return nil, nil, err
	}
	if strings.HasPrefix(f.Revision, "-") || strings.Contains(f.Revision, " ") {
		return nil, nil, refused("ref_name is invalid")
	}
	r := s.Repository(p.ID)
	var heads []*Commit
	if f.All {
		heads = r.heads()
	} else if head := s.Resolve(p, cmp.Or(f.Revision, p.DefaultBranch)); head != nil {
		heads = []*Commit{head}
	}
	found := slices.DeleteFunc(r.historyOf(heads, f.FirstParent), func(c *Commit) bool { return !f.keeps(r, c) })
	first := page.first(len(found))
	return p, found[first:min(first+page.Size, len(found))], nil
}

func (f CommitFilter) keeps(r *Repository, c *Commit) bool {
	return between(c.CommittedDate, f.Since, f.Until) && mentions(f.Author, c.AuthorName, c.AuthorEmail) && f.touched(r, c)
}

// touched tells whether the commit changes what lies at the path against its first parent.
func (f CommitFilter) touched(r *Repository, c *Commit) bool {
	path := strings.Trim(f.Path, "/")
	return path == "" || !slices.Equal(treeOf(r.parent(c, 1)).under(path), c.Tree.under(path))
}

// under are the files at a path and below it.
func (t Tree) under(path string) []file {
	var found []file
	for _, f := range t.files {
		if f.path == path || strings.HasPrefix(f.path, path+"/") {
			found = append(found, f)
		}
	}
	return found
}

// heads are the commits of all branches and tags.
func (r *Repository) heads() []*Commit {
	var found []*Commit
	for _, name := range r.Branches() {
		found = append(found, r.Branch(name))
	}
	for _, name := range r.Tags() {
		found = append(found, r.Tag(name))
	}
	return found
}

// history is a commit with all before it: children before parents, then the newest first, as Git lists them.
func (r *Repository) history(head *Commit) []*Commit { return r.historyOf([]*Commit{head}, false) }

// historyOf is that of several commits at once; firstParent leaves out what merges have brought in.
func (r *Repository) historyOf(heads []*Commit, firstParent bool) []*Commit {
	var found, queue []*Commit
	seen := map[string]bool{}
	enqueue := func(c *Commit) {
		if c == nil || seen[c.SHA] {
			return
		}
		seen[c.SHA] = true
		at, _ := slices.BinarySearchFunc(queue, c, func(a, b *Commit) int {
			return cmp.Or(b.CommittedDate.Compare(a.CommittedDate), -1)
		})
		queue = slices.Insert(queue, at, c)
	}
	for _, head := range heads {
		enqueue(head)
	}
	for len(queue) > 0 {
		c := queue[0]
		queue = queue[1:]
		found = append(found, c)
		for i, sha := range c.ParentSHAs {
			if i == 0 || !firstParent {
				enqueue(r.Commit(sha))
			}
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
