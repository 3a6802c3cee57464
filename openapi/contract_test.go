package openapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// contractFiles are the OpenAPI documents.
var contractFiles = func() []string {
	names, err := openapi.Documents(openapi.Embedded)
	if err != nil {
		panic(err)
	}
	return names
}()

// sections are the headings of the documentation page by anchor, with their first and last line in the Japanese edition.
var sections = map[string][2]int{
	"deployments-api":                                     {1, 22},
	"list-project-deployments":                            {23, 205},
	"get-a-specific-deployment":                           {206, 340},
	"create-a-deployment":                                 {341, 400},
	"update-a-deployment":                                 {401, 471},
	"delete-a-specific-deployment":                        {472, 508},
	"list-of-merge-requests-associated-with-a-deployment": {509, 530},
	"approve-or-reject-a-blocked-deployment":              {531, 584},
}

// source is x-source: where a part of the contract comes from.
type source struct{ section, item, lines string }

func sourceOf(extensions map[string]any) source {
	row, _ := extensions["x-source"].(map[string]any)
	text := func(key string) string { s, _ := row[key].(string); return s }
	return source{text("section"), text("item"), text("lines")}
}

// problem says what is wrong with the source, and "" if it can be looked up.
func (s source) problem() string {
	if s.section == "gitlab-18.9" {
		if s.item == "" || s.lines != "" {
			return "gitlab-18.9 has items and no lines"
		}
		return ""
	}
	within, known := sections[s.section]
	if !known {
		return fmt.Sprintf("no section %q", s.section)
	}
	lines := expand(s.lines)
	if len(lines) == 0 {
		return fmt.Sprintf("lines %q", s.lines)
	}
	for _, line := range lines {
		if line < within[0] || line > within[1] {
			return fmt.Sprintf("line %d is not in %s", line, s.section)
		}
	}
	return ""
}

// expand reads "33", "206-210" and "299, 390" as the lines they name, and anything else as none.
func expand(text string) []int {
	var lines []int
	for part := range strings.SplitSeq(text, ", ") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil || to < from {
			return nil
		}
		for line := from; line <= to; line++ {
			lines = append(lines, line)
		}
	}
	return lines
}

// eachOperation visits the operations of a file in a fixed order.
func eachOperation(doc *openapi3.T, visit func(path, method string, o *openapi3.Operation)) {
	for _, path := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		operations := doc.Paths.Value(path).Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			visit(path, method, operations[method])
		}
	}
}

// eachProperty visits all properties of a schema that are written out in it, nested ones too.
func eachProperty(name string, schema *openapi3.SchemaRef, visit func(name string, p *openapi3.SchemaRef)) {
	if schema == nil || schema.Ref != "" {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(schema.Value.Properties)) {
		p := schema.Value.Properties[key]
		visit(name+"."+key, p)
		eachProperty(name+"."+key, p, visit)
	}
	eachProperty(name+"[]", schema.Value.Items, visit)
	eachProperty(name+"{}", schema.Value.AdditionalProperties.Schema, visit)
	for _, parts := range []openapi3.SchemaRefs{schema.Value.AllOf, schema.Value.AnyOf, schema.Value.OneOf} {
		for _, part := range parts {
			eachProperty(name, part, visit)
		}
	}
}

func TestContractIsValidOpenAPI(t *testing.T) {
	for _, name := range contractFiles {
		doc := kinDocument(t, name)
		assert.Equal(t, "3.0.3", doc.OpenAPI, name)
		assert.Equal(t, "/api/v4", doc.Servers[0].URL, name)
		assert.NoError(t, doc.Validate(t.Context()), name)
	}
}

