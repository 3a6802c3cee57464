package gitlab

import (
	"slices"
)

// linkMergeRequests records which merge requests a successful deployment shipped. A first success ships every merged
// request into its ref; a later one those whose commits are new since the success before it. Each is linked at most once
// per environment.
func (tx *Tx) linkMergeRequests(d *Deployment) {
	if tx.Environment(d.EnvironmentID).foldered() {
		return
	}
	candidates := tx.unlinkedMerged(d)
	if len(candidates) == 0 {
		return
	}
	shipped := tx.shippedBy(d)
	for _, mr := range candidates {
		if shipped(mr) {
			tx.LinkMergeRequest(d, mr.ID)
		}
	}
}

// unlinkedMerged are the project's merged merge requests that the deployment's environment has not had yet.
func (s *State) unlinkedMerged(d *Deployment) []*MergeRequest {
	var found []*MergeRequest
	for id := range s.requestIDs(d.ProjectID) {
		mr := s.MergeRequest(id)
		if mr.State != MergeRequestMerged {
			continue
		}
		if !s.linked.has(d.EnvironmentID, mr.ID) {
			found = append(found, mr)
		}
	}
	return found
}

// shippedBy tells merge requests that the deployment ships from others.
func (tx *Tx) shippedBy(d *Deployment) func(*MergeRequest) bool {
	previous := tx.ledger(d.ProjectID).successBefore(d.EnvironmentID, d.ID)
	if previous == nil {
		return func(mr *MergeRequest) bool { return mr.TargetBranch == d.Ref }
	}
	p := tx.ProjectByID(d.ProjectID)
	since, until := tx.Resolve(p, previous.SHA), tx.Resolve(p, d.SHA)
	if since == nil || until == nil {
		return func(*MergeRequest) bool { return false }
	}
	shipped := tx.Repository(p.ID).newIn(since.SHA, until.SHA)
	return func(mr *MergeRequest) bool {
		return shipped[mr.MergeCommitSHA] || shipped[mr.SHA] || shipped[mr.SquashCommitSHA] ||
			slices.ContainsFunc(mr.PickedAs, func(sha string) bool { return shipped[sha] })
	}
}

// LinkMergeRequest records that a deployment shipped a merge request, unless the environment has it already.
func (tx *Tx) LinkMergeRequest(d *Deployment, mergeRequest int64) {
	if tx.linked.has(d.EnvironmentID, mergeRequest) {
		return
	}
	linked, _ := tx.links.get(d.ID)
	tx.links.set(tx, d.ID, append(slices.Clone(linked), mergeRequest))
	tx.linked.add(tx, d.EnvironmentID, mergeRequest)
	shipping, _ := tx.shipping.get(mergeRequest)
	tx.shipping.set(tx, mergeRequest, append(slices.Clone(shipping), d.ID))
}

// unlinkMergeRequests forgets the links of a deployment that is being deleted.
func (tx *Tx) unlinkMergeRequests(d *Deployment) {
	linked, ok := tx.links.get(d.ID)
	if !ok {
		return
	}
	for _, mr := range linked {
		tx.linked.drop(tx, d.EnvironmentID, mr)
		shipping, _ := tx.shipping.get(mr)
		tx.shipping.set(tx, mr, slices.DeleteFunc(slices.Clone(shipping), func(id int64) bool { return id == d.ID }))
	}
	tx.links.remove(tx, d.ID)
}

// deploymentsOf are the deployments that shipped a merge request.
func (s *State) deploymentsOf(mr *MergeRequest) []*Deployment {
	ids, _ := s.shipping.get(mr.ID)
	found := make([]*Deployment, len(ids))
	for i, id := range ids {
		found[i] = s.ledger(mr.ProjectID).find(id)
	}
	return found
}
