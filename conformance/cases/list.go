package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

var listing = []conformance.Case{
	{
		ID: "list/holds-the-projects-deployments", Title: "The list is an array that holds a deployment of the project",
		Rules: []string{"R-LIST-ARRAY", "R-LIST-COMPLETE"},
		Script: func(s *conformance.S) {
			s.Check("R-LIST-ARRAY", func(conformance.T) { list(s, nil).Succeeded().Array("") })
			d := s.Deploy(s.Environment(), "running")
			// Newest first, so that a project with many deployments shows it on the first page.
			answer := list(s, wire.Params{"sort": "desc", "per_page": "100"})
			s.Check("R-LIST-COMPLETE", func(conformance.T) { answer.Needs().Because("it was made just now").Holds(d.ID) })
		},
	},
	{
		ID: "list/items-have-the-documented-keys", Title: "Every item has the documented keys",
		Rules: []string{"R-LIST-KEYS"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			s.Deploy(e, "running")
			s.Check("R-LIST-KEYS", func(conformance.T) {
				within(s, e, nil).Keys("/0", "id", "iid", "ref", "sha", "created_at", "updated_at", "status", "user", "environment", "deployable")
			})
		},
	},
	{
		ID: "list/item-equals-the-single-deployment", Title: "An item of the list shows the same as the deployment itself",
		Rules: []string{"R-LIST-SAME-AS-GET"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "success")
			s.Check("R-LIST-SAME-AS-GET", func(conformance.T) {
				single, items := s.Show(d), within(s, e, nil)
				item, _ := items.At(at(items, d.ID))
				object, _ := item.(map[string]any)
				for name, value := range object {
					if _, both := single.At("/" + name); both {
						single.Because("the list shows it so").Is("/"+name, value)
					}
				}
			})
		},
	},
}
