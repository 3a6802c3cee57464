package provision

import (
	"context"
	"net/http"
	"regexp"
)

// commitID is the full id of a commit. Deployments made through the API show whatever was sent as their sha, which may be
// a branch.
var commitID = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})$`)

// searched is how many of the latest deployments are searched for a commit.
const searched = "100"

// findCommit finds a commit to deploy: that of the latest deployment that names one, else that of the branch, else whatever
// a deployment names that is not the ref. If there is none of these, the ref has to do.
func (s *Survey) findCommit(ctx context.Context, api API) {
	if s.SHA != "" {
		return
	}
	var latest []deployed
	_ = api.call(ctx, http.MethodGet, api.ProjectPath("deployments")+"?sort=desc&per_page="+searched, nil, &latest)
	s.SHA = s.Ref
	for _, d := range latest {
		for _, sha := range []string{d.SHA, d.Deployable.Commit.ID} {
			if commitID.MatchString(sha) && sha != s.Ref {
				s.SHA = sha
				return
			}
		}
		if s.SHA == s.Ref && d.SHA != "" {
			s.SHA = d.SHA
		}
	}
	var branch struct{ Commit commit }
	err := api.call(ctx, http.MethodGet, api.ProjectPath("repository", "branches", s.Ref), nil, &branch)
	if err == nil && commitID.MatchString(branch.Commit.ID) {
		s.SHA = branch.Commit.ID
	}
}

// deployed is where a deployment can name its commit.
type deployed struct {
	SHA        string `json:"sha"`
	Deployable struct {
		Commit commit `json:"commit"`
	} `json:"deployable"`
}

type commit struct {
	ID string `json:"id"`
}
