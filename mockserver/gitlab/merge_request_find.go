package gitlab

import (
	"cmp"
	"slices"
	"strings"
)

// FindDeploymentMergeRequests lists the merge requests linked to a deployment that the actor may see. GitLab looks at the links
// only: it neither asks whether the deployment exists nor whether it belongs to the project (lib/api/deployments.rb:267-273,
// app/finders/merge_requests_finder.rb:228-249), and its order is the zero one. Errors: the project's, Forbidden.
func (s *State) FindDeploymentMergeRequests(
	actor Actor, project string, deployment int64, f MergeRequestFilter, by MergeRequestOrder, page Page,
) ([]*MergeRequest, int, error) {
	if _, err := s.readable(actor, project, ReadDeployments); err != nil {
		return nil, 0, err
	}
	var found []*MergeRequest
	linked, _ := s.links.get(deployment)
	for _, id := range linked {
		if mr := s.MergeRequest(id); s.canReadMergeRequests(actor, s.ProjectByID(mr.ProjectID)) && f.matches(s, actor, mr) {
			found = append(found, mr)
		}
	}
	slices.SortFunc(found, by.compare)
	total := len(found)
	first := page.first(total)
	return found[first:min(first+page.Size, total)], total, nil
}

func (s *State) canReadMergeRequests(a Actor, p *Project) bool {
	if !s.visible(a, p) {
		return false
	}
	return p.openTo(a) || a.User.Auditor || s.level(a, p) >= Planner
}

// MergeRequestOrder is the attribute a list of merge requests is sorted by. The zero order puts the newest id first.
type MergeRequestOrder struct {
	By         string // created_at, updated_at, merged_at, title or popularity; anything else is the newest id first
	Descending bool
}

// FindMergeRequests lists a project's merge requests for an actor who may read them. Ties are broken by the newest id, as
// in GitLab; what was never merged comes last.
func (s *State) FindMergeRequests(actor Actor, project string, f MergeRequestFilter, by MergeRequestOrder, page Page) ([]*MergeRequest, int, error) {
	p, err := s.openProject(actor, project, (*Project).codePublic, ReadMergeRequests)
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
	p, err := s.openProject(actor, project, (*Project).codePublic, ReadMergeRequests)
	if err != nil {
		return nil, nil, err
	}
	id, there := s.requestIIDs.get(requestKey(p.ID, iid))
	if !there {
		return nil, nil, ErrRecordNotFound
	}
	return p, s.MergeRequest(id), nil
}
