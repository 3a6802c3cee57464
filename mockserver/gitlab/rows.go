package gitlab

import "iter"

// What follows yields rows whoever asks, for whoever keeps or counts them.

// Users yields every user, bots included, oldest first.
func (s *State) Users() iter.Seq[*User] { return s.users.all() }

// Groups yields every group, oldest first: those above before those below.
func (s *State) Groups() iter.Seq[*Group] { return s.groups.all() }

// Runners yields every runner, oldest first.
func (s *State) Runners() iter.Seq[*Runner] { return s.runners.all() }

// MergeRequests yields every merge request, oldest first.
func (s *State) MergeRequests() iter.Seq[*MergeRequest] { return s.mergeRequests.all() }

// Tokens yields every token, in the order of their values.
func (s *State) Tokens() iter.Seq[*Token] {
	return func(yield func(*Token) bool) {
		s.tokens.rows.Scan(func(_ string, t *Token) bool { return yield(t) })
	}
}

// Deployments yields a project's deployments in the order of their ids.
func (s *State) Deployments(project int64) iter.Seq[*Deployment] {
	return func(yield func(*Deployment) bool) {
		l, ok := s.ledgers.get(project)
		if !ok {
			return
		}
		for rank, index := 0, l.all.of(nil).id; rank < index.len() && yield(index.at(rank)); rank++ {
		}
	}
}

// Shipped are the ids of the merge requests that a deployment brought to its environment first.
func (s *State) Shipped(d *Deployment) []int64 {
	ids, _ := s.links.get(d.ID)
	return ids
}

// ProtectionOf is the project's own protection of an environment, nil if it has none.
func (s *State) ProtectionOf(e *Environment) *ProtectedEnvironment {
	for _, p := range s.Protections(e) {
		if p.ProjectID == e.ProjectID {
			return p
		}
	}
	return nil
}

// Commits yields a repository's commits, parents before their children.
func (r *Repository) Commits() iter.Seq[*Commit] {
	return func(yield func(*Commit) bool) {
		seen := map[string]bool{}
		for sha := range keys(&r.commits) {
			if !r.yieldAncestry(sha, seen, yield) {
				return
			}
		}
	}
}

// yieldAncestry yields what leads to a commit, then the commit.
func (r *Repository) yieldAncestry(sha string, seen map[string]bool, yield func(*Commit) bool) bool {
	waiting := []string{sha}
	for len(waiting) > 0 {
		next := waiting[len(waiting)-1]
		c, found := r.commits.get(next)
		if !found || seen[next] {
			waiting = waiting[:len(waiting)-1]
			continue
		}
		known := len(waiting)
		for _, parent := range c.ParentSHAs {
			if !seen[parent] && r.Commit(parent) != nil {
				waiting = append(waiting, parent)
			}
		}
		if len(waiting) > known {
			continue
		}
		waiting = waiting[:known-1]
		seen[next] = true
		if !yield(c) {
			return false
		}
	}
	return true
}

func keys[V any](k *keyed[string, V]) iter.Seq[string] {
	return func(yield func(string) bool) {
		k.rows.Scan(func(key string, _ V) bool { return yield(key) })
	}
}

// Files yields path and content of each file, sorted by path.
func (t Tree) Files() iter.Seq2[string, string] {
	return func(yield func(path, content string) bool) {
		for _, f := range t.files {
			if !yield(f.path, f.content) {
				return
			}
		}
	}
}
