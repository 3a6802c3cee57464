package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Groups that may deploy, and groups that must approve; environments that their project's group protects.
var groups = []conformance.Case{
	{
		ID: "role/groups-that-deploy", Title: "Where a group may deploy, its members do, and members of the project do not",
		Rules:     []string{"R-CREATE-DEPLOY-ACCESS", "R-UPDATE-DEPLOY-ACCESS", "R-DELETE-DEPLOY-ACCESS"},
		Needs:     []conformance.Need{conformance.Approvals, conformance.Roles, conformance.Projects},
		Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			g := s.Group()
			s.ShareWith(g, conformance.Maintainer)
			theirs := s.Environment()
			old, running := s.Deploy(theirs, "failed"), s.Deploy(theirs, "running")
			s.ProtectFor(theirs, world.DeployAccess{GroupID: g.ID})
			member, maintainer := s.InGroup(g, conformance.Developer), s.InGroup(g, conformance.Maintainer)
			s.Check("R-CREATE-DEPLOY-ACCESS", func(conformance.T) {
				for _, role := range []conformance.Role{conformance.Developer, conformance.Approver} {
					s.As(role).Post(collection(s), s.Form(theirs)).Because("a group deploys there, and the %s is not in it", role).Status(403).Explained()
				}
				member.Post(collection(s), s.Form(theirs)).Because("the caller is in the group that deploys there").Succeeded()
			})
			failed := wire.Params{"status": "failed"}
			s.Check("R-UPDATE-DEPLOY-ACCESS", func(conformance.T) {
				s.As(conformance.Approver).Put(single(s, running), failed).Because("a group deploys there, and the caller is not in it").Status(403).Explained()
				member.Put(single(s, running), failed).Because("the caller is in the group that deploys there").Succeeded()
			})
			s.Check("R-DELETE-DEPLOY-ACCESS", func(conformance.T) {
				s.As(conformance.Approver).Delete(single(s, old)).Because("a group deploys there, and the caller is not in it").Status(403).Explained()
				maintainer.Delete(single(s, old)).Because("the maintainer is in the group that deploys there").Succeeded()
			})
		},
	},
	{
		ID: "role/groups-that-protect", Title: "A group's protection holds in its projects, and beside the project's own: who is refused by one of them is refused",
		Rules: []string{"R-CREATE-DEPLOY-ACCESS", "R-UPDATE-DEPLOY-ACCESS", "R-DELETE-DEPLOY-ACCESS"},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles, conformance.Projects},
		Script: func(s *conformance.S) {
			g := s.OwnGroup()
			p := s.GroupProject(g)
			s.ProtectTier(g, "staging", []world.DeployAccess{{AccessLevel: 40}})
			const byGroup, byBoth, open = "a maintainer's by the group", "a maintainer's by the group, a developer's by the project", "open"
			environments := map[string]string{byGroup: s.EnvironmentOf(p, "staging"), byBoth: s.EnvironmentOf(p, "staging"), open: s.EnvironmentOf(p, "testing")}
			if err := p.ProtectFor(environments[byBoth], []world.DeployAccess{{AccessLevel: 30}}); err != nil {
				s.GiveUp("the project's own protection: %v", err)
			}
			member, maintainer := s.InGroup(g, conformance.Developer), s.InGroup(g, conformance.Maintainer)
			at := p.URL("deployments")
			s.Check("R-CREATE-DEPLOY-ACCESS", func(conformance.T) {
				for why, e := range environments {
					wanted := []int{403}
					if why == open {
						wanted = []int{200, 201}
					}
					member.Post(at, p.Form(e, "running")).Because("a developer's request; the environment is %s", why).Status(wanted...)
					maintainer.Post(at, p.Form(e, "running")).Because("a maintainer's request; the environment is %s", why).Succeeded()
				}
			})
			for _, e := range []string{environments[byGroup], environments[byBoth]} {
				d := s.DeployIn(p, e, "running")
				s.DeployIn(p, e, "success")
				one := p.URL("deployments", d.ID)
				s.Check("R-UPDATE-DEPLOY-ACCESS", func(conformance.T) {
					member.Put(one, wire.Params{"status": "failed"}).Because("the group lets maintainers deploy").Status(403).Explained()
					maintainer.Put(one, wire.Params{"status": "failed"}).Because("the group lets maintainers deploy").Succeeded()
				})
			}
			s.Check("R-DELETE-DEPLOY-ACCESS", func(conformance.T) {
				admins, other := s.EnvironmentOf(p, "development"), s.EnvironmentOf(p, "testing")
				kept, gone := s.DeployIn(p, admins, "failed"), s.DeployIn(p, other, "failed")
				s.ProtectTier(g, "development", []world.DeployAccess{{AccessLevel: 60}})
				maintainer.Delete(p.URL("deployments", kept.ID)).Because("by the group only administrators deploy there").Status(403).Explained()
				maintainer.Delete(p.URL("deployments", gone.ID)).Because("nobody protects it").Succeeded()
			})
		},
	},
	{
		ID: "approval/groups", Title: "Where a group must approve, its members vote, and members of the project do not",
		Rules:     []string{"R-APPROVE-NO-RULE", "R-APPROVE-PENDING", "R-APPROVE-REPRESENTED-AS", "R-GET-APPROVAL-RULE-SUBJECT"},
		Needs:     []conformance.Need{conformance.Approvals, conformance.Roles, conformance.Projects},
		Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			g := s.Group()
			s.ShareWith(g, conformance.Maintainer)
			byGroup := world.ApprovalRule{GroupID: g.ID, Required: 1}
			d := s.Waiting(byGroup)
			member := s.InGroup(g, conformance.Developer)
			approved := wire.Params{"status": "approved"}
			before := s.Show(d)
			s.Check("R-APPROVE-NO-RULE", func(conformance.T) {
				for _, role := range []conformance.Role{conformance.Developer, conformance.Approver} {
					vote(s, role, d, approved).Because("a group approves, and the %s is not in it", role).Status(400, 403).Explained()
				}
				unchanged(s, before, d)
				member.Post(approvalOf(s, d), approved).Because("the caller is in the group that approves").Succeeded()
			})
			s.Check("R-APPROVE-PENDING", func(conformance.T) {
				votesOn(s, d).Because("the group's member approved").Is("/pending_approval_count", 0)
			})
			two := s.Waiting(byGroup, conformance.Maintainers(1))
			s.Check("R-GET-APPROVAL-RULE-SUBJECT", func(conformance.T) {
				shown := votesOn(s, two)
				rules := byAccess(shown)
				shown.Is(rules[false]+"/group_id", g.ID).Is(rules[false]+"/user_id", nil).Is(rules[false]+"/access_level", nil)
			})
			s.Check("R-APPROVE-REPRESENTED-AS", func(conformance.T) {
				maintainer := s.InGroup(g, conformance.Maintainer)
				form := with(approved, "represented_as", "Maintainers")
				maintainer.Post(approvalOf(s, two), form).Because("the caller may vote as either").Succeeded()
				shown := votesOn(s, two)
				rules := byAccess(shown)
				shown.Because("the vote went to the maintainers").Is(rules[false]+"/deployment_approvals", []any{}).
					Is(rules[true]+"/deployment_approvals/0/status", "approved").Is("/pending_approval_count", 1)
			})
		},
	},
}
