package gitlab_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// powers is what someone gets for listing, reading, creating, updating and deleting.
type powers struct{ list, get, create, update, destroy error }

var (
	noProject = powers{projectNotFound, projectNotFound, projectNotFound, projectNotFound, projectNotFound}
	nothing   = powers{plainForbidden, plainForbidden, plainForbidden, plainForbidden, plainForbidden}
	reading   = powers{nil, nil, plainForbidden, plainForbidden, plainForbidden}
	deploying = powers{nil, nil, nil, nil, plainForbidden}
	ruling    = powers{}
)

// powersOf tries everything an actor might do, on a running and on a failed deployment made for it.
func (w *world) powersOf(a gitlab.Actor) (p powers) {
	w.t.Helper()
	environment := w.environment("production").ID
	running := w.put(gitlab.Deployment{EnvironmentID: environment, Status: gitlab.Running})
	failed := w.put(gitlab.Deployment{EnvironmentID: environment, Status: gitlab.Failed})
	_, p.list = w.State().FindDeployments(a, shop, gitlab.DeploymentFilter{}, gitlab.Page{Number: 1, Size: 20})
	_, p.get = w.State().GetDeployment(a, shop, failed.ID)
	_, p.create = w.create(a, gitlab.NewDeployment{Environment: "production", SHA: "main", Ref: "main", Status: gitlab.Running})
	_, p.update = w.update(a, running.ID, gitlab.Canceled)
	p.destroy = w.destroy(a, failed.ID, nil)
	_, _, err := w.State().FindDeploymentMergeRequests(a, shop, 1, gitlab.MergeRequestFilter{}, gitlab.MergeRequestOrder{}, gitlab.Page{Number: 1, Size: 20})
	assert.Equal(w.t, p.list, err, "merge requests take the right to list")
	return p
}

func TestRoles(t *testing.T) {
	levels := map[string]gitlab.AccessLevel{
		"guest": gitlab.Guest, "planner": gitlab.Planner, "reporter": gitlab.Reporter, "security": gitlab.SecurityManager,
		"developer": gitlab.Developer, "maintainer": gitlab.Maintainer, "owner": gitlab.Owner, "external guest": gitlab.Guest,
	}
	members := map[string]powers{
		"reporter": reading, "security": reading, "developer": deploying, "maintainer": ruling, "owner": ruling, "admin": ruling, "auditor": reading,
	}
	for _, test := range []struct {
		visibility gitlab.Visibility
		others     map[string]powers
	}{
		{gitlab.Private, map[string]powers{"guest": nothing, "planner": nothing, "external guest": nothing, "stranger": noProject, "external": noProject}},
		{gitlab.Internal, map[string]powers{"guest": reading, "planner": reading, "external guest": nothing, "stranger": reading, "external": noProject}},
		{gitlab.Public, map[string]powers{"guest": reading, "planner": reading, "external guest": reading, "stranger": reading, "external": reading}},
	} {
		for _, table := range []map[string]powers{members, test.others} {
			for name, want := range table {
				t.Run(string(test.visibility)+" "+name, func(t *testing.T) {
					w := newWorld(t)
					a := w.user(gitlab.User{
						Username: name, Admin: name == "admin", Auditor: name == "auditor", External: name == "external" || name == "external guest",
					})
					w.edit(func(p *gitlab.Project) {
						p.Visibility = test.visibility
						if level, ok := levels[name]; ok {
							p.Members = gitlab.NewMembers(map[int64]gitlab.AccessLevel{a.User.ID: level})
						}
					})
					assert.Equal(t, want, w.powersOf(a))
				})
			}
		}
	}
}

