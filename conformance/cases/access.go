package cases

import (
	"fmt"
	"net/http"
	"net/url"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

var access = []conformance.Case{
	{
		ID: "access/token-is-accepted", Title: "A request with a valid token in PRIVATE-TOKEN is answered",
		Rules: []string{"R-COM-TOKEN-HEADER", "R-COM-API-ROOT"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			answer := list(s, nil)
			s.Check("R-COM-TOKEN-HEADER", func(conformance.T) { answer.Because("the token is valid").Status(200).Array("") })
			s.Check("R-COM-API-ROOT", func(conformance.T) { answer.Status(200).Array("") })
		},
	},
	{
		ID: "access/invalid-token-is-refused", Title: "A token that is nobody's is refused with 401",
		Rules: []string{"R-COM-TOKEN-INVALID"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			listed(s, nil)
			s.Check("R-COM-TOKEN-INVALID", func(conformance.T) {
				s.WithToken("nobodys-token").Get(collection(s), nil).Because("the token is nobody's").Status(401).Explained()
			})
		},
	},
	{
		ID: "access/anonymous-is-refused", Title: "Without credentials the list is not shown",
		Rules: []string{"R-COM-TOKEN-MISSING"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			listed(s, nil)
			s.Check("R-COM-TOKEN-MISSING", func(conformance.T) {
				s.As(conformance.Anonymous).Get(collection(s), nil).Because("no token was sent").Status(401, 404).Explained()
			})
		},
	},
	{
		ID: "access/anonymous-cannot-delete", Title: "Without credentials nothing is deleted",
		Rules: []string{"R-COM-TOKEN-MISSING"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "failed")
			s.Check("R-COM-TOKEN-MISSING", func(conformance.T) {
				s.As(conformance.Anonymous).Delete(single(s, d)).Because("no token was sent").Status(401, 404)
				s.Client().Get(single(s, d), nil).Because("nobody who may deleted it").Status(200)
			})
		},
	},
	{
		ID: "access/path-names-the-project-like-its-id", Title: "A project is named by its id or its URL-encoded path alike",
		Rules: []string{"R-COM-ID-NUMBER", "R-COM-ID-PATH", "R-LIST-ID"}, Needs: []conformance.Need{conformance.Projects},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			p := s.Named()
			named := func(project string) {
				s.Client().Get("/projects/"+project+"/deployments", wire.Params{"environment": e}).
					Because("deployment %d was made in project %s", d.ID, project).Status(200).Lists(d.ID)
			}
			s.Check("R-COM-ID-NUMBER", func(conformance.T) { named(fmt.Sprint(p.ID)) })
			s.Check("R-COM-ID-PATH", func(conformance.T) { named(url.PathEscape(p.Path)) })
			s.Check("R-LIST-ID", func(conformance.T) { named(fmt.Sprint(p.ID)); named(url.PathEscape(p.Path)) })
		},
	},
	{
		ID: "access/unknown-project", Title: "In a project that does not exist every operation answers 404",
		Rules: []string{"R-COM-PROJECT-UNKNOWN"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			s.Show(d)
			s.Check("R-COM-PROJECT-UNKNOWN", func(conformance.T) {
				for _, request := range sevenOperations(s, world.NoProject, d.ID) {
					s.Client().Send(request).Because("there is no such project").Status(404).Explained()
				}
			})
		},
	},
	{
		ID: "access/outsiders-see-nothing", Title: "To somebody who is no member of the project every operation is closed",
		Rules: []string{"R-COM-PROJECT-HIDDEN"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			outsider := s.As(conformance.Outsider)
			s.Check("R-COM-PROJECT-HIDDEN", func(conformance.T) {
				for _, request := range sevenOperations(s, fmt.Sprint(s.Named().ID), d.ID) {
					outsider.Send(request).Because("the token's owner is no member of the project").Status(403, 404).Lacks("/id")
				}
			})
		},
	},
	{
		ID: "access/undocumented-method", Title: "A method that the collection does not have is refused",
		Rules: []string{"R-COM-METHOD"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			s.Check("R-COM-METHOD", func(conformance.T) {
				s.Client().Send(wire.Request{Method: http.MethodPatch, Path: single(s, d)}).Status(404, 405)
			})
		},
	},
	{
		ID: "access/reading-changes-nothing", Title: "Reading a deployment twice shows it unchanged",
		Rules: []string{"R-COM-READS-CHANGE-NOTHING"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "success")
			first, firstList := s.Show(d), within(s, e, nil)
			s.Check("R-COM-READS-CHANGE-NOTHING", func(conformance.T) {
				s.Show(d).Because("it was only read meanwhile").SameAs(first)
				within(s, e, nil).Because("it was only read meanwhile").SameAs(firstList)
			})
		},
	},
}

// sevenOperations are valid requests for each operation on a deployment of a project.
func sevenOperations(s *conformance.S, project string, id int64) []wire.Request {
	root := "/projects/" + project + "/deployments"
	one := fmt.Sprintf("%s/%d", root, id)
	return []wire.Request{
		{Method: http.MethodGet, Path: root},
		{Method: http.MethodGet, Path: one},
		{Method: http.MethodPost, Path: root, Form: s.Form(s.Environment())},
		{Method: http.MethodPut, Path: one, Form: wire.Params{"status": "success"}},
		{Method: http.MethodDelete, Path: one},
		{Method: http.MethodGet, Path: one + "/merge_requests"},
		{Method: http.MethodPost, Path: one + "/approval", Form: wire.Params{"status": "approved"}},
	}
}