func TestContractSaysWhereEverythingComesFrom(t *testing.T) {
	for _, name := range contractFiles {
		doc := kinDocument(t, name)
		check := func(what string, extensions map[string]any, description string) {
			assert.Empty(t, sourceOf(extensions).problem(), "%s: x-source of %s", name, what)
			assert.NotEmpty(t, description, "%s: description of %s", name, what)
		}
		eachOperation(doc, func(_, _ string, o *openapi3.Operation) {
			check(o.OperationID, o.Extensions, o.Description)
			assert.NotEmpty(t, o.Summary, o.OperationID)
			for _, p := range o.Parameters {
				check(o.OperationID+" "+p.Value.Name, p.Value.Extensions, p.Value.Description)
			}
		})
		for _, key := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
			schema := doc.Components.Schemas[key]
			assert.NotEmpty(t, schema.Value.Description, "%s: description of %s", name, key)
			eachProperty(key, schema, func(what string, p *openapi3.SchemaRef) {
				require.Empty(t, p.Ref, "%s: a $ref hides x-source and description; use allOf", what)
				check(what, p.Value.Extensions, p.Value.Description)
			})
		}
	}
}

func TestNeighboursComeFromGitLabAlone(t *testing.T) {
	eachOperation(kinDocument(t, "neighbours.yaml"), func(_, _ string, o *openapi3.Operation) {
		assert.Equal(t, true, o.Extensions["x-neighbour"], o.OperationID)
		assert.Equal(t, "gitlab-18.9", sourceOf(o.Extensions).section, o.OperationID)
	})
}

