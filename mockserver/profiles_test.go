package mockserver_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/openapi"
)

// sides are what a server answers where document and GitLab differ: by divergence, the documented answer and GitLab's.
var sides = map[string]struct {
	documented, gitlab string
	answer             func(visitor) string
}{
	"order-by-ref":   {"", errorOf("order_by does not have a valid value"), func(v visitor) string { return refusal(v.get(shop + "?order_by=ref")) }},
	"status-skipped": {errorOf("status does not have a valid value"), "", func(v visitor) string { return refusal(v.get(shop + "?status=skipped")) }},
	"destroy-running-message": {messageOf("400 Cannot destroy running deployment"), messageOf("Cannot destroy running deployment"),
		func(v visitor) string { return refusal(v.delete(shop + "/104")) }},
	"destroy-current-message": {messageOf("400 Deployment currently deployed to environment"), messageOf("Deployment currently deployed to environment"),
		func(v visitor) string { return refusal(v.delete(shop + "/102")) }},
	"updated-after-equal": {"[103 104 105 106 107 108]", "[102 103 104 105 106 107 108]", func(v visitor) string {
		return fmt.Sprint(v.get(shop + "?order_by=updated_at&updated_after=2026-01-05T08:51:00Z&updated_before=2026-01-07").ids())
	}},
	"updated-before-equal": {"[101]", "[101 102]", func(v visitor) string {
		return fmt.Sprint(v.get(shop + "?order_by=updated_at&updated_before=2026-01-05T08:51:00Z").ids())
	}},
	"finished-after-equal": {"[106]", "[102 106]", func(v visitor) string {
		return fmt.Sprint(v.get(shop + "?order_by=finished_at&status=success&finished_after=2026-01-05T08:51:00Z&finished_before=2026-01-07").ids())
	}},
	"approval-fields-on-create": {"", `{"rules":[]}`, func(v visitor) string { return v.post(shop, deploying).member("approval_summary") }},
	"approval-fields-on-update": {"", `{"rules":[]}`, func(v visitor) string {
		return v.put(v.create("preview", "running"), "status=failed").member("approval_summary")
	}},
	"merge-requests-order":  {"[1 2 3 4]", "[4 3 2 1]", func(v visitor) string { return fmt.Sprint(v.get(requests + "?sort=asc").ids()) }},
	"merge-requests-labels": {"[1]", "[4 3 2 1]", func(v visitor) string { return fmt.Sprint(v.get(requests + "?labels=a").ids()) }},
	"merge-requests-view": {"", "false", func(v visitor) string {
		return v.get(requests + "?view=simple&source_branch=a").only().member("work_in_progress")
	}},
	"merge-requests-approvals": {"[]", "[4 3 2 1]", func(v visitor) string { return fmt.Sprint(v.get(requests + "?approved_by_ids=Any").ids()) }},
	"approval-fields":          {"", `{"rules":[]}`, func(v visitor) string { return v.get(shop + "/101").member("approval_summary") }},
}

// refusal is the body of a 400, nothing of anything else.
func refusal(a answer) string {
	if a.status != 400 {
		return ""
	}
	return a.body
}

func TestProfiles(t *testing.T) {
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	require.Len(t, sides, len(document.Divergences()))
	check := func(profile openapi.Profile, why string) {
		v := visit(t, shipped(), func(c *mockserver.Config) { c.Profile = profile }).as("maintainer")
		for id, side := range sides {
			want := side.documented
			if profile.FollowsGitLab(id) {
				want = side.gitlab
			}
			assert.Equal(t, want, side.answer(v), "%s with %s", id, why)
		}
	}
	check(openapi.Profile{}, "the zero profile")
	check(openapi.Documented(), "documented")
	check(openapi.GitLab189(), "gitlab-18.9")
	for _, d := range document.Divergences() {
		check(openapi.Documented().Flip(d.ID), "documented but for "+d.ID)
		check(openapi.GitLab189().Flip(d.ID), "gitlab-18.9 but for "+d.ID)
	}
}

func TestUnknownDivergence(t *testing.T) {
	_, err := mockserver.New(mockserver.Config{Profile: openapi.Documented().Flip("nothing")})
	assert.ErrorContains(t, err, "nothing")
}

// The document's condition for approval_summary is two rules or more.
func TestApprovalSummaryByRules(t *testing.T) {
	d := protected()
	d.Projects[0].Environments[3].Protection.ApprovalRules = d.Projects[0].Environments[3].Protection.ApprovalRules[:1]
	for _, c := range []struct {
		profile openapi.Profile
		path    string
		want    bool
	}{
		{openapi.Documented(), "/101", true}, {openapi.Documented(), "/103", false}, {openapi.Documented(), "/104", false}, {openapi.Documented(), "/105", false},
		{openapi.GitLab189(), "/101", true}, {openapi.GitLab189(), "/103", true}, {openapi.GitLab189(), "/104", true}, {openapi.GitLab189(), "/105", true},
	} {
		v := visit(t, d, func(m *mockserver.Config) { m.Profile = c.profile }).as("developer")
		assert.Equal(t, c.want, v.get(shop+c.path).member("approval_summary") != "", c)
	}
}

func TestVersionTellsTheEdition(t *testing.T) {
	ee := visit(t, small()).as("guest")
	assert.Equal(t, []string{`"18.9.0-ee"`, "true"}, []string{ee.get("/version").member("version"), ee.get("/metadata").member("enterprise")})
	ce := visit(t, small(), func(c *mockserver.Config) { c.Edition = "ce" }).as("guest")
	assert.Equal(t, []string{`"18.9.0"`, "false"}, []string{ce.get("/version").member("version"), ce.get("/metadata").member("enterprise")})
}
