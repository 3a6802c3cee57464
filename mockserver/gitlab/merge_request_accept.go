package gitlab

import (
	"cmp"
	"strings"
)

// Acceptance is how a merge request is to be merged.
type Acceptance struct {
	SHA           string // if given, what the head of the source branch has to be
	Squash        *bool  // nil: as the merge request says
	RemoveSource  bool
	MergeMessage  string // empty: GitLab's own, as the next
	SquashMessage string
}

// AcceptMergeRequest merges a merge request. Errors: NotFound for those who may not see it, Unauthorized for those who may
// not push to the target, NotAllowed for what is not open, a draft or without commits, Unprocessable for what does not merge,
// Conflict for another SHA. GitLab 18.9: lib/api/merge_requests.rb.
func (tx *Tx) AcceptMergeRequest(actor Actor, project string, iid int64, a Acceptance) (*MergeRequest, error) {
	p, mr, err := tx.mergeRequest(actor, project, iid)
	if err != nil {
		return nil, err
	}
	switch {
	case !tx.canReadMergeRequests(actor, p):
		return nil, ErrRecordNotFound
	case !tx.MayPush(actor, p, mr.TargetBranch):
		return nil, ErrUnauthorized
	case mr.State != MergeRequestOpened || mr.Draft || mr.Obstacle == NoCommits:
		return nil, &Error{Kind: NotAllowed, Message: "405 Method Not Allowed"}
	case mr.Obstacle != "":
		return nil, &Error{Kind: Unprocessable, Message: "Branch cannot be merged"}
	case a.SHA != "" && a.SHA != mr.SHA:
		return nil, &Error{Kind: Conflict, Message: "SHA does not match HEAD of source branch: " + mr.SHA}
	}
	next := *mr
	if a.Squash != nil {
		next.Squash = *a.Squash
	}
	next.State, next.MergeUserID, next.MergedAt, next.UpdatedAt = MergeRequestMerged, actor.User.ID, tx.Now, tx.Now
	head := tx.land(actor, p, &next, a)
	row := tx.PutMergeRequest(next)
	tx.happens(p.ID, quietHour)
	tx.push(actor, p, mr.TargetBranch, head)
	if (a.RemoveSource || mr.RemoveSource) && mr.SourceBranch != p.DefaultBranch {
		tx.removeBranch(actor, p, mr.SourceBranch)
	}
	return row, nil
}

// land makes the commits of a merge and returns the new head of the target.
func (tx *Tx) land(actor Actor, p *Project, mr *MergeRequest, a Acceptance) string {
	r := tx.Repository(p.ID)
	into, from := r.Branch(mr.TargetBranch), r.Branch(mr.SourceBranch)
	base := r.mergeBase(into, from)
	merged, _ := mergeTrees(treeOf(base), into.Tree, from.Tree)
	head := mr.SHA
	if message := cmp.Or(a.SquashMessage, mr.Title); mr.Squash && !r.isOneCommit(base, from, message) {
		squashed := Commit{Message: message, Tree: from.Tree}
		if base != nil {
			squashed.ParentSHAs = []string{base.SHA}
		}
		if author := tx.User(mr.AuthorID); author != nil {
			squashed.AuthorName, squashed.AuthorEmail = author.Name, author.Email
		}
		head = tx.commit(actor, p, squashed).SHA
		mr.SquashCommitSHA = head
	}
	if p.MergeMethod == FastForward {
		return head
	}
	message := cmp.Or(a.MergeMessage, mergeMessage(p, mr))
	mr.MergeCommitSHA = tx.commit(actor, p, Commit{Message: message, ParentSHAs: []string{into.SHA, head}, Tree: merged}).SHA
	return mr.MergeCommitSHA
}

// isOneCommit tells whether squashing would change nothing.
func (r *Repository) isOneCommit(base, head *Commit, message string) bool {
	return base != nil && len(head.ParentSHAs) == 1 && head.ParentSHAs[0] == base.SHA && strings.TrimSpace(head.Message) == message
}

// mergeMessage is GitLab's standard message of a merge commit.
func mergeMessage(p *Project, mr *MergeRequest) string {
	return "Merge branch '" + mr.SourceBranch + "' into '" + mr.TargetBranch + "'\n\n" + mr.Title +
		"\n\nSee merge request " + p.Path + "!" + decimal(mr.IID)
}