func TestContractDescribesItsOperations(t *testing.T) {
	reading := "200 301 304 400 401 403 404 405 406 429"
	writing := " 400 401 403 404 405 406 409 413 415 429"
	instance := "200 304 400 401 403 404 406 429"
	want := map[string][3]string{
		"listProjectDeployments":            {"GET /projects/{id}/deployments", "id page per_page order_by sort updated_after updated_before finished_after finished_before environment status", reading},
		"createProjectDeployment":           {"POST /projects/{id}/deployments", "id", "201" + writing},
		"getProjectDeployment":              {"GET /projects/{id}/deployments/{deployment_id}", "id deployment_id", reading},
		"updateProjectDeployment":           {"PUT /projects/{id}/deployments/{deployment_id}", "id deployment_id", "200" + writing},
		"deleteProjectDeployment":           {"DELETE /projects/{id}/deployments/{deployment_id}", "id deployment_id", "204 400 401 403 404 405 406 409 412 413 415 429"},
		"listDeploymentMergeRequests":       {"GET /projects/{id}/deployments/{deployment_id}/merge_requests", "id page per_page deployment_id author_id author_username assignee_id assignee_username reviewer_username labels milestone my_reaction_emoji reviewer_id state order_by sort with_labels_details render_html approved_by_ids approver_ids with_merge_status_recheck created_after created_before updated_after updated_before view scope source_branch source_project_id target_branch search in wip not deployed_before deployed_after environment approved merge_user_id merge_user_username", reading},
		"approveOrRejectProjectDeployment":  {"POST /projects/{id}/deployments/{deployment_id}/approval", "id deployment_id", "201" + writing},
		"getVersion":                        {"GET /version", "", instance},
		"getMetadata":                       {"GET /metadata", "", instance},
		"getCurrentUser":                    {"GET /user", "", instance},
		"getProject":                        {"GET /projects/{id}", "id", reading},
		"listProjectEnvironments":           {"GET /projects/{id}/environments", "id page per_page name search states", reading},
		"createProjectEnvironment":          {"POST /projects/{id}/environments", "id", "201 400 401 403 404 405 406 413 415 429"},
		"updateProjectEnvironment":          {"PUT /projects/{id}/environments/{environment_id}", "id environment_id", "200 400 401 403 404 405 406 413 415 429"},
		"stopProjectEnvironment":            {"POST /projects/{id}/environments/{environment_id}/stop", "id environment_id", "200 400 401 403 404 405 406 413 415 429"},
		"stopStaleEnvironments":             {"POST /projects/{id}/environments/stop_stale", "id", "200 400 401 403 404 405 406 413 415 429"},
		"deleteReviewApps":                  {"DELETE /projects/{id}/environments/review_apps", "id before limit dry_run", "200 400 401 403 404 405 406 413 415 429"},
		"getProjectAccessToken":             {"GET /projects/{id}/access_tokens/{token_id}", "id token_id", reading},
		"getGroupAccessToken":               {"GET /groups/{id}/access_tokens/{token_id}", "id token_id", "200 304 400 401 403 404 405 406 429"},
		"deleteProjectEnvironment":          {"DELETE /projects/{id}/environments/{environment_id}", "id environment_id", "204 400 401 403 404 405 406 412 413 415 429"},
		"listProjectProtectedEnvironments":  {"GET /projects/{id}/protected_environments", "id page per_page", reading},
		"getProjectProtectedEnvironment":    {"GET /projects/{id}/protected_environments/{name}", "id name", reading},
		"createProjectProtectedEnvironment": {"POST /projects/{id}/protected_environments", "id", "201 400 401 403 404 405 406 409 413 415 422 429"},
		"updateProjectProtectedEnvironment": {"PUT /projects/{id}/protected_environments/{name}", "id name", "200 400 401 403 404 405 406 413 415 422 429"},
		"deleteProjectProtectedEnvironment": {"DELETE /projects/{id}/protected_environments/{name}", "id name", "204 400 401 403 404 405 406 412 413 415 429"},
		"listGroupProtectedEnvironments":    {"GET /groups/{id}/protected_environments", "id page per_page", instance},
		"getGroupProtectedEnvironment":      {"GET /groups/{id}/protected_environments/{name}", "id name", instance},
		"createGroupProtectedEnvironment":   {"POST /groups/{id}/protected_environments", "id", "201 400 401 403 404 406 409 413 415 422 429"},
		"updateGroupProtectedEnvironment":   {"PUT /groups/{id}/protected_environments/{name}", "id name", "200 400 401 403 404 406 413 415 422 429"},
		"deleteGroupProtectedEnvironment":   {"DELETE /groups/{id}/protected_environments/{name}", "id name", "204 400 401 403 404 406 412 413 415 429"},
		"getProjectEnvironment":             {"GET /projects/{id}/environments/{environment_id}", "id environment_id", reading},
		"listCommits":                       {"GET /projects/{id}/repository/commits", "id page per_page ref_name since until path author all with_stats first_parent order trailers", "200 301 304 400 401 403 404 405 406 429"},
		"createCommit":                      {"POST /projects/{id}/repository/commits", "id", "201 400 401 403 404 405 406 413 415 429"},
		"getCommit":                         {"GET /projects/{id}/repository/commits/{sha}", "id sha stats", "200 301 304 400 401 403 404 405 406 429"},
		"cherryPickCommit":                  {"POST /projects/{id}/repository/commits/{sha}/cherry_pick", "id sha", "200 201 400 401 403 404 405 406 413 415 429"},
		"listBranches":                      {"GET /projects/{id}/repository/branches", "id page per_page search regex sort", "200 301 304 400 401 403 404 405 406 429"},
		"createBranch":                      {"POST /projects/{id}/repository/branches", "id", "201 400 401 403 404 405 406 413 415 429"},
		"getBranch":                         {"GET /projects/{id}/repository/branches/{branch}", "id branch", "200 301 304 400 401 403 404 405 406 429"},
		"deleteBranch":                      {"DELETE /projects/{id}/repository/branches/{branch}", "id branch", "204 400 401 403 404 405 406 412 413 415 429"},
		"listTags":                          {"GET /projects/{id}/repository/tags", "id sort order_by search page per_page", "200 301 304 400 401 403 404 405 406 429"},
		"createTag":                         {"POST /projects/{id}/repository/tags", "id", "201 400 401 403 404 405 406 413 415 429"},
		"getTag":                            {"GET /projects/{id}/repository/tags/{tag_name}", "id tag_name", "200 301 304 400 401 403 404 405 406 429"},
		"deleteTag":                         {"DELETE /projects/{id}/repository/tags/{tag_name}", "id tag_name", "204 400 401 403 404 405 406 412 413 415 429"},
		"listProjectMergeRequests":          {"GET /projects/{id}/merge_requests", "id author_id author_username assignee_id assignee_username reviewer_username labels my_reaction_emoji reviewer_id state order_by sort with_labels_details with_merge_status_recheck created_after created_before updated_after updated_before view scope source_branch source_project_id target_branch search in wip not deployed_before deployed_after environment approved merge_user_id merge_user_username page per_page iids", "200 301 304 400 401 403 404 405 406 429"},
		"createMergeRequest":                {"POST /projects/{id}/merge_requests", "id", "201 400 401 403 404 405 406 409 413 415 422 429"},
		"getMergeRequest":                   {"GET /projects/{id}/merge_requests/{merge_request_iid}", "id merge_request_iid", "200 301 304 400 401 403 404 405 406 429"},
		"updateMergeRequest":                {"PUT /projects/{id}/merge_requests/{merge_request_iid}", "id merge_request_iid", "200 400 401 403 404 405 406 409 413 415 422 429"},
		"acceptMergeRequest":                {"PUT /projects/{id}/merge_requests/{merge_request_iid}/merge", "id merge_request_iid", "200 400 401 403 404 405 406 409 413 415 422 429"},
		"getOwnAccessToken":                 {"GET /personal_access_tokens/self", "", instance},
		"createUser":                        {"POST /users", "", "201" + writing},
		"createUserAccessToken":             {"POST /users/{user_id}/personal_access_tokens", "user_id", "201 400 401 403 404 405 406 409 413 415 422 429"},
		"listProjects":                      {"GET /projects", "page per_page search visibility archived owned membership min_access_level simple order_by sort", instance},
		"createProject":                     {"POST /projects", "", "201" + writing},
		"listProjectAccessTokens":           {"GET /projects/{id}/access_tokens", "id revoked state created_before created_after last_used_before last_used_after expires_before expires_after search sort page per_page", reading},
		"createProjectAccessToken":          {"POST /projects/{id}/access_tokens", "id", "201" + writing},
		"revokeProjectAccessToken":          {"DELETE /projects/{id}/access_tokens/{token_id}", "id token_id", "204 400 401 403 404 405 406 413 415 429"},
		"listProjectMembers":                {"GET /projects/{id}/members", "id page per_page query", reading},
		"addProjectMember":                  {"POST /projects/{id}/members", "id", "201" + writing},
		"listAllProjectMembers":             {"GET /projects/{id}/members/all", "id page per_page query", reading},
		"getProjectMember":                  {"GET /projects/{id}/members/{user_id}", "id user_id", reading},
		"updateProjectMember":               {"PUT /projects/{id}/members/{user_id}", "id user_id", "200" + writing},
		"removeProjectMember":               {"DELETE /projects/{id}/members/{user_id}", "id user_id", "204 400 401 403 404 405 406 412 413 415 429"},
		"shareProject":                      {"POST /projects/{id}/share", "id", "201" + writing},
		"unshareProject":                    {"DELETE /projects/{id}/share/{group_id}", "id group_id", "204 400 401 403 404 405 406 412 413 415 429"},
		"listGroups":                        {"GET /groups", "page per_page search owned top_level_only all_available min_access_level", instance},
		"createGroup":                       {"POST /groups", "", "201" + writing},
		"getGroup":                          {"GET /groups/{id}", "id", instance},
		"listGroupAccessTokens":             {"GET /groups/{id}/access_tokens", "id revoked state created_before created_after last_used_before last_used_after expires_before expires_after search sort page per_page", instance},
		"createGroupAccessToken":            {"POST /groups/{id}/access_tokens", "id", "201" + writing},
		"revokeGroupAccessToken":            {"DELETE /groups/{id}/access_tokens/{token_id}", "id token_id", "204 400 401 403 404 405 406 413 415 429"},
		"listGroupMembers":                  {"GET /groups/{id}/members", "id page per_page query", instance},
		"addGroupMember":                    {"POST /groups/{id}/members", "id", "201" + writing},
		"listAllGroupMembers":               {"GET /groups/{id}/members/all", "id page per_page query", instance},
		"getGroupMember":                    {"GET /groups/{id}/members/{user_id}", "id user_id", instance},
		"updateGroupMember":                 {"PUT /groups/{id}/members/{user_id}", "id user_id", "200" + writing},
		"removeGroupMember":                 {"DELETE /groups/{id}/members/{user_id}", "id user_id", "204 400 401 403 404 405 406 412 413 415 429"},
		"updateProject":                     {"PUT /projects/{id}", "id", "200" + writing},
		"deleteGroup":                       {"DELETE /groups/{id}", "id permanently_remove full_path", "202 400 401 403 404 405 406 412 413 415 429"},
		"deleteProject":                     {"DELETE /projects/{id}", "id permanently_remove full_path", "202 400 401 403 404 405 406 412 413 415 429"},
		"listPipelines":                     {"GET /projects/{id}/pipelines", "id page per_page scope status ref sha yaml_errors username updated_before updated_after created_before created_after order_by sort source name", reading},
		"createPipeline":                    {"POST /projects/{id}/pipeline", "id", "201 400 401 403 404 405 406 413 415 429"},
		"getPipeline":                       {"GET /projects/{id}/pipelines/{pipeline_id}", "id pipeline_id", reading},
		"listPipelineJobs":                  {"GET /projects/{id}/pipelines/{pipeline_id}/jobs", "id pipeline_id include_retried scope page per_page", reading},
		"listPipelineBridges":               {"GET /projects/{id}/pipelines/{pipeline_id}/bridges", "id pipeline_id scope page per_page", reading},
		"cancelPipeline":                    {"POST /projects/{id}/pipelines/{pipeline_id}/cancel", "id pipeline_id", "200 400 401 403 404 405 406 413 415 429"},
		"retryPipeline":                     {"POST /projects/{id}/pipelines/{pipeline_id}/retry", "id pipeline_id", "201 400 401 403 404 405 406 413 415 429"},
		"listJobs":                          {"GET /projects/{id}/jobs", "id scope ref page per_page", reading},
		"getJob":                            {"GET /projects/{id}/jobs/{job_id}", "id job_id", reading},
		"playJob":                           {"POST /projects/{id}/jobs/{job_id}/play", "id job_id", "200 400 401 403 404 405 406 413 415 429"},
		"cancelJob":                         {"POST /projects/{id}/jobs/{job_id}/cancel", "id job_id", "201 400 401 403 404 405 406 413 415 429"},
		"retryJob":                          {"POST /projects/{id}/jobs/{job_id}/retry", "id job_id", "201 400 401 403 404 405 406 413 415 429"},
		"createRunner":                      {"POST /user/runners", "", "201 400 401 403 404 406 413 415 429"},
		"deleteRunner":                      {"DELETE /runners", "token", "204 400 403 404 406 412 413 415 429"},
		"verifyRunner":                      {"POST /runners/verify", "", "200 400 403 404 406 413 415 429"},
		"requestJob":                        {"POST /jobs/request", "", "201 204 400 403 404 406 409 413 415 429"},
		"updateJob":                         {"PUT /jobs/{id}", "id", "200 400 403 404 406 413 415 429"},
		"listProjectHooks":                  {"GET /projects/{id}/hooks", "id page per_page", reading},
		"createProjectHook":                 {"POST /projects/{id}/hooks", "id", "201 400 401 403 404 405 406 413 415 422 429"},
		"getProjectHook":                    {"GET /projects/{id}/hooks/{hook_id}", "id hook_id", reading},
		"updateProjectHook":                 {"PUT /projects/{id}/hooks/{hook_id}", "id hook_id", "200 400 401 403 404 405 406 413 415 422 429"},
		"deleteProjectHook":                 {"DELETE /projects/{id}/hooks/{hook_id}", "id hook_id", "204 400 401 403 404 405 406 412 413 415 429"},
		"listProjectHookEvents":             {"GET /projects/{id}/hooks/{hook_id}/events", "id hook_id status per_page page", reading},
		"resendProjectHookEvent":            {"POST /projects/{id}/hooks/{hook_id}/events/{hook_log_id}/resend", "id hook_id hook_log_id", "201 400 401 403 404 405 406 413 415 422 429"},
		"setProjectHookCustomHeader":        {"PUT /projects/{id}/hooks/{hook_id}/custom_headers/{key}", "id hook_id key", "204 400 401 403 404 405 406 413 415 422 429"},
		"unsetProjectHookCustomHeader":      {"DELETE /projects/{id}/hooks/{hook_id}/custom_headers/{key}", "id hook_id key", "204 400 401 403 404 405 406 413 415 422 429"},
		"setProjectHookURLVariable":         {"PUT /projects/{id}/hooks/{hook_id}/url_variables/{key}", "id hook_id key", "204 400 401 403 404 405 406 413 415 422 429"},
		"unsetProjectHookURLVariable":       {"DELETE /projects/{id}/hooks/{hook_id}/url_variables/{key}", "id hook_id key", "204 400 401 403 404 405 406 413 415 422 429"},
		"testProjectHook":                   {"POST /projects/{id}/hooks/{hook_id}/test/{trigger}", "id hook_id trigger", "201 400 401 403 404 405 406 413 415 422 429"},
	}
	got := map[string][3]string{}
	for _, name := range contractFiles {
		eachOperation(kinDocument(t, name), func(path, method string, o *openapi3.Operation) {
			var parameters []string
			for _, p := range o.Parameters {
				if p.Value.In != "header" && p.Value.Extensions["x-negotiated"] != true {
					parameters = append(parameters, p.Value.Name)
				}
			}
			statuses := slices.Sorted(maps.Keys(o.Responses.Map()))
			got[o.OperationID] = [3]string{method + " " + path, strings.Join(parameters, " "), strings.Join(statuses, " ")}
		})
	}
	assert.Equal(t, want, got)
}

