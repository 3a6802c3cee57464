package provision

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// permissions are the caller's roles as GET /projects/:id shows them.
type permissions struct {
	Project access `json:"project_access"`
	Group   access `json:"group_access"`
}

type access struct {
	Level int `json:"access_level"`
}

const maintainer = 40

// probeRights tries to deploy a commit that cannot exist: GitLab looks at rights first and at the commit next, and nothing
// is made. Only a 403 speaks of rights, and not if the project says that the caller is a maintainer.
func (s *Survey) probeRights(ctx context.Context, api API) error {
	var d Deployment
	err := api.call(ctx, http.MethodPost, api.ProjectPath("deployments"), url.Values{
		"environment": {"conformance-rights"}, "sha": {"no such commit"}, "ref": {"no such ref"}, "tag": {"false"}, "status": {"failed"},
	}, &d)
	if err == nil { // the cases will tell what is wrong with that
		made := NewArranger(api, "", "")
		made.Remember(d)
		s.Left = made.CleanUp(ctx)
	}
	refused, ok := errors.AsType[*StatusError](err)
	if !ok || refused.Status != http.StatusForbidden {
		return nil
	}
	level := max(s.permissions.Project.Level, s.permissions.Group.Level)
	if level >= maintainer && !strings.Contains(refused.Body, "insufficient_scope") {
		return nil
	}
	return errors.New("the token may not create deployments (403): a maintainer's token with scope api is needed")
}

// Refuses tells whether the target refuses the token: 401. A target without GET /user is asked for the deployments.
func Refuses(ctx context.Context, api API) bool {
	if api.call(ctx, http.MethodGet, "/user", nil, nil) == nil {
		return false
	}
	return hasStatus(api.call(ctx, http.MethodGet, api.ProjectPath("deployments"), nil, nil), http.StatusUnauthorized)
}
