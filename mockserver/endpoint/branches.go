package endpoint

import (
	"net/http"
	"slices"
	"strings"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listBranches(x *exchange.Exchange) (exchange.Response, error) {
	p, err := x.State.ReadCode(x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	search := x.Text("search")
	names := slices.DeleteFunc(x.State.Repository(p.ID).Branches(), func(name string) bool { return !anchoredMatch(name, search) })
	return exchange.List(x, names, func(v *entity.View, name string) entity.Branch { return entity.NewBranch(v, p, name) }), nil
}

// anchoredMatch tells whether the text has search in it: at its beginning after a ^, at its end before a $.
func anchoredMatch(text, search string) bool {
	needle, atStart := strings.CutPrefix(search, "^")
	needle, atEnd := strings.CutSuffix(needle, "$")
	text, needle = strings.ToLower(text), strings.ToLower(needle)
	return strings.Contains(text, needle) && (!atStart || strings.HasPrefix(text, needle)) && (!atEnd || strings.HasSuffix(text, needle))
}

func getBranch(x *exchange.Exchange) (exchange.Response, error) { return showBranch(x, http.StatusOK) }

func showBranch(x *exchange.Exchange, status int) (exchange.Response, error) {
	p, err := x.State.ReadCode(x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	name := x.Text("branch")
	if x.State.Repository(p.ID).Branch(name) == nil {
		return exchange.Response{}, &gitlab.Error{Kind: gitlab.NotFound, Subject: "Branch"}
	}
	return x.Show(status, entity.NewBranch(&x.View, p, name)), nil
}

func createBranch(x *exchange.Exchange) (exchange.Response, error) {
	err := x.Change(func(tx *gitlab.Tx) error { return tx.CreateBranch(x.Actor, x.ID(), x.Text("branch"), x.Text("ref")) })
	if err != nil {
		return exchange.Response{}, err
	}
	return showBranch(x, http.StatusCreated)
}

func deleteBranch(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		return tx.DeleteBranch(x.Actor, x.ID(), x.Text("branch"), x.UnmodifiedSince())
	})
}
