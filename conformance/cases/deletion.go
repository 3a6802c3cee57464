package cases

import (
	"net/http"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// What may be deleted, and what is left. Whoever deletes is somebody else than who deployed, where there are others.
var deletion = []conformance.Case{
	{
		ID: "delete/one-timeline", Title: "Of an environment's deployments all but the running and the current one are deleted, each by its id, and the others stay",
		Rules: []string{
			"R-DELETE", "R-DELETE-NO-CONTENT", "R-DELETE-NO-BODY", "R-DELETE-GONE", "R-DELETE-BY-ID", "R-DELETE-RUNNING", "R-DELETE-RUNNING-STATUS-CODE",
			"R-DELETE-RUNNING-MESSAGE", "R-DELETE-CURRENT", "R-DELETE-CURRENT-STATUS-CODE", "R-DELETE-CURRENT-MESSAGE", "R-DELETE-UNSUCCESSFUL",
			"R-DELETE-FINISHED-LATER", "R-DELETE-UNKNOWN",
		},
		Script: func(s *conformance.S) {
			e := s.Environment()
			ran := s.Deploy(e, "running")
			first, failed, canceled := s.Deploy(e, "success"), s.Deploy(e, "failed"), s.Deploy(e, "canceled")
			s.Gap()
			s.Move(ran, "success")
			s.Gap()
			running, current := s.Deploy(e, "running"), s.Deploy(e, "success")
			list := func() *wire.Answer { return s.Client().Get(collection(s), wire.Params{"environment": e}) }
			stays := s.Show(current)

			refused := s.Client().Delete(single(s, running))
			runs := s.Check("R-DELETE-RUNNING", func(conformance.T) {
				refused.Refused().Explained()
				s.Client().Get(single(s, running), nil).Because("its deletion was refused").Succeeded().Is("/status", "running")
			})
			s.Check("R-DELETE-RUNNING-STATUS-CODE", func(conformance.T) { needsRefusal(s, refused, "R-DELETE-RUNNING").Status(400) })
			s.Check("R-DELETE-RUNNING-MESSAGE", func(conformance.T) {
				needsRefusal(s, refused, "R-DELETE-RUNNING").Message(s.Value("destroy-running-message"))
			})

			refused = s.Client().Delete(single(s, current))
			s.Check("R-DELETE-CURRENT", func(conformance.T) {
				refused.Refused().Explained()
				unchanged(s, stays, current)
			})
			s.Check("R-DELETE-CURRENT-STATUS-CODE", func(conformance.T) { needsRefusal(s, refused, "R-DELETE-CURRENT").Status(400) })
			s.Check("R-DELETE-CURRENT-MESSAGE", func(conformance.T) {
				needsRefusal(s, refused, "R-DELETE-CURRENT").Message(s.Value("destroy-current-message"))
			})

			answer := s.Client().Bare().Delete(single(s, first))
			s.Check("R-DELETE", func(conformance.T) { answer.Because("a later success replaced it").Succeeded() })
			s.Check("R-DELETE-NO-CONTENT", func(conformance.T) { answer.Needs().Status(204) })
			s.Check("R-DELETE-NO-BODY", func(conformance.T) {
				answer.Needs(204).Empty()
				if answer.Has("Content-Length") {
					answer.Because("HTTP forbids a body, and a length of it").HeaderIs("Content-Length", "0")
				}
			})
			s.Check("R-DELETE-GONE", func(conformance.T) {
				answer.Needs()
				s.Client().Get(single(s, first), nil).Because("it was deleted").Status(404)
				left := []int64{ran.ID, failed.ID, canceled.ID, current.ID}
				if runs {
					left = append(left, running.ID)
				}
				just(list(), left...)
				just(s.Client().Get(collection(s), wire.Params{"environment": e, "status": "success"}), ran.ID, current.ID)
				for _, order := range []string{"iid", "created_at", "updated_at", "finished_at"} {
					sorted := s.Client().Get(collection(s), wire.Params{"environment": e, "status": "success", "order_by": order})
					if sorted.Code() == http.StatusOK {
						sorted.Because("it was deleted").Omits(first.ID)
					}
				}
			})
			s.Check("R-DELETE-BY-ID", func(conformance.T) {
				unchanged(s, stays, current)
				s.Client().Get(single(s, canceled), nil).Because("another was deleted").Succeeded().Is("/iid", canceled.IID)
			})
			second := s.Client().Delete(single(s, failed))
			s.Check("R-DELETE-BY-ID", func(conformance.T) {
				second.Needs()
				s.Client().Get(single(s, ran), nil).Because("another was deleted").Succeeded().Is("/iid", ran.IID)
			})
			s.Check("R-DELETE-UNSUCCESSFUL", func(conformance.T) {
				second.Because("it failed").Succeeded()
				s.Client().Delete(single(s, canceled)).Because("it was canceled").Succeeded()
			})
			s.Check("R-DELETE-FINISHED-LATER", func(conformance.T) {
				s.Client().Delete(single(s, ran)).Because("it has stopped running, and a later success replaced it").Succeeded()
			})
			s.Check("R-DELETE-GONE", func(conformance.T) {
				second.Needs()
				for _, d := range []world.Deployment{failed, canceled, ran} {
					s.Client().Get(single(s, d), nil).Because("it was deleted").Status(404)
				}
			})
			s.Check("R-DELETE-UNKNOWN", func(conformance.T) {
				answer.Needs()
				second.Needs()
				for _, d := range []world.Deployment{first, failed} {
					s.Client().Delete(single(s, d)).Because("it was deleted before").Status(404).Explained()
				}
			})
		},
	},
	{
		ID: "delete/what-is-last", Title: "Which deployment is the last of its environment: the successful one that finished last, by environment",
		Rules: []string{"R-DELETE-CURRENT-MEANING", "R-DELETE-CURRENT-PER-ENVIRONMENT", "R-DELETE-CURRENT"},
		Script: func(s *conformance.S) {
			here, there := s.Environment(), s.Environment()
			current := s.Deploy(here, "success")
			s.Deploy(there, "success")
			s.Check("R-DELETE-CURRENT-PER-ENVIRONMENT", func(conformance.T) {
				s.Client().Delete(single(s, current)).Because("what was deployed elsewhere replaces nothing here").Status(400)
				s.Client().Get(single(s, current), nil).Succeeded()
			})
			s.Check("R-DELETE-CURRENT", func(conformance.T) {
				only := s.Deploy(s.Environment(), "success")
				s.Client().Delete(single(s, only)).Because("it is the only one").Status(400)
				s.Client().Get(single(s, only), nil).Succeeded().Is("/status", "success")
			})
			s.Check("R-DELETE-CURRENT-MEANING", func(conformance.T) {
				e := s.Environment()
				first, second := s.Deploy(e, "running"), s.Deploy(e, "running")
				s.Move(second, "success")
				s.Gap()
				s.Move(first, "success")
				failed := s.Deploy(e, "failed")
				s.Client().Delete(single(s, first)).Because("it finished last, though it is older").Status(400)
				s.Client().Delete(single(s, second)).Because("another finished later, though that is older").Succeeded()
				s.Client().Delete(single(s, failed)).Because("what failed is not current, though it is the newest").Succeeded()
				s.Client().Put(single(s, first), wire.Params{"status": "failed"}).Succeeded()
				s.Client().Delete(single(s, first)).Because("it is a success no more").Succeeded()
			})
			s.Check("R-DELETE-CURRENT-MEANING", func(conformance.T) {
				e := s.Environment()
				first, second := s.Deploy(e, "success"), s.Deploy(e, "success")
				s.Gap()
				s.Client().Put(single(s, first), wire.Params{"status": "failed"}).Succeeded()
				s.Client().Put(single(s, first), wire.Params{"status": "success"}).Succeeded()
				s.Client().Delete(single(s, second)).Because("the older one failed and succeeded after it").Succeeded()
				s.Client().Delete(single(s, first)).Because("it succeeded last").Status(400)
			})
		},
	},
	{
		ID: "delete/by-another", Title: "What one maintainer deployed another deletes",
		Rules: []string{"R-DELETE-MAINTAINER", "R-DELETE-CURRENT", "R-DELETE-RUNNING"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			e := s.Environment()
			old, current, running := s.Deploy(e, "failed"), s.Deploy(e, "success"), s.Deploy(e, "running")
			other := s.As(conformance.Approver)
			s.Check("R-DELETE-CURRENT", func(conformance.T) { other.Delete(single(s, current)).Refused() })
			s.Check("R-DELETE-RUNNING", func(conformance.T) { other.Delete(single(s, running)).Refused() })
			s.Check("R-DELETE-MAINTAINER", func(conformance.T) {
				other.Delete(single(s, old)).Succeeded()
				just(s.Client().Get(collection(s), wire.Params{"environment": e}), current.ID, running.ID)
			})
		},
	},
	{
		ID: "delete/ids-are-not-given-again", Title: "id and iid of a deleted deployment are not given again, and the others keep theirs",
		Rules: []string{"R-DELETE-IDS-KEPT", "R-DELETE-GONE"}, Isolation: conformance.Alone, // else others take the id meanwhile
		Script: func(s *conformance.S) {
			e := s.Environment()
			first := s.Deploy(e, "failed")
			last := s.Deploy(e, "failed")
			before := s.Show(first)
			s.Client().Delete(single(s, last)).Needs()
			s.Check("R-DELETE-GONE", func(conformance.T) { unchanged(s, before, first) })
			s.Check("R-DELETE-IDS-KEPT", func(conformance.T) {
				next := s.Show(s.Deploy(e, "failed"))
				next.Because("id %d and iid %d were given to a deleted one", last.ID, last.IID).Int("/id", last.ID+1).Int("/iid", last.IID+1)
			})
		},
	},
}
