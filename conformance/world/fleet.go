package world

import (
	"net/http"

	"understudy/conformance/wire"
)

// Fleet is merge requests of one project, and what deployments shipped of them. It is shared: for reading only.
type Fleet struct {
	Project *Project
	// Merged has a merge commit, Squashed was squashed by a developer, Forwarded has no commit of its own, and Picked was merged
	// elsewhere and its commit picked. They were made in this order. Open was not merged.
	Merged, Squashed, Forwarded, Picked, Open MergeRequest
	Author, Assignee, Reviewer                User // of Squashed: a developer, another maintainer, and a developer again
	// First to Fourth went to one environment, each with the next merge request; Second became a success by an update.
	First, Second, Third, Fourth Deployment
	Again                        Deployment   // to the same environment, with nothing new
	Behind                       Deployment   // of Second's commit, when more had been merged, to an environment that had First's
	Back, Repeated               Deployment   // then of First's commit and once more of Second's, there
	Elsewhere                    Deployment   // the first to another environment, with all that was merged into its ref
	Failed, Canceled, Running    Deployment   // to a third
	Folder, Production           Deployment   // to environments in folders, the latter of the tier production
	Slow, Quick                  MergeRequest // opened in this order after all that, and merged in the opposite one
	Crossed                      Deployment   // the first to another environment, with all that was merged into its ref by then
	OwnOnly                      bool         // without scope the target lists the caller's own merge requests
}

// FleetLabel is the label of Squashed, the only one that has any.
const FleetLabel = "fragile"

// Listing is the escaped path of the merge requests of a deployment of the fleet's.
func (f Fleet) Listing(d Deployment) string {
	return f.Project.URL("deployments", d.ID, "merge_requests")
}

// Fleet is arranged once for all cases.
func (w *World) Fleet() (Fleet, error) {
	return once(w, "fleet", func() (Fleet, error) {
		p, err := w.NewProject("fleet")
		if err != nil {
			return Fleet{}, purposed(err, "a project with merge requests", "merge-requests")
		}
		f := Fleet{Project: p}
		for _, step := range []func() error{f.request, f.squash, f.forward, f.pick, f.others, f.cross, f.settle} {
			if err := step(); err != nil {
				return f, lacking("merge-requests", err)
			}
		}
		return f, nil
	})
}

// request is what a merge request is made of.
type request struct {
	Branch      string   `json:"source_branch"`
	Target      string   `json:"target_branch"`
	Title       string   `json:"title"`
	Description string   `json:"description,omitempty"`
	Assignees   []int64  `json:"assignee_ids,omitempty"`
	Reviewers   []int64  `json:"reviewer_ids,omitempty"`
	Labels      []string `json:"labels,omitempty"`
}

// open commits to a new branch and opens a merge request as somebody.
func (f *Fleet) open(as wire.Identity, r request) (m MergeRequest, err error) {
	p := f.Project
	if _, err := p.Commit(r.Branch, p.Ref, map[string]string{r.Branch + ".txt": r.Branch}, "Add "+r.Branch); err != nil {
		return m, err
	}
	err = p.w.call(p.w.ctx, as, wire.Request{Method: http.MethodPost, Path: p.URL("merge_requests"), JSON: r}, &m)
	return m, err
}

// merge merges a merge request as soon as that is possible.
func (f *Fleet) merge(m *MergeRequest, squash bool) error {
	w := f.Project.w
	late := &Missing{What: "a merge request that can be merged", Without: "merge-requests"}
	err := w.until(w.ctx, late, func() (bool, error) {
		err := w.put(f.Project.URL("merge_requests", m.IID, "merge"), map[string]any{"squash": squash}, m)
		return err == nil && m.State == "merged", err
	})
	if err != nil {
		return err
	}
	return w.Gap(w.ctx)
}

// ship deploys to the environment of the fleet's name.
func (f *Fleet) ship(name, status string, what change) (Deployment, error) {
	return f.Project.deploy(f.Project.w.ctx, f.Project.w.Name("fleet-"+name), status, what)
}

// at is the default branch at a commit.
func (f *Fleet) at(sha string) change { return change{ref: f.Project.Ref, sha: sha} }

func (f *Fleet) request() (err error) {
	r := request{Branch: "merged", Target: f.Project.Ref, Title: "Charlie finds the needle", Description: "as told"}
	if f.Merged, err = f.open(f.Project.w.signer, r); err != nil {
		return err
	}
	if err = f.merge(&f.Merged, false); err != nil {
		return err
	}
	if f.First, err = f.ship("main", "success", f.at(f.Merged.Deployed())); err != nil {
		return err
	}
	before, err := f.ship("behind", "success", f.at(f.Merged.Deployed()))
	if err != nil {
		return err
	}
	// The first success of an environment links everything that is merged when the target gets round to it.
	return f.linked(f.First, before)
}