// Who documents an answer documents what of a request it depends on.
func TestAnswersHaveTheirQuestions(t *testing.T) {
	eachOperation(kinDocument(t, "deployments.yaml"), func(_, _ string, o *openapi3.Operation) {
		for status, question := range map[int][2]string{
			http.StatusNotModified: {"header", "If-None-Match"}, http.StatusPreconditionFailed: {"header", "If-Unmodified-Since"}, http.StatusNotAcceptable: {"query", "format"},
		} {
			documented := o.Responses.Status(status) != nil
			assert.Equal(t, documented, o.Parameters.GetByInAndName(question[0], question[1]) != nil, "%s %d", o.OperationID, status)
		}
	})
}

func TestBodiesShareOneSchema(t *testing.T) {
	eachOperation(kinDocument(t, "deployments.yaml"), func(_, _ string, o *openapi3.Operation) {
		if o.RequestBody == nil {
			return
		}
		content := o.RequestBody.Value.Content
		schema := content.Get("application/json").Schema
		for _, media := range []string{"application/x-www-form-urlencoded", "multipart/form-data"} {
			assert.Equal(t, schema.Ref, content.Get(media).Schema.Ref, "%s %s", o.OperationID, media)
		}
		order, _ := schema.Value.Extensions["x-order"].([]any)
		assert.ElementsMatch(t, slices.Collect(maps.Keys(schema.Value.Properties)), order, o.OperationID)
	})
}

