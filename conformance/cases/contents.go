package cases

import (
	"slices"
	"strings"
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// What the list shows besides its order and pages.
var contents = []conformance.Case{
	{
		ID: "list/everything-once", Title: "Every deployment of the project is listed, in whatever status, with and without a job",
		Rules: []string{"R-LIST-COMPLETE", "R-LIST-PAGE-LINKS-FILTERS", "R-LIST-ORDER-BY-CREATED-AT", "R-LIST-STATUS-VALUES"}, Isolation: conformance.OwnProject, Needs: []conformance.Need{conformance.Projects},
		Script: func(s *conformance.S) {
			var made []int64
			e := s.Environment()
			for _, status := range []string{"running", "success", "failed", "canceled", "success"} {
				made = append(made, s.Deploy(e, status).ID)
			}
			s.Check("R-LIST-COMPLETE", func(conformance.T) {
				for _, query := range []wire.Params{nil, {"per_page": "100"}, {"environment": e}} {
					list := s.Client().Get(collection(s), query)
					if query["environment"] != "" {
						list = list.Needed() // what the filter keeps is another rule's
					}
					list.Succeeded()
					for _, id := range made {
						list.Holds(id)
					}
					onceEach(list)
				}
			})
			s.Check("R-LIST-PAGE-LINKS-FILTERS", func(conformance.T) {
				first := s.Client().Get(collection(s), wire.Params{"status": "success", "per_page": "1"}).Needs()
				s.Client().Follow(first.Relation("next")).Needs().Because("the link keeps status").Lists(made[4])
			})
			s.Check("R-LIST-ORDER-BY-CREATED-AT", func(conformance.T) {
				amid(s.Client().Get(collection(s), wire.Params{"order_by": "created_at"}).Because("they were made in this order, whatever became of them"), made...)
			})
			s.Check("R-LIST-STATUS-VALUES", func(conformance.T) {
				list := s.Client().Get(collection(s), nil).Needs()
				for i, status := range []string{"running", "success", "failed", "canceled", "success"} {
					list.Is(at(list, made[i])+"/status", status)
				}
			})
		},
	},
	{
		ID: "list/by-job-status", Title: "Each status is a filter of its own, for what jobs deployed too",
		Rules: []string{
			"R-LIST-STATUS-CREATED", "R-LIST-STATUS-BLOCKED", "R-LIST-STATUS-RUNNING", "R-LIST-STATUS-SUCCESS", "R-LIST-STATUS-FAILED", "R-LIST-STATUS-CANCELED", "R-LIST-COMPLETE",
		},
		Needs: []conformance.Need{conformance.Jobs},
		Script: func(s *conformance.S) {
			jobs := s.Jobs()
			root := jobs.Project.URL("deployments")
			for _, status := range []string{"created", "blocked", "running", "success", "failed", "canceled"} {
				s.Check("R-LIST-STATUS-"+strings.ToUpper(status), func(conformance.T) {
					d := jobs.Deployments[status]
					list := s.Client().Get(root, wire.Params{"status": status, "per_page": "100"}).Succeeded()
					list.Because("deployment %d is %s", d.ID, status).Holds(d.ID).Every("/status", status)
					just(s.Client().Get(root, wire.Params{"status": status, "environment": d.Environment.Name}), d.ID)
					just(s.Client().Get(root, wire.Params{"status": otherThan(status), "environment": d.Environment.Name}))
				})
				s.Check("R-LIST-COMPLETE", func(conformance.T) {
					just(s.Client().Get(root, wire.Params{"environment": jobs.Deployments[status].Environment.Name}), jobs.Deployments[status].ID)
				})
			}
		},
	},
	{
		ID: "list/jobs", Title: "A listed deployment shows the job that made it, its commit, its pipeline and its user",
		Rules: []string{"R-LIST-DEPLOYABLE", "R-LIST-DEPLOYABLE-COMMIT", "R-LIST-DEPLOYABLE-PIPELINE", "R-LIST-DEPLOYABLE-USER", "R-LIST-SAME-AS-GET"},
		Needs: []conformance.Need{conformance.Jobs},
		Script: func(s *conformance.S) {
			jobs := s.Jobs()
			d := jobs.Deployments["success"]
			list := s.Client().Get(jobs.Project.URL("deployments"), wire.Params{"environment": d.Environment.Name}).Needs()
			here := at(list, d.ID)
			heldAsJob(s, list, here, "R-LIST-DEPLOYABLE", jobs, "success")
			s.Check("R-LIST-SAME-AS-GET", func(conformance.T) {
				one := s.Client().Get(jobs.Project.URL("deployments", d.ID), nil).Needs()
				item, _ := list.At(here)
				one.Because("a deployment looks the same in the list and on its own").
					SameValue(item, "approvals", "approval_summary", "pending_approval_count")
			})
		},
	},
	{
		ID: "list/environment-names", Title: "environment compares whole names, letter case included, and finds names with slashes and blanks",
		Rules: []string{"R-LIST-ENVIRONMENT-EXACT", "R-LIST-ENVIRONMENT-ENCODED", "R-LIST-ENVIRONMENT-UNKNOWN"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			byName := map[string]int64{}
			for _, name := range []string{e, e + "-x", e + "/" + e, strings.ToUpper(e), e + "/a b", e + "/a", e + ".1", e + "_1"} {
				byName[name] = s.Deploy(name, "failed").ID
			}
			list := func(name string) *wire.Answer { return s.Client().Get(collection(s), wire.Params{"environment": name}) }
			s.Check("R-LIST-ENVIRONMENT-EXACT", func(conformance.T) {
				for name, id := range byName {
					just(list(name).Because("environment is %s", name), id)
				}
				for _, name := range []string{e[:len(e)-1], strings.ToUpper(e[:1]) + e[1:]} {
					just(list(name).Because("no environment is called just %s", name))
				}
			})
			s.Check("R-LIST-ENVIRONMENT-ENCODED", func(conformance.T) {
				just(list(e+"/a b"), byName[e+"/a b"])
				plus := strings.ReplaceAll(strings.ReplaceAll(e+"/a b", "/", "%2F"), " ", "%20")
				just(s.Client().Send(wire.Request{Method: "GET", Path: collection(s), RawQuery: "environment=" + plus}), byName[e+"/a b"])
			})
			s.Check("R-LIST-ENVIRONMENT-UNKNOWN", func(conformance.T) {
				for _, name := range []string{e + "-none", e + "%", e + "*", "ü" + e} {
					just(list(name).Because("no environment has this name"))
				}
			})
		},
	},
	{
		ID: "list/every-error", Title: "A request with several bad parameters is refused for all of them",
		Rules: []string{"R-LIST-ALL-ERRORS", "R-CREATE-ALL-ERRORS"},
		Script: func(s *conformance.S) {
			s.Check("R-LIST-ALL-ERRORS", func(conformance.T) {
				bad := wire.Params{
					"order_by": "size", "sort": "up", "status": "done", "updated_after": "no-time", "updated_before": "no-time", "finished_after": "no-time",
					"finished_before": "no-time", "page": "one", "per_page": "many",
				}
				answer := s.Client().Get(collection(s), bad).Status(400)
				for name := range bad {
					answer.Blames(name)
				}
			})
			s.Check("R-CREATE-ALL-ERRORS", func(conformance.T) {
				answer := s.Client().Post(collection(s), wire.Params{}).Status(400)
				for _, name := range []string{"environment", "sha", "ref", "tag", "status"} {
					answer.Blames(name)
				}
				s.Client().Post(collection(s), wire.Params{"environment": s.Environment(), "status": "done"}).Status(400).
					Blames("sha").Blames("ref").Blames("tag").Blames("status")
			})
		},
	},
	{
		ID: "list/times-as-written", Title: "A time may have a fraction and any zone, and a range may hold nothing",
		Rules: []string{
			"R-LIST-UPDATED-AFTER-ISO", "R-LIST-UPDATED-BEFORE-ISO", "R-LIST-FINISHED-AFTER-ISO", "R-LIST-FINISHED-BEFORE-ISO", "R-LIST-ZONES",
			"R-LIST-UPDATED-EMPTY-RANGE", "R-LIST-UPDATED-RANGE", "R-LIST-FINISHED-RANGE",
		},
		Script: func(s *conformance.S) {
			t := s.Moved()
			first, second := t.Finished[0].UpdatedAt, t.Finished[1].UpdatedAt
			early, late := first.Add(second.Sub(first)/2), second.Add(t.Finished[2].UpdatedAt.Sub(second)/2)
			updated := wire.Params{"environment": t.Environment, "order_by": "updated_at"}
			finished := wire.Params{"environment": t.Environment, "order_by": "finished_at", "status": "success"}
			list := func(query wire.Params, more ...string) *wire.Answer {
				for i := 0; i < len(more); i += 2 {
					query = with(query, more[i], more[i+1])
				}
				return s.Client().Get(collection(s), query)
			}
			for _, side := range []struct {
				rule, name string
				query      wire.Params
				past       []int64 // what 2019 gives
			}{
				{"R-LIST-UPDATED-AFTER-ISO", "updated_after", updated, ids(t.Finished...)}, {"R-LIST-UPDATED-BEFORE-ISO", "updated_before", updated, nil},
				{"R-LIST-FINISHED-AFTER-ISO", "finished_after", finished, ids(t.Finished...)}, {"R-LIST-FINISHED-BEFORE-ISO", "finished_before", finished, nil},
			} {
				s.Check(side.rule, func(conformance.T) {
					for _, text := range []string{"2019-03-15T08:00:00Z", "2019-03-15T08:00:00.123Z", "2019-03-15T10:00:00+02:00"} {
						just(list(side.query, side.name, text), side.past...)
					}
				})
			}
			s.Check("R-LIST-ZONES", func(conformance.T) {
				for _, zone := range []*time.Location{time.UTC, time.FixedZone("", 2*3600), time.FixedZone("", -(9*3600 + 1800))} {
					at := early.In(zone).Format(milliseconds)
					just(list(updated, "updated_after", at).Because("it is the same instant in another zone"), ids(t.Finished[1:]...)...)
					just(list(updated, "updated_before", at).Because("it is the same instant in another zone"), t.Finished[0].ID)
					just(list(finished, "finished_after", at).Because("it is the same instant in another zone"), ids(t.Finished[1:]...)...)
					just(list(finished, "finished_before", at).Because("it is the same instant in another zone"), t.Finished[0].ID)
				}
			})
			s.Check("R-LIST-UPDATED-RANGE", func(conformance.T) {
				just(list(updated, "updated_after", written(early), "updated_before", written(late)), t.Finished[1].ID)
			})
			s.Check("R-LIST-FINISHED-RANGE", func(conformance.T) {
				just(list(finished, "finished_after", written(early), "finished_before", written(late)), t.Finished[1].ID)
				just(list(with(finished, "sort", "desc"), "finished_after", written(early)), t.Finished[1].ID, t.Finished[2].ID)
			})
			s.Check("R-LIST-UPDATED-EMPTY-RANGE", func(conformance.T) {
				just(list(updated, "updated_after", written(late), "updated_before", written(early)).Because("the range ends before it begins"))
				just(list(updated, "updated_after", "2199-01-01T00:00:00Z").Because("nothing was changed then"))
				just(list(finished, "finished_before", "1999-01-01T00:00:00Z").Because("nothing was finished then"))
			})
		},
	},
	{
		ID: "list/what-is-no-time", Title: "What is no time is refused, in each of the four filters",
		Rules: []string{"R-LIST-UPDATED-AFTER-BAD", "R-LIST-UPDATED-BEFORE-BAD", "R-LIST-FINISHED-AFTER-BAD", "R-LIST-FINISHED-BEFORE-BAD"},
		Script: func(s *conformance.S) {
			for name, query := range map[string]wire.Params{
				"updated_after": {"order_by": "updated_at"}, "updated_before": {"order_by": "updated_at"},
				"finished_after": {"order_by": "finished_at", "status": "success"}, "finished_before": {"order_by": "finished_at", "status": "success"},
			} {
				s.Check("R-LIST-"+strings.ToUpper(strings.ReplaceAll(name, "_", "-"))+"-BAD", func(conformance.T) {
					for _, text := range []string{"no-time", "2019-13-01T00:00:00Z", "2019-02-30T08:00:00Z", "2019-03-15T25:00:00Z", "２０１９-03-15"} {
						s.Client().Get(collection(s), with(query, name, text)).Because("%s is no time", text).Status(400).Blames(name)
					}
				})
			}
		},
	},
	{
		ID: "list/times-on-the-edge", Title: "A deployment changed or finished at exactly the time asked for",
		Rules: []string{"R-LIST-UPDATED-AFTER-EQUAL", "R-LIST-UPDATED-BEFORE-EQUAL", "R-LIST-FINISHED-AFTER-EQUAL", "R-LIST-FINISHED-BEFORE-EQUAL"},
		Script: func(s *conformance.S) {
			t := s.Moved()
			updated := wire.Params{"environment": t.Environment, "order_by": "updated_at"}
			finished := wire.Params{"environment": t.Environment, "order_by": "finished_at", "status": "success"}
			edge := func(query wire.Params, name string) edge { return edge{s, query, name, t.Finished[1]} }
			updatedAfter, updatedBefore := edge(updated, "updated_after"), edge(updated, "updated_before")
			finishedAfter, finishedBefore := edge(finished, "finished_after"), edge(finished, "finished_before")
			s.Check("R-LIST-UPDATED-AFTER-EQUAL", func(conformance.T) {
				updatedAfter.decide("updated-after-equal", updatedAfter.holds)
			})
			s.Check("R-LIST-UPDATED-BEFORE-EQUAL", func(conformance.T) {
				updatedBefore.decide("updated-before-equal", func() { updatedBefore.holdsAtTheInstant(updatedAfter) })
			})
			s.Check("R-LIST-FINISHED-AFTER-EQUAL", func(conformance.T) {
				finishedAfter.decide("finished-after-equal", finishedAfter.holdsIfFinishedThen)
			})
			s.Check("R-LIST-FINISHED-BEFORE-EQUAL", func(conformance.T) { finishedBefore.omitsIfFinishedThen(finishedAfter) })
		},
	},
}

func written(at time.Time) string { return at.UTC().Format(milliseconds) }

// onceEach expects that a list shows nothing twice.
func onceEach(answer *wire.Answer) {
	shown := answer.IDs()
	if distinct := slices.Compact(slices.Sorted(slices.Values(shown))); len(distinct) < len(shown) {
		answer.Fault(wire.Mismatch{Expected: "each deployment once", Actual: named(shown)})
	}
	answer.Met()
}

// otherThan is a status that a deployment of this one does not have.
func otherThan(status string) string {
	if status == "failed" {
		return "success"
	}
	return "failed"
}

// heldAsJob checks what an answer shows, at the pointer of a deployment, of the job that made it. family begins the rules' names.
func heldAsJob(s *conformance.S, answer *wire.Answer, at, family string, jobs world.Jobs, name string) {
	s.Check(family, func(conformance.T) {
		answer.Is(at+"/deployable/id", jobs.Job[name]).Is(at+"/deployable/name", name).Is(at+"/deployable/stage", "deploy").
			Is(at+"/deployable/status", name).Is(at+"/deployable/ref", "pipeline").Is(at+"/deployable/tag", false)
		answer.Keys(at+"/deployable", "id", "status", "stage", "name", "ref", "tag", "coverage", "created_at", "started_at", "finished_at", "project", "runner")
	})
	s.Check(family+"-COMMIT", func(conformance.T) {
		sha, _ := answer.At(at + "/sha")
		answer.Because("the job ran for the commit that was deployed").Is(at+"/deployable/commit/id", sha).Is(at+"/deployable/commit/title", "Add jobs [skip ci]")
		answer.Keys(at+"/deployable/commit", "id", "short_id", "title", "message", "author_name", "author_email", "created_at")
	})
	s.Check(family+"-PIPELINE", func(conformance.T) {
		sha, _ := answer.At(at + "/sha")
		answer.Is(at+"/deployable/pipeline/id", jobs.Pipeline).Is(at+"/deployable/pipeline/ref", "pipeline").Is(at+"/deployable/pipeline/sha", sha)
		answer.Keys(at+"/deployable/pipeline", "id", "ref", "sha", "status", "created_at", "updated_at", "web_url")
	})
	s.Check(family+"-USER", func(conformance.T) {
		user, _ := answer.At(at + "/user/id")
		answer.Because("whoever started the pipeline deploys").Is(at+"/deployable/user/id", user)
		answer.Keys(at+"/deployable/user", "id", "name", "username", "state", "avatar_url", "web_url", "bio", "location", "linkedin", "twitter", "website_url", "organization")
	})
}
