package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Who may do what in a private project.
var roles = []conformance.Case{
	{
		ID: "role/reading", Title: "A reporter reads what there is; a guest reads none of it",
		Rules: []string{"R-LIST-REPORTER", "R-LIST-GUEST", "R-GET-REPORTER", "R-MRS-REPORTER"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "failed")
			reporter, guest := s.As(conformance.Reporter), s.As(conformance.Guest)
			s.Check("R-LIST-REPORTER", func(conformance.T) { just(reporter.Get(collection(s), wire.Params{"environment": e}), d.ID) })
			s.Check("R-LIST-GUEST", func(conformance.T) { guest.Get(collection(s), nil).Status(403).Explained() })
			s.Check("R-GET-REPORTER", func(conformance.T) {
				reporter.Get(single(s, d), nil).Succeeded().Is("/id", d.ID)
				guest.Get(single(s, d), nil).Because("a guest may not read").Status(403).Explained().Lacks("/id")
			})
			s.Check("R-MRS-REPORTER", func(conformance.T) {
				reporter.Get(mergeRequestsOf(s, d), nil).Succeeded().Array("")
				guest.Get(mergeRequestsOf(s, d), nil).Because("a guest may not read").Status(403).Explained()
			})
		},
	},
	{
		ID: "role/writing", Title: "Developers record and update, maintainers delete as well; who may less is refused, and nothing changes",
		Rules: []string{
			"R-CREATE-DEVELOPER", "R-CREATE-REPORTER", "R-UPDATE-DEVELOPER", "R-UPDATE-REPORTER", "R-DELETE-MAINTAINER", "R-DELETE-FORBIDDEN",
			"R-DELETE-FORBIDDEN-MESSAGE",
		},
		Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			s.Check("R-CREATE-DEVELOPER", func(conformance.T) {
				s.As(conformance.Developer).Post(collection(s), s.Form(s.Environment())).Succeeded().Is("/status", "running")
			})
			s.Check("R-CREATE-REPORTER", func(conformance.T) {
				for _, role := range []conformance.Role{conformance.Reporter, conformance.Guest} {
					fresh := s.Environment()
					s.As(role).Post(collection(s), s.Form(fresh)).Because("a %s may not record", role).Status(403).Explained()
					nothingIn(s, fresh)
				}
			})
			s.Check("R-UPDATE-REPORTER", func(conformance.T) {
				before := s.Show(d)
				for _, role := range []conformance.Role{conformance.Reporter, conformance.Guest} {
					s.As(role).Put(single(s, d), wire.Params{"status": "failed"}).Because("a %s may not update", role).Status(403).Explained()
				}
				unchanged(s, before, d)
			})
			s.Check("R-UPDATE-DEVELOPER", func(conformance.T) {
				s.As(conformance.Developer).Put(single(s, d), wire.Params{"status": "failed"}).Succeeded().Is("/status", "failed")
			})
			refused := func(role conformance.Role) *wire.Answer {
				return s.As(role).Delete(single(s, d)).Because("a %s may not delete", role).Status(403)
			}
			s.Check("R-DELETE-FORBIDDEN", func(conformance.T) {
				before := s.Show(d)
				for _, role := range []conformance.Role{conformance.Developer, conformance.Reporter, conformance.Guest} {
					refused(role).Explained()
				}
				unchanged(s, before, d)
			})
			s.Check("R-DELETE-FORBIDDEN-MESSAGE", func(conformance.T) { refused(conformance.Developer).Message("403 Forbidden") })
			s.Check("R-DELETE-MAINTAINER", func(conformance.T) {
				s.As(conformance.Approver).Delete(single(s, d)).Because("whoever deployed it, a maintainer may delete it").Succeeded()
			})
		},
	},
	{
		ID: "role/whose-deployment", Title: "user is whoever deployed, whoever reads, updates or lists",
		Rules: []string{"R-CREATE-USER-CALLER", "R-GET-USER-DEPLOYER", "R-UPDATE-USER-DEPLOYER"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			e := s.Environment()
			developer := s.Person(conformance.Developer)
			var d world.Deployment
			s.Check("R-CREATE-USER-CALLER", func(conformance.T) {
				form := with(s.Form(e), "user_id", "1")
				answer := s.As(conformance.Developer).Post(collection(s), form).Succeeded()
				d = decoded(answer)
				answer.Is("/user/id", developer.ID).Is("/user/username", developer.Username)
				s.Client().Post(collection(s), s.Form(e)).Succeeded().Is("/user/id", s.Person(conformance.Maintainer).ID)
			})
			s.Check("R-GET-USER-DEPLOYER", func(conformance.T) {
				for _, role := range []conformance.Role{conformance.Maintainer, conformance.Reporter, conformance.Approver} {
					s.As(role).Get(single(s, d), nil).Needs().Because("a %s reads what a developer deployed", role).Is("/user/username", developer.Username)
				}
				list := s.Client().Get(collection(s), wire.Params{"environment": e}).Needs()
				list.Is(at(list, d.ID)+"/user/username", developer.Username)
			})
			s.Check("R-UPDATE-USER-DEPLOYER", func(conformance.T) {
				s.As(conformance.Approver).Put(single(s, d), wire.Params{"status": "success"}).Needs().
					Because("a maintainer updated what a developer deployed").Is("/user/username", developer.Username)
				s.Client().Get(single(s, d), nil).Needs().Is("/user/id", developer.ID)
			})
		},
	},
	{
		ID: "role/protected-environments", Title: "Who may not deploy to a protected environment neither records, updates nor deletes there, whatever the role in the project",
		Rules: []string{"R-CREATE-DEPLOY-ACCESS", "R-UPDATE-DEPLOY-ACCESS", "R-DELETE-DEPLOY-ACCESS"},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			maintainers, people, admins := s.Environment(), s.Environment(), s.Environment()
			developer := s.Person(conformance.Developer)
			old := map[string]world.Deployment{}
			for _, e := range []string{maintainers, people, admins} {
				old[e] = s.Deploy(e, "running")
			}
			s.ProtectFor(maintainers, world.DeployAccess{AccessLevel: 40})
			s.ProtectFor(people, world.DeployAccess{UserID: developer.ID})
			s.ProtectFor(admins, world.DeployAccess{AccessLevel: 60})
			bot := s.As(conformance.Approver) // a maintainer, and no administrator
			s.Check("R-CREATE-DEPLOY-ACCESS", func(conformance.T) {
				s.As(conformance.Developer).Post(collection(s), s.Form(maintainers)).Because("maintainers deploy there").Status(403).Explained()
				bot.Post(collection(s), s.Form(maintainers)).Because("maintainers deploy there").Succeeded()
				bot.Post(collection(s), s.Form(people)).Because("one developer deploys there").Status(403).Explained()
				s.As(conformance.Developer).Post(collection(s), s.Form(people)).Because("that developer deploys there").Succeeded()
				bot.Post(collection(s), s.Form(admins)).Because("administrators deploy there").Status(403)
			})
			s.Check("R-UPDATE-DEPLOY-ACCESS", func(conformance.T) {
				canceled := wire.Params{"status": "canceled"}
				s.As(conformance.Developer).Put(single(s, old[maintainers]), canceled).Because("maintainers deploy there").Status(403).Explained()
				bot.Put(single(s, old[people]), canceled).Because("one developer deploys there").Status(403)
				s.As(conformance.Developer).Put(single(s, old[people]), canceled).Because("that developer deploys there").Succeeded()
				bot.Put(single(s, old[maintainers]), canceled).Because("maintainers deploy there").Succeeded()
			})
			s.Check("R-DELETE-DEPLOY-ACCESS", func(conformance.T) {
				bot.Delete(single(s, old[admins])).Because("administrators deploy there").Status(403).Explained()
				bot.Delete(single(s, old[people])).Because("one developer deploys there").Status(403)
				bot.Delete(single(s, old[maintainers])).Because("maintainers deploy there").Succeeded()
				s.As(conformance.Reporter).Get(single(s, old[admins]), nil).Because("protection does not hide").Succeeded()
			})
		},
	},
}
