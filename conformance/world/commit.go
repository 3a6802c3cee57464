package world

import "regexp"

// commitID is the full id of a commit. Deployments made through the API show whatever was sent as their sha, which may be
// a branch.
var commitID = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)

// findCommit finds a commit to deploy: that of the branch, else that of the latest deployment that names one. If there is none
// of these, the ref has to do.
func (p *Project) findCommit() {
	if p.SHA != "" {
		return
	}
	p.SHA = p.Ref
	type commit struct{ ID string }
	var branch struct{ Commit commit }
	if p.w.get(p.URL("repository", "branches", p.Ref), &branch) == nil && commitID.MatchString(branch.Commit.ID) {
		p.SHA = branch.Commit.ID
		return
	}
	var latest []struct {
		SHA        string
		Deployable *struct{ Commit *commit }
	}
	_ = p.w.get(p.URL("deployments")+"?sort=desc", &latest)
	for _, d := range latest {
		if commitID.MatchString(d.SHA) {
			p.SHA = d.SHA
			return
		}
		if d.Deployable != nil && d.Deployable.Commit != nil && commitID.MatchString(d.Deployable.Commit.ID) {
			p.SHA = d.Deployable.Commit.ID
			return
		}
	}
}
