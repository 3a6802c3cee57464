package world

import "strings"

// isCommitID tells the full id of a commit. Deployments made through the API show whatever was sent as their sha, which may be a
// branch.
func isCommitID(text string) bool {
	return (len(text) == 40 || len(text) == 64) && strings.Trim(text, "0123456789abcdef") == ""
}

// findCommit finds a commit to deploy: that of the branch, else that of the latest deployment that names one. If there is none
// of these, the ref has to do.
func (p *Project) findCommit() {
	if p.SHA != "" {
		return
	}
	p.SHA = p.Ref
	type commit struct{ ID string }
	var branch struct{ Commit commit }
	if p.w.get(p.URL("repository", "branches", p.Ref), &branch) == nil && isCommitID(branch.Commit.ID) {
		p.SHA = branch.Commit.ID
		return
	}
	var latest []struct {
		SHA        string
		Deployable *struct{ Commit *commit }
	}
	_ = p.w.get(p.URL("deployments")+"?sort=desc", &latest)
	for _, d := range latest {
		if isCommitID(d.SHA) {
			p.SHA = d.SHA
			return
		}
		if d.Deployable != nil && d.Deployable.Commit != nil && isCommitID(d.Deployable.Commit.ID) {
			p.SHA = d.Deployable.Commit.ID
			return
		}
	}
}
