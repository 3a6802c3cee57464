package mockserver

import (
	"encoding/base64"
	"net/http"
	"strings"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

func listCommits(x *exchange) (Response, error) {
	page := x.page()
	p, found, total, err := x.state.FindCommits(x.actor, x.project(), x.values.String("ref_name"), page)
	if err != nil {
		return Response{}, err
	}
	entities := make([]*commit, len(found))
	for i, c := range found {
		entities[i] = commitEntity(p, c)
	}
	response := x.live(http.StatusOK, entities)
	response.List = x.paginated(page, total)
	return response, nil
}

func getCommit(x *exchange) (Response, error) {
	p, c, err := x.state.GetCommit(x.actor, x.project(), x.values.String("sha"))
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, x.commitDetailEntity(p, c)), nil
}

func createCommit(x *exchange) (Response, error) {
	v := x.values
	for _, name := range []string{"branch", "commit_message", "actions"} {
		if !v.Given(name) || name != "actions" && strings.TrimSpace(v.String(name)) == "" {
			return Response{}, &gitlab.Error{Kind: gitlab.BadRequest, Message: name + " is required"}
		}
	}
	wanted := gitlab.NewCommit{
		Branch: v.String("branch"), StartBranch: v.String("start_branch"), StartSHA: v.String("start_sha"),
		Message: v.String("commit_message"), AuthorName: v.String("author_name"), AuthorEmail: v.String("author_email"),
	}
	for _, sent := range v.Objects("actions") {
		action, err := fileAction(sent)
		if err != nil {
			return Response{}, err
		}
		wanted.Actions = append(wanted.Actions, action)
	}
	var c *gitlab.Commit
	err := x.write(func(tx *gitlab.Tx) (err error) {
		c, err = tx.CreateCommit(x.actor, x.project(), wanted)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.newCommit(c)
}

// fileAction reads one action. Base64 may be broken into lines.
func fileAction(v openapi.Values) (gitlab.FileAction, error) {
	action := gitlab.FileAction{
		Action: v.String("action"), Path: v.String("file_path"), PreviousPath: v.String("previous_path"), Executable: v.Bool("execute_filemode"),
	}
	if !v.Given("content") {
		return action, nil
	}
	content := v.String("content")
	if v.String("encoding") == "base64" {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(content), ""))
		if err != nil {
			return action, &gitlab.Error{Kind: gitlab.BadRequest, Message: "content of " + action.Path + " is no base64"}
		}
		content = string(decoded)
	}
	action.Content = &content
	return action, nil
}

func cherryPickCommit(x *exchange) (Response, error) {
	var c *gitlab.Commit
	err := x.write(func(tx *gitlab.Tx) (err error) {
		c, err = tx.CherryPick(x.actor, x.project(), x.values.String("sha"), x.values.String("branch"), x.values.String("message"))
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.newCommit(c)
}

func (x *exchange) newCommit(c *gitlab.Commit) (Response, error) {
	p, err := x.state.ReadCode(x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusCreated, x.commitDetailEntity(p, c)), nil
}

type commitDetail struct {
	*commit
	Stats        *commitStats   `json:"stats,omitempty"` // unless the client does without
	Status       *string        `json:"status"`
	ProjectID    int64          `json:"project_id"`
	LastPipeline *pipelineBasic `json:"last_pipeline"`
}

type commitStats struct {
	Additions int `json:"additions"`
	Deletions int `json:"deletions"`
	Total     int `json:"total"`
}

func (x *exchange) commitDetailEntity(p *gitlab.Project, c *gitlab.Commit) commitDetail {
	detail := commitDetail{commit: commitEntity(p, c), ProjectID: p.ID, LastPipeline: pipelineEntity(p, x.state.LatestPipeline(p, c.SHA))}
	if detail.LastPipeline != nil {
		detail.Status = &detail.LastPipeline.Status
	}
	if !x.values.Given("stats") || x.values.Bool("stats") {
		added, deleted := x.state.Repository(p.ID).Stats(c)
		detail.Stats = &commitStats{Additions: added, Deletions: deleted, Total: added + deleted}
	}
	return detail
}
