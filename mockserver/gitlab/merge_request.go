package gitlab

import (
	"cmp"
	"iter"
	"strings"
	"time"
)

// MergeRequestState is where a merge request stands.
type MergeRequestState string

// The states of a merge request.
const (
	MergeRequestOpened MergeRequestState = "opened"
	MergeRequestClosed MergeRequestState = "closed"
	MergeRequestLocked MergeRequestState = "locked"
	MergeRequestMerged MergeRequestState = "merged"
)

// MergeRequest is one merge request. Times are UTC, zero for "not".
type MergeRequest struct {
	ID              int64
	IID             int64 // per project
	ProjectID       int64 // the target
	SourceProjectID int64
	Title           string
	Description     string
	State           MergeRequestState
	SourceBranch    string
	TargetBranch    string
	SHA             string // head of the source branch
	MergeCommitSHA  string
	SquashCommitSHA string
	PickedAs        []string // commits that a cherry-pick of this one made
	Squash          bool
	RemoveSource    bool     // the author wants the source branch removed
	Obstacle        Obstacle // while opened
	Draft           bool
	Labels          []string
	AuthorID        int64
	AssigneeIDs     []int64
	ReviewerIDs     []int64
	MergeUserID     int64
	ClosedByID      int64
	UserNotesCount  int
	Upvotes         int
	Downvotes       int
	CreatedAt       time.Time
	UpdatedAt       time.Time
	MergedAt        time.Time
	ClosedAt        time.Time
}

// MergeRequest returns the merge request with that id, nil if there is none.
func (s *State) MergeRequest(id int64) *MergeRequest { return s.mergeRequests.get(id) }

// PutMergeRequest adds a merge request, or replaces the one with that id. An id or iid of 0 becomes the next free one, a
// missing source project the target. It returns the row.
func (tx *Tx) PutMergeRequest(mr MergeRequest) *MergeRequest {
	mr.ID = tx.mergeRequests.next(mr.ID)
	mr.SourceProjectID = cmp.Or(mr.SourceProjectID, mr.ProjectID)
	if mr.IID == 0 {
		mr.IID = tx.lastRequestIID(mr.ProjectID) + 1
	}
	tx.mergeRequests.set(tx, mr.ID, &mr)
	tx.requestIIDs.set(tx, requestKey(mr.ProjectID, mr.IID), mr.ID)
	return &mr
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
