package gitlab_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func TestSlug(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"production", "production"},
		{"review/foo", "review-foo-xd0pc1"},
		{"Production", "production-iis43c"},
		{"1env", "env-1env-9z485v"},
		{strings.Repeat("a", 30), "aaaaaaaaaaaaaaaaa-16ttu2"},
		{"production/gcp", "production-gcp-2vxol1"},
		{"my_env", "my-env-d5a4g3"},
		{"prod.eu", "prod-eu-ezg8lv"},
		{"a b", "a-b-ilnm91"},
		{"qa-", "qa"},
		{strings.Repeat("a", 24), strings.Repeat("a", 24)},
	} {
		assert.Equal(t, test.want, gitlab.Slug(test.name), test.name)
	}
}

func TestSlugIsALabel(t *testing.T) {
	for _, name := range []string{"-", ".", " ", "/", "$", "___", "9", "a--b", "UPPER CASE AND VERY, VERY LONG INDEED", "a" + strings.Repeat("-", 40), strings.Repeat("ab-", 6)} {
		assert.Regexp(t, `^[a-z](-?[a-z0-9])*$`, gitlab.Slug(name), name)
		assert.LessOrEqual(t, len(gitlab.Slug(name)), 24, name)
	}
}

func TestGuessTier(t *testing.T) {
	for _, test := range []struct{ names, tier string }{
		{"dev development review/42 trunk Dev-1 reviewable", "development"},
		{"test tst integration accept acpt qa QC control quality acceptance", "testing"},
		{"staging stg stage model modl pre-release demo nonexistent", "staging"},
		{"production prod prd live PRODUCTION deliver gprd-x", "production"},
		{"other eu canary", "other"},
		{"preprod demo-live", "staging"},            // staging's words are looked for before production's
		{"test-production qa/prod", "testing"},      // and testing's before both
		{"dev-qa production-review", "development"}, // and development's before all
	} {
		for name := range strings.FieldsSeq(test.names) {
			assert.Equal(t, test.tier, gitlab.GuessTier(name), name)
		}
	}
}

const (
	tooLong    = "is too long (maximum is 255 characters)"
	characters = "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"
)

func TestEnvironmentNames(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	for _, name := range []string{
		"production", "a//b", " a ", "-", ".", "review/foo/bar", "${CI}", "_", "0", " ", strings.Repeat("x", 255),
	} {
		_, err := w.create(dev, gitlab.NewDeployment{Environment: name, SHA: "main", Ref: "main", Status: gitlab.Running})
		require.NoError(t, err, name)
		e := w.State().EnvironmentByName(w.project, name)
		require.NotNil(t, e, name)
		assert.Equal(t, gitlab.Available, e.State)
		assert.Equal(t, dawn, e.CreatedAt)
	}
	for _, test := range []struct {
		name     string
		messages []string
	}{
		{"ü", []string{characters}},
		{"a:b", []string{characters}},
		{"/x", []string{characters}},
		{"x/", []string{characters}},
		{"/", []string{characters}},
		{"a\n", []string{characters}},
		{"a\nb", []string{characters}},
		{"a\tb", []string{characters}},
		{"a\\b", []string{characters}},
		{strings.Repeat("x", 256), []string{tooLong}},
		{strings.Repeat("ü", 255), []string{characters}}, // characters are counted, not bytes
		{strings.Repeat("x", 255) + "/", []string{tooLong, characters}},
	} {
		before := w.State()
		_, err := w.create(dev, gitlab.NewDeployment{Environment: test.name, SHA: "main", Ref: "main", Status: gitlab.Running})
		assertOutcome(t, invalid("name", test.messages...), err)
		assert.Same(t, before, w.State(), "a refused name leaves nothing behind")
	}
}

