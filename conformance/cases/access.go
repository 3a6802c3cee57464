package cases

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/wire"
)

var access = []conformance.Case{
	{
		ID: "access/token-is-accepted", Title: "A request with a valid token in PRIVATE-TOKEN is answered",
		Requirements: []string{"R-COM-TOKEN-HEADER", "R-COM-API-ROOT"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.ReadOnly,
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), nil).Status(200).Array()
		},
	},
	{
		ID: "access/invalid-token-is-refused", Title: "A token that is nobody's is refused with 401",
		Requirements: []string{"R-COM-TOKEN-INVALID"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), nil).Status(200)
			s.WithToken("nobodys-token").Get(collection(s), nil).Status(401).Explained()
		},
	},
	{
		ID: "access/anonymous-is-refused", Title: "Without credentials the list is not shown",
		Requirements: []string{"R-COM-TOKEN-MISSING"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.ReadOnly, Roles: []conformance.Role{conformance.Anonymous},
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), nil).Status(200)
			s.As(conformance.Anonymous).Get(collection(s), nil).Status(401, 404).Explained()
		},
	},
	{
		ID: "access/anonymous-cannot-delete", Title: "Without credentials nothing is deleted",
		Requirements: []string{"R-COM-TOKEN-MISSING"},
		Operation:    deleteOp, Level: conformance.Should, Effect: conformance.Delete, Roles: []conformance.Role{conformance.Anonymous},
		Run: func(t conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "failed")
			s.As(conformance.Anonymous).Delete(single(s, d)).Status(401, 404)
			require.Equal(t, d.ID, show(s, d).ID)
		},
	},
	{
		ID: "access/path-names-the-project-like-its-id", Title: "A project is named by its id or its URL-encoded path alike",
		Requirements: []string{"R-COM-ID-NUMBER", "R-COM-ID-PATH", "R-LIST-ID"},
		Operation:    listOp, Level: conformance.Must, Effect: conformance.Create, Needs: []conformance.Capability{conformance.ProjectDetails},
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			for _, project := range []string{fmt.Sprint(s.Survey.ID), url.PathEscape(s.Survey.Path)} {
				answer := s.Client().Get("/projects/"+project+"/deployments", wire.Params{"environment": e}).Status(200)
				require.Equal(t, []int64{d.ID}, decodedIDs(answer), "project named as %s", project)
			}
		},
	},
	{
		ID: "access/unknown-project", Title: "In a project that does not exist every operation answers 404",
		Requirements: []string{"R-COM-PROJECT-UNKNOWN"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			s.Client().Get(single(s, d), nil).Status(200)
			for _, request := range sevenOperations(s, "understudy%2Fno-such-project", d.ID) {
				s.Client().Send(request).Status(404).Explained()
			}
		},
	},
	{
		ID: "access/outsiders-see-nothing", Title: "To somebody who is no member of the project every operation is closed",
		Requirements: []string{"R-COM-PROJECT-HIDDEN"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.Create, Roles: []conformance.Role{conformance.Outsider},
		Needs: []conformance.Capability{conformance.ProjectDetails},
		Run: func(_ conformance.T, s *conformance.Session) {
			d := s.Deploy(s.Environment(), "running")
			for _, request := range sevenOperations(s, fmt.Sprint(s.Survey.ID), d.ID) {
				s.As(conformance.Outsider).Send(request).Status(403, 404).Object().NotContainsKey("id")
			}
		},
	},
	{
		ID: "access/undocumented-method", Title: "A method that the collection does not have is refused",
		Requirements: []string{"R-COM-METHOD"},
		Operation:    listOp, Level: conformance.Should, Effect: conformance.ReadOnly,
		Run: func(_ conformance.T, s *conformance.Session) {
			s.Client().Get(collection(s), nil).Status(200)
			s.Client().Send(wire.Request{Method: http.MethodPatch, Path: collection(s)}).Status(404, 405)
		},
	},
	{
		ID: "access/reading-changes-nothing", Title: "Reading a deployment twice shows it unchanged",
		Requirements: []string{"R-COM-READS-CHANGE-NOTHING"},
		Operation:    getOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			d := s.Deploy(e, "success")
			first := show(s, d)
			listed(s, wire.Params{"environment": e})
			require.Equal(t, first, show(s, d))
		},
	},
}

// sevenOperations are valid requests for each operation on a deployment of a project.
func sevenOperations(s *conformance.Session, project string, id int64) []wire.Request {
	root := "/projects/" + project + "/deployments"
	one := fmt.Sprintf("%s/%d", root, id)
	return []wire.Request{
		{Method: http.MethodGet, Path: root},
		{Method: http.MethodGet, Path: one},
		{Method: http.MethodPost, Path: root, Form: valid(s, s.Environment())},
		{Method: http.MethodPut, Path: one, Form: wire.Params{"status": "success"}},
		{Method: http.MethodDelete, Path: one},
		{Method: http.MethodGet, Path: one + "/merge_requests"},
		{Method: http.MethodPost, Path: one + "/approval", Form: wire.Params{"status": "approved"}},
	}
}
