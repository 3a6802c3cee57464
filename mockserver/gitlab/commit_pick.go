package gitlab

import (
	"cmp"
	"slices"
)

// PickRefusal is why a commit can not be picked.
type PickRefusal struct {
	Code    string // "conflict", or "empty" if there would be nothing in the commit
	DryRun  bool
	Message string
}

func (r *PickRefusal) Error() string { return r.Message }

// NewPick says which commit is to be picked, and where to.
type NewPick struct {
	Revision, Branch string
	Message          string // empty: the commit's own, with where it comes from and who wrote it
	DryRun           bool   // change nothing
}

// CherryPick commits to a branch what a commit changed against its first parent, and notes on the merge request that the
// commit came from that it has been picked. A dry run returns no commit. Errors: PickRefusal beside the usual. GitLab 18.9:
// app/services/commits/cherry_pick_service.rb.
func (tx *Tx) CherryPick(actor Actor, project string, n NewPick) (*Commit, error) {
	revision, branch, message := n.Revision, n.Branch, n.Message
	p, err := tx.ReadCode(actor, project)
	if err != nil {
		return nil, err
	}
	if err := tx.pushable(actor, p, branch); err != nil {
		return nil, err
	}
	r := tx.Repository(p.ID)
	c, into := tx.Resolve(p, revision), r.Branch(branch)
	if c == nil {
		return nil, &Error{Kind: NotFound, Subject: "Commit"}
	}
	if err := tx.branchFault(p, branch); err != nil {
		return nil, err
	}
	before := treeOf(r.parent(c, 1))
	merged, clean := mergeTrees(before, into.Tree, c.Tree)
	nothing := len(c.Tree.files)+len(before.files) > 0 && treeID(merged.files, 0) == treeID(into.Tree.files, 0)
	if !clean || nothing {
		return nil, tx.pickRefusal(p, c, n, clean)
	}
	if n.DryRun {
		return nil, nil
	}
	picked := tx.commit(actor, p, Commit{
		Message:    cmp.Or(message, c.Message+"\n\n(cherry picked from commit "+c.SHA+")\n\nCo-authored-by: "+c.AuthorName+" <"+c.AuthorEmail+">"),
		ParentSHAs: []string{into.SHA}, Tree: merged,
	})
	tx.notePick(p, c.SHA, picked.SHA)
	tx.push(actor, p, branch, picked.SHA)
	return picked, nil
}

func (tx *Tx) pickRefusal(p *Project, c *Commit, n NewPick, clean bool) error {
	what, code := "Commit", "conflict"
	if clean {
		code = "empty"
	}
	for _, mr := range tx.requestsOf(p.ID) {
		if mr.MergeCommitSHA == c.SHA {
			what = "Merge request"
		}
	}
	return &PickRefusal{Code: code, DryRun: n.DryRun, Message: what + " cherry-pick failed: Can't perform this action automatically. It may have already been done, or a more recent commit may have updated some of this content. Please perform this action locally."}
}

func (tx *Tx) notePick(p *Project, sha, picked string) {
	for _, mr := range tx.requestsOf(p.ID) {
		if mr.MergeCommitSHA == sha || mr.SquashCommitSHA == sha {
			next := *mr
			next.PickedAs = append(slices.Clone(mr.PickedAs), picked)
			tx.PutMergeRequest(next)
		}
	}
}
