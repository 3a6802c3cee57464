package openapi_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

func TestProfilesTakeOneSideEverywhere(t *testing.T) {
	for _, row := range load(t).Divergences() {
		assert.False(t, openapi.Documented().FollowsGitLab(row.ID), row.ID)
		assert.True(t, openapi.GitLab189().FollowsGitLab(row.ID), row.ID)
	}
}

func TestProfileNamesAreReadBack(t *testing.T) {
	for _, p := range []openapi.Profile{openapi.Documented(), openapi.GitLab189()} {
		again, err := openapi.ParseProfile(p.Name())
		require.NoError(t, err)
		assert.Equal(t, p, again)
	}
	_, err := openapi.ParseProfile("gitlab")
	assert.EqualError(t, err, `profile "gitlab" is unknown: use documented or gitlab-18.9`)
}

func TestFlipTurnsOneEntryAndLeavesTheOriginal(t *testing.T) {
	p := openapi.Documented()
	flipped := p.Flip("order-by-ref").Flip("status-skipped")
	assert.True(t, flipped.FollowsGitLab("order-by-ref"))
	assert.True(t, flipped.FollowsGitLab("status-skipped"))
	assert.False(t, p.FollowsGitLab("order-by-ref"))
	back := flipped.Flip("order-by-ref")
	assert.False(t, back.FollowsGitLab("order-by-ref"))
	assert.True(t, back.FollowsGitLab("status-skipped"))
	assert.True(t, flipped.FollowsGitLab("order-by-ref"))
	assert.False(t, openapi.GitLab189().Flip("order-by-ref").FollowsGitLab("order-by-ref"))
}

func TestFlipsOfOneProfileDoNotMeet(t *testing.T) {
	p := openapi.Documented().Flip("a").Flip("b").Flip("c")
	d, e := p.Flip("d"), p.Flip("e")
	assert.True(t, d.FollowsGitLab("d"))
	assert.False(t, d.FollowsGitLab("e"))
	assert.True(t, e.FollowsGitLab("e"))
	assert.False(t, e.FollowsGitLab("d"))
}

func TestLoadRefusesAFlipThatChangesNothing(t *testing.T) {
	_, err := openapi.Load(openapi.Documented().Flip("oder-by-ref"))
	assert.ErrorContains(t, err, `divergence "oder-by-ref" is unknown`)
}

func TestADivergenceChangesWhatTheListAccepts(t *testing.T) {
	const refused, accepted = false, true
	tests := []struct {
		name    string
		profile openapi.Profile
		query   string
		want    bool
	}{
		{"documented", openapi.Documented(), "order_by=ref", accepted},
		{"documented", openapi.Documented(), "status=skipped", refused},
		{"gitlab", openapi.GitLab189(), "order_by=ref", refused},
		{"gitlab", openapi.GitLab189(), "status=skipped", accepted},
		{"documented but for order-by-ref", openapi.Documented().Flip("order-by-ref"), "order_by=ref", refused},
		{"documented but for order-by-ref", openapi.Documented().Flip("order-by-ref"), "status=skipped", refused},
		{"gitlab but for status-skipped", openapi.GitLab189().Flip("status-skipped"), "status=skipped", refused},
		{"gitlab", openapi.GitLab189(), "order_by=id&status=created", accepted},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.query, func(t *testing.T) {
			d, err := openapi.Load(tt.profile)
			require.NoError(t, err)
			assert.Equal(t, tt.profile, d.Profile())
			assert.Equal(t, tt.want, grape(t, d.Operation("listProjectDeployments"), tt.query, "", "") == "")
		})
	}
}

func TestValueIsThatOfTheSideInForce(t *testing.T) {
	gitlab, err := openapi.Load(openapi.GitLab189())
	require.NoError(t, err)
	assert.Equal(t, "400 Cannot destroy running deployment", load(t).Value("destroy-running-message"))
	assert.Equal(t, "Cannot destroy running deployment", gitlab.Value("destroy-running-message"))
	assert.Equal(t, "400 Deployment currently deployed to environment", load(t).Value("destroy-current-message"))
	assert.Equal(t, "Deployment currently deployed to environment", gitlab.Value("destroy-current-message"))
	assert.Equal(t, "by-tier-and-rules", load(t).Value("approval-fields"))
	assert.Equal(t, "always", gitlab.Value("approval-fields"))
}

func TestADivergenceMustChangeAParameterThatExists(t *testing.T) {
	const paths = "\n  /things:\n    get: \n      operationId: things\n      responses: {\"200\": {description: d}}\n"
	const rows = "- {id: a, operation: things, apply: {parameter: nonsense, add: [b]}}"
	_, err := openapi.LoadFrom(filesOf(paths, rows), openapi.Documented())
	require.NoError(t, err, "the documented side changes nothing")
	_, err = openapi.LoadFrom(filesOf(paths, rows), openapi.GitLab189())
	assert.EqualError(t, err, "divergence a changes nonsense, which things does not have")
}
