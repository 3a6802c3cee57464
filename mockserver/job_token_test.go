package mockserver_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/fixtures"
)

// allowlists is the small dataset with projects that let the shop's jobs in by different rules.
func allowlists() fixtures.Dataset {
	d := small()
	d.Projects = d.Projects[:2]
	target := func(id int64, path, visibility string, grants ...fixtures.JobTokenGrant) {
		d.Projects = append(d.Projects, fixtures.Project{
			ID: id, Path: path, Visibility: visibility, Members: members, JobTokenAllowlist: grants,
			Commits: []fixtures.Commit{{SHA: shaA}}, Deployments: []fixtures.Deployment{{ID: id * 100, Environment: "production", User: "developer", Status: "running"}},
		})
	}
	grant := func(policies ...string) fixtures.JobTokenGrant {
		return fixtures.JobTokenGrant{Project: "acme/shop", Policies: policies}
	}
	target(5, "acme/closed", "private")
	target(6, "acme/everything", "private", grant())
	target(7, "acme/readers", "private", grant("read_deployments"))
	target(8, "acme/writers", "private", grant("admin_deployments"))
	target(9, "acme/makers", "private", grant("admin_deployments", "admin_environments"))
	return d
}

const deploying = "environment=next&sha=" + shaA + "&ref=main&tag=false&status=running"

func TestJobTokenOutsideTheAllowlist(t *testing.T) {
	v := visit(t, allowlists())
	const refused = `{"message":"403 Forbidden - Authentication by CI/CD job token not allowed from shop to project #5."}`
	path := "/projects/5/deployments"
	v.get(path, "JOB-TOKEN: job-token").is(403, refused)
	v.get(path+"/500", "JOB-TOKEN: job-token").is(403, refused)
	v.get(path+"/500/merge_requests", "JOB-TOKEN: job-token").is(403, refused)
	v.request("POST", path, deploying, formType, "JOB-TOKEN: job-token").is(403, refused)
	v.request("PUT", path+"/500", "status=failed", formType, "JOB-TOKEN: job-token").is(403, refused)
	v.delete(path+"/500", "JOB-TOKEN: job-token").is(403, refused)
	v.request("POST", path+"/500/approval", "status=approved", formType, "JOB-TOKEN: job-token").is(403, refused)
}

func TestJobTokenPolicies(t *testing.T) {
	v := visit(t, allowlists())
	lacking := func(project, policies string) string {
		return messageOf("403 Forbidden - Insufficient permissions to access this resource in project #" + project + ". The following token " + policies + ".")
	}
	for _, c := range []struct {
		project, read, write, create string // what is lacking; empty: nothing
	}{
		{"6", "", "", ""},
		{"7", "", "permission is required: admin_deployments", "permissions are required: admin_deployments and admin_environments"},
		{"8", "", "", "permissions are required: admin_deployments and admin_environments"},
		{"9", "", "", ""},
	} {
		path := "/projects/" + c.project + "/deployments"
		check := func(want string, status int, a answer) {
			if want == "" {
				assert.Equal(t, status, a.status, a.body)
				return
			}
			a.is(403, lacking(c.project, want))
		}
		check(c.read, 200, v.get(path, "JOB-TOKEN: job-token"))
		check(c.read, 200, v.get(path+"/"+c.project+"00", "JOB-TOKEN: job-token"))
		check(c.read, 200, v.get(path+"/"+c.project+"00/merge_requests", "JOB-TOKEN: job-token"))
		check(c.create, 201, v.request("POST", path, deploying, formType, "JOB-TOKEN: job-token"))
		check(c.write, 200, v.request("PUT", path+"/"+c.project+"00", "status=failed", formType, "JOB-TOKEN: job-token"))
		check(c.write, 403, v.delete(path+"/"+c.project+"00", "JOB-TOKEN: job-token")) // it has the rights of a developer
	}
}

func TestJobTokenAndPublicProject(t *testing.T) {
	v := visit(t, allowlists())
	const refused = `{"message":"403 Forbidden - Authentication by CI/CD job token not allowed from shop to project #2."}`
	assert.Equal(t, 200, v.get("/projects/2/deployments", "JOB-TOKEN: job-token").status)
	v.request("PUT", "/projects/2/deployments/201", "status=failed", formType, "JOB-TOKEN: job-token").is(403, refused)
}

