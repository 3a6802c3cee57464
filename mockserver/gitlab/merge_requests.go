package gitlab

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// NewMergeRequest is what a client says of a merge request to be opened.
type NewMergeRequest struct {
	SourceBranch, TargetBranch string
	Title, Description         string
	AssigneeIDs, ReviewerIDs   []int64 // of whom those count who can see the project
	Squash, RemoveSource       bool
}

// MergeRequestChange is what a client wants changed; nil stays as it is.
type MergeRequestChange struct {
	Title, Description, TargetBranch *string
	AssigneeIDs, ReviewerIDs         *[]int64
	Squash, RemoveSource             *bool
	StateEvent                       string // close or reopen; what does not apply is ignored
}

// MergeRequestOrder is the attribute a list of merge requests is sorted by.
type MergeRequestOrder struct {
	By         string // created_at, updated_at, merged_at, title or popularity; anything else is the id
	Descending bool
}

const longestTitle = 255

// CreateMergeRequest opens a merge request within one project.
func (tx *Tx) CreateMergeRequest(actor Actor, project string, n NewMergeRequest) (*MergeRequest, error) {
	p, err := tx.writable(actor, project)
	if err != nil {
		return nil, err
	}
	if n.SourceBranch == n.TargetBranch {
		return nil, &Error{Kind: Unprocessable, Messages: []string{"You can't use same project/branch for source and target"}}
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
	}
	if err := mr.entitle(n.Title); err != nil {
		return nil, err
	}
	if err := tx.unrivalled(&mr); err != nil {
		return nil, err
	}
	mr.Obstacle = tx.obstacle(p, &mr)
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

// GetMergeRequest returns one merge request by its number in the project.
func (s *State) GetMergeRequest(actor Actor, project string, iid int64) (*MergeRequest, error) {
	p, mr, err := s.mergeRequest(actor, project, iid)
	if err != nil {
		return nil, err
	}
	if !s.canReadMergeRequests(actor, p) {
		return nil, ErrForbidden
	}
	return mr, nil
}

// mergeRequest looks one up for somebody who need not be allowed to read it.
func (s *State) mergeRequest(actor Actor, project string, iid int64) (*Project, *MergeRequest, error) {
	p, err := s.Project(actor, project, ReadRepositories)
	if err != nil {
		return nil, nil, err
	}
	id, there := s.requestIIDs.get(requestKey(p.ID, iid))
	if !there {
		return nil, nil, ErrRecordNotFound
	}
	return p, s.MergeRequest(id), nil
}

// UpdateMergeRequest changes a merge request, which its author, its assignees and developers may.
func (tx *Tx) UpdateMergeRequest(actor Actor, project string, iid int64, c MergeRequestChange) (*MergeRequest, error) {
	p, mr, err := tx.mergeRequest(actor, project, iid)
	if err != nil {
		return nil, err
	}
	own := mr.AuthorID == actor.User.ID || slices.Contains(mr.AssigneeIDs, actor.User.ID)
	if actor.Job != nil || p.Archived || !tx.canReadMergeRequests(actor, p) || !own && tx.level(actor, p) < Developer {
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
	next.follow(c.StateEvent, actor, tx.Now)
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

// requestsOf are the project's merge requests, oldest first.
func (s *State) requestsOf(project int64) []*MergeRequest {
	var found []*MergeRequest
	for id := range s.requestIDs(project) {
		found = append(found, s.MergeRequest(id))
	}
	return found
}

func (s *State) requestIDs(project int64) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		scope := string(appendID(nil, project))
		s.requestIIDs.rows.Ascend(scope, func(key string, id int64) bool { return strings.HasPrefix(key, scope) && yield(id) })
	}
}

func (s *State) lastRequestIID(project int64) int64 {
	var last int64
	s.requestIIDs.rows.Descend(requestKey(project, -1), func(key string, id int64) bool {
		if strings.HasPrefix(key, string(appendID(nil, project))) {
			last = s.MergeRequest(id).IID
		}
		return false
	})
	return last
}

// requestKey sorts by project, then by iid; an iid of -1 comes after all others.
func requestKey(project, iid int64) string { return string(appendID(appendID(nil, project), iid)) }

// FindMergeRequests lists a project's merge requests for an actor who may read them. Ties are broken by the newest id, as
// in GitLab; what was never merged comes last.
func (s *State) FindMergeRequests(actor Actor, project string, f MergeRequestFilter, by MergeRequestOrder, page Page) ([]*MergeRequest, int, error) {
	p, err := s.Project(actor, project, ReadRepositories)
	if err != nil {
		return nil, 0, err
	}
	if !s.canReadMergeRequests(actor, p) {
		return nil, 0, ErrForbidden
	}
	found := slices.DeleteFunc(s.requestsOf(p.ID), func(mr *MergeRequest) bool { return !f.matches(s, actor, mr) })
	slices.SortFunc(found, by.compare)
	first := page.first(len(found))
	return found[first:min(first+page.Size, len(found))], len(found), nil
}

func (by MergeRequestOrder) compare(a, b *MergeRequest) int {
	order := 0
	switch by.By {
	case "created_at":
		order = a.CreatedAt.Compare(b.CreatedAt)
	case "updated_at":
		order = a.UpdatedAt.Compare(b.UpdatedAt)
	case "merged_at":
		if a.MergedAt.IsZero() != b.MergedAt.IsZero() {
			return b.MergedAt.Compare(a.MergedAt)
		}
		order = a.MergedAt.Compare(b.MergedAt)
	case "title":
		order = strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title))
	case "popularity":
		order = cmp.Compare(a.Upvotes, b.Upvotes)
	}
	if by.Descending {
		order = -order
	}
	return cmp.Or(order, cmp.Compare(b.ID, a.ID))
}
