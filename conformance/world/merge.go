package world

import (
	"fmt"
	"net/http"

	"understudy/conformance/wire"
)

// MergeRequest is one that was merged.
type MergeRequest struct {
	ID     int64  `json:"id"`
	IID    int64  `json:"iid"`
	State  string `json:"state"`
	Title  string `json:"title"`
	Merged string `json:"merge_commit_sha"`
	Squash string `json:"squash_commit_sha"`
	SHA    string `json:"sha"` // of the source branch's head
}

// Deployed is the commit that brings the merge request to the target branch.
func (m MergeRequest) Deployed() string {
	for _, sha := range []string{m.Merged, m.Squash, m.SHA} {
		if sha != "" {
			return sha
		}
	}
	return ""
}

// Merge makes and merges a merge request in a project of the run's own; squash makes one commit of it first.
func (p *Project) Merge(name string, squash bool) (MergeRequest, error) {
	return once(p.w, fmt.Sprintf("merge request %d %s", p.ID, name), func() (MergeRequest, error) {
		m, err := p.merge(name, squash)
		return m, lacking("merge-requests", err)
	})
}

func (p *Project) merge(name string, squash bool) (MergeRequest, error) {
	var m MergeRequest
	if !p.own {
		return m, &Missing{What: "a merge request of the run's own", Without: "merge-requests", Hint: OwnProjects}
	}
	if _, err := p.Commit(name, p.Ref, map[string]string{name + ".txt": name}, "Add "+name); err != nil {
		return m, err
	}
	err := p.w.post(p.URL("merge_requests"), map[string]any{"source_branch": name, "target_branch": p.Ref, "title": "Add " + name}, &m)
	if err != nil {
		return m, err
	}
	late := &Missing{What: "a merge request that can be merged", Without: "merge-requests"}
	err = p.w.until(p.w.ctx, late, func() (bool, error) {
		err := p.w.put(p.URL("merge_requests", m.IID, "merge"), map[string]any{"squash": squash}, &m)
		return err == nil && m.State == "merged", err
	})
	return m, err
}

// Shipment is a deployment that shipped a merge request.
type Shipment struct {
	Project    *Project
	Deployment Deployment
	Request    MergeRequest
	Unshipped  MergeRequest // merged later, so not shipped with it
}

// Shipment is arranged once for all cases, for reading only. The deployment lists its merge request by then: GitLab links them in
// the background.
func (w *World) Shipment() (Shipment, error) {
	return once(w, "shipment", func() (Shipment, error) {
		p, err := w.NewProject("shipping")
		if err != nil {
			return Shipment{}, purposed(err, "a project with a merge request", "merge-requests")
		}
		return p.shipment()
	})
}

func (p *Project) shipment() (s Shipment, err error) {
	s.Project = p
	if s.Request, err = p.Merge("feature", false); err != nil {
		return s, err
	}
	// The first success links everything merged so far; what is shipped later, only its own.
	s.Deployment, err = p.deploy(p.w.ctx, p.w.Name("shipping"), "success", change{ref: p.Ref, sha: s.Request.Deployed()})
	if err != nil {
		return s, err
	}
	if err := p.awaitShipped(s); err != nil {
		return s, err
	}
	s.Unshipped, err = p.Merge("later", false)
	return s, err
}

func (p *Project) awaitShipped(s Shipment) error {
	return p.w.until(p.w.ctx, nil, func() (bool, error) {
		e := p.w.Line.Do(p.w.ctx, p.w.signer, wire.Request{Method: http.MethodGet, Path: p.URL("deployments", s.Deployment.ID, "merge_requests")})
		var listed []MergeRequest
		if e.Err == nil && e.Status == http.StatusOK && decode(e, &listed) == nil && len(listed) > 0 {
			return true, nil
		}
		return false, &CallError{Exchange: e, Rule: "R-MRS-SHIPPED", Mismatch: wire.Mismatch{
			Expected: fmt.Sprintf("merge request !%d in the list", s.Request.IID), Actual: start(e.ResponseBody),
			Why: "the deployment's commit is the one that merged it",
		}}
	})
}
