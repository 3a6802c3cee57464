package cases

import (
	"net/http"
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

var tokens = []conformance.Case{
	{
		ID: "access/where-a-token-may-be", Title: "A token is taken from PRIVATE-TOKEN, from Authorization and from the parameter private_token, from no other header",
		Rules: []string{"R-COM-TOKEN-HEADER", "R-COM-TOKEN-BEARER", "R-COM-TOKEN-PARAMETER", "R-COM-TOKEN-MISSING"},
		Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			token := s.Mint("places", conformance.Developer, "api")
			e := s.Environment()
			d := s.Deploy(e, "running")
			nobody := s.As(conformance.Anonymous)
			list := func(r wire.Request) *wire.Answer {
				r.Method, r.Path = http.MethodGet, collection(s)
				if r.Query == nil {
					r.Query = wire.Params{}
				}
				r.Query["environment"] = e
				return nobody.Send(r)
			}
			s.Check("R-COM-TOKEN-HEADER", func(conformance.T) {
				just(s.WithToken(token).Get(collection(s), wire.Params{"environment": e}), d.ID)
			})
			s.Check("R-COM-TOKEN-BEARER", func(conformance.T) {
				just(list(wire.Request{Header: map[string]string{"Authorization": "Bearer " + token}}), d.ID)
				bearer := map[string]string{"Authorization": "Bearer " + token}
				nobody.Send(wire.Request{Method: http.MethodPut, Path: single(s, d), Form: wire.Params{"status": "success"}, Header: bearer}).
					Because("a token for writing").Succeeded().Is("/status", "success")
			})
			s.Check("R-COM-TOKEN-PARAMETER", func(conformance.T) {
				just(list(wire.Request{Query: wire.Params{"private_token": token}}), d.ID)
				form := wire.Params{"status": "failed", "private_token": token}
				nobody.Put(single(s, d), form).Succeeded().Is("/status", "failed")
			})
			s.Check("R-COM-TOKEN-MISSING", func(conformance.T) {
				for _, name := range []string{"X-Private-Token", "Token", "X-Auth-Token", "Api-Key", "Cookie"} {
					list(wire.Request{Header: map[string]string{name: token}}).Because("a token in the header %s is none", name).Status(401)
				}
				list(wire.Request{Header: map[string]string{"Authorization": "Basic " + token}}).Because("a token is no basic authentication").Status(401)
			})
		},
	},
	{
		ID: "access/no-token-no-answer", Title: "Without a token, or with one that is nobody's, each operation is closed, whatever else is wrong",
		Rules: []string{"R-COM-TOKEN-MISSING", "R-COM-TOKEN-INVALID", "R-COM-TOKEN-FIRST"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "failed")
			project := strings.Split(s.Path(), "/")[2]
			closed := func(client *wire.Client) {
				before := s.Show(d)
				for _, request := range sixOperations(s, project, d.ID) {
					disclosesNothing(client.Send(request).Status(401)).Explained()
				}
				unchanged(s, before, d)
			}
			s.Check("R-COM-TOKEN-MISSING", func(conformance.T) { closed(s.As(conformance.Anonymous)) })
			s.Check("R-COM-TOKEN-INVALID", func(conformance.T) { closed(s.WithToken("understudy-nobodys-token")) })
			s.Check("R-COM-TOKEN-FIRST", func(conformance.T) {
				nobody := s.As(conformance.Anonymous)
				nobody.Get(collection(s), wire.Params{"order_by": "nothing", "per_page": "many"}).Status(401)
				nobody.Post(collection(s), wire.Params{"status": "nothing"}).Status(401)
				nobody.Post(collection(s), without(s.Form(s.Environment()), "status")).Status(401)
				nobody.Put(single(s, d), wire.Params{}).Status(401)
				nobody.Get(s.Path("deployments", world.NoDeployment), nil).Status(401)
			})
		},
	},
	{
		ID: "access/revoked-token", Title: "A token that was revoked opens nothing any more",
		Rules: []string{"R-COM-TOKEN-INVALID"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			client := s.WithToken(s.Mint("revoked", conformance.Maintainer, "api"))
			client.Get(collection(s), nil).Needs()
			s.Revoke(client)
			s.Check("R-COM-TOKEN-INVALID", func(conformance.T) {
				client.Get(collection(s), nil).Because("the token was revoked").Status(401).Explained()
				client.Post(collection(s), s.Form(s.Environment())).Because("the token was revoked").Status(401)
			})
		},
	},
	{
		ID: "access/scopes", Title: "A token that may only read reads and writes nothing; one for something else does neither",
		Rules: []string{"R-COM-TOKEN-SCOPE"}, Needs: []conformance.Need{conformance.Roles},
		Script: func(s *conformance.S) {
			reads, nothing := s.WithToken(s.Mint("reads", conformance.Maintainer, "read_api")), s.WithToken(s.Mint("elsewhere", conformance.Maintainer, "read_repository"))
			e := s.Environment()
			d := s.Deploy(e, "failed")
			before := s.Show(d)
			s.Check("R-COM-TOKEN-SCOPE", func(conformance.T) {
				reads.Get(single(s, d), nil).Succeeded().Is("/id", d.ID)
				reads.Get(collection(s), wire.Params{"environment": e}).Succeeded()
				reads.Get(mergeRequestsOf(s, d), nil).Succeeded()
				for _, refused := range []*wire.Answer{
					reads.Post(collection(s), s.Form(e)), reads.Put(single(s, d), wire.Params{"status": "success"}),
					reads.Delete(single(s, d)),
					nothing.Get(collection(s), nil), nothing.Get(single(s, d), nil),
				} {
					refused.Because("the token's scope is too small").Status(403).Explained()
				}
				unchanged(s, before, d)
				just(s.Client().Get(collection(s), wire.Params{"environment": e}), d.ID)
			})
		},
	},
	{
		ID: "access/job-tokens", Title: "The token of a running job is a token; that of a job that ended, and one that is nobody's, are none",
		Rules: []string{"R-COM-JOB-TOKEN", "R-COM-JOB-TOKEN-INVALID"}, Needs: []conformance.Need{conformance.Jobs},
		Script: func(s *conformance.S) {
			jobs := s.Jobs()
			root := jobs.Project.URL("deployments")
			signed := func(method, path string, form wire.Params, token string) *wire.Answer {
				return signedByJob(s, method, path, form, token)
			}
			d := s.DeployIn(jobs.Project, s.Environment(), "running")
			one := jobs.Project.URL("deployments", d.ID)
			s.Check("R-COM-JOB-TOKEN", func(conformance.T) {
				signed(http.MethodGet, root, nil, jobs.Token).Succeeded()
				signed(http.MethodGet, one, nil, jobs.Token).Succeeded().Is("/id", d.ID)
				signed(http.MethodGet, one+"/merge_requests", nil, jobs.Token).Succeeded()
				signed(http.MethodPost, root, jobs.Project.Form(s.Environment(), "running"), jobs.Token).Succeeded()
				signed(http.MethodPut, one, wire.Params{"status": "failed"}, jobs.Token).Succeeded().Is("/status", "failed")
				signed(http.MethodDelete, one, nil, jobs.Token).Succeeded()
			})
			s.Check("R-COM-JOB-TOKEN-INVALID", func(conformance.T) {
				for why, token := range map[string]string{"its job has ended": jobs.Ended, "no job has it": "understudy-no-jobs-token"} {
					signed(http.MethodGet, root, nil, token).Because("%s", why).Status(401).Explained()
					signed(http.MethodPost, root, jobs.Project.Form(s.Environment(), "running"), token).Because("%s", why).Status(401)
				}
				s.WithToken(jobs.Token).Get(root, nil).Because("a job's token is none in PRIVATE-TOKEN").Status(401)
			})
		},
	},
	{
		ID: "access/job-token-votes", Title: "The token of a running job is one for votes, too",
		Rules: []string{"R-COM-JOB-TOKEN"}, Needs: []conformance.Need{conformance.Jobs, conformance.Approvals},
		Script: func(s *conformance.S) {
			jobs := s.Jobs()
			d := s.DeployIn(jobs.Project, s.Environment(), "running")
			s.Check("R-COM-JOB-TOKEN", func(conformance.T) {
				signedByJob(s, http.MethodPost, jobs.Project.URL("deployments", d.ID, "approval"), wire.Params{"status": "approved"}, jobs.Token).
					Because("the token is one, and nothing waits for a vote").Status(400).Explained()
			})
		},
	},
}

func signedByJob(s *conformance.S, method, path string, form wire.Params, token string) *wire.Answer {
	return s.As(conformance.Anonymous).Send(wire.Request{Method: method, Path: path, Form: form, Header: map[string]string{"JOB-TOKEN": token}})
}
