package mockserver_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/mockserver/gitlab"
)

// What the API refuses cannot be in a dataset: the people of generated organisations make its environments, protections,
// deployments and votes anew, each at its time, and get the rows that loading gives.
//
// The API cannot make everything. Commits, refs and merge requests are there from the beginning, as nobody can choose a
// commit's SHA. Jobs are not: a deployment is recorded as running and then ended, so those are left out that have not got
// so far (created, skipped, blocked) or that nobody ran (rejected), and one that repeats what its environment already runs is the
// same deployment to GitLab. Votes need a job that waits, so deployments wait from the beginning where votes are cast.
func TestTheAPIMakesWhatDatasetsHold(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run("seed "+strconv.FormatUint(seed+1, 10), func(t *testing.T) {
			t.Parallel()
			d, err := fixtures.Generate(fixtures.Options{Seed: seed + 1, Count: 150})
			require.NoError(t, err)
			t.Run("deployments", func(t *testing.T) { replayDeployments(t, d) })
			t.Run("votes", func(t *testing.T) { replayVotes(t, d) })
		})
	}
}

// retelling is a server to which things happen in the order of their times.
type retelling struct {
	visitor
	now    *clock
	things []happening
	comes  map[string]bool // deployments that were made anew, by environment and time
}

type happening struct {
	at time.Time
	do func()
}

// startReplay starts with what is there from the beginning. Those who have left are still there, and everybody has a token.
func startReplay(t *testing.T, d fixtures.Dataset, begin func(*fixtures.Project)) *retelling {
	t.Helper()
	r := &retelling{now: &clock{now: fixtures.Epoch}, comes: map[string]bool{}}
	d.Users, d.Projects = slices.Clone(d.Users), slices.Clone(d.Projects)
	d.Tokens = []fixtures.Token{{Token: "admin-token", User: "admin", Scopes: []string{gitlab.ScopeAPI, gitlab.ScopeSudo, gitlab.ScopeAdminMode}}}
	for i := range d.Users {
		d.Users[i].Blocked = false
		if name := d.Users[i].Username; name != "admin" {
			d.Tokens = append(d.Tokens, fixtures.Token{Token: name + "-token", User: name})
		}
	}
	for i := range d.Projects {
		keepBranches(&d.Projects[i])
		begin(&d.Projects[i])
	}
	r.visitor = visit(t, d, r.now.set)
	return r
}

// keepBranches brings back the branches that were deployed and that are gone by now.
func keepBranches(p *fixtures.Project) {
	p.Branches = maps.Clone(p.Branches)
	for _, d := range p.Deployments {
		if p.Branches[d.Ref] == "" && p.Tags[d.Ref] == "" {
			p.Branches[d.Ref] = d.SHA
		}
	}
}

func (r *retelling) plan(at time.Time, do func()) { r.things = append(r.things, happening{at, do}) }

func (r *retelling) run() {
	slices.SortStableFunc(r.things, func(a, b happening) int { return a.at.Compare(b.at) })
	for _, thing := range r.things {
		r.now.move(thing.at)
		thing.do()
	}
}

func replayDeployments(t *testing.T, d fixtures.Dataset) {
	t.Helper()
	r := startReplay(t, d, func(p *fixtures.Project) { p.Environments, p.Deployments = nil, nil })
	loaded := loadedAlone(t, d)
	for i, p := range d.Projects {
		project := int64(i + 1)
		path := fmt.Sprintf("/projects/%d", project)
		for _, e := range p.Environments {
			r.environment(path, e)
		}
		for _, deployment := range p.Deployments {
			if s := deployment.Status; s == "created" || s == "skipped" || s == "blocked" || deployment.Job != nil && deployment.Job.FailureReason == "deployment_rejected" {
				continue
			}
			r.deployment(path, deployment)
		}
	}
	r.run()
	made := r.server.Instance().State()
	for p := range loaded.Projects() {
		assert.Equal(t, environmentRows(loaded, p.ID), environmentRows(made, p.ID))
		assert.Equal(t, r.deploymentRows(loaded, p.ID), r.deploymentRows(made, p.ID))
	}
}

func (r *retelling) environment(path string, e fixtures.Environment) {
	var id string
	r.plan(e.CreatedAt, func() {
		id = r.as("admin").made(path+"/environments", url.Values{"name": {e.Name}, "external_url": {e.ExternalURL}}.Encode()).member("id")
	})
	if e.State == "stopped" {
		r.plan(e.UpdatedAt, func() {
			a := r.as("admin").post(path+"/environments/"+id+"/stop", "")
			require.Equal(r.t, 200, a.status, "%s: %s", e.Name, a.body)
		})
	}
	if e.Protection != nil {
		r.plan(e.CreatedAt, func() {
			form := url.Values{"name": {e.Name}}
			for i, rule := range e.Protection.DeployAccess {
				r.rule(form, fmt.Sprintf("deploy_access_levels[%d]", i), rule.User, rule.Group, rule.AccessLevel)
			}
			for i, rule := range e.Protection.ApprovalRules {
				key := fmt.Sprintf("approval_rules[%d]", i)
				r.rule(form, key, rule.User, rule.Group, rule.AccessLevel)
				form.Set(key+"[required_approvals]", strconv.Itoa(max(rule.RequiredApprovals, 1)))
			}
			r.as("admin").made(path+"/protected_environments", form.Encode())
		})
	}
}

// rule says whom a rule covers.
func (r *retelling) rule(form url.Values, key, user, group, role string) {
	s := r.server.Instance().State()
	switch {
	case user != "":
		form.Set(key+"[user_id]", itoa(s.UserByName(user).ID))
	case group != "":
		for g := range s.Groups() {
			if g.Path == group {
				form.Set(key+"[group_id]", itoa(g.ID))
			}
		}
	default:
		form.Set(key+"[access_level]", map[string]string{"developer": "30", "maintainer": "40", "admin": "60"}[role])
	}
}