// The operations beside deployments that know job tokens, each with the policy that lets those of other projects in.
func TestJobTokensOfOtherProjectsBesideDeployments(t *testing.T) {
	d := allowlists()
	for i, policies := range [][]string{{"read_environments", "read_repositories", "read_merge_requests"}, {"admin_pipelines", "admin_jobs", "admin_environments"}} {
		d.Projects = append(d.Projects, fixtures.Project{
			ID: int64(10 + i), Path: "acme/" + []string{"code", "lines"}[i], Members: members, Commits: []fixtures.Commit{{SHA: shaA}}, Tags: map[string]string{"v1": shaA},
			JobTokenAllowlist: []fixtures.JobTokenGrant{{Project: "acme/shop", Policies: policies}}, MergeRequests: []fixtures.MergeRequest{{SourceBranch: "fix", SHA: shaA}},
			Deployments: []fixtures.Deployment{{ID: int64(1000 + i), Environment: "production", User: "developer", Job: &fixtures.Job{Pipeline: &fixtures.Pipeline{ID: int64(50 + i)}}}},
		})
	}
	v := visit(t, d)
	for path, policy := range map[string]string{
		"/environments": "read_environments", "/repository/branches": "read_repositories", "/repository/tags": "read_repositories",
		"/repository/tags/v1": "read_repositories", "/repository/commits/" + shaA: "read_repositories", "/merge_requests": "read_merge_requests",
		"/merge_requests/1": "read_merge_requests", "/pipelines": "read_pipelines", "/pipelines/%d": "read_pipelines",
		"/pipelines/%d/bridges": "read_pipelines", "/pipelines/%d/jobs": "read_jobs", "/jobs": "read_jobs",
	} {
		for id, granted := range map[int]string{10: "read_environments read_repositories read_merge_requests", 11: "read_pipelines read_jobs read_environments"} {
			a := v.get(fmt.Sprintf("/projects/%d", id)+strings.ReplaceAll(path, "%d", strconv.Itoa(40+id)), "JOB-TOKEN: job-token")
			if strings.Contains(granted, policy) {
				assert.Equal(t, 200, a.status, a.body)
			} else {
				a.is(403, fmt.Sprintf(`{"message":"403 Forbidden - Insufficient permissions to access this resource in project #%d. The following token permission is required: %s."}`, id, policy))
			}
		}
	}
	assert.Equal(t, 201, v.request("POST", "/projects/11/environments", "name=new", formType, "JOB-TOKEN: job-token").status)
	const refused = `{"message":"403 Forbidden - Authentication by CI/CD job token not allowed from shop to project #2."}`
	for path, status := range map[string]int{
		"/environments": 200, "/repository/branches": 200, "/merge_requests": 200, "/pipelines": 200, "/jobs": 403, // all of public project 2
	} {
		if a := v.get("/projects/2"+path, "JOB-TOKEN: job-token"); status == 403 {
			a.is(403, refused)
		} else {
			assert.Equal(t, status, a.status, path)
		}
	}
}

func TestOperationsThatKnowNoJobTokens(t *testing.T) {
	v := visit(t, allowlists())
	for _, call := range []string{
		"GET /user", "GET /version", "GET /metadata", "GET /projects", "GET /projects/1", "GET /projects/1/repository/branches/main", "GET /projects/1/repository/commits",
		"POST /projects/1/repository/commits", "POST /projects/1/repository/branches", "DELETE /projects/1/repository/branches/main", "POST /projects/1/repository/tags",
		"DELETE /projects/1/repository/tags/v1.0", "POST /projects/1/merge_requests", "PUT /projects/1/merge_requests/1", "GET /projects/1/jobs/1",
		"POST /projects/1/jobs/1/play", "POST /projects/1/pipeline", "GET /projects/1/hooks", "GET /projects/1/members", "GET /projects/1/access_tokens",
	} {
		method, path, _ := strings.Cut(call, " ")
		v.request(method, path, "", "JOB-TOKEN: job-token").is(401, unauthorized)
	}
}

func TestJobTokenInItsOwnProject(t *testing.T) {
	v := visit(t, allowlists())
	a := v.request("POST", shop, deploying, formType, "JOB-TOKEN: job-token")
	assert.Equal(t, 201, a.status, a.body)
	assert.Contains(t, a.member("user"), `"username":"developer"`)
	v.delete(shop+"/105", "JOB-TOKEN: job-token").is(403, forbidden)
}

func TestJobTokenOfAnAdministratorHasNoSpecialRights(t *testing.T) {
	d := allowlists()
	d.Projects[0].Deployments[6].Job.User = "admin"
	v := visit(t, d)
	v.get(shop, "JOB-TOKEN: job-token").is(404, noProject)
}

// An administrator's job may deploy wherever its user's membership lets it, whoever the environment is protected for.
func TestJobTokenOfAnAdministratorPassesProtection(t *testing.T) {
	d := small()
	d.Projects[0].Deployments[6].Job.User = "admin"
	d.Projects[0].Members = map[string]string{"owner": "owner", "developer": "developer", "admin": "developer"}
	v := visit(t, d)
	v.as("owner").postJSON(projectProtection, `{"name":"next","deploy_access_levels":[{"user_id":%d}]}`, v.id("owner"))
	v.as("developer").post(shop, deploying).is(403, forbidden)
	made := v.as("").request("POST", shop, deploying, formType, "JOB-TOKEN: job-token")
	assert.Equal(t, 201, made.status, made.body)
	v.as("").delete(shop+"/"+made.member("id"), "JOB-TOKEN: job-token").is(403, forbidden)
}
