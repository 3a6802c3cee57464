package gitlab

import (
	"encoding/binary"
	"time"
)

// Commit is one commit. Its times keep the committer's offset.
type Commit struct {
	SHA            string // 40 hex digits
	ParentSHAs     []string
	Title          string
	Message        string
	AuthorName     string
	AuthorEmail    string
	AuthoredDate   time.Time
	CommitterName  string
	CommitterEmail string
	CommittedDate  time.Time
	Tree           Tree // empty for commits of datasets that name no files
}

// Repository is a project's commits, branches and tags.
type Repository struct {
	commits  keyed[string, *Commit]
	branches keyed[string, string] // name to SHA
	tags     keyed[string, string]

	annotations keyed[string, *Annotation] // of annotated tags
}

func newRepository() *Repository {
	return &Repository{
		commits: newKeyed[string, *Commit](), branches: newKeyed[string, string](), tags: newKeyed[string, string](),
		annotations: newKeyed[string, *Annotation](),
	}
}

// Commit returns the commit with that full SHA, nil if there is none.
func (r *Repository) Commit(sha string) *Commit {
	c, _ := r.commits.get(sha)
	return c
}

// newIn returns the SHAs that sha can reach and since cannot: what git calls since..sha.
func (r *Repository) newIn(since, sha string) map[string]bool {
	old := r.reachable(since, nil)
	return r.reachable(sha, old)
}

func (r *Repository) reachable(sha string, without map[string]bool) map[string]bool {
	seen := map[string]bool{}
	for queue := []string{sha}; len(queue) > 0; {
		next := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if c := r.Commit(next); c != nil && !seen[next] && !without[next] {
			seen[next] = true
			queue = append(queue, c.ParentSHAs...)
		}
	}
	return seen
}

// PutCommit adds a commit to a project's repository.
func (tx *Tx) PutCommit(project int64, c Commit) {
	tx.editRepository(project, func(r *Repository) { r.commits.set(tx, c.SHA, &c) })
}

// PutBranch makes a branch point to a commit.
func (tx *Tx) PutBranch(project int64, name, sha string) {
	tx.editRepository(project, func(r *Repository) { r.branches.set(tx, name, sha) })
}

// PutTag makes a tag point to a commit.
func (tx *Tx) PutTag(project int64, name, sha string) {
	tx.editRepository(project, func(r *Repository) { r.tags.set(tx, name, sha) })
}

func (tx *Tx) editRepository(project int64, edit func(*Repository)) {
	next := *tx.Repository(project)
	edit(&next)
	tx.repositories.set(tx, project, &next)
}

// appendID appends an id so that byte order is numeric order.
func appendID(b []byte, id int64) []byte { return binary.BigEndian.AppendUint64(b, uint64(id)) }

// Empty tells whether the repository has no commit.
func (r *Repository) Empty() bool { return r.commits.rows.Len() == 0 }
