package cases

import (
	"understudy/conformance"
	"understudy/conformance/world"
)

var get = []conformance.Case{
	{
		ID: "get/shows-the-deployment", Title: "A deployment is shown as it was made",
		Rules: []string{"R-GET-ONE", "R-GET-BY-ID"},
		Script: func(s *conformance.S) {
			first, second := s.Deploy(s.Environment(), "running"), s.Deploy(s.Environment(), "failed")
			s.Check("R-GET-ONE", func(conformance.T) {
				for _, d := range []world.Deployment{first, second} {
					s.Client().Get(single(s, d), nil).Status(200).Because("it was made so").
						Is("/status", d.Status).Is("/ref", d.Ref).Is("/sha", d.SHA).Is("/environment/name", d.Environment.Name)
				}
			})
			s.Check("R-GET-BY-ID", func(conformance.T) {
				s.Show(first).Is("/id", first.ID)
				s.Show(second).Is("/id", second.ID)
			})
		},
	},
	{
		ID: "get/has-the-documented-keys", Title: "A deployment has the documented keys",
		Rules: []string{"R-GET-KEYS", "R-GET-UPDATED-AT", "R-GET-USER", "R-GET-ENVIRONMENT"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			shown := s.Show(s.Deploy(e, "running"))
			s.Check("R-GET-KEYS", func(conformance.T) {
				shown.Keys("", "id", "iid", "ref", "sha", "created_at", "status", "user", "environment", "deployable")
			})
			s.Check("R-GET-UPDATED-AT", func(conformance.T) { shown.Keys("", "updated_at") })
			s.Check("R-GET-USER", func(conformance.T) {
				shown.Keys("/user", "id", "name", "username", "state", "avatar_url", "web_url")
			})
			s.Check("R-GET-ENVIRONMENT", func(conformance.T) {
				shown.Keys("/environment", "id", "name", "external_url").Because("it was deployed there").Is("/environment/name", e)
			})
		},
	},
	{
		ID: "get/unknown-deployment", Title: "A deployment that does not exist is answered with 404",
		Rules: []string{"R-GET-UNKNOWN"},
		Script: func(s *conformance.S) {
			s.Show(s.Deploy(s.Environment(), "running"))
			s.Check("R-GET-UNKNOWN", func(conformance.T) {
				s.Client().Get(s.Path("deployments", unknownID), nil).Because("there is no such deployment").Status(404).Explained()
			})
		},
	},
	{
		ID: "get/id-that-is-no-integer", Title: "An id that is no integer is refused",
		Rules: []string{"R-GET-ID-TYPE"},
		Script: func(s *conformance.S) {
			s.Show(s.Deploy(s.Environment(), "running"))
			s.Check("R-GET-ID-TYPE", func(conformance.T) {
				s.Client().Get(s.Path("deployments", "latest"), nil).Status(400, 404).Explained()
			})
		},
	},
	{
		ID: "get/approval-summary-without-rules", Title: "Without approval rules approval_summary is absent where the document is followed, and empty where GitLab is",
		Rules: []string{"R-GET-APPROVAL-SUMMARY-ONLY-THEN"}, Needs: []conformance.Need{conformance.Approvals},
		Script: func(s *conformance.S) {
			s.Approvals()
			shown := s.Show(s.Deploy(s.Environment(), "running"))
			s.Check("R-GET-APPROVAL-SUMMARY-ONLY-THEN", func(conformance.T) {
				if s.FollowsGitLab("approval-fields") {
					shown.Is("/approval_summary", map[string]any{"rules": []any{}})
					return
				}
				shown.Lacks("/approval_summary")
			})
		},
	},
	{
		ID: "get/iid-is-no-id", Title: "A deployment is found by its id, not by its iid",
		Rules: []string{"R-GET-NOT-BY-IID"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			if d.ID == d.IID { // in an instance that holds nothing else; another project's iids begin anew
				d = s.DeployIn(s.Second(), s.Environment(), "running")
				s.Check("R-GET-NOT-BY-IID", func(conformance.T) { notByIID(s, s.Second(), d) })
				return
			}
			s.Check("R-GET-NOT-BY-IID", func(conformance.T) { notByIID(s, s.Project(), d) })
		},
	},
}

// notByIID expects that the deployment's iid, sought as an id, does not lead to it.
func notByIID(s *conformance.S, p *world.Project, d world.Deployment) {
	answer := s.Client().Get(p.URL("deployments", d.IID), nil).Status(200, 404)
	if answer.Code() == 200 {
		answer.Because("%d is the iid of deployment %d", d.IID, d.ID).IsNot("/id", d.ID)
	}
}
