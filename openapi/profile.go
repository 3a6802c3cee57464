package openapi

import (
	"fmt"
	"slices"
)

const (
	documentedName = "documented"
	gitLab189Name  = "gitlab-18.9"
)

// Profile says whose side is taken where the documentation and GitLab itself contradict each other.
// The zero value takes the documentation's side everywhere, like Documented.
type Profile struct {
	gitlab bool
	flips  []string
}

// Documented takes the documentation's side in every divergence.
func Documented() Profile { return Profile{} }

// GitLab189 takes the side of GitLab 18.9 in every divergence.
func GitLab189() Profile { return Profile{gitlab: true} }

// ParseProfile reads a profile's name: documented or gitlab-18.9.
func ParseProfile(name string) (Profile, error) {
	switch name {
	case documentedName:
		return Documented(), nil
	case gitLab189Name:
		return GitLab189(), nil
	}
	return Profile{}, fmt.Errorf("profile %q is unknown: use %s or %s", name, documentedName, gitLab189Name)
}

// Name is the name ParseProfile reads. Flip does not change it.
func (p Profile) Name() string {
	if p.gitlab {
		return gitLab189Name
	}
	return documentedName
}

// Flip takes the other side in one divergence; flipping it again restores it. Load refuses an id that
// divergences.yaml does not have.
func (p Profile) Flip(id string) Profile {
	if i := slices.Index(p.flips, id); i >= 0 {
		p.flips = slices.Concat(p.flips[:i], p.flips[i+1:])
	} else {
		p.flips = append(slices.Clone(p.flips), id)
	}
	return p
}

// FollowsGitLab tells whether GitLab's side is taken in the divergence of this id.
func (p Profile) FollowsGitLab(id string) bool {
	return p.gitlab != slices.Contains(p.flips, id)
}