func TestDivergencesAreAboutTheContract(t *testing.T) {
	operations := map[string]*openapi3.Operation{}
	eachOperation(kinDocument(t, "deployments.yaml"), func(_, _ string, o *openapi3.Operation) { operations[o.OperationID] = o })

	var ids []string
	for _, row := range load(t).Divergences() {
		ids = append(ids, row.ID)
		assert.Empty(t, source{row.Source.Section, row.Source.Item, row.Source.Lines}.problem(), row.ID)
		assert.NotEqual(t, row.Documented.Value, row.GitLab.Value, row.ID)
		for _, part := range []string{row.Documented.Says, row.Documented.Value, row.GitLab.Does, row.GitLab.Value, row.GitLab.Since, row.GitLab.Evidence} {
			assert.NotEmpty(t, part, row.ID)
		}
		require.Contains(t, operations, row.Operation, row.ID)
		if row.Apply == nil {
			continue
		}
		parameter := operations[row.Operation].Parameters.GetByInAndName("query", row.Apply.Parameter)
		require.NotNil(t, parameter, row.ID)
		for _, value := range row.Apply.Remove {
			assert.Contains(t, parameter.Schema.Value.Enum, value, row.ID)
		}
		for _, value := range row.Apply.Add {
			assert.NotContains(t, parameter.Schema.Value.Enum, value, row.ID)
		}
		assert.NotEmpty(t, slices.Concat(row.Apply.Remove, row.Apply.Add), row.ID)
	}
	assert.Equal(t, []string{
		"order-by-ref", "status-skipped", "updated-after-equal", "updated-before-equal", "finished-after-equal", "destroy-running-message",
		"destroy-current-message", "approval-fields", "approval-fields-on-create", "approval-fields-on-update", "merge-requests-order", "merge-requests-labels",
		"merge-requests-view", "merge-requests-approvals",
	}, ids)
}
