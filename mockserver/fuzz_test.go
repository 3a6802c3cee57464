package mockserver_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/openapi"
)

// FuzzServeHTTP sends any bytes that net/http takes for a request: nothing may panic, answer 5xx or break the contract.
func FuzzServeHTTP(f *testing.F) {
	for _, request := range documentedRequests {
		f.Add(strings.ReplaceAll(request, "\n", "\r\n"))
	}
	dataset := fixtures.Default()
	server, err := mockserver.New(mockserver.Config{Dataset: &dataset, Strict: true})
	require.NoError(f, err)
	server.Close() // hooks must not reach what else listens on this machine
	f.Fuzz(func(t *testing.T, raw string) {
		request, err := http.ReadRequest(bufio.NewReader(strings.NewReader(raw)))
		if err != nil {
			return
		}
		response := httptest.NewRecorder()
		server.ServeHTTP(response, request)
		if response.Code >= 500 {
			t.Fatalf("%q is answered with %d: %s", raw, response.Code, response.Body)
		}
	})
}

// documentedRequests are the document's examples, and one of each further kind.
var documentedRequests = []string{
	"GET /api/v4/projects/1/deployments HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/acme%2Fshop/deployments?order_by=updated_at&sort=desc&updated_after=2019-03-15T08:00:00Z&environment=production&status=success&page=2&per_page=5 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/deployments?finished_before=2026-01-01&order_by=finished_at&status=success HTTP/1.1\nHost: x\nAuthorization: Bearer maintainer-token\n\n",
	"GET /api/v4/projects/1/deployments/1 HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/deployments HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 61\n\nenvironment=production&sha=main&ref=main&tag=false&status=succ",
	"POST /api/v4/projects/1/deployments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 82\n\n{\"environment\":\"production\",\"sha\":\"main\",\"ref\":\"main\",\"tag\":false,\"status\":\"failed\"}",
	"POST /api/v4/projects/1/deployments?environment=qa&sha=HEAD&ref=main&tag=0&status=running HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/deployments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: multipart/form-data; boundary=b\nContent-Length: 67\n\n--b\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nsuccess\r\n--b--",
	"PUT /api/v4/projects/1/deployments/42 HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 14\n\nstatus=success",
	"DELETE /api/v4/projects/1/deployments/1 HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\nIf-Unmodified-Since: Tue, 15 Nov 1994 12:45:26 GMT\n\n",
	"GET /api/v4/projects/1/deployments/42/merge_requests?state=merged&not[author_id]=1&assignee_id=None HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/deployments/1/approval HTTP/1.1\nHost: gitlab.example.com\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 65\n\nstatus=approved&comment=Looks good to me&represented_as=security_",
	"HEAD /api/v4/projects/1/deployments HTTP/1.1\nHost: x\nJOB-TOKEN: job-token\n\n",
	"OPTIONS /api/v4/projects/1/deployments/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nSudo: developer\n\n",
	"GET /api/v4/user HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/metadata HTTP/1.1\nHost: x\nPRIVATE-TOKEN: guest-token\n\n",
	"GET /api/v4/projects/acme%2Fshop/environments?search=prod&states=available HTTP/1.1\nHost: x\nPRIVATE-TOKEN: reporter-token\n\n",
	"GET /api/v4/projects/1/environments/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: reporter-token\n\n",
	"POST /api/v4/projects/1/environments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 107\n\nname=canary/eu&tier=staging&external_url=https://eu.example.com&description=x&auto_stop_setting=with_action",
	"PUT /api/v4/projects/1/environments/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 47\n\n{\"external_url\":null,\"tier\":\"other\",\"slug\":\"x\"}",
	"POST /api/v4/projects/1/environments/3/stop HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 4\n\nnull",
	"DELETE /api/v4/projects/1/environments/3 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 2\n\n{}",
	"POST /api/v4/projects/1/protected_environments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 161\n\n{\"name\":\"staging\",\"deploy_access_levels\":[{\"access_level\":40},{\"user_id\":3}],\"approval_rules\":[{\"group_id\":2,\"required_approvals\":2,\"group_inheritance_type\":1}]}",
	"POST /api/v4/projects/1/protected_environments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 76\n\nname=qa&deploy_access_levels[][access_level]=30&approval_rules[0][user_id]=4",
	"PUT /api/v4/projects/1/protected_environments/production%2Feu HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 131\n\n{\"deploy_access_levels\":[{\"id\":1,\"_destroy\":true},{\"access_level\":60}],\"approval_rules\":[{\"id\":2,\"access_level\":null,\"user_id\":3}]}",
	"GET /api/v4/projects/1/protected_environments/production%2Feu HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/2/protected_environments?per_page=1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"DELETE /api/v4/projects/1/protected_environments/staging HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/groups/acme/protected_environments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/json\nContent-Length: 61\n\n{\"name\":\"production\",\"deploy_access_levels\":[{\"group_id\":1}]}",
	"PUT /api/v4/groups/1/protected_environments/production HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/json\nContent-Length: 29\n\n{\"required_approval_count\":1}",
	"GET /api/v4/groups/acme/protected_environments HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/groups/acme/protected_environments/production HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"DELETE /api/v4/groups/acme/protected_environments/production HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/personal_access_tokens/self HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"POST /api/v4/users HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 65\n\nemail=g@example.com&name=Grace&username=grace&reset_password=true",
	"POST /api/v4/users/1/personal_access_tokens HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 41\n\nname=x&scopes[]=api&expires_at=2026-04-01",
	"GET /api/v4/projects?owned=true&search=sh&order_by=path&sort=asc&simple=1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"POST /api/v4/projects HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 60\n\nname=New+one&initialize_with_readme=true&visibility=internal",
	"PUT /api/v4/projects/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 52\n\npath=moved&description=x&builds_access_level=private",
	"DELETE /api/v4/projects/2?permanently_remove=true&full_path=acme/site HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/projects/1/access_tokens HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"POST /api/v4/projects/1/access_tokens HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 57\n\nname=x&scopes[]=api&access_level=30&expires_at=2026-04-01",
	"DELETE /api/v4/projects/1/access_tokens/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/projects/1/members?query=a HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/projects/1/members/all?page=2&per_page=1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/projects/1/members/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"POST /api/v4/projects/1/members HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 25\n\nuser_id=8&access_level=20",
	"PUT /api/v4/projects/1/members/8 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 15\n\naccess_level=30",
	"DELETE /api/v4/projects/1/members/8 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/groups/1/access_tokens HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"POST /api/v4/groups/1/access_tokens HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 57\n\nname=x&scopes[]=api&access_level=30&expires_at=2026-04-01",
	"DELETE /api/v4/groups/1/access_tokens/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/groups/1/members?query=a HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/groups/1/members/all?page=2&per_page=1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/groups/1/members/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"POST /api/v4/groups/1/members HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 25\n\nuser_id=8&access_level=20",
	"PUT /api/v4/groups/1/members/8 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 15\n\naccess_level=30",
	"DELETE /api/v4/groups/1/members/8 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"POST /api/v4/projects/1/share HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 26\n\ngroup_id=1&group_access=30",
	"DELETE /api/v4/projects/1/share/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"DELETE /api/v4/groups/1?permanently_remove=true&full_path=acme HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/groups?search=a&top_level_only=true HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"POST /api/v4/groups HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 31\n\nname=Team&path=team&parent_id=1",
	"GET /api/v4/groups/acme%2Fteam HTTP/1.1\nHost: x\nPRIVATE-TOKEN: admin-token\n\n",
	"GET /api/v4/projects/1/repository/commits?ref_name=main&per_page=2 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/repository/commits HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 181\n\n{\"branch\":\"main\",\"commit_message\":\"m\",\"actions\":[{\"action\":\"create\",\"file_path\":\"a/b\",\"content\":\"eA==\",\"encoding\":\"base64\"},{\"action\":\"move\",\"file_path\":\"c\",\"previous_path\":\"a/b\"}]}",
	"POST /api/v4/projects/1/repository/commits HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 115\n\nbranch=fuzz&start_branch=main&commit_message=m&actions[][action]=create&actions[][file_path]=f&actions[][content]=x",
	"GET /api/v4/projects/1/repository/commits/main~1?stats=false HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/repository/commits/main/cherry_pick HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 11\n\nbranch=fuzz",
	"GET /api/v4/projects/1/repository/branches?search=^m HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/repository/branches HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 19\n\nbranch=new&ref=HEAD",
	"GET /api/v4/projects/1/repository/branches/main HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"DELETE /api/v4/projects/1/repository/branches/new HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/repository/tags HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/repository/tags HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 33\n\ntag_name=v9&ref=main&message=Nine",
	"GET /api/v4/projects/1/repository/tags/v9 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"DELETE /api/v4/projects/1/repository/tags/v9 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/merge_requests?state=merged&order_by=merged_at&sort=asc&labels=None&iids[]=1&environment=production HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/merge_requests HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 78\n\nsource_branch=fuzz&target_branch=main&title=Draft: x&assignee_ids=1,2&squash=1",
	"GET /api/v4/projects/1/merge_requests/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"PUT /api/v4/projects/1/merge_requests/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 43\n\ntitle=y&state_event=reopen&reviewer_ids[]=1",
	"PUT /api/v4/projects/1/merge_requests/1/merge HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 41\n\nsquash=true&should_remove_source_branch=1",
	"GET /api/v4/projects/1/pipelines?scope=branches&status=success&ref=main&yaml_errors=no&username=developer&updated_after=2019-03-15&order_by=user_id&sort=asc&source=push&per_page=2 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/pipeline HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 92\n\n{\"ref\":\"main\",\"variables\":[{\"key\":\"A\",\"value\":\"1\",\"variable_type\":\"file\"}],\"inputs\":{\"a\":1}}",
	"POST /api/v4/projects/1/pipeline HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 48\n\nref=main&variables[][key]=A&variables[][value]=1",
	"GET /api/v4/projects/1/pipelines/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/pipelines/1/jobs?scope[]=success&scope[]=running&include_retried=true&per_page=1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/pipelines/1/bridges?scope=manual HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/pipelines/1/cancel HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/pipelines/1/retry HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/jobs?scope=manual&page=2&per_page=1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/jobs/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/jobs/1/play HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 54\n\n{\"job_variables_attributes\":[{\"key\":\"A\",\"value\":\"1\"}]}",
	"POST /api/v4/projects/1/jobs/1/cancel HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 10\n\nforce=true",
	"POST /api/v4/projects/1/jobs/1/retry HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/user/runners HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 105\n\nrunner_type=project_type&project_id=1&run_untagged=false&tag_list=docker,linux&description=x&paused=false",
	"POST /api/v4/runners/verify HTTP/1.1\nHost: x\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 12\n\ntoken=glrt-1",
	"POST /api/v4/jobs/request HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 112\n\n{\"token\":\"glrt-1\",\"info\":{\"features\":{\"variables\":true}},\"session\":{\"url\":\"\"},\"last_update\":\"1\",\"system_id\":\"s\"}",
	"PUT /api/v4/jobs/1 HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 110\n\n{\"token\":\"job-token\",\"state\":\"failed\",\"failure_reason\":\"script_failure\",\"exit_code\":1,\"output\":{\"bytesize\":0}}",
	"DELETE /api/v4/runners?token=glrt-1 HTTP/1.1\nHost: x\n\n",
	"POST /api/v4/projects/1/environments/stop_stale?before=2026-01-01 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"DELETE /api/v4/projects/1/environments/review_apps?before=2030-1-1&limit=7&dry_run=0 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/access_tokens/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/groups/acme/access_tokens/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: owner-token\n\n",
	"GET /api/v4/version HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/hooks HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 157\n\nurl=http://127.0.0.1:9/{a}&deployment_events=true&token=s&url_variables[][key]=a&url_variables[][value]=b&custom_headers[][key]=X-A&custom_headers[][value]=c",
	"POST /api/v4/projects/1/hooks HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 134\n\n{\"url\":\"http://u:p@127.0.0.1:9\",\"branch_filter_strategy\":\"regex\",\"push_events_branch_filter\":\"^x\",\"custom_webhook_template\":\"{{a.b}}\"}",
	"GET /api/v4/projects/1/hooks?page=2&per_page=1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/hooks/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"PUT /api/v4/projects/1/hooks/1 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/json\nContent-Length: 61\n\n{\"name\":null,\"push_events\":false,\"enable_ssl_verification\":0}",
	"POST /api/v4/projects/1/hooks/1/test/deployment_events HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/hooks/1/test/push_events HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"GET /api/v4/projects/1/hooks/1/events?status=successful,502&per_page=2 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"POST /api/v4/projects/1/hooks/1/events/1/resend HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"PUT /api/v4/projects/1/hooks/1/custom_headers/X-Own HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 7\n\nvalue=x",
	"DELETE /api/v4/projects/1/hooks/1/custom_headers/X-Own HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"PUT /api/v4/projects/1/hooks/1/url_variables/a HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 7\n\nvalue=x",
	"DELETE /api/v4/projects/1/hooks/1/url_variables/a HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
	"DELETE /api/v4/projects/1/hooks/2 HTTP/1.1\nHost: x\nPRIVATE-TOKEN: maintainer-token\n\n",
}

// Each operation is fuzzed from a request that reaches it.
func TestDocumentedRequestsReachEveryOperation(t *testing.T) {
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	reached := map[string]bool{}
	for _, raw := range documentedRequests {
		request, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.ReplaceAll(raw, "\n", "\r\n"))))
		require.NoError(t, err, raw)
		path := strings.TrimPrefix(request.URL.EscapedPath(), "/api/v4")
		if matched, err := document.Match(request.Method, path); err == nil {
			reached[matched.Operation.ID] = true
		}
	}
	for _, operation := range document.Operations() {
		assert.True(t, reached[operation.ID], "no request for %s", operation.ID)
	}
}
