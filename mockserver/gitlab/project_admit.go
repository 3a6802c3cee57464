package gitlab

import (
	"slices"
	"strconv"
	"strings"
)

// Policy is a right that a project grants to job tokens of another project.
type Policy string

// The job token policies that open what there is here.
const (
	ReadDeployments   Policy = "read_deployments"
	AdminDeployments  Policy = "admin_deployments"
	ReadEnvironments  Policy = "read_environments"
	AdminEnvironments Policy = "admin_environments"
	ReadRepositories  Policy = "read_repositories"
	ReadMergeRequests Policy = "read_merge_requests"
	ReadPipelines     Policy = "read_pipelines"
	ReadJobs          Policy = "read_jobs"
)

// Policies are the names of all that an allowlist may grant.
func Policies() []string {
	return []string{
		"read_deployments", "admin_deployments", "read_environments", "admin_environments", "read_jobs", "admin_jobs",
		"read_merge_requests", "read_packages", "admin_packages", "read_pipelines", "admin_pipelines", "read_releases", "admin_releases",
		"read_repositories", "read_secure_files", "admin_secure_files", "read_terraform_state", "admin_terraform_state", "read_work_items",
	}
}

// Project returns the project that ref (an id or a full path) names, if the actor may know of it and, with a job token,
// may come in under the policies. It never says whether a hidden project exists.
func (s *State) Project(actor Actor, ref string, policies ...Policy) (*Project, error) {
	return s.project(actor, ref, func(*Project) bool { return false }, policies)
}

// openProject is Project for what the job tokens of any project may read where it is open to everybody.
func (s *State) openProject(actor Actor, ref string, open func(*Project) bool, policy Policy) (*Project, error) {
	return s.project(actor, ref, open, []Policy{policy})
}

func (s *State) project(actor Actor, ref string, open func(*Project) bool, policies []Policy) (*Project, error) {
	p, moved := s.lookUp(ref)
	if p == nil || !s.visible(actor, p) {
		return nil, &Error{Kind: NotFound, Subject: "Project"}
	}
	if moved {
		return nil, &Error{Kind: Moved, ProjectID: p.ID}
	}
	if actor.Job != nil && !open(p) {
		if err := s.admitJobToken(actor, p, policies); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// admitJobToken applies the target project's allowlist. A project always admits the tokens of its own jobs.
func (s *State) admitJobToken(actor Actor, p *Project, policies []Policy) error {
	if actor.Job.ProjectID == p.ID || p.JobTokenOpen {
		return nil
	}
	at := slices.IndexFunc(p.JobTokenGrants, func(g JobTokenGrant) bool { return g.ProjectID == actor.Job.ProjectID })
	if at < 0 {
		source := s.ProjectByID(actor.Job.ProjectID)
		return forbidden("Authentication by CI/CD job token not allowed from " + source.LastSegment() + " to project #" + strconv.FormatInt(p.ID, 10) + ".")
	}
	granted := p.JobTokenGrants[at].Policies
	if len(granted) == 0 || !slices.ContainsFunc(policies, func(needed Policy) bool { return !needed.in(granted) }) {
		return nil
	}
	return forbidden("Insufficient permissions to access this resource in project #" + strconv.FormatInt(p.ID, 10) + ". " + namePolicies(policies))
}

// in tells whether a policy is among those granted: to administer something is to read it as well.
func (needed Policy) in(granted []Policy) bool {
	return slices.ContainsFunc(granted, func(has Policy) bool {
		thing, admin := strings.CutPrefix(string(has), "admin_")
		return has == needed || admin && needed == Policy("read_"+thing)
	})
}

func namePolicies(policies []Policy) string {
	if len(policies) == 1 {
		return "The following token permission is required: " + string(policies[0]) + "."
	}
	return "The following token permissions are required: " + string(policies[0]) + " and " + string(policies[1]) + "."
}
