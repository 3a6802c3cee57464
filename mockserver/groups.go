package mockserver

import (
	"cmp"
	"net/http"
	"strings"

	"understudy/mockserver/gitlab"
)

type group struct {
	ID          int64   `json:"id"`
	WebURL      string  `json:"web_url"`
	Name        string  `json:"name"`
	Path        string  `json:"path"`
	Description *string `json:"description"`
	Visibility  string  `json:"visibility"`
	AvatarURL   *string `json:"avatar_url"`
	FullName    string  `json:"full_name"`
	FullPath    string  `json:"full_path"`
	CreatedAt   string  `json:"created_at"`
	ParentID    *int64  `json:"parent_id"`
}

func (x *exchange) groupEntity(g *gitlab.Group) group {
	return group{
		ID: g.ID, WebURL: hereabouts + "/groups/" + g.Path, Name: g.Name, Path: g.Path[strings.LastIndexByte(g.Path, '/')+1:],
		Description: textOrNull(g.Description), Visibility: string(cmp.Or(g.Visibility, gitlab.Public)), FullName: x.state.FullName(g), FullPath: g.Path,
		CreatedAt: timestamp(g.CreatedAt), ParentID: idOrNull(g.ParentID),
	}
}

func listGroups(x *exchange) (Response, error) {
	v := x.values
	return listed(x, x.state.FindGroups(x.actor, gitlab.GroupFilter{
		Search: v.String("search"), Owned: v.Bool("owned"), Member: !v.Bool("all_available"), TopLevelOnly: v.Bool("top_level_only"),
		MinAccess: x.accessLevel("min_access_level"),
	}), x.groupEntity), nil
}

func getGroup(x *exchange) (Response, error) {
	g, err := x.state.LookUpGroup(x.actor, x.values.String("id"))
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, x.groupEntity(g)), nil
}

func createGroup(x *exchange) (Response, error) {
	var g *gitlab.Group
	v := x.values
	err := x.write(func(tx *gitlab.Tx) (err error) {
		g, err = tx.CreateGroup(x.actor, gitlab.NewGroup{
			Name: v.String("name"), Path: v.String("path"), Description: v.String("description"),
			Visibility: gitlab.Visibility(v.String("visibility")), ParentID: v.Int("parent_id"),
		})
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusCreated, x.groupEntity(g)), nil
}
