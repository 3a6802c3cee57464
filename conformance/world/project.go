package world

import (
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"understudy/conformance/wire"
)

// Project is a project to deploy in.
type Project struct {
	ID   int64  // 0 if the target does not show it
	Path string // full path; "" if the target does not show it
	Ref  string // its default branch
	SHA  string // a commit on it; the name of a branch where the target shows no commit
	// Branches and Commits are all that are known: three, the latter oldest first, where the project is the run's own.
	Branches, Commits []string

	w     *World
	named string // as the run names it in paths, unescaped
	own   bool

	mu      sync.Mutex
	current map[string]change // by environment: what its latest success deployed
}

// URL is the escaped path of something in the project: URL("deployments", 42).
func (p *Project) URL(segments ...any) string {
	return escaped(append([]any{"projects", p.named}, segments...)...)
}

// Own tells whether the run made the project.
func (p *Project) Own() bool { return p.own }

type shownProject struct {
	ID     int64  `json:"id"`
	Path   string `json:"path_with_namespace"`
	Branch string `json:"default_branch"`
}

// Project is the one that cases share.
func (w *World) Project() (*Project, error) {
	if w.Config.Project != "" {
		return w.given()
	}
	return w.NewProject("main")
}

// Second is another project with a repository, Empty one in which nothing has ever been deployed.
func (w *World) Second() (*Project, error) { return w.NewProject("second") }

// Empty is a project in which no case deploys.
func (w *World) Empty() (*Project, error) { return w.NewProject("empty") }

// NewProject is a project of the run's own, one for each name, with three commits and three branches.
func (w *World) NewProject(name string) (*Project, error) {
	return once(w, "project "+name, func() (*Project, error) {
		if w.Config.Project != "" {
			return nil, &Missing{What: "a project of the run's own", Without: "projects", Hint: OwnProjects}
		}
		return w.makeProject(w.Name(name), 0)
	})
}

// makeProject makes a project in a group, or, if that is 0, in the caller's own namespace.
func (w *World) makeProject(name string, group int64) (*Project, error) {
	if err := w.intend(Thing{Kind: kindProject, Name: name}); err != nil {
		return nil, err
	}
	var shown shownProject
	attributes := map[string]any{
		"name": name, "path": name, "visibility": "private", "initialize_with_readme": true, "default_branch": "main",
		"auto_devops_enabled": false, "shared_runners_enabled": false, "group_runners_enabled": false,
	}
	if group != 0 {
		attributes["namespace_id"] = group
	}
	if err := w.post("/projects", attributes, &shown); err != nil {
		return nil, lacking("projects", err)
	}
	w.made.own(fmt.Sprint(shown.ID))
	w.made.own(url.PathEscape(shown.Path))
	w.record(Thing{Kind: kindProject, ID: shown.ID, Name: shown.Path})
	p := &Project{ID: shown.ID, Path: shown.Path, Ref: "main", w: w, named: fmt.Sprint(shown.ID), own: true, current: map[string]change{}}
	if err := p.fill(); err != nil {
		return nil, lacking("projects", err)
	}
	return p, nil
}

// fill makes commits and branches. The branches' names are in another order than their making.
func (p *Project) fill() error {
	for _, text := range []string{"one", "two", "three"} {
		sha, err := p.Commit(p.Ref, "", map[string]string{"deployed.txt": text}, "Change "+text)
		if err != nil {
			return err
		}
		p.Commits = append(p.Commits, sha)
	}
	p.SHA = p.Commits[0]
	for _, branch := range []string{"zulu", "alpha", "mike"} {
		if err := p.w.post(p.URL("repository", "branches"), map[string]any{"branch": branch, "ref": p.Ref}, nil); err != nil {
			return err
		}
		p.Branches = append(p.Branches, branch)
	}
	return nil
}

// Commit puts files on a branch of a project of the run's own, which is made from another one if from is given, and returns the
// commit's id. No pipeline comes of it.
func (p *Project) Commit(branch, from string, files map[string]string, message string) (sha string, err error) {
	action := "create"
	if from == "" && len(p.Commits) > 0 {
		action = "update"
	}
	var actions []map[string]any
	for path, content := range files {
		actions = append(actions, map[string]any{"action": action, "file_path": path, "content": content + "\n"})
	}
	body := map[string]any{"branch": branch, "commit_message": message + " [skip ci]", "actions": actions}
	if from != "" {
		body["start_branch"] = from
	}
	var commit struct{ ID string }
	err = p.w.post(p.URL("repository", "commits"), body, &commit)
	return commit.ID, err
}

// Tag makes a tag of the default branch's commit in a project of the run's own.
func (p *Project) Tag(name string) error {
	if !p.own {
		return &Missing{What: "a tag of the run's own", Without: "projects", Hint: OwnProjects}
	}
	_, err := once(p.w, fmt.Sprintf("tag %d %s", p.ID, name), func() (struct{}, error) {
		return struct{}{}, p.w.post(p.URL("repository", "tags"), map[string]any{"tag_name": name, "ref": p.Ref}, nil)
	})
	return lacking("projects", err)
}

// Branch makes a branch of the default branch's commit in a project of the run's own.
func (p *Project) Branch(name string) error {
	if !p.own {
		return &Missing{What: "a branch of the run's own", Without: "projects", Hint: OwnProjects}
	}
	_, err := once(p.w, fmt.Sprintf("branch %d %s", p.ID, name), func() (struct{}, error) {
		return struct{}{}, p.w.post(p.URL("repository", "branches"), map[string]any{"branch": name, "ref": p.Ref}, nil)
	})
	return lacking("projects", err)
}

// given is the project that the run was pointed at.
func (w *World) given() (*Project, error) {
	return once(w, "given project", func() (*Project, error) {
		p := &Project{Ref: w.Ref, SHA: w.SHA, w: w, named: w.Config.Project, current: map[string]change{}}
		var shown shownProject
		e := w.Line.Do(w.ctx, w.signer, wire.Request{Method: http.MethodGet, Path: p.URL()})
		if e.Err != nil {
			return nil, &CallError{Exchange: e}
		}
		if err := w.get(p.URL(), &shown); err == nil {
			p.ID, p.Path = shown.ID, shown.Path
		}
		if p.Ref == "" {
			p.Ref = shown.Branch
		}
		if p.Ref == "" {
			p.Ref = "main" // the usual one, where the target does not show the project
		}
		p.findCommit()
		p.Branches, p.Commits = []string{p.Ref}, []string{p.SHA}
		return p, nil
	})
}