// deployment records one as running when it was made, and ends it when it ended.
func (r *retelling) deployment(path string, d fixtures.Deployment) {
	var id string
	r.plan(d.CreatedAt, func() {
		a := r.as(d.User).post(path+"/deployments", url.Values{
			"environment": {d.Environment}, "ref": {d.Ref}, "sha": {d.SHA}, "tag": {strconv.FormatBool(d.Tag)}, "status": {"running"},
		}.Encode())
		require.Equal(r.t, 201, a.status, "deployment %d of %s to %s by %s: %s", d.ID, path, d.Environment, d.User, a.body)
		if a.text("created_at") == d.CreatedAt.UTC().Format("2006-01-02T15:04:05.000Z") {
			id = a.member("id")
			r.comes[deploymentKey(d.Environment, d.CreatedAt)] = true
		}
	})
	if d.Status != "running" {
		r.plan(cmp.Or(d.FinishedAt, d.UpdatedAt), func() {
			if id == "" {
				return
			}
			a := r.as(d.User).put(path+"/deployments/"+id, "status="+cmp.Or(d.Status, "success"))
			require.Equal(r.t, 200, a.status, "deployment %d of %s to %s by %s: %s", d.ID, path, d.Environment, d.User, a.body)
		})
	}
}

func deploymentKey(environment string, created time.Time) string {
	return environment + " " + created.UTC().Format(time.RFC3339Nano)
}

// deploymentRows are those of a project that were made anew.
func (r *retelling) deploymentRows(s *gitlab.State, project int64) (rows []string) {
	for d := range s.Deployments(project) {
		environment := s.Environment(d.EnvironmentID).Name
		if !r.comes[deploymentKey(environment, d.CreatedAt)] {
			continue
		}
		row := fmt.Sprint(environment, d.Ref, d.SHA, d.Tag, d.Status, s.User(d.UserID).Username, d.CreatedAt, d.FinishedAt)
		if d.Status.Finished() {
			row += fmt.Sprint(d.UpdatedAt) // of what runs, it is when its job started
		}
		rows = append(rows, row)
	}
	slices.Sort(rows)
	return rows
}

func environmentRows(s *gitlab.State, project int64) (rows []string) {
	for _, e := range s.Environments(project) {
		row := fmt.Sprint(e.Name, e.Slug, e.ExternalURL, e.Tier, e.State, e.CreatedAt)
		for _, rule := range s.ApprovalRules(e) {
			row += fmt.Sprint(" asks ", rule.Required, " of ", rule.UserID, rule.GroupID, rule.AccessLevel)
		}
		rows = append(rows, row)
	}
	return rows
}

// replayVotes has those vote again who have voted, while the deployments wait.
func replayVotes(t *testing.T, d fixtures.Dataset) {
	t.Helper()
	loaded := loadedAlone(t, d)
	r := startReplay(t, d, func(p *fixtures.Project) {
		p.Deployments = slices.Clone(p.Deployments)
		for i := range p.Deployments {
			if waits := &p.Deployments[i]; len(waits.Approvals) > 0 {
				job := *waits.Job
				job.Status, job.FailureReason = "", ""
				job.StartedAt, job.FinishedAt, job.Duration, job.QueuedDuration = time.Time{}, time.Time{}, 0, 0
				waits.Status, waits.Job, waits.Approvals = "blocked", &job, nil
				waits.UpdatedAt, waits.FinishedAt = waits.CreatedAt, time.Time{}
			}
		}
	})
	for i, p := range d.Projects {
		for _, deployment := range p.Deployments {
			for _, vote := range deployment.Approvals {
				r.plan(vote.CreatedAt, func() {
					form := url.Values{"status": {cmp.Or(vote.Status, "approved")}}
					if vote.Comment != nil {
						form.Set("comment", *vote.Comment)
					}
					a := r.as(vote.User).post(fmt.Sprintf("/projects/%d/deployments/%d/approval", i+1, deployment.ID), form.Encode())
					require.Equal(r.t, 201, a.status, "%s votes on deployment %d by %s: %s", vote.User, deployment.ID, deployment.User, a.body)
				})
			}
		}
	}
	r.run()
	made := r.server.Instance().State()
	for p := range loaded.Projects() {
		for deployment := range loaded.Deployments(p.ID) {
			again := made.Deployment(p, deployment.ID)
			assert.Equal(t, voteRows(loaded, deployment), voteRows(made, again))
			if slices.ContainsFunc(loaded.Approvals(deployment), func(a *gitlab.Approval) bool { return a.Vote == gitlab.Rejected }) {
				assert.Equal(t, gitlab.Failed, again.Status)
				assert.Equal(t, deployment.FinishedAt, again.FinishedAt, "a rejection ends it")
			}
		}
	}
}

func voteRows(s *gitlab.State, d *gitlab.Deployment) (rows []string) {
	for _, a := range s.Approvals(d) {
		comment := "-"
		if a.Comment != nil {
			comment = *a.Comment
		}
		rows = append(rows, fmt.Sprint(s.User(a.UserID).Username, a.RuleID, a.Vote, a.CreatedAt, comment))
	}
	return rows
}

func loadedAlone(t *testing.T, d fixtures.Dataset) *gitlab.State {
	t.Helper()
	i := gitlab.New(gitlab.Options{Now: func() time.Time { return fixtures.Epoch }, Edition: gitlab.EnterpriseEdition, Tier: gitlab.Premium})
	require.NoError(t, d.Load(i))
	return i.State()
}
