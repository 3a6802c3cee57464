package cases

import "understudy/conformance"

var deletion = []conformance.Case{
	{
		ID: "delete/superseded-deployment", Title: "A deployment that another has superseded can be deleted, and is gone",
		Rules: []string{"R-DELETE", "R-DELETE-GONE", "R-DELETE-NO-CONTENT", "R-DELETE-NO-BODY", "R-DELETE-BY-ID"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			old, current := s.Deploy(e, "success"), s.Deploy(e, "success")
			answer := s.Client().Delete(single(s, old))
			s.Check("R-DELETE", func(conformance.T) {
				answer.Because("deployment %d succeeded after it", current.ID).Succeeded()
			})
			answer.Needs(200, 202, 204)
			s.Check("R-DELETE-NO-CONTENT", func(conformance.T) { answer.Status(204) })
			s.Check("R-DELETE-NO-BODY", func(conformance.T) { answer.Empty() })
			s.Check("R-DELETE-GONE", func(conformance.T) {
				s.Client().Get(single(s, old), nil).Because("it was deleted").Status(404)
				within(s, e, nil).Because("deployment %d was deleted", old.ID).Omits(old.ID)
			})
			s.Check("R-DELETE-BY-ID", func(conformance.T) {
				s.Client().Get(single(s, current), nil).Because("deployment %d was deleted, not this one", old.ID).Status(200)
				within(s, e, nil).Because("deployment %d was deleted, not this one", old.ID).Holds(current.ID)
			})
		},
	},
	{
		ID: "delete/running-is-refused", Title: "A running deployment cannot be deleted",
		Rules: []string{"R-DELETE-RUNNING"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			s.Deploy(e, "success")
			running := s.Deploy(e, "running")
			s.Check("R-DELETE-RUNNING", func(conformance.T) {
				s.Client().Delete(single(s, running)).Because("it is running").Status(400).Explained()
				s.Client().Get(single(s, running), nil).Because("its deletion was refused").Status(200).Is("/status", "running")
			})
		},
	},
	{
		ID: "delete/current-is-refused", Title: "The deployment that an environment currently runs cannot be deleted",
		Rules: []string{"R-DELETE-CURRENT"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			s.Deploy(e, "success")
			current := s.Deploy(e, "success")
			s.Check("R-DELETE-CURRENT", func(conformance.T) {
				s.Client().Delete(single(s, current)).Because("it is the last deployment of its environment").Status(400).Explained()
				s.Client().Get(single(s, current), nil).Because("its deletion was refused").Status(200).Is("/status", "success")
			})
		},
	},
	{
		ID: "delete/current-is-told-per-environment", Title: "A newer deployment to another environment supersedes nothing",
		Rules: []string{"R-DELETE-CURRENT-PER-ENVIRONMENT"},
		Script: func(s *conformance.S) {
			here, there := s.Environment(), s.Environment()
			current := s.Deploy(here, "success")
			s.Deploy(there, "success")
			s.Check("R-DELETE-CURRENT-PER-ENVIRONMENT", func(conformance.T) {
				s.Client().Delete(single(s, current)).Because("the later one is in another environment").Status(400).Explained()
				s.Client().Get(single(s, current), nil).Because("its deletion was refused").Status(200)
			})
		},
	},
	{
		ID: "delete/running-message", Title: "The refusal says that a running deployment cannot be destroyed",
		Rules: []string{"R-DELETE-RUNNING-MESSAGE"},
		Script: func(s *conformance.S) {
			// The only deployment of its environment: that it runs is looked at first.
			answer := s.Client().Delete(single(s, s.Deploy(s.Environment(), "running")))
			s.Check("R-DELETE-RUNNING-MESSAGE", func(conformance.T) {
				needsRefusal(s, answer, "R-DELETE-RUNNING").Because("it is running").Message(s.Value("destroy-running-message"))
			})
		},
	},
	{
		ID: "delete/current-message", Title: "The refusal says that the deployment is currently deployed to its environment",
		Rules: []string{"R-DELETE-CURRENT-MESSAGE"},
		Script: func(s *conformance.S) {
			answer := s.Client().Delete(single(s, s.Deploy(s.Environment(), "success")))
			s.Check("R-DELETE-CURRENT-MESSAGE", func(conformance.T) {
				needsRefusal(s, answer, "R-DELETE-CURRENT").Because("it is the last deployment of its environment").Message(s.Value("destroy-current-message"))
			})
		},
	},
	{
		ID: "delete/failed-and-canceled", Title: "Failed and canceled deployments can be deleted",
		Rules: []string{"R-DELETE-UNSUCCESSFUL"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			failed, canceled, current := s.Deploy(e, "failed"), s.Deploy(e, "canceled"), s.Deploy(e, "success")
			s.Check("R-DELETE-UNSUCCESSFUL", func(conformance.T) {
				s.Client().Delete(single(s, failed)).Because("it failed, and is not the last").Succeeded()
				s.Client().Delete(single(s, canceled)).Because("it was canceled, and is not the last").Succeeded()
				within(s, e, nil).Because("the others were deleted").Lists(current.ID)
			})
		},
	},
	{
		ID: "delete/current-is-the-last-to-succeed", Title: "Which deployment is current is told by when it succeeded, not by its id",
		Rules: []string{"R-DELETE-CURRENT-MEANING"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			first, second := s.Deploy(e, "running"), s.Deploy(e, "running")
			s.Move(second, "success")
			s.Gap()
			s.Move(first, "success")
			s.Check("R-DELETE-CURRENT-MEANING", func(conformance.T) {
				why := "deployment %d succeeded after deployment %d, although it has the lower id"
				s.Client().Delete(single(s, first)).Because(why, first.ID, second.ID).Status(400).Explained()
				s.Client().Delete(single(s, second)).Because(why, first.ID, second.ID).Succeeded()
				within(s, e, nil).Lists(first.ID)
			})
		},
	},
	{
		ID: "delete/twice", Title: "A deployment that was deleted is answered with 404",
		Rules: []string{"R-DELETE-UNKNOWN"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "failed")
			s.Client().Delete(single(s, d)).Needs(200, 202, 204)
			s.Check("R-DELETE-UNKNOWN", func(conformance.T) {
				s.Client().Delete(single(s, d)).Because("it was deleted before").Status(404).Explained()
			})
		},
	},
	{
		ID: "delete/unknown-deployment", Title: "Deleting a deployment that does not exist is answered with 404",
		Rules: []string{"R-DELETE-UNKNOWN"},
		Script: func(s *conformance.S) {
			s.Client().Delete(single(s, s.Deploy(s.Environment(), "failed"))).Needs(200, 202, 204)
			s.Check("R-DELETE-UNKNOWN", func(conformance.T) {
				s.Client().Delete(s.Path("deployments", unknownID)).Because("there is no such deployment").Status(404).Explained()
			})
		},
	},
	{
		ID: "delete/developers-may-not", Title: "A developer may not delete a deployment",
		Rules: []string{"R-DELETE-FORBIDDEN", "R-DELETE-FORBIDDEN-MESSAGE"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "failed")
			answer := s.As(conformance.Developer).Delete(single(s, d))
			refused := s.Check("R-DELETE-FORBIDDEN", func(conformance.T) {
				answer.Because("the token is a developer's").Status(403)
				s.Client().Get(single(s, d), nil).Because("its deletion was refused").Status(200)
			})
			s.Check("R-DELETE-FORBIDDEN-MESSAGE", func(conformance.T) {
				if !refused {
					s.BlockedBy("R-DELETE-FORBIDDEN")
				}
				answer.Message("403 Forbidden")
			})
		},
	},
}