func TestFeatures(t *testing.T) {
	features := map[string]func(*gitlab.Project, gitlab.FeatureAccess){
		"repository":   func(p *gitlab.Project, f gitlab.FeatureAccess) { p.RepositoryAccess = f },
		"builds":       func(p *gitlab.Project, f gitlab.FeatureAccess) { p.BuildsAccess = f },
		"environments": func(p *gitlab.Project, f gitlab.FeatureAccess) { p.EnvironmentsAccess = f },
	}
	for name, set := range features {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			owner, reporter, guest := w.member("owner", gitlab.Owner), w.member("reporter", gitlab.Reporter), w.member("guest", gitlab.Guest)
			stranger := w.user(gitlab.User{Username: "stranger"})
			admin, auditor := w.user(gitlab.User{Username: "admin", Admin: true}), w.user(gitlab.User{Username: "auditor", Auditor: true})
			with := func(f gitlab.FeatureAccess) {
				w.edit(func(p *gitlab.Project) {
					p.Visibility = gitlab.Public
					set(p, f)
				})
			}
			with(gitlab.FeatureDisabled)
			for _, a := range []gitlab.Actor{owner, reporter, guest, stranger, admin, auditor} {
				assert.Equal(t, nothing, w.powersOf(a), a.User.Username)
			}
			with(gitlab.FeaturePrivate)
			assert.Equal(t, nothing, w.powersOf(stranger))
			guests := reading // as members, where only the project is open to all
			if name == "environments" {
				guests = nothing
			}
			assert.Equal(t, guests, w.powersOf(guest))
			assert.Equal(t, reading, w.powersOf(reporter))
			assert.Equal(t, reading, w.powersOf(auditor))
			assert.Equal(t, ruling, w.powersOf(owner))
			with(gitlab.FeatureEnabled)
			assert.Equal(t, reading, w.powersOf(stranger))
		})
	}
}

func TestWhoSeesPipelines(t *testing.T) {
	type setting struct {
		visibility       gitlab.Visibility
		hidden           bool
		builds, codebase gitlab.FeatureAccess
	}
	for name, tt := range map[string]struct {
		setting
		guest, stranger, reporter error
	}{
		"private":                      {setting{visibility: gitlab.Private}, nil, projectNotFound, nil},
		"private, hidden":              {setting{visibility: gitlab.Private, hidden: true}, plainForbidden, projectNotFound, nil},
		"private, code for members":    {setting{visibility: gitlab.Private, codebase: gitlab.FeaturePrivate}, plainForbidden, projectNotFound, nil},
		"private, builds for members":  {setting{visibility: gitlab.Private, builds: gitlab.FeaturePrivate}, nil, projectNotFound, nil},
		"private, no builds":           {setting{visibility: gitlab.Private, builds: gitlab.FeatureDisabled}, plainForbidden, projectNotFound, plainForbidden},
		"internal":                     {setting{visibility: gitlab.Internal}, nil, nil, nil},
		"internal, hidden":             {setting{visibility: gitlab.Internal, hidden: true}, plainForbidden, plainForbidden, nil},
		"internal, builds for members": {setting{visibility: gitlab.Internal, builds: gitlab.FeaturePrivate}, nil, plainForbidden, nil},
		"public, code for members":     {setting{visibility: gitlab.Public, codebase: gitlab.FeaturePrivate}, nil, plainForbidden, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			guest, reporter := w.member("guest", gitlab.Guest), w.member("reporter", gitlab.Reporter)
			stranger := w.user(gitlab.User{Username: "stranger"})
			w.edit(func(p *gitlab.Project) {
				p.Visibility, p.JobsHidden, p.BuildsAccess, p.RepositoryAccess = tt.visibility, tt.hidden, tt.builds, tt.codebase
			})
			for _, asked := range []struct {
				actor gitlab.Actor
				want  error
			}{{guest, tt.guest}, {stranger, tt.stranger}, {reporter, tt.reporter}} {
				_, err := w.State().FindPipelines(asked.actor, shop, gitlab.PipelineFilter{})
				assertOutcome(t, asked.want, err)
				_, err = w.State().FindJobs(asked.actor, shop, gitlab.JobFilter{})
				assertOutcome(t, asked.want, err)
			}
		})
	}
}

func TestAnArchivedProjectIsReadOnly(t *testing.T) {
	w := newWorld(t)
	owner, guest := w.member("owner", gitlab.Owner), w.member("guest", gitlab.Guest)
	admin := w.user(gitlab.User{Username: "admin", Admin: true})
	w.edit(func(p *gitlab.Project) { p.Archived = true })
	assert.Equal(t, reading, w.powersOf(owner))
	assert.Equal(t, reading, w.powersOf(admin))
	assert.Equal(t, nothing, w.powersOf(guest))
}

