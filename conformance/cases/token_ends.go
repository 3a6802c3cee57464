package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

// Tokens whose time is over, and tokens that are not for this project.
var tokenEnds = []conformance.Case{
	{
		ID: "access/expired-token", Title: "A token whose last day is over opens nothing",
		Rules: []string{"R-COM-TOKEN-INVALID"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			expired := s.WithToken(s.MintUntil("expired", conformance.Maintainer, s.Now().AddDate(0, 0, -2)))
			d := s.Deploy(s.Environment(), "failed")
			before := s.Show(d)
			s.Check("R-COM-TOKEN-INVALID", func(conformance.T) {
				const why = "the token expired two days ago"
				expired.Get(collection(s), nil).Because(why).Status(401).Explained()
				expired.Put(single(s, d), wire.Params{"status": "success"}).Because(why).Status(401)
				expired.Delete(single(s, d)).Because(why).Status(401)
				unchanged(s, before, d)
			})
		},
	},
	{
		ID: "access/jobs-of-other-projects", Title: "A job's token opens no private project that has not let it in, whatever the operation",
		Rules: []string{"R-COM-JOB-TOKEN-OUTSIDE"}, Needs: []conformance.Need{conformance.Jobs, conformance.Projects}, Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			jobs := s.Jobs()
			e := s.Environment()
			d := s.Deploy(e, "failed")
			before := s.Show(d)
			s.Check("R-COM-JOB-TOKEN-OUTSIDE", func(conformance.T) {
				nobody := s.As(conformance.Anonymous)
				nobody.Get(jobs.Project.URL("deployments"), nil).Needs(401)
				for _, r := range sixOperations(s, s.Path()[len("/projects/"):], d.ID) {
					r.Header = map[string]string{"JOB-TOKEN": jobs.Token}
					nobody.Send(r).Because("the job is another project's").Status(403, 404).Explained()
				}
				unchanged(s, before, d)
				just(s.Client().Get(collection(s), wire.Params{"environment": e}), d.ID)
			})
		},
	},
}