func (f *Fleet) squash() error {
	developer, err := f.Project.Identity("developer")
	if err != nil {
		return err
	}
	approver, err := f.Project.Identity("approver")
	if err != nil {
		return err
	}
	for who, user := range map[wire.Identity]*User{developer: &f.Author, approver: &f.Assignee} {
		if err := f.Project.w.call(f.Project.w.ctx, who, wire.Request{Method: http.MethodGet, Path: "/user"}, user); err != nil {
			return err
		}
	}
	f.Reviewer = f.Author
	r := request{Branch: "squashed", Target: f.Project.Ref, Title: "Alpha", Description: "no needle in the hay", Assignees: []int64{f.Assignee.ID}, Reviewers: []int64{f.Reviewer.ID}, Labels: []string{FleetLabel}}
	if f.Squashed, err = f.open(developer, r); err != nil {
		return err
	}
	if err = f.method("ff"); err != nil { // so that no merge commit stands beside the squashed one
		return err
	}
	if err = f.merge(&f.Squashed, true); err != nil {
		return err
	}
	running, err := f.ship("main", "running", f.at(f.Squashed.Deployed()))
	if err != nil {
		return err
	}
	f.Second, err = f.Project.Move(f.Project.w.ctx, running, "success")
	return err
}

func (f *Fleet) forward() (err error) {
	if f.Forwarded, err = f.open(f.Project.w.signer, request{Branch: "forwarded", Target: f.Project.Ref, Title: "Bravo"}); err != nil {
		return err
	}
	if err = f.merge(&f.Forwarded, false); err != nil {
		return err
	}
	if err = f.method("merge"); err != nil {
		return err
	}
	f.Third, err = f.ship("main", "success", f.at(f.Forwarded.Deployed()))
	return err
}

// method says how the project merges from now on.
func (f *Fleet) method(name string) error {
	return f.Project.w.put(f.Project.URL(), map[string]any{"merge_method": name}, nil)
}

func (f *Fleet) pick() (err error) {
	p := f.Project
	if err = p.Branch("side"); err != nil {
		return err
	}
	if f.Picked, err = f.open(p.w.signer, request{Branch: "picked", Target: "side", Title: "Delta"}); err != nil {
		return err
	}
	if err = f.merge(&f.Picked, false); err != nil {
		return err
	}
	var commit struct{ ID string }
	if err = p.w.post(p.URL("repository", "commits", f.Picked.Deployed(), "cherry_pick"), map[string]any{"branch": p.Ref}, &commit); err != nil {
		return err
	}
	if f.Fourth, err = f.ship("main", "success", f.at(commit.ID)); err != nil {
		return err
	}
	f.Again, err = f.ship("main", "success", change{ref: commit.ID, sha: commit.ID})
	return err
}

// others are deployments that ship nothing, or everything, and a merge request that nothing ships.
func (f *Fleet) others() (err error) {
	p := f.Project
	if f.Open, err = f.open(p.w.signer, request{Branch: "open", Target: p.Ref, Title: "Echo"}); err != nil {
		return err
	}
	head := f.at(f.Fourth.SHA)
	for _, d := range []struct {
		into         *Deployment
		name, status string
	}{
		{&f.Failed, "third", "failed"}, {&f.Canceled, "third", "canceled"}, {&f.Running, "third", "running"}, {&f.Elsewhere, "second", "success"}, {&f.Folder, "folder/review", "success"},
	} {
		if *d.into, err = f.ship(d.name, d.status, head); err != nil {
			return err
		}
	}
	tier := map[string]any{"name": p.w.Name("fleet-folder/production"), "tier": "production"}
	if err = p.w.post(p.URL("environments"), tier, nil); err != nil {
		return err
	}
	if f.Production, err = f.ship("folder/production", "success", head); err != nil {
		return err
	}
	if f.Behind, err = f.ship("behind", "success", f.at(f.Squashed.Deployed())); err != nil {
		return err
	}
	if err = f.linked(f.Behind); err != nil {
		return err
	}
	if f.Back, err = f.ship("behind", "success", f.at(f.Merged.Deployed())); err != nil {
		return err
	}
	if f.Repeated, err = f.ship("behind", "success", f.at(f.Squashed.Deployed())); err != nil {
		return err
	}
	if err = p.w.Gap(p.w.ctx); err != nil {
		return err
	}
	return p.w.put(p.URL("merge_requests", f.Merged.IID), map[string]any{"description": "as told, twice"}, nil)
}

// cross merges two merge requests in another order than they were opened in.
func (f *Fleet) cross() (err error) {
	p := f.Project
	for _, m := range []struct {
		into   *MergeRequest
		branch string
	}{{&f.Slow, "slow"}, {&f.Quick, "quick"}} {
		if *m.into, err = f.open(p.w.signer, request{Branch: m.branch, Target: p.Ref, Title: "Foxtrot " + m.branch}); err != nil {
			return err
		}
	}
	for _, m := range []*MergeRequest{&f.Quick, &f.Slow} {
		if err = f.merge(m, false); err != nil {
			return err
		}
	}
	f.Crossed, err = f.ship("crossed", "success", f.at(f.Slow.Deployed()))
	return err
}

// settle waits until the target has linked what was shipped.
func (f *Fleet) settle() error {
	return f.linked(f.First, f.Second, f.Third, f.Fourth, f.Elsewhere, f.Production, f.Behind, f.Crossed)
}

// linked waits until deployments list merge requests: the target links them in the background. What it has not linked by the end of
// patience is for the cases to tell.
func (f *Fleet) linked(deployments ...Deployment) error {
	w := f.Project.w
	return w.until(w.ctx, nil, func() (bool, error) {
		linked := true
		for _, d := range deployments {
			var shipped, all []struct{ ID int64 }
			if w.get(f.Listing(d), &shipped) == nil && len(shipped) > 0 {
				continue
			}
			own := w.get(f.Listing(d)+"?scope=all", &all) == nil && len(all) > 0
			f.OwnOnly, linked = f.OwnOnly || own, linked && own
		}
		return linked, nil
	})
}