func TestEnvironmentSlugClash(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	w.deploy(dev, "qa", 1, gitlab.Running)
	_, err := w.create(dev, gitlab.NewDeployment{Environment: "qa-", SHA: "main", Ref: "main", Status: gitlab.Running})
	assertOutcome(t, invalid("slug", "has already been taken"), err)

	w.write(func(tx *gitlab.Tx) {
		other := tx.PutProject(gitlab.Project{Path: "acme/other", DefaultBranch: "main", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{dev.User.ID: gitlab.Developer})})
		tx.PutCommit(other.ID, gitlab.Commit{SHA: sha(0)})
		_, err := tx.CreateDeployment(dev, "acme/other", gitlab.NewDeployment{Environment: "qa-", SHA: sha(0), Ref: sha(0)})
		assert.NoError(t, err, "slugs are taken per project")
	})
}

func TestFindEnvironments(t *testing.T) {
	w := newWorld(t)
	reporter := w.member("reporter", gitlab.Reporter)
	guest := w.member("guest", gitlab.Guest)
	for _, name := range []string{"staging", "production", "Production/eu", "review/feature-1"} {
		w.environment(name)
	}
	w.write(func(tx *gitlab.Tx) {
		tx.PutEnvironment(gitlab.Environment{ProjectID: w.project, Name: "old", State: gitlab.Stopped})
		other := tx.PutProject(gitlab.Project{Path: "acme/other"})
		tx.PutEnvironment(gitlab.Environment{ProjectID: other.ID, Name: "production"})
	})
	for _, test := range []struct {
		filter gitlab.EnvironmentFilter
		want   []string
	}{
		{gitlab.EnvironmentFilter{}, []string{"staging", "production", "Production/eu", "review/feature-1", "old"}},
		{gitlab.EnvironmentFilter{Name: "production"}, []string{"production"}},
		{gitlab.EnvironmentFilter{Name: "produc"}, nil},
		{gitlab.EnvironmentFilter{Search: "PROD"}, []string{"production", "Production/eu"}},
		{gitlab.EnvironmentFilter{Search: "Feature"}, []string{"review/feature-1"}}, // after the folder
		{gitlab.EnvironmentFilter{Search: "review/fea"}, []string{"review/feature-1"}},
		{gitlab.EnvironmentFilter{State: gitlab.Stopped}, []string{"old"}},
		{gitlab.EnvironmentFilter{State: gitlab.Available, Search: "STA"}, []string{"staging"}},
		{gitlab.EnvironmentFilter{Search: "tag"}, nil},
	} {
		found, err := w.State().FindEnvironments(reporter, shop, test.filter)
		require.NoError(t, err)
		var names []string
		for _, e := range found {
			names = append(names, e.Name)
		}
		assert.Equal(t, test.want, names, "%+v", test.filter)
	}
	_, err := w.State().FindEnvironments(reporter, shop, gitlab.EnvironmentFilter{Search: "äb"})
	assertOutcome(t, &gitlab.Error{Kind: gitlab.BadRequest, Message: "Search query is less than 3 characters"}, err)
	_, err = w.State().FindEnvironments(guest, shop, gitlab.EnvironmentFilter{})
	assertOutcome(t, plainForbidden, err)
}

func TestGetEnvironment(t *testing.T) {
	w := newWorld(t)
	reporter := w.member("reporter", gitlab.Reporter)
	own := w.environment("production")
	var foreign *gitlab.Environment
	w.write(func(tx *gitlab.Tx) {
		other := tx.PutProject(gitlab.Project{Path: "acme/other"})
		foreign = tx.PutEnvironment(gitlab.Environment{ProjectID: other.ID, Name: "production"})
	})
	found, err := w.State().GetEnvironment(reporter, shop, own.ID)
	require.NoError(t, err)
	assert.Same(t, own, found)
	for _, id := range []int64{foreign.ID, 0, -1, 99} {
		_, err = w.State().GetEnvironment(reporter, shop, id)
		assertOutcome(t, gitlab.ErrRecordNotFound, err)
	}
}