func TestAccessThroughGroups(t *testing.T) {
	w := newWorld(t)
	ada, bob, eve := w.user(gitlab.User{Username: "ada"}), w.user(gitlab.User{Username: "bob"}), w.user(gitlab.User{Username: "eve"})
	w.write(func(tx *gitlab.Tx) {
		top := tx.PutGroup(gitlab.Group{Path: "acme", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{ada.User.ID: gitlab.Maintainer})})
		sub := tx.PutGroup(gitlab.Group{Path: "acme/web", ParentID: top.ID, Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{ada.User.ID: gitlab.Reporter})})
		partnersTop := tx.PutGroup(gitlab.Group{Path: "partners", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{bob.User.ID: gitlab.Owner})})
		partners := tx.PutGroup(gitlab.Group{Path: "partners/ops", ParentID: partnersTop.ID, Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{eve.User.ID: gitlab.Guest})})
		p := *tx.ProjectByID(w.project)
		p.GroupID, p.Shares = sub.ID, []gitlab.Share{{GroupID: partners.ID, Access: gitlab.Developer}}
		p.Members = gitlab.NewMembers(map[int64]gitlab.AccessLevel{ada.User.ID: gitlab.Developer})
		tx.PutProject(p)
	})
	p := w.State().ProjectByID(w.project)
	assert.Equal(t, gitlab.Maintainer, w.State().Access(ada.User, p), "the highest of the project, the group and those above it")
	assert.Equal(t, gitlab.Developer, w.State().Access(bob.User, p), "an owner there, here what the share allows")
	assert.Equal(t, gitlab.Guest, w.State().Access(eve.User, p), "a share lifts nobody")
	assert.Equal(t, ruling, w.powersOf(ada))
	assert.Equal(t, deploying, w.powersOf(bob))
	assert.Equal(t, nothing, w.powersOf(eve))
}

func TestProjectLookup(t *testing.T) {
	w := newWorld(t)
	reporter := w.member("reporter", gitlab.Reporter)
	stranger := w.user(gitlab.User{Username: "stranger"})
	w.edit(func(p *gitlab.Project) { p.FormerPaths = []string{"acme/Store"} })
	moved := &gitlab.Error{Kind: gitlab.Moved, ProjectID: w.project}
	for _, test := range []struct {
		ref  string
		want error
	}{
		{"1", nil}, {"01", nil}, {"acme/shop", nil}, {"ACME/Shop", nil},
		{"shop", projectNotFound}, {"acme", projectNotFound}, {"", projectNotFound}, {"acme/", projectNotFound}, {"/shop", projectNotFound},
		{"-1", projectNotFound}, {"+1", projectNotFound}, {"0", projectNotFound}, {"2", projectNotFound}, {"99999999999999999999", projectNotFound}, {"1.0", projectNotFound},
		{"acme/store", moved}, {"acme/Store", moved},
	} {
		_, err := w.State().Project(reporter, test.ref)
		assertOutcome(t, test.want, err)
		_, err = w.State().Project(stranger, test.ref)
		assertOutcome(t, projectNotFound, err)
	}
	w.edit(func(p *gitlab.Project) { p.Path = "acme/boutique" })
	_, err := w.State().Project(reporter, shop)
	assertOutcome(t, moved, err)
	w.write(func(tx *gitlab.Tx) { tx.PutProject(gitlab.Project{Path: shop, Visibility: gitlab.Public}) })
	p, err := w.State().Project(reporter, shop)
	require.NoError(t, err, "a new project takes the path over")
	assert.Equal(t, shop, p.Path)
	assert.Equal(t, "shop", p.LastSegment())
}

