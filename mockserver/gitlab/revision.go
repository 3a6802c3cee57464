package gitlab

import (
	"regexp"
	"strconv"
	"strings"
)

const shortestSHA = 4 // git takes no shorter abbreviation

var (
	hexadecimal = lazily(`^[0-9a-f]+$`)
	described   = lazily(`-g([0-9a-f]{4,40})$`) // what git describe prints ends so
	ancestry    = lazily(`^(\^\{[^}]*\}|~\d*|\^\d*)+$`)
	step        = lazily(`\^\{[^}]*\}|~\d*|\^\d*`)

	requestRef    = lazily(`^refs/merge-requests/(\d+)/head$`)
	deploymentRef = lazily(`^refs/environments/([a-z0-9-]+)/deployments/(\d+)$`)
)

// Resolve finds the commit that a revision of the project names: what Repository.Resolve knows, and the refs that GitLab
// keeps of merge requests (refs/merge-requests/1/head) and of deployments that have succeeded
// (refs/environments/production/deployments/1). Nil if it names none.
func (s *State) Resolve(p *Project, revision string) *Commit {
	return s.Repository(p.ID).resolve(revision, p.DefaultBranch, func(ref string) string { return s.keptRef(p, ref) })
}

// keptRef is the SHA of a ref that is neither a branch nor a tag, empty if there is no such ref.
func (s *State) keptRef(p *Project, ref string) string {
	if !strings.HasPrefix(ref, "refs/") {
		return ""
	}
	if of := requestRef().FindStringSubmatch(ref); of != nil {
		iid, _ := strconv.ParseInt(of[1], 10, 64)
		if id, there := s.requestIIDs.get(requestKey(p.ID, iid)); there {
			return s.MergeRequest(id).SHA
		}
	}
	if of := deploymentRef().FindStringSubmatch(ref); of != nil {
		environment, _ := s.environmentSlugs.get(environmentKey(p.ID, of[1]))
		succeeded := s.ledger(p.ID).environment(environment).of(new(Success)).id
		for at := range succeeded.len() {
			if d := succeeded.at(at); strconv.FormatInt(d.IID, 10) == of[2] {
				return s.Repository(p.ID).shaOf(d.SHA, p.DefaultBranch)
			}
		}
	}
	return ""
}

func (r *Repository) shaOf(revision, head string) string {
	if c := r.Resolve(revision, head); c != nil {
		return c.SHA
	}
	return ""
}

// Resolve finds the commit that a revision names, as gitrevisions(7) spells them: a tag or a branch with or without what
// stands before it (refs/heads/, heads/), HEAD or @ (the default branch, head), a full or shortened SHA, what git describe
// prints, and any of these followed by ~, ~N, ^, ^N, ^{commit}, ^{} or ^{/pattern}. Nil if it names none.
func (r *Repository) Resolve(revision, head string) *Commit {
	return r.resolve(revision, head, func(string) string { return "" })
}

// resolve is Resolve with the refs that others keep.
func (r *Repository) resolve(revision, head string, kept func(ref string) string) *Commit {
	name, steps := revision, []string(nil)
	if at := strings.IndexAny(revision, "~^"); at > 0 && ancestry().MatchString(revision[at:]) {
		name, steps = revision[:at], step().FindAllString(revision[at:], -1)
	}
	c := r.named(name, head, kept)
	for _, step := range steps {
		if c == nil {
			return nil
		}
		c = r.stepped(c, step)
	}
	return c
}

// named finds the commit of a revision that says nothing of ancestors. As for Git, tags come before branches.
func (r *Repository) named(name, head string, kept func(ref string) string) *Commit {
	if c := r.Commit(strings.ToLower(name)); c != nil {
		return c
	}
	switch bare := strings.TrimSuffix(name, "@{0}"); bare { // the present value, of which no log is needed
	case "HEAD", "@":
		name = head
	case "":
		if name == bare {
			return nil
		}
		name = head
	default:
		name = bare
	}
	for _, prefix := range [...]string{"", "refs/", "refs/tags/", "refs/heads/"} {
		if sha := r.ref(prefix+name, kept); sha != "" {
			return r.Commit(sha)
		}
	}
	name = strings.ToLower(name)
	if of := described().FindStringSubmatch(name); of != nil {
		return r.abbreviated(of[1])
	}
	if len(name) >= shortestSHA && hexadecimal().MatchString(name) {
		return r.abbreviated(name)
	}
	return nil
}

// ref is the SHA of a ref by its full name, empty if there is none.
func (r *Repository) ref(ref string, kept func(ref string) string) string {
	if tag, is := strings.CutPrefix(ref, "refs/tags/"); is {
		sha, _ := r.tags.get(tag)
		return sha
	}
	if branch, is := strings.CutPrefix(ref, "refs/heads/"); is {
		sha, _ := r.branches.get(branch)
		return sha
	}
	return kept(ref)
}

// abbreviated finds the only commit whose SHA begins so.
func (r *Repository) abbreviated(prefix string) *Commit {
	var found []*Commit
	r.commits.rows.Ascend(prefix, func(sha string, c *Commit) bool {
		if strings.HasPrefix(sha, prefix) {
			found = append(found, c)
		}
		return strings.HasPrefix(sha, prefix) && len(found) < 2
	})
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// stepped goes from a commit to one before it: ~N is so many first parents back, ^N the N-th parent, ^{/pattern} the newest
// whose message matches, ^{commit} the commit itself.
func (r *Repository) stepped(c *Commit, step string) *Commit {
	if kind, braced := strings.CutPrefix(step, "^{"); braced {
		return r.peeled(c, strings.TrimSuffix(kind, "}"))
	}
	count := 1
	if digits := step[1:]; digits != "" {
		count, _ = strconv.Atoi(digits) // too many digits: the greatest int, which is too many as well
	}
	if step[0] == '^' {
		return r.parent(c, count)
	}
	for ; count > 0 && c != nil; count-- {
		c = r.parent(c, 1)
	}
	return c
}

func (r *Repository) peeled(c *Commit, kind string) *Commit {
	if kind == "" || kind == "commit" || kind == "object" {
		return c
	}
	text, search := strings.CutPrefix(kind, "/")
	pattern, err := regexp.Compile(text)
	if !search || err != nil {
		return nil
	}
	for _, before := range r.history(c) {
		if pattern.MatchString(before.Message) {
			return before
		}
	}
	return nil
}

// parent is a commit's n-th parent, itself if n is 0; nil if it has not so many.
func (r *Repository) parent(c *Commit, n int) *Commit {
	switch {
	case n == 0:
		return c
	case n > len(c.ParentSHAs):
		return nil
	}
	return r.Commit(c.ParentSHAs[n-1])
}
