package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

// One deployment, whatever made it.
var get = []conformance.Case{
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
		ID: "get/what-was-recorded", Title: "A deployment shows what was recorded, in each status, to each environment",
		Rules: []string{"R-GET-ONE", "R-GET-STATUS-CODE", "R-GET-BY-ID", "R-GET-ENVIRONMENT-DEPLOYED-TO", "R-GET-KEYS", "R-GET-UPDATED-AT"},
		Script: func(s *conformance.S) {
			first, second := s.Environment(), s.Environment()
			a, b := s.Deploy(first, "failed"), s.Deploy(second, "success")
			s.Deploy(first, "canceled") // so that neither the newest nor the oldest of all is what is asked for
			s.Check("R-GET-ONE", func(conformance.T) { s.Client().Get(single(s, a), nil).Succeeded().Keys("", "id") })
			s.Check("R-GET-STATUS-CODE", func(conformance.T) { s.Client().Get(single(s, b), nil).Needs().Status(200) })
			s.Check("R-GET-BY-ID", func(conformance.T) {
				s.Client().Get(single(s, a), nil).Succeeded().Is("/id", a.ID).Is("/iid", a.IID).Is("/status", "failed")
				s.Client().Get(single(s, b), nil).Succeeded().Is("/id", b.ID).Is("/iid", b.IID).Is("/status", "success")
			})
			s.Check("R-GET-ENVIRONMENT-DEPLOYED-TO", func(conformance.T) {
				s.Client().Get(single(s, a), nil).Succeeded().Is("/environment/name", first).Is("/environment/id", a.Environment.ID)
				s.Client().Get(single(s, b), nil).Succeeded().Is("/environment/name", second).Is("/environment/id", b.Environment.ID).
					IsNot("/environment/id", a.Environment.ID)
			})
			s.Check("R-GET-KEYS", func(conformance.T) {
				s.Client().Get(single(s, a), nil).Succeeded().
					Keys("", "id", "iid", "ref", "sha", "created_at", "status", "user", "environment", "deployable").Is("/deployable", nil).
					Is("/ref", a.Ref).Is("/sha", a.SHA)
			})
			s.Check("R-GET-UPDATED-AT", func(conformance.T) {
				answer := s.Client().Get(single(s, a), nil).Succeeded().Keys("", "updated_at")
				created, _ := answer.At("/created_at")
				answer.Because("nothing has changed it yet").Is("/updated_at", created)
			})
		},
	},
	{
		ID: "get/jobs", Title: "A deployment shows the job that made it, and has the status that the job leads to",
		Rules: []string{"R-GET-DEPLOYABLE", "R-GET-DEPLOYABLE-COMMIT", "R-GET-DEPLOYABLE-PIPELINE", "R-GET-DEPLOYABLE-USER", "R-GET-DEPLOYABLE-STATUS"},
		Needs: []conformance.Need{conformance.Jobs},
		Script: func(s *conformance.S) {
			jobs := s.Jobs()
			get := func(name string) *wire.Answer {
				return s.Client().Get(jobs.Project.URL("deployments", jobs.Deployments[name].ID), nil).Needs()
			}
			heldAsJob(s, get("success"), "", "R-GET-DEPLOYABLE", jobs, "success")
			s.Check("R-GET-DEPLOYABLE-STATUS", func(conformance.T) {
				for deployment, job := range map[string]string{
					"created": "pending", "blocked": "manual", "running": "running", "success": "success", "failed": "failed", "canceled": "canceled",
					"skipped": "skipped",
				} {
					get(deployment).Because("its job is %s", job).Is("/status", deployment).Is("/deployable/status", job).
						Is("/deployable/id", jobs.Job[deployment]).Is("/deployable/name", deployment)
				}
				get("triggered").Because("its job started another pipeline").Is("/status", "success").Is("/deployable/name", "triggered")
			})
		},
	},
	{
		ID: "get/retried-job", Title: "A job that is retried deploys anew",
		Rules: []string{"R-GET-DEPLOYABLE-STATUS"}, Needs: []conformance.Need{conformance.Jobs},
		Script: func(s *conformance.S) {
			retried := s.RetriedJob()
			s.Check("R-GET-DEPLOYABLE-STATUS", func(conformance.T) {
				list := s.Client().Get(retried.Project.URL("deployments"), wire.Params{"environment": retried.Environment}).Needs()
				first, second := at(list, retried.Before.ID), at(list, retried.After.ID)
				list.Because("its first job failed").Is(first+"/status", "failed").Is(first+"/deployable/id", retried.First)
				list.Because("the retry is a job of its own, and succeeded").Is(second+"/status", "success").Is(second+"/deployable/id", retried.Second)
				just(list, retried.Before.ID, retried.After.ID)
			})
		},
	},
	{
		ID: "get/approval-rules", Title: "Rules, and what was approved under which of them, are shown with the deployment",
		Rules: []string{
			"R-GET-APPROVAL-SUMMARY", "R-GET-APPROVAL-RULES", "R-GET-APPROVAL-RULE-SUBJECT", "R-GET-APPROVAL-REQUIRED", "R-GET-APPROVAL-GIVEN",
			"R-GET-APPROVAL-BY-RULE", "R-GET-APPROVALS", "R-GET-APPROVAL-SUMMARY-ONLY-THEN",
		},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			developer := s.Person(conformance.Developer)
			d := s.Waiting(conformance.Maintainers(2), conformance.Somebody(developer, 1))
			get := func() *wire.Answer { return s.Client().Get(single(s, d), nil).Needs() }
			rejected := func() *wire.Answer { // the same vote again changes nothing
				cast(s, conformance.Approver, d, wire.Params{"status": "rejected"})
				return get()
			}
			cast(s, conformance.Developer, d, wire.Params{"status": "approved", "comment": "by name"})
			answer := get()
			rules := byAccess(answer)
			presumed := answer // by what is about rules, and not about their being there
			if _, shown := answer.At("/approval_summary/rules/0"); !shown {
				presumed = answer.Needed()
			}
			s.Check("R-GET-APPROVAL-SUMMARY", func(conformance.T) {
				if n := answer.Array("/approval_summary/rules"); n != 2 {
					answer.Fault(wire.Mismatch{Pointer: "/approval_summary/rules", Expected: "2 rules", Actual: "another number", Why: "That many were set up."})
				}
			})
			s.Check("R-GET-APPROVAL-RULES", func(conformance.T) {
				for _, at := range rules {
					presumed.Keys(at, "user_id", "group_id", "access_level", "access_level_description", "required_approvals", "deployment_approvals")
					presumed.Array(at + "/deployment_approvals")
				}
			})
			s.Check("R-GET-APPROVAL-RULE-SUBJECT", func(conformance.T) {
				presumed.Is(rules[true]+"/access_level", 40).Is(rules[true]+"/user_id", nil).Is(rules[true]+"/group_id", nil).
					Is(rules[true]+"/access_level_description", "Maintainers")
				presumed.Is(rules[false]+"/user_id", developer.ID).Is(rules[false]+"/access_level", nil).Is(rules[false]+"/group_id", nil).
					Is(rules[false]+"/access_level_description", developer.Name)
			})
			s.Check("R-GET-APPROVAL-REQUIRED", func(conformance.T) {
				presumed.Is(rules[true]+"/required_approvals", 2).Is(rules[false]+"/required_approvals", 1)
			})
			s.Check("R-GET-APPROVAL-GIVEN", func(conformance.T) {
				given, described := rules[false]+"/deployment_approvals/0", presumed
				if _, shown := answer.At(given); !shown { // that it is there is the next rule's
					described = answer.Needed()
				}
				described.Keys(given, "user", "status", "created_at", "comment").Keys(given+"/user", "id", "name", "username", "state", "avatar_url", "web_url")
				described.Is(given+"/user/username", developer.Username).Is(given+"/status", "approved").Is(given+"/comment", "by name")
			})
			s.Check("R-GET-APPROVAL-BY-RULE", func(conformance.T) {
				presumed.Because("nobody approved as a maintainer").Is(rules[true]+"/deployment_approvals", []any{})
				if presumed.Array(rules[false]+"/deployment_approvals") != 1 {
					answer.Fault(wire.Mismatch{Pointer: rules[false] + "/deployment_approvals", Expected: "1 approval", Actual: "another number", Why: "One was given under this rule."})
				}
				again := rejected()
				again.Is(rules[true]+"/deployment_approvals/0/status", "rejected").Is(rules[true]+"/deployment_approvals/0/comment", nil)
				again.Because("the maintainer's vote is none of this rule").Lacks(rules[false] + "/deployment_approvals/1")
			})
			s.Check("R-GET-APPROVALS", func(conformance.T) {
				shown := rejected().Is("/pending_approval_count", 2)
				for _, pointer := range []string{"/approvals/0", "/approvals/1"} { // in which order is left open
					status := "rejected"
					if who, _ := shown.At(pointer + "/user/username"); who == developer.Username {
						status = "approved"
					}
					shown.Is(pointer+"/status", status)
				}
			})
			s.Check("R-GET-APPROVAL-SUMMARY-ONLY-THEN", func(conformance.T) {
				plain := s.Client().Get(single(s, s.Deploy(s.Environment(), "failed")), nil).Needs()
				if s.FollowsGitLab("approval-fields") {
					plain.Is("/approval_summary/rules", []any{})
				} else {
					plain.Lacks("/approval_summary")
				}
			})
		},
	},
}

// byAccess are the pointers to the two rules of a summary: true that of a role, false that of a person.
func byAccess(answer *wire.Answer) map[bool]string {
	first, second := "/approval_summary/rules/0", "/approval_summary/rules/1"
	if level, _ := answer.At(first + "/access_level"); level == nil {
		first, second = second, first
	}
	return map[bool]string{true: first, false: second}
}