func TestJobTokens(t *testing.T) {
	w := newWorld(t)
	var jobs [2]gitlab.Actor // of a project next door, and of the project itself
	bot := w.member("bot", gitlab.Maintainer)
	w.write(func(tx *gitlab.Tx) {
		tools := tx.PutProject(gitlab.Project{Path: "acme/build-tools"})
		jobs[0] = gitlab.Actor{User: bot.User, Job: tx.PutJob(gitlab.Job{ProjectID: tools.ID, Status: gitlab.JobRunning})}
		jobs[1] = gitlab.Actor{User: bot.User, Job: tx.PutJob(gitlab.Job{ProjectID: w.project, Status: gitlab.JobRunning})}
	})
	outside := forbidden("Authentication by CI/CD job token not allowed from build-tools to project #1.")
	lacking := func(needs string) error {
		return forbidden("Insufficient permissions to access this resource in project #1. The following token " + needs)
	}
	needsRead := lacking("permission is required: read_deployments.")
	needsAdmin := lacking("permission is required: admin_deployments.")
	needsBoth := lacking("permissions are required: admin_deployments and admin_environments.")
	grant := func(policies ...gitlab.Policy) []gitlab.JobTokenGrant {
		return []gitlab.JobTokenGrant{{ProjectID: 77}, {ProjectID: jobs[0].Job.ProjectID, Policies: policies}}
	}
	for _, test := range []struct {
		name   string
		change func(*gitlab.Project)
		want   powers
	}{
		{"no grant", func(*gitlab.Project) {}, powers{outside, outside, outside, outside, outside}},
		{"a grant to somebody else", func(p *gitlab.Project) { p.JobTokenGrants = grant()[:1] }, powers{outside, outside, outside, outside, outside}},
		{"a grant without policies", func(p *gitlab.Project) { p.JobTokenGrants = grant() }, ruling},
		{"read", func(p *gitlab.Project) { p.JobTokenGrants = grant(gitlab.ReadDeployments) }, powers{nil, nil, needsBoth, needsAdmin, needsAdmin}},
		{"admin environments", func(p *gitlab.Project) { p.JobTokenGrants = grant(gitlab.AdminEnvironments) }, powers{needsRead, needsRead, needsBoth, needsAdmin, needsAdmin}},
		{"admin deployments", func(p *gitlab.Project) { p.JobTokenGrants = grant(gitlab.AdminDeployments) }, powers{nil, nil, needsBoth, nil, nil}},
		{"admin both", func(p *gitlab.Project) { p.JobTokenGrants = grant(gitlab.AdminEnvironments, gitlab.AdminDeployments) }, powers{nil, nil, nil, nil, nil}},
		{"no allowlist", func(p *gitlab.Project) { p.JobTokenOpen = true }, ruling},
		{"public", func(p *gitlab.Project) { p.Visibility = gitlab.Public }, powers{nil, nil, outside, outside, outside}},
		{"public, builds private", func(p *gitlab.Project) { p.Visibility, p.BuildsAccess = gitlab.Public, gitlab.FeaturePrivate }, powers{outside, outside, outside, outside, outside}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.edit(func(p *gitlab.Project) {
				p.JobTokenGrants, p.JobTokenOpen, p.Visibility, p.BuildsAccess = nil, false, gitlab.Private, ""
				test.change(p)
			})
			assert.Equal(t, test.want, w.powersOf(jobs[0]))
			assert.Equal(t, ruling, w.powersOf(jobs[1]), "its own jobs come in without a grant")
		})
	}
}

func TestJobTokensCarryNoAdminRights(t *testing.T) {
	w := newWorld(t)
	admin := w.user(gitlab.User{Username: "admin", Admin: true})
	w.write(func(tx *gitlab.Tx) { admin.Job = tx.PutJob(gitlab.Job{ProjectID: w.project}) })
	assert.Equal(t, noProject, w.powersOf(admin))
	w.edit(func(p *gitlab.Project) {
		p.Members = gitlab.NewMembers(map[int64]gitlab.AccessLevel{admin.User.ID: gitlab.Developer})
	})
	assert.Equal(t, deploying, w.powersOf(admin))
	w.protect("production", roles(gitlab.AdminAccess))
	assert.Equal(t, deploying, w.powersOf(admin), "protected environments ask the user alone")
	assert.Equal(t, ruling, w.powersOf(gitlab.Actor{User: admin.User}))
}
