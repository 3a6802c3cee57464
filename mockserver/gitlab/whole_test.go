package gitlab_test

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver"
)

// lively is a stand-in in which much happens.
type lively struct {
	*testing.T
	*mockserver.Running
}

// do sends a request as somebody and returns what the answer holds, a list as its first item. Nothing may be refused.
func (l lively) do(role, method, path, body string) map[string]any {
	l.Helper()
	r, err := http.NewRequestWithContext(l.Context(), method, l.URL+"/api/v4"+path, strings.NewReader(body))
	require.NoError(l, err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if role != "" {
		r.Header.Set("Private-Token", l.Tokens[role])
	}
	response, err := http.DefaultClient.Do(r)
	require.NoError(l, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(l, err)
	require.Less(l, response.StatusCode, 300, "%s %s: %s", method, path, content)
	var answer map[string]any
	if bytes.HasPrefix(content, []byte("[")) {
		var list []map[string]any
		require.NoError(l, json.Unmarshal(content, &list))
		return list[0]
	}
	if bytes.HasPrefix(content, []byte("{")) {
		require.NoError(l, json.Unmarshal(content, &answer))
	}
	return answer
}

func (l lively) id(answer map[string]any) string {
	return jsonText(answer["id"])
}

func jsonText(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

// A state goes out as a dataset, by way of the control interface, and in again, and every row of every table, every index and
// every sequence is as it was. What is awkward is there: what is gone, what has no deployment, what is a group's, what has an
// odd name or content.
func TestWholeStatesGoOutAndIn(t *testing.T) {
	t.Parallel()
	l := lively{t, mockserver.Start(t)}
	l.projects()
	l.code()
	l.pipelines()
	l.deployments()
	l.removals()
	l.equalAfter(l.Space(t))

	l.do("maintainer", "PUT", "/projects/1/environments/"+l.id(l.do("maintainer", "POST", "/projects/1/environments", `{"name": "review/late"}`)),
		`{"auto_stop_setting": "with_action"}`)
	l.equalAfter(l.Space(t)) // with what has become due meanwhile
}

// equalAfter puts the present into a space in both forms in which it is given out, and once more from there.
func (l lively) equalAfter(space *mockserver.Space) {
	l.Helper()
	before := l.Instance().State().Rows()
	for _, table := range []string{"annotations", "families", "runnerTokens", "tasks", "approvals", "hooks", "shipping", "pendingJobs"} {
		assert.Contains(l, tables(before), table, "so that the test means something")
	}
	state := l.control(l.URL, "GET", "application/json", nil)
	l.control(space.URL, "PUT", "application/json", state)
	l.equal(before, space.Instance().State().Rows())
	assert.True(l, bytes.Equal(state, l.control(space.URL, "GET", "application/json", nil)), "out again")
	assert.Equal(l, l.Tokens, space.Tokens)

	dataset, err := fixtures.Read("state.yaml", l.control(l.URL, "GET", "application/yaml", nil))
	require.NoError(l, err)
	served := mockserver.Start(l, func(c *mockserver.Config) { c.Dataset = &dataset })
	l.equal(before, served.Instance().State().Rows())
	assert.Equal(l, l.Tokens, served.Tokens)
}

func (l lively) equal(before, after map[string]string) {
	l.Helper()
	for _, row := range slices.Sorted(maps.Keys(before)) {
		assert.Equal(l, before[row], after[row], row)
	}
	for row := range after {
		if _, was := before[row]; !was {
			assert.Fail(l, "a row too many", row)
		}
	}
}

func (l lively) control(base, method, media string, body []byte) []byte {
	r, err := http.NewRequestWithContext(l.Context(), method, base+"/-/understudy/state", bytes.NewReader(body))
	require.NoError(l, err)
	r.Header.Set("Accept", media)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	require.NoError(l, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	require.NoError(l, err)
	require.Less(l, response.StatusCode, 300, "%.2000s", content)
	return content
}

// tables are the tables that have rows.
func tables(rows map[string]string) map[string]bool {
	found := map[string]bool{}
	for row := range rows {
		for word := range strings.FieldsSeq(row) {
			found[word] = true
		}
	}
	return found
}

// projects makes users, groups, projects, members, tokens and hooks.
func (l lively) projects() {
	l.do("owner", "POST", "/projects", `{"name": "Empty one", "path": "empty", "default_branch": "trunk"}`)
	l.do("owner", "POST", "/projects", `{"name": "Begun", "path": "begun", "initialize_with_readme": true, "visibility": "internal",
		"merge_method": "ff", "ci_forward_deployment_enabled": false, "auto_cancel_pending_pipelines": "disabled", "shared_runners_enabled": false,
		"description": "\u00a0\u2028 \"quoted\": {yes} 😀 # none"}`)
	group := l.id(l.do("owner", "POST", "/groups", `{"name": "Crew", "path": "crew", "description": "who", "visibility": "private"}`))
	inside := l.id(l.do("owner", "POST", "/groups", `{"name": "Night", "path": "night", "parent_id": `+group+`}`))
	developer := l.id(l.do("developer", "GET", "/user", ""))
	outsider := l.id(l.do("outsider", "GET", "/user", ""))
	l.do("owner", "POST", "/groups/"+group+"/members", `{"user_id": `+developer+`, "access_level": 30}`)
	l.do("owner", "POST", "/groups/"+group+"/protected_environments",
		`{"name": "staging", "deploy_access_levels": [{"access_level": 30}], "approval_rules": [{"group_id": `+inside+`, "required_approvals": 2}]}`)
	l.do("owner", "POST", "/projects/1/share", `{"group_id": `+group+`, "group_access": 30}`)
	l.do("owner", "POST", "/projects/1/members", `{"user_id": `+outsider+`, "access_level": 20}`)
	l.do("owner", "POST", "/projects/1/access_tokens", `{"name": "Robot", "description": "beep", "scopes": ["api"], "access_level": 40, "expires_at": "2027-01-01"}`)
	gone := l.id(l.do("owner", "POST", "/projects/1/access_tokens", `{"name": "Old", "scopes": ["api"], "expires_at": "2027-01-01"}`))
	l.do("owner", "DELETE", "/projects/1/access_tokens/"+gone, "")
	l.do("owner", "POST", "/groups/"+group+"/access_tokens", `{"name": "Crew's", "scopes": ["read_api"], "expires_at": "2027-01-01"}`)
	l.do("maintainer", "POST", "/projects/1/hooks", `{"url": "http://127.0.0.1:9/{way}", "deployment_events": true, "push_events": false,
		"url_variables": [{"key": "way", "value": "in"}], "custom_headers": [{"key": "X-A", "value": "b"}], "token": "s3cret"}`)
	l.do("maintainer", "DELETE", "/projects/1/hooks/"+l.id(l.do("maintainer", "POST", "/projects/1/hooks", `{"url": "http://127.0.0.1:9/"}`)), "")
}

// code makes commits, branches, tags and merge requests.
func (l lively) code() {
	l.do("maintainer", "POST", "/projects/1/repository/commits", `{"branch": "odd", "start_branch": "main", "commit_message": "Odd\r\n\r\ncontent\r\n",
		"author_name": "Somebody Else", "author_email": "else@example.org", "actions": [
			{"action": "create", "file_path": "a/b.txt", "content": "text\n"}, {"action": "create", "file_path": "gone.txt", "content": ""},
			{"action": "create", "file_path": "run.sh", "content": "#!/bin/sh\n"}, {"action": "chmod", "file_path": "run.sh", "execute_filemode": true},
			{"action": "create", "file_path": "\"odd\": name é.bin", "content": "/wD+", "encoding": "base64"}]}`)
	l.do("maintainer", "POST", "/projects/1/repository/commits", `{"branch": "odd", "commit_message": "[skip ci] remove", "actions": [
		{"action": "delete", "file_path": "gone.txt"}, {"action": "move", "previous_path": "a/b.txt", "file_path": "a"}]}`)
	l.do("maintainer", "POST", "/projects/1/repository/branches?branch=1.10&ref=main", "")
	l.do("maintainer", "POST", "/projects/1/repository/tags", `{"tag_name": "v9", "ref": "main", "message": "the ninth\n"}`)
	l.do("maintainer", "POST", "/projects/1/repository/tags", `{"tag_name": "v9-gone", "ref": "odd"}`)
	l.do("maintainer", "DELETE", "/projects/1/repository/tags/v9-gone", "")
	mr := l.do("developer", "POST", "/projects/1/merge_requests", `{"source_branch": "odd", "target_branch": "main", "title": "Draft: odd",
		"labels": "a,b", "remove_source_branch": true, "squash": true, "description": "- [ ] \"x\""}`)
	iid := jsonText(mr["iid"])
	l.do("developer", "PUT", "/projects/1/merge_requests/"+iid, `{"state_event": "close"}`)
	l.do("developer", "PUT", "/projects/1/merge_requests/"+iid, `{"state_event": "reopen", "title": "odd"}`)
	l.do("maintainer", "PUT", "/projects/1/merge_requests/"+iid+"/merge", `{"squash": true}`)
	l.do("maintainer", "POST", "/projects/1/repository/commits", `{"branch": "clash", "start_branch": "main", "commit_message": "x",
		"actions": [{"action": "create", "file_path": "z", "content": "z"}]}`)
	l.do("developer", "POST", "/projects/1/merge_requests", `{"source_branch": "clash", "target_branch": "main", "title": "clash"}`)
}

const ciOf = `{"branch": "main", "commit_message": "ci", "actions": [{"action": "update", "file_path": ".gitlab-ci.yml", "content": ` +
	`"variables: {A: b}\nstages: [build, test, deploy]\ncompile: {stage: build, script: [make, 'exit 1'], interruptible: true, tags: [big]}\n` +
	`check: {stage: test, needs: [], script: ['true'], variables: {X: \"1\"}}\nlint: {stage: test, needs: [{job: check, optional: true}], script: ['true'], when: manual}\n` +
	`review: {stage: deploy, needs: [], script: [x], environment: {name: review/$CI_COMMIT_REF_SLUG, url: 'https://$CI_COMMIT_REF_SLUG.example.com', on_stop: stop_review, auto_stop_in: 2 days}}\n` +
	`stop_review: {stage: deploy, needs: [], script: [x], when: manual, environment: {name: review/$CI_COMMIT_REF_SLUG, action: stop}}\n` +
	`child: {stage: test, needs: [], trigger: {include: child.yml, strategy: depend}}\n"},` +
	`{"action": "create", "file_path": "child.yml", "content": "inner:\n  script: ['true']\n"}]}`

// pipelines runs jobs of all kinds: some that deploy nothing, a trigger's, retried ones, one on a runner, one that waits.
func (l lively) pipelines() {
	runner := l.do("owner", "POST", "/user/runners", `{"runner_type": "project_type", "project_id": 1, "description": "mine", "tag_list": ["big"], "run_untagged": true}`)
	l.do("owner", "POST", "/user/runners", `{"runner_type": "project_type", "project_id": 1, "description": "mine", "paused": true}`)
	l.do("maintainer", "POST", "/projects/1/repository/commits", ciOf)
	l.do("maintainer", "POST", "/projects/1/pipeline", `{"ref": "main", "variables": [{"key": "V", "value": "w"}]}`)
	token, _ := runner["token"].(string)
	for range 3 {
		job := l.do("", "POST", "/jobs/request", `{"token": "`+token+`"}`)
		own, _ := job["token"].(string)
		l.do("", "PUT", "/jobs/"+l.id(job), `{"token": "`+own+`", "state": "failed", "failure_reason": "script_failure"}`)
		l.do("maintainer", "POST", "/projects/1/jobs/"+l.id(job)+"/retry", "")
	}
	l.do("", "POST", "/jobs/request", `{"token": "`+token+`"}`) // and runs
}

// deployments makes environments, protections, deployments and votes.
func (l lively) deployments() {
	owner := l.id(l.do("owner", "GET", "/user", ""))
	commit, _ := l.do("owner", "GET", "/projects/1/repository/commits/main", "")["id"].(string)
	deploy := func(role, environment, status string) map[string]any {
		return l.do(role, "POST", "/projects/1/deployments", `{"environment": "`+environment+`", "sha": "`+commit+`", "ref": "main", "tag": false, "status": "`+status+`"}`)
	}
	l.do("maintainer", "POST", "/projects/1/environments", `{"name": "Over There {2}", "external_url": "https://x.example", "description": "d", "tier": "testing"}`)
	l.do("maintainer", "POST", "/projects/1/protected_environments", `{"name": "not yet", "deploy_access_levels": [{"access_level": 60}]}`)
	l.do("maintainer", "POST", "/projects/1/protected_environments",
		`{"name": "Over There {2}", "deploy_access_levels": [{"access_level": 30}], "approval_rules": [{"user_id": `+owner+`}, {"access_level": 40}]}`)
	for _, status := range []string{"success", "failed", "canceled", "running"} {
		deploy("developer", "fresh", status)
	}
	blocked := l.id(l.do("owner", "GET", "/projects/1/deployments?status=blocked&order_by=id&sort=desc", ""))
	l.do("owner", "POST", "/groups/1/protected_environments",
		`{"name": "production", "deploy_access_levels": [{"access_level": 30}], "approval_rules": [{"access_level": 40, "required_approvals": 5}]}`)
	l.do("owner", "POST", "/projects/1/deployments/"+blocked+"/approval", `{"status": "approved", "comment": "ok: \"yes\"\n", "represented_as": "Maintainers"}`)
	l.do("maintainer2", "POST", "/projects/1/deployments/"+blocked+"/approval", `{"status": "approved", "comment": ""}`)
}

// removals takes the last of much away, so that ids have gaps at the end.
func (l lively) removals() {
	last := l.do("owner", "POST", "/projects/1/deployments", `{"environment": "brief", "sha": "main", "ref": "main", "tag": false, "status": "failed"}`)
	l.do("owner", "DELETE", "/projects/1/deployments/"+l.id(last), "")
	environment := l.id(l.do("owner", "GET", "/projects/1/environments?name=brief", ""))
	l.do("owner", "POST", "/projects/1/environments/"+environment+"/stop", "")
	l.do("owner", "DELETE", "/projects/1/environments/"+environment, "")
	review := l.id(l.do("owner", "POST", "/projects/1/environments", `{"name": "review/old"}`))
	l.do("owner", "POST", "/projects/1/environments/"+review+"/stop", "")
	l.do("owner", "DELETE", "/projects/1/environments/review_apps?dry_run=false&before=2099-01-01", "")
	l.do("owner", "DELETE", "/projects/"+l.id(l.do("owner", "POST", "/projects", `{"name": "Gone", "path": "gone"}`)), "")
	l.do("owner", "PUT", "/projects/2", `{"path": "moved"}`)
}
