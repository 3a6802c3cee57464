package gitlab_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func create(path, content string) gitlab.FileAction {
	return gitlab.FileAction{Action: "create", Path: path, Content: &content}
}

func update(path, content string) gitlab.FileAction {
	return gitlab.FileAction{Action: "update", Path: path, Content: &content}
}

func remove(path string) gitlab.FileAction { return gitlab.FileAction{Action: "delete", Path: path} }

// mergeOf brings what one side does to the files a and b into what the other side does, and returns the merged commit.
func (w *world) mergeOf(ours, theirs []gitlab.FileAction) (head *gitlab.Commit, err error) {
	owner := w.member("owner", gitlab.Owner)
	commit := func(tx *gitlab.Tx, branch, start string, actions ...gitlab.FileAction) {
		_, err := tx.CreateCommit(owner, shop, gitlab.NewCommit{Branch: branch, StartBranch: start, Message: branch, Actions: actions})
		require.NoError(w.t, err)
	}
	w.write(func(tx *gitlab.Tx) {
		commit(tx, "main", "", create("a", "a"), create("b", "b"))
		commit(tx, "theirs", "main", theirs...)
		commit(tx, "main", "", ours...)
	})
	_, err = w.Write(func(tx *gitlab.Tx) error {
		mr, err := tx.CreateMergeRequest(owner, shop, gitlab.NewMergeRequest{SourceBranch: "theirs", TargetBranch: "main", Title: "Merge"})
		require.NoError(w.t, err)
		_, err = tx.AcceptMergeRequest(owner, shop, mr.IID, gitlab.Acceptance{})
		return err
	})
	return w.State().Repository(w.project).Branch("main"), err
}

func TestMergesOfFiles(t *testing.T) {
	type side = []gitlab.FileAction
	for name, tt := range map[string]struct {
		ours, theirs side
		want         map[string]string // nil: a conflict
	}{
		"different files":           {side{update("a", "1")}, side{update("b", "2")}, map[string]string{"a": "1", "b": "2"}},
		"new files":                 {side{create("c", "1")}, side{create("d/e", "2")}, map[string]string{"a": "a", "b": "b", "c": "1", "d/e": "2"}},
		"the same change":           {side{update("a", "1")}, side{update("a", "1")}, map[string]string{"a": "1", "b": "b"}},
		"the same file":             {side{update("a", "1")}, side{update("a", "2")}, nil},
		"removed there":             {side{create("c", "1")}, side{remove("a")}, map[string]string{"b": "b", "c": "1"}},
		"removed on both sides":     {side{remove("a")}, side{remove("a")}, map[string]string{"b": "b"}},
		"changed and removed":       {side{update("a", "1")}, side{remove("a")}, nil},
		"removed and changed":       {side{remove("a")}, side{update("a", "1")}, nil},
		"both new, not the same":    {side{create("c", "1")}, side{create("c", "2")}, nil},
		"a file and a directory":    {side{create("c", "1")}, side{create("c/d", "2")}, nil},
		"a directory, once a file":  {side{remove("a"), create("a/b", "1")}, side{create("c", "2")}, map[string]string{"a/b": "1", "b": "b", "c": "2"}},
		"executable on one side":    {side{create("c", "1")}, side{{Action: "chmod", Path: "a", Executable: true}}, map[string]string{"a": "a", "b": "b", "c": "1"}},
		"executable, content there": {side{update("a", "1")}, side{{Action: "chmod", Path: "a", Executable: true}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			head, err := newWorld(t).mergeOf(tt.ours, tt.theirs)
			if tt.want == nil {
				assert.EqualError(t, err, "Branch cannot be merged")
				return
			}
			require.NoError(t, err)
			assert.Len(t, head.ParentSHAs, 2)
			for _, path := range []string{"a", "b", "c", "a/b", "d/e"} {
				content, ok := head.Tree.Content(path)
				want, wanted := tt.want[path]
				assert.Equal(t, wanted, ok, path)
				assert.Equal(t, want, content, path)
			}
		})
	}
}

func TestAProjectWithAReadmeCanBeBuiltUpon(t *testing.T) {
	w := newWorld(t)
	owner := w.user(gitlab.User{Username: "owner", Name: "Owner", Email: "owner@example.com"})
	name := "Fresh"
	w.write(func(tx *gitlab.Tx) {
		p, err := tx.CreateProject(owner, gitlab.NewProject{Readme: true, ProjectChange: gitlab.ProjectChange{Name: &name}})
		require.NoError(t, err)
		c, err := tx.CreateCommit(owner, p.Path, gitlab.NewCommit{Branch: "main", Message: "Say more", Actions: []gitlab.FileAction{update("README.md", "More")}})
		require.NoError(t, err)
		content, _ := c.Tree.Content("README.md")
		assert.Equal(t, "More", content)
	})
}
