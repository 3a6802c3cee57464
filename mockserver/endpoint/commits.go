package endpoint

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listCommits(x *exchange.Exchange) (exchange.Response, error) {
	page := x.Page()
	p, found, err := x.State.FindCommits(x.Actor, x.ID(), gitlab.CommitFilter{
		Revision: x.Text("ref_name"), All: x.Bool("all"), FirstParent: x.Bool("first_parent"), Since: x.TimeIfGiven("since"),
		Until: x.TimeIfGiven("until"), Author: x.Text("author"), Path: x.Text("path"),
	}, page)
	if err != nil {
		return exchange.Response{}, err
	}
	atLeast := (page.Number-1)*page.Size + len(found) + 1 // nobody counts: where a page is full, there may be another
	show := func(v *entity.View, c *gitlab.Commit) entity.CommitInList {
		return entity.NewCommitInList(v, p, c, x.Bool("with_stats"))
	}
	return exchange.ListPage(x, found, page, atLeast, show).Uncounted(), nil
}

func getCommit(x *exchange.Exchange) (exchange.Response, error) {
	p, c, err := x.State.GetCommit(x.Actor, x.ID(), x.Text("sha"))
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewCommitDetail(&x.View, p, c, wantsStats(x))), nil
}

func createCommit(x *exchange.Exchange) (exchange.Response, error) {
	n, err := newCommit(x.Arguments)
	if err != nil {
		return exchange.Response{}, err
	}
	return writeCommit(x, func(tx *gitlab.Tx) (*gitlab.Commit, error) { return tx.CreateCommit(x.Actor, x.ID(), n) })
}

func newCommit(a exchange.Arguments) (gitlab.NewCommit, error) {
	for _, name := range []string{"branch", "commit_message", "actions"} {
		if !a.Given(name) || name != "actions" && strings.TrimSpace(a.Text(name)) == "" {
			return gitlab.NewCommit{}, &gitlab.Error{Kind: gitlab.BadRequest, Message: name + " is required"}
		}
	}
	if a.Sent("start_sha") && a.Sent("start_branch") {
		return gitlab.NewCommit{}, &gitlab.Error{Kind: gitlab.BadRequest, Message: "start_branch, start_sha are mutually exclusive"}
	}
	n := gitlab.NewCommit{
		Branch: a.Text("branch"), StartBranch: a.Text("start_branch"), StartSHA: a.Text("start_sha"),
		Message: a.Text("commit_message"), AuthorName: a.Text("author_name"), AuthorEmail: a.Text("author_email"),
	}
	for _, sent := range a.Objects("actions") {
		action, err := fileAction(sent)
		if err != nil {
			return gitlab.NewCommit{}, err
		}
		n.Actions = append(n.Actions, action)
	}
	return n, nil
}

// fileAction reads one action. Base64 may be broken into lines.
func fileAction(a exchange.Arguments) (gitlab.FileAction, error) {
	action := gitlab.FileAction{
		Action: a.Text("action"), Path: a.Text("file_path"), PreviousPath: a.Text("previous_path"), Executable: a.Bool("execute_filemode"),
		Content: exchange.TextIfGiven[string](a, "content"),
	}
	if action.Content != nil && a.Text("encoding") == "base64" {
		decoded, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(*action.Content), ""))
		if err != nil {
			return action, &gitlab.Error{Kind: gitlab.BadRequest, Message: "content of " + action.Path + " is no base64"}
		}
		action.Content = new(string(decoded))
	}
	return action, nil
}

func cherryPickCommit(x *exchange.Exchange) (exchange.Response, error) {
	var c *gitlab.Commit
	err := x.Change(func(tx *gitlab.Tx) (err error) {
		c, err = tx.CherryPick(x.Actor, x.ID(), gitlab.NewPick{
			Revision: x.Text("sha"), Branch: x.Text("branch"), Message: x.Text("message"), DryRun: x.Bool("dry_run"),
		})
		return err
	})
	if refusal, refused := errors.AsType[*gitlab.PickRefusal](err); refused {
		return x.Show(http.StatusBadRequest, entity.NewRefusedPick(refusal)), nil
	}
	if err != nil {
		return exchange.Response{}, err
	}
	if c == nil {
		return x.Show(http.StatusOK, entity.DryRun{Outcome: "success"}), nil
	}
	p, err := x.State.ReadCode(x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusCreated, entity.NewCommit(p, c)), nil
}

func writeCommit(x *exchange.Exchange, verb func(*gitlab.Tx) (*gitlab.Commit, error)) (exchange.Response, error) {
	var c *gitlab.Commit
	err := x.Change(func(tx *gitlab.Tx) (err error) {
		c, err = verb(tx)
		return err
	})
	if err != nil {
		return exchange.Response{}, err
	}
	p, err := x.State.ReadCode(x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusCreated, entity.NewCommitDetail(&x.View, p, c, wantsStats(x))), nil
}

func wantsStats(x *exchange.Exchange) bool { return !x.Given("stats") || x.Bool("stats") }
