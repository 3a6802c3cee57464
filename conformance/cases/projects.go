package cases

import (
	"fmt"
	"net/http"
	"net/url"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Which project a path names, and what is hidden from whom.
var projects = []conformance.Case{
	{
		ID: "project/number-and-path", Title: "Each operation takes a project's number and its URL-encoded path, in any letter case, for the same project",
		Rules: []string{
			"R-COM-ID-NUMBER", "R-COM-ID-PATH", "R-LIST-ID", "R-GET-PROJECT-ID", "R-CREATE-PROJECT-ID", "R-UPDATE-PROJECT-ID", "R-DELETE-PROJECT-ID",
			"R-MRS-PROJECT-ID",
		},
		Script: func(s *conformance.S) {
			p := s.Named()
			ways := []string{fmt.Sprint(p.ID), url.PathEscape(p.Path)}
			alike := func(rules []string, ask func(root string) *wire.Answer, expect func(*wire.Answer)) {
				var answers []*wire.Answer
				for _, project := range ways {
					answers = append(answers, ask("/projects/"+project+"/deployments"))
				}
				for i := range ways {
					s.Check(rules[i%len(rules)], func(conformance.T) { held(answers, i, expect) })
				}
			}
			fresh := s.Environment()
			alike([]string{"R-CREATE-PROJECT-ID"}, func(root string) *wire.Answer { return s.Client().Post(root, s.Form(fresh)) },
				func(a *wire.Answer) { a.Succeeded().Is("/environment/name", fresh) })
			e := s.Environment()
			d := s.Deploy(e, "running")
			deploy := func(status string) world.Deployment { return s.Deploy(s.Environment(), status) }
			one := func(root string, d world.Deployment) string { return fmt.Sprintf("%s/%d", root, d.ID) }
			list := func(root string) *wire.Answer { return s.Client().Get(root, wire.Params{"environment": e}) }
			alike([]string{"R-COM-ID-NUMBER", "R-COM-ID-PATH"}, list, func(a *wire.Answer) { a.Succeeded().Array("") })
			alike([]string{"R-LIST-ID"}, list, func(a *wire.Answer) { just(a, d.ID) })
			alike([]string{"R-GET-PROJECT-ID"}, func(root string) *wire.Answer { return s.Client().Get(one(root, d), nil) },
				func(a *wire.Answer) { a.Succeeded().Is("/id", d.ID) })
			alike([]string{"R-MRS-PROJECT-ID"}, func(root string) *wire.Answer { return s.Client().Get(one(root, d)+"/merge_requests", nil) },
				func(a *wire.Answer) { a.Succeeded().Array("") })
			s.Check("R-CREATE-PROJECT-ID", func(conformance.T) {
				here := within(s, fresh, nil)
				here.Because("one was recorded by the project's number, one by its path").Every("/environment/name", fresh)
				if n := len(here.IDs()); n != len(ways) {
					here.Fault(wire.Mismatch{Expected: "2 items", Actual: itemCount(here), Why: "one was recorded by the project's number, one by its path"})
				}
			})
			alike([]string{"R-UPDATE-PROJECT-ID"}, func(root string) *wire.Answer {
				return s.Client().Put(one(root, deploy("running")), wire.Params{"status": "success"})
			}, func(a *wire.Answer) { a.Succeeded().Is("/status", "success") })
			alike([]string{"R-DELETE-PROJECT-ID"}, func(root string) *wire.Answer { return s.Client().Delete(one(root, deploy("failed"))) },
				func(a *wire.Answer) { a.Succeeded() })
		},
	},
	{
		ID: "project/approval-by-number-and-path", Title: "A vote takes a project's number and its path",
		Rules: []string{"R-APPROVE-PROJECT-ID"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			p := s.Named()
			d := s.Waiting(conformance.Maintainers(2))
			s.Check("R-APPROVE-PROJECT-ID", func(conformance.T) {
				var answers []*wire.Answer
				for _, project := range []string{fmt.Sprint(p.ID), url.PathEscape(p.Path)} {
					path := fmt.Sprintf("/projects/%s/deployments/%d/approval", project, d.ID)
					answers = append(answers, s.As(conformance.Approver).Post(path, wire.Params{"status": "approved"}))
				}
				for i := range answers {
					held(answers, i, func(a *wire.Answer) { a.Succeeded().Is("/status", "approved") })
				}
			})
		},
	},
	{
		ID: "project/unknown", Title: "In a project that does not exist every operation is answered with 404",
		Rules: []string{"R-COM-PROJECT-UNKNOWN"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			s.Check("R-COM-PROJECT-UNKNOWN", func(conformance.T) {
				for _, request := range sevenOperations(s, "understudy%2Fno-such-project", d.ID) {
					s.Client().Send(request).Status(404).Explained()
				}
				for _, project := range []string{"0", "9007199254740993", "no-such-project"} {
					s.Client().Get("/projects/"+project+"/deployments", nil).Status(404).Explained()
				}
			})
		},
	},
	{
		ID: "project/hidden", Title: "To somebody who is no member of a private project it is as if it did not exist",
		Rules: []string{"R-COM-PROJECT-HIDDEN"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			p := s.Named()
			d := s.Deploy(s.Environment(), "failed")
			outsider := s.As(conformance.Outsider)
			s.Check("R-COM-PROJECT-HIDDEN", func(conformance.T) {
				hidden := sevenOperations(s, fmt.Sprint(p.ID), d.ID)
				unknown := sevenOperations(s, "understudy%2Fno-such-project", d.ID)
				for i := range hidden {
					none := outsider.Send(unknown[i]).Needs(404)
					outsider.Send(hidden[i]).Because("a hidden project is answered like none").Status(404).SameAs(none)
				}
				outsider.Get("/projects/"+url.PathEscape(p.Path)+"/deployments", nil).Status(404)
				s.Client().Get(single(s, d), nil).Because("nothing was changed").Succeeded().Is("/status", "failed")
			})
		},
	},
	{
		ID: "project/own-deployments-only", Title: "A project lists its own deployments only, counts them by itself, and no path of it leads to another's",
		Rules: []string{
			"R-LIST-OWN-PROJECT", "R-CREATE-IDS", "R-GET-OTHER-PROJECT", "R-UPDATE-OTHER-PROJECT", "R-DELETE-OTHER-PROJECT", "R-MRS-OTHER-PROJECT",
			"R-GET-NOT-BY-IID", "R-UPDATE-BY-ID", "R-DELETE-BY-ID",
		},
		Needs: []conformance.Need{conformance.Projects}, Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			second := s.Second()
			e := s.Environment()
			first, theirs := s.DeployIn(second, e, "failed"), s.DeployIn(second, e, "failed")
			mine := s.Deploy(e, "failed")
			also := s.Deploy(e, "failed")
			under := s.Path("deployments", theirs.ID)
			home := second.URL("deployments", theirs.ID)
			before := s.Client().Get(home, nil).Needs()
			s.Check("R-LIST-OWN-PROJECT", func(conformance.T) {
				just(s.Client().Get(collection(s), wire.Params{"environment": e}), mine.ID, also.ID)
				all := s.Client().Get(collection(s), nil).Succeeded().Holds(mine.ID).Holds(also.ID).Omits(first.ID).Omits(theirs.ID)
				for _, id := range all.IDs() { // whoever recorded them
					s.Client().Get(s.Path("deployments", id), nil).Because("the project lists it").Status(200)
				}
				just(s.Client().Get(second.URL("deployments"), wire.Params{"environment": e}), first.ID, theirs.ID)
			})
			s.Check("R-CREATE-IDS", func(conformance.T) {
				shown := s.Client().Get(single(s, mine), nil).Succeeded().Int("/iid", 1)
				if iid := decoded(shown).IID; iid > theirs.IID { // theirs is at least the second of its project
					shown.Fault(wire.Mismatch{
						Pointer: "/iid", Expected: fmt.Sprintf("at most %d", theirs.IID), Actual: fmt.Sprint(iid),
						Why: "It is the first of its project; another project, recorded before, has got no farther than that.",
					})
				}
				s.Client().Get(single(s, also), nil).Because("it was recorded later").Succeeded().Int("/iid", mine.IID+1)
			})
			notByIID(s, mine, also)
			s.Check("R-GET-OTHER-PROJECT", func(conformance.T) { s.Client().Get(under, nil).Status(404).Explained() })
			s.Check("R-UPDATE-OTHER-PROJECT", func(conformance.T) {
				s.Client().Put(under, wire.Params{"status": "canceled"}).Status(404).Explained()
				s.Client().Get(home, nil).Succeeded().SameAs(before)
			})
			s.Check("R-DELETE-OTHER-PROJECT", func(conformance.T) {
				s.Client().Delete(under).Status(404).Explained()
				s.Client().Get(home, nil).Succeeded().SameAs(before)
			})
			s.Check("R-MRS-OTHER-PROJECT", func(conformance.T) {
				if answer := s.Client().Get(under+"/merge_requests", nil).Status(200, 404); answer.Code() == 200 {
					answer.Is("", []any{})
				}
			})
		},
	},
	{
		ID: "project/foreign-merge-requests", Title: "What a deployment of another project shipped is not shown",
		Rules: []string{"R-MRS-OTHER-PROJECT"}, Needs: []conformance.Need{conformance.MergeRequests, conformance.Projects},
		Script: func(s *conformance.S) {
			shipment := s.Shipment()
			s.Check("R-MRS-OTHER-PROJECT", func(conformance.T) {
				if answer := s.As(conformance.Reporter).Get(mergeRequestsOf(s, shipment.Deployment), nil).Status(200, 404); answer.Code() == 200 {
					answer.Because("the deployment is another project's").Is("", []any{})
				}
			})
		},
	},
	{
		ID: "project/no-such-deployment", Title: "A deployment that does not exist is answered with 404, and a deployment_id that is no number with 400 or 404",
		Rules: []string{
			"R-GET-UNKNOWN", "R-UPDATE-UNKNOWN", "R-DELETE-UNKNOWN", "R-MRS-UNKNOWN", "R-GET-ID-TYPE", "R-UPDATE-ID-TYPE", "R-DELETE-ID-TYPE", "R-MRS-ID-TYPE",
			"R-GET-NOT-BY-IID",
		},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "failed")
			before := s.Show(d)
			status := wire.Params{"status": "canceled"}
			for _, id := range []any{unknownID, 0, -1, int64(1) << 62} {
				one := s.Path("deployments", id)
				s.Check("R-GET-UNKNOWN", func(conformance.T) { s.Client().Get(one, nil).Status(404).Explained() })
				s.Check("R-UPDATE-UNKNOWN", func(conformance.T) { s.Client().Put(one, status).Status(404).Explained() })
				s.Check("R-DELETE-UNKNOWN", func(conformance.T) { s.Client().Delete(one).Status(404).Explained() })
			}
			s.Check("R-MRS-UNKNOWN", func(conformance.T) {
				s.Client().Get(s.Path("deployments", unknownID, "merge_requests"), nil).Succeeded().Is("", []any{})
			})
			for _, id := range []string{"abc", "latest", "null", "ü", "%20", "1,2", "x1"} {
				one := s.Path("deployments") + "/" + url.PathEscape(id)
				s.Check("R-GET-ID-TYPE", func(conformance.T) { s.Client().Get(one, nil).Status(400, 404).Explained() })
				s.Check("R-UPDATE-ID-TYPE", func(conformance.T) { s.Client().Put(one, status).Status(400, 404).Explained() })
				s.Check("R-DELETE-ID-TYPE", func(conformance.T) { s.Client().Delete(one).Status(400, 404).Explained() })
				s.Check("R-MRS-ID-TYPE", func(conformance.T) { s.Client().Get(one+"/merge_requests", nil).Status(400, 404).Explained() })
			}
			s.Check("R-GET-ID-TYPE", func(conformance.T) {
				s.Client().Get(s.Path("deployments", fmt.Sprintf("%dx", d.ID)), nil).Because("it only begins with a number").Status(400, 404).Explained()
			})
			s.Check("R-GET-NOT-BY-IID", func(conformance.T) {
				if answer := s.Client().Get(s.Path("deployments", d.IID), nil).Status(200, 404); answer.Code() == 200 {
					answer.Because("deployment_id is an id").Is("/id", d.IID).IsNot("/iid", d.IID)
				}
				unchanged(s, before, d)
			})
		},
	},
	{
		ID: "project/no-such-approval", Title: "A vote on what does not exist, or is another project's, is answered with 404; on what is no number with 400 or 404",
		Rules: []string{"R-APPROVE-UNKNOWN", "R-APPROVE-ID-TYPE"}, Needs: []conformance.Need{conformance.Approvals, conformance.Projects},
		Script: func(s *conformance.S) {
			s.Approvals()
			theirs := s.DeployIn(s.Second(), s.Environment(), "running")
			vote := wire.Params{"status": "approved"}
			s.Check("R-APPROVE-UNKNOWN", func(conformance.T) {
				for _, id := range []any{unknownID, 0, theirs.ID} {
					s.Client().Post(s.Path("deployments", id, "approval"), vote).Status(404).Explained()
				}
			})
			s.Check("R-APPROVE-ID-TYPE", func(conformance.T) {
				s.Client().Post(s.Path("deployments", "abc", "approval"), vote).Status(400, 404).Explained()
			})
		},
	},
	{
		ID: "project/empty", Title: "A project in which nothing was deployed lists nothing",
		Rules: []string{"R-LIST-EMPTY", "R-LIST-STATUS-CODE"}, Needs: []conformance.Need{conformance.Projects},
		Script: func(s *conformance.S) {
			empty := s.EmptyProject().URL("deployments")
			s.Deploy(s.Environment(), "running")
			listed(s, nil) // who has no lists at all shows nothing by an empty one
			finished := wire.Params{"status": "success", "order_by": "finished_at"}
			known := list(s, finished).Code() == http.StatusOK
			s.Check("R-LIST-EMPTY", func(conformance.T) {
				answer := s.Client().Get(empty, nil).Succeeded().Is("", []any{})
				if answer.Has("X-Total") {
					answer.HeaderIs("X-Total", "0")
				}
				if known {
					s.Client().Get(empty, finished).Succeeded().Is("", []any{})
				}
			})
			s.Check("R-LIST-STATUS-CODE", func(conformance.T) {
				s.Client().Send(wire.Request{Method: http.MethodGet, Path: empty}).Needs().Status(200)
			})
		},
	},
}

// notByIID asks for the iid of one of the only two deployments of a project, where it is the id of neither.
func notByIID(s *conformance.S, first, second world.Deployment) {
	d := second
	if d.IID == first.ID || d.IID == second.ID {
		d = first
	}
	byIID := s.Path("deployments", d.IID)
	s.Check("R-GET-NOT-BY-IID", func(conformance.T) {
		s.Client().Get(byIID, nil).Because("it is an iid, and no deployment of the project has that id").Status(404).Explained()
	})
	stays := func(conformance.T) {
		s.Client().Get(single(s, d), nil).Because("it was named by its iid").Succeeded().Is("/status", "failed")
	}
	s.Client().Put(byIID, wire.Params{"status": "canceled"})
	s.Check("R-UPDATE-BY-ID", stays)
	s.Client().Delete(byIID)
	s.Check("R-DELETE-BY-ID", stays)
}
