package conformance

import (
	"strings"
	"time"

	"understudy/conformance/world"
)

// MintUntil makes a token of the project with the access of a role, whose first day without effect is given.
func (s *S) MintUntil(name string, role Role, end time.Time) (token string) {
	token, err := s.Project().MintUntil(end, strings.ReplaceAll(s.id, "/", "-")+"-"+name, string(role))
	s.must(err)
	return token
}

// Start starts the job of a deployment in the case's own project that waits for somebody to do so, and has it end in the state:
// success or failed.
func (s *S) Start(d world.Deployment, state string) world.Deployment {
	ended, err := s.Project().Start(d, state)
	s.must(err)
	return ended
}
