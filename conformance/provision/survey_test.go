package provision_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/provision"
)

const (
	older  = "1111111111111111111111111111111111111111"
	newer  = "2222222222222222222222222222222222222222"
	hidden = `{"message": "404 Project Not Found"}`
)

var (
	project = projectOf(40)
	noSuch  = answer{400, `{"message": {"sha": ["The commit does not exist"]}}`}
	none    = answer{200, `[]`}
)

func projectOf(level int) answer {
	return answer{200, fmt.Sprintf(`{"id": 7, "path_with_namespace": "acme/shop", "default_branch": "trunk",
		"allow_pipeline_trigger_approve_deployment": false, "permissions": {"project_access": {"access_level": %d}, "group_access": null}}`, level)}
}

func TestFind(t *testing.T) {
	latest := answer{200, `[` + deployment(9, "main", "success") + `]`}
	api, script := apiOf(t, project, noSuch, answer{200, `[{"sha": "` + newer + `"}]`},
		answer{200, `[{"id": 5}, {"id": 4}]`}, answer{200, `{"id": 5, "status": "blocked", "pending_approval_count": 0}`},
		answer{200, `{"id": 4, "status": "blocked", "pending_approval_count": 2}`},
		latest, answer{200, `[{"id": 1}]`})
	s, err := provision.Find(t.Context(), api, "", "")
	require.NoError(t, err)
	assert.Equal(t, "trunk", s.Ref)
	assert.Equal(t, newer, s.SHA)
	assert.Equal(t, int64(7), s.ID)
	assert.True(t, s.Approvals)
	assert.Equal(t, int64(4), s.Awaiting.ID)
	assert.Equal(t, int64(9), s.Shipped.ID)
	assert.Len(t, script.asked, 8)

	t.Run("what is not there is told", func(t *testing.T) {
		api, _ := apiOf(t, answer{404, "no such page"}, noSuch, none, answer{404, ""}, none, none)
		s, err := provision.Find(t.Context(), api, "", "")
		require.NoError(t, err)
		assert.Equal(t, "main", s.Ref, "the usual branch")
		assert.Equal(t, "main", s.SHA, "without any deployment the ref is the commit")
		assert.Contains(t, s.ProjectMissing, "answered 404")
		assert.Contains(t, s.AwaitingMissing, "none of 0 blocked deployments")
		assert.Contains(t, s.ShippedMissing, "none of the 0")
	})
	t.Run("what has another shape is told in terms of HTTP", func(t *testing.T) {
		api, _ := apiOf(t, none, noSuch, none, none, none)
		s, err := provision.Find(t.Context(), api, "", "main")
		require.NoError(t, err)
		assert.Equal(t, "main", s.Ref)
		assert.Equal(t, "GET /projects/acme%2Fshop answered 200 with another shape than documented: []", s.ProjectMissing)
	})
}

func TestFindsACommitThatIsNotTheRef(t *testing.T) {
	byBranch := `{"sha": "trunk"}`
	tests := map[string]struct {
		answers []answer
		want    string
	}{
		"of an older deployment": {[]answer{{200, `[` + byBranch + `, {"sha": "v1"}, {"sha": "` + older + `"}]`}}, older},
		"of a job":               {[]answer{{200, `[` + byBranch + `, {"sha": "trunk", "deployable": {"commit": {"id": "` + older + `"}}}]`}}, older},
		"of the branch":          {[]answer{{200, `[` + byBranch + `]`}, {200, `{"commit": {"id": "` + newer + `"}}`}}, newer},
		"any other name":         {[]answer{{200, `[` + byBranch + `, {"sha": "v1"}]`}, {404, hidden}}, "v1"},
		"none":                   {[]answer{{200, `[` + byBranch + `]`}, {404, hidden}}, "trunk"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api, _ := apiOf(t, append(append([]answer{project, noSuch}, test.answers...), none, none)...)
			s, err := provision.Find(t.Context(), api, "", "")
			require.NoError(t, err)
			assert.Equal(t, test.want, s.SHA)
		})
	}
}

func TestWhatKeepsFromExamining(t *testing.T) {
	forbidden := answer{403, `{"message": "403 Forbidden"}`}
	tests := map[string]struct {
		answers []answer
		want    string
	}{
		"refused token":      {[]answer{{401, "no"}}, "the token is refused (401)"},
		"unknown project":    {[]answer{{404, hidden}, {404, hidden}}, "project acme/shop does not exist, or the token may not see it (404)"},
		"a reporter's token": {[]answer{projectOf(20), forbidden}, "the token may not create deployments (403): a maintainer's token with scope api is needed"},
		"unknown rights":     {[]answer{{200, `{}`}, forbidden}, "may not create deployments"},
		"a token that reads": {[]answer{project, {403, `{"error": "insufficient_scope"}`}}, "may not create deployments"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api, _ := apiOf(t, test.answers...)
			_, err := provision.Find(t.Context(), api, "main", "abc")
			require.ErrorContains(t, err, test.want)
		})
	}
}

// Nothing of this is about rights: the cases have to tell.
func TestBrokenTargetsAreExamined(t *testing.T) {
	tests := map[string][]answer{
		"maintainers may not":        {project, {403, `{"message": "403 Forbidden"}`}, none, none},
		"an error":                   {project, {500, ""}, none, none},
		"a list":                     {project, none, none, none},
		"the project is not shown":   {{404, hidden}, none, noSuch, none, none},
		"a server without the paths": {{404, "no"}, {404, "no"}, {404, "no"}, {404, "no"}},
		"any commit will do":         {project, {201, deployment(3, "no such ref", "failed")}, {204, ""}, none, none},
	}
	for name, answers := range tests {
		t.Run(name, func(t *testing.T) {
			api, script := apiOf(t, answers...)
			s, err := provision.Find(t.Context(), api, "main", "abc")
			require.NoError(t, err)
			assert.Len(t, script.asked, len(answers))
			assert.Empty(t, s.Left)
			if name == "any commit will do" {
				assert.True(t, strings.HasPrefix(script.asked[2], "DELETE "), "what the target made is removed")
			}
		})
	}
}

func TestRefuses(t *testing.T) {
	tests := map[string]struct {
		answers []answer
		want    bool
	}{
		"somebody":                       {[]answer{{200, `{"id": 1}`}}, false},
		"nobody":                         {[]answer{{401, ""}, {401, ""}}, true},
		"no GET /user, and a list":       {[]answer{{404, ""}, none}, false},
		"no GET /user, and a closed one": {[]answer{{404, ""}, {403, ""}}, false},
		"no GET /user, and nobody":       {[]answer{{404, ""}, {401, ""}}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api, _ := apiOf(t, test.answers...)
			assert.Equal(t, test.want, provision.Refuses(t.Context(), api))
		})
	}
}
