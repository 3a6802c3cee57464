package gitlab

import (
	"cmp"
	"slices"
)

// CherryPick commits to a branch what a commit changed against its first parent, and notes on the merge request that the
// commit came from that it has been picked. An empty message is the commit's own with a line about its origin.
func (tx *Tx) CherryPick(actor Actor, project, revision, branch, message string) (*Commit, error) {
	p, err := tx.readCodeToWrite(actor, project)
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
	if into == nil {
		return nil, &Error{Kind: NotFound, Subject: "Branch"}
	}
	before := treeOf(r.parent(c, 1))
	merged, clean := mergeTrees(before, into.Tree, c.Tree)
	if !clean || len(c.Tree.files)+len(before.files) > 0 && treeID(merged.files, 0) == treeID(into.Tree.files, 0) {
		return nil, refused("Sorry, we cannot cherry-pick this commit automatically. This commit may already have been cherry-picked, or a more recent commit may have updated some of its content.")
	}
	picked := tx.commit(actor, p, Commit{
		Message:    cmp.Or(message, c.Message+"\n\n(cherry picked from commit "+c.SHA+")"),
		ParentSHAs: []string{into.SHA}, Tree: merged, AuthorName: c.AuthorName, AuthorEmail: c.AuthorEmail, AuthoredDate: c.AuthoredDate,
	})
	tx.notePick(p, c.SHA, picked.SHA)
	tx.push(actor, p, branch, picked.SHA)
	return picked, nil
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
