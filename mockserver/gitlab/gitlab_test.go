package gitlab_test

import (
	"crypto/sha1"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

const shop = "acme/shop"

// world is an instance with one private project, acme/shop, whose main branch has six commits.
type world struct {
	*gitlab.Instance
	t       testing.TB
	now     time.Time // stands still until a test advances it
	project int64
	ci      gitlab.CIConfig // what every configuration says, but
	child   gitlab.CIConfig // that of the text "child"
}

var dawn = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func newWorld(t testing.TB) *world {
	t.Helper()
	return newWorldOn(t, gitlab.EnterpriseEdition, gitlab.Premium)
}

func newWorldOn(t testing.TB, edition gitlab.Edition, tier gitlab.Tier) *world {
	t.Helper()
	return newWorldWith(t, gitlab.Options{Edition: edition, Tier: tier})
}

func newWorldWith(t testing.TB, o gitlab.Options) *world {
	t.Helper()
	w := &world{t: t, now: dawn}
	o.Now = func() time.Time { return w.now }
	o.ReadCI = func(text string) (gitlab.CIConfig, error) {
		if text == "child" {
			return w.child, nil
		}
		return w.ci, nil
	}
	w.Instance = gitlab.New(o)
	w.write(func(tx *gitlab.Tx) {
		w.project = tx.PutProject(gitlab.Project{Path: shop, Visibility: gitlab.Private, DefaultBranch: "main"}).ID
		for n := range 6 {
			c := gitlab.Commit{SHA: sha(n)}
			if n > 0 {
				c.ParentSHAs = []string{sha(n - 1)}
			}
			tx.PutCommit(w.project, c)
		}
		tx.PutBranch(w.project, "main", sha(5))
		tx.PutBranch(w.project, "feature/login", sha(3))
		tx.PutTag(w.project, "v1.0", sha(2))
	})
	return w
}

// sha is the SHA of the n-th commit of main.
func sha(n int) string { return fmt.Sprintf("%x", sha1.Sum([]byte{byte(n)})) }

func (w *world) advance(by time.Duration) { w.now = w.now.Add(by) }

func (w *world) write(fn func(*gitlab.Tx)) {
	w.t.Helper()
	_, err := w.Write(func(tx *gitlab.Tx) error {
		fn(tx)
		return nil
	})
	require.NoError(w.t, err)
}

// edit changes the project.
func (w *world) edit(change func(*gitlab.Project)) {
	w.t.Helper()
	w.write(func(tx *gitlab.Tx) {
		p := *tx.ProjectByID(w.project)
		change(&p)
		tx.PutProject(p)
	})
}

// member is a new user with a role on the project.
func (w *world) member(username string, level gitlab.AccessLevel) gitlab.Actor {
	w.t.Helper()
	a := w.user(gitlab.User{Username: username})
	w.edit(func(p *gitlab.Project) { p.Members = p.Members.With(a.User.ID, level) })
	return a
}

func (w *world) user(u gitlab.User) gitlab.Actor {
	w.t.Helper()
	var row *gitlab.User
	w.write(func(tx *gitlab.Tx) { row = tx.PutUser(u) })
	return gitlab.Actor{User: row}
}

// protect protects an environment of the project.
func (w *world) protect(name string, deployers []gitlab.AccessRule, rules ...gitlab.ApprovalRule) *gitlab.ProtectedEnvironment {
	w.t.Helper()
	var pe *gitlab.ProtectedEnvironment
	w.write(func(tx *gitlab.Tx) {
		pe = tx.PutProtectedEnvironment(gitlab.ProtectedEnvironment{
			ProjectID: w.project, Name: name, DeployAccess: deployers, ApprovalRules: rules,
		})
	})
	return pe
}

func (w *world) create(a gitlab.Actor, n gitlab.NewDeployment) (d *gitlab.Deployment, err error) {
	_, err = w.Write(func(tx *gitlab.Tx) error {
		d, err = tx.CreateDeployment(a, shop, n)
		return err
	})
	return d, err
}

func (w *world) update(a gitlab.Actor, id int64, status gitlab.Status) (d *gitlab.Deployment, err error) {
	_, err = w.Write(func(tx *gitlab.Tx) error {
		d, err = tx.UpdateDeployment(a, shop, id, status)
		return err
	})
	return d, err
}

func (w *world) destroy(a gitlab.Actor, id int64, unmodifiedSince *time.Time) error {
	_, err := w.Write(func(tx *gitlab.Tx) error { return tx.DestroyDeployment(a, shop, id, unmodifiedSince) })
	return err
}

// deploy records the n-th commit of main in an environment; a second passes.
func (w *world) deploy(a gitlab.Actor, environment string, n int, status gitlab.Status) *gitlab.Deployment {
	w.t.Helper()
	d, err := w.create(a, gitlab.NewDeployment{Environment: environment, SHA: sha(n), Ref: "main", Status: status})
	require.NoError(w.t, err)
	w.advance(time.Second)
	return d
}

// move takes a deployment to another status; a second passes.
func (w *world) move(a gitlab.Actor, d *gitlab.Deployment, status gitlab.Status) *gitlab.Deployment {
	w.t.Helper()
	moved, err := w.update(a, d.ID, status)
	require.NoError(w.t, err)
	w.advance(time.Second)
	return moved
}

// put files a deployment as it is, as a dataset would.
func (w *world) put(d gitlab.Deployment) *gitlab.Deployment {
	w.t.Helper()
	var row *gitlab.Deployment
	w.write(func(tx *gitlab.Tx) {
		d.ProjectID = w.project
		if d.CreatedAt.IsZero() {
			d.CreatedAt, d.UpdatedAt = tx.Now, tx.Now
		}
		row = tx.PutDeployment(d)
	})
	return row
}

// environment is the environment of that name, made if need be.
func (w *world) environment(name string) *gitlab.Environment {
	w.t.Helper()
	if e := w.State().EnvironmentByName(w.project, name); e != nil {
		return e
	}
	var e *gitlab.Environment
	w.write(func(tx *gitlab.Tx) { e = tx.PutEnvironment(gitlab.Environment{ProjectID: w.project, Name: name}) })
	return e
}

// row is the present version of a deployment, nil if it is gone.
func (w *world) row(id int64) *gitlab.Deployment {
	return w.State().Deployment(w.State().ProjectByID(w.project), id)
}

// current is what an environment's current deployment is, 0 if there is none.
func (w *world) current(environment string) int64 {
	if d := w.State().LastDeployment(w.environment(environment)); d != nil {
		return d.ID
	}
	return 0
}

// list is every deployment the filter finds.
func (w *world) list(s *gitlab.State, a gitlab.Actor, f gitlab.DeploymentFilter) []*gitlab.Deployment {
	w.t.Helper()
	page, err := s.FindDeployments(a, shop, f, gitlab.Page{Number: 1, Size: 1 << 20})
	require.NoError(w.t, err)
	require.Len(w.t, page.Rows, page.Total)
	return page.Rows
}

func ids(rows []*gitlab.Deployment) []int64 {
	found := make([]int64, len(rows))
	for i, d := range rows {
		found[i] = d.ID
	}
	return found
}

func role(level gitlab.AccessLevel) gitlab.AccessRule { return gitlab.AccessRule{AccessLevel: level} }

func roles(level gitlab.AccessLevel) []gitlab.AccessRule { return []gitlab.AccessRule{role(level)} }

// assertOutcome compares with what a table wants: nil for no error, else exactly this refusal.
func assertOutcome(t testing.TB, want, got error) {
	t.Helper()
	if want == nil {
		assert.NoError(t, got)
		return
	}
	assert.Equal(t, want, got)
}

var (
	projectNotFound = &gitlab.Error{Kind: gitlab.NotFound, Subject: "Project"}
	recordNotFound  = &gitlab.Error{Kind: gitlab.NotFound}
	plainForbidden  = &gitlab.Error{Kind: gitlab.Forbidden}
)

func forbidden(reason string) error { return &gitlab.Error{Kind: gitlab.Forbidden, Message: reason} }

func refused(reason string) error { return &gitlab.Error{Kind: gitlab.Refused, Message: reason} }

func invalid(attribute string, messages ...string) error {
	return &gitlab.Error{Kind: gitlab.Invalid, Attribute: attribute, Messages: messages}
}
