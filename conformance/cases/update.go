package cases

import (
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// What an update changes, and what it leaves.
var update = []conformance.Case{
	{
		ID: "update/every-transition", Title: "Each status that a deployment can be moved to from each that it can have",
		Rules: []string{
			"R-UPDATE", "R-UPDATE-STATUS-CODE", "R-UPDATE-STATUS-SUCCESS", "R-UPDATE-STATUS-FAILED", "R-UPDATE-STATUS-CANCELED", "R-UPDATE-STATUS-FINISHED",
			"R-UPDATE-STATUS-SAME", "R-UPDATE-STATUS-RUNNING", "R-UPDATE-STATUS-RUNNING-VALUE",
		},
		Script: func(s *conformance.S) {
			statuses := []string{"running", "success", "failed", "canceled"}
			for _, from := range statuses {
				for _, to := range statuses {
					d := s.Deploy(s.Environment(), from)
					heldTransition(s, d, from, to)
				}
			}
			answer, d, status := updated(s)
			s.Check("R-UPDATE", func(conformance.T) { answer.Succeeded().Is("/id", d.ID).Is("/status", status) })
			s.Check("R-UPDATE-STATUS-CODE", func(conformance.T) { answer.Needs().Status(200) })
			s.Check("R-UPDATE-STATUS-RUNNING-VALUE", func(conformance.T) {
				running := s.Client().Put(single(s, d), wire.Params{"status": "running"})
				if running.Code() != 200 {
					invalid := s.Client().Put(single(s, d), wire.Params{"status": "no-such-status"}).Refused()
					body, _ := invalid.At("")
					running.Because("running is a status; what stands against it is another thing than an invalid value").Refused().IsNot("", body)
				}
				running.Met()
			})
		},
	},
	{
		ID: "update/only-the-status", Title: "An update changes status and updated_at, whatever else is sent, and no other deployment",
		Rules: []string{"R-UPDATE-NOTHING-ELSE", "R-UPDATE-BY-ID", "R-UPDATE-SEEN", "R-UPDATE-UPDATED-AT", "R-UPDATE-KEYS", "R-UPDATE-DEPLOYABLE", "R-UPDATE-ENVIRONMENT-KEYS"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d, other, elsewhere := s.Deploy(e, "running"), s.Deploy(e, "running"), s.Deploy(s.Environment(), "running")
			before, beside, afar := s.Show(d), s.Show(other), s.Show(elsewhere)
			s.Gap()
			form := wire.Params{
				"status": "failed", "ref": "no-such-ref", "sha": "no-such-sha", "environment": e + "-2", "tag": "true", "user_id": "1", "iid": "1",
				"created_at": "2019-03-15T08:00:00Z",
			}
			answer := s.Client().Put(single(s, d), form).Needs()
			s.Check("R-UPDATE-NOTHING-ELSE", func(conformance.T) {
				answer.Needed().Is("/id", d.ID)
				answer.SameAs(before, "status", "updated_at", "user", "approvals", "approval_summary", "pending_approval_count")
				s.Client().Get(single(s, d), nil).Succeeded().SameAs(before, "status", "updated_at")
			})
			s.Check("R-UPDATE-BY-ID", func(conformance.T) {
				answer.Is("/id", d.ID)
				unchanged(s, beside, other)
				unchanged(s, afar, elsewhere)
			})
			s.Check("R-UPDATE-SEEN", func(conformance.T) {
				answer.Needed().Is("/id", d.ID)
				s.Client().Get(single(s, d), nil).Succeeded().Is("/status", "failed")
				list := func(status string) *wire.Answer {
					return s.Client().Get(collection(s), wire.Params{"environment": e, "status": status})
				}
				just(list("failed"), d.ID)
				just(list("running"), other.ID)
				all := s.Client().Get(collection(s), wire.Params{"environment": e})
				all.Is(at(all, d.ID)+"/status", "failed").Is(at(all, other.ID)+"/status", "running")
			})
			s.Check("R-UPDATE-UPDATED-AT", func(conformance.T) {
				answer.Needed().Is("/id", d.ID)
				if !decoded(answer).UpdatedAt.After(d.UpdatedAt) {
					answer.Fault(wire.Mismatch{Pointer: "/updated_at", Expected: "later than " + written(d.UpdatedAt), Actual: written(decoded(answer).UpdatedAt)})
				}
				updated, _ := answer.At("/updated_at")
				s.Client().Get(single(s, d), nil).Succeeded().Is("/updated_at", updated)
				list := s.Client().Get(collection(s), wire.Params{"environment": e, "order_by": "updated_at"})
				list.Is(at(list, d.ID)+"/updated_at", updated)
			})
			s.Check("R-UPDATE-KEYS", func(conformance.T) {
				answer.Keys("", "id", "iid", "ref", "sha", "created_at", "status", "user", "environment", "deployable")
			})
			s.Check("R-UPDATE-DEPLOYABLE", func(conformance.T) { answer.Is("/deployable", nil) })
			s.Check("R-UPDATE-ENVIRONMENT-KEYS", func(conformance.T) {
				answer.Keys("/environment", "id", "name", "external_url").Is("/environment/name", e)
			})
		},
	},
	{
		ID: "update/refusals", Title: "A status that cannot be set is refused, and nothing changes",
		Rules: []string{"R-UPDATE-STATUS-OTHER", "R-UPDATE-STATUS-MISSING", "R-UPDATE-STATUS-CREATED-SHOWN", "R-UPDATE-REFUSED-UNCHANGED"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			before := s.Show(d)
			s.Gap()
			refused := func(form wire.Params) {
				s.Client().Put(single(s, d), form).Because("status=%q cannot be set", form["status"]).Status(400).Blames("status")
			}
			s.Check("R-UPDATE-STATUS-OTHER", func(conformance.T) {
				for _, status := range []string{"created", "blocked", "skipped", "cancelled", "Success", "SUCCESS", "success ", "done", "1"} {
					refused(wire.Params{"status": status})
				}
			})
			s.Check("R-UPDATE-STATUS-MISSING", func(conformance.T) {
				refused(wire.Params{})
				refused(wire.Params{"tag": "false"})
				refused(wire.Params{"status": ""})
			})
			s.Check("R-UPDATE-STATUS-CREATED-SHOWN", func(conformance.T) { refused(wire.Params{"status": "created"}) })
			s.Check("R-UPDATE-REFUSED-UNCHANGED", func(conformance.T) {
				unchanged(s, before, d)
				s.Client().Put(single(s, d), wire.Params{"status": "running"})
				if again := s.Client().Get(single(s, d), nil).Succeeded(); s.Exact() {
					again.Because("it is running already").SameAs(before)
				}
				s.Client().Put(single(s, d), wire.Params{"status": "success"}).Because("what was refused does not stand in the way").Succeeded()
			})
		},
	},
	{
		ID: "update/jobs", Title: "A deployment made by a job follows its job",
		Rules: []string{"R-UPDATE-JOB"}, Needs: []conformance.Need{conformance.Jobs},
		Script: func(s *conformance.S) {
			jobs := s.Jobs()
			s.Check("R-UPDATE-JOB", func(conformance.T) {
				for name, d := range jobs.Deployments {
					path := jobs.Project.URL("deployments", d.ID)
					before := s.Client().Get(path, nil).Needs()
					s.Client().Put(path, wire.Params{"status": otherThan(d.Status)}).Because("the job %s made it", name).Status(403).Explained()
					s.Client().Get(path, nil).Succeeded().SameAs(before, runningOn...)
				}
			})
		},
	},
}

// updated moves running deployments to one status after another until one is moved: which can be is for other rules to tell.
func updated(s *conformance.S) (answer *wire.Answer, d world.Deployment, status string) {
	for _, status = range []string{"failed", "success", "canceled"} {
		d = s.Deploy(s.Environment(), "running")
		answer = s.Client().Put(single(s, d), wire.Params{"status": status})
		if answer.Meets(func(a *wire.Answer) { a.Succeeded().Is("/status", status) }) {
			break
		}
	}
	return answer, d, status
}

func heldTransition(s *conformance.S, d world.Deployment, from, to string) {
	rule, code := "R-UPDATE-STATUS-FINISHED", 0
	switch {
	case from == to:
		rule, code = "R-UPDATE-STATUS-SAME", 400
	case to == "running":
		rule, code = "R-UPDATE-STATUS-RUNNING", 400
	case from == "running":
		rule = "R-UPDATE-STATUS-" + strings.ToUpper(to)
	}
	s.Check(rule, func(conformance.T) {
		before := s.Show(d)
		answer := s.Client().Put(single(s, d), wire.Params{"status": to}).Because("from %s to %s", from, to)
		if code == 400 {
			answer.Status(code).Explained()
			unchanged(s, before, d)
			return
		}
		answer.Succeeded().Is("/status", to).Is("/id", d.ID)
		s.Client().Get(single(s, d), nil).Needed().Is("/status", to)
	})
}
