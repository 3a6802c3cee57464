package gitlab_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func TestWhichRunnerGetsAJob(t *testing.T) {
	tagged := func(tags ...string) func(*gitlab.CIJob) { return func(j *gitlab.CIJob) { j.Tags = tags } }
	for name, tt := range map[string]struct {
		runner  gitlab.NewRunner
		tags    []string // of the job
		project func(p *gitlab.Project)
		want    bool
	}{
		"one of the project":         {gitlab.NewRunner{Type: "project_type", ProjectID: 1}, nil, nil, true},
		"one of another":             {gitlab.NewRunner{Type: "project_type", ProjectID: 2}, nil, nil, false},
		"with more tags":             {gitlab.NewRunner{Type: "project_type", ProjectID: 1, Tags: []string{"a", "b"}}, []string{"b"}, nil, true},
		"without one of the tags":    {gitlab.NewRunner{Type: "project_type", ProjectID: 1, Tags: []string{"a"}}, []string{"a", "b"}, nil, false},
		"that wants tags":            {gitlab.NewRunner{Type: "project_type", ProjectID: 1, Tags: []string{"a"}, Tagged: true}, nil, nil, false},
		"of the group":               {gitlab.NewRunner{Type: "group_type", GroupID: 1}, nil, nil, true},
		"of another group":           {gitlab.NewRunner{Type: "group_type", GroupID: 2}, nil, nil, false},
		"of the group, switched off": {gitlab.NewRunner{Type: "group_type", GroupID: 1}, nil, func(p *gitlab.Project) { p.GroupRunnersOff = true }, false},
		"of all":                     {gitlab.NewRunner{Type: "instance_type"}, nil, nil, true},
		"of all, switched off":       {gitlab.NewRunner{Type: "instance_type"}, nil, func(p *gitlab.Project) { p.SharedRunnersOff = true }, false},
	} {
		t.Run(name, func(t *testing.T) {
			l := run(t, gitlab.Options{}, ciJob("job", "1", tagged(tt.tags...)))
			root := l.user(gitlab.User{Username: "root", Admin: true})
			l.write(func(tx *gitlab.Tx) {
				tx.PutGroup(gitlab.Group{Path: "acme"})
				tx.PutGroup(gitlab.Group{Path: "others"})
				tx.PutProject(gitlab.Project{Path: "acme/other"})
			})
			l.edit(func(p *gitlab.Project) { p.GroupID = 1 })
			if tt.project != nil {
				l.edit(tt.project)
			}
			l.write(func(tx *gitlab.Tx) {
				r, err := tx.CreateRunner(root, tt.runner)
				require.NoError(t, err)
				taken, err := tx.RequestJob(r.Token)
				require.NoError(t, err)
				assert.Equal(t, tt.want, taken != nil)
			})
		})
	}
}

func TestTheOwnRunnerKeepsAwayFromProjectsWithoutSharedOnes(t *testing.T) {
	l := run(t, gitlab.Options{Runner: new(time.Duration(0))}, ciJob("job", "1"))
	assert.Equal(t, success, l.job("job").Status)
	l.edit(func(p *gitlab.Project) { p.SharedRunnersOff = true })
	l.start()
	assert.Equal(t, pending, l.job("job").Status)
}

func TestWhoMakesRunners(t *testing.T) {
	w := newWorld(t)
	w.write(func(tx *gitlab.Tx) { tx.PutGroup(gitlab.Group{Path: "acme"}) })
	project, group := gitlab.NewRunner{Type: "project_type", ProjectID: w.project}, gitlab.NewRunner{Type: "group_type", GroupID: 1}
	for _, tt := range []struct {
		level   gitlab.AccessLevel
		runner  gitlab.NewRunner
		allowed bool
	}{
		{gitlab.Developer, project, false}, {gitlab.Maintainer, project, true}, {gitlab.Maintainer, group, false}, {gitlab.Owner, group, true},
	} {
		actor := w.member(tt.runner.Type+strings.Repeat("x", int(tt.level)), tt.level)
		w.write(func(tx *gitlab.Tx) {
			tx.PutGroup(gitlab.Group{ID: 1, Path: "acme", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{actor.User.ID: tt.level})})
		})
		_, err := w.Write(func(tx *gitlab.Tx) error {
			_, err := tx.CreateRunner(actor, tt.runner)
			return err
		})
		assert.Equal(t, tt.allowed, err == nil, "%s %d", tt.runner.Type, tt.level)
	}
}

func TestJobsWithoutATokenAreReportedByNobody(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("job", "1"))
	assertOutcome(t, plainForbidden, l.do(func(tx *gitlab.Tx) (*gitlab.Job, error) {
		return tx.ReportJob(l.job("job").ID, "", gitlab.JobReport{State: "success"})
	}))
}

func TestVariables(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("job", "1", func(j *gitlab.CIJob) { j.Variables = map[string]string{"B": "job", "C": "job"} }))
	l.ci.Variables = map[string]string{"A": "file", "B": "file", "C": "file", "LONG": strings.Repeat("$CI_PROJECT_PATH", 1000)}
	l.write(func(tx *gitlab.Tx) {
		pl, err := tx.CreatePipeline(l.actor, shop, gitlab.NewPipeline{Ref: "main", Variables: map[string]string{"C": "pipeline"}})
		require.NoError(t, err)
		l.pipeline = pl.ID
	})
	values := l.State().JobVariables(l.job("job"))
	assert.Equal(t, []string{"file", "job", "pipeline"}, []string{values["A"], values["B"], values["C"]})
	assert.Len(t, values["LONG"], 4096)
	assert.Equal(t, "main", values["CI_COMMIT_BRANCH"])

	l.write(func(tx *gitlab.Tx) {
		long := strings.Repeat("x", 62) + "/y"
		tx.PutBranch(l.project, long, tx.Repository(l.project).Branch("main").SHA)
		pl, err := tx.CreatePipeline(l.actor, shop, gitlab.NewPipeline{Ref: long})
		require.NoError(t, err)
		l.pipeline = pl.ID
	})
	values = l.State().JobVariables(l.job("job"))
	assert.Equal(t, strings.Repeat("x", 62), values["CI_COMMIT_REF_SLUG"])

	l.write(func(tx *gitlab.Tx) {
		tx.PutTag(l.project, "v2", tx.Repository(l.project).Branch("main").SHA)
		pl, err := tx.CreatePipeline(l.actor, shop, gitlab.NewPipeline{Ref: "v2"})
		require.NoError(t, err)
		l.pipeline = pl.ID
	})
	values = l.State().JobVariables(l.job("job"))
	assert.Equal(t, []string{"v2", ""}, []string{values["CI_COMMIT_TAG"], values["CI_COMMIT_BRANCH"]})
}

func TestJobsGoWithTheirProject(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("build", "1"))
	admin := l.user(gitlab.User{Username: "root", Admin: true})
	l.write(func(tx *gitlab.Tx) {
		require.NoError(t, tx.DeleteProject(admin, shop, gitlab.ProjectDeletion{}))
		full := tx.ProjectByID(l.project).Path
		require.NoError(t, tx.DeleteProject(admin, full, gitlab.ProjectDeletion{Permanently: true, FullPath: full}))
		r, err := tx.CreateRunner(admin, gitlab.NewRunner{Type: "instance_type"})
		require.NoError(t, err)
		taken, err := tx.RequestJob(r.Token)
		require.NoError(t, err)
		assert.Nil(t, taken)
	})
}
