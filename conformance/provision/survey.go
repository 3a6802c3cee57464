package provision

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Survey is what the target showed of the project before the first case. Where something was not found, the matching
// *Missing text says why.
type Survey struct {
	Ref, SHA string // what to deploy; "" if unknown

	ID             int64  // 0 if unknown
	Path           string // "" if unknown
	ProjectMissing string
	permissions    permissions

	Approvals        bool // the project has the setting that only Premium and Ultimate have
	ApprovalsMissing string

	Awaiting        *Deployment // blocked, with approvals pending
	AwaitingMissing string

	Shipped        *Deployment // lists at least one merge request
	ShippedMissing string

	Left []string // what looking around made and could not remove
}

// approvalsKey is a project setting that GitLab shows only where deployment approvals are licensed.
const approvalsKey = "allow_pipeline_trigger_approve_deployment"

// scanned is how many of the latest deployments are looked at for one with merge requests.
const scanned = "20"

// usualBranch is deployed where the target does not show the project, and with it the default branch.
const usualBranch = "main"

// Find looks around. ref and sha are what the user gave, "" to be found. The error says that no request got an answer, that
// the token is refused or may too little, or that there is no such project.
func Find(ctx context.Context, api API, ref, sha string) (Survey, error) {
	s := Survey{Ref: ref, SHA: sha}
	if err := s.findProject(ctx, api); err != nil {
		return s, err
	}
	if err := s.probeRights(ctx, api); err != nil {
		return s, err
	}
	s.findCommit(ctx, api)
	s.findAwaiting(ctx, api)
	s.findShipped(ctx, api)
	return s, nil
}

func (s *Survey) findProject(ctx context.Context, api API) error {
	var fields map[string]json.RawMessage
	err := api.call(ctx, http.MethodGet, api.ProjectPath(), nil, &fields)
	switch {
	case err == nil:
	case hasStatus(err, http.StatusUnauthorized):
		return errors.New("the token is refused (401)")
	case !answered(err):
		return err
	case hidden(err) && hidden(api.call(ctx, http.MethodGet, api.ProjectPath("deployments"), nil, nil)):
		return fmt.Errorf("project %s does not exist, or the token may not see it (404)", api.Project)
	default:
		s.ProjectMissing, s.ApprovalsMissing = err.Error(), err.Error()
	}
	var branch string
	_ = json.Unmarshal(fields["id"], &s.ID) // what has another shape stays unknown
	_ = json.Unmarshal(fields["path_with_namespace"], &s.Path)
	_ = json.Unmarshal(fields["default_branch"], &branch)
	_ = json.Unmarshal(fields["permissions"], &s.permissions)
	if s.ProjectMissing == "" && (s.ID == 0 || s.Path == "") {
		s.ProjectMissing = fmt.Sprintf("GET %s shows no id and path_with_namespace", api.ProjectPath())
	}
	if s.Ref == "" {
		s.Ref = branch
	}
	if s.Ref == "" && s.ProjectMissing != "" {
		s.Ref = usualBranch
	}
	if _, s.Approvals = fields[approvalsKey]; !s.Approvals && s.ApprovalsMissing == "" {
		s.ApprovalsMissing = fmt.Sprintf("GET %s shows no %s", api.ProjectPath(), approvalsKey)
	}
	return nil
}

// hidden tells whether an API says that there is nothing: a 404 in JSON. Any other comes from a server that lacks the path.
func hidden(err error) bool {
	refused, ok := errors.AsType[*StatusError](err)
	return ok && refused.Status == http.StatusNotFound && strings.HasPrefix(refused.Body, "{")
}

func (s *Survey) findAwaiting(ctx context.Context, api API) {
	var blocked []Deployment
	if err := api.call(ctx, http.MethodGet, api.ProjectPath("deployments")+"?status=blocked", nil, &blocked); err != nil {
		s.AwaitingMissing = err.Error()
		return
	}
	for _, candidate := range blocked {
		var d Deployment // only the single deployment tells how many approvals are pending
		err := api.call(ctx, http.MethodGet, api.ProjectPath("deployments", candidate.ID), nil, &d)
		if err == nil && d.Status == "blocked" && d.PendingApprovals > 0 {
			s.Awaiting = &d
			return
		}
	}
	s.AwaitingMissing = fmt.Sprintf("none of %d blocked deployments has pending approvals", len(blocked))
}

func (s *Survey) findShipped(ctx context.Context, api API) {
	var latest []Deployment
	path := api.ProjectPath("deployments") + "?status=success&sort=desc&per_page=" + scanned
	if err := api.call(ctx, http.MethodGet, path, nil, &latest); err != nil {
		s.ShippedMissing = err.Error()
		return
	}
	for _, d := range latest {
		var requests []json.RawMessage
		err := api.call(ctx, http.MethodGet, api.ProjectPath("deployments", d.ID, "merge_requests"), nil, &requests)
		if err == nil && len(requests) > 0 {
			s.Shipped = &d
			return
		}
	}
	s.ShippedMissing = fmt.Sprintf("none of the %d latest successful deployments lists a merge request", len(latest))
}
