package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

var filters = []conformance.Case{
	{
		ID: "list/environment-narrows", Title: "environment narrows the list to the deployments of that environment",
		Rules: []string{"R-LIST-ENVIRONMENT"},
		Script: func(s *conformance.S) {
			here, there := s.Environment(), s.Environment()
			first, second, third := s.Deploy(here, "running"), s.Deploy(there, "running"), s.Deploy(there, "running")
			s.Check("R-LIST-ENVIRONMENT", func(conformance.T) {
				in(s, here, nil).Because("it alone was deployed to %s", here).Lists(first.ID)
				for _, sort := range []string{"asc", "desc"} {
					just(within(s, there, wire.Params{"sort": sort}).Because("these were deployed to %s", there), second.ID, third.ID)
				}
				within(s, there, wire.Params{"per_page": "1", "page": "2"}).Because("it is the second page of an environment").Every("/environment/name", there)
			})
		},
	},
	{
		ID: "list/environment-is-matched-whole", Title: "environment matches the whole name, case and all",
		Rules: []string{"R-LIST-ENVIRONMENT-EXACT", "R-LIST-ENVIRONMENT-UNKNOWN"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			s.Deploy(e+"-longer", "running")
			s.Check("R-LIST-ENVIRONMENT-EXACT", func(conformance.T) {
				in(s, e, nil).Because("the other was deployed to %s-longer", e).Lists(d.ID)
				in(s, "U"+e[1:], nil).Because("no environment is called U%s", e[1:]).Lists()
				in(s, e[:len(e)-1], nil).Because("no environment is called %s", e[:len(e)-1]).Lists()
			})
			s.Check("R-LIST-ENVIRONMENT-UNKNOWN", func(conformance.T) {
				in(s, e+"-unknown", nil).Because("nothing was ever deployed to %s-unknown", e).Lists()
			})
		},
	},
	statusFilter("running", "R-LIST-STATUS-RUNNING"),
	statusFilter("success", "R-LIST-STATUS-SUCCESS"),
	statusFilter("failed", "R-LIST-STATUS-FAILED"),
	statusFilter("canceled", "R-LIST-STATUS-CANCELED"),
	jobStatusFilter("blocked", "R-LIST-STATUS-BLOCKED"),
	jobStatusFilter("created", "R-LIST-STATUS-CREATED"),
	refusedQuery("list/unknown-status-is-refused", "A status that is none of the documented values is refused",
		"R-LIST-STATUS-OTHER", wire.Params{"status": "success"}, "status", "finished", "cancelled"),
	{
		ID: "list/status-skipped", Title: "status=skipped is refused where the document is followed, and a filter where GitLab is",
		Rules: []string{"R-LIST-STATUS-SKIPPED"}, ReadOnly: true,
		Script: func(s *conformance.S) {
			listed(s, wire.Params{"status": "success"})
			s.Check("R-LIST-STATUS-SKIPPED", func(conformance.T) {
				answer := list(s, wire.Params{"status": "skipped"})
				if s.FollowsGitLab("status-skipped") {
					answer.Succeeded().Every("/status", "skipped")
					return
				}
				answer.Status(400).Blames("status")
			})
		},
	},
	{
		ID: "list/filters-combine", Title: "environment and status together narrow to what matches both",
		Rules: []string{"R-LIST-FILTERS-TOGETHER"},
		Script: func(s *conformance.S) {
			here, there := s.Environment(), s.Environment()
			want := s.Deploy(here, "failed")
			s.Deploy(here, "running")
			s.Deploy(there, "failed")
			s.Check("R-LIST-FILTERS-TOGETHER", func(conformance.T) {
				in(s, here, wire.Params{"status": "failed"}).Because("it alone is failed and in %s", here).Lists(want.ID)
			})
		},
	},
	{
		ID: "list/many-filters-combine", Title: "Filters of three kinds, and a direction, together narrow to what matches all",
		Rules: []string{"R-LIST-FILTERS-TOGETHER"},
		Script: func(s *conformance.S) {
			t := s.Moved()
			s.Deploy(s.Environment(), "success")
			late, early := moment(t.Finished[0], t.Finished[1]), moment(t.Finished[1], t.Finished[2])
			updated, finished := wire.Params{"order_by": "updated_at"}, wire.Params{"order_by": "finished_at", "status": "success"}
			s.Check("R-LIST-FILTERS-TOGETHER", func(conformance.T) {
				in(s, t.Environment, with(finished, "finished_after", late)).Lists(t.Finished[1].ID, t.Finished[2].ID)
				in(s, t.Environment, with(with(updated, "updated_after", late), "status", "success")).Lists(t.Finished[1].ID, t.Finished[2].ID)
				in(s, t.Environment, with(with(updated, "updated_after", late), "status", "failed")).Lists()
				in(s, t.Environment, with(with(updated, "updated_before", early), "status", "failed")).Lists()
				in(s, t.Environment, wire.Params{"status": "success", "sort": "desc"}).Lists(reversed(ids(t.Made...))...)
			})
		},
	},
}

// statusFilter is the case for one status that a deployment can be made with.
func statusFilter(status, rule string) conformance.Case {
	others := map[string]string{"running": "failed", "success": "running", "failed": "canceled", "canceled": "success"}
	return conformance.Case{
		ID: "list/status-" + status + "-narrows", Title: "status=" + status + " narrows the list to deployments with that status",
		Rules: []string{rule},
		Script: func(s *conformance.S) {
			want := s.Deploy(s.Environment(), status)
			other := s.Deploy(s.Environment(), others[status])
			s.Check(rule, func(conformance.T) {
				list(s, wire.Params{"status": status, "sort": "desc", "per_page": "100"}).Succeeded().
					Because("deployment %d is %s and %d is %s", want.ID, status, other.ID, others[status]).
					Holds(want.ID).Omits(other.ID).Every("/status", status)
			})
		},
	}
}

// jobStatusFilter is the case for one status that only a job brings a deployment into.
func jobStatusFilter(status, rule string) conformance.Case {
	return conformance.Case{
		ID: "list/status-" + status + "-narrows", Title: "status=" + status + " narrows the list to deployments with that status",
		Rules: []string{rule}, Needs: []conformance.Need{conformance.Jobs},
		Script: func(s *conformance.S) {
			p, want := s.Job(status)
			other := s.DeployIn(p, s.Environment(), "running")
			s.Check(rule, func(conformance.T) {
				s.Client().Get(p.URL("deployments"), wire.Params{"status": status, "sort": "desc", "per_page": "100"}).Succeeded().
					Because("deployment %d is %s and %d is running", want.ID, status, other.ID).
					Holds(want.ID).Omits(other.ID).Every("/status", status)
			})
		},
	}
}
