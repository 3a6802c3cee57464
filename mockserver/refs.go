package mockserver

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

func listBranches(x *exchange) (Response, error) {
	p, err := x.state.ReadCode(x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	search := x.values.String("search")
	names := slices.DeleteFunc(x.state.Repository(p.ID).Branches(), func(name string) bool { return !anchoredMatch(name, search) })
	return listed(x, names, func(name string) branch { return x.branchEntity(p, name) }), nil
}

// anchoredMatch tells whether the text has search in it: at its beginning after a ^, at its end before a $.
func anchoredMatch(text, search string) bool {
	needle, atStart := strings.CutPrefix(search, "^")
	needle, atEnd := strings.CutSuffix(needle, "$")
	text, needle = strings.ToLower(text), strings.ToLower(needle)
	return strings.Contains(text, needle) && (!atStart || strings.HasPrefix(text, needle)) && (!atEnd || strings.HasSuffix(text, needle))
}

func getBranch(x *exchange) (Response, error) {
	return x.branch(http.StatusOK, x.values.String("branch"))
}

func (x *exchange) branch(status int, name string) (Response, error) {
	p, err := x.state.ReadCode(x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	if x.state.Repository(p.ID).Branch(name) == nil {
		return Response{}, &gitlab.Error{Kind: gitlab.NotFound, Subject: "Branch"}
	}
	return x.live(status, x.branchEntity(p, name)), nil
}

func createBranch(x *exchange) (Response, error) {
	name := x.values.String("branch")
	err := x.write(func(tx *gitlab.Tx) error { return tx.CreateBranch(x.actor, x.project(), name, x.values.String("ref")) })
	if err != nil {
		return Response{}, err
	}
	return x.branch(http.StatusCreated, name)
}

func deleteBranch(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error {
		return tx.DeleteBranch(x.actor, x.project(), x.values.String("branch"), unmodifiedSince(x.http))
	})
	return Response{Status: http.StatusNoContent}, err
}

type branch struct {
	Name               string  `json:"name"`
	Commit             *commit `json:"commit"`
	Merged             bool    `json:"merged"`
	Protected          bool    `json:"protected"`
	DevelopersCanPush  bool    `json:"developers_can_push"`
	DevelopersCanMerge bool    `json:"developers_can_merge"`
	CanPush            bool    `json:"can_push"`
	Default            bool    `json:"default"`
	WebURL             string  `json:"web_url"`
}

func (x *exchange) branchEntity(p *gitlab.Project, name string) branch {
	r := x.state.Repository(p.ID)
	head, trunk := r.Branch(name), r.Branch(p.DefaultBranch)
	return branch{
		Name: name, Commit: commitEntity(p, head), Merged: name != p.DefaultBranch && trunk != nil && r.Contains(trunk.SHA, head.SHA),
		Protected: p.Protected(name), CanPush: x.state.MayPush(x.actor, p, name), Default: name == p.DefaultBranch,
		WebURL: hereabouts + "/" + p.Path + "/-/tree/" + (&url.URL{Path: name}).EscapedPath(),
	}
}

func listTags(x *exchange) (Response, error) {
	p, err := x.state.ReadCode(x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	r := x.state.Repository(p.ID)
	names := r.Tags()
	slices.SortStableFunc(names, func(a, b string) int { return r.Tag(b).CommittedDate.Compare(r.Tag(a).CommittedDate) })
	return listed(x, names, func(name string) tag { return x.tagEntity(p, name) }), nil
}

func getTag(x *exchange) (Response, error) { return x.tag(http.StatusOK) }

func (x *exchange) tag(status int) (Response, error) {
	p, err := x.state.ReadCode(x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	name := x.values.String("tag_name")
	if x.state.Repository(p.ID).Tag(name) == nil {
		return Response{}, &gitlab.Error{Kind: gitlab.NotFound, Subject: "Tag"}
	}
	return x.live(status, x.tagEntity(p, name)), nil
}

func createTag(x *exchange) (Response, error) {
	v := x.values
	err := x.write(func(tx *gitlab.Tx) error {
		return tx.CreateTag(x.actor, x.project(), v.String("tag_name"), v.String("ref"), v.String("message"))
	})
	if err != nil {
		return Response{}, err
	}
	return x.tag(http.StatusCreated)
}

func deleteTag(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error {
		return tx.DeleteTag(x.actor, x.project(), x.values.String("tag_name"), unmodifiedSince(x.http))
	})
	return Response{Status: http.StatusNoContent}, err
}

type tag struct {
	Name      string    `json:"name"`
	Message   string    `json:"message"`
	Target    string    `json:"target"`
	Commit    *commit   `json:"commit"`
	Release   *struct{} `json:"release"`
	Protected bool      `json:"protected"`
	CreatedAt *string   `json:"created_at"`
}

func (x *exchange) tagEntity(p *gitlab.Project, name string) tag {
	r := x.state.Repository(p.ID)
	entity := tag{Name: name, Target: r.Tag(name).SHA, Commit: commitEntity(p, r.Tag(name))}
	if a := r.Annotation(name); a != nil {
		entity.Message, entity.Target, entity.CreatedAt = a.Message, a.SHA, timestampOrNull(a.CreatedAt)
	}
	return entity
}
