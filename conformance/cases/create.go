package cases

import (
	"strings"
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// What recording a deployment does, and what of it is refused.
var creation = []conformance.Case{
	{
		ID: "create/records-what-was-sent", Title: "A new deployment is answered, shown and listed as it was sent",
		Rules: []string{"R-CREATE", "R-CREATE-READABLE", "R-CREATE-ENVIRONMENT", "R-CREATE-SHA", "R-CREATE-REF"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			form := s.Form(e)
			answer := s.Client().Post(collection(s), form)
			s.Check("R-CREATE", func(conformance.T) { answer.Succeeded().Int("/id", 1) })
			d := made(answer)
			sent := answer.Because("it was sent so")
			s.Check("R-CREATE-ENVIRONMENT", func(conformance.T) { sent.Is("/environment/name", e) })
			s.Check("R-CREATE-SHA", func(conformance.T) { sent.Is("/sha", form["sha"]) })
			s.Check("R-CREATE-REF", func(conformance.T) { sent.Is("/ref", form["ref"]) })
			s.Check("R-CREATE-READABLE", func(conformance.T) {
				kept := s.Client().Get(single(s, d), nil).Because("it was made just now").Succeeded()
				for _, key := range []string{"/id", "/iid", "/ref", "/sha", "/status", "/created_at", "/user/id", "/environment/id", "/environment/name"} {
					if value, there := answer.At(key); there {
						kept.Because("the answer that made it showed it so").Is(key, value)
					}
				}
				within(s, e, nil).Because("it was made just now").Lists(d.ID)
			})
		},
	},
	{
		ID: "create/answers-201", Title: "Making a deployment is answered with 201",
		Rules: []string{"R-CREATE-STATUS-CODE"},
		Script: func(s *conformance.S) {
			answer := create(s, s.Environment()).Needs()
			s.Check("R-CREATE-STATUS-CODE", func(conformance.T) { answer.Status(201) })
		},
	},
	{
		ID: "create/as-asked", Title: "A recorded deployment is answered, read and listed as it was asked for",
		Rules: []string{
			"R-CREATE-KEYS", "R-CREATE-UPDATED-AT", "R-CREATE-CREATED-AT", "R-CREATE-DEPLOYABLE", "R-CREATE-READABLE", "R-CREATE-REF-SLASH", "R-CREATE-ENVIRONMENT-SLASH",
			"R-CREATE-ENVIRONMENT-KEYS", "R-CREATE-IDS",
		},
		Script: func(s *conformance.S) {
			e := s.Environment() + "/a b"
			form := with(s.Form(e), "status", "success")
			// The target's own clock brackets the request: deployments recorded before and after it.
			before := s.Deploy(s.Environment(), "failed")
			answer := s.Client().Post(collection(s), form).Needs()
			d := decoded(answer)
			after := s.Deploy(s.Environment(), "failed")
			s.Check("R-CREATE-KEYS", func(conformance.T) {
				answer.Keys("", "id", "iid", "ref", "sha", "created_at", "status", "user", "environment", "deployable").
					Int("/id", 1).Int("/iid", 1).Is("/sha", form["sha"]).Is("/status", "success")
			})
			s.Check("R-CREATE-UPDATED-AT", func(conformance.T) {
				created, _ := answer.At("/created_at")
				answer.Because("nothing has changed it yet").Is("/updated_at", created)
			})
			s.Check("R-CREATE-CREATED-AT", func(conformance.T) {
				heldBetween(answer, "/created_at", before, after)
				created, _ := answer.At("/created_at")
				s.Client().Get(single(s, d), nil).Because("recording it was answered with that time").Succeeded().Is("/created_at", created)
				if away := d.CreatedAt.Sub(s.Now()).Abs(); away > 24*time.Hour {
					answer.Fault(wire.Mismatch{Pointer: "/created_at", Expected: "the time of the request", Actual: written(d.CreatedAt)})
				}
				answer.Met()
			})
			s.Check("R-CREATE-DEPLOYABLE", func(conformance.T) { answer.Is("/deployable", nil) })
			s.Check("R-CREATE-REF-SLASH", func(conformance.T) {
				s.Branch("release/1.0")
				s.Client().Post(collection(s), with(s.Form(s.Environment()), "ref", "release/1.0")).Succeeded().Is("/ref", "release/1.0")
			})
			s.Check("R-CREATE-ENVIRONMENT-SLASH", func(conformance.T) {
				answer.Is("/environment/name", e)
				s.Client().Get(single(s, d), nil).Needs().Because("reading shows the name, too").Is("/environment/name", e)
			})
			s.Check("R-CREATE-ENVIRONMENT-KEYS", func(conformance.T) {
				answer.Keys("/environment", "id", "name", "external_url").Int("/environment/id", 1)
				if s.Exact() {
					answer.Because("nobody gave the environment an address").Is("/environment/external_url", nil)
				}
			})
			s.Check("R-CREATE-READABLE", func(conformance.T) {
				s.Client().Get(single(s, d), nil).Succeeded().SameAs(answer, "user", "approvals", "approval_summary", "pending_approval_count")
				list := s.Client().Get(collection(s), wire.Params{"environment": e})
				just(list, d.ID)
				here := at(list, d.ID)
				list.Is(here+"/ref", form["ref"]).Is(here+"/sha", form["sha"]).Is(here+"/environment/name", e)
			})
			s.Check("R-CREATE-IDS", func(conformance.T) {
				answer.Int("/id", before.ID+1).Int("/iid", before.IID+1)
				s.Show(after).Because("it was recorded later").Int("/id", d.ID+1).Int("/iid", d.IID+1)
			})
		},
	},
	{
		ID: "create/environments", Title: "An environment is made with its first deployment, and used again by the next",
		Rules: []string{"R-CREATE-ENVIRONMENT", "R-CREATE-ENVIRONMENT-NEW", "R-CREATE-ENVIRONMENT-REUSED", "R-CREATE-ENVIRONMENT-LEFT"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			named := func(name string) *wire.Answer {
				return s.Client().Get(s.Path("environments"), wire.Params{"name": name}).Needs()
			}
			s.Check("R-CREATE-ENVIRONMENT-NEW", func(conformance.T) {
				named(e).Because("nothing was deployed there").Is("", []any{})
				d := s.Deploy(e, "failed")
				named(e).Because("a deployment to it was recorded").Is("/0/id", d.Environment.ID).Is("/0/name", e)
			})
			s.Check("R-CREATE-ENVIRONMENT-REUSED", func(conformance.T) {
				first := s.Deploy(e, "failed")
				s.Client().Post(collection(s), s.Form(e)).Succeeded().Is("/environment/id", first.Environment.ID)
				s.Client().Post(collection(s), s.Form(e+"-2")).Succeeded().IsNot("/environment/id", first.Environment.ID)
			})
			s.Check("R-CREATE-ENVIRONMENT", func(conformance.T) {
				s.Client().Post(collection(s), s.Form(e+"-Three")).Because("letter case counts").Succeeded().Is("/environment/name", e+"-Three")
			})
			s.Check("R-CREATE-ENVIRONMENT-LEFT", func(conformance.T) {
				fresh := e + "-refused"
				s.Client().Post(collection(s), with(s.Form(fresh), "sha", strings.Repeat("0", 40))).Status(400)
				s.Client().Post(collection(s), with(s.Form(fresh), "ref", "no-such-ref")).Status(400)
				named(fresh).Because("sha and ref are looked at first").Is("", []any{})
			})
		},
	},
	{
		ID: "create/repeated", Title: "Repeating the current successful deployment records no other; repeating anything else does",
		Rules: []string{"R-CREATE-REPEATED"},
		Script: func(s *conformance.S) {
			s.Check("R-CREATE-REPEATED", func(conformance.T) {
				e := s.Environment()
				success, failed := with(s.Form(e), "status", "success"), with(s.Form(e), "status", "failed")
				post := func(form wire.Params) world.Deployment {
					return decoded(s.Client().Post(collection(s), form).Succeeded())
				}
				first := post(success)
				s.Client().Post(collection(s), success).Because("it is what the environment runs").Succeeded().Is("/id", first.ID).Is("/iid", first.IID)
				s.Client().Post(collection(s), failed).Because("only successes are repeated").IsNot("/id", first.ID)
				s.Client().Post(collection(s), failed).Because("only successes are repeated").IsNot("/id", first.ID)
				s.Client().Post(collection(s), with(success, "tag", "true")).Because("tag differs").Succeeded().IsNot("/id", first.ID)
				s.Client().Post(collection(s), success).Because("it is current no more").Succeeded().IsNot("/id", first.ID)
			})
		},
	},
	{
		ID: "create/approval-fields", Title: "What a target with approvals adds to a recorded and to an updated deployment",
		Rules: []string{
			"R-CREATE-APPROVALS", "R-CREATE-APPROVALS-TYPES", "R-CREATE-APPROVALS-EMPTY", "R-UPDATE-APPROVALS", "R-UPDATE-APPROVALS-TYPES", "R-UPDATE-APPROVALS-ENTRY",
			"R-UPDATE-BOT-NAME",
		},
		Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			s.Approvals()
			plain := s.Client().Post(collection(s), s.Form(s.Environment())).Needs()
			s.Check("R-CREATE-APPROVALS", func(conformance.T) { plain.Keys("", "approvals", "pending_approval_count") })
			s.Check("R-CREATE-APPROVALS-EMPTY", func(conformance.T) { plain.Is("/approvals", []any{}).Is("/pending_approval_count", 0) })
			e := s.Environment()
			s.Protect(e, conformance.Maintainers(3))
			s.Check("R-CREATE-APPROVALS-TYPES", func(conformance.T) {
				answer := s.Client().Post(collection(s), s.Form(e)).Needs()
				answer.Because("three approvals are asked for").Is("/pending_approval_count", 3).Is("/approvals", []any{})
			})
			d := s.Deploy(e, "running")
			cast(s, conformance.Approver, d, wire.Params{"status": "approved", "comment": "seen"})
			updated := s.Client().Put(single(s, d), wire.Params{"status": "success"}).Needs()
			s.Check("R-UPDATE-APPROVALS", func(conformance.T) { updated.Keys("", "approvals", "pending_approval_count") })
			s.Check("R-UPDATE-APPROVALS-TYPES", func(conformance.T) {
				updated.Because("one of three approvals was given").Is("/pending_approval_count", 2).Lacks("/approvals/1")
			})
			approver := s.Person(conformance.Approver)
			s.Check("R-UPDATE-APPROVALS-ENTRY", func(conformance.T) {
				updated.Keys("/approvals/0", "user", "status", "created_at", "comment").Is("/approvals/0/status", "approved").
					Is("/approvals/0/comment", "seen").Is("/approvals/0/user/id", approver.ID)
				updated.Keys("/approvals/0/user", "id", "name", "username", "state", "avatar_url", "web_url")
			})
			s.Check("R-UPDATE-BOT-NAME", func(t conformance.T) {
				name, _ := updated.At("/approvals/0/user/name")
				t.Logf("the name of the bot is shown as %v", name)
				updated.IsNot("/approvals/0/user/name", nil)
			})
		},
	},
}
