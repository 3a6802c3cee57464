package cases

import (
	"fmt"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

var mergeRequests = []conformance.Case{
	{
		ID: "merge-requests/answers-an-array", Title: "The merge requests of a deployment are an array, empty if it shipped none",
		Rules: []string{"R-MRS-ARRAY", "R-MRS-NONE"},
		Script: func(s *conformance.S) {
			answer := s.Client().Get(mergeRequestsOf(s, s.Deploy(s.Environment(), "failed")), nil)
			s.Check("R-MRS-ARRAY", func(conformance.T) { answer.Succeeded().Array("") })
			s.Check("R-MRS-NONE", func(conformance.T) {
				answer.Because("what failed has shipped nothing").Succeeded().Is("", []any{})
			})
		},
	},
	{
		ID: "merge-requests/shows-what-was-shipped", Title: "A deployment that shipped a merge request lists it with its documented keys, and no other",
		Rules: []string{"R-MRS-SHIPPED", "R-MRS-OTHERS", "R-MRS-FORMAT"}, Needs: []conformance.Need{conformance.MergeRequests},
		Script: func(s *conformance.S) {
			shipment := s.Shipment()
			answer := s.Client().Get(shippedBy(shipment), nil)
			s.Check("R-MRS-SHIPPED", func(conformance.T) {
				answer.Succeeded().Because("the deployment's commit merged !%d", shipment.Request.IID).Holds(shipment.Request.ID)
			})
			s.Check("R-MRS-OTHERS", func(conformance.T) {
				answer.Succeeded().Because("!%d was merged after the deployment", shipment.Unshipped.IID).Omits(shipment.Unshipped.ID)
			})
			s.Check("R-MRS-FORMAT", func(conformance.T) {
				for i := range answer.Needs().IDs() {
					answer.Keys(fmt.Sprintf("/%d", i), "id", "iid", "project_id", "title", "state", "web_url", "author")
				}
			})
		},
	},
	{
		ID: "merge-requests/state-narrows", Title: "state narrows the merge requests; what was shipped is merged, not open",
		Rules: []string{"R-MRS-STATE"}, Needs: []conformance.Need{conformance.MergeRequests},
		Script: func(s *conformance.S) {
			shipment := s.Shipment()
			path := shippedBy(shipment)
			s.Check("R-MRS-STATE", func(conformance.T) {
				s.Client().Get(path, wire.Params{"state": "merged"}).Succeeded().Because("it is merged").Holds(shipment.Request.ID).Every("/state", "merged")
				s.Client().Get(path, wire.Params{"state": "all"}).Succeeded().Because("all keeps everything").Holds(shipment.Request.ID)
				for _, state := range []string{"opened", "closed", "locked"} {
					s.Client().Get(path, wire.Params{"state": state}).Succeeded().Because("it is merged, not %s", state).Omits(shipment.Request.ID).Every("/state", state)
				}
			})
		},
	},
	{
		ID: "merge-requests/unknown-state-is-refused", Title: "A state that does not exist is refused",
		Rules: []string{"R-MRS-STATE-OTHER"},
		Script: func(s *conformance.S) {
			path := mergeRequestsOf(s, s.Deploy(s.Environment(), "failed"))
			s.Client().Get(path, wire.Params{"state": "merged"}).Needs()
			s.Check("R-MRS-STATE-OTHER", func(conformance.T) {
				s.Client().Get(path, wire.Params{"state": "shipped"}).Because("no merge request can be shipped").Status(400).Blames("state")
			})
		},
	},
	{
		ID: "merge-requests/are-paged", Title: "The merge requests are paged like the list",
		Rules: []string{"R-MRS-PAGES"}, Needs: []conformance.Need{conformance.MergeRequests},
		Script: func(s *conformance.S) {
			shipment := s.Shipment()
			s.Check("R-MRS-PAGES", func(conformance.T) {
				page := s.Client().Get(shippedBy(shipment), wire.Params{"per_page": "1"}).Succeeded()
				page.Because("per_page is 1").HeaderIs("X-Per-Page", "1").HeaderIs("X-Page", "1")
				page.Absolute("first")
			})
		},
	},
	{
		ID: "merge-requests/unknown-deployment", Title: "What the merge requests of a deployment that does not exist are",
		Rules: []string{"R-MRS-UNKNOWN"},
		Script: func(s *conformance.S) {
			s.Client().Get(mergeRequestsOf(s, s.Deploy(s.Environment(), "failed")), nil).Needs()
			s.Check("R-MRS-UNKNOWN", func(conformance.T) {
				s.Client().Get(s.Path("deployments", unknownID, "merge_requests"), nil).Because("GitLab does not look the deployment up").Succeeded().Is("", []any{})
			})
		},
	},
}

func shippedBy(shipment world.Shipment) string {
	return shipment.Project.URL("deployments", shipment.Deployment.ID, "merge_requests")
}
