package gitlab

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// NewMergeRequest is what a client says of a merge request to be opened.
type NewMergeRequest struct {
	SourceBranch, TargetBranch string
	Title, Description         string
	AssigneeIDs, ReviewerIDs   []int64  // of whom those count who can see the project
	Labels                     []string // names, each counts once
	Squash, RemoveSource       bool
}

// MergeRequestChange is what a client wants changed; nil stays as it is.
type MergeRequestChange struct {
	Title, Description, TargetBranch *string
	AssigneeIDs, ReviewerIDs         *[]int64
	Squash, RemoveSource             *bool
	StateEvent                       string // close or reopen; what does not apply is ignored
}

const longestTitle = 255

// CreateMergeRequest opens a merge request within one project. Errors: NotFound, Forbidden, Unprocessable for one branch on
// both sides or no title, Conflict beside an open one of the same branches. GitLab 18.9:
// app/services/merge_requests/create_service.rb.
func (tx *Tx) CreateMergeRequest(actor Actor, project string, n NewMergeRequest) (*MergeRequest, error) {
	p, err := tx.writable(actor, project)
	if err != nil {
		return nil, err
	}
	if n.SourceBranch == n.TargetBranch {
		return nil, &Error{Kind: Unprocessable, Messages: []string{"You can't use same project/branch for source and target"}}
	}
	for _, branch := range []struct{ attribute, name string }{{"source_branch", n.SourceBranch}, {"target_branch", n.TargetBranch}} {
		if !validRef(branch.name) {
			return nil, invalid(branch.attribute, "is invalid")
		}
	}
	r := tx.Repository(p.ID)
	source := r.Branch(n.SourceBranch)
	if source == nil {
		return nil, invalid("source_branch", "does not exist")
	}
	if r.Branch(n.TargetBranch) == nil {
		return nil, invalid("target_branch", "does not exist")
	}
	mr := MergeRequest{
		ProjectID: p.ID, State: MergeRequestOpened, SourceBranch: n.SourceBranch, TargetBranch: n.TargetBranch, SHA: source.SHA,
		Description: n.Description, Squash: n.Squash, RemoveSource: n.RemoveSource, AuthorID: actor.User.ID,
		AssigneeIDs: tx.eligible(p, n.AssigneeIDs), ReviewerIDs: tx.eligible(p, n.ReviewerIDs), CreatedAt: tx.Now, UpdatedAt: tx.Now,
		Labels: slices.Compact(slices.Sorted(slices.Values(n.Labels))),
	}
	if err := mr.entitle(n.Title); err != nil {
		return nil, err
	}
	if err := tx.unrivalled(&mr); err != nil {
		return nil, err
	}
	mr.Obstacle = tx.obstacle(p, &mr)
	tx.happens(p.ID, quietHour)
	return tx.PutMergeRequest(mr), nil
}

// entitle sets the title, which also says whether the merge request is a draft.
func (mr *MergeRequest) entitle(title string) error {
	switch {
	case strings.TrimSpace(title) == "":
		return invalid("title", "can't be blank")
	case utf8.RuneCountInString(title) > longestTitle:
		return invalid("title", "is too long (maximum is 255 characters)")
	}
	mr.Title, mr.Draft = title, false
	for _, mark := range []string{"draft:", "[draft]", "(draft)"} {
		mr.Draft = mr.Draft || strings.HasPrefix(strings.ToLower(title), mark)
	}
	return nil
}

// unrivalled refuses a second open merge request between two branches.
func (tx *Tx) unrivalled(mr *MergeRequest) error {
	for _, other := range tx.requestsOf(mr.ProjectID) {
		if other.ID != mr.ID && other.State == MergeRequestOpened && other.SourceProjectID == cmp.Or(mr.SourceProjectID, mr.ProjectID) &&
			other.SourceBranch == mr.SourceBranch && other.TargetBranch == mr.TargetBranch {
			return &Error{Kind: Conflict, Messages: []string{"Another open merge request already exists for this source branch: !" + decimal(other.IID)}}
		}
	}
	return nil
}

// eligible drops those who cannot see the project, as GitLab does without a word.
func (tx *Tx) eligible(p *Project, ids []int64) []int64 {
	var kept []int64
	for _, id := range ids {
		if u := tx.User(id); u != nil && tx.visible(Actor{User: u}, p) && !slices.Contains(kept, id) {
			kept = append(kept, id)
		}
	}
	return kept
}

// UpdateMergeRequest changes a merge request, which its author, its assignees and developers may. Errors: NotFound, Forbidden,
// and those of CreateMergeRequest. GitLab 18.9: app/services/merge_requests/update_service.rb.
func (tx *Tx) UpdateMergeRequest(actor Actor, project string, iid int64, c MergeRequestChange) (*MergeRequest, error) {
	p, mr, err := tx.mergeRequest(actor, project, iid)
	if err != nil {
		return nil, err
	}
	own := mr.AuthorID == actor.User.ID || slices.Contains(mr.AssigneeIDs, actor.User.ID)
	if p.Archived || !tx.canReadMergeRequests(actor, p) || !own && tx.level(actor, p) < Developer {
		return nil, ErrForbidden
	}
	next := *mr
	if c.Title != nil {
		if err := next.entitle(*c.Title); err != nil {
			return nil, err
		}
	}
	if c.TargetBranch != nil && mr.State == MergeRequestOpened {
		if tx.Repository(p.ID).Branch(*c.TargetBranch) == nil {
			return nil, invalid("target_branch", "does not exist")
		}
		next.TargetBranch = *c.TargetBranch
	}
	assign(&next.Description, c.Description)
	assign(&next.Squash, c.Squash)
	assign(&next.RemoveSource, c.RemoveSource)
	if c.AssigneeIDs != nil {
		next.AssigneeIDs = tx.eligible(p, *c.AssigneeIDs)
	}
	if c.ReviewerIDs != nil {
		next.ReviewerIDs = tx.eligible(p, *c.ReviewerIDs)
	}
	next.UpdatedAt = tx.Now
	if next.follow(c.StateEvent, actor, tx.Now); next.State != mr.State {
		tx.happens(p.ID, quietHour)
	}
	if next.State == MergeRequestOpened {
		if err := tx.unrivalled(&next); err != nil {
			return nil, err
		}
		if head := tx.Repository(p.ID).Branch(next.SourceBranch); head != nil {
			next.SHA = head.SHA
		}
		next.Obstacle = tx.obstacle(p, &next)
	}
	return tx.PutMergeRequest(next), nil
}
